"""A JSON array, and JSON lines."""

import json

from hypothesis import given
from tests.render import sample

from stancetracker.render import Display
from stancetracker.render.formats import json as json_format
from stancetracker.reports.table import Cell, Section


def rendered(name: str, section: Section, **display: bool) -> str:
    return sample.rendered(name, sample.report(section), **display)


@given(sample.ROWS)
def test_both_give_back_every_cell(rows: list[dict[str, Cell]]) -> None:
    infinite = (float("inf"), float("-inf"))
    expected = [
        {key: None if cell in infinite else cell for key, cell in row.items()} for row in rows
    ]

    assert expected == json.loads(rendered("json", sample.rows_section(rows)))
    assert expected == [
        json.loads(line) for line in rendered("jsonl", sample.rows_section(rows)).split("\n")[:-1]
    ]


def test_json_escapes_what_a_screen_would_obey_and_nothing_else() -> None:
    section = sample.section({"id": "\x1b\x7f\x9b\u202e\u2028\ud800 é 👩‍👧 עברית"})

    assert rendered("jsonl", section) == (
        '{"id": "\\u001b\\u007f\\u009b\\u202e\\u2028\\ud800 é 👩‍👧 עברית"}\n'
    )


def test_no_rows_are_an_empty_array_or_no_line() -> None:
    empty = sample.rows_section([])

    assert rendered("json", empty) == "[]\n"
    assert rendered("jsonl", empty) == ""


def test_an_object_has_a_row_of_a_section_on_one_line() -> None:
    answer = {
        "record": {"id": "é", "sources": ["a", "b"]},
        "rows": iter([{"id": "1", "at": None}, {"id": "\x1b"}]),
        "none": iter(()),
        "as_of": "2026-01-01",
    }
    report = sample.report(sample.rows_section([]))._replace(make_whole=lambda: answer)

    text = "".join(json_format.render(report, report.section(None), Display()))

    assert (
        text
        == """{
 "record": {
  "id": "é",
  "sources": [
   "a",
   "b"
  ]
 },
 "rows": [
  {"id": "1", "at": null},
  {"id": "\\u001b"}
 ],
 "none": [],
 "as_of": "2026-01-01"
}
"""
    )
