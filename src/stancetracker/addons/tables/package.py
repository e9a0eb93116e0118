"""Read back data packages of this program: of `export csv`, and workbooks of `export xlsx`.

The tables of a package are those of the index; what follows from other columns is not read. A cell
that is no number or yes-or-no where one is due stays the text it is, so that checking reports it
with its place.
"""

import io
import json
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from stancetracker.addons.tables import files
from stancetracker.addons.tables.files import Numbered, TableError
from stancetracker.base.cells import armed
from stancetracker.base.errors import UsageError
from stancetracker.contribute.imports import Row
from stancetracker.ledger.files import content, resolved
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, members
from stancetracker.ledger.record import Part, Source
from stancetracker.render.package import NAME, described

ABOUT: Final = (
    "about"  # the sheet that describes columns; rows in it without a table describe the workbook
)
ZIP: Final = "zip"
_MOST_UNPACKED: Final = 500_000_000
"""The most bytes that a zip unpacks to."""
Cells = Mapping[str, str]
Children = Mapping[str, Mapping[str, list[Cells]]]
"""The rows of each table that belong to each record, in the order of their positions."""


def package(path: Path) -> tuple[str | None, list[Row]]:
    """Return the package that a folder, one with this description, a zip, or a workbook holds.

    That is the filters it was exported with, if any, and its records, as JSON, with their places.
    Raises UsageError where there is none, none of ours, or a table can't be read, and
    MissingLibraryError.
    """
    if not path.exists():
        raise UsageError(f"can't read {path}: No such file or directory")
    try:
        if path.suffix.lower() == ".xlsx" and not path.is_dir():
            with warnings.catch_warnings(
                action="ignore"
            ):  # of styles and extras that openpyxl does not know
                return _of_workbook(content(*resolved(path)))
        if path.suffix.lower() == f".{ZIP}" and not path.is_dir():
            return _of_zip(path)
        folder = path if path.is_dir() else path.parent
        return _of_tables(folder, partial(content, folder))
    except UsageError:
        raise
    except Exception:  # whatever the file of a stranger makes a library raise
        hint = (
            "name what `export csv` or `xlsx` wrote; any other table needs a mapping:"
            " --map MAP.TOML"
        )
        raise UsageError(f"no data package of this program: {path}", hint) from None


def is_workbook(path: Path) -> bool:
    """Return whether a workbook is one that `export xlsx` wrote; one that can't be read is.

    Raises UsageError and MissingLibraryError where it can't be opened at all.
    """
    try:
        return ABOUT in files.sheets(content(*resolved(path)), may_compute=True)
    except UsageError:
        raise
    except Exception:  # whatever the file of a stranger makes a library raise
        return True


def _of_zip(path: Path) -> tuple[str | None, list[Row]]:
    with ZipFile(io.BytesIO(content(*resolved(path)))) as parts:

        def part(name: str) -> bytes:
            try:
                return parts.read(name)
            except KeyError:
                raise FileNotFoundError(name) from None

        repeated = (name for name, count in Counter(parts.namelist()).items() if count > 1)
        if name := next(repeated, None):
            message = f"{path} holds two files called {name}"
            raise UsageError(message, "remove one, as only one of them would be read")
        if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
            message = f"{path} unpacks to more than {_MOST_UNPACKED // 1_000_000} MB"
            raise UsageError(message, "unpack it, and import the folder")
        return _of_tables(path, part)


def _of_tables(place: Path, read: Callable[[str], bytes]) -> tuple[str | None, list[Row]]:
    """Return the package whose files are read by name."""
    names, facts = described(read(NAME))
    is_defused = bool(facts["defused"])
    rows = {name: _rows(place / f"{name}.csv", read, is_defused=is_defused) for name in names}
    return facts["narrowed_to"], _records(rows, ".csv")


