"""`stancetracker draft` and `stancetracker scan`: proposals, printed or decided on a terminal."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.conftest import OnTerminal, Refused, Run
from tests.depth import mostly_slow

from stancetracker.contribute.proposal import Proposal

pytestmark = pytest.mark.usefixtures("data")
TEXT = (
    "“The bridge is good,” Fay said. Eve has remained silent. “Nobody knows it,” a worker said.\n"
)
FLAGS = ("--issue", "bridge", "--published", "2026-01-20", "--url", "https://example.org/a")


@pytest.fixture
def article(tmp_path: Path) -> str:
    """Write an article with a quotation, a silence and the words of a stranger."""
    file = tmp_path / "article.txt"
    file.write_text(TEXT)
    return str(file)


@pytest.fixture
def releases(tmp_path: Path, data: Path) -> str:
    """Write an archive of two people's releases, of which one has the term of the bridge."""
    lines = [
        {"actor": actor, "date": f"2026-01-{day:02}", "text": "Rain."}
        for day in range(1, 32, 3)
        for actor in ("Fay", "Eve")
    ]
    lines.append({"actor": "Eve", "date": "2026-01-09", "text": "I like the bridge."})
    (tmp_path / "releases.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (tmp_path / "about.toml").write_text(
        'what = "releases"\ncovers = "2026-01"\nchannel = "press-release"\n'
    )
    file = data / "bridge.jsonl"
    file.write_text(
        file.read_text().replace('"title":"The bridge"', '"title":"The bridge","terms":["bridge"]')
    )
    return str(tmp_path / "releases.jsonl")


def test_proposals_are_printed_and_change_no_data(run: Run, data: Path, article: str) -> None:
    before = (data / "bridge.jsonl").read_bytes()
    status, out, err = run("draft", article, *FLAGS)
    statement, silence = map(json.loads, out.splitlines())

    assert 0 == status
    assert ("The bridge is good", "fay") == (
        statement["record"]["quote"],
        statement["record"]["speaker"],
    )
    assert ["eve"] == silence["record"]["actors"]
    assert "stancetracker: 1 statement, 1 silence, 0 ties proposed\n" in err
    assert "stancetracker: 1 quotation not attributed, at 58-73\n" in err
    assert before == (data / "bridge.jsonl").read_bytes()


def test_proposals_may_be_written_to_a_file_again_and_again(
    run: Run, article: str, tmp_path: Path
) -> None:
    for _ in range(2):
        assert (0, "") == run("draft", article, *FLAGS, "-o", str(tmp_path / "proposals.jsonl"))[:2]

    assert 2 == (tmp_path / "proposals.jsonl").read_text().count("\n")


def test_an_empty_text_and_a_page_without_a_copy_are_refused(
    refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "empty").write_text(" \n")

    assert "no text in" in refused("draft", str(tmp_path / "empty"), *FLAGS)
    pytest.importorskip("warcio")
    assert "not archived: https://example.org/x" in refused(
        "draft", "https://example.org/x", *FLAGS
    )


def test_a_file_of_bytes_is_no_article_though_words_stand_in_it(
    refused: Refused, tmp_path: Path
) -> None:
    words = "“We are for the bridge”, Fay said."
    (tmp_path / "a.docx").write_bytes(b"PK\3\4\0\0\0" + words.encode())

    assert "no text, page or PDF: " in refused("draft", str(tmp_path / "a.docx"), *FLAGS)


