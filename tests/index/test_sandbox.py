"""SQL that a person writes can read the index, and do nothing else."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.base.errors import QueryError
from stancetracker.index.queries import Question, bind_question, set_question, sql
from stancetracker.index.sandbox import FUNCTIONS, select
from stancetracker.index.store import open_index


@pytest.fixture
def connection(shipped_cache: Path) -> Iterator[sqlite3.Connection]:
    index = open_index(SHIPPED, shipped_cache)
    set_question(index.connection, Question("2026-11-25"))
    index.connection.execute(
        f"CREATE TEMP VIEW standing AS {bind_question(sql('standing'), Question('2026-11-25'))}"
    )
    yield index.connection
    index.connection.close()


def refusal(connection: sqlite3.Connection, text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        select(connection, text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("VALUES (1)", [(1,)]),
        (
            "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n",
            [(6,)],
        ),
        ("SELECT x'00ff'", [("x'00ff'",)]),
        ("SELECT 1.5 AS a, NULL AS b, 'c;--' AS c", [(1.5, None, "c;--")]),
        ("-- a comment\nSELECT 1; -- and another", [(1,)]),
        ("SELECT row_number() OVER (ORDER BY 1) AS n", [(1,)]),
        ("SELECT upper(substr('abc', 2)) AS n", [("BC",)]),
        ("SELECT count(*) > 0 AS n FROM passage_fts WHERE passage_fts MATCH 'amuck'", [(1,)]),
    ],
)
def test_a_query_that_only_reads_is_run(
    connection: sqlite3.Connection, text: str, rows: list[object]
) -> None:
    assert rows == select(connection, text)[1]


REFUSED = (
    ("ATTACH 'x.db' AS x", "ATTACH"),
    ("DETACH main", "DETACH"),
    ("PRAGMA journal_mode = WAL", "PRAGMA"),
    ("PRAGMA table_info(statement)", "PRAGMA"),
    ("PRAGMA writable_schema = 1", "PRAGMA"),
    ("SELECT * FROM pragma_database_list", "reading the table pragma_database_list"),
    ("CREATE TABLE t(a)", "changing tables or views"),
    ("CREATE TEMP TABLE t(a)", "changing tables or views"),
    ("CREATE VIRTUAL TABLE v USING fts5(a)", "changing tables or views"),
    ("CREATE TEMP TRIGGER t AFTER DELETE ON statement BEGIN SELECT 1; END", "anything but SELECT"),
    ("INSERT INTO statement(id) VALUES ('x')", "INSERT"),
    ("WITH a AS (SELECT 'x') INSERT INTO statement(id) SELECT * FROM a", "INSERT"),
    ("REPLACE INTO meta VALUES ('data_version', 'x')", "INSERT"),
    ("UPDATE meta SET value = 'x'", "UPDATE"),
    ("DELETE FROM statement", "DELETE"),
    ("DROP TABLE statement", "changing tables or views"),
    ("DROP VIEW standing", "changing tables or views"),
    ("ALTER TABLE statement RENAME TO s", "anything but SELECT"),
    ("BEGIN", "a transaction"),
    ("SAVEPOINT s", "anything but SELECT"),
    ("REINDEX", "anything but SELECT"),
    ("ANALYZE", "changing tables or views"),
    ("SELECT load_extension('x.so')", "the function load_extension"),
    ("SELECT readfile('/etc/passwd')", None),
    ("SELECT writefile('x', 'y')", None),
    ("SELECT randomblob(999999999)", "the function randomblob"),
    ("SELECT zeroblob(999999999)", "the function zeroblob"),
    ("SELECT sqlite_version()", "the function sqlite_version"),
    ("SELECT fts3_tokenizer('x')", None),
    ("VACUUM", None),
    ("VACUUM INTO 'x.db'", None),
)


@pytest.mark.parametrize(("text", "word"), REFUSED)
def test_everything_but_reading_is_refused(
    connection: sqlite3.Connection,
    text: str,
    word: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    error = refusal(connection, text)

    assert word is None or f"query only reads: {word} is not allowed" == error.message
    assert 2 == error.exit_status
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "  ", ";", "-- nothing but a comment", "/* nor here */"])
def test_a_text_without_a_select_is_refused(connection: sqlite3.Connection, text: str) -> None:
    assert "query takes one SELECT" == refusal(connection, text).message


NOT_RUN = (
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE statement",
    "SELECT ?",
    "SELECT :as_of",
    "SELECT '\0'",
    "SELECT '\ud800'",
    "SELECT CAST(x'ff' AS TEXT)",
    "SELECT abs(-9223372036854775808)",
    "SELECT * FROM passage_fts WHERE passage_fts MATCH '\"'",
)


@pytest.mark.parametrize("text", NOT_RUN)
def test_a_query_that_fails_has_a_message_of_one_line(
    connection: sqlite3.Connection, text: str
) -> None:
    assert "\n" not in refusal(connection, text).message


@pytest.mark.parametrize(
    "text",
    [
        "SELECT replace(printf('%1000000d', 1), ' ', '12345678')",
        "SELECT group_concat(printf('%1000000d', 1)) FROM statement",
        f"SELECT '{'x' * 200_000}'",
        f"SELECT 1 WHERE 'a' LIKE '{'%a' * 1000}'",
    ],
)
def test_a_query_whose_texts_grow_too_long_is_stopped(
    connection: sqlite3.Connection, text: str
) -> None:
    assert re.search("too (big|large|complex)", refusal(connection, text).message)


WRONG = """
no such table: standings
SELECT name FROM standings
                 ^
