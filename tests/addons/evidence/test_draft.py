"""Proposals from an article, in which nobody gets the words of somebody else."""

import json
from hashlib import sha256
from typing import Any

import pytest

from stancetracker.addons.evidence.draft import Article, drafted
from stancetracker.addons.evidence.grammar import language_of
from stancetracker.contribute.proposal import Proposal, Span

NAMES = (
    ("person", "cook", "Tim Cook"),
    ("person", "dean", "Jeff Dean"),
    ("person", "musk", "Elon Musk"),
    ("person", "hara", "Al O'Hara"),
    ("person", "lujan", "Ben Luján"),
    ("person", "dario", "Dario Amodei"),
    ("person", "daniela", "Daniela Amodei"),
    ("organization", "apple", "Apple"),
    ("organization", "x", "X"),
    ("organization", "lab", "Bridge Lab"),
)
SOURCE = {"url": "https://example.org/a", "tier": "secondary", "published": "2026-01-28"}


def draft(text: str, **source: str) -> tuple[list[Proposal], list[Span]]:
    """Return the proposals from a text published on 28 January 2026."""
    events = (("killing", "Killing of Alex Pretti"),)
    terms = ("bridge", "pont", "puente")
    return drafted(Article(text, {**SOURCE, **source}, "bridge", NAMES, events, terms=terms))


