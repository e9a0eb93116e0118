"""What every report of the catalogue promises."""

from typing import Any

import pytest
from tests.reports.asking import MINNEAPOLIS, Ask, rows_of

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.reports import catalogue
from stancetracker.reports.catalogue import ties


@pytest.mark.parametrize("name", plugins.names(catalogue))
def test_every_row_has_every_column(shipped: Ask, name: str) -> None:
    make = plugins.load(catalogue, name, "report").report
    for section in shipped(make, issues=(MINNEAPOLIS,), audience="any", everyone=True).sections:
        assert all(set(section.columns) == set(row) for row in rows_of(section))


@pytest.mark.parametrize("name", ["rates", "ties"])
@pytest.mark.parametrize(
    ("asked", "flag"),
    [
        ({"people": ("tim-cook",)}, "--person"),
        ({"organizations": ("apple",)}, "--org"),
        ({"stale": True}, "--stale"),
        ({"private": True}, "--private"),
        ({"moved": True}, "--moved"),
        ({"stances": ("favor",)}, "--stance"),
        ({"channels": ("speech",)}, "--channel"),
        ({"sources": ("TechCrunch",)}, "--source"),
    ],
    ids=str,
)
def test_no_part_of_a_panel_can_be_asked(
    shipped: Ask, name: str, asked: dict[str, Any], flag: str
) -> None:
    with pytest.raises(UsageError, match=f"^{flag} doesn't apply to this report$"):
        shipped(plugins.load(catalogue, name, "report").report, issues=(MINNEAPOLIS,), **asked)


@pytest.mark.parametrize("days", [{"since": "2026-01-01"}, {"until": "2026-01-01"}])
def test_ties_of_some_days_can_not_be_asked_for(shipped: Ask, days: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"^--{min(days)} doesn't apply to this report$"):
        shipped(ties.report, issues=(MINNEAPOLIS,), **days)
