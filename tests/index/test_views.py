"""The views of `query` say what the typed queries say, and each column says what it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stancetracker.index import queries, recorded, views
from stancetracker.index.queries import Question, pose
from stancetracker.index.sandbox import select

QUESTIONS = (
    Question("2026-11-25"),
    Question("2026-01-25", None, "any"),
    Question("2026-11-25", "2026-01-01"),
)
TYPED: dict[str, Callable[..., list[Any]]] = {
    "statement": recorded.statements,
    "silence": recorded.silences,
    "tie": recorded.ties,
    "reply": recorded.replies,
    "correction": recorded.corrections,
    "event": recorded.events,
}


def cells(connection: sqlite3.Connection, text: str, asked: Question = QUESTIONS[0]) -> list[tuple[Any, ...]]:
    pose(connection, asked)
    views.make(connection, asked)
    return [*select(connection, text).rows]


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("name", TYPED)
def test_a_view_gives_the_rows_of_its_query(shipped: sqlite3.Connection, name: str, asked: Question) -> None:
    typed = TYPED[name](shipped, asked)
    columns = typed[0]._fields if typed else ("id",)
    found = cells(shipped, f"SELECT {', '.join(columns)} FROM {name}", asked)

    assert sorted(
        map(repr, map(tuple, ([int(c) if isinstance(c, bool) else c for c in r] for r in typed)))
    ) == (sorted(repr(tuple(map(queries.whole, row))) for row in found))


@pytest.mark.parametrize("name", ("standing", *views.NAMES))
def test_every_column_says_in_a_line_what_it_holds(shipped: sqlite3.Connection, name: str) -> None:
    pose(shipped, QUESTIONS[0])
    views.make(shipped, QUESTIONS[0])
    columns = shipped.execute(f"SELECT * FROM {name}").description

    assert [column[0] for column in columns] == list(views.columns(name))
    assert all(views.columns(name).values())


def test_every_text_is_a_view() -> None:
    folder = Path(views.__file__).parent / "sql" / "views"

    assert sorted(views.NAMES) == sorted(path.stem for path in folder.glob("*.sql"))


def test_sources_of_what_is_not_known_by_the_day_are_in_no_view(connection: sqlite3.Connection) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "old", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "new", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
     "recorded": "2026-02-20"}
    """
    text, day = "SELECT record FROM source ORDER BY record", "2026-03-01"

    assert [("new",), ("old",)] == cells(connection, text, Question(day))
    assert [("old",)] == cells(connection, text, Question(day, "2026-02-10"))


def test_views_are_read_without_joins(connection: sqlite3.Connection) -> None:
    """
    {"kind": "organization", "id": "acme", "other_names": ["Acme Steel", "AS"]}
    {"kind": "person", "id": "ada", "other_names": ["A."], "memberships": [{"role": "chief", "organization": "acme",
     "end_date": "2026-01-31"}]}
    {"kind": "issue", "id": "bridge"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "b", "text": "B."}, {"id": "a", "text": "A."}]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-03", "stance": "favor",
     "demands": ["letter/b", "letter/a"]}
    {"kind": "silence", "id": "look", "actors": ["acme"], "date": "2026-01-01"}
    """
    january, later = Question("2026-01-31"), Question("2026-02-01")
    role = "SELECT name, other_names, role, organization_name, file FROM person"

    assert [("Ada", "A.", "chief", "Acme", "all.jsonl")] == cells(connection, role, january)
    assert [("former chief",)] == [row[2:3] for row in cells(connection, role, later)]
    assert [("Acme", "Acme Steel; AS")] == cells(connection, "SELECT name, other_names FROM organization")
    assert [("Ada", "letter/b; letter/a", 5)] == cells(
        connection, "SELECT name, demands, line FROM statement"
    )
    assert [("Acme", "the web")] == cells(connection, "SELECT name, searched FROM silence")
    assert [("said", "statement", "The Example")] == cells(
        connection, "SELECT record, kind, publisher FROM source"
    )


@pytest.mark.parametrize("day", ["2015-01-01", "2018-06-01", "2026-01-26", "2026-11-25"])
def test_the_role_of_a_person_is_that_of_the_standing(shipped: sqlite3.Connection, day: str) -> None:
    differing = (
        "SELECT person.id FROM person JOIN standing ON standing.actor = person.id"
        " WHERE (person.role, person.organization, person.organization_name)"
        " IS NOT (standing.role, standing.organization, standing.organization_name)"
    )

    assert [] == cells(shipped, differing, Question(day))
