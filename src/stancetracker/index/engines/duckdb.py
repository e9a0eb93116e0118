"""Questions answered by DuckDB from exported Parquet files, in the place of an index.

The connection takes our SQL as an index does, so that every query works on either.
Several exports are parts of one dataset: of one version of the data, each limited to other issues.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stancetracker.index import parquet
from stancetracker.index.engines import transpiled
from stancetracker.index.queries import Question, literal
from stancetracker.index.schema import Sheet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Nothing is fetched, whatever the files hold.
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_RULE: Final = "WITH sound AS (\n    -- 1. Known"
"""How the text of the standing rule begins, and any that stands for it."""
_NAMED: Final = re.compile(r"\$(\w+)")


class Cursor:
    """The rows of an answer, as those of SQLite are read."""

    def __init__(self, engine: DuckDBPyConnection) -> None:
        self.description = engine.description
        self._rows: Iterator[tuple[Any, ...]] = iter(engine.fetchall())

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return list(self._rows)


class Connection:
    """Exported files, opened for a question."""

    def __init__(self, engine: DuckDBPyConnection, asked: Question, narrowed: bool) -> None:
        self._engine = engine
        self._rule = transpiled.rule("duckdb", asked, narrowed=narrowed)

    def execute(self, text: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> Cursor:
        """Run a query of ours; the standing rule as such, for the issue or actor asked for."""
        if _RULE in text:
            assert isinstance(parameters, Mapping)
            return self._ruled(parameters)
        text = transpiled.query(text, "duckdb")
        if isinstance(parameters, Mapping):
            used = set(_NAMED.findall(text))
            parameters = {name: value for name, value in parameters.items() if name in used}
        self._engine.execute(text, parameters)
        return Cursor(self._engine)

    def _ruled(self, parameters: Mapping[str, Any]) -> Cursor:
        chosen = {name: parameters[name] for name in ("issue", "actor") if parameters.get(name) is not None}
        wanted = " AND ".join(f"{name} = ${name}" for name in chosen)
        text = f"SELECT * FROM ({self._rule}) AS ruled WHERE {wanted}" if wanted else self._rule
        with self._of_issue(chosen.get("issue")):
            self._engine.execute(text, chosen)
            return Cursor(self._engine)

    @contextmanager
    def _of_issue(self, issue: str | None) -> Iterator[None]:
        """Let the tables that lie by issue hold one alone, so that no other folder is opened."""
        lying = _lying() if issue is not None else {}
        for table, column in lying.items():
            of_one = f'SELECT * FROM memory.main."{table}" WHERE "{column}" = {literal(str(issue))}'
            self._engine.execute(f'CREATE TEMP VIEW "{table}" AS {of_one}')
        try:
            yield
        finally:
            for table in lying:
                self._engine.execute(f'DROP VIEW temp."{table}"')


@cache
def _lying() -> Mapping[str, str]:
    """Return the tables filed by issue, with the column of the issue, without the answers."""
    by_issue = (parquet.OF_ISSUE, parquet.ISSUE)
    return {
        sheet.name: next(one.name for one in sheet.columns if one.name in by_issue)
        for sheet in parquet.tables(False)
        if sheet.name in parquet.partitioned() and sheet.name != "standing"
    }


@contextmanager
def opened(folders: Sequence[Path], asked: Question, *, narrowed: bool) -> Iterator[Connection]:
    """Open the exports in these folders for a question.

    Raises duckdb.Error where a file of them can't be read.
    """
    import duckdb

    with duckdb.connect(":memory:", config=_CONFIG) as engine:
        for sheet in parquet.tables(narrowed):
            engine.execute(f'CREATE VIEW "{sheet.name}" AS {_read(sheet, folders)}')
        values = (f"CAST({literal(value)} AS VARCHAR) AS {name}" for name, value in asked.parameters.items())
        engine.execute(f"CREATE TEMP VIEW question AS SELECT {', '.join(values)}")
        yield Connection(engine, asked, narrowed)


def _read(sheet: Sheet, folders: Sequence[Path]) -> str:
    """A table of all exports; parts of a dataset have people, issues and corrections in common."""
    columns = ", ".join(f'"{column.name}"' for column in sheet.columns)
    files = (literal(f"{glob.escape(str(folder / sheet.name))}/**/*.parquet") for folder in folders)
    read = "SELECT {} FROM read_parquet({}, hive_partitioning = true, hive_types_autocast = false)"
    return " UNION ".join(read.format(columns, each) for each in files)
