"""The part of an index that an export takes, and the SQLite file that stands alone with it.

An extract is everything, or some pairs of actor and issue. Each pair comes whole: its statements and silences with
every correction and reply, the records these name, and the events and petitions of its issue. So the standing rule
gives for it what it gives in the index.

The file has tables with their keys, views fixed at a question, full-text search, and words on all of it. A view has the
name it has in `query`, but for `passage`, a table here; a table whose name a view has is called `<name>_record`. For
one version of SQLite, the same extract gives the same bytes.
"""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancetracker.index import schema
from stancetracker.index.checks.functions import references
from stancetracker.index.queries import Question, Standing, bind_question, query_text
from stancetracker.index.record_queries import Event, Silence, Statement
from stancetracker.index.schema import Sheet, Value
from stancetracker.index.tables import COLUMNS, TOKENIZER
from stancetracker.ledger.kinds import CLASS_BY_KIND, members

Pair = tuple[str, str]
_TRAITS: Final = {kind: cls.traits for kind, cls in CLASS_BY_KIND.items() if kind != "dataset"}
_KEPT: Final = "SELECT id FROM temp.kept"
_TEMPORARY: Final = {
    "kept": "id TEXT PRIMARY KEY",
    "pair_asked": "issue TEXT, actor TEXT, PRIMARY KEY (issue, actor)",
}
_IN_PANEL: Final = "SELECT '', record, value FROM main.issue_panel WHERE record = :issue"


