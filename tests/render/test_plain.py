"""One fact a line, for screen readers."""

from tests.render import sample
from tests.render.sample import rendered

from stancetracker.reports.table import Report, Row, Section, Shown

ROWS: list[Row] = [
    {"name": "○ Ada", "when": "as of 5 Jan", "words": "“No\x1b”"},
    {"name": "● Bo", "when": "", "words": ""},
]
SHOWN = tuple(Shown(name.capitalize(), sample.words_of(name)) for name in ("name", "when", "words"))


def test_each_row_is_its_name_with_one_thing_a_line_and_no_shapes() -> None:
    section = Section(
        "look", ("name", "when", "words"), ROWS, SHOWN, caption="●○", ending=("a · b",)
    )

    assert "Looks\nAda. When: as of 5 Jan\nAda. Words: “No^[”\nBo\na, b\nThe end\n" == rendered(
        "plain", Report("Looks", "", (section,), notes=("The end",))
    )


def test_each_of_several_sections_begins_with_its_name_and_number_of_rows() -> None:
    one = Section("look", ("name",), ROWS[:1], (Shown("", lambda row: "x"), *SHOWN))
    other = Section("tie-in", ("name",), (), SHOWN)

    assert "Look: 1 row\nAda. When: as of 5 Jan\nAda. Words: “No^[”\nTie in: 0 rows\n" == rendered(
        "plain", Report("", "", (one, other))
    )


def test_no_shape_begins_what_is_read_of_a_cell() -> None:
    rows: list[Row] = [{"name": "Ada", "when": "· unchecked", "words": "● against"}]
    section = Section("look", ("name", "when", "words"), rows, SHOWN)

    assert "Ada. When: unchecked\nAda. Words: against\n" == rendered(
        "plain", Report("", "", (section,))
    )
