"""The part of an index that an export takes, and the SQLite file that stands alone with it.

An extract is everything, or some pairs of actor and issue. Each pair comes whole: its statements,
silences and searches with every correction, coding and reply, the records these name, the events
and petitions of its issue, and the words on another issue that its standing names. So the standing
rule gives for it what it gives in the index.

The file has tables with their keys, views fixed at a question, full-text search, and words on all
of it. A view has the name it has in `query`, but for `passage`, a table here; a table whose name a
view has is called `<name>_record`. For one version of SQLite, the same extract gives the same
bytes.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.index import foreign, schema
from stancetracker.index.checks.functions import references
from stancetracker.index.queries import Question, Standing, bind_question, query_text
from stancetracker.index.record_queries import Event, Silence, Statement
from stancetracker.index.schema import Column, Sheet, Value
from stancetracker.index.tables import PASSAGE, TOKENIZER
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

    def rows(self, sheet: Sheet, *first: str) -> Iterator[tuple[Value, ...]]:
        """Return the rows of a table by its key; `first` is SQL for values that come before them.

        So an export does not depend on the order of files and lines, or on how the index was built.
        """
        names = [f"[{column.name}]" for column in sheet.columns]
        key = sheet.key or (sheet.columns[0].name,)
        order = ", ".join([*("1" for _ in first), *(f"[{sheet.name}].[{name}]" for name in key)])
        table = f"main.[{sheet.name}] WHERE {self.condition(key[0])}"
        return self.select(f"SELECT {', '.join((*first, *names))} FROM {table} ORDER BY {order}")

    def select(self, sql: str) -> Iterator[tuple[Value, ...]]:
        """Return the rows of a query on the index, as plain tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return iter(cursor.execute(sql))

    def condition(self, key: str) -> str:
        """Return the SQL condition for rows to be in it; `key` has the ids of their records."""
        is_part = self.pairs is not None
        return f"[{key}] IN ({_KEPT})" if is_part and key in ("id", "record") else "TRUE"


def pairs_on(connection: sqlite3.Connection, issues: Collection[str]) -> set[Pair]:
    """Return every actor with a record on one of these issues, of any day, or in its panel."""
    pairs: set[Pair] = set()
    for issue in issues:
        for query in (query_text("ids", issue=True), _IN_PANEL):
            rows = connection.execute(query, {"issue": issue})
            pairs.update((issue, actor) for _, _, actor in rows)
    return pairs


def extract(
    connection: sqlite3.Connection,
    pairs: Collection[Pair] | None,
    words_before: Collection[str] = (),
) -> Extract:
    """Return the part of the index for these pairs, and these statements, or for all."""
    if pairs is None:
        return Extract(connection, None)
    chosen = tuple(sorted(pairs))
    for table, columns in _TEMPORARY.items():
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
        connection.execute(f"CREATE TEMP TABLE {table} ({columns}) WITHOUT ROWID")
    connection.executemany("INSERT INTO temp.pair_asked VALUES (?, ?)", chosen)
    statements = ((statement,) for statement in words_before)
    connection.executemany("INSERT OR IGNORE INTO temp.kept VALUES (?)", statements)
    for query in _of_pairs():
        connection.execute(f"INSERT OR IGNORE INTO temp.kept {query}")
    changes_before = -1
    while changes_before < connection.total_changes:
        changes_before = connection.total_changes
        for query in _beside():
            connection.execute(f"INSERT OR IGNORE INTO temp.kept {query}")
    return Extract(connection, chosen)


def _of_pairs() -> Iterator[str]:
    """Yield the queries for what is on the pairs, else on their issues, else on their actors."""
    # No record names a publisher, but its type decides between sources.
    yield "SELECT id FROM main.publisher"
    for kind, traits in _TRAITS.items():
        issues = _values(kind, (traits.issue,))
        everybody = _values(kind, (*traits.actors, *traits.others))
        of_actors = f"SELECT id FROM ({everybody}) WHERE value IN (SELECT actor FROM pair_asked)"
        if issues and traits.actors:
            yield (
                f"SELECT issues.id FROM ({issues}) AS issues"
                f" JOIN ({everybody}) AS actors ON actors.id = issues.id"
                " WHERE (issues.value, actors.value) IN (SELECT issue, actor FROM pair_asked)"
            )
            yield f"{of_actors} AND id NOT IN (SELECT id FROM ({issues}) WHERE value IS NOT NULL)"
        elif issues:
            yield f"SELECT id FROM ({issues}) WHERE value IN (SELECT issue FROM pair_asked)"
        elif traits.actors and not traits.target:
            yield of_actors


