"""Propose records from an article: quotations, silences and sums, each with its place.

What the article does not say beyond doubt is a question. Nothing here writes to a dataset.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache, cached_property, lru_cache
from typing import Any, Final

from stancetracker.addons.evidence.copies import page
from stancetracker.addons.evidence.excerpts import has_term, is_about_term
from stancetracker.addons.evidence.grammar import language_of, pattern, words
from stancetracker.addons.evidence.pages import is_page, read_page
from stancetracker.addons.evidence.sentences import Sentence
from stancetracker.addons.evidence.silent import may_have_spoken, silent_actors, subjects
from stancetracker.addons.evidence.speakers import Speaker
from stancetracker.addons.evidence.speech import Speech
from stancetracker.base import apart
from stancetracker.base.apart import UnreadableError
from stancetracker.base.dates import last_weekday, parse
from stancetracker.base.errors import UsageError
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.proposal import Proposal, Question, Span
from stancetracker.index import queries

# The sentences before one about nobody in particular in which its names are looked for.
_MOST_NAMED: Final = 2
_EVENT: Final = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)+")
_NUMBER: Final = r"\d+(?:[.,\s]\d+)*"
_SUM: Final = (
    rf"(?:{{0}})\s?{_NUMBER}(?:\s?(?:million|billion|bn|m)\b)?"
    rf"|(?<![\w.,]){_NUMBER}\s?(?:{{0}})(?!\w)"
)
_DAY: Final = (
    r"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:er|º|\.|th|st|nd|rd)?\s(?:de\s)?(?:{0})\b(?:,?\s(?:de\s)?\d{{4}})?"
    r"|\b(?:{0})\.?\s\d{{1,2}}\b(?:,?\s\d{{4}})?"
)
_UNANSWERED: Final = (
    "a request without an answer is no silence unless the source says that it found nothing"
)
_LONGEST_SUBJECT: Final = 200
"""The characters in which the term stands on which somebody did not speak."""
_NO_TERM: Final = "is it about this issue? none of its terms stands there"

Progress = Callable[[str, int, int], None]


def proposed(
    values: Mapping[str, Any],
    span: Span,
    questions: Mapping[Question, bool],
    text: str,
    place: str = "",
) -> Proposal:
    """Return a proposal of the values that are known and the questions that are open."""
    return Proposal(
        known(values),
        span,
        tuple(question for question, is_open in questions.items() if is_open),
        text,
        place,
    )


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object without its unknown fields."""
    return {name: value for name, value in values.items() if value not in (None, "")}


@dataclass(frozen=True)
class Article:
    """A text as a source, the issue it is read for, its events and the dataset's names."""

    text: str
    source: Mapping[str, Any]
    issue: str
    names: tuple[tuple[str, str, str], ...]
    events: tuple[tuple[str, str], ...] = ()
    proposition: str = ""
    translated_into: str = "en"
    terms: tuple[str, ...] = ()

    @cached_property
    def speech(self) -> Speech:
        """Return its text as read for who speaks in it."""
        return Speech(self.names, self.text)

    @property
    def language(self) -> str | None:
        """Return its language as it is stated, by a person or by the page itself."""
        return self.source.get("language")

    def has_term(self, sentence: Sentence) -> bool:
        """Return whether a term of the issue stands in a sentence."""
        words = self.text[slice(*sentence.span)]
        return bool(self.terms) and has_term(words.encode("utf-8", "surrogatepass"), self.terms)


def read(
    dataset: Dataset, name: str, content: bytes | None, issue: str, stated: Mapping[str, str]
) -> Article:
    """Return the content of a file, or without any the archived page at an address, as an article.

    `stated` is what a person knows of it as a source. Raises UsageError where it has no text, and
    DateError where the day of its publication is none.
    """
    if published := stated.get("published"):
        parse(published)
    archived = dict[str, str]()
    if content is None:
        kept, own = page(dataset.connection, dataset.folder, name)
        archived = {"url": name}
        # Of what somebody else fetched, nothing is stated that this person can't know.
        if own:
            archived |= known({"retrieved": own.day})
    with naming(name):
        article_page = kept.page() if content is None else read_page(content)
    text = article_page.text.strip()
    if not text:
        raise UsageError(f"no text in {name}")
    if content is not None and not is_page(content) and "\0" in text:
        raise UsageError(f"no text, page or PDF: {name}", "save it as one of these")
    chosen = dataset.issue(issue)
    source: dict[str, Any] = {
        "tier": "secondary",
        **article_page.description(),
        **archived,
        **stated,
    }
    if "url" not in source:
        source["citation"] = source.get("title") or name.rpartition("/")[2]
    query = (
        "SELECT id, title FROM main.event JOIN main.event_issues ON record = id"
        " WHERE value = ? ORDER BY id"
    )
    events = tuple(map(tuple, dataset.connection.execute(query, (chosen["id"],))))
    language = dataset.values("").get("language", "en")
    return Article(
        text,
        source,
        chosen["id"],
        actor_names(dataset),
        events,
        chosen["proposition"],
        language,
        tuple(chosen.get("terms", ())),
    )