def only(text: str, **source: str) -> tuple[Any, dict[str, tuple[str, ...]]]:
    """Return the record that is proposed, and the candidates of its questions."""
    [proposal] = draft(text, **source)[0]
    return proposal.record, {question.field: question.candidates for question in proposal.questions}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is over,” Tim Cook said.", "cook"),
        ("“It is over,” said Apple CEO Tim Cook, who was there.", "cook"),
        ("Tim Cook, the CEO of Apple, told employees in a memo that it was “over”.", "cook"),
        ("Tim Cook attended. “It is over now,” Cook wrote on X.", "cook"),
        ("Jeff Dean posted “shame”, while investor Elon Musk called it “pure evil”.", "dean musk"),
        ("On X, Jeff Dean wrote:\n\n“This is not okay at all.”", "dean"),
        ("“This is not okay at all.”\n\n— Jeff Dean, scientist", "dean"),
        ("“This is not okay at all.”\n\nJeff Dean, scientist", "dean"),
        ("Tim Cook (D-CA) today released the following statement on it:\n\n“It is over.”", "cook"),
        ("“It is over,” Tim Cook said. “We go on from here.”", "cook cook"),
        ("Tim Cook spoke on Monday. He said “it is over”.", "cook"),
        ("Tim Cook on Tuesday said it was “over”.", "cook"),
        ("“It is over,” said Al O’Hara.", "hara"),
        ("Tim Cook came. “It is over,” said Mr. Cook.", "cook"),
        ("According to Tim Cook, “it is over”.", "cook"),
        ("Tim Cook issued a statement saying “it is over”.", "cook"),
        ("Tim Cook sent a memo to his staff, saying “it is over”.", "cook"),
        ("Tim Cook began by saying “it is over”.", "cook"),
        ("Tim Cook a répondu en disant que « c’est fini ».", "cook"),
        ("Tim Cook retweeted a post, calling it “pure evil”.", "cook"),
        ("According to former Apple CEO Tim Cook, “it is over”.", "cook"),
        ("« C’est fini », a déclaré le patron d’Apple, Tim Cook.", "cook"),
        ("Des gens comme Elon Musk, qui a publiquement qualifié cela de « pure evil ».", "musk"),
        ("„Es reicht“, schrieb Apple-Chef Tim Cook.", "cook"),
        ("Auf X bezeichnete Jeff Dean die Beamten als „Mörder“.", "dean"),
        ("«Ya basta», dijo Ben Lujan.", "lujan"),
        ("Jeff Dean, capo di tutto, ha scritto: “Basta”.", "dean"),
        ("'I don't know,' Tim Cook said.", "cook"),
        ("Tim Cook said: 'It's \"over\" now.'", "cook"),
        ("Tim Cook said the boys' club 'must end' for employees' sake.", "cook"),
        ("“M U R D E R,” Elon Musk wrote on X.", "musk"),
        ("Bridge Lab is a Lab. “It is over,” said Tim Cook.", "cook"),
        ("Tim Cook came. But Cook said “it is over”.", "cook"),
        ("Tim Cook (D-N.Y.), who has led the fight for years, said “it is over”.", "cook"),
        (
            "“It is over,” Tim Cook said.\n\n“We go on,” he added.\n\n“Yes,” he said.",
            "cook cook cook",
        ),
        ("« C’est fini », a confié le PDG du groupe Tim Cook.", "cook"),
        ("Tim Cook a également estimé que « c’est fini ».", "cook"),
        ("Tim Cook a estimé que « c’est fini », et conclu : « Basta ».", "cook cook"),
        ("Tim Cook a parlé. « C’est fini », a-t-il lancé.", "cook"),
        ("Tim Cook a parlé. « C’est fini », explique-t-il.", "cook"),
        ("« C’est fini », s’est exclamée Tim Cook.", "cook"),
        ("Tim Cook a dit « non ». Et de conclure : « C’est fini. »", "cook cook"),
        (f"« C’est {'vraiment ' * 12}fini »,\na reconnu M. Cook.\nTim Cook est là.", "cook"),
        ("„Es reicht“, so CSU-Chef Cook. Tim Cook kam.", "cook"),
        (
            "«No es el fin de los problemas», ha dicho Tim Cook. «No es para los demás», añadió.",
            "cook cook",
        ),
        ("“È una crisi per tutti”. Lo ha detto il capo di Apple, Tim Cook.", "cook"),
        ("“Não é uma crise”, disse Tim Cook. “Não é para os outros”, afirmou.", "cook cook"),
        ("Tim Cook wrote in a letter to fans: “It is over.”", "cook"),
        ("Tim Cook wrote in reply to a post: “It is over.”", "cook"),
        ("Tim Cook added a comment of his own: “It is over.”", "cook"),
        ("Tim Cook posted a message: “It is over.”", "cook"),
        ("Tim Cook called the report “over and done”.", "cook"),
        ("Tim Cook said the report was “over and done”.", "cook"),
        ("Tim Cook responded to the report: “It is over.”", "cook"),
        ("Jeff Dean left. Tim Cook, who told workers, said “it is over”.", "cook"),
        ("According to Tim Cook, it is “over and done”.", "cook"),
        ("Tim Cook a publié un message de soutien : « C’est fini. »", "cook"),
    ],
)
def test_a_speaker_beyond_doubt_is_proposed(text: str, speaker: str) -> None:
    assert speaker.split() == [proposal.record.get("speaker") for proposal in draft(text)[0]]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Tim Cook and Jeff Dean said it was “over and done with”.", "cook dean"),
        ("Jeff Dean attacked Elon Musk, calling him “a liar”.", "dean musk"),
        ("Dario Amodei met Daniela Amodei. “It is over now,” Amodei said.", "daniela dario"),
        ("Tim Cook met workers in Minneapolis, and a banner read “we do not forget this”.", "cook"),
        ("Tim Cook met Sarah Cook. “It is over now,” Cook said.", "cook"),
        ("“It is over now”: So reagieren Tim Cook, Jeff Dean und andere.", "cook dean"),
        (
            "Bosses — including Tim Cook and Apple chief Elon Musk — said “it is over now”.",
            "cook musk",
        ),
        ("They quoted Tim Cook’s “it is over now”.", "cook"),
        ("Tim Cook met Al Q. Cook. “It is over now,” said Mr. Cook.", "cook"),
        ("Tim Cook came. “It is over now,” said Rep. Al Q. Cook.", "cook"),
        ("She called Tim Cook “a liar and a coward”.", "cook"),
        ("She said Tim Cook was “a liar and a coward”.", "cook"),
        ("A judge said Tim Cook had “lied under oath again”.", "cook"),
        ("Tim Cook, called “a liar and a coward” by critics, left.", "cook"),
        ("Tim Cook was dubbed “the king of all chains”.", "cook"),
        ("Tim Cook came. They said “it is over for good now”.", "cook"),
        ("Ms. Tim Cook came. “It is over for good,” he said.", "cook"),
        ("Tim Cook met John Roe. “It is over for good now,” he said.", "cook"),
        ("Tim Cook sued his brother. “It is over for good now,” he said.", "cook"),
        ("Tim Cook’s brother spoke. “It is over for good now,” he said.", "cook"),
        ("Tim Cook a reçu un ministre. « C’est fini pour de bon », a-t-il dit.", "cook"),
        ("Jane Doe spoke. Tim Cook spoke. “It is over for good now,” she said.", "cook"),
        ("Jane Doe spoke.\n\nTim Cook in Paris\n\n“It is over for good now,” she said.", "cook"),
        ("Tim Cook listened. “It is over for us now,” the CEO said.", "cook"),
        ("Tim Cook released the following statement from his staff:\n\n“It is over now.”", "cook"),
        ("Tim Cook and Jeff Dean issued the following statement:\n\n“It is over.”", "cook dean"),
        ("Tim Cook and Jeff Dean came. “It is over for good,” he said.", "cook dean"),
        ("Asked whether it was “over now and for good”, Tim Cook said yes.", "cook"),
        ("The note that Tim Cook got said “it is over now”.", "cook"),
        ("Tim Cook responded to Jane Doe, who wrote “it is over now”.", "cook"),
        ("Tim Cook criticized the slogan “it is over for good”.", "cook"),
        ("Tim Cook answered a question about “the end of all work”.", "cook"),
        ("Tim Cook replied to those who said that “it is over”.", "cook"),
        ("Dubbed “the king of all chains”, Tim Cook said yes.", "cook"),
        ("“It is over for good now,” Tim Cook heard her say.", "cook"),
        ("Tim Cook a répondu à ceux qui disent que « tout est foutu ».", "cook"),
        ("Auf die Frage, ob es „nun vorbei und aus“ sei, sagte Tim Cook nein.", "cook"),
        ("Tim Cook, que ses opposants qualifient de « roi de tous les rois », est là.", "cook"),
        ("El partido dice que Tim Cook es «un mentiroso y cobarde».", "cook"),
        ("Tim Cook added an app called “it is over for good”.", "cook"),
        ("Tim Cook dismissed claims that it was “over now and for good”.", "cook"),
        ("Il a qualifié Tim Cook de « menteur et de lâche ».", "cook"),
        ("« C’est fini pour de bon », aurait lancé Tim Cook.", "cook"),
        ("Tim Cook a été critiqué et qualifié de « menteur et de lâche ».", "cook"),
        ("Le frère d’Elon Musk, qui a dit que « c’est fini », est là.", "musk"),
        ("Elon Musk, dont l’avocat a dit « c’est fini pour de bon », est là.", "musk"),
        ("Sie nannte Tim Cook „einen Lügner und Feigling“.", "cook"),
        ("Ha dicho a los obreros y al jefe Tim Cook que «no es el fin».", "cook"),
        ("“It is over,” Cook said.", "cook"),
        ("“It is over,” Mr. Cook said.", "cook"),
        ("Amodei said “it is over”.", "daniela dario"),
        ("Jeff Dean met Cook. He said “it is over”.", "cook dean"),
        ("Cook met Jeff Dean. He said “it is over”.", "cook dean"),
        ("“It is over now,” said Tim Cook’s brother, Jack.", "cook"),
        ("“It is over now,” said the CEO before Tim Cook.", "cook"),
        ("“It is over now,” said Tim Cook biographer Jane Doe.", "cook"),
        ("“It is over now,” she told Tim Cook.", "cook"),
        ("According to a person close to Tim Cook, “it is over now”.", "cook"),
        ("According to critics of Tim Cook, “it is over now”.", "cook"),
        ("Tim Cook was told by investors that “it is over now”.", "cook"),
        ("Tim Cook was called “a liar and a coward”.", "cook"),
        ("Tim Cook did not say “it is over now”.", "cook"),
        ("Tim Cook denied saying “it is over now”.", "cook"),
        ("Tim Cook should say “it is over now”.", "cook"),
        ("Tim Cook may have said “it is over now”.", "cook"),
        ("Tim Cook allegedly said “it is over now”.", "cook"),
        ("“It is over now,” Tim Cook recalled his father saying.", "cook"),
        ("“It is over now,” Tim Cook said his mother told him.", "cook"),
        ("“It is over now,” Tim Cook repeated, quoting Jeff Dean.", "cook dean"),
        ("“It is over now,” Tim Cook said, reading from a letter.", "cook"),
        ("Tim Cook tweeted a screenshot of a memo: “It is over now.”", "cook"),
        ("Tim Cook reposted: “It is over now.”", "cook"),
        ("According to Tim Cook, quoted by a friend, “it is over now”.", "cook"),
        ("Tim Cook teilte einen Beitrag, in dem es heißt: „Es ist vorbei.“", "cook"),
        ("In a deepfake video, Tim Cook says: “It is over now.”", "cook"),
        ("In the film, Tim Cook says “it is over now”.", "cook"),
        ("Dans une vidéo truquée, Tim Cook déclare : « C’est fini pour eux. »", "cook"),
        ("Tim Cook is rumored to have said “it is over now”.", "cook"),
        ("Tim Cook was accused of saying “it is over now”.", "cook"),
        ("Tim Cook forwarded a mail written by Jeff Dean: “It is over now.”", "cook dean"),
        ("Tim Cook retweeted a post saying “it is over now”.", "cook"),
        ("Tim Cook wore a shirt saying “it is over now”.", "cook"),
        ("Tim Cook read a statement saying that “it is over now”.", "cook"),
        ("Tim Cook liked a post calling it “pure evil”.", "cook"),
        ("Tim Cook a relayé une publication affirmant que « c’est fini pour eux ».", "cook"),
        ("Tim Cook compartió un mensaje diciendo que “se acabó para ellos”.", "cook"),
        ("Tim Cook added a comment from a user: “It is over now.”", "cook"),
        ("Tim Cook came. He added a comment from a user: “It is over now.”", "cook"),
        ("Tim Cook posted a fan’s letter: “It is over now.”", "cook"),
        ("Tim Cook recalled the words of his father: “It is over now.”", "cook"),
        ("Tim Cook tweeted a Bible verse: “It is over now.”", "cook"),
        ("Tim Cook wrote, citing a report: “It is over now.”", "cook"),
        ("Tim Cook, reading a letter, said: “It is over now.”", "cook"),
        ("“It is over now,” said Tim Cook, reading a letter from a fan.", "cook"),
        ("“It is over now,” Tim Cook said, in the words of a fan.", "cook"),
        ("Tim Cook said the phrase “it is over now” was wrong.", "cook"),
        ("Tim Cook said the lawsuit calls it “over and done with”.", "cook"),
        ("Tim Cook said that, as Lincoln put it, “it is over now”.", "cook"),
        ("Tim Cook a dit, pour citer Lincoln, « c’est fini pour eux ».", "cook"),
        ("Tim Cook a rappelé la phrase de Lincoln : « C’est fini pour eux. »", "cook"),
        ("Tim Cook tweeted, “RT @fan: It is over now.”", "cook"),
        ("Tim Cook claims that Jeff Dean said “it is over now”.", "cook dean"),
        ("Tim Cook a affirmé que Jeff Dean l’avait traité de « fou et lâche ».", "cook dean"),
        ("According to Tim Cook, the report says “it is over now”.", "cook"),
        ("According to Tim Cook, critics said “it is over now”.", "cook"),
        ("Selon Tim Cook, le rapport dit que « c’est fini pour eux ».", "cook"),
        ("Tim Cook a ajouté le commentaire d’un internaute : « C’est fini pour eux. »", "cook"),
        ("« C’est fini pour eux », a dit Tim Cook, lisant une lettre.", "cook"),
        ("Tim Cook postete den Kommentar eines Nutzers: „Es ist vorbei für sie.“", "cook"),
        ("Tim Cook añadió la carta de un cliente: «Se acabó para ellos».", "cook"),
        ("Tim Cook ha pubblicato il commento di un utente: “È finita per loro”.", "cook"),
        ("Tim Cook publicou o comentário de um usuário: “Acabou para eles”.", "cook"),
        (
            "“This is not okay at all.”\n\nTim Cook, A\n\nHe spoke.\n\nJeff Dean, G\n\nHe too.",
            "cook",
        ),
    ],
)
def test_a_speaker_in_doubt_is_a_question_with_all_candidates(text: str, candidates: str) -> None:
    record, questions = only(text)

    assert "speaker" not in record
    assert candidates.split() == [*questions["speaker"]]


