"""Importing versions of a table at the command line, with an editor's decisions between them."""

from pathlib import Path

import pytest
import typer
from tests.addons.tables.living import Tracker, added, mapping, row
from tests.cli.conftest import Refused, Run

from stancetracker.cli import streams

V1, V2, V3 = "2026-01-10", "2026-02-01", "2026-02-20"


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """Return the ledger of a table, with its mapping beside it, whose first version is imported."""
    monkeypatch.chdir(tmp_path)
    tracker = Tracker(tmp_path, mapping())
    Path("map.toml").write_text(tracker.mapping)
    tracker.version(V1, row("Ann A", "no"), row("Bo B", "no"))
    return tracker


def version(tmp_path: Path, *rows: str) -> tuple[str, ...]:
    """Write a version of the table, and return the command that imports it."""
    (tmp_path / "v.csv").write_text("\n".join(("Key,Name,Role,View,Day,Words,Source", *rows, "")))
    return ("import", "v.csv", "--map", "map.toml", "-d", "ledger")


def test_what_an_editor_withdrew_is_left_and_named(
    run: Run, tracker: Tracker, tmp_path: Path
) -> None:
    record = tracker.records("statement")[0]["id"]
    correction = ("add", "correction", "--corrects", record, "--type", "retraction")
    run(*correction, "--reason", "Wrong.", "--recorded", "2026-01-20", "-d", "ledger")
    rows = ("Ann A,Ann A,Member,no,,,", "Bo B,Bo B,Member,no,,,")
    status, _, err = run(*version(tmp_path, *rows), "--recorded", V2)

    assert 0 == status
    assert "stancetracker: Ann A: you withdrew this on 20 Jan 2026: left\n" in err
    assert "0 added" in err.splitlines()[-1]


def test_a_question_is_answered_in_the_rejects_file(
    run: Run, tracker: Tracker, tmp_path: Path
) -> None:
    rows = ("Ann A,Ann A,Member,yes,,,", "Bo B,Bo B,Member,no,,,")
    assert 1 == run(*version(tmp_path, *rows), "--recorded", V2)[0]
    rejects = tmp_path / "v.csv.rejects.csv"
    before, after = rejects.read_text().split('corrected)",')
    rejects.write_text(f'{before}corrected)",moved{after}')
    status, _, err = run("import", rejects.name, *version(tmp_path)[2:], "--recorded", V2)

    assert (0, "favor") == (status, tracker.records("statement")[-1]["stance"])
    assert "gone" not in err


def test_a_question_is_asked_on_a_terminal(
    run: Run, tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return "corrected" if "moved or corrected" in question else "y"

    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr(typer, "prompt", answer)
    rows = ("Ann A,Ann A,Member,yes,,,", "Bo B,Bo B,Member,no,,,")
    status, _, _ = run(*version(tmp_path, *rows), "--recorded", V2)

    assert asked[0].startswith("Ann A, by 10 Jan 2026 as before: yes, was no: moved or ")
    assert (0, "../2026-01-10") == (status, tracker.records("statement")[-1]["date"])


def test_whether_a_new_name_is_somebody_who_is_gone_is_asked_on_a_terminal(
    run: Run, tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return "same"

    rows = ("Ann A,Ann A,Member,no,,,", "Bob B,Bob B,Member,no,,,")
    _, _, err = run(*version(tmp_path, *rows), "--recorded", V2, "-n")
    assert "; if they are the same: stancetracker -d ledger amend bob-b --merge bo-b\n" in err

    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr(typer, "prompt", answer)
    run(*version(tmp_path, *rows), "--recorded", V2)

    question = "Bo B is gone and Bob B is new with the same cells: the same, or two?"
    assert [f"{question} (same, two, or Enter to keep two)"] == asked
    assert ["Bob B"] == tracker.records("person")[1]["other_names"]


def test_a_version_that_lost_very_many_rows_takes_a_flag(
    run: Run, refused: Refused, tracker: Tracker, tmp_path: Path
) -> None:
    members = [f"M{number},M{number},Member,no,,," for number in range(20)]
    run(*version(tmp_path, *members), "--recorded", V2, "--whole")
    few = (*version(tmp_path, *members[10:]), "--recorded", V3)
    err = refused(*few, status=1)

    assert "10 of 20 rows are gone: is this the whole table?\nhint: if it is: --whole" in err
    assert "If it is: --whole" in run(*few, "-n")[2]
    assert 0 == run(*few, "--whole")[0]


def test_flags_of_tables_take_a_mapping(refused: Refused, tracker: Tracker) -> None:
    for flag in ("--whole", "--checked"):
        err = refused("import", "more.jsonl", flag, "-d", "ledger")
        assert f"{flag} applies only to a table with a mapping" in err


def test_two_names_of_one_member_become_one(run: Run, tracker: Tracker, tmp_path: Path) -> None:
    rows = ("Ann A,Ann A,Member,no,,,", "Bob B,Bob B,Member,no,,,")
    err = run(*version(tmp_path, *rows), "--recorded", V2)[2]
    command = "stancetracker -d ledger amend bob-b --merge bo-b"
    rest = ("--reason", "One person.", "--same")
    assert command in err
    assert 0 == run(*command.split()[1:], *rest)[0]
    again = tracker.version(V3, row("Ann A", "no"), row("Bob B", "no"))

    assert [] == added(again)
    assert {"ann-a", "bo-b"} == tracker.standings().keys()
