"""The ids alone."""

import pytest
from tests.render import sample

from stancetracker.base.errors import UsageError
from stancetracker.reports.table import Cell, Section


def rendered(section: Section) -> str:
    return sample.rendered("id", sample.report(section))


def test_a_row_is_its_key_on_a_line_or_nothing_where_that_is_empty() -> None:
    rows: list[dict[str, Cell]] = [{"id": "a", "value": 1}, {"id": None, "value": 2}]

    assert rendered(sample.rows_section(rows)) == "a\n"
    assert rendered(sample.rows_section([])) == ""


def test_rows_without_the_key_are_refused() -> None:
    with pytest.raises(UsageError, match="have no column id"):
        rendered(sample.section({"name": "x"}))