def actor_names(dataset: Dataset) -> tuple[queries.RecordName, ...]:
    """Return all names of actors."""
    return tuple(n for n in queries.names(dataset.connection) if n.kind in ACTOR_KINDS)


def draft_apart(article: Article, name: str) -> tuple[list[Proposal], list[Span]]:
    """Return what `drafted` does, within the limits of `apart`.

    `name` is that of the article. Raises UsageError where it can't be read within them.
    """
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    text = values.pop("text").encode("utf-8", "surrogatepass")
    with naming(name):
        proposals, unnamed = apart.run(drafted_from, text, values)
    return [_proposal(proposal, article.text) for proposal in proposals], [
        Span(*span) for span in unnamed
    ]


def drafted_from(text: bytes, values: Mapping[str, Any]) -> Any:
    """Return what `drafted` does, each proposal without the text, as JSON has it."""
    proposals, unnamed = drafted(Article(text.decode("utf-8", "surrogatepass"), **values))
    return [(p.record, p.span, p.questions, p.place) for p in proposals], unnamed


def _proposal(values: Sequence[Any], text: str) -> Proposal:
    record, span, questions, place = values
    open_questions = tuple(
        Question(field, tuple(names), *rest) for field, names, *rest in questions
    )
    return Proposal(record, Span(*span), open_questions, text, place)


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Say in an UnreadableError of what it is."""
    try:
        yield
    except UnreadableError as error:
        raise UnreadableError(f"can't read {name}: {error.message}", error.hint) from None


def drafted(article: Article) -> tuple[list[Proposal], list[Span]]:
    """Return what an article gives, in its order, and the quotations that are not attributed."""
    proposals: list[Proposal] = []
    unnamed: list[Span] = []
    for at, sentence in enumerate(article.speech.sentences):
        for quotation in sentence.quotations:
            speaker = article.speech.of(at, quotation)
            if speaker.ids and article.text[slice(*quotation.words)]:
                proposals.append(_statement(article, at, quotation.words, speaker))
            else:
                unnamed.append(quotation.words)
        proposals += _silences(article, at)
        proposals += _ties(article, at)
    return proposals, unnamed


@lru_cache(maxsize=1)
def _days_named(sentence: str, published: str | None) -> tuple[str, ...]:
    """Return the days that a sentence names."""
    return tuple(dict.fromkeys(_each_day(sentence, published)))


def _each_day(sentence: str, published: str | None) -> Iterator[str]:
    """Yield the days that a sentence names, weekdays as the last such day up to publication."""
    for match in pattern("months", _DAY).finditer(sentence):
        yield match[0]
    if published is None or not parse(published).is_day:
        return
    for number, weekday in enumerate(words()["weekdays"]):
        for match in _weekday(weekday).finditer(sentence):
            if match["coming"] is None:
                yield last_weekday(number, published)


@cache
def _weekday(names: str) -> re.Pattern[str]:
    coming = "|".join(words()["coming"])
    return re.compile(
        rf"\b(?P<coming>(?:{coming})\s(?:{names})|(?:{names})\s(?:{coming}))\b|\b(?:{names})\b",
        re.IGNORECASE,
    )


def _statement(article: Article, at: int, span: Span, speaker: Speaker) -> Proposal:
    speech, published = article.speech, article.source.get("published")
    quote, sentence = article.text[slice(*span)], speech.sentences[at]
    own_language = language_of(quote)
    language = article.language or own_language
    days = _days_named(sentence.frame, published)
    paragraph = article.text[slice(*speech.paragraphs[sentence.paragraph])]
    events = tuple(
        id
        for id, title in article.events
        if any(name in paragraph for name in _EVENT.findall(title))
    )
    record = {
        "kind": "statement",
        "speaker": min(speaker.ids) if speaker.is_sure else None,
        "issue": article.issue,
        "date": published and f"../{published}",
        "quote": quote,
        "language": language,
        "sources": [dict(article.source)],
        "verification": "unverified",
    }
    questions = {
        Question("speaker", tuple(sorted(speaker.ids)), "who said it?"): not speaker.is_sure,
        # What happened on them may be something else.
        Question("date", days, "when was it said?"): bool(days) or not published,
        Question("quote", (), "words of the reporter may stand in it"): speech.reported_in(quote),
        Question("language", (), "the quotation seems to be in another language"): (
            own_language not in (None, language)
        ),
        Question("language", (), "its words are too few to tell"): language is None,
        **dict.fromkeys(map(Question, ("stance", "channel", "wording")), True),
        Question("event", events, "is it about this?"): bool(events),
    }
    return proposed(record, span, questions, article.text)


def _silences(article: Article, at: int) -> Iterator[Proposal]:
    """Yield a silence for a sentence that says that somebody did not speak."""
    speech, published = article.speech, article.source.get("published")
    sentence = speech.sentences[at]
    cues = ((name, pattern(f"silence.{name}").search(sentence.text)) for name in words()["silence"])
    response, cue = next(((name, cue) for name, cue in cues if cue), (None, None))
    if cue is None:
        return
    actors, sure = silent_actors(sentence, cue.start())
    if pattern("none_of_them").search(sentence.text):
        earlier = (
            speech.sentences[other].named("P")
            for other in range(at, max(-1, at - _MOST_NAMED - 1), -1)
        )
        actors, sure = next(filter(None, earlier), frozenset()), False
    if not actors:
        return
    is_on_issue = _is_on_issue(article, at)
    days = tuple(day for day in _days_named(sentence.frame, published) if day != published)
    is_dated = bool(published) and not days and not may_have_spoken(sentence)
    record = {
        "kind": "silence",
        "issue": article.issue if is_on_issue else None,
        "basis": "reported",
        "response": response,
        "actors": sorted(actors) if sure else None,
        "date": published if is_dated else None,
        "label": article.text[slice(*sentence.span)],
        "sources": [dict(article.source)],
    }
    questions = {
        Question("issue", (article.issue,), _NO_TERM): not is_on_issue,
        Question("actors", tuple(sorted(actors)), "who did not speak?"): not sure,
        Question("date", days, "up to which day had the source found nothing?"): not is_dated,
        Question("response", ("no-reply", "none-found"), _UNANSWERED): response == "no-reply",
    }
    yield proposed(record, sentence.span, questions, article.text)


def _is_on_issue(article: Article, at: int) -> bool:
    """Return whether a sentence that somebody did not speak is about the issue beyond doubt.

    A term is what it says that they did not speak on. Where it names no subject, a term stands in
    it, or in the sentence that it follows.
    """
    sentences = article.speech.sentences
    sentence = sentences[at]
    if places := subjects(sentence):
        words = article.text[slice(*sentence.span)]
        return all(
            is_about_term(words[place : place + _LONGEST_SUBJECT], article.terms)
            for place in places
        )
    return article.has_term(sentence) or (at > 0 and article.has_term(sentences[at - 1]))


def _ties(article: Article, at: int) -> Iterator[Proposal]:
    """Yield a tie for each sum of money in a sentence about contracts or about donations.

    Which of the two it is stays open.
    """
    speech, sentence = article.speech, article.speech.sentences[at]
    types = [
        name for name in ("contract", "donation") if pattern(f"money.{name}").search(sentence.frame)
    ]
    actors = sentence.named() or (speech.sentences[at - 1].named("O") if at else frozenset())
    for match in (
        pattern("money.sign", _SUM).finditer(sentence.frame) if len(types) == 1 and actors else ()
    ):
        span = Span(*(sentence.span.start + offset for offset in match.span()))
        record = {
            "kind": "tie",
            "type": types[0],
            "actor": min(actors) if len(actors) == 1 else None,
            "sources": [dict(article.source)],
            "verification": "unverified",
        }
        questions = {
            Question("actor", tuple(sorted(actors)), "whose is it?"): len(actors) > 1,
            Question("amount", (article.text[slice(*span)],), "how much is it?"): True,
        }
        yield proposed(record, span, questions, article.text)
