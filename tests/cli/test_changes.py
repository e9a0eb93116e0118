"""`changes`: one comparison, as sentences, Markdown or data."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Golden, OnTerminal, Run
from tests.datasets import complete, write

ISSUE = complete({"kind": "issue", "id": "bridge", "panel": ["ada"]})
ADA = complete({"kind": "person", "id": "ada", "name": "Ada [x](http://evil) @all\x07"})
SAID = complete(
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
)
SAID |= {"quote": "Build | it <b>.", "wording": "verbatim", "language": "en"}
ALTERED = SAID | {"quote": "Tear it down."}
LOOK = complete({"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-08"})


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-02-10")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    write(tmp_path / "one", [ISSUE, ADA, SAID])
    write(tmp_path / "two", [ISSUE, ADA, ALTERED, LOOK])
    return "one", "two"


def test_sentences_stand_under_headings_and_a_pull_request_gets_counts(
    run: Run, two: tuple[str, str], golden: Golden
) -> None:
    for name, flags in {"changes.txt": (), "changes.md": ("--md",)}.items():
        status, out, err = run("changes", *two, *flags)
        assert (0, "") == (status, err)
        golden(name, out)
    assert run("changes", *two) == run("changes", *two, "-f", "text")


def test_sentences_wrap_at_words_on_a_terminal(
    on_terminal: OnTerminal, two: tuple[str, str]
) -> None:
    _, shown = on_terminal(40, "changes", *two, NO_COLOR="1")

    assert (
        "  Ada [x](http://evil) @all^G on “The\n    bridge”, 9 Jan 2026: quote is now\n    “Tear"
        in shown
    )
    assert "\x1b" not in shown


def test_data_formats_have_flat_rows(run: Run, two: tuple[str, str]) -> None:
    status, out, _ = run("changes", *two, "--json")
    first, second = json.loads(out)

    keys = (
        "change kind record issue actor name field before after sentence as_of_before as_of".split()
    )
    more = "known_by_before known_by data_version_before data_version".split()
    assert (0, keys + more) == (status, list(first))
    about = ["altered-quote", "statement", "s", "bridge", "ada", ADA["name"], "quote"]
    assert [*about, SAID["quote"], ALTERED["quote"]] == list(first.values())[:9]
    assert ["2026-02-10"] * 2 + [None] * 2 == list(first.values())[10:14]
    assert first["data_version_before"] != first["data_version"] == second["data_version"]


def test_the_usual_output_options_work(run: Run, two: tuple[str, str]) -> None:
    assert "s\nl\n" == run("changes", *two, "-f", "id")[1]
    assert "Change" in run("changes", *two, "-f", "table")[1]
    assert "| record |" in run("changes", *two, "--md", "--columns", "record")[1]
    assert "1 new silence" in run("changes", *two, "-f", "html")[1]
    sentences = [line for line in run("changes", *two)[1].splitlines() if line.startswith("  ")]
    assert sentences == run("changes", *two, "--no-headers")[1].splitlines()
    assert '"Tear it down."' in run("changes", *two, "--ascii")[1]
    assert '"Tear it down."' in run("changes", *two, "--ascii", "--md")[1]
    assert "\x1b[1mAltered quotes\x1b[0m\n" in run("changes", *two, "--color", "always")[1]


def test_e_is_about_anything_that_changed(run: Run, two: tuple[str, str]) -> None:
    same = ("changes", "one", "one")

    assert (1, *run("changes", *two)[1:]) == run("changes", *two, "-e")
    assert (1, "s\nl\n", "") == run("changes", *two, "-e", "-f", "id")
    assert (0, "", "") == run(*same, "-e")
    assert (0, "[]\n", "") == run(*same, "--json", "-e")
    assert (0, "# Changes\n\nFrom one to one\n\n**Nothing changed**\n", "") == run(*same, "--md")


def test_an_empty_side_is_noted(run: Run, two: tuple[str, str], tmp_path: Path) -> None:
    write(tmp_path / "none", [], "statements.jsonl")

    assert run("changes", "none", "two")[1].endswith("\n\nnone holds no record.\n")
    assert run("changes", "none", "two", "--md")[1].endswith("\n\nnone holds no record.\n")


@pytest.mark.parametrize(
    ("arguments", "days"),
    [
        (("--as-of", "2026-01-08.."), "2026-01-08,2026-02-10,"),
        (("--known-by", "2026-01-31..9 days ago"), "2026-01-31,2026-02-01,2026-02-01"),
        (
            ("--known-by", "2026-01-31..2026-02-01", "--as-of", "2026-02-05"),
            "2026-02-05,2026-02-05,2026-02-01",
        ),
        (
            ("--as-of", "2026-01-08..", "--known-by", "2026-02-01"),
            "2026-01-08,2026-02-10,2026-02-01",
        ),
    ],
)
def test_days_are_compared_as_they_are_typed(
    run: Run, two: tuple[str, str], arguments: tuple[str, ...], days: str
) -> None:
    columns = ("--csv", "--no-headers", "--columns", "change,record,as_of_before,as_of,known_by")
    out = run("changes", "-d", "one", *arguments, *columns)[1]

    assert [f"status,,{days}", f"new,s,{days}"] == out.splitlines()


def test_two_datasets_may_be_compared_as_of_a_day(run: Run, two: tuple[str, str]) -> None:
    out = run("changes", *two, "--as-of", "2026-01-08", "--csv", "--columns", "change,as_of,after")[
        1
    ]

    assert "status,2026-01-08,silent" in out.splitlines()
    assert "Standings" not in run("changes", *two, "--known-by", "2026-02-05")[1]


def test_changes_of_standings_have_headings_of_their_own(
    run: Run, tmp_path: Path, golden: Golden
) -> None:
    bo = complete({"kind": "person", "id": "bo"})
    asked = complete({"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-09"})
    later = {**asked, "id": "n", "date": "2026-01-20"}
    panel = {**ISSUE, "panel": ["ada", "bo"]}
    write(tmp_path / "one", [ISSUE, ADA, bo, asked, LOOK])
    write(tmp_path / "two", [panel, ADA, bo, asked, later, LOOK, SAID])

    golden("changes-standings.txt", run("changes", "one", "two")[1])
