"""A person's own SQL, which reads the views (`index.views`) and no more than that.

SQLite's authorizer refuses all but reading, since `mode=ro` does not: ATTACH and CREATE wrote a
file through it. The command `query` limits time and memory.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator, Set
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import QueryError, did_you_mean
from stancetracker.index.queries import Cell

_FUNCTIONS: Final = """
abs avg bm25 ceil ceiling changes char coalesce count cume_dist date datetime dense_rank
first_value floor format glob group_concat hex highlight ifnull iif instr json_array_length
json_extract json_group_array julianday lag last_value lead length like likely lower ltrim match
max min mod nth_value ntile nullif percent_rank power printf quote rank replace round row_number
rtrim sign snippet sqrt strftime string_agg substr substring sum time total trim typeof unicode
unlikely upper
"""
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_REFUSED: Final = ("ATTACH", "DETACH", "DELETE", "INSERT", "UPDATE", "PRAGMA")
_DENIED: Final = {
    sqlite3.SQLITE_TRANSACTION: "a transaction",
    **{getattr(sqlite3, f"SQLITE_{word}"): word for word in _REFUSED},
}
_OWN: Final = ("record", "written", "kind", "unread", "data_file")
"""The tables of the index for itself, which know of no flag."""
# The full-text index reads the table of texts itself.
_VIEWS: Final = "SELECT name FROM temp.sqlite_schema WHERE type = 'view' AND name != 'passage'"
_READABLE_TABLES: Final = f"""
SELECT name FROM sqlite_schema
WHERE type != 'index' AND name NOT LIKE '%_fts_%' AND name NOT IN {_OWN}
UNION SELECT name FROM sqlite_temp_schema"""
_READABLE_COLUMNS: Final = (
    "SELECT DISTINCT column.name"
    f" FROM ({_READABLE_TABLES}) AS readable JOIN pragma_table_info(readable.name) AS column"
)
_LIMITS: Final = (
    (sqlite3.SQLITE_LIMIT_LENGTH, 4_000_000),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
)
# `WITH first(actor, day) AS MATERIALIZED (SELECT …`: what a query names for itself.
_NAMED_SUBQUERY: Final = re.compile(
    r"\b(\w+)\s*(?:\([^()]*\)\s*)?AS\s+(?:(?:NOT\s+)?MATERIALIZED\s*)?\(", re.IGNORECASE
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
_STEPS: Final = 10_000
"""The steps of SQLite between two moments at which Python may see Ctrl-C."""
_PRIMARY_CODE: Final = 0xFF
"""The bits of an error's code that are not more exact than SQLite's documented ones."""
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR})


class Selection(NamedTuple):
    """The answer to a SELECT."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def select(connection: sqlite3.Connection, text: str) -> Selection:
    """Run one SELECT on an open index, which nothing in it can change.

    Raises QueryError for anything else and for SQL that does not run; sqlite3.DatabaseError when
    the index itself is damaged.
    """
    views = {str(name) for (name,) in connection.execute(_VIEWS)}
    guard = _Guard(views, _NAMED_SUBQUERY.findall(text))
    for category, limit in _LIMITS:
        connection.setlimit(category, limit)
    connection.set_authorizer(guard.authorize)
    # Python sees Ctrl-C only where its own code runs.
    connection.set_progress_handler(lambda: None, _STEPS)
    try:
        return _selected(connection, text)
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGE:
            raise
        if guard.refused is not None:
            message = f"query only reads: {guard.refused} is not allowed"
            raise QueryError(message, guard.hint) from None
        connection.set_authorizer(None)
        message = str(error).partition(" with text ")[0]  # all of a text that is not UTF-8
        hints = "\n".join(_hints(connection, text, message))
        raise QueryError(message, hints or None) from None
    finally:
        connection.set_authorizer(None)
        connection.set_progress_handler(None, 0)


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
    if fault["type"]:
        query = _READABLE_TABLES if fault["type"] == "table" else _READABLE_COLUMNS
        names = connection.cursor().execute(query)
        nearest = did_you_mean(word, (str(name) for (name,) in names))
        if nearest:
            yield nearest


class _Guard:
    """The authorizer, and what it refused."""

    def __init__(self, views: Set[str], subqueries: Collection[str]) -> None:
        """Take the names of the views, and what the query names for itself."""
        self.views = views
        self.inside = {None, *subqueries}
        """The place where a table is read: the query itself, or what it names; else a view."""
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
        is_reading = action == sqlite3.SQLITE_READ
        is_past_the_view = database == "main" and within in self.inside and first in self.views
        if is_reading and first in _OWN:
            self.refused = f"reading the table {first}"
            self.hint = "the views: stancetracker schema sql"
        elif is_reading and is_past_the_view:
            self.refused = f"reading the table main.{first}"
            every = f", {first}_all the rest too" if f"{first}_all" in self.views else ""
            self.hint = f"the view {first} holds what counts{every}"
        # The full-text index asks for `data_version` itself; it reveals and changes nothing.
        elif (
            action in _ALLOWED
            or (action == sqlite3.SQLITE_FUNCTION and second in FUNCTIONS)
            or (action == sqlite3.SQLITE_PRAGMA and first == "data_version")
        ):
            return sqlite3.SQLITE_OK
        elif action == sqlite3.SQLITE_FUNCTION:
            self.refused = f"the function {second}"
            self.hint = _FUNCTIONS_HINT
        else:
            self.refused = self.refused or _DENIED.get(action, "anything but SELECT")
        return sqlite3.SQLITE_DENY
