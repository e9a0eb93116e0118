"""The laws of figures: whatever the dataset, they agree with the standings."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests import oracle
from tests.addons.site.figures.conftest import report
from tests.datasets import write
from tests.depth import quick
from tests.index.strategies import DAYS, Line, datasets, questions

from stancetracker.addons.site.figures.counts import Band, Group, band_of, groups_of
from stancetracker.render.timeline import Days, days_of, lines_of
from stancetracker.render.timeline import Line as Drawn
from stancetracker.reports.panel import Panel

Question = tuple[str, str | None, str]
Figures = tuple[Panel, list[Drawn], Days, Band | None, tuple[Group, ...]]


def drawn(lines: list[Line], parameters: Question) -> Figures:
    """Return the panel of the bridge, and its figures."""
    as_of, known_by, audience = parameters
    question: dict[str, Any] = {"as_of": as_of, "known_by": known_by, "audience": audience}
    with TemporaryDirectory() as place:
        folder = write(Path(place, "data"), lines)
        built_report = report(folder, Path(place, "cache"), **question)
    panel, records = built_report.figures[0][1]
    lines_drawn = lines_of(panel, records)
    days = days_of(panel, lines_drawn, records.events)
    return panel, lines_drawn, days, band_of(panel, records), groups_of(panel.counts)


def oracle_standings(lines: list[Line], question: Question) -> dict[str, Line]:
    """Return the oracle's standings of the panel, else of all, by actor."""
    rows = [row for row in oracle.standings(lines, *question) if row["issue"] == "bridge"]
    return {row["actor"]: row for row in rows if row["panel"]} or {
        row["actor"]: row for row in rows
    }


@quick
@given(datasets(), questions)
def test_each_line_of_the_timeline_has_the_standing_of_its_actor(
    lines: list[Line], question: Question
) -> None:
    timeline = drawn(lines, question)[1]
    standings = oracle_standings(lines, question)

    assert {
        actor: (row["status"], row["stance"], row["private"]) for actor, row in standings.items()
    } == {
        line.standing.actor: (line.standing.status, line.standing.stance, "private" in line.words)
        for line in timeline
    }
    for line in timeline:
        standing = standings[line.standing.actor]
        assert (
            bool(line.spells)
            == (standing["status"] == "spoke")
            == sum(spell.decides for spell in line.spells)
        )
        # Words that were not public are drawn as others are where they count.
        if question[2] == "public":
            assert bool(line.private) == standing["private"]
        if standing["status"] == "silent":
            assert standing["earliest"] == line.days_checked[-1]


@quick
@given(datasets(), questions)
def test_the_axis_ends_with_the_last_day_drawn(lines: list[Line], question: Question) -> None:
    _, timeline, axis, band, _ = drawn(lines, question)
    days = [axis.first, *(trigger.date_latest for trigger in axis.triggers)]
    for line in timeline:
        days += [
            *line.days_checked,
            *line.private,
            *(spell.latest for spell in (*line.spells, *line.disputed)),
        ]

    assert max(days) == axis.last
    assert axis.first <= axis.last <= axis.as_of
    assert all(axis.first <= trigger.date_latest for trigger in axis.triggers)
    assert all(spell.earliest <= spell.latest for line in timeline for spell in line.spells)
    assert band is None or (axis == band.days and all(step.day <= axis.last for step in band.steps))


@quick
@given(datasets(), questions)
def test_both_edges_of_the_band_only_rise_and_end_at_all_who_spoke(
    lines: list[Line], question: Question
) -> None:
    panel, _, _, band, _ = drawn(lines, question)
    if band is None:
        return
    edges = [(step.least, step.most) for step in band.steps]

    assert all(least <= most for least, most in edges)
    assert edges == sorted(edges)
    assert [most for _, most in edges] == sorted(most for _, most in edges)
    assert (panel.counts.spoke.total(),) * 2 == edges[-1]
    assert all(edge != next_edge for edge, next_edge in pairwise(edges))
    assert [step.day for step in band.steps[1:]] == sorted({step.day for step in band.steps[1:]})


@quick
@given(datasets(), questions, st.sampled_from(DAYS))
def test_the_lower_edge_counts_those_who_had_spoken_by_each_day(
    lines: list[Line], question: Question, day: str
) -> None:
    as_of, known_by, _ = question
    band = drawn(lines, (as_of, known_by, "public"))[3]
    if band is None or not band.days.first <= day <= as_of:
        return
    spoke = [
        row
        for row in oracle_standings(lines, (day, known_by, "public")).values()
        if row["status"] == "spoke"
    ]

    assert len(spoke) == max(step.least for step in band.steps if step.day <= day)


@quick
@given(datasets(), questions)
def test_groups_count_the_standings(lines: list[Line], question: Question) -> None:
    panel, *_, groups = drawn(lines, question)
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.mark] += group.number
    standings = Counter(
        row["stance"] or row["status"] for row in oracle_standings(lines, question).values()
    )

    assert not panel.counts.total or standings == counts
    assert all(group.number > 0 for group in groups)
