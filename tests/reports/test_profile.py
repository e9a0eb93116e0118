"""What the dataset holds about one thing; replies stand dated above what they answer."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED
from tests.reports.asking import Ask, cells, names, told

from stancetracker.index.queries import Question
from stancetracker.index.store import ask as asked_of
from stancetracker.reports.show import profile
from stancetracker.reports.table import Report

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


def shown(ask: Ask, ref: str, **asked: Any) -> Report:
    return ask(partial(profile, ref=ref), **{"as_of": "2026-03-01", **asked})


def test_a_record_stands_below_its_replies_and_above_its_corrections(ask: Ask) -> None:
    found = shown(ask, "s")

    assert ["reply", "record", "history", "correction"] == names(found)
    assert "record" == found.section(None).name
    assert ["Feb 2026 | Bo | s | “Not so.”"] == told(found.section("reply"))
    assert ["supersession | 20 Feb 2026 | s | u | A slip."] == told(found.section("correction"))
    assert {"speaker | ada", "sources.0.publisher | The Example"} < {*told(found.section("record"))}


def test_a_replacement_shows_what_it_replaces(ask: Ask) -> None:
    assert ["s"] == cells(shown(ask, "u").section("correction"), "corrects")


def test_what_was_not_known_yet_is_not_shown(ask: Ask) -> None:
    assert ["record", "history"] == names(shown(ask, "s", known_by="2026-02-01"))


@pytest.mark.parametrize("ref", ["ada", "ADA L", "countess"])
def test_an_actor_is_found_by_name_and_has_a_standing_on_each_issue(ask: Ask, ref: str) -> None:
    found = shown(ask, ref)

    assert "Ada L (person)" == found.title
    assert f"What does the dataset hold about {ref} as of 1 Mar 2026?" == found.question
    assert [
        "· bridge | Unchecked: no check on record |  |  | chief",
        "● tunnel | Public statement, against | 11 Jan 2026 |  | chief | The Example",
    ] == told(found.section("standing"))


@pytest.mark.parametrize(("everyone", "marked"), [(False, ["· Ada L"]), (True, ["· Ada L", "◆ Bo"])])
def test_an_issue_shows_its_panel_or_everyone(ask: Ask, everyone: bool, marked: list[str]) -> None:
    found = shown(ask, "The Bridge", everyone=everyone)

    assert marked == [row.partition(" | ")[0] for row in told(found.section("standing"))]


def test_every_record_of_the_shipped_data_can_be_shown(shipped: Ask, cache: Path) -> None:
    records = "SELECT id FROM record WHERE id <> '' ORDER BY file, line"
    ids = asked_of(
        SHIPPED, Question("2026-11-25"), lambda index: index.connection.execute(records).fetchall(), cache
    )
    for (name,) in ids[::12]:
        found = shown(shipped, name)

        assert found.section(None).rows
        for section in found.sections:
            assert all(set(section.columns) <= set(row) for row in section.rows)
            assert len(section.rows) == len(told(section))


def test_all_that_is_on_record_about_an_actor_is_shown_also_what_does_not_count(ask: Ask) -> None:
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
    found = shown(ask, "ada", as_of="2026-02-01")
    said = found.section("statement")
    state = next(one for one in said.shown if one.heading == "State")

    assert ["reply", "record", "standing", "statement", "look", "tie", "correction"] == names(found)
    assert [
        ("said", ""),
        ("unsure", "disputed"),
        ("wrong", "withdrawn by a retraction"),
        ("memo", "not counted as of this day"),
    ] == [(row["id"], state.say(row)) for row in said.rows]
    assert ["look", "gift"] == [*cells(found.section("look"), "id"), *cells(found.section("tie"), "id")]
