"""What the dataset holds about one thing; replies stand dated above what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.run import answer
from stancetracker.reports.show import profile
from stancetracker.reports.table import Report

DAY = "2026-03-01"
LINES = """
{"kind": "person", "id": "ada", "name": "Ada L", "other_names": ["Countess", "Chief"]}
{"kind": "person", "id": "bo", "other_names": ["Chief"]}
{"kind": "issue", "id": "bridge", "title": "The bridge", "panel": ["ada"]}
{"kind": "issue", "id": "tunnel", "title": "The tunnel"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
{"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-10", "stance": "favor"}
{"kind": "statement", "id": "u", "speaker": "ada", "date": "2026-01-11", "stance": "against",
 "issue": "tunnel"}
{"kind": "reply", "id": "r", "to": "s", "by": "bo", "date": "2026-02", "text": "Not so.", "language": "en",
 "recorded": "2026-03-01"}
{"kind": "correction", "id": "c", "corrects": "s", "type": "supersession", "replacement": "u",
 "reason": "A slip.", "recorded": "2026-02-20"}
"""


def report(folder: Folder, cache: Path, ref: str, question: Question | None = None) -> Report:
    asked = question or Question(DAY)
    return answer(folder, asked, lambda connection, resolved: profile(connection, resolved, ref), cache)


def told(found: Report, name: str) -> list[tuple[str, ...]]:
    section = found.section(name)
    return [tuple(shown.say(row) for shown in section.shown) for row in section.rows]


def test_a_record_stands_below_its_replies_and_above_its_corrections(folder: Folder, cache: Path) -> None:
    found = report(folder, cache, "s")

    assert ["reply", "record", "history", "correction"] == [section.name for section in found.sections]
    assert "record" == found.section(None).name
    assert [("Feb 2026", "Bo", "s", "“Not so.”")] == told(found, "reply")
    assert [("supersession", "20 Feb 2026", "s", "u", "A slip.")] == told(found, "correction")
    assert ("speaker", "ada") in told(found, "record")
    assert ("sources.0.publisher", "The Example") in told(found, "record")


def test_a_replacement_shows_what_it_replaces(folder: Folder, cache: Path) -> None:
    assert ["s"] == [row["corrects"] for row in report(folder, cache, "u").section("correction").rows]


def test_what_was_not_known_yet_is_not_shown(folder: Folder, cache: Path) -> None:
    found = report(folder, cache, "s", Question(DAY, known_by="2026-02-01"))

    assert ["record", "history"] == [section.name for section in found.sections]


@pytest.mark.parametrize("ref", ["ada", "ADA L", "countess"])
def test_an_actor_is_found_by_name_and_has_a_standing_on_each_issue(
    folder: Folder, cache: Path, ref: str
) -> None:
    found = report(folder, cache, ref)

    assert ("Ada L (person)", f"What does the dataset hold about {ref} as of 1 Mar 2026?") == (
        found.title,
        found.question,
    )
    assert [
        ("· bridge", "Unchecked: no check on record", "", "", "chief", ""),
        ("● tunnel", "Public statement, against", "11 Jan 2026", "", "chief", "The Example"),
    ] == told(found, "standing")


@pytest.mark.parametrize(("everyone", "names"), [(False, ["· Ada L"]), (True, ["· Ada L", "◆ Bo"])])
def test_an_issue_shows_its_panel_or_everyone(
    folder: Folder, cache: Path, everyone: bool, names: list[str]
) -> None:
    found = report(folder, cache, "The Bridge", Question(DAY, everyone=everyone))

    assert names == [row[0] for row in told(found, "standing")]


def test_every_record_of_the_shipped_data_can_be_shown(cache: Path) -> None:
    records = "SELECT id FROM record WHERE id <> '' ORDER BY file, line"
    asked = Question("2026-11-25")
    shown = ask(SHIPPED, asked, lambda index: [row[0] for row in index.connection.execute(records)], cache)[
        ::12
    ]
    for name in shown:
        found = report(SHIPPED, cache, name)

        assert found.section(None).rows
        for section in found.sections:
            assert all(set(section.columns) <= set(row) for row in section.rows)
            for row in section.rows:
                assert all(isinstance(column.say(row), str) for column in section.shown)


def test_all_that_is_on_record_about_an_actor_is_shown_also_what_does_not_count(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026-01-06", "stance": "against",
     "verification": "disputed"}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-07", "stance": "against"}
    {"kind": "statement", "id": "memo", "speaker": "ada", "date": "2026-01-08", "stance": "neither",
     "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-09"}
    {"kind": "silence", "id": "look", "actors": ["ada"], "date": "2026-01-04"}
    {"kind": "tie", "id": "gift", "actor": "ada", "counterparty": "acme"}
    {"kind": "correction", "id": "mended", "corrects": "wrong"}
    {"kind": "reply", "id": "answer", "to": "memo", "by": "ada", "date": "2026-01-10"}
    """
    report = answer(folder, Question("2026-02-01"), lambda c, q: profile(c, q, "ada"), cache)
    names = ["reply", "record", "standing", "statement", "look", "tie", "correction"]

    assert names == [section.name for section in report.sections]
    said = report.section("statement")
    state = next(shown for shown in said.shown if shown.heading == "State")
    assert [
        ("said", ""),
        ("unsure", "disputed"),
        ("wrong", "withdrawn by a retraction"),
        ("memo", "not counted as of this day"),
    ] == [(row["id"], state.say(row)) for row in said.rows]
    assert ["look"] == [row["id"] for row in report.section("look").rows]
    assert ["gift"] == [row["id"] for row in report.section("tie").rows]