def test_an_article_may_be_in_another_encoding_than_utf_8(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("resiliparse")
    (tmp_path / "a.txt").write_text("“We are for the bridge”, Fay said.", "utf-16")

    assert "1 statement, 0 silences" in run("draft", str(tmp_path / "a.txt"), *FLAGS)[2]


def test_a_model_is_asked_only_with_the_engine_llm(
    run: Run, refused: Refused, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments: list[object] = []

    def stand_in(*values: object) -> list[object]:
        arguments.extend(values)
        return []

    monkeypatch.setattr("stancetracker.addons.evidence.suggestions.suggested", stand_in)
    run("draft", article, *FLAGS)
    assert [] == arguments
    assert "--model is for --engine llm\n" in refused("draft", article, *FLAGS, "--model", "m")
    assert "0 statements, 0 silences" in run("draft", article, *FLAGS, "--engine", "llm")[2]
    assert arguments


def test_a_person_accepts_or_skips_each_proposal(
    on_terminal: OnTerminal, data: Path, article: str
) -> None:
    """After its context the statement is accepted with answers; the silence is skipped."""
    typed = "c\na\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\ny\ns\n"
    status, screen = on_terminal(120, "draft", article, *FLAGS, typed=typed)

    assert 0 == status, screen
    assert "“>>The bridge is good<<,” Fay said." in screen
    [added] = map(json.loads, (data / "statements.jsonl").read_text().splitlines())
    assert ("fay", "favor", "The bridge is good") == (
        added["speaker"],
        added["stance"],
        added["quote"],
    )
    source = {"tier": "secondary", "published": "2026-01-20", "url": "https://example.org/a"}
    assert [source] == added["sources"]


def test_a_proposal_can_be_edited_and_refused(
    on_terminal: OnTerminal, data: Path, article: str
) -> None:
    """It is edited, refused at the last question, then the session is quit."""
    typed = "<\ne\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\nspeaker\ndee\n\nn\nq\n"
    status, screen = on_terminal(120, "draft", article, *FLAGS, typed=typed)

    assert 0 == status, screen
    assert "nothing was added" in screen
    assert not (data / "statements.jsonl").exists()


def test_both_sides_stand_above_the_stance_of_a_proposal_and_above_its_adding(
    on_terminal: OnTerminal, article: str
) -> None:
    typed = "a\nverbatim\nen\nagainst\nexplicit\nEd\nspeech\nq\n"
    screen = on_terminal(120, "draft", article, *FLAGS, typed=typed)[1]

    both_sides = (
        "Proposition: The bridge should be built\n"
        "favor = for the proposition · against = against the proposition\n"
    )
    assert f"{both_sides}stance (favor, against" in screen
    assert f"{both_sides}this statement: against the proposition\n" in screen


@pytest.mark.parametrize(
    "answers",
    mostly_slow(
        [
            "",
            "c\n",
            "a\n",
            "a\nverbatim\n",
            "a\nverbatim\nen\n",
            "a\nverbatim\nen\nfavor\n",
            "a\nverbatim\nen\nfavor\nexplicit\n",
            "a\nverbatim\nen\nfavor\nexplicit\nEd\n",
            "a\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\n",
            "e\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\n",
            "e\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\nspeaker\n",
        ]
    ),
)
def test_s_skips_a_proposal_and_q_ends_the_session_in_any_question(
    on_terminal: OnTerminal, data: Path, article: str, answers: str
) -> None:
    status, skipped = on_terminal(120, "draft", article, *FLAGS, typed=f"{answers}s\nq\n")
    assert (0, True) == (status, "2 of 2: silence" in skipped)
    assert "actors: eve," in skipped

    status, quit_early = on_terminal(120, "draft", article, *FLAGS, typed=f"{answers}q\n")
    assert (0, False) == (status, "2 of 2: silence" in quit_early)
    assert not (data / "statements.jsonl").exists()


def test_the_coder_of_a_stance_is_offered_for_the_next(
    on_terminal: OnTerminal, data: Path, article: str, tmp_path: Path
) -> None:
    twice = tmp_path / "twice.txt"
    twice.write_text("“The bridge is good,” Fay said. “It is not,” Eve said.\n")
    typed = "a\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\ny\na\nverbatim\nen\nagainst\nexplicit\n\nspeech\ny\n"
    screen = on_terminal(120, "draft", str(twice), *FLAGS, typed=typed)[1]

    assert "coded-by [Ed]: " in screen
    added = map(json.loads, (data / "statements.jsonl").read_text().splitlines())
    assert ["Ed", "Ed"] == [statement["coded_by"] for statement in added]


def test_the_stance_that_a_model_suggests_is_in_the_words_of_the_issue(
    on_terminal: OnTerminal, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def suggested(_: object, proposals: list[Proposal], *__: object) -> list[Proposal]:
        return [
            proposal._replace(
                questions=tuple(
                    question._replace(answer="against", by="m")
                    if question.field == "stance"
                    else question
                    for question in proposal.questions
                )
            )
            for proposal in proposals
        ]

    monkeypatch.setattr("stancetracker.addons.evidence.suggestions.suggested", suggested)
    typed = "a\nverbatim\nen\nq\n"
    screen = on_terminal(120, "draft", article, *FLAGS, "--engine", "llm", typed=typed)[1]

    assert "m suggests stance: against (against the proposition)\n" in screen


def test_a_scanned_silence_is_added_under_the_name_of_who_checked(
    on_terminal: OnTerminal, data: Path, releases: str
) -> None:
    description = str(Path(releases).with_name("about.toml"))
    command = ("scan", releases, "--issue", "bridge", "--about", description)
    status, screen = on_terminal(120, *command, "--checked-by", "The Desk", typed="s\ny\n")
    [added] = map(json.loads, (data / "statements.jsonl").read_text().splitlines())

    assert 0 == status, screen
    assert "in the text: I like the bridge.\n" in screen
    assert "releases of Fay, 2026-01-01 to 2026-01-31: 11 read, none matched" in screen
    assert (["fay"], "own-search", "The Desk") == (
        added["actors"],
        added["basis"],
        added["checked_by"],
    )
    assert "23 items read: 1 statement and 1 silence proposed, 0 with a question" in screen
    assert "not signed yet: --checked-by NAME" in on_terminal(120, *command, typed="s\n")[1]


@pytest.mark.parametrize("answer", ["n", *mostly_slow(["s", "q"])])
def test_a_doubtful_silence_is_added_only_if_confirmed(
    on_terminal: OnTerminal, data: Path, releases: str, answer: str
) -> None:
    command = ("scan", releases, "--issue", "bridge", "--checked-by", "The Desk")
    status, screen = on_terminal(120, *command, typed=f"s\n{answer}\n")

    assert (0, True) == (status, "the archive does not say what it covers" in screen)
    assert not (data / "statements.jsonl").exists()


def test_a_drafted_page_becomes_the_copy_of_the_source_of_what_was_added(
    on_terminal: OnTerminal, run: Run, data: Path, tmp_path: Path
) -> None:
    """Its hash is in a `copy` record; without a statement nothing is kept."""
    pytest.importorskip("warcio")
    page = tmp_path / "page.html"
    page.write_text(f"<html><p>{TEXT}")
    run("draft", str(page), *FLAGS)
    assert not (data / "archive").exists()
    typed = "a\nverbatim\nen\nfavor\nexplicit\nEd\nspeech\ny\ns\n"
    screen = on_terminal(120, "draft", str(page), *FLAGS, typed=typed)[1]
    [copy] = map(json.loads, (data / "copies.jsonl").read_text().splitlines())

    assert sha256(page.read_bytes()).hexdigest() == copy["sha256"]
    assert "https://example.org/a: page.html is its copy, from a file you supplied" in screen
    assert 1 == len(list((data / "archive").glob("*.warc.gz")))
    assert "1 letter for letter" in run("check", "--quotes")[2]
