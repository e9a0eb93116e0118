"""A line for each of a panel, or a histogram of a large one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from tests.datasets import write
from tests.figures.conftest import crowd, material

from stancetracker.base import dates
from stancetracker.figures.first import MOST_BINS, Bin, FirstStatements
from stancetracker.figures.record import Moment, Spell
from stancetracker.figures.when import WhoSpokeWhen, who_spoke_when
from stancetracker.ledger.folder import Folder


def lines(folder: Folder, cache: Path, **asked: object) -> WhoSpokeWhen:
    found = material(folder, cache, **asked)
    figure = who_spoke_when(found.panel, found.said, found.looks, found.events)
    assert isinstance(figure, WhoSpokeWhen)
    return figure


def test_first_statements_come_first_then_looks_then_the_unchecked(six: Folder, cache: Path) -> None:
    found = lines(six, cache)

    assert [
        ("bo", "spoke", "neither", "taking no side"),
        ("ada", "spoke", "against", "against"),
        ("eve", "silent", None, "none found (stale)"),
        ("di", "silent", None, "none found (reported, stale)"),
        ("cy", "unchecked", None, "unchecked (may have spoken)"),
        ("flo", "unchecked", None, "unchecked"),
    ] == [(line.actor, line.status, line.stance, line.words) for line in found.lines]


def test_only_what_counts_is_drawn_on_its_possible_days(six: Folder, cache: Path) -> None:
    drawn = {line.actor: line for line in lines(six, cache).lines}

    assert (
        Spell("2026-01-01", "2026-01-20", "favor", open_start=True, decides=False),
        Spell("2026-01-22", "2026-01-25", "against", open_start=False, decides=True),
    ) == drawn["ada"].spells
    assert (Spell("2025-12-01", "2026-01-09", "neither", False, True),) == drawn["bo"].spells
    assert ("2026-01-12",) == drawn["ada"].looks
    assert ("2026-01-12", "2026-01-18") == drawn["eve"].looks
    assert ("2026-02-07",) == drawn["di"].reported
    for actor in ("cy", "flo"):
        assert ((), (), ()) == (drawn[actor].spells, drawn[actor].looks, drawn[actor].reported)


def test_the_axis_begins_with_the_issue_and_ends_with_what_is_drawn(six: Folder, cache: Path) -> None:
    found = lines(six, cache)

    assert ("2026-01-01", "2026-02-07", "2026-03-01") == (found.first, found.last, found.as_of)
    assert (Moment("2026-01-05", "The vote"),) == found.triggers
    assert "2026-03-02" == lines(six, cache, as_of="2026-03-02").last


def test_any_audience_draws_words_on_their_own_days(six: Folder, cache: Path) -> None:
    found = lines(six, cache, audience="any")
    di = next(line for line in found.lines if line.actor == "di")

    assert ["bo", "di", "ada"] == [line.actor for line in found.lines if line.status == "spoke"]
    assert (Spell("2026-01-09", "2026-01-09", "neither", open_start=False, decides=True),) == di.spells
    assert ("2026-02-07",) == di.reported


def test_what_was_made_known_by_a_day_was_said_by_then(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "memo", "speaker": "ada", "date": "2026", "stance": "favor",
     "audience": "internal", "made_public": "2026-01-10"}
    """
    [line] = lines(folder, cache, audience="any").lines

    assert (Spell("2026-01-01", "2026-01-10", "favor", open_start=False, decides=True),) == line.spells


def test_before_the_issue_nothing_is_drawn(six: Folder, cache: Path) -> None:
    found = lines(six, cache, as_of="2025-12-31")

    assert ("2025-12-31", "2025-12-31") == (found.first, found.last)
    assert {"unchecked"} == {line.status for line in found.lines}
    assert not any((*line.spells, *line.looks, *line.reported) for line in found.lines)


def test_without_a_panel_all_on_record_are_drawn_and_none_is_called_outside(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "speaker": "acme", "date": "2026-01-20", "stance": "favor"}
    {"kind": "silence", "actors": ["ada"], "date": "2026-01-20"}
    """
    drawn = lines(folder, cache).lines

    assert [("acme", "organization", "in favor"), ("ada", "person", "none found (stale)")] == [
        (line.actor, line.kind, line.words) for line in drawn
    ]


def bins(path: Path, spoken: dict[str, str], **asked: object) -> FirstStatements:
    found = material(write(path / "data", crowd(spoken)), path / "cache", **asked)
    figure = who_spoke_when(found.panel, found.said, found.looks, found.events)
    assert isinstance(figure, FirstStatements)
    return figure


def test_a_large_panel_is_counted_in_spans_of_days(tmp_path: Path) -> None:
    found = bins(
        tmp_path,
        {"p0": "2026-01-01", "p1": "2026-01-01/2026-01-03", "p2": "2026-01-03", "p3": "2026-02-03"},
    )

    assert (4, "2026-01-01", "2026-02-03") == (found.total, found.first, found.last)
    assert 17 == len(found.bins)
    assert Bin("2026-01-01", "2026-01-02", "1–2 Jan 2026", (("favor", 1),)) == found.bins[0]
    assert (("favor", 1), ("neither", 1)) == found.bins[1].stances
    assert Bin("2026-02-02", "2026-02-03", "2–3 Feb 2026", (("neither", 1),)) == found.bins[-1]


@pytest.mark.parametrize("days", [1, 30, 31, 210, 211, 2_000, 12_000, 40_000])
def test_bins_are_equal_few_and_without_gaps(tmp_path: Path, days: int) -> None:
    last = dates.add_days("2026-01-01", days - 1)
    found = bins(tmp_path, {"p0": "2026-01-01", "p1": last}, as_of=last).bins
    wide = {dates.days_between(one.first, one.last) for one in found[:-1]}

    assert len(found) <= MOST_BINS
    assert len(wide) <= 1
    assert ("2026-01-01", last) == (found[0].first, found[-1].last)
    assert all(dates.add_days(one.last, 1) == other.first for one, other in pairwise(found))
    assert 2 == sum(count for one in found for _, count in one.stances)
    assert len(found) == days if days <= MOST_BINS else len(found) >= 10


def test_what_is_dated_before_the_issue_stands_in_the_first_span(tmp_path: Path) -> None:
    found = bins(tmp_path, {"p0": "2025-12-01", "p1": "2026-01-02"})

    assert [(("favor", 1),), (("favor", 1),)] == [one.stances for one in found.bins]
