"""Which report draws what, of whom, and when it is computed."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.base import plugins
from stancetracker.figures.chart import Figure, drawn
from stancetracker.figures.many import HowManyHadSpoken
from stancetracker.figures.tables import Grid
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports import catalogue
from stancetracker.reports.catalogue import pace
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

DRAWN = {
    "matrix": ["Grid"],
    "pace": ["HowManyHadSpoken"],
    "silence": ["WhereTheyStand", "WhoSpokeWhen"],
    "speech": ["WhoSpokeWhen"],
    "summary": ["WhereTheyStand", "WhoSpokeWhen", "HowManyHadSpoken"],
    "timeline": ["WhoSpokeWhen", "HowManyHadSpoken"],
}


def report(folder: Folder, cache: Path, name: str, **asked: object) -> Report:
    question = {"as_of": "2026-03-01", "issues": ("bridge",), **asked}
    return answer(folder, Question(**question), plugins.load(catalogue, name, "report").report, cache)  # type: ignore[arg-type]


def figures(folder: Folder, cache: Path, name: str, **asked: object) -> tuple[Figure, ...]:
    return shown(report(folder, cache, name, **asked))


def shown(found: Report) -> tuple[Figure, ...]:
    return tuple(figure for _, figure in drawn(found))


def kinds(found: tuple[Figure, ...]) -> list[str]:
    return [type(figure).__name__ for figure in found]


def test_each_report_draws_what_fits_it(six: Folder, cache: Path) -> None:
    found = {name: kinds(figures(six, cache, name)) for name in plugins.names(catalogue)}

    assert DRAWN == {name: kinds_found for name, kinds_found in found.items() if kinds_found}


def test_without_a_panel_no_count_is_drawn(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge"} {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    """
    assert ["WhoSpokeWhen"] == kinds(figures(folder, cache, "summary"))
    assert [] == kinds(figures(folder, cache, "summary", issues=("tunnel",)))


@pytest.mark.parametrize("name", ["silence", "speech", "summary", "timeline"])
def test_filters_choose_rows_and_the_whole_panel_is_drawn(six: Folder, cache: Path, name: str) -> None:
    whole = report(six, cache, name)
    chosen = report(six, cache, name, people=("eve",), since="2026-01-18", stances=("favor",))
    everyone = report(six, cache, name, everyone=True, actors="any", actors_asked=True)

    assert shown(whole) == shown(chosen)
    assert shown(whole)[0] == shown(everyone)[0]
    assert whole.sections != chosen.sections


def test_the_grid_has_the_rows_of_the_matrix(six: Folder, cache: Path) -> None:
    for asked in ({}, {"statuses": ("silent",)}, {"statuses": ("silent",), "people": ("ada",)}):
        found = report(six, cache, "matrix", **asked)
        rows = [row["actor"] for row in found.sections[0].rows if row["actor"] is not None]
        shown_rows = [row.actor for grid in shown(found) if isinstance(grid, Grid) for row in grid.rows]

        assert rows == shown_rows


@pytest.mark.parametrize("audience", ["public", "any"])
def test_the_band_says_what_the_table_of_days_says(cache: Path, audience: str) -> None:
    question = {
        "as_of": "2026-11-25",
        "issues": ("minneapolis-immigration-operations",),
        "audience": audience,
    }
    found = answer(SHIPPED, Question(**question), pace.report, cache)  # type: ignore[arg-type]
    rows = found.sections[0].rows
    least = accumulate(int(str(row["spoke_latest"])) for row in rows)
    most = accumulate(int(str(row["spoke_earliest"])) for row in rows)
    [band] = shown(found)
    assert isinstance(band, HowManyHadSpoken)
    edges = {step.day: (step.least, step.most) for step in band.steps}

    told = {row["date"]: edge for row, edge in zip(rows, zip(least, most, strict=True), strict=True)}
    assert edges == {day: edge for day, edge in told.items() if day in edges}
    assert list(told.values())[-1] == list(edges.values())[-1]