@pytest.mark.parametrize(
    "text",
    [
        "“It is over now,” an employee said. Tim Cook was there.",
        "“It is over now,” Jane Doe wrote to Tim Cook.",
        "“It is over now,” said a worker at Apple.",
        "“It is over now,” wrote workers to chief executive Tim Cook.",
        "Tim Cook listened as a worker said “it is over now and for good”.",
        "Apple employees wrote that “it is over now”.",
        "Tim Cook said nothing.\n\n“It is over now,” the letter says.",
        "A spokesperson said “it is over” of Apple.",
        "The CEO of Apple said “it is over now”.",
        "“It is over,” Apple’s CEO said.",
        "“Tim Cook must go,” they said.",
        "Tim Cook schrieb eine Mail, aus der “The Verge” zitiert.",
        "Tim Cook is calling for an end to “zero tolerance”.",
        "Sarah Cook said “it is over now”.",
        "“It is over now,” said the Cook Islands.",
        "Jane Doe, the CEO of Apple, said “it is over now”.",
        "Apple CEO John Ternus said “it is over now”.",
        "“It is over now,” the President told Tim Cook.",
        "“It is over now,” said Tim Cook critic Jane Doe.",
        "Tim Cook came. “It is over now,” said Jane Doe.",
        "Tim Cook came. “It is over now,” Jane Doe, a critic of theirs, said.",
        "Critics called Tim Cook “a liar and a coward”.",
        "« C’est fini pour de bon », ont répondu les syndicats à Tim Cook.",
        "“Es ist nun vorbei”, sagte ein Sprecher von Tim Cook.",
        "“Is it over now, sir?” a reporter asked Tim Cook.",
        "Tim Cook came. “It is over now,” said a worker.",
        "Tim Cook listened. A worker then said “it is over for us now”.",
        "Tim Cook reads “Bild” and says so.",
        "Tim Cook told the story of a worker who said: “It is over now.”",
    ],
)
def test_words_of_strangers_are_counted_and_not_proposed(text: str) -> None:
    proposals, unnamed = draft(text)

    assert ([], 1) == (proposals, len(unnamed))


