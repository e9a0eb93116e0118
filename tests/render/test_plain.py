"""One fact a line."""

from tests.render import sample

from stancetracker.render.cells import Display
from stancetracker.render.formats.plain import render
from stancetracker.reports.table import Report, Row, Section, Shown

ROWS: list[Row] = [
    {"name": "○ Ada", "when": "as of 5 Jan", "words": "“No\x1b”"},
    {"name": "● Bo", "when": "", "words": ""},
]
SHOWN = tuple(Shown(name.capitalize(), sample.said(name)) for name in ("name", "when", "words"))


def plain(report: Report, ascii: bool = False) -> str:
    return "".join(render(report, report.sections[0], Display(width=20, ascii=ascii)))


def test_each_row_is_its_name_with_one_thing_a_line_and_no_shapes() -> None:
    section = Section("look", ("name", "when", "words"), ROWS, SHOWN, about="●○", ending=("a · b",))

    assert "Looks\nAda. When: as of 5 Jan\nAda. Words: “No^[”\nBo\na, b\nThe end\n" == plain(
        Report("Looks", "", (section,), notes=("The end",))
    )


def test_sections_are_told_apart_and_ascii_is_kept() -> None:
    one = Section("look", ("name",), ROWS[:1], (Shown("", lambda row: "x"), *SHOWN))
    other = Section("tie-in", ("name",), (), SHOWN)

    assert 'Look: 1 row\nAda. When: as of 5 Jan\nAda. Words: "No^["\nTie in: 0 rows\n' == plain(
        Report("", "", (one, other)), ascii=True
    )
