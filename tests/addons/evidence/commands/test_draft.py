"""`stancetracker draft` and `stancetracker scan`: proposals, and what becomes of them on a terminal."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import OnTerminal, Refused, Run

pytestmark = pytest.mark.usefixtures("data")
TEXT = (
    "“The bridge is good,” Fay said. Eve has remained silent. “Nobody knows it,” a worker said.\n"
)
GIVEN = ("--issue", "bridge", "--published", "2026-01-20", "--url", "https://example.org/a")


@pytest.fixture
def article(tmp_path: Path) -> str:
    """An article with a quotation, a silence and the words of a stranger."""
    file = tmp_path / "article.txt"
    file.write_text(TEXT)
    return str(file)


@pytest.fixture
def releases(tmp_path: Path, data: Path) -> str:
    """An archive of two people's releases; the bridge has a term, and stands in one of them."""
    lines = [
        {"actor": who, "date": f"2026-01-{day:02}", "text": "Rain."}
        for day in range(1, 32, 3)
        for who in ("Fay", "Eve")
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


def test_proposals_are_lines(run: Run, data: Path, article: str) -> None:
    before = (data / "bridge.jsonl").read_bytes()
    status, out, err = run("draft", article, *GIVEN)
    said, silent = map(json.loads, out.splitlines())

    assert 0 == status
    assert ("The bridge is good", "fay") == (said["record"]["quote"], said["record"]["speaker"])
    assert ["eve"] == silent["record"]["actors"]
    assert "stancetracker: 1 statement, 1 silence, 0 ties proposed\n" in err
    assert "stancetracker: 1 quotation of nobody on record, at 58-73\n" in err
    assert before == (data / "bridge.jsonl").read_bytes()


def test_proposals_in_a_file_are_no_data(run: Run, article: str, tmp_path: Path) -> None:
    for _ in range(2):
        assert (0, "") == run("draft", article, *GIVEN, "-o", str(tmp_path / "proposals.jsonl"))[:2]

    assert 2 == (tmp_path / "proposals.jsonl").read_text().count("\n")


def test_what_can_not_be_drafted(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text(" \n")

    assert "no text in" in refused("draft", str(tmp_path / "empty"), *GIVEN)
    pytest.importorskip("warcio")
    assert "not archived: https://example.org/x" in refused(
        "draft", "https://example.org/x", *GIVEN
    )


def test_a_model_suggests_only_where_it_is_asked_to(
    run: Run, refused: Refused, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[object] = []

    def stand_in(*given: object) -> list[object]:
        found.extend(given)
        return []

    monkeypatch.setattr("stancetracker.addons.evidence.draft.suggested", stand_in)
    run("draft", article, *GIVEN)
    assert [] == found
    assert "--model is for --engine llm\n" in refused("draft", article, *GIVEN, "--model", "m")
    assert "0 statements, 0 silences" in run("draft", article, *GIVEN, "--engine", "llm")[2]
    assert found


def test_a_person_decides(on_terminal: OnTerminal, data: Path, article: str) -> None:
    """Context, then accepted with what was open; the silence is skipped."""
    typed = "c\na\nfavor\nspeech\nverbatim\nen\ny\ns\n"
    status, shown = on_terminal(120, "draft", article, *GIVEN, typed=typed)

    assert 0 == status, shown
    assert "“>>The bridge is good<<,” Fay said." in shown
    [added] = map(json.loads, (data / "statements.jsonl").read_text().splitlines())
    assert ("fay", "favor", "The bridge is good") == (
        added["speaker"],
        added["stance"],
        added["quote"],
    )
    source = {"tier": "secondary", "published": "2026-01-20", "url": "https://example.org/a"}
    assert [source] == added["sources"]


def test_a_proposal_can_be_changed_and_left(
    on_terminal: OnTerminal, data: Path, article: str
) -> None:
    """Edited, refused at the last question, then given up; there is no way back from a proposal."""
    typed = "<\ne\nfavor\nspeech\nverbatim\nen\nspeaker\ndee\n\nn\nq\n"
    status, shown = on_terminal(120, "draft", article, *GIVEN, typed=typed)

    assert 0 == status, shown
    assert "nothing was added" in shown
    assert not (data / "statements.jsonl").exists()


def test_a_scan_is_signed(on_terminal: OnTerminal, data: Path, releases: str) -> None:
    about = str(Path(releases).with_name("about.toml"))
    given = ("scan", releases, "--issue", "bridge", "--about", about)
    status, shown = on_terminal(120, *given, "--checked-by", "The Desk", typed="s\ny\n")
    [added] = map(json.loads, (data / "statements.jsonl").read_text().splitlines())

    assert 0 == status, shown
    assert "releases of Fay, 2026-01-01 to 2026-01-31: 11 read, none matched" in shown
    assert (["fay"], "own-search", "The Desk") == (
        added["actors"],
        added["basis"],
        added["checked_by"],
    )
    assert "23 items read: 1 statement and 1 silence proposed, 0 with a question" in shown
    assert "nobody signs these: --checked-by NAME" in on_terminal(120, *given, typed="s\n")[1]


def test_a_doubt_is_asked_about_before_it_is_signed(
    on_terminal: OnTerminal, data: Path, releases: str
) -> None:
    given = ("scan", releases, "--issue", "bridge", "--checked-by", "The Desk")
    status, shown = on_terminal(120, *given, typed="s\nn\n")

    assert (0, True) == (status, "the archive does not say what it covers" in shown)
    assert not (data / "statements.jsonl").exists()