def test_a_proposal_is_a_line_with_its_place_in_the_article() -> None:
    text = "Alex Pretti died on January 24. “It is over,” Tim Cook said on 25 January."
    [proposal] = draft(text)[0]
    line = json.loads(proposal.line("abc"))
    record = line["record"]
    questions = {question["field"]: question.get("candidates") for question in line["question"]}

    assert "It is over" == text[slice(*line["span"])] == record["quote"]
    assert ("unverified", "abc") == (line["verification"], line["data_version"])
    assert sha256(text.encode()).hexdigest() == line["article_sha256"]
    assert ("statement", "cook", "bridge", "../2026-01-28") == tuple(
        record[field] for field in ("kind", "speaker", "issue", "date")
    )
    bare = dict.fromkeys(("stance", "channel", "wording", "language"))
    assert {"date": ["25 January"], "event": ["killing"]} | bare == questions
    assert (text.replace("It is over", ">>It is over<<"),) == proposal.context()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("“It is over,” Tim Cook said on Monday.", ("2026-01-26",)),
        ("« C’est fini », a déclaré mercredi Tim Cook.", ("2026-01-28",)),
        ("„Es reicht“, sagte Tim Cook am Donnerstag.", ("2026-01-22",)),
        ("“It is over,” Tim Cook said on 25 January, a Sunday.", ("25 January", "2026-01-25")),
        ("“It will be over next Monday,” or “Friday”, Tim Cook said next Tuesday.", ()),
    ],
)
def test_a_weekday_is_a_day_before_publication(text: str, days: tuple[str, ...]) -> None:
    assert {days} == {
        tuple(
            day
            for question in proposal.questions
            if question.field == "date"
            for day in question.candidates
        )
        for proposal in draft(text)[0]
    }


