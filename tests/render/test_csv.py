"""Comma-separated values, which no spreadsheet runs."""

import csv
import io
import re

import pytest
from hypothesis import given
from tests.render import sample

from stancetracker.base.text import visible
from stancetracker.render import cell_text
from stancetracker.reports.table import Cell, Section


def rendered(section: Section, **display: bool) -> str:
    return sample.rendered("csv", sample.report(section), **display)


@given(sample.ROWS)
def test_raw_csv_gives_back_every_cell(rows: list[dict[str, Cell]]) -> None:
    output = rendered(sample.rows_section(rows), raw=True)

    def shown(cell: Cell) -> str:
        return re.sub("[^\n\t]+", lambda found: visible(found[0]), cell_text(cell))

    expected = [[shown(row["id"]), shown(row["value"])] for row in rows]

    assert [["id", "value"], *expected] == list(
        csv.reader(io.StringIO(output, newline=""), strict=True)
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=cmd()", "'=cmd()"),
        ("-2+3", "'-2+3"),
        ("-5", "-5"),
        (-5, "-5"),
        (-1.5, "-1.5"),
        ("+1.5", "+1.5"),
        ("a, b", '"a, b"'),
        ('say "x"', '"say ""x"""'),
        (" padded", '" padded"'),
        ("\t=1", "'\t'=1"),
        ("one\ntwo\tthree", '"one\ntwo\tthree"'),
        ("one\n=two\0", '"one\n\'=two^@"'),
        (True, "true"),
    ],
)
def test_a_cell_keeps_its_lines_and_is_quoted_and_a_formula_made_harmless(
    cell: Cell, expected: str
) -> None:
    assert f"id,value\r\n1,{expected}\r\n" == rendered(
        sample.rows_section([{"id": "1", "value": cell}])
    )


def test_a_line_of_one_empty_csv_cell_is_not_an_empty_line() -> None:
    section = Section("one", ("value",), ({"value": None},))

    assert rendered(section) == 'value\r\n""\r\n'


def test_no_rows_are_a_heading_line_or_nothing() -> None:
    empty = sample.rows_section([])

    assert rendered(empty) == "id,value\r\n"
    assert rendered(empty, headers=False) == ""