def _values(kind: str, names: Iterable[str]) -> str:
    """Return the query for the values of fields with the ids of their records; empty for none."""
    lists = {member.name for member in members(CLASS_BY_KIND[kind]) if member.many}
    queries = []
    for name in filter(None, names):
        if name in lists:
            queries.append(f"SELECT record AS id, value FROM main.[{kind}_{name}]")
        else:
            queries.append(f"SELECT id, [{name}] AS value FROM main.[{kind}]")
    return " UNION ALL ".join(queries)


def _beside() -> Iterator[str]:
    """Yield the queries for the records that kept ones name, or that answer or correct them."""
    for table, column in references():
        id = f"[{column.name}]"
        if column.kinds == ("demand",):
            id = f"substr({id}, 1, instr({id}, '/') - 1)"
        key = next(iter(schema.tables()[table]))
        is_kept = f"[{key}] IN ({_KEPT}) AND [{column.name}] IS NOT NULL"
        yield f"SELECT {id} FROM main.[{table}] WHERE {is_kept}"
    for kind, traits in _TRAITS.items():
        if not traits.target:
            continue
        yield f"SELECT id FROM main.[{kind}] WHERE [{traits.target}] IN ({_KEPT})"
    # A copy names no record, but belongs to every one that cites its address.
    cited = f"SELECT url FROM main.source WHERE record IN ({_KEPT}) AND url IS NOT NULL"
    yield f"SELECT id FROM main.copy WHERE url IN ({cited})"


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
    if hint in (bool, bool | None)
}
_NUMBERS: Final = {
    *_FLAGS,
    *(name for name, hint in Standing.__annotations__.items() if hint in (int, int | None)),
}
"""The columns of views that hold whole numbers and are computed."""
# `main.statement AS statement`
_OF_MAIN: Final = re.compile(r"\bmain\.(?P<table>\w+)\b(?P<alias> AS \w+)?")
_TABLES_AND_VIEWS: Final = r"""
SELECT name FROM sqlite_schema
WHERE type IN ('table', 'view') AND name NOT LIKE '%\_fts%' ESCAPE '\'
ORDER BY name"""
# The file is nobody else's until it is renamed, and lost when anything fails.
_FILLING: Final = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"
_NEXT_LINE: Final = ",\n  "


class Contents(NamedTuple):
    """The description that a file has of itself."""

    facts: dict[str, str | None]
    tables: dict[str, str]
    """The contents of each table or view, in words."""
    columns: dict[str, dict[str, str]]
    """The contents of each of their columns, in words."""


def described(path: Path) -> Contents:
    """Return what a file says about itself.

    Raises sqlite3.Error for another file, or one that can't be read.
    """
    with foreign.opened(path) as file:
        columns: dict[str, dict[str, str]] = defaultdict(dict)
        rows = foreign.texts(file, 'SELECT "table", name, about FROM about_column')
        for table, column, description in rows:
            columns[str(table)][str(column)] = str(description)
        facts = {
            str(name): value for name, value in foreign.texts(file, "SELECT name, value FROM meta")
        }
        tables = {
            str(name): str(description)
            for name, description in foreign.texts(file, "SELECT name, about FROM about_table")
        }
        for view in VIEWS:
            file.execute(f"SELECT 1 FROM [{view}] LIMIT 0")
    return Contents(facts, tables, columns)


