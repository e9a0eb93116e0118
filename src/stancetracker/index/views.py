"""The views for a person's own SQL: a text each in `index/sql/views`, `standing`, and the lists in records.

They are TEMP views with the question's values written in. A name alone has what counts; `…_all` has the rest too, with
a column `state` that says why. They go by the names of the tables, so that nobody reads one by mistake that knows of
no flag; `sandbox` refuses `main.statement` and so on. A view takes its rows from the query of the same matter where
there is one (`:statements` in a text), so that no rule is written twice. They are made for `query` alone.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from stancetracker.base.traits import Traits
from stancetracker.index import lookup
from stancetracker.index.queries import Question, posed, sql

_FOLDER: Final = Path(__file__).parent / "sql" / "views"
_QUERY: Final = re.compile(r"\(:(\w+)\)")
_CHOICE: Final = re.compile(r"^\s*-- if \w+:.*\n", re.MULTILINE)
_COLUMN: Final = re.compile(r"(\w+),? -- (.+)$", re.MULTILINE)
_COUNTING: Final = "-- What counts of {0}_all.\nSELECT * FROM {0}_all WHERE state = 'counts'"
_LISTED: Final = (
    "-- A list in the records of {0}.\nSELECT * FROM main.{1} WHERE record IN (SELECT id FROM {0})"
)
_KNOWN: Final = """-- Records of the kind {0} that are known and not withdrawn.
SELECT * FROM main.{0}
WHERE (:known_by IS NULL OR {1} <= :known_by) AND id NOT IN (SELECT corrects FROM correction)"""


@cache
def written() -> tuple[str, ...]:
    """Return the names of the views that have a text, but for `standing`."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.sql")))


def _written(name: str) -> str:
    text = sql(name) if name == "standing" else (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return text.rstrip() + "\n"


def _text(name: str) -> str:
    text = _QUERY.sub(lambda match: f"(\n{sql(match[1])})", _written(name))
    return _CHOICE.sub("", text).rstrip()


@cache
def columns(name: str) -> dict[str, str]:
    """Return the columns of a view, each with what it holds: the comment on its line; none without a text."""
    own = name.removesuffix("_all")
    if own not in (*written(), "standing"):
        return {}
    text = _written(own)
    return dict(_COLUMN.findall(text.rpartition("\nSELECT\n")[2]))


def about(text: str) -> str:
    """Return what a view holds: the comment that its text begins with."""
    return text.partition("\n")[0].removeprefix("-- ")


def texts(kinds: Mapping[str, Traits], tables: Iterable[str]) -> dict[str, str]:
    """Return the SQL of every view: those with a text, and one for each table of a kind, or of a list in it."""
    found = {"standing": _text("standing")}
    for name in written():
        if "state" in columns(name):
            found |= {f"{name}_all": _text(name), name: _COUNTING.format(name)}
        else:
            found[name] = _text(name)
    for table in tables:
        kind, _, part = table.partition("_")
        if table in found or kind not in kinds:
            continue
        if part and kind in found:
            found[table] = _LISTED.format(kind, table)
        elif not part and kinds[kind].known:
            found[table] = _KNOWN.format(table, kinds[kind].known)
    return found


def make(connection: sqlite3.Connection, asked: Question) -> None:
    """Make the views that see the question."""
    tables = connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name")
    for name, text in texts(lookup.kinds(connection), [str(table) for (table,) in tables]).items():
        connection.execute(f"CREATE TEMP VIEW [{name}] AS {posed(text, asked)}")