def test_a_quotation_interrupted_by_its_reporter_is_a_question() -> None:
    assert (
        "quote"
        in only("«Questo è il momento – ha scritto Tim Cook – di fermarsi», secondo Tim Cook.")[1]
    )


@pytest.mark.parametrize(
    ("text", "actors", "response"),
    [
        ("Tim Cook and Jeff Dean have not commented publicly.", "cook dean", "none-found"),
        ("Tim Cook (Apple) declined to comment.", "cook", "declined"),
        ("Apple n’a pas encore réagi.", "apple", "none-found"),
        ("Tim Cook et Jeff Dean gardent le silence.", "cook dean", "none-found"),
        ("Tim Cook hat sich bislang nicht geäußert.", "cook", "none-found"),
        ("Tim Cook no ha comentado nada.", "cook", "none-found"),
        ("Tim Cook di Apple non ha commentato.", "cook", "none-found"),
        ("Unlike Jeff Dean, Tim Cook has remained silent.", "cook", "none-found"),
        ("While Apple CEO Tim Cook has remained silent, workers wrote.", "cook", "none-found"),
    ],
)
def test_a_reported_silence_is_proposed_with_its_actors_and_response(
    text: str, actors: str, response: str
) -> None:
    record, questions = only(f"It is about a bridge. {text}")
    values = tuple(record[field] for field in ("actors", "response", "label", "date"))

    assert (actors.split(), response, text, "2026-01-28") == values
    assert ("bridge", {}) == (record["issue"], questions)


