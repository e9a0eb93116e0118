"""Importing a workbook of `export xlsx`: like its CSV package, without running anything, within limits."""

import gc
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import copy
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.addons.exports.test_csv import EVERYTHING
from tests.addons.tables.test_package import LINES
from tests.datasets import SHIPPED, indexed, lines_of, write
from tests.exporting import export, read_back
from tests.loading import lines

from stancetracker.addons.tables import files
from stancetracker.addons.tables.exports import xlsx
from stancetracker.addons.tables.package import package
from stancetracker.base.errors import MissingLibraryError, UsageError, WriteError
from stancetracker.contribute import imports
from stancetracker.index.queries import Question, set_question
from stancetracker.ledger.folder import Folder
from stancetracker.render.material import gather

if sys.platform != "win32":
    import resource

openpyxl = pytest.importorskip("openpyxl", reason="the extra spreadsheets has openpyxl")
Parts = dict[str, bytes]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return export(write(tmp_path / "data", lines_of(LINES)), "xlsx", tmp_path / "ledger.xlsx")


def saved(workbook: Path, change: Callable[[Any], object] = lambda book: None) -> Path:
    """Change the workbook and save it as a spreadsheet would, with shared texts and styles."""
    book = openpyxl.load_workbook(workbook)
    book["person"]["A1"].font = openpyxl.styles.Font(bold=True)
    book["person"].column_dimensions["A"].width = 50
    change(book)
    book.save(workbook)
    return workbook


def set_cell(sheet: str, column: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        [at] = [cell.column for cell in book[sheet][1] if cell.value == column]
        book[sheet].cell(2, at).value = value

    return change


def rezipped(workbook: Path, change: Callable[[Parts], object]) -> Path:
    with ZipFile(workbook) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    change(parts)
    with ZipFile(workbook, "w", ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return workbook


@pytest.fixture(scope="module")
def of_shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(SHIPPED, "xlsx", tmp_path_factory.mktemp("shipped") / "ledger.xlsx")


@pytest.mark.parametrize("is_saved", [False, True])
def test_importing_an_unchanged_workbook_adds_nothing(
    tmp_path: Path, of_shipped: Path, is_saved: bool
) -> None:
    file = Path(copy(of_shipped, tmp_path))
    planned = read_back(saved(file) if is_saved else file, SHIPPED.path)

    assert (0, 0, len(lines(SHIPPED))) == planned.total()[1:]
    assert ((), ()) == (planned.rejects, planned.notes)


def test_importing_a_workbook_restores_every_field_and_no_text_is_a_formula(tmp_path: Path) -> None:
    folder, back = write(tmp_path / "data", lines_of(EVERYTHING)), Folder(tmp_path / "back")
    file = export(folder, "xlsx", tmp_path / "ledger.xlsx")
    cells = [
        cell
        for sheet in openpyxl.load_workbook(file)
        for row in sheet
        for cell in row
        if cell.value
    ]
    imports.write(read_back(saved(file), back.path))

    assert {"s", "n"} == {cell.data_type for cell in cells}
    assert {"@"} == {cell.number_format for cell in cells if cell.data_type == "s" and cell.row > 1}
    assert lines(folder) == lines(back)


def test_each_sheet_is_described_and_its_header_frozen(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    descriptions = list(book["about"].iter_rows(values_only=True))
    facts = {row[1]: row[4] for row in descriptions if row[0] is None}

    assert {"A2"} == {sheet.freeze_panes for sheet in book}
    assert {*book.sheetnames} - {"about"} == {row[0] for row in descriptions[1:]} - {None}
    assert facts["data_version"] in facts["description"]
    assert ("person", "id", "text", None) == next(
        row for row in descriptions if row[:2] == ("person", "id")
    )[:4]
    assert all(row[4] for row in descriptions if row[0])


def test_a_date_cell_is_read_as_its_day(workbook: Path) -> None:
    change = set_cell("statement", "date", datetime(2026, 1, 4))
    planned = read_back(saved(workbook, change), workbook.parent / "data")

    assert ("statement:2: said: date 2026-01-04, was 2026-01-03",) == planned.notes
    assert (0, 1) == planned.total()[1:3]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (set_cell("person", "name", "=1+1"), r"person, .2: a formula or an error"),
        (set_cell("person", "name", "#REF!"), r"person, .2: a formula or an error"),
        (lambda book: book.remove(book["issue_panel"]), "missing: the sheet issue_panel"),
        (lambda book: book.remove(book["about"]), "no data package of this program: .*ledger.xlsx"),
        (
            lambda book: book["about"].delete_rows(2, 20),
            "no data package of this program: .*ledger.xlsx",
        ),
    ],
)
def test_a_workbook_with_formulas_or_missing_sheets_is_refused(
    workbook: Path, change: Callable[[Any], object], message: str
) -> None:
    saved(workbook, change)

    with pytest.raises(UsageError, match=message):
        package(workbook)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)

    with pytest.raises(UsageError, match="no data package of this program"):
        package(tmp_path / "a.xlsx")


