"""Reading tables: CSV by its dialect and encoding, and sheets, JSON and Parquet like it."""

import io
import json
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from stancetracker.addons.tables import files
from stancetracker.addons.tables.files import TableError, UnreadableTableError
from stancetracker.addons.tables.mapping import Dialect
from stancetracker.addons.tables.readers.table import read as read_file
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.contribute.document import load


def dialect(**options: Any) -> Dialect:
    return Dialect.model_validate(options)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n", "comma"),
        ("a\tb,c\td", "tab"),
        ('"a;b",c', "comma"),
        ('a;"b,c";d', "semicolon"),
        ("a,b\rc;d;e;f", "comma"),
        ("a", "comma"),
    ],
)
def test_the_delimiter_is_recognized_by_the_header(text: str, delimiter: str) -> None:
    assert delimiter == files.read(text.encode(), "csv").dialect.delimiter


def test_the_delimiter_is_stated_or_not_guessed() -> None:
    assert ("a,b",) == files.read(b"a,b", "csv", dialect(delimiter="tab")).columns
    assert ("a,b",) == files.read(b"a,b", "tsv").columns
    with pytest.raises(UsageError, match="does not show"):
        files.read(b"a,b;c", "csv")


def test_a_table_is_decoded_in_its_named_encoding_or_utf8() -> None:
    for encoding_used, encoding_named in (
        ("utf-8-sig", None),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ):
        assert "é" == files.decoded("é".encode(encoding_used), encoding_named)
    for content, encoding, message in (
        (b"a\n\xe9", None, "line 2 of the table is not UTF-8"),
        ("é".encode("utf-16"), None, "line 1 of the table is not UTF-8"),
        (b"x", "klingon", "not the name of a character encoding: klingon"),
        (b"x", "hex", "not the name of a character encoding: hex"),
        (b"\xff", "ascii", "line 1 of the table is not ascii"),
    ):
        with pytest.raises(UsageError, match=message):
            files.decoded(content, encoding)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1 of the table: it is empty"),
        ("\na,a\n", "line 2 of the table: 2 columns are called a"),
        (
            'a\n1\n"2\n3\n',
            "line 3 of the table: a quotation mark is opened in this row and never closed",
        ),
        ('a\n"2"x\n', "line 2 of the table: not sound: ',' expected after '\"'"),
        (
            "a\n" + "x" * 1_000_001,
            "line 2 of the table: not sound: field larger than field limit (1000000)",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(TableError) as error:
        files.read(text.encode(), "csv", dialect(delimiter="comma"))

    assert message == error.value.message


def test_a_row_has_the_number_of_the_line_it_begins_on() -> None:
    content = b'a,b\r\n1,"x\r\ny"\r\n,\r\n\r\n N/A ,3\r\n4\r\n'
    table = files.read(content, "csv", dialect(empty=["N/A"]))

    assert [(2, ("1", "x\r\ny")), (6, (" N/A ", "3")), (7, ("4",))] == [
        row[:2] for row in table.rows
    ]
    assert {"a": "", "b": "3"} == table.by_column(table.rows[1])
    assert "1 cell, but the header has 2" == table.rows[2].fault


def _file_content(form: str, row: dict[str, Any], file: Path) -> bytes:
    if form == "json":
        file.write_text(json.dumps([row, {"Name": True, "State": 3.0, "View": [1]}]))
    elif form == "xlsx":
        book = pytest.importorskip("openpyxl").Workbook()
        book.active.append(list(row))
        book.active.append(list(row.values()))
        book.save(file)
    else:
        parquet = pytest.importorskip("pyarrow.parquet")
        parquet.write_table(pytest.importorskip("pyarrow").Table.from_pylist([row]), file)
    return file.read_bytes()


@pytest.mark.parametrize("form", ["xlsx", "json", "parquet"])
def test_a_table_of_another_format_reads_like_its_csv(tmp_path: Path, form: str) -> None:
    row = {"Name": "Asa", "State": None, "View": "yes", "Day": "1/20/2026", "Link": "a"}
    table = files.read(_file_content(form, row, tmp_path / "table"), form)

    assert tuple(row) == table.columns
    assert {**row, "State": ""} == table.by_column(table.rows[0])
    assert [] == [
        more.cells for more in table.rows[1:] if more.cells != ("true", "3", "[1]", "", "")
    ]


def xlsx(*rows: tuple[Any, ...], merged: str = "", cell: tuple[str, str] = ("", "")) -> bytes:
    """Return a workbook of rows, with merged cells and with a cell of its XML replaced."""
    book = pytest.importorskip("openpyxl").Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    book.save(out := io.BytesIO())
    changed = io.BytesIO()
    with ZipFile(out) as parts, ZipFile(changed, "w") as new_parts:
        for part in parts.infolist():
            content = parts.read(part).decode()
            new_parts.writestr(part.filename, content.replace(*cell) if cell[0] else content)
    return changed.getvalue()


FORMULA = "<f>A2</f><v></v>"


def test_a_formula_without_a_value_is_refused_with_its_cell() -> None:
    with pytest.raises(UsageError, match="Sheet, B2: a formula whose value isn't in the file"):
        files.read(xlsx(("Name", "View"), ("Ada", "=A2")), "xlsx")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2" t="str"><f>A2</f><v>yes</v>', "yes"),
        ('<c r="B2" t="str"><f>A2</f><v></v>', ""),
        ('<c r="B2"><f>A2</f><v>0</v>', "0"),
    ],
)
def test_the_last_value_of_a_formula_is_read(cell: str, value: str) -> None:
    content = xlsx(("Name", "View"), ("Ada", "=A2"), cell=(f'<c r="B2">{FORMULA}', cell))

    assert ("Ada", value) == files.read(content, "xlsx").rows[0].cells


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("mmm-yy", "2024-01"),
        ("[$-409]mmmm\\ yyyy;@", "2024-01"),
        ("yyyy", "2024"),
        ("yyyy-mm-dd", "2024-01-01"),
        ('d"th of" mmm', "2024-01-01"),
        ('mmm "dated" yyyy', "2024-01"),
    ],
)
def test_a_day_is_no_more_exact_than_its_sheet_shows_it(form: str, shown: str) -> None:
    book = pytest.importorskip("openpyxl").Workbook()
    book.active.append(["Name", "Day"])
    book.active.append(["Ada", datetime(2024, 1, 1)])
    book.active["B2"].number_format = form
    book.save(out := io.BytesIO())

    assert ("Ada", shown) == files.read(out.getvalue(), "xlsx").rows[0].cells


