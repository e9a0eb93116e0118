"""A person's own SQL, which reads the views (`index.views`) and no more than that.

SQLite's authorizer refuses all but reading, since `mode=ro` does not: ATTACH and CREATE wrote a
file through it. The command `query` limits time and memory.

The authorizer says of a table in which view or `WITH` it is read, by a name that a query may give
to a `WITH` of its own; so it can't say whether the query or a view reads the table. Each query is
first compiled, and not run, in an outline of the index: an empty database with the same names, in
which the views are tables. Whatever is read there, the query itself reads.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import QueryError, did_you_mean, nearest, suggestion
from stancetracker.index.cache import is_of_damaged_file
from stancetracker.index.queries import Cell

_FUNCTIONS: Final = """
abs avg bm25 ceil ceiling changes char coalesce count cume_dist date datetime dense_rank
first_value floor format glob group_concat hex ifnull iif instr json_array_length
json_extract json_group_array julianday lag last_value lead length like likely lower ltrim match
max min mod nth_value ntile nullif percent_rank power printf quote rank replace round row_number
rtrim sign sqrt strftime string_agg substr substring sum time total trim typeof unicode
unlikely upper -> ->>
"""
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_REFUSED: Final = ("ATTACH", "DETACH", "DELETE", "INSERT", "UPDATE", "PRAGMA")
_DENIED: Final = {
    sqlite3.SQLITE_TRANSACTION: "a transaction",
    **{getattr(sqlite3, f"SQLITE_{word}"): word for word in _REFUSED},
}
_SCHEMA_TABLES: Final = ("sqlite_master", "sqlite_temp_master")
"""The tables that SQLite itself writes to where a query makes, changes or drops another."""
_OWN: Final = (
    *(
        "record",
        "other_line",
        "line",
        "merged",
        "written",
        "kind",
        "unread",
        "known_day",
        "data_file",
    ),
    *("passage_place", "passage_text", "actor"),
)
"""The tables and views of the index for itself, which know of no flag."""
_FULL_TEXT: Final = "passage_fts"
_FULL_TEXT_PARTS: Final = f"{_FULL_TEXT}_*"
"""The tables in which SQLite keeps the full-text index, as a pattern of GLOB."""
_TABLES: Final = f"""
SELECT name, sql FROM main.sqlite_schema
WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '{_FULL_TEXT_PARTS}'"""
_VIEW_COLUMNS: Final = """
SELECT 'TEMP', owner.name, column.name
FROM temp.sqlite_schema AS owner JOIN pragma_table_info(owner.name, 'temp') AS column
WHERE owner.type = 'view'
UNION ALL
SELECT '', owner.name, column.name
FROM main.sqlite_schema AS owner JOIN pragma_table_info(owner.name, 'main') AS column
WHERE owner.type = 'view'"""
_OUTLINED_VIEWS: Final = "SELECT name FROM temp.sqlite_schema WHERE type = 'table'"
_ALL_NAMES: Final = """
SELECT name FROM main.sqlite_schema UNION SELECT name FROM pragma_module_list"""
"""The tables of an index, and those that SQLite has everywhere, such as `dbstat`."""
_OF_SQLITE: Final = frozenset({"json_each", "json_tree", "sqlite_master", "sqlite_temp_master"})
"""What SQLite itself lets a query read: the parts of a JSON text, and the names of the tables."""
_READABLE_TABLES: Final = f"""
SELECT name FROM ({_TABLES}) WHERE name NOT IN {_OWN}
UNION SELECT name FROM sqlite_temp_schema"""
_READABLE_COLUMNS: Final = (
    "SELECT readable.name, column.name"
    f" FROM ({_READABLE_TABLES}) AS readable JOIN pragma_table_info(readable.name) AS column"
)
_LIMITS: Final = (
    (sqlite3.SQLITE_LIMIT_LENGTH, 4_000_000),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
)
# `near "FORM": syntax error`, `no such column: t.nmae`
_FAULT: Final = re.compile(
    r"""
    near\ "(?P<near>[^"]*)"
    | no\ such\ (?P<type>table|column|function):\ (?:\w+\.)?(?P<name>\S+)
    """,
    re.VERBOSE,
)
_FUNCTIONS_HINT: Final = (
    "functions of text, numbers, dates and JSON are, such as count, lower, date, json_extract"
)
_LEAST_ALIKE: Final = 0.7
"""A column that is less like a word than this was not meant: its table's columns are listed."""
_STEPS: Final = 10_000
"""The steps of SQLite between two moments at which Python may see Ctrl-C."""