@pytest.mark.parametrize(
    "text",
    [
        "Tim Cook has not commented on the bridge.",
        "The bridge is closed. Tim Cook has not commented.",
        "The bridge is closed. Tim Cook has not commented on Facebook.",
        "The bridge is closed.\n\nOn Monday, Tim Cook declined to comment.",
        "Le pont est fermé. Tim Cook n’a pas commenté publiquement.",
        "El puente está cerrado. Tim Cook no ha comentado nada.",
    ],
)
def test_a_silence_is_on_the_issue_whose_term_stands_there(text: str) -> None:
    record, questions = only(text)

    assert ("bridge", False) == (record["issue"], "issue" in questions)


@pytest.mark.parametrize(
    "text",
    [
        "Tim Cook has not commented.",
        "Tim Cook has not commented on his divorce.",
        "The bridge is closed. Tim Cook has not commented on his divorce.",
        "The bridge is closed. Asked about his divorce, Tim Cook declined to comment.",
        "The bridge is closed. He sued. Tim Cook has remained silent.",
        "Le pont est fermé. Tim Cook n’a pas commenté son divorce.",
        "Le pont est fermé. Tim Cook a refusé de commenter l’affaire.",
        "Le pont est fermé. Tim Cook n’a pas réagi sur son divorce.",
        "The bridge is closed. Tim Cook schweigt zu seiner Scheidung.",
        "El puente está cerrado. Tim Cook no ha comentado su divorcio.",
        "A bridge. Tim Cook non ha commentato il divorzio.",
    ],
)
def test_on_what_somebody_was_silent_is_a_question_without_a_term(text: str) -> None:
    record, questions = only(text)

    assert (None, ("bridge",)) == (record.get("issue"), questions["issue"])


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Tim Cook and Elon Musk gave. None of them has commented.", "cook musk"),
        ("Tim Cook a parlé, et les autres n’ont pas commenté.", "cook"),
        ("It is unclear whether Tim Cook has remained silent.", "cook"),
        ("Cook has not commented.", "cook"),
        ("The CEO of Apple declined to comment.", "apple"),
        ("Apple’s CEO declined to comment.", "apple"),
        ("Employees from Apple have not commented.", "apple"),
        ("An Apple employee has not commented.", "apple"),
        ("Apple rival Orange has not commented.", "apple"),
        ("Tim Cook’s brother declined to comment.", "cook"),
        ("The man who sued Tim Cook declined to comment.", "cook"),
        ("Critics of Tim Cook say he has not commented.", "cook"),
        ("Everyone but Tim Cook has remained silent.", "cook"),
        ("It is not true that Tim Cook has remained silent.", "cook"),
        ("Tim Cook has not remained silent.", "cook"),
        ("Tim Cook n’a pas gardé le silence.", "cook"),
    ],
)
def test_a_silence_in_doubt_is_a_question(text: str, candidates: str) -> None:
    record, questions = only(text)

    assert ("silence", None) == (record["kind"], record.get("actors"))
    assert candidates.split() == [*questions["actors"]]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Tim Cook has not commented on the bridge since January.", "issue date"),
        ("Tim Cook has not commented further on the bridge.", "date"),
        ("Tim Cook has not commented on the bridge, except on X.", "date"),
        ("Last year, Tim Cook declined to comment on the bridge.", "date"),
        ("In 2024, Tim Cook declined to comment on the bridge.", "date"),
        ("On 10 January, Tim Cook declined to comment on the bridge.", "date"),
        ("Tim Cook apologized for staying silent on the bridge.", "date"),
        ("Tim Cook has not commented on the bridge but told staff “no”.", "date"),
        ("Tim Cook n’a pas réagi au pont depuis lundi.", "issue date"),
        ("Tim Cook has not commented on the bridge’s cost.", "issue"),
        ("Tim Cook declined to comment on the bridge lawsuit.", "issue"),
        ("In a letter about the bridge, Tim Cook declined to comment on costs.", "issue"),
        ("Tim Cook n’a pas réagi aux critiques sur le pont.", "issue"),
    ],
)
def test_a_silence_of_another_time_or_on_a_part_of_it_is_a_question(text: str, fields: str) -> None:
    silences = [proposal for proposal in draft(text)[0] if proposal.record["kind"] == "silence"]

    assert [fields.split()] == [
        [question.field for question in silence.questions] for silence in silences
    ]
    assert not any(set(fields.split()) & set(silence.record) for silence in silences)


