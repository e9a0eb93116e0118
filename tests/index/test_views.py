"""The views of `query` have the rows of the typed queries, and each column a description."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, asked

from stancetracker.base.errors import QueryError
from stancetracker.index import lookup, queries, record_queries, schema, views
from stancetracker.index.queries import Question, set_question
from stancetracker.index.sandbox import select
from stancetracker.index.store import open_index

QUESTIONS = (
    Question("2026-11-25"),
    Question("2026-01-25", None, "any"),
    Question("2026-11-25", "2026-01-01"),
)
TYPED: dict[str, Callable[..., list[Any]]] = {
    "statement_all": record_queries.statements,
    "tie": record_queries.ties,
    "reply": record_queries.replies,
    "correction": record_queries.corrections,
}


def cells(
    connection: sqlite3.Connection, text: str, question: Question = QUESTIONS[0]
) -> list[tuple[Any, ...]]:
    make_views_of(connection, question)
    return read(connection, text)


def make_views_of(connection: sqlite3.Connection, question: Question) -> None:
    set_question(connection, question)
    views.make_views(connection, question)


def read(connection: sqlite3.Connection, text: str) -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT from the views that there are."""
    return select(connection, text).rows


@pytest.fixture(scope="module")
def viewed(shipped_cache: Path) -> Iterator[sqlite3.Connection]:
    """Open the index of the shipped data with the views of the first question."""
    with closing(open_index(SHIPPED, shipped_cache).connection) as connection:
        make_views_of(connection, QUESTIONS[0])
        yield connection


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", TYPED)
def test_a_view_has_the_rows_of_its_typed_query(
    shipped: sqlite3.Connection, name: str, question: Question
) -> None:
    typed = TYPED[name](shipped, question)
    columns = typed[0]._fields if typed else ("id",)
    rows = cells(shipped, f"SELECT {', '.join(columns)} FROM {name}", question)
    typed = [row for row in typed if name != "tie" or row.verification != "disputed"]

    assert sorted(
        map(repr, map(tuple, ([int(c) if isinstance(c, bool) else c for c in r] for r in typed)))
    ) == (sorted(repr(tuple(map(queries.drop_zero_fraction, row))) for row in rows))


@pytest.mark.parametrize("name", schema.view_texts())
def test_every_column_of_a_view_has_a_description(viewed: sqlite3.Connection, name: str) -> None:
    columns = viewed.execute(f"SELECT * FROM {name}").description

    assert [column[0] for column in columns] == list(schema.described()[name][1])
    assert all(schema.described()[name][1].values())


@pytest.mark.parametrize("column", ["count(*)", "*"])
@pytest.mark.parametrize("table", ["record", "main.record", "data_file", "unread", "kind"])
def test_internal_tables_of_the_index_are_refused(
    viewed: sqlite3.Connection, table: str, column: str
) -> None:
    with pytest.raises(QueryError, match="reading the table"):
        read(viewed, f"SELECT {column} FROM {table}")


SELECTED = "(SELECT * FROM main.statement)"
PAST_THE_VIEW = (
    f"SELECT speaker FROM {SELECTED}",
    f"SELECT speaker FROM {SELECTED} AS statement_all",
    f"WITH two AS {SELECTED} SELECT speaker FROM two",
    f'WITH "x" AS {SELECTED} SELECT speaker FROM "x"',
    f"WITH [x-y] AS {SELECTED} SELECT speaker FROM [x-y]",
    f"WITH `a b` AS {SELECTED} SELECT speaker FROM `a b`",
    f"WITH /* a */ x /* b */ AS/**/NOT MATERIALIZED {SELECTED} SELECT speaker FROM x",
    # The names of a view, and of what the views name for themselves.
    f"WITH statement_all AS {SELECTED} SELECT speaker FROM statement_all",
    f"WITH own AS {SELECTED} SELECT text, speaker FROM passage_all, own",
    f"WITH a AS {SELECTED}, statement AS (SELECT * FROM a) SELECT speaker FROM statement",
    'SELECT id FROM "main" . [STATEMENT]',
    "SELECT (SELECT count(*) FROM main.statement) AS n FROM statement_all",
    "SELECT id FROM person WHERE id IN (SELECT speaker FROM main.statement)",
    "SELECT 1 AS n UNION SELECT count(*) FROM main.statement",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT 2 FROM main.statement, n) SELECT i FROM n",
)


@pytest.mark.parametrize("text", PAST_THE_VIEW)
def test_a_table_with_a_view_is_read_through_it(viewed: sqlite3.Connection, text: str) -> None:
    with pytest.raises(QueryError, match=r"reading the table main\.statement") as refused:
        read(viewed, text)

    assert refused.value.hint == "the view statement holds what counts, statement_all the rest too"


