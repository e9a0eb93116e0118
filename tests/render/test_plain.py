"""One fact a line."""

from __future__ import annotations

from stancetracker.render.cells import Display
from stancetracker.render.formats.plain import render
from stancetracker.reports.table import Report, Row, Section, Shown


def cell(name: str) -> Shown:
    def say(row: Row) -> str:
        return str(row[name] or "")

    return Shown(name.capitalize(), say)


ROWS: list[Row] = [
    {"name": "○ Ada", "when": "as of 5 Jan", "words": "“No\x1b”"},
    {"name": "● Bo", "when": "", "words": ""},
]
SHOWN = (cell("name"), cell("when"), cell("words"))


def plain(report: Report, ascii: bool = False) -> list[str]:
    display = Display(width=20, ascii=ascii)
    return "".join(render(report, report.sections[0], display)).splitlines()


def test_each_row_is_its_name_with_one_thing_a_line_and_no_shapes() -> None:
    section = Section("look", ("name", "when", "words"), ROWS, SHOWN, about="●○", ending=("a · b",))

    assert [
        "Looks",
        "Ada. When: as of 5 Jan",
        "Ada. Words: “No^[”",
        "Bo",
        "a, b",
        "The end",
    ] == plain(Report("Looks", "", (section,), notes=("The end",)))


def test_sections_are_told_apart_and_ascii_is_kept() -> None:
    one = Section("look", ("name",), ROWS[:1], (Shown("", lambda row: "x"), *SHOWN))
    other = Section("tie-in", ("name",), (), SHOWN)

    assert [
        "Look: 1 row",
        "Ada. When: as of 5 Jan",
        'Ada. Words: "No^["',
        "Tie in: 0 rows",
    ] == plain(Report("", "", (one, other)), ascii=True)
