"""Reading tables: CSV by its dialect and encoding, and sheets, JSON and Parquet like it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from stancetracker.addons.tables import files
from stancetracker.addons.tables.files import TableError
from stancetracker.addons.tables.mapping import Dialect
from stancetracker.base.errors import UsageError


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
    for content in (b"", b"nonsense", b"{}"):
        with pytest.raises(TableError, match="line 1 of the table: not "):
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
    ],
)
def test_lists_and_lines_are_tables_and_columns_without_a_name_get_one(
    content: bytes, form: str, columns: tuple[str, ...]
) -> None:
    table = files.read(content, form)

    assert (columns, None) == (table.columns, table.rows[0].fault)