def test_cells_merged_over_rows_are_refused() -> None:
    rows = (("Name", "View"), ("Ada", "yes"), ("Bea", None))

    with pytest.raises(UsageError, match="Sheet, B2:B3: merged cells, of which only the first"):
        files.read(xlsx(*rows, merged="B2:B3"), "xlsx")
    assert 2 == len(files.read(xlsx(*rows, merged="B3:C3"), "xlsx").rows)


@pytest.mark.parametrize(("form", "line"), [("json", 2), ("jsonl", 1)])
def test_a_key_that_stands_twice_in_an_object_is_refused(form: str, line: int) -> None:
    row = '{"Name":"Ada","View":"no","View":"yes"}'
    content = f"[{row}]" if form == "json" else row

    with pytest.raises(TableError, match=f"line {line} .*: two values for the column View"):
        files.read(content.encode(), form)


def test_the_lists_within_an_object_are_hinted_at() -> None:
    with pytest.raises(TableError) as error:
        files.read(b'{"updated":"2026","members":[{"Name":"Ada"}],"none":[]}', "json")

    assert "save the list under members as a file of its own" == error.value.hint


def test_rows_of_json_lines_have_the_numbers_of_their_lines() -> None:
    content = b'{"Name":"Ada"}\n\n{"Name":"Bea"}\n'

    assert [1, 3] == [row.line for row in files.read(content, "jsonl").rows]


ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def ods(**rows_by_sheet: str) -> bytes:
    """Return an OpenDocument spreadsheet of sheets with these rows."""
    sheets = "".join(
        f'<table:table table:name="{escape(name)}">{rows}</table:table>'
        for name, rows in rows_by_sheet.items()
    )
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with ZipFile(out, "w") as parts:
        parts.writestr("mimetype", ODS)
        parts.writestr(
            "content.xml", f"<office:document-content {ODS_NAMES}>{body}</office:document-content>"
        )
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def ods_row(*cells: str, times: int = 1) -> str:
    """Return a row of texts, and of cells that are written out."""
    written = (
        cell
        if cell.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(written)}</table:table-row>'


BLANK = "<table:table-cell/>"


def test_cells_of_an_opendocument_spreadsheet_read_as_a_person_would_have_typed_them() -> None:
    pytest.importorskip("python_calamine")
    many = '<table:table-cell table:number-columns-repeated="1000"/>'
    rows = (
        ods_row("Name", "Day", "Votes", "For", "Share", many)
        + ods_row(BLANK, times=2)
        + ods_row(
            "Ada</text:p><text:p>Lovelace",
            '<table:table-cell office:value-type="date" office:date-value="2026-01-20"/>',
            '<table:table-cell table:formula="of:=1+2" office:value-type="float" office:value="3"/>',
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
            '<table:table-cell office:value-type="percentage" office:value="0.5"/>',
        )
        + ods_row('<table:table-cell table:number-columns-repeated="16384"/>', times=1_048_000)
    )
    table = files.read(ods(Votes=rows), "ods")

    assert ("Name", "Day", "Votes", "For", "Share") == table.columns
    assert [(4, ("Ada\nLovelace", "2026-01-20", "3", "true", "0.5"))] == [
        row[:2] for row in table.rows
    ]


