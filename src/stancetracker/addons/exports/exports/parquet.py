"""A folder of Parquet tables, sorted by issue, for DuckDB, pandas, polars, R and Spark.

The files are few and large, each of a range of issues. A row says which issue it is on, days are
dates, and each file describes itself. No pair of actor and issue crosses issues, so whoever asks
about one issue reads the files and row groups of that issue alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from stancetracker.base.errors import WriteError
from stancetracker.index import schema
from stancetracker.index.manifest import (
    ISSUE,
    KIND,
    MANIFEST,
    File,
    issue_of,
    schema_number,
    seal,
)
from stancetracker.index.schema import Column, Sheet, Type, Value
from stancetracker.ledger import files
from stancetracker.render.material import Material

LIBRARIES: Final = ("pyarrow",)
EXTRA: Final = "parquet"
SEALED: Final = MANIFEST
FILE_BYTES: Final = 8_000_000
"""A file is full where it has this size. Whoever asks about one issue hashes it whole."""
GROUP_ROWS: Final = 16_384
"""A group of rows is full where it has this many, and ends with the issue that it is at."""
_LARGEST_GROUP: Final = 4
"""The full groups that a group can be as large as; an issue of more rows is cut."""
_TYPES: Final[dict[Type, str]] = {
    "text": "string",
    "day": "date32",
    "integer": "int64",
    "number": "double",
    "boolean": "bool",
}
_ISSUE_COLUMN: Final = Column(
    ISSUE, "text", "the id of the issue that it is on, where it is on one"
)
Row = tuple[Value, ...]
"""The issue that a row is on, then its cells."""
Tables = Iterable[tuple[Sheet, Iterable[Row]]]
"""Tables with their rows, sorted by issue."""


def names_in_export(path: Path) -> frozenset[str] | None:
    """Return the names of all that an export in this folder has; None for another folder."""
    try:
        manifest = json.loads(files.content(path, MANIFEST))
        tables = {str(file["name"]).partition("/")[0] for file in manifest["files"]}
        return frozenset({MANIFEST, *tables}) if manifest["kind"] == KIND else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, and the manifest that names every file of them.

    Raises WriteError where that fails.
    """
    write_tables(path, _tables(material), material.facts, material.issues)


def _tables(material: Material) -> Tables:
    yield schema.standing(), ((standing.issue, *standing) for standing in material.standings())
    yield schema.META, ((None, *fact) for fact in material.facts.items())
    for sheet in (schema.MERGED, *(placed.without_place() for placed in schema.sheets())):
        yield sheet, material.extract.rows(sheet, issue_of(sheet) or "NULL")


def write_tables(
    path: Path, tables: Tables, facts: Mapping[str, Value], issues: Sequence[str] = ()
) -> None:
    """Write tables, and last their manifest, into an empty folder.

    `issues` are those that the tables are limited to. Raises WriteError, and OSError.
    """
    from pyarrow import ArrowException

    listed_files = []
    try:
        for sheet, rows in tables:
            listed_files += [file._asdict() for file in _write_table(path, sheet, rows, facts)]
    except ArrowException as error:
        raise WriteError(f"could not write the export: {error}") from error
    manifest = {
        "kind": KIND,
        "schema": schema_number(),
        **facts,
        "issues": [*issues],
        "files": listed_files,
    }
    text = json.dumps({**manifest, "sha256": seal(manifest)}, indent=1, ensure_ascii=False)
    files.write(path, MANIFEST, f"{text}\n".encode())


def _write_table(
    folder: Path, sheet: Sheet, rows: Iterable[Row], facts: Mapping[str, Value]
) -> Iterator[File]:
    """Write a table into as many files as it fills; without rows, one file has its columns."""
    file_schema = _file_schema(sheet, facts)
    (folder / sheet.name).mkdir()
    groups = _groups(rows)
    for number, group in enumerate(groups):
        name = f"{sheet.name}/{number:04}.parquet"
        # The file takes what it has room for; the next one begins with the next group.
        yield _write_file(folder, name, file_schema, chain([group], groups))


def _file_schema(sheet: Sheet, facts: Mapping[str, Value]) -> Any:
    """Return the schema of a table's files, with the facts of the dataset."""
    import pyarrow

    columns = sheet.columns
    if issue_of(sheet) and not any(column.name == ISSUE for column in columns):
        columns = (_ISSUE_COLUMN, *columns)
    fields = [
        pyarrow.field(
            column.name, _TYPES[column.type], metadata={"description": column.description}
        )
        for column in columns
    ]
    metadata = {name: str(value) for name, value in facts.items() if value is not None}
    return pyarrow.schema(fields, metadata={**metadata, "description": sheet.description})


def _write_file(folder: Path, name: str, file_schema: Any, groups: Iterator[Sequence[Row]]) -> File:
    """Write groups of rows into a file until it is full, and take no more of them."""
    from pyarrow.parquet import ParquetWriter

    row_count = 0
    issue_ids: list[str] = []  # of the first and the last row of each group
    with (
        files.writing(folder, name) as out,
        ParquetWriter(out, file_schema, compression="zstd") as writer,
    ):
        for group in groups:
            writer.write_batch(_batch(group, file_schema))
            row_count += len(group)
            issue_ids += [str(row[0] or "") for row in (*group[:1], *group[-1:])]
            if out.tell() >= FILE_BYTES:
                break
    with files.reading(folder, name) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    first = issue_ids[0] if issue_ids else ""
    last = issue_ids[-1] if issue_ids else ""
    return File(name, row_count, size, digest, first, last)


def _batch(group: Sequence[Row], file_schema: Any) -> Any:
    """Return the cells of a group of rows, a column for each field."""
    import pyarrow

    columns: Sequence[Sequence[Value]] = [() for _ in file_schema]
    if group:
        # The issue that a row begins with is left out where no field is for it.
        columns = [*zip(*group, strict=True)][-len(file_schema) :]
    arrays = [
        pyarrow.array(cells).cast(field.type)
        for field, cells in zip(file_schema, columns, strict=True)
    ]
    return pyarrow.record_batch(arrays, schema=file_schema)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield groups of rows, one at least; an issue is cut only where it is large."""
    group: list[Row] = []
    for row in rows:
        if len(group) >= GROUP_ROWS:
            is_new_issue = row[0] != group[-1][0]
            if is_new_issue or len(group) >= _LARGEST_GROUP * GROUP_ROWS:
                yield group
                group = []
        group.append(row)
    yield group
