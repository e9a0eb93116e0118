"""Tab-separated values."""

import re

from hypothesis import given
from tests.render import sample

from stancetracker.base.text import visible
from stancetracker.render import cell_text
from stancetracker.reports.table import Cell, Section


def rendered(section: Section, **display: bool) -> str:
    return sample.rendered("tsv", sample.report(section), **display)


@given(sample.ROWS)
def test_tsv_gives_back_every_cell(rows: list[dict[str, Cell]]) -> None:
    lines = rendered(sample.rows_section(rows)).split("\n")
    unescape = {"\\t": "\t", "\\n": "\n", "\\\\": "\\"}

    def shown(cell: str) -> str:
        return visible(re.sub(r"\\[tn\\]", lambda found: unescape[found[0]], cell))

    assert lines.pop() == ""
    assert lines[0] == "id\tvalue"
    assert [[visible(cell_text(row[key])) for key in ("id", "value")] for row in rows] == [
        [shown(cell) for cell in line.split("\t")] for line in lines[1:]
    ]


def test_no_rows_are_a_heading_line_or_nothing() -> None:
    empty = sample.rows_section([])

    assert rendered(empty) == "id\tvalue\n"
    assert rendered(empty, headers=False) == ""
