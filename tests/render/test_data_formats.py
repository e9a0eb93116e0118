"""Formats that machines read: JSON, JSON lines, TSV, CSV and ids."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import sample

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.render import cell_text, formats
from stancetracker.reports.table import Cell, Section

ANY_TEXT = st.text(st.characters()) | st.sampled_from(sample.HOSTILE)
CELLS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | ANY_TEXT
)
ROWS = st.lists(st.fixed_dictionaries({"id": ANY_TEXT, "value": CELLS}), max_size=4)


def rendered(name: str, section: Section, **display: bool) -> str:
    return sample.rendered(name, sample.report(section), **display)


def rows_section(rows: list[dict[str, Cell]]) -> Section:
    """A section of these rows, with its columns even if there is none."""
    return Section("rows", ("id", "value"), rows)


def test_no_extension_belongs_to_two_formats() -> None:
    modules = [plugins.load(formats, name, "format") for name in plugins.names(formats)]
    extensions = [extension for module in modules for extension in module.EXTENSIONS]

    assert len(extensions) == len(set(extensions))


@given(ROWS)
def test_json_gives_back_every_cell(rows: list[dict[str, Cell]]) -> None:
    infinite = (float("inf"), float("-inf"))
    expected = [
        {key: None if cell in infinite else cell for key, cell in row.items()} for row in rows
    ]

    assert expected == json.loads(rendered("json", rows_section(rows)))
    assert expected == [
        json.loads(line) for line in rendered("jsonl", rows_section(rows)).split("\n")[:-1]
    ]


@given(ROWS)
def test_tsv_gives_back_every_cell(rows: list[dict[str, Cell]]) -> None:
    lines = rendered("tsv", rows_section(rows)).split("\n")
    unescape = {"\\t": "\t", "\\n": "\n", "\\\\": "\\"}

    def shown(cell: str) -> str:
        return visible(re.sub(r"\\[tn\\]", lambda found: unescape[found[0]], cell))

    assert lines.pop() == ""
    assert lines[0] == "id\tvalue"
    assert [[visible(cell_text(row[key])) for key in ("id", "value")] for row in rows] == [
        [shown(cell) for cell in line.split("\t")] for line in lines[1:]
    ]


@given(ROWS)
def test_raw_csv_gives_back_every_cell(rows: list[dict[str, Cell]]) -> None:
    output = rendered("csv", rows_section(rows), raw=True)

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
        ("\t=1", "^I=1"),
        (True, "true"),
    ],
)
def test_csv_cell(cell: Cell, expected: str) -> None:
    assert f"id,value\r\n1,{expected}\r\n" == rendered(
        "csv", rows_section([{"id": "1", "value": cell}])
    )


def test_empty_answers() -> None:
    empty = rows_section([])

    assert rendered("json", empty) == "[]\n"
    assert rendered("jsonl", empty) == ""
    assert rendered("csv", empty) == "id,value\r\n"
    assert rendered("csv", empty, headers=False) == rendered("tsv", empty, headers=False) == ""
    assert rendered("id", empty) == ""


def test_a_line_of_one_empty_csv_cell_is_not_an_empty_line() -> None:
    section = Section("one", ("value",), ({"value": None},))

    assert rendered("csv", section) == 'value\r\n""\r\n'


def test_json_escapes_what_a_screen_would_obey_and_nothing_else() -> None:
    section = sample.section({"id": "\x1b\x7f\x9b\u202e\u2028\ud800 é 👩‍👧 עברית"})

    assert rendered("jsonl", section) == (
        '{"id": "\\u001b\\u007f\\u009b\\u202e\\u2028\\ud800 é 👩‍👧 עברית"}\n'
    )


def test_rows_without_a_key_have_no_ids() -> None:
    with pytest.raises(UsageError, match="have no column id"):
        rendered("id", sample.section({"name": "x"}))

    assert rendered("id", rows_section([{"id": None, "value": 1}])) == ""