def test_a_workbook_of_several_sheets_is_no_table(workbook: Path) -> None:
    with pytest.raises(UsageError, match="sheets"):
        files.read(workbook.read_bytes(), "xlsx")


def test_macros_are_ignored(workbook: Path) -> None:
    def arm(parts: Parts) -> None:
        types, plain = (
            parts["[Content_Types].xml"],
            b"openxmlformats-officedocument.spreadsheetml.sheet.main",
        )
        assert plain in types
        parts["[Content_Types].xml"] = types.replace(plain, b"ms-excel.sheet.macroEnabled.main")
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 Sub Auto_Open()"

    planned = read_back(rezipped(workbook, arm), workbook.parent / "data")

    assert (0, 0) == planned.total()[1:3]


def _more(
    text: bytes, where: bytes = b"</sheetData>", part: str = "xl/worksheets/sheet2.xml"
) -> Callable[[Parts], object]:
    return lambda parts: parts.update({part: parts[part].replace(where, text + where, 1)})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda parts: parts.update({"xl/sharedStrings.xml": bytes(51_000_000)}),
            "unpacks to more than 50 MB",
        ),
        (_more(b"<row>" + b"<c/>" * 100_001 + b"</row>"), "too many elements"),
        pytest.param(_more(b"<row/>" * 3_000_001), "too many elements", marks=pytest.mark.slow),
        (_more(b"<a>" * 60), "too many elements"),
        (_more(b"<sheet/>" * 1_001, b"</sheets>", "xl/workbook.xml"), "too many elements"),
        (_more(b"<!DOCTYPE x>", b"<worksheet"), "a document type of its own"),
        (_more(b"<row>"), "a part that is not sound"),
        pytest.param(
            _more(b'<row><c r="XFD9"><v>1</v></c></row>' * 700),
            "more than 10,000,000 cells",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_spreadsheet_that_would_take_very_long_to_read_is_refused(
    workbook: Path, change: Callable[[Parts], object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        package(rezipped(workbook, change))


def test_a_row_of_an_enormous_number_is_read(workbook: Path) -> None:
    far = b'<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'
    _, rows = package(rezipped(workbook, _more(far)))

    assert ["person"] == [
        row.file for row in rows if "Ada" in row.cells[0] and row.file == "person"
    ]


def test_a_text_that_no_spreadsheet_can_hold_is_not_exported(tmp_path: Path) -> None:
    for note in ("a" * 32_768, "_x0041_"):
        folder = write(
            tmp_path / "data", lines_of(json.dumps({"kind": "person", "id": "ada", "note": note}))
        )
        with pytest.raises(WriteError, match="a spreadsheet can't hold `note` of ada in person"):
            export(folder, "xlsx", tmp_path / "ledger.xlsx")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_is_an_error_and_no_more(indexed_lines: sqlite3.Connection) -> None:
    """What Python can't raise where it closes a file, it would print: here, a warning fails."""
    material = gather(indexed_lines, Question("2026-11-30"), None)

    with pytest.raises(OSError, match="No space left on device"):
        xlsx.write(material, Path("/dev/full"), False)
    gc.collect()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other limits")
def test_a_full_folder_of_temporary_files_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lines_of(LINES))
    export(folder, "csv", tmp_path / "csv")  # makes the index
    with largest_file(10_000), pytest.raises(WriteError, match=r"could not write .*File too large"):
        export(folder, "xlsx", tmp_path / "ledger.xlsx")
    gc.collect()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow larger."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def indexed_lines() -> Iterator[sqlite3.Connection]:
    with indexed(lines_of(LINES)) as connection:
        set_question(connection, Question("2026-11-30"))
        yield connection


def test_a_missing_library_is_an_error_with_the_command_that_installs_it(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(MissingLibraryError, match="reading spreadsheets needs openpyxl") as caught:
        package(workbook)
    assert 'pip install "stancetracker[spreadsheets]"' == caught.value.hint
