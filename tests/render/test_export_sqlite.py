"""`export sqlite`: one file that answers as the index does, says what it holds, and can be attached anywhere."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import SHIPPED, Line, standings, write
from tests.depth import mostly_slow, quick, rest_slow
from tests.exporting import TODAY, Exported, export
from tests.index import strategies
from tests.reports.asking import asking

from stancetracker.index import extract as extracts
from stancetracker.index import queries, schema
from stancetracker.index.cache import Index
from stancetracker.index.extract import extract
from stancetracker.index.queries import Question, Standing
from stancetracker.index.store import ask
from stancetracker.index.views import make_views
from stancetracker.reports.listing import listing

QUESTIONS = (
    {"as_of": TODAY},
    {"as_of": "2026-01-25", "audience": "any"},
    {"as_of": "2026-01-26", "known_by": "2026-01-01"},
)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute(sql).fetchall()


SORTED = "SELECT * FROM standing ORDER BY issue, actor"


def views(connection: sqlite3.Connection, schema: str) -> dict[str, list[str]]:
    """The rows of every view, without the ids of passages, which are given anew in a part."""
    every = {name: connection.execute(f"SELECT * FROM {schema}.{name}") for name in extracts.VIEWS}
    return {
        name: sorted(repr(tuple(row)[name == "passage_all" :]) for row in rows)
        for name, rows in every.items()
    }


@pytest.fixture
def made(shipped: Exported) -> Path:
    return shipped("sqlite")


@pytest.mark.parametrize("asked", mostly_slow(QUESTIONS))
def test_every_view_gives_the_rows_it_gives_in_query(tmp_path: Path, asked: dict[str, Any]) -> None:
    path = export(SHIPPED, "sqlite", tmp_path / "all.sqlite", **asked)

    def answer(index: Index) -> dict[str, list[str]]:
        make_views(index.connection, Question(**asked))
        return views(index.connection, "temp")

    # With `known_by`, what was not known is not in the file; its sources are not asked for in `query` either.
    with closing(sqlite3.connect(path)) as made:
        assert ask(SHIPPED, Question(**asked), answer, tmp_path / "cache") == views(made, "main")


def test_the_file_is_sound_and_its_keys_hold(made: Path) -> None:
    assert [("ok",)] == rows(made, "PRAGMA integrity_check")
    assert [] == rows(made, "PRAGMA foreign_key_check")


def test_every_table_view_and_column_says_what_it_holds(made: Path) -> None:
    names = {
        str(name)
        for (name,) in rows(made, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        if "_fts" not in name
    }
    there = {
        (table, str(row[1]))
        for table in names
        for row in rows(made, f"PRAGMA table_info([{table}])")
    }

    assert names == {
        name for name, about in rows(made, "SELECT name, about FROM about_table") if about
    }
    assert there == {
        (table, name)
        for table, name, about in rows(made, 'SELECT "table", name, about FROM about_column')
        if about
    }


def test_it_says_which_question_it_answers(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"as_of": "2026-01-26", "known_by": "2026-11-01", "audience": "any"}
    path = export(
        SHIPPED, "sqlite", tmp_path / "some.sqlite", **asked, statuses=("silent", "spoke")
    )
    facts = dict(rows(path, "SELECT name, value FROM meta"))

    assert asked.items() <= facts.items()
    assert "status silent or spoke" == facts["narrowed_to"]
    assert "CC-BY-4.0" == facts["licence"]


def test_it_answers_when_it_is_attached_under_any_name(made: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("ATTACH ? AS ledger", [str(made)])
        for name in extracts.VIEWS:
            connection.execute(f"SELECT * FROM ledger.{name}").fetchall()


@pytest.mark.parametrize(
    "column", ["standing.panel", "standing.private", "statement.counts", "event.trigger"]
)
def test_yes_and_no_are_found_by_numbers_and_by_texts(made: Path, column: str) -> None:
    """Programs that put filters into addresses ask for texts."""
    count = f"SELECT count(*) FROM {column.partition('.')[0]} WHERE {column} = "

    assert [(0,)] != rows(made, f"{count}1") == rows(made, f"{count}'1'")


def test_every_table_of_the_index_is_described_column_by_column() -> None:
    assert [(table, [*columns]) for table, columns in schema.tables().items()] == [
        (sheet.name, [column.name for column in sheet.columns]) for sheet in schema.sheets()
    ]
    assert Standing._fields == tuple(column.name for column in schema.standing().columns)


@pytest.mark.parametrize(
    "asked",
    rest_slow(
        [
            {"statuses": ("silent",)},
            {"people": ("Tim Cook", "elon-musk"), "as_of": "2026-01-20"},
            {"stances": ("against",), "issues": ("minneapolis-immigration-operations",)},
            {"since": "2026-01-24", "until": "2026-01-26"},
            {"issues": ("iceout-letter-demands",), "known_by": "2026-11-01"},
        ],
        2,
    ),
)
def test_filters_choose_rows_after_standings_are_computed(
    tmp_path: Path, asked: dict[str, Any]
) -> None:
    path = export(SHIPPED, "sqlite", tmp_path / "some.sqlite", **asked)
    ask = asking(SHIPPED, tmp_path / "cache", TODAY)
    listed = ask(listing, everyone=True, **asked).section("standing").rows

    assert listed
    # It computes the standings again, of whoever was chosen, without the filters.
    unmatched = dict.fromkeys(name for name in Standing._fields if name.startswith("matched"))
    assert sorted(tuple(row._replace(**unmatched)) for row in listed) == rows(path, SORTED)
    assert [] == rows(path, "PRAGMA foreign_key_check")
    [(count,)] = rows(path, "SELECT count(*) FROM statement_record")
    assert count < (SHIPPED.path / "statements.jsonl").read_text("utf-8").count(
        '"kind":"statement"'
    )


def test_nothing_that_was_not_known_is_in_it(tmp_path: Path) -> None:
    path = export(
        SHIPPED, "sqlite", tmp_path / "early.sqlite", known_by="2026-01-01", as_of="2026-01-26"
    )

    for table in ("statement", "silence", "correction", "reply"):
        assert [(0,)] == rows(path, f"SELECT count(*) FROM {table}_record")
    assert [(0,)] == rows(
        path, "SELECT count(*) FROM passage WHERE recorded > '2026-01-01' AND kind != 'tie'"
    )


@given(strategies.datasets(), strategies.questions, st.integers(0, 2**16 - 1))
@quick
def test_a_narrowed_file_says_of_its_pairs_what_the_index_says(
    lines: list[Line], asked: tuple[str, str | None, Any], mask: int
) -> None:
    """Whatever is left out, no standing rests on less than in the index."""
    question = Question(*asked)
    with TemporaryDirectory() as place:
        folder, path = write(Path(place, "data"), lines), Path(place, "some.sqlite")
        every = standings(folder, Path(place, "cache"), question)
        chosen = [one for number, one in enumerate(every) if mask >> number & 1]

        def write_it(index: Index) -> None:
            taken = extract(index.connection, {(one.issue, one.actor) for one in chosen})
            version = queries.data_version(index.connection)
            extracts.write(path, taken, question, {"data_version": version})

        ask(folder, question, write_it, Path(place, "cache"))

        assert [] == rows(path, "PRAGMA foreign_key_check")
        assert sorted(chosen) == rows(path, SORTED)