class Selection(NamedTuple):
    """The answer to a SELECT."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def select(connection: sqlite3.Connection, text: str, *, needed: str | None = None) -> Selection:
    """Run one SELECT on an open index, which nothing in it can change.

    `needed` is a view that it must read.

    Raises QueryError for anything else and for SQL that does not run; sqlite3.DatabaseError when
    the index itself is damaged.
    """
    with closing(_outline(connection)) as outline:
        names = _NameGuard(outline)
        with _guarded(outline, names, _end_at_once, 1), _explained(connection, text, names):
            _compile(outline, text)
    if needed is not None and needed not in names.views_read:
        raise QueryError(f"--issue and --person are about the view {needed}", "use WHERE instead")
    guard = _Guard()
    # Python sees Ctrl-C only where its own code runs.
    with _guarded(connection, guard, _go_on, _STEPS), _explained(connection, text, guard):
        return _selected(connection, text)


def _outline(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return an empty database with the tables of an index, and with its views as tables."""
    columns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for database, view, column in connection.execute(_VIEW_COLUMNS):
        columns[database, view].append(f"[{column}]")
    statements = [str(sql) for _, sql in connection.execute(_TABLES)]
    statements += [
        f"CREATE {database} TABLE [{view}] ({', '.join(names)})"
        for (database, view), names in columns.items()
    ]
    outline = sqlite3.connect(":memory:")
    outline.executescript(";\n".join(statements))
    return outline


def _compile(outline: sqlite3.Connection, text: str) -> None:
    """Compile a query where its first step ends it; raises sqlite3.Error where that fails."""
    try:
        outline.execute(text)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise


def _end_at_once() -> bool:
    return True


def _go_on() -> None:
    pass


@contextmanager
def _guarded(
    connection: sqlite3.Connection, guard: "_Guard", step: Callable[[], int | None], steps: int
) -> Iterator[None]:
    """Ask the guard about each action of a query, and call `step` every so many steps of it."""
    for category, limit in _LIMITS:
        connection.setlimit(category, limit)
    connection.set_authorizer(guard.authorize)
    connection.set_progress_handler(step, steps)
    try:
        yield
    finally:
        connection.set_authorizer(None)
        connection.set_progress_handler(None, 0)