@dataclass(frozen=True)
class Extract:
    """The rows of an open index that an export takes; with `pairs`, those that these rest on."""

    connection: sqlite3.Connection
    pairs: tuple[Pair, ...] | None
    narrowed: bool
    """True where something may be left out, so that tables must be read through `temp.kept`."""

    def rows(self, sheet: Sheet, *first: str) -> Iterator[tuple[Value, ...]]:
        """Return the rows of a table, in the order of its key; before it goes SQL for a value that stands `first`.

        So an export does not depend on the order of files and lines, or on how the index was built.
        """
        names, key = (
            [f"[{one.name}]" for one in sheet.columns],
            sheet.key or (sheet.columns[0].name,),
        )
        order = ", ".join(["1"] * len(first) + [f"[{sheet.name}].[{name}]" for name in key])
        table = f"main.[{sheet.name}] WHERE {self.kept(key[0])}"
        return self.select(f"SELECT {', '.join((*first, *names))} FROM {table} ORDER BY {order}")

    def select(self, sql: str) -> Iterator[tuple[Value, ...]]:
        """Return the rows of a query on the index, as plain tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return iter(cursor.execute(sql))

    def kept(self, key: str) -> str:
        """Return the SQL condition for rows to be in it, by the column with the ids of their records."""
        return f"[{key}] IN ({_KEPT})" if self.narrowed and key in ("id", "record") else "TRUE"


def pairs_on(connection: sqlite3.Connection, issues: Collection[str]) -> set[Pair]:
    """Return every actor with a record on one of these issues, of any day, or in its panel."""
    texts = (query_text("ids", issue=True), _IN_PANEL)
    asked = [{"known_by": None, "issue": one} for one in issues]
    return {
        (of, actor)
        for text in texts
        for one in asked
        for _, of, actor in connection.execute(text, one)
    }


def extract(
    connection: sqlite3.Connection, pairs: Collection[Pair] | None, known_by: str | None
) -> Extract:
    """Return the part of the index for these pairs, or for all, that was known by a day."""
    chosen = None if pairs is None else tuple(sorted(pairs))
    if chosen is None and known_by is None:
        return Extract(connection, None, narrowed=False)
    for table, columns in _TEMPORARY.items():
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
        connection.execute(f"CREATE TEMP TABLE {table} ({columns}) WITHOUT ROWID")
    connection.executemany("INSERT INTO temp.pair_asked VALUES (?, ?)", chosen or ())
    for seed in (
        _of_pairs() if chosen is not None else ("SELECT id FROM main.record WHERE id != ''",)
    ):
        connection.execute(f"INSERT OR IGNORE INTO temp.kept {seed}")
    for kind, of in _TRAITS.items():
        if known_by is not None and of.known:
            unknown = f"SELECT id FROM main.[{kind}] WHERE [{of.known}] > ?"
            connection.execute(f"DELETE FROM temp.kept WHERE id IN ({unknown})", (known_by,))
    before = -1
    while before < connection.total_changes:
        before = connection.total_changes
        for beside in _beside(known_by):
            connection.execute(f"INSERT OR IGNORE INTO temp.kept {beside}")
    return Extract(connection, chosen, narrowed=True)


def _of_pairs() -> Iterator[str]:
    """Yield the queries for what is on the pairs: on both, else on their issues, else on their actors."""
    # No record names a publisher, but its type decides between sources.
    yield "SELECT id FROM main.publisher"
    for kind, of in _TRAITS.items():
        issues, actors = _values(kind, (of.issue,)), _values(kind, of.actors)
        if issues and actors:
            yield (
                f"SELECT issues.id FROM ({issues}) AS issues JOIN ({actors}) AS actors ON actors.id = issues.id"
                " WHERE (issues.value, actors.value) IN (SELECT issue, actor FROM pair_asked)"
            )
        elif issues:
            yield f"SELECT id FROM ({issues}) WHERE value IN (SELECT issue FROM pair_asked)"
        elif actors and not of.target:
            others = _values(kind, (*of.actors, *of.others))
            yield f"SELECT id FROM ({others}) WHERE value IN (SELECT actor FROM pair_asked)"


def _values(kind: str, names: Iterable[str]) -> str:
    """Return the query for the values of some fields, each with the id of its record; empty for no field."""
    many = {member.name for member in members(CLASS_BY_KIND[kind]) if member.many}
    return " UNION ALL ".join(
        f"SELECT record AS id, value FROM main.[{kind}_{name}]"
        if name in many
        else f"SELECT id, [{name}] AS value FROM main.[{kind}]"
        for name in names
        if name
    )


def _beside(known_by: str | None) -> Iterator[str]:
    """Yield the queries for the records that kept ones name, and for those that answer or correct them."""
    for table, column in references():
        name, key = f"[{column.name}]", next(iter(schema.tables()[table]))
        value = (
            f"substr({name}, 1, instr({name}, '/') - 1)" if column.kinds == ("demand",) else name
        )
        yield f"SELECT {value} FROM main.[{table}] WHERE [{key}] IN ({_KEPT}) AND {name} IS NOT NULL"
    for kind, of in _TRAITS.items():
        if of.target:
            known = "" if known_by is None or not of.known else f" AND [{of.known}] <= '{known_by}'"
            yield f"SELECT id FROM main.[{kind}] WHERE [{of.target}] IN ({_KEPT}){known}"


VIEWS: Final = tuple(name for name in schema.view_texts() if name != "passage")
_TYPES: Final = {
    "text": "TEXT",
    "day": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
}
_FLAGS: Final = {
    name
    for row_class in (Standing, Statement, Silence, Event)
    for name, hint in row_class.__annotations__.items()
    if hint is bool
}
_NUMBERS: Final = {*_FLAGS, "position"}
"""The columns of views that hold whole numbers and are computed."""
_OF_MAIN: Final = re.compile(r"\bmain\.(\w+)\b( AS \w+)?")
# The file is nobody else's until it is renamed, and lost when anything fails.
_FILLING: Final = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"
_LINES: Final = ",\n  "


def described(
    path: Path,
) -> tuple[dict[str, str | None], dict[str, str], dict[str, dict[str, str]]]:
    """Return what a file says about itself: facts, and a line on each table or view and on each of their columns.

    Raises sqlite3.Error for another file, or one that can't be read.
    """
    with closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    ) as file:
        columns: dict[str, dict[str, str]] = {}
        for table, name, about in file.execute('SELECT "table", name, about FROM about_column'):
            columns.setdefault(table, {})[name] = about
        facts = dict(file.execute("SELECT name, value FROM meta").fetchall())
        tables = dict(file.execute("SELECT name, about FROM about_table").fetchall())
        for view in VIEWS:
            file.execute(f"SELECT 1 FROM [{view}] LIMIT 0")
    return facts, tables, columns


def write(path: Path, extract: Extract, asked: Question, facts: Mapping[str, str | None]) -> None:
    """Write the file, with these facts about it; raise sqlite3.Error where it can't be written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.executescript(_FILLING)
        made.execute("BEGIN")
        for sheet in (schema.ACTORS, *schema.sheets()):
            _put(made, sheet, extract.rows(sheet))
            table = _record_table(sheet.name)
            for number, names in enumerate(_indices(sheet)):
                made.execute(
                    f"CREATE INDEX [{table}_{number}] ON [{table}] ([{'], ['.join(names)}])"
                )
        if extract.pairs is not None:
            _put(made, schema.PAIRS_ASKED, extract.pairs)
        _put_passages(made, extract)
        for name in VIEWS:
            _make_view(made, name, asked, of_pairs=extract.pairs is not None)
        _put_words(made, facts)
        made.execute("COMMIT")


