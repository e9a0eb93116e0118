"""A report's sections, arranged as asked."""

import pytest

from stancetracker.base.errors import UnknownNameError
from stancetracker.reports.table import Report, Row, Section, Shown, arrange

ROWS: list[Row] = [{"id": "b", "n": 2}, {"id": "a", "n": None}, {"id": "c", "n": 1}, {"id": "d", "n": None}]
SECTION = Section("one", ("id", "n"), ROWS, (Shown("Id", lambda row: str(row["id"])),))
OTHER = Section("two", ("id",), [])


def ids(section: Section) -> str:
    return "".join(str(row["id"]) for row in section.rows)


@pytest.mark.parametrize(
    ("sort", "limit", "expected"),
    [
        (None, None, "bacd"),
        ("id", None, "abcd"),
        ("-id", None, "dcba"),
        ("n", None, "cbad"),
        ("-n", None, "bcad"),
        ("-n", 1, "b"),
        (None, 0, ""),
        (None, 9, "bacd"),
    ],
)
def test_rows_are_sorted_with_the_empty_last_then_cut(
    sort: str | None, limit: int | None, expected: str
) -> None:
    assert expected == ids(arrange(SECTION, (), sort, limit))


def test_a_section_is_the_main_one_or_the_named_one() -> None:
    report = Report("", "", (SECTION, OTHER), main=1)

    assert [OTHER, SECTION] == [report.section(None), report.section("one")]
    with pytest.raises(UnknownNameError, match="unknown section: tow"):
        report.section("tow")
