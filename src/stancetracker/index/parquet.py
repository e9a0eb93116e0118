"""A folder of Parquet files, written by DuckDB: a folder a table, and in it a folder for each issue.

No pair of actor and issue crosses issues, so any engine can work through the folders of the issues one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stancetracker.index import schema
from stancetracker.index.extract import Extract
from stancetracker.index.queries import Standing, literal, whole
from stancetracker.index.schema import Column, Sheet, Type, Value, sheets

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TYPES: Final[dict[Type, str]] = {
    "text": "VARCHAR",
    # A day stays the text it is, since the rule compares texts.
    "day": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}
ISSUE: Final = "issue"
OF_ISSUE: Final = "of_issue"
"""The issue of a row whose table has none of its own; another name, so that `issue` stays unambiguous in a join."""
ROWS: Final = "rows.parquet"
"""The file of a table that is not on issues."""
# Where the issue of a row is that of a record it belongs to.
_OF_STATEMENT: Final = ("statement_demands",)
_OF_SILENCE: Final = ("silence_actors", "silence_searched")
_ANY_ISSUE: Final = (
    "(SELECT issue FROM main.statement WHERE id = source.record"
    " UNION ALL SELECT issue FROM main.silence WHERE id = source.record)"
)


def partitioned() -> frozenset[str]:
    """Return the tables with a folder for each issue."""
    own = {sheet.name for sheet in sheets() if any(column.name == ISSUE for column in sheet.columns)}
    return frozenset({"standing", *_OF_STATEMENT, *_OF_SILENCE, "source", *own} - {"petition"})


def tables(narrowed: bool) -> tuple[Sheet, ...]:
    """Return the tables of an export as they are read: each with folders for issues has a column for it."""
    found = [schema.standing(), *(_with_issue(sheet.without_place()) for sheet in sheets()), schema.META]
    return (*found, schema.PAIRS_ASKED) if narrowed else tuple(found)


def _with_issue(sheet: Sheet) -> Sheet:
    if sheet.name not in partitioned() or any(column.name == ISSUE for column in sheet.columns):
        return sheet
    column = Column(OF_ISSUE, "text", "the id of the issue its record is on, where it is on one", names=ISSUE)
    return Sheet(sheet.name, sheet.about, (*sheet.columns, column), sheet.key)


def write(
    path: Path, extract: Extract, standings: Iterable[Standing], facts: Iterable[tuple[str, Value]]
) -> None:
    """Write the tables into an empty folder.

    Raises duckdb.Error where a file can't be written.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"preserve_insertion_order": True}) as engine:
        for sheet in tables(extract.pairs is not None):
            rows = _rows(sheet, extract, standings, facts)
            _load(engine, sheet, rows, path / f".{sheet.name}.json")
            _copy(engine, sheet, path)
            engine.execute(f'DROP TABLE "{sheet.name}"')


def _rows(
    sheet: Sheet, extract: Extract, standings: Iterable[Standing], facts: Iterable[tuple[str, Value]]
) -> Iterable[Sequence[Value]]:
    given = {"standing": standings, "meta": facts, "pair_asked": extract.pairs or ()}
    if sheet.name in given:
        return given[sheet.name]
    return extract.selected(sheet.name, [_expression(sheet, column) for column in sheet.columns])


def _expression(sheet: Sheet, column: Column) -> str:
    if column.name != OF_ISSUE:
        return f"[{column.name}]"
    if sheet.name == "source":
        return _ANY_ISSUE
    kind = "statement" if sheet.name in _OF_STATEMENT else "silence"
    return f"(SELECT issue FROM main.{kind} WHERE id = {sheet.name}.record)"


def _load(engine: DuckDBPyConnection, sheet: Sheet, rows: Iterable[Sequence[Value]], beside: Path) -> None:
    """Put the rows into a table by way of a file of JSON lines, since CSV has one form for null and empty text."""
    types = {column.name: TYPES[column.type] for column in sheet.columns}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    engine.execute(f'CREATE TABLE "{sheet.name}" ({columns})')
    flags = [place for place, column in enumerate(sheet.columns) if column.type == "boolean"]
    with beside.open("w", encoding="utf-8") as out:
        out.writelines(_lines([*types], flags, rows))
    if beside.stat().st_size:
        read = f"read_json(?, format = 'newline_delimited', columns = {types})"
        engine.execute(f'INSERT INTO "{sheet.name}" SELECT * FROM {read}', [str(beside)])
    beside.unlink()


def _lines(names: list[str], flags: list[int], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    for row in rows:
        values = list(map(whole, row))
        for place in flags:
            values[place] = None if values[place] is None else bool(values[place])
        yield json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n"


def _copy(engine: DuckDBPyConnection, sheet: Sheet, path: Path) -> None:
    folder = path / sheet.name
    folder.mkdir()
    [(count,)] = engine.execute(f'SELECT count(*) FROM "{sheet.name}"').fetchall()
    if sheet.name not in partitioned() or not count:
        # A table without rows has its columns all the same, for whoever reads it.
        file = literal(str(folder / ROWS))
        engine.execute(f'COPY "{sheet.name}" TO {file} (FORMAT parquet, COMPRESSION zstd)')
        return
    issue = OF_ISSUE if any(column.name == OF_ISSUE for column in sheet.columns) else ISSUE
    ordered = f'SELECT * FROM "{sheet.name}" ORDER BY {issue}'
    engine.execute(
        f"COPY ({ordered}) TO {literal(str(folder))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({issue}),"
        " WRITE_PARTITION_COLUMNS false, OVERWRITE_OR_IGNORE true)"
    )