@pytest.mark.parametrize(
    "text",
    [
        "Tim Cook did not make it to the bridge.",
        "Tim Cook has not made a decision on the bridge.",
        "Tim Cook did not issue a permit for the bridge.",
        "Tim Cook did not speak at the bridge.",
        "Tim Cook is quiet and shy, the bridge builder told us.",
    ],
)
def test_who_did_something_else_than_to_speak_is_in_no_silence(text: str) -> None:
    assert [] == draft(text)[0]


def test_only_a_call_that_was_not_returned_is_no_answer() -> None:
    assert [] == draft("Tim Cook did not return the car.")[0]

    record, _ = only("Tim Cook has not returned several phone calls.")
    assert ["cook"] == record["actors"]


def test_an_unanswered_request_alone_is_no_silence() -> None:
    assert ("no-reply", "none-found") == only("Apple did not respond to a request.")[1]["response"]


def test_a_day_that_the_article_does_not_have_is_a_question() -> None:
    text = "“It is over,” Tim Cook said. Jeff Dean declined to comment."
    proposals = drafted(Article(text, {"citation": "A", "tier": "secondary"}, "bridge", NAMES))[0]

    assert [True, True] == [
        any(question.field == "date" for question in proposal.questions) for proposal in proposals
    ]
    assert not any("date" in proposal.record for proposal in proposals)


def test_a_sum_beside_an_actor_is_proposed_as_a_tie() -> None:
    record, questions = only("Apple won a contract of 30 million dollars.")

    assert ("tie", "contract", "apple") == (record["kind"], record["type"], record["actor"])
    assert {"amount": ("30 million dollars",)} == questions


def test_the_language_of_a_few_words_is_asked_for_unless_it_is_stated() -> None:
    french = "Elon Musk, qui a dit que le pont est dans la ville et avec les autres, l’a qualifié de « pure evil »."
    record, questions = only(french)
    stated, _ = only(french, language="en")
    long_quote = "Tim Cook said: “The bridge is the end of the town, and that was it.”"
    known_by_its_words, no_question = only(long_quote)

    assert "language" not in record
    assert "language" in questions
    assert "en" == stated["language"] == known_by_its_words["language"]
    assert "language" not in no_question


def test_a_quotation_in_another_language_than_stated_is_a_question() -> None:
    _, questions = only(
        "Tim Cook said: “The bridge is the end of the town, and that was it.”", language="fr"
    )

    assert "language" in questions


def test_a_language_is_recognized_by_its_short_words() -> None:
    texts = "the one and the other is of that|le chat et les chiens dans une rue|der Hund und die Katze|Tim Cook"
    texts += "|Bolsonaro afirmou que a proposta não pode ser adiada e que o Brasil não quebra"
    texts += "|Sánchez afirmó que la propuesta no puede esperar y que los españoles no la quieren"

    assert ["en", "fr", "de", None, "pt", "es"] == [language_of(text) for text in texts.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "The street remained silent.",
        "With the exception of Tim Cook, bosses have remained silent.",
        "Apple won 30 million dollars.",
        # The mark may be an apostrophe.
        "'The workers' plight is ours,' Tim Cook said.",
        "Tim Cook said 'em and '90s'.",
        # These have no end.
        "“" * 5000,
        "“a b c d” " * 100,
        "“a b c d.” " * 300,
        "Tim Cook and " * 2000,
        "the CEO of X " * 2000,
    ],
)
def test_a_text_without_words_of_an_actor_proposes_nothing(text: str) -> None:
    assert [] == draft(text)[0]