@pytest.mark.parametrize(
    "text",
    [
        "WITH statement AS (SELECT * FROM temp.statement) SELECT count(*) FROM statement",
        'WITH "main.statement" AS (SELECT 1 AS n) SELECT n FROM "main.statement"',
        "WITH own AS (SELECT id FROM statement) SELECT 1 AS n FROM passage_all, own LIMIT 1",
        "SELECT count(*) FROM issue_terms",
        "SELECT value FROM json_each('[1, 2]')",
        "SELECT name FROM sqlite_schema",
        "SELECT passage.record, passage.text FROM passage_fts"
        " JOIN passage ON passage.id = passage_fts.rowid WHERE passage_fts MATCH 'ice'",
    ],
)
def test_names_like_those_of_the_index_are_a_querys_own(
    viewed: sqlite3.Connection, text: str
) -> None:
    assert read(viewed, text)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("SELECT count(*) FROM dbstat", "the table dbstat"),
        ("WITH n AS (SELECT count(*) FROM [DBSTAT]) SELECT * FROM n", "the table dbstat"),
        ("SELECT data FROM sqlite_dbpage", "the table sqlite_dbpage"),
        ("SELECT sql FROM sqlite_stmt", "the table sqlite_stmt"),
        ("SELECT * FROM passage_fts_data", "the table passage_fts_data"),
        ("SELECT * FROM main.passage", r"the table main\.passage"),
        ("SELECT text FROM passage_fts", "the texts of passage_fts"),
        ('WITH "x" AS (SELECT * FROM passage_fts) SELECT 1 FROM x', "the texts of passage_fts"),
        ("SELECT * FROM passage_text", "the table passage_text"),
        ("SELECT * FROM passage_place", "the table passage_place"),
        ("SELECT * FROM actor", "the table actor"),
    ],
)
def test_what_the_index_keeps_for_itself_is_refused(
    viewed: sqlite3.Connection, text: str, refused: str
) -> None:
    with pytest.raises(QueryError) as error:
        read(viewed, text)
    # Not every SQLite has the tables about pages and statements.
    assert re.search(
        f"reading {refused} is not allowed|no such table: (sqlite_|db)", str(error.value)
    )


@pytest.mark.parametrize("function", ["snippet", "highlight"])
def test_no_function_shows_words_that_no_view_shows(
    connection: sqlite3.Connection, function: str
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "summary": "Zebras cross."}
    {"kind": "correction", "id": "c", "corrects": "s"}
    """
    of_text = f"SELECT {function}(passage_fts, 0, '', '', '', 9) AS words FROM passage_fts"

    with pytest.raises(QueryError, match=f"the function {function} is not allowed"):
        cells(connection, f"{of_text} WHERE passage_fts MATCH 'zebras'")


def test_a_view_has_what_counts_and_its_all_view_says_why_the_rest_does_not(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "ben"} {"kind": "issue", "id": "bridge"}
    {"kind": "issue", "id": "toll"}
    {"kind": "event", "id": "opening", "date": "2026-01-02", "issues": ["bridge", "toll"]}
    {"kind": "event", "id": "closing", "date": "2026-05-02"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "b", "text": "B."}]}
    {"kind": "petition", "id": "withdrawn"}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "gone", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
     "demands": ["letter/b"]}
    {"kind": "statement", "id": "doubted", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
     "verification": "disputed"}
    {"kind": "statement", "id": "memo", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
     "audience": "internal", "made_public": "2026-01-05"}
    {"kind": "statement", "id": "planned", "speaker": "ada", "date": "2026-04-04", "stance": "favor"}
    {"kind": "silence", "id": "checked", "actors": ["ada", "ben"], "date": "2026-01-01"}
    {"kind": "silence", "id": "slip", "actors": ["ben"], "date": "2026-01-02"}
    {"kind": "tie", "id": "gift", "actor": "ada"}
    {"kind": "tie", "id": "rumour", "actor": "ada", "verification": "disputed"}
    {"kind": "reply", "id": "answer", "to": "said", "by": "ada"}
    {"kind": "reply", "id": "late", "to": "said", "by": "ada", "date": "2026-04-05"}
    {"kind": "correction", "id": "c1", "corrects": "gone"}
    {"kind": "correction", "id": "c2", "corrects": "slip"}
    {"kind": "correction", "id": "c3", "corrects": "withdrawn"}
    """
    states = {
        "statement": {
            "said": "counts",
            "gone": "withdrawn",
            "doubted": "disputed",
            "memo": "not-public",
        }
        | {"planned": "later"},
        "silence": {"checked": "counts", "slip": "withdrawn"},
        "tie": {"gift": "counts", "rumour": "disputed"},
        "event": {"opening": "counts", "closing": "later"},
        "petition": {"letter": "counts", "withdrawn": "withdrawn"},
        "reply": {"answer": "counts", "late": "later"},
    }
    question = Question("2026-03-01")
    make_views_of(connection, question)
    for name, expected in states.items():
        rows = read(connection, f"SELECT id, state FROM {name}_all")

        assert (len(expected), expected) == (len(rows), dict(rows))
        counting = [(id,) for id, state in expected.items() if state == "counts"]
        assert counting == read(connection, f"SELECT id FROM {name}")

    text = "SELECT record, state FROM passage_all WHERE field IN ('summary', 'text')"
    every = states["statement"] | states["reply"]
    assert every == dict(read(connection, text))
    assert [("said",)] == read(connection, "SELECT record FROM passage WHERE field = 'summary'")
    assert [("ada; ben",)] == read(connection, "SELECT actors FROM silence")
    assert [("ada",), ("ben",)] == read(connection, "SELECT actor FROM silence_actor ORDER BY 1")
    assert [] == read(connection, "SELECT * FROM statement_demands")
    assert [("bridge; toll",)] == read(connection, "SELECT issues FROM event")
    public_or_internal = cells(
        connection, "SELECT id FROM statement ORDER BY id", question._replace(audience="any")
    )
    assert [("memo",), ("said",)] == public_or_internal
    early = Question("2026-03-01", "2026-01-01")
    with asked(connection, early) as lines:
        make_views_of(lines, early)
        for (
            name
        ) in "statement silence silence_actors silence_searched tie reply correction".split():
            assert [] == read(lines, f"SELECT 1 FROM {name}"), name
        assert [] == read(lines, "SELECT 1 FROM source_all")


