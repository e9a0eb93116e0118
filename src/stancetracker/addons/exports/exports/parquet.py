"""A folder of Parquet tables, sorted by issue, for DuckDB, pandas, polars, R and Spark.

The files are few and large. A row says which issue it is on, days are dates, and each file describes itself. No pair of
actor and issue crosses issues, so whoever asks about one issue reads the files and row groups of that issue alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError
from stancetracker.index import schema
from stancetracker.index.manifest import ISSUE, KIND, MANIFEST, File, issue_of, seal
from stancetracker.index.schema import Column, Sheet, Type, Value
from stancetracker.render.material import Material

LIBRARIES: Final = ("pyarrow",)
EXTRA: Final = "parquet"
FILE_BYTES: Final = 64_000_000
GROUP_ROWS: Final = 16_384
_TYPES: Final[dict[Type, str]] = {
    "text": "string",
    "day": "date32",
    "integer": "int64",
    "number": "double",
    "boolean": "bool",
}
_ON: Final = Column(ISSUE, "text", "the id of the issue that it is on, where it is on one")
Row = tuple[Value, ...]
Tables = Iterable[tuple[Sheet, Iterable[Row]]]
"""Tables whose rows begin with the issue that they are on, and are sorted by it."""


def ours(path: Path) -> frozenset[str] | None:
    """Return the names of all that an export in this folder has; None for another folder."""
    try:
        said = json.loads((path / MANIFEST).read_bytes())
        tables = {str(file["name"]).partition("/")[0] for file in said["files"]}
        return frozenset({MANIFEST, *tables}) if said["kind"] == KIND else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, and the manifest that names every file of them; raise WriteError where that fails."""
    write_tables(path, _tables(material), material.facts, material.issues)


def _tables(material: Material) -> Tables:
    yield schema.standing(), ((one.issue, *one) for one in material.standings())
    yield schema.META, ((None, *fact) for fact in material.facts.items())
    for sheet in (each.without_place() for each in schema.sheets()):
        yield sheet, material.extract.rows(sheet, issue_of(sheet) or "NULL")


def write_tables(
    path: Path, tables: Tables, facts: Mapping[str, Value], issues: Sequence[str] = ()
) -> None:
    """Write tables, and last their manifest, into an empty folder; `issues` are those that they are limited to.

    Raises WriteError, and OSError.
    """
    from pyarrow import ArrowException

    try:
        files = [
            file._asdict() for sheet, rows in tables for file in _write(path, sheet, rows, facts)
        ]
    except ArrowException as error:
        raise WriteError(f"could not write the export: {error}") from error
    said = {"kind": KIND, **facts, "issues": [*issues], "files": files}
    text = json.dumps({**said, "sha256": seal(said)}, indent=1, ensure_ascii=False)
    (path / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _write(
    folder: Path, sheet: Sheet, rows: Iterable[Row], facts: Mapping[str, Value]
) -> Iterator[File]:
    """Write a table into as many files as it fills; one without rows has its columns all the same."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    lacks_issue = issue_of(sheet) and not any(column.name == ISSUE for column in sheet.columns)
    fields = [
        pyarrow.field(one.name, _TYPES[one.type], metadata={"description": one.description})
        for one in ((_ON, *sheet.columns) if lacks_issue else sheet.columns)
    ]
    told = {name: str(value) for name, value in facts.items() if value is not None}
    described = pyarrow.schema(fields, metadata={**told, "description": sheet.description})
    (folder / sheet.name).mkdir()
    groups, number = _groups(rows), 0
    group = next(groups, None)
    while group is not None:
        name, first, count = f"{sheet.name}/{number:04}.parquet", group[:1], 0
        with (
            (folder / name).open("wb") as out,
            ParquetWriter(out, described, compression="zstd") as writer,
        ):
            while group is not None and out.tell() < FILE_BYTES:
                columns = [*zip(*group, strict=True)][-len(fields) :] or [()] * len(fields)
                typed = zip(fields, columns, strict=True)
                arrays = [pyarrow.array(values).cast(field.type) for field, values in typed]
                writer.write_batch(pyarrow.record_batch(arrays, schema=described))
                count, last, group = count + len(group), group[-1:], next(groups, None)
        with (folder / name).open("rb") as whole:
            digest = hashlib.file_digest(whole, "sha256").hexdigest()
            ends = (str(one[0][0] or "") if one else "" for one in (first, last))
            yield File(name, count, whole.tell(), digest, *ends)
        number += 1


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield groups of rows, one at least; an issue is cut only where it is large."""
    group: list[Row] = []
    for row in rows:
        if len(group) >= GROUP_ROWS and (row[0] != group[-1][0] or len(group) >= 4 * GROUP_ROWS):
            yield group
            group = []
        group.append(row)
    yield group
