"""`due`: whom to look at next, and why. A test's docstring is its dataset."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run, besides
from tests.datasets import SHIPPED, complete, lines_of, write

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-02-10")


@pytest.fixture
def ask(run: Run, request: pytest.FixtureRequest, tmp_path: Path) -> Ask:
    """Ask what is due in the dataset of the test's docstring; its panels are people unless it says otherwise."""
    lines = lines_of(request.function.__doc__)
    actors = {name: "person" for line in lines for name in line.get("panel", ())}
    actors |= {line["id"]: "" for line in lines}
    people = [complete({"kind": kind, "id": name}) for name, kind in actors.items() if kind]
    write(tmp_path / "data", [*lines, *people])

    def ask_it(day: str, *more: str) -> list[dict[str, Any]]:
        status, out, err = run("due", "-d", str(tmp_path / "data"), "--as-of", day, "--json", *more)
        assert (0, "") == (status, besides(err))
        found: list[dict[str, Any]] = json.loads(out)
        return found

    return ask_it


def _brief(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(row["actor"], row["reason"], row["days_overdue"]) for row in rows]


def test_the_unchecked_come_first_then_the_stalest(ask: Ask) -> None:
    """
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di", "ed"], "recheck_days": 10}
    {"kind": "person", "id": "fay"}
    {"kind": "silence", "id": "l", "actors": ["ada", "fay"], "date": "2026-01-15"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-10"}
    {"kind": "silence", "id": "n", "actors": ["cy"], "date": "2026-01-25"}
    {"kind": "statement", "id": "s", "speaker": "di", "date": "2026-01-02", "stance": "favor"}
    """
    assert [
        ("ed", "unchecked", 29),
        ("bo", "last checked 20 days ago, recheck after 10", 10),
        ("ada", "last checked 15 days ago, recheck after 10", 5),
    ] == _brief(ask("2026-01-30"))
    assert ["ed", "bo", "ada", "fay"] == [row["actor"] for row in ask("2026-01-30", "--all")]
    assert ["bo"] == [row["actor"] for row in ask("2026-01-30", "--person", "BO")]
    assert ["bo", "ada"] == [row["actor"] for row in ask("2026-01-30", "--silent")]


def test_a_day_is_not_days_and_a_look_is_due_only_after_its_days(ask: Ask) -> None:
    """
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "recheck_days": 1}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-15"}
    """
    assert [] == ask("2026-01-16")
    assert [("ada", "last checked 2 days ago, recheck after 1", 1)] == _brief(ask("2026-01-17"))


def test_a_trigger_makes_an_older_look_due(ask: Ask) -> None:
    """
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "recheck_days": 20}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-10"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-10"}
    {"kind": "silence", "id": "n", "actors": ["bo"], "date": "2026-01-20"}
    {"kind": "event", "id": "e", "title": "A “vote”", "date": "2026-01-09/2026-01-12", "trigger": true}
    {"kind": "event", "id": "f", "title": "Later", "date": "2026-01-15", "trigger": true}
    {"kind": "event", "id": "g", "title": "Quiet", "date": "2026-01-25"}
    """
    reason = "before the trigger “A “vote”” of 9–12 Jan 2026"

    assert [] == ask("2026-01-11", "--person", "ada")
    assert [("ada", reason, 8)] == _brief(ask("2026-01-20"))
    assert [("ada", f"last checked 21 days ago, recheck after 20; {reason}", 19)] == _brief(ask("2026-01-31"))
    assert ["old-look"] == [row["why"] for row in ask("2026-01-31")]


def test_nothing_is_due_before_the_first_day_or_after_the_last(ask: Ask) -> None:
    """
    {"kind": "issue", "id": "bridge", "since": "2026-01-05", "until": "2026-01-25", "panel": ["ada", "bo"], "recheck_days": 2}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-10"}
    """  # noqa: E501
    assert [] == ask("2026-01-04")
    assert [("ada", "unchecked", 0), ("bo", "unchecked", 0)] == _brief(ask("2026-01-05"))
    assert ["bo", "ada"] == [row["actor"] for row in ask("2026-01-25")]
    assert [] == ask("2026-01-26")


def test_the_table_says_where_nothing_is_due_any_more(ask: Ask, run: Run, tmp_path: Path) -> None:
    """
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "until": "2026-01-25"}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    """
    told = "Nothing is due on 1 issue whose last day has passed\n"
    asked = ("due", "-d", str(tmp_path / "data"), "-f", "table", "--as-of")

    assert ["tunnel"] == [row["issue"] for row in ask("2026-01-26")]
    assert told in run(*asked, "2026-01-26")[1]
    assert told not in run(*asked, "2026-01-25")[1]


def test_words_that_were_made_known_since_the_look_are_a_reason(ask: Ask) -> None:
    """
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-20"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-19", "audience": "internal", "made_public": "2026-01-22", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-19", "audience": "private", "made_public": "2026-01-19", "stance": "favor"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-20"}
    {"kind": "statement", "id": "u", "speaker": "cy", "date": "2026-01-20/2026-01-30", "stance": "favor"}
    """  # noqa: E501
    assert [("cy", "unchecked; may have spoken", 20)] == _brief(ask("2026-01-21"))
    assert [("cy", "unchecked; may have spoken", 24), ("ada", "reported, not public", 3)] == _brief(
        ask("2026-01-25")
    )


MINNEAPOLIS = ("-d", str(SHIPPED.path), "--issue", "minneapolis-immigration-operations")


def test_scripts_get_ids_and_a_status(run: Run) -> None:
    more = "stancetracker: {} more on record outside the panel: --all\n"

    assert (1, "tim-cook\n", more.format(10)) == run(
        "due", *MINNEAPOLIS, "--as-of", "2026-01-27", "-f", "id", "-e"
    )
    assert (0, "", more.format(9)) == run("due", *MINNEAPOLIS, "--as-of", "2026-01-26", "-f", "id", "-e")


def test_the_table_says_which_issue_of_two_and_counts_organizations(
    ask: Ask, run: Run, tmp_path: Path
) -> None:
    """
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"]}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]} {"kind": "organization", "id": "acme"}
    """
    table = ("due", "-d", str(tmp_path / "data"), "-f", "table")
    both, one = run(*table)[1], run(*table, "--issue", "tunnel")[1]

    assert ["acme", "ada", "ada"] == sorted(row["actor"] for row in ask("2026-01-02"))
    assert ["ada", "ada"] == [row["actor"] for row in ask("2026-01-02", "--actors", "person")]
    assert "2 actors due: 3 unchecked" in both
    assert "1 person due: 1 unchecked" in one
    assert ("Issue" in both, "Issue" in one) == (True, False)