def test_cells_of_an_opendocument_spreadsheet_merged_over_rows_are_refused() -> None:
    pytest.importorskip("python_calamine")
    merged = (
        '<table:table-cell table:number-rows-spanned="2" office:value-type="string">'
        "<text:p>yes</text:p></table:table-cell>"
    )
    rows = ods_row("Name", "Vote") + ods_row("Ada", merged)
    content = ods(Votes=rows + ods_row("Bea", "<table:covered-table-cell/>"), Plain=ods_row("Name"))

    with pytest.raises(UsageError, match="Votes, row 2: merged cells, of which only the first"):
        files.read(content, "ods", dialect(sheet="Votes"))
    assert ("Name",) == files.read(content, "ods", dialect(sheet="Plain")).columns


def test_a_sheet_of_an_opendocument_spreadsheet_is_chosen_by_its_name() -> None:
    pytest.importorskip("python_calamine")
    content = ods(**{"2025": ods_row("a") + ods_row("1"), "2026": ods_row("b") + ods_row("2")})

    assert ("2025", "2026") == files.sheet_names(content, "ods")
    assert ("b",) == files.read(content, "ods", dialect(sheet="2026")).columns
    with pytest.raises(UsageError, match="the spreadsheet has 2 sheets"):
        files.read(content, "ods")
    with pytest.raises(UnknownNameError, match="2024"):
        files.read(content, "ods", dialect(sheet="2024"))


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        (1_000_000, "the table can't be read as ods"),
        pytest.param(2_000, "the spreadsheet can't be read: ", marks=pytest.mark.slow),
    ],
)
def test_a_small_opendocument_spreadsheet_that_unpacks_to_much_is_refused(
    times: int, reason: str
) -> None:
    pytest.importorskip("python_calamine")
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'

    with pytest.raises((UnreadableTableError, UsageError), match=reason):
        files.read(ods(Votes=ods_row(cell, times=times)), "ods")


@pytest.mark.parametrize("form", ["xlsx", "ods", "parquet"])
@pytest.mark.parametrize("content", [b"", b"nonsense", ods()[:200]])
def test_a_file_that_is_no_table_of_its_form_is_named_without_the_words_of_a_library(
    form: str, content: bytes
) -> None:
    for library in ("openpyxl", "python_calamine", "pyarrow"):
        pytest.importorskip(library)
    with pytest.raises(UnreadableTableError) as error:
        read_file(content, form, load(b"", "map.toml"), f"votes.{form}")

    assert f"votes.{form} can't be read as {form}" == error.value.message


@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        (b'[{"a": 1},\n{]', "json", "line 2 of the table: not JSON: Expecting property name"),
        (b'{"a": 1}\n\n{"a"}', "jsonl", "line 3 of the table: not JSON: Expecting ':'"),
        (b"{}", "json", "line 1 of the table: not a list of objects"),
        (
            b'[{"a": {"b": 1}, "a.b": 2}]',
            "json",
            "line 2 of the table: two values for the column a.b",
        ),
    ],
)
def test_json_that_is_no_table_is_refused_with_its_line(
    content: bytes, form: str, reason: str
) -> None:
    with pytest.raises(TableError, match=reason):
        files.read(content, form)


@pytest.mark.parametrize(
    ("text", "count", "reason"),
    [
        ("x", 2_000_000, "it has 2,000,000 rows of 1 column"),
        pytest.param("x" * 100_000, 900_000, "it takes more than", marks=pytest.mark.slow),
    ],
)
def test_a_small_table_in_parquet_that_unpacks_to_much_is_refused(
    text: str, count: int, reason: str
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    places = pyarrow.nulls(count, pyarrow.int32()).fill_null(0)
    column = pyarrow.DictionaryArray.from_arrays(places, pyarrow.array([text]))
    parquet.write_table(pyarrow.table({"a": column}), out)

    assert len(out.getvalue()) < 100_000
    with pytest.raises(UsageError, match=reason):
        files.read(out.getvalue(), "parquet")


@pytest.mark.parametrize(
    ("content", "form", "columns"),
    [
        (b"Name,,Vote\nAda,1,yes\n", "csv", ("Name", "column 2", "Vote")),
        (b'[["Name","Vote"],["Ada","yes","more"]]', "json", ("Name", "Vote", "column 3")),
        (b'{"Name":"Ada"}\n{"Vote":"yes"}\n', "jsonl", ("Name", "Vote")),
        (b'[{"Name":{"First":"Ada","Titles":["Dr"]}}]', "json", ("Name.First", "Name.Titles")),
    ],
)
def test_lists_and_lines_are_tables_and_columns_without_a_name_get_one(
    content: bytes, form: str, columns: tuple[str, ...]
) -> None:
    table = files.read(content, form)

    assert (columns, None) == (table.columns, table.rows[0].fault)


def test_a_table_of_very_many_columns_is_refused_by_their_number() -> None:
    header = ",".join(f"c{number}" for number in range(1_001))

    with pytest.raises(TableError, match=r"line 1 of the table: 1,001 columns"):
        list(files.rows_of(f"{header}\n", ","))