did you mean standing?

no such column: nmae
SELECT nmae FROM standing
       ^
did you mean name?

no such column: s.nmae
SELECT s.nmae FROM standing AS s
         ^
did you mean name?

no such column: kind
SELECT kind FROM meta
       ^
the columns of meta: name, value

no such function: cont
SELECT cont(*) FROM standing
       ^
did you mean count?

near "standing": syntax error
SELECT name FORM standing
                 ^

near "z": syntax error
SELECT yes FROM x y z
                    ^

near ")": syntax error
SELECT name FROM)
                ^
"""


@pytest.mark.parametrize(
    ("table", "columns"),
    [("standing", "issue, actor, name, organization,"), ("statement", "id, ")],
)
def test_a_column_of_other_tables_is_answered_with_those_of_the_named_one(
    connection: sqlite3.Connection, table: str, columns: str
) -> None:
    hint = refusal(connection, f"SELECT kind FROM {table}").hint or ""

    assert "did you mean" not in hint
    assert f"\nthe columns of {table}: {columns}" in hint


@pytest.mark.parametrize("wrong", WRONG.strip("\n").split("\n\n"))
def test_a_wrong_word_has_a_caret_under_it_and_a_suggestion(
    connection: sqlite3.Connection, wrong: str
) -> None:
    message, text, *more = wrong.split("\n")
    error = refusal(connection, f"-- more\n{text}")

    assert (message, "\n".join([text, *more])) == (error.message, error.hint)


def test_an_error_at_no_word_has_no_hint(connection: sqlite3.Connection) -> None:
    assert None is refusal(connection, "SELECT count(1, 2)").hint


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_allowed_function_reads_files_or_makes_blobs(name: str) -> None:
    assert not any(word in name for word in ("file", "blob", "extension", "random", "edit", "fts3"))


def test_no_query_changes_a_file_of_the_cache(
    connection: sqlite3.Connection, shipped_cache: Path
) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in shipped_cache.iterdir()
    }
    for text in ("SELECT * FROM statement", "DELETE FROM statement", "ATTACH 'x' AS y"):
        with suppress(QueryError):
            select(connection, text)

    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in shipped_cache.iterdir()
    }