def write(
    path: Path, extract: Extract, question: Question, facts: Mapping[str, str | None]
) -> None:
    """Write the file, with these facts about it; raise sqlite3.Error where it can't be written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.executescript(_FILLING)
        file.execute("BEGIN")
        for sheet in (schema.ACTORS, *schema.sheets()):
            _put(file, sheet, extract.rows(sheet))
            _make_indices(file, sheet)
        if extract.pairs is not None:
            _put(file, schema.PAIRS_ASKED, extract.pairs)
        _put_passages(file, extract)
        for name in VIEWS:
            _make_view(file, name, question, of_pairs=extract.pairs is not None)
        _put_words(file, facts)
        file.execute("COMMIT")


def _record_table(name: str) -> str:
    """Return the name that a table of the index has here."""
    return f"{name}_record" if name in VIEWS else name


def _put(file: sqlite3.Connection, sheet: Sheet, rows: Iterable[Sequence[Value]]) -> None:
    """Make a table, and fill it."""
    parts = [*map(_column, sheet.columns)]
    if sheet.key:
        parts.append(f"PRIMARY KEY ([{'], ['.join(sheet.key)}])")
    table = _record_table(sheet.name)
    file.execute(f"CREATE TABLE [{table}] (\n  {_NEXT_LINE.join(parts)}\n)")
    marks = ", ".join("?" for _ in sheet.columns)
    file.executemany(f"INSERT INTO [{table}] VALUES ({marks})", rows)


def _column(column: Column) -> str:
    """Return the SQL that declares a column."""
    sql = f"[{column.name}] {_TYPES[column.type]}"
    if column.required:
        sql += " NOT NULL"
    if column.names:
        sql += f" REFERENCES [{_record_table(column.names)}] (id)"
    return sql


def _make_indices(file: sqlite3.Connection, sheet: Sheet) -> None:
    """Make the indices of a table: those of the live index, and on columns that name records."""
    table = _record_table(sheet.name)
    indices = {sheet.key, *(names for table, names in schema.INDICES if table == sheet.name)}
    indices |= {(column.name,) for column in sheet.columns if column.names is not None}
    # Another index may begin with the same columns, and so serve them as well.
    needed = [
        names
        for names in sorted(indices - {sheet.key})
        if not any(longer[: len(names)] == names for longer in indices - {names})
    ]
    for number, names in enumerate(needed):
        file.execute(f"CREATE INDEX [{table}_{number}] ON [{table}] ([{'], ['.join(names)}])")


def _put_passages(file: sqlite3.Connection, extract: Extract) -> None:
    """Write the texts, the oldest first, and their full-text index, which keeps no copy of them."""
    names = PASSAGE.split(", ")[1:]
    columns = ["[id] INTEGER PRIMARY KEY", *(f"[{name}] TEXT" for name in names)]
    file.execute(f"CREATE TABLE passage (\n  {_NEXT_LINE.join(columns)}\n)")
    order = "latest IS NOT NULL, latest, earliest, record, field"
    rows = extract.select(
        f"SELECT {', '.join(names)} FROM main.passage"
        f" WHERE {extract.condition('record')} ORDER BY {order}"
    )
    marks = ", ".join("?" for _ in names)
    file.executemany(f"INSERT INTO passage VALUES (NULL, {marks})", rows)
    options = f"text, tokenize='{TOKENIZER}', content=[passage]"
    file.execute(f"CREATE VIRTUAL TABLE passage_fts USING fts5 ({options})")
    file.execute("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')")


def _make_view(file: sqlite3.Connection, name: str, question: Question, *, of_pairs: bool) -> None:
    """Make a view on this file's tables, with the question's values written in."""
    # A computed column gets its type back, so that the text '1' finds the number 1.
    columns = ", ".join(
        f"CAST([{column}] AS INTEGER) AS [{column}]" if column in _NUMBERS else f"[{column}]"
        for column in schema.described()[name].columns
    )
    text = bind_question(_OF_MAIN.sub(_in_this_file, schema.view_texts()[name]), question)
    limit = ""
    if of_pairs and name == "standing":
        limit = " WHERE (issue, actor) IN (SELECT issue, actor FROM pair_asked)"
    file.execute(f"CREATE VIEW [{name}] AS SELECT {columns} FROM (\n{text}\n){limit}")


def _in_this_file(match: re.Match[str]) -> str:
    """Return a table of the index as it is called here, by its name there within the query."""
    return _record_table(match["table"]) + (match["alias"] or f" AS {match['table']}")


def _put_words(file: sqlite3.Connection, facts: Mapping[str, str | None]) -> None:
    """Write the facts, and what each table or view and each of their columns holds."""
    _put(file, schema.META, sorted(facts.items()))
    for sheet in schema.DESCRIPTIONS[1:]:
        _put(file, sheet, ())
    for (table,) in file.execute(_TABLES_AND_VIEWS).fetchall():
        description = schema.described()[table]
        file.execute("INSERT INTO about_table VALUES (?, ?)", (table, description.description))
        columns = file.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
        rows = [(table, name, description.columns[name]) for (name,) in columns]
        file.executemany("INSERT INTO about_column VALUES (?, ?, ?)", rows)
