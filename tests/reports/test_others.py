"""The catalogue of reports, what a dataset holds, what SQL selects, and problems as rows."""

from typing import Any

import pytest
from tests.reports.asking import MINNEAPOLIS, Ask, rows_of

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.reports import catalogue
from stancetracker.reports.catalogue import ties
from stancetracker.reports.table import Report, Row, Section, Shown, arrange


@pytest.mark.parametrize("name", plugins.names(catalogue))
def test_every_row_has_every_column(shipped: Ask, name: str) -> None:
    make = plugins.load(catalogue, name, "report").report
    for section in shipped(make, issues=(MINNEAPOLIS,), audience="any", everyone=True).sections:
        assert all(set(section.columns) == set(row) for row in rows_of(section))


@pytest.mark.parametrize("name", ["pace", "ties"])
@pytest.mark.parametrize(
    ("asked", "flag"),
    [
        ({"people": ("tim-cook",)}, "--person"),
        ({"organizations": ("apple",)}, "--org"),
        ({"stale": True}, "--stale"),
        ({"reported": True}, "--reported"),
        ({"stances": ("favor",)}, "--stance"),
        ({"channels": ("speech",)}, "--channel"),
        ({"sources": ("TechCrunch",)}, "--source"),
    ],
    ids=str,
)
def test_no_part_of_a_panel_can_be_asked(
    shipped: Ask, name: str, asked: dict[str, Any], flag: str
) -> None:
    with pytest.raises(UsageError, match=f"^{flag} can't narrow this report$"):
        shipped(plugins.load(catalogue, name, "report").report, issues=(MINNEAPOLIS,), **asked)


@pytest.mark.parametrize("days", [{"since": "2026-01-01"}, {"until": "2026-01-01"}])
def test_ties_of_some_days_can_not_be_asked_for(shipped: Ask, days: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="days can't narrow this report"):
        shipped(ties.report, issues=(MINNEAPOLIS,), **days)


ROWS: list[Row] = [
    {"id": "b", "n": 2},
    {"id": "a", "n": None},
    {"id": "c", "n": 1},
    {"id": "d", "n": None},
]
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
def test_rows_are_sorted_the_empty_last_then_cut(
    sort: str | None, limit: int | None, expected: str
) -> None:
    assert expected == ids(arrange(SECTION, (), sort, limit))


def test_a_section_is_the_main_one_or_the_named_one() -> None:
    report = Report("", "", (SECTION, OTHER), main=1)

    assert [OTHER, SECTION] == [report.section(None), report.section("one")]
    with pytest.raises(UnknownNameError, match="unknown section: tow"):
        report.section("tow")
