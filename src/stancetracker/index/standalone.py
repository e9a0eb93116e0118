"""One SQLite file that stands alone: tables with their keys, views fixed at a question, full-text search, words.

The views go by the names they have in `query`, but for `passage`, a table here. A table whose name a view has is
called `<name>_record` here, since nothing can be both. The same extract gives the same bytes, for one version of
SQLite.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancetracker.index import schema
from stancetracker.index.extract import Extract
from stancetracker.index.queries import FLAGS, Question, posed
from stancetracker.index.schema import Column, Sheet, Value, sheets

VIEWS: Final = tuple(name for name in schema.view_texts() if name != "passage")
HIDDEN: Final = tuple(sheet.name for sheet in schema.ABOUT)
_TYPES: Final = {"text": "TEXT", "day": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_OF_MAIN: Final = re.compile(r"\bmain\.(\w+)\b( AS \w+)?")
# The file is nobody else's until it is renamed, and lost when anything fails.
_FILLING: Final = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"
_COMPUTED: Final = FLAGS | {"position"}
_LINES: Final = ",\n  "
_ACTORS: Final = """
INSERT INTO actor
SELECT id, 'person', name FROM person_record UNION ALL SELECT id, 'organization', name FROM organization_record
"""
_ASKED: Final = "WHERE (issue, actor) IN (SELECT issue, actor FROM pair_asked)"


@dataclass(frozen=True)
class Described:
    """The words in a file about itself: facts, and a line on each table, view and column."""

    facts: Mapping[str, str | None]
    tables: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]


def describe(path: Path) -> Described:
    """Read what a file says about itself.

    Raises sqlite3.Error for another file, or one that can't be read.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        columns: dict[str, dict[str, str]] = {}
        for table, name, about in file.execute('SELECT "table", name, about FROM about_column'):
            columns.setdefault(table, {})[name] = about
        facts = dict(file.execute("SELECT name, value FROM meta").fetchall())
        tables = dict(file.execute("SELECT name, about FROM about_table").fetchall())
        for view in VIEWS:
            file.execute(f"SELECT 1 FROM [{view}] LIMIT 0")
    return Described(facts, tables, columns)


def record_table(name: str) -> str:
    """Return the name that a table of the index has here."""
    return f"{name}_record" if name in VIEWS else name


def write(path: Path, extract: Extract, asked: Question, facts: Mapping[str, str | None]) -> None:
    """Write the file, with these facts about it.

    Raises sqlite3.Error where the file can't be written.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.executescript(_FILLING)
        made.execute("BEGIN")
        _tables(made, extract)
        _passages(made, extract)
        _views(made, extract, asked)
        _words(made, facts)
        made.execute("COMMIT")


def _tables(made: sqlite3.Connection, extract: Extract) -> None:
    _create(made, schema.ACTORS)
    for sheet in sheets():
        _create(made, sheet)
        _insert(made, record_table(sheet.name), len(sheet.columns), extract.rows(sheet.name))
        for number, names in enumerate(_indices(sheet)):
            table = record_table(sheet.name)
            made.execute(f"CREATE INDEX [{table}_{number}] ON [{table}] ({', '.join(map(_quoted, names))})")
    made.execute(_ACTORS)
    if extract.pairs is not None:
        _create(made, schema.PAIRS_ASKED)
        _insert(made, "pair_asked", 2, extract.pairs)


def _create(made: sqlite3.Connection, sheet: Sheet) -> None:
    parts = [_column(column) for column in sheet.columns]
    if sheet.key:
        parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, sheet.key))})")
    made.execute(f"CREATE TABLE [{record_table(sheet.name)}] (\n  {_LINES.join(parts)}\n)")


def _column(column: Column) -> str:
    parts = [_quoted(column.name), _TYPES[column.type]]
    if column.required:
        parts.append("NOT NULL")
    if column.names is not None:
        parts.append(f"REFERENCES [{record_table(column.names)}] (id)")
    return " ".join(parts)


def _quoted(name: str) -> str:
    return f"[{name}]"


def _indices(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the columns of each index to make: as in the live index, and one for each column that names a record."""
    known = {sheet.key, *(names for table, names in schema.INDICES if table == sheet.name)}
    known |= {(column.name,) for column in sheet.columns if column.names is not None}
    for names in sorted(known - {sheet.key}):
        # Another index may begin with these columns, and so serve them as well.
        if not any(other[: len(names)] == names for other in known - {names}):
            yield names


def _insert(made: sqlite3.Connection, table: str, width: int, rows: Iterable[Sequence[Value]]) -> None:
    made.executemany(f"INSERT INTO [{table}] VALUES ({', '.join('?' * width)})", rows)


def _passages(made: sqlite3.Connection, extract: Extract) -> None:
    """Write the texts, and their full-text index, which keeps no copy of them."""
    names = extract.columns("passage")
    columns = [f"{_quoted(name)} {'INTEGER PRIMARY KEY' if name == 'id' else 'TEXT'}" for name in names]
    made.execute(f"CREATE TABLE passage (\n  {_LINES.join(columns)}\n)")
    _insert(made, "passage", len(names), ((number, *row) for number, row in enumerate(extract.passages(), 1)))
    made.execute(
        "CREATE VIRTUAL TABLE passage_fts USING fts5"
        " (text, tokenize='unicode61 remove_diacritics 2', content=[passage])"
    )
    made.execute("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')")


def _views(made: sqlite3.Connection, extract: Extract, asked: Question) -> None:
    described = schema.described()
    for name in VIEWS:
        chosen = ", ".join(map(_typed, described[name][1]))
        asked_about = f" {_ASKED}" if name == "standing" and extract.pairs is not None else ""
        made.execute(f"CREATE VIEW [{name}] AS SELECT {chosen} FROM (\n{fixed(name, asked)}\n){asked_about}")


def _typed(name: str) -> str:
    """Return a column of a view; a computed one gets its type back, so that the text '1' finds the number 1."""
    return f"CAST([{name}] AS INTEGER) AS [{name}]" if name in _COMPUTED else f"[{name}]"


def fixed(name: str, asked: Question) -> str:
    """Return the SQL of a view on this file's tables, with the question's values written in."""
    return posed(_OF_MAIN.sub(_renamed, schema.view_texts()[name]), asked)


def _renamed(match: re.Match[str]) -> str:
    """Return a table by its name here; its name in the index stays its name within the query."""
    return record_table(match[1]) + (match[2] or f" AS {match[1]}")


def _words(made: sqlite3.Connection, facts: Mapping[str, str | None]) -> None:
    described = schema.described()
    for sheet in schema.ABOUT:
        _create(made, sheet)
    _insert(made, "meta", 2, sorted(facts.items()))
    names = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
    for table in [str(name) for (name,) in made.execute(f"{names} ORDER BY name")]:
        about, words = described[table]
        _insert(made, "about_table", 2, [(table, about)])
        found = [str(row[1]) for row in made.execute(f"PRAGMA table_info([{table}])")]
        _insert(made, "about_column", 3, [(table, name, words[name]) for name in found])