@contextmanager
def _explained(connection: sqlite3.Connection, text: str, guard: "_Guard") -> Iterator[None]:
    """Turn an error of a query into a QueryError with hints, but that of a damaged index."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        if is_of_damaged_file(error):
            raise
        if guard.refused is not None:
            message = f"query only reads: {guard.refused} is not allowed"
            raise QueryError(message, guard.hint) from None
        connection.set_authorizer(None)
        message = str(error).partition(" with text ")[0]  # all of a text that is not UTF-8
        hints = "\n".join(_hints(connection, text, message))
        raise QueryError(message, hints or None) from None


def _selected(connection: sqlite3.Connection, text: str) -> Selection:
    """Run a SELECT; raise QueryError for a statement without rows, or two columns of one name."""
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(text)
    if cursor.description is None:
        raise QueryError(
            "query takes one SELECT", 'such as: query "SELECT name, status FROM standing"'
        )
    columns = tuple(column[0] for column in cursor.description)
    repeated = [name for name in columns if columns.count(name) > 1]
    if repeated:
        raise QueryError(f"two columns are called {repeated[0]}", "give one another name with AS")
    return Selection(columns, [tuple(map(_printable, row)) for row in cursor])


def _printable(cell: Any) -> Cell:
    """Return a cell as it is printed: bytes as SQL writes them."""
    printable: Cell = f"x'{cell.hex()}'" if isinstance(cell, bytes) else cell
    return printable


def _hints(connection: sqlite3.Connection, text: str, message: str) -> Iterator[str]:
    """Yield a caret under the word at fault, and the nearest words, where they can be found."""
    fault = _FAULT.search(message)
    if not fault:
        return
    word = fault["near"] or fault["name"]
    if not word:
        return
    pattern = rf"\b{re.escape(word)}\b" if word.isidentifier() else re.escape(word)
    for line in text.splitlines():
        match = re.search(pattern, line, re.IGNORECASE)
        if match:
            yield f"{line}\n{' ' * match.start()}^"
            break
    if fault["type"] == "column":
        yield from _column_hints(connection, text, word)
    elif fault["type"]:
        names = FUNCTIONS if fault["type"] == "function" else _texts(connection, _READABLE_TABLES)
        likely = did_you_mean(word, sorted(names))
        if likely:
            yield likely


def _column_hints(connection: sqlite3.Connection, text: str, word: str) -> Iterator[str]:
    """Yield the nearest columns of the tables that a query names, or else all of them."""
    columns_by_table: dict[str, list[str]] = defaultdict(list)
    for table, column in connection.cursor().execute(_READABLE_COLUMNS):
        columns_by_table[table].append(column)
    words = {match.casefold() for match in re.findall(r"\w+", text)}
    named = {table: names for table, names in columns_by_table.items() if table in words}
    columns = {name for names in (named or columns_by_table).values() for name in names}
    likely = suggestion(nearest(word, sorted(columns - {word}), _LEAST_ALIKE))
    if likely:
        yield likely
    else:
        yield from (f"the columns of {table}: {', '.join(named[table])}" for table in named)


class _Guard:
    """The authorizer, and what it refused."""

    def __init__(self) -> None:
        self.refused: str | None = None
        self.hint = "write one SELECT"

    def authorize(
        self,
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        within: str | None,
    ) -> int:
        """Return SQLITE_OK for what a query may do, as SQLite asks about each of its actions."""
        # The full-text index asks for `data_version` itself; it reveals and changes nothing.
        if (
            action in _ALLOWED
            or (action == sqlite3.SQLITE_FUNCTION and second in FUNCTIONS)
            or (action == sqlite3.SQLITE_PRAGMA and first == "data_version")
        ):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            self.refused = f"the function {second}"
            self.hint = _FUNCTIONS_HINT
        elif first in _SCHEMA_TABLES:
            self.refused = self.refused or "changing tables or views"
        else:
            self.refused = self.refused or _DENIED.get(action, "anything but SELECT")
        return sqlite3.SQLITE_DENY


class _NameGuard(_Guard):
    """The authorizer of a query in an outline, where all that is read is named by the query."""

    def __init__(self, outline: sqlite3.Connection) -> None:
        super().__init__()
        self._views = _texts(outline, _OUTLINED_VIEWS)
        self._tables = _texts(outline, f"SELECT name FROM ({_TABLES})")
        self._tables.difference_update(self._views, _OWN)
        self._names = _texts(outline, _ALL_NAMES)
        self.views_read: set[str] = set()

    def authorize(
        self,
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        within: str | None,
    ) -> int:
        """Return SQLITE_OK for what a query may do, and what it may read."""
        if action == sqlite3.SQLITE_READ:
            self._judge_reading(str(first).lower(), str(second), (database or "").lower())
            if self.refused is not None:
                return sqlite3.SQLITE_DENY
        return super().authorize(action, first, second, database, within)

    def _judge_reading(self, table: str, column: str, database: str) -> None:
        """Take down a table that a query must not read, and a hint.

        Where no column is read, the table is as the query has it: perhaps without a database, and
        perhaps a `WITH` of its own.
        """
        if table == _FULL_TEXT and column == "text":
            self.refused = f"reading the texts of {table}"
            self.hint = f"they are in the view passage: JOIN passage ON passage.id = {table}.rowid"
        elif database == "temp":
            self.views_read.add(table)
        elif table in self._tables or table in _OF_SQLITE:
            return
        elif table in self._views:
            if database:
                self.refused = f"reading the table {database}.{table}"
                every = f", {table}_all the rest too" if f"{table}_all" in self._views else ""
                self.hint = f"the view {table} holds what counts{every}"
        elif column or table in self._names:
            self.refused = f"reading the table {table}"
            self.hint = "the views: stancetracker schema sql"


def _texts(connection: sqlite3.Connection, query: str) -> set[str]:
    """Return the texts in the one column of a query."""
    return {str(text) for (text,) in connection.execute(query)}