@pytest.mark.parametrize("day", ["2015-01-01", "2018-06-01", "2026-01-26", "2026-11-25"])
def test_the_role_of_a_person_is_that_of_the_day_as_in_an_unchecked_standing(
    shipped: sqlite3.Connection, day: str
) -> None:
    differing = (
        "SELECT person.id FROM person JOIN standing ON standing.actor = person.id"
        " WHERE (person.role, person.organization, person.organization_name)"
        " IS NOT (standing.role, standing.organization, standing.organization_name)"
        " AND standing.status = 'unchecked' AND NOT standing.issue_over"
    )

    assert [] == cells(shipped, differing, Question(day))


def test_a_tie_has_its_issues_and_the_name_of_who_was_paid(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "shop", "name": "The Shop"}
    {"kind": "issue", "id": "bridge"} {"kind": "issue", "id": "toll"}
    {"kind": "tie", "id": "a", "type": "contract", "actor": "acme", "recipient": "shop",
     "issues": ["toll", "bridge"]}
    {"kind": "tie", "id": "b", "type": "contract", "actor": "acme", "recipient": "Four Points"}
    {"kind": "tie", "id": "c", "type": "contract", "actor": "acme"}
    """
    rows = cells(connection, "SELECT id, recipient, recipient_name, issues FROM tie ORDER BY id")

    assert [
        ("a", "shop", "The Shop", "toll; bridge"),
        ("b", "Four Points", "Four Points", None),
        ("c", None, None, None),
    ] == rows
    of_shop = record_queries.ties(connection, QUESTIONS[0], actor="shop")
    assert ["a"] == [tie.id for tie in of_shop]


def test_lists_of_actors_are_ordered_by_the_sort_name_or_the_last_word(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "a", "name": "Ann Zola"} {"kind": "person", "id": "b", "name": "Bo Ärm"}
    {"kind": "person", "id": "c", "name": "Cy de Vries", "sort_name": "Vries, Cy de"}
    {"kind": "organization", "id": "d", "name": "The Mill", "tags": ["mills", "flour"],
     "feeds": ["https://example.org/feed"]}
    {"kind": "issue", "id": "bridge"}
    {"kind": "silence", "actors": ["a", "b", "c", "d"], "date": "2026-01-05"}
    """
    assert ["b", "c", "a", "d"] == [row.actor for row in queries.standings(connection)]
    assert ["b", "d", "c", "a"] == [*lookup.actors(connection)]
    by_sort_key = "SELECT id FROM person ORDER BY sort_key"
    assert [("b",), ("c",), ("a",)] == cells(connection, by_sort_key)
    assert [("d", "mills; flour")] == cells(connection, "SELECT id, tags FROM organization")
    feeds = cells(connection, "SELECT record, value FROM organization_feeds")
    assert [("d", "https://example.org/feed")] == feeds