def _rows(file: Path, read: Callable[[str], bytes], *, is_defused: bool) -> list[tuple[int, Cells]]:
    try:
        rows = files.rows_of(files.decoded(read(file.name)), ",")
        return _named(
            (line, [armed(cell) if is_defused else cell for cell in cells]) for line, cells in rows
        )
    except FileNotFoundError:
        raise UsageError(f"a table of the package is missing: {file}") from None
    except (UsageError, TableError) as error:
        raise UsageError(f"{file}: {error.message}", error.hint) from None


def _of_workbook(workbook: bytes) -> tuple[str | None, list[Row]]:
    sheets = files.sheets(workbook, may_compute=False)
    descriptions = [cells for _, cells in _named(sheets[ABOUT])]
    facts = {cells["column"]: cells.get("about") for cells in descriptions if "table" not in cells}
    names = dict.fromkeys(cells["table"] for cells in descriptions if "table" in cells)
    if missing := [name for name in names if name not in sheets]:
        raise UsageError(f"a table of the package is missing: the sheet {missing[0]}")
    return facts["narrowed_to"], _records({name: _named(sheets[name]) for name in names}, "")


def _named(rows: Numbered) -> list[tuple[int, Cells]]:
    """Return the filled cells of each row, by the names in the first."""
    names = next(rows)[1]
    return [
        (line, {name: cell for name, cell in zip(names, cells, strict=False) if cell})
        for line, cells in rows
    ]


def _records(tables: Mapping[str, list[tuple[int, Cells]]], suffix: str) -> list[Row]:
    children: dict[str, dict[str, list[Cells]]] = {}
    for name, rows in tables.items():
        children[name] = defaultdict(list)
        # By the positions as numbers, which these texts are.
        for _, cells in sorted(rows, key=lambda row: (len(at := row[1].get("position", "")), at)):
            children[name][cells.get("record", "")].append(cells)
    rows_of_records = []
    for kind, cls in CLASS_BY_KIND.items():
        for line, cells in tables.get(kind, ()):
            value = {"kind": kind, **_object(cls, kind, cells, "", children)}
            rows_of_records.append(
                Row(line, (json.dumps(value, ensure_ascii=False),), file=f"{kind}{suffix}")
            )
    return rows_of_records


def _object(
    part: type[Part], table: str, cells: Cells, at: str, children: Children, prefix: str = ""
) -> dict[str, Any]:
    """Return a record or an object in it, without what is empty.

    `at` is where that is, as `source` has it.
    """
    values: dict[str, Any] = {}
    for member in members(part):
        name = f"{prefix}{member.name}"
        if member.many:
            values[member.name] = _items(f"{table}_{name}", member, cells, at, children)
        elif member.part is not None:
            values[member.name] = _object(member.part, table, cells, at, children, f"{name}_")
        else:
            values[member.name] = _value(cells.get(name, ""), member)
    return {name: value for name, value in values.items() if value not in ("", [], {})}


def _items(table: str, member: Member, owner: Cells, at: str, children: Children) -> Any:
    """Return the list or mapping of a record, or of an object in it."""
    record = owner.get("record", owner.get("id", ""))
    places: tuple[str, ...] = ("", at)
    if member.part is Source:
        table = "source"
        places = (at,)
    rows = [row for row in children.get(table, {}).get(record, ()) if row.get("part", "") in places]
    if member.mapping:
        return {row.get("name", ""): _value(row.get("value", ""), member) for row in rows}
    if member.inner is None:
        return [_value(row.get("value", ""), member) for row in rows]
    return [_item(member.inner, table, member, row, children) for row in rows]


def _item(inner: type[Part], table: str, member: Member, row: Cells, children: Children) -> Any:
    """Return an item of a list of objects, or of texts that may have more beside them.

    Such a text is the first field of the object that it becomes with more.
    """
    at = f"{member.name}/{row.get('position', '')}"
    fields = _object(inner, table, row, at, children)
    if member.part:
        return fields
    text = row.get("value", "")
    return {members(inner)[0].name: text, **fields} if fields else text


def _value(cell: str, member: Member) -> Any:
    """Return the value of a cell by its field's type, or its text if it has another type."""
    if member.type in (bool, int, float):
        with suppress(ValueError):  # spreadsheets write TRUE
            return json.loads(cell.lower())
    return cell
