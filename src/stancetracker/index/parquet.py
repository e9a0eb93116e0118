"""An export of Parquet files: few, large, sorted by issue, and a manifest that names every one of them.

A row says which issue it is on, days are dates, and each file describes itself. No pair of actor and issue crosses
issues, so whoever asks about one issue reads the files and row groups of that issue alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.index import schema
from stancetracker.index.schema import Column, Sheet, Type, Value

if TYPE_CHECKING:
    import pyarrow

Row = tuple[Value, ...]
MANIFEST: Final = "export.json"
ISSUE: Final = "issue"
HINT: Final = "make one: stancetracker export parquet -o DIR"
KIND: Final = "stancetracker parquet"
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


class File(NamedTuple):
    """A file of an export: its rows, bytes and SHA-256, and the first and last issue in it, if any."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first: str
    last: str


_OF_FILE: Final = (str, int, int, str, str, str)


@cache
def issue_of(sheet: Sheet) -> str | None:
    """Return the SQL of the issue that a row of a table is on; None where it is on none."""
    if sheet.name == ISSUE:
        return "id"
    if named := [column.name for column in sheet.columns if column.names == ISSUE]:
        return f"[{named[0]}]"
    parents = schema.tables() if sheet.name == schema.SOURCE_TABLE else [sheet.name.partition("_")[0]]
    on_issues = [name for name in parents if {"id", ISSUE} <= schema.tables().get(name, {}).keys()]
    found = [f"SELECT issue FROM main.[{one}] WHERE id = [{sheet.name}].record" for one in on_issues]
    return f"({' UNION ALL '.join(found)})" if found else None


def tables(
    select: Callable[[str, Sequence[str]], Iterable[Row]],
    standings: Iterable[Row],
    facts: Mapping[str, Value],
) -> Iterator[tuple[Sheet, Iterable[Row]]]:
    """Yield the tables of an export; each row begins with the issue that it is on, and they are sorted by it.

    `select` returns the values of SQL expressions for the rows of a table, sorted by the first.
    """
    yield schema.standing(), ((one[0], *one) for one in standings)
    yield schema.META, ((None, *fact) for fact in facts.items())
    for sheet in (each.without_place() for each in schema.sheets()):
        names = [issue_of(sheet) or "NULL", *(f"[{column.name}]" for column in sheet.columns)]
        yield sheet, select(sheet.name, names)


def write(
    folder: Path,
    made: Iterable[tuple[Sheet, Iterable[Row]]],
    facts: Mapping[str, Value],
    issues: Sequence[str] = (),
) -> None:
    """Write tables, and last their manifest, into an empty folder; `issues` are those that they are limited to.

    Raises WriteError, and OSError.
    """
    from pyarrow import ArrowException

    try:
        files = [file._asdict() for sheet, rows in made for file in _write(folder, sheet, rows, facts)]
    except ArrowException as error:
        raise WriteError(f"could not write the export: {error}") from error
    said = {"kind": KIND, **facts, "issues": [*issues], "files": files}
    text = json.dumps({**said, "sha256": _sealed(said)}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _write(folder: Path, sheet: Sheet, rows: Iterable[Row], facts: Mapping[str, Value]) -> Iterator[File]:
    """Write a table into as many files as it fills; one without rows has its columns all the same."""
    from pyarrow.parquet import ParquetWriter

    (folder / sheet.name).mkdir()
    described, groups, number = _schema(sheet, facts), _groups(rows), 0
    group = next(groups, None)
    while group is not None:
        name, first, count = f"{sheet.name}/{number:04}.parquet", group[:1], 0
        with (folder / name).open("wb") as out, ParquetWriter(out, described, compression="zstd") as writer:
            while group is not None and out.tell() < FILE_BYTES:
                writer.write_batch(_batch(described, group))
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


def _schema(sheet: Sheet, facts: Mapping[str, Value]) -> pyarrow.Schema:
    import pyarrow

    lacks_issue = issue_of(sheet) and not any(column.name == ISSUE for column in sheet.columns)
    fields = [
        pyarrow.field(one.name, _TYPES[one.type], metadata={"description": one.about})
        for one in ((_ON, *sheet.columns) if lacks_issue else sheet.columns)
    ]
    told = {name: str(value) for name, value in facts.items() if value is not None}
    return pyarrow.schema(fields, metadata={**told, "description": sheet.about})


def _batch(described: pyarrow.Schema, group: list[Row]) -> pyarrow.RecordBatch:
    import pyarrow

    columns = [*zip(*group, strict=True)][-len(described) :] or [()] * len(described)
    arrays = [
        pyarrow.array(values).cast(field.type) for field, values in zip(described, columns, strict=True)
    ]
    return pyarrow.record_batch(arrays, schema=described)


def _sealed(said: Mapping[str, Any]) -> str:
    text = json.dumps({name: said[name] for name in said if name != "sha256"}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Manifest(NamedTuple):
    """Hold the facts of an export, and every file of it."""

    place: str
    facts: Mapping[str, Any]
    files: Mapping[str, File]

    def of(self, table: str, issue: str | None) -> list[str]:
        """Return the names of a table's files; with an issue, of those that may have rows on it."""
        mine = [file for file in self.files.values() if file.name.startswith(f"{table}/")]
        within = [one for one in mine if issue is None or one.first <= issue <= one.last]
        return [file.name for file in within or mine[:1]]

    def check_sizes(self, found: Mapping[str, int]) -> None:
        """Compare the files that are there with those that were written.

        Raises UsageError where one is missing, was added or has another size.
        """
        for name in sorted(self.files.keys() | {one for one in found if one.endswith(".parquet")}):
            if name not in found:
                raise altered(f"{self.place}/{name} is missing")
            if name not in self.files:
                raise altered(f"{self.place}/{name} is not part of the export")
            if found[name] != self.files[name].bytes:
                raise altered(f"{self.place}/{name} was altered")

    def check_hashes(self, found: Mapping[str, str]) -> None:
        """Compare what is in files with what was written.

        Raises UsageError where one was altered.
        """
        for name, digest in found.items():
            if digest != self.files[name].sha256:
                raise altered(f"{self.place}/{name} was altered")


def manifest(place: str, text: bytes | str) -> Manifest:
    """Read a manifest.

    Raises UsageError where it is none, or was altered.
    """
    try:
        said = json.loads(text)
        if said["kind"] != KIND or {"data_version", "known_by", "narrowed_to", "issues"} - said.keys():
            raise KeyError
        files = [File(**one) for one in said["files"]]
        if any(tuple(map(type, file)) != _OF_FILE for file in files):
            raise TypeError
        facts = {
            **said,
            "known_by": said["known_by"] and str(said["known_by"]),
            "issues": [*map(str, said["issues"])],
        }
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UsageError(f"no Parquet export in {place}", HINT) from None
    if said.get("sha256") != _sealed(said):
        raise altered(f"{place}/{MANIFEST} was altered")
    return Manifest(place, facts, {file.name: file for file in files})


def altered(fault: str) -> UsageError:
    """Return the error of an export that is not what was written."""
    return UsageError(f"{fault}, so nothing is answered", "copy the export again, or make it anew")


def failed(engine: str, error: object) -> UsageError:
    """Return the error of what an engine can't read or answer."""
    return UsageError(f"{engine} can't answer: {str(error).partition(chr(10))[0]}")