def _record_table(name: str) -> str:
    """Return the name that a table of the index has here."""
    return f"{name}_record" if name in VIEWS else name


def _put(made: sqlite3.Connection, sheet: Sheet, rows: Iterable[Sequence[Value]]) -> None:
    """Make a table, and fill it."""
    parts = [
        f"[{one.name}] {_TYPES[one.type]}{' NOT NULL' if one.required else ''}"
        + (f" REFERENCES [{_record_table(one.names)}] (id)" if one.names else "")
        for one in sheet.columns
    ]
    if sheet.key:
        parts.append(f"PRIMARY KEY ([{'], ['.join(sheet.key)}])")
    table, marks = _record_table(sheet.name), ", ".join("?" * len(sheet.columns))
    made.execute(f"CREATE TABLE [{table}] (\n  {_LINES.join(parts)}\n)")
    made.executemany(f"INSERT INTO [{table}] VALUES ({marks})", rows)


def _indices(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the columns of each index to make: as in the live index, and one for each column that names a record."""
    known = {sheet.key, *(names for table, names in schema.INDICES if table == sheet.name)}
    known |= {(column.name,) for column in sheet.columns if column.names is not None}
    for names in sorted(known - {sheet.key}):
        # Another index may begin with these columns, and so serve them as well.
        if not any(other[: len(names)] == names for other in known - {names}):
            yield names


def _put_passages(made: sqlite3.Connection, extract: Extract) -> None:
    """Write the texts, the oldest first, and their full-text index, which keeps no copy of them."""
    columns = _LINES.join(("[id] INTEGER PRIMARY KEY", *(f"[{name}] TEXT" for name in COLUMNS[1:])))
    made.execute(f"CREATE TABLE passage (\n  {columns}\n)")
    order = "latest IS NOT NULL, latest, earliest, record, field"
    rows = extract.select(
        f"SELECT * FROM main.passage WHERE {extract.kept('record')} ORDER BY {order}"
    )
    marks = ", ?" * len(COLUMNS[1:])
    made.executemany(f"INSERT INTO passage VALUES (NULL{marks})", (row[1:] for row in rows))
    tokenized = f"text, tokenize='{TOKENIZER}', content=[passage]"
    made.execute(f"CREATE VIRTUAL TABLE passage_fts USING fts5 ({tokenized})")
    made.execute("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')")


def _make_view(made: sqlite3.Connection, name: str, asked: Question, *, of_pairs: bool) -> None:
    """Make a view on this file's tables, with the question's values written in."""
    # A computed column gets its type back, so that the text '1' finds the number 1.
    columns = ", ".join(
        f"CAST([{one}] AS INTEGER) AS [{one}]" if one in _NUMBERS else f"[{one}]"
        for one in schema.described()[name][1]
    )
    # A table's name in the index stays its name within the query.
    own = schema.view_texts()[name]
    text = _OF_MAIN.sub(
        lambda found: _record_table(found[1]) + (found[2] or f" AS {found[1]}"), own
    )
    limit = " WHERE (issue, actor) IN (SELECT issue, actor FROM pair_asked)"
    limit = limit if of_pairs and name == "standing" else ""
    made.execute(
        f"CREATE VIEW [{name}] AS SELECT {columns} FROM (\n{bind_question(text, asked)}\n){limit}"
    )


def _put_words(made: sqlite3.Connection, facts: Mapping[str, str | None]) -> None:
    _put(made, schema.META, sorted(facts.items()))
    for sheet in schema.ABOUT[1:]:
        _put(made, sheet, ())
    words = schema.described()
    names = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
    for (table,) in made.execute(f"{names} ORDER BY name").fetchall():
        about, columns = words[table]
        made.execute("INSERT INTO about_table VALUES (?, ?)", (table, about))
        found = made.execute(f"PRAGMA table_info([{table}])").fetchall()
        of_columns = ((table, row[1], columns[row[1]]) for row in found)
        made.executemany("INSERT INTO about_column VALUES (?, ?, ?)", of_columns)
