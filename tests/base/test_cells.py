"""Defusing can be undone, whatever the text; and nothing that a spreadsheet would run is left as it is."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.render import sample

from stancetracker.base.cells import armed, defused
from stancetracker.reports.table import Section

texts = st.text(
    st.sampled_from("'\"=+-@|%5.,;a \t\r\n＝`’") | st.characters(codec="utf-8"), max_size=10
)
rows = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=3)


@given(texts)
def test_arming_a_defused_cell_restores_it(text: str) -> None:
    assert text == armed(defused(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, f"'{text}") for text in "=1+1 +a -a @user |a %a \"=1 '=1 ＝1 '''=1".split()),
        *((text, f"'{text}") for text in (" =1", "\ta")),
        ("x;=cmd()", "x;'=cmd()"),
        ('x; "=cmd()', "x;' \"=cmd()"),
        ("x;\n=1", "x;\n'=1"),
        ("x\t@y;+z", "x\t'@y;'+z"),
        ("x;'=1", "x;''=1"),
        ("=1;=1", "'=1;'=1"),
        ("-5;-5", "'-5;'-5"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str, expected: str) -> None:
    assert expected == defused(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "'a", "-5", "+5.5", "a=b", "2026-01-24", "../2026-01-26", "'", "''5"),
        *(
            "no; never",
            "a; 'b'; c",
            "a;b=c",
            "first\nsecond",
            "https://example.org/?a=1;b=2",
            "; 5; x-y",
        ),
    ],
)
def test_a_cell_that_no_spreadsheet_would_run_is_unchanged(text: str) -> None:
    assert text == defused(text) == armed(text)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(rows)
@example([("a", "x;=cmd()", "b")])
@example([("x;=cmd()", "", "")])
@example([("a", '";";=cmd()', "b")])
@example([("a", "x\n=cmd()", "b")])
@example([("-5", "2+cmd()", "b")])
def test_no_cell_is_a_formula_whatever_separates_cells(
    separator: str, rows: list[tuple[str, str, str]]
) -> None:
    section = Section("rows", ("a", "b", "c"), [dict(zip("abc", row, strict=True)) for row in rows])
    answer = sample.rendered("csv", sample.report(section))
    package = io.StringIO()
    # Where every row begins with an id.
    csv.writer(package).writerows(["id", *map(defused, row)] for row in rows)

    for text in (answer, package.getvalue()):
        cells = [
            cell
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            for cell in row
        ]
        assert [] == [cell for cell in cells if runs(cell)]


def runs(cell: str) -> bool:
    """Return whether a spreadsheet may take a cell for a formula, after dropping space and quotes."""
    bare = cell.strip('"‘’“”`\ufeff\u200b \u00a0\t\r\n')
    number = bare[1:].replace(".", "").isdigit()
    return bare.startswith(tuple("=+-@|%＝＋－＠﹢﹣﹦﹫−")) and not number
