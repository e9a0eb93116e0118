"""The laws of figures: whatever the dataset, they say what the standings say."""

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


def drawn(lines: list[Line], asked: Question) -> Figures:
    """Return the panel of the bridge, and its figures."""
    as_of, known_by, audience = asked
    question: dict[str, Any] = {"as_of": as_of, "known_by": known_by, "audience": audience}
    with TemporaryDirectory() as place:
        folder = write(Path(place, "data"), lines)
        made = report(folder, Path(place, "cache"), **question, actors="any", actors_asked=True)
    panel, known = made.figures[0][1]
    lines_drawn = lines_of(panel, known)
    days = days_of(panel, lines_drawn, known.events)
    return panel, lines_drawn, days, band_of(panel, known), groups_of(panel.counts)


def said_by_the_rule(lines: list[Line], asked: Question) -> dict[str, Line]:
    """Return the oracle's standings of the panel, else of all, by actor."""
    rows = [row for row in oracle.standings(lines, *asked) if row["issue"] == "bridge"]
    return {row["actor"]: row for row in rows if row["panel"]} or {
        row["actor"]: row for row in rows
    }


@quick
@given(datasets(), questions)
def test_lines_are_the_standings(lines: list[Line], asked: Question) -> None:
    found = drawn(lines, asked)[1]
    standings = said_by_the_rule(lines, asked)

    assert {
        actor: (row["status"], row["stance"], row["reported"]) for actor, row in standings.items()
    } == {
        line.standing.actor: (line.standing.status, line.standing.stance, "reported" in line.words)
        for line in found
    }
    for line in found:
        standing = standings[line.standing.actor]
        assert (
            bool(line.spells)
            == (standing["status"] == "spoke")
            == sum(each.decides for each in line.spells)
        )
        assert bool(line.reported) == standing["reported"]
        if standing["status"] == "silent":
            assert standing["earliest"] == line.looks[-1]


@quick
@given(datasets(), questions)
def test_the_axis_ends_with_the_last_that_is_drawn(lines: list[Line], asked: Question) -> None:
    _, found, when, band, _ = drawn(lines, asked)
    days = [when.first, *(trigger.date_latest for trigger in when.triggers)]
    for line in found:
        days += [
            *line.looks,
            *line.reported,
            *(spell.latest for spell in (*line.spells, *line.disputed)),
        ]

    assert max(days) == when.last
    assert when.first <= when.last <= when.as_of
    assert all(when.first <= trigger.date_latest for trigger in when.triggers)
    assert all(spell.earliest <= spell.latest for line in found for spell in line.spells)
    assert band is None or (when == band.days and all(step.day <= when.last for step in band.steps))


@quick
@given(datasets(), questions)
def test_neither_edge_of_the_band_falls_and_both_end_at_all_who_spoke(
    lines: list[Line], asked: Question
) -> None:
    panel, _, _, many, _ = drawn(lines, asked)
    if many is None:
        return
    edges = [(step.least, step.most) for step in many.steps]

    assert all(least <= most for least, most in edges)
    assert edges == sorted(edges)
    assert [most for _, most in edges] == sorted(most for _, most in edges)
    assert (panel.counts.spoke.total(),) * 2 == edges[-1]
    assert all(one != other for one, other in pairwise(edges))
    assert [step.day for step in many.steps[1:]] == sorted({step.day for step in many.steps[1:]})


@quick
@given(datasets(), questions, st.sampled_from(DAYS))
def test_the_lower_edge_is_how_many_spoke_as_of_that_day(
    lines: list[Line], asked: Question, day: str
) -> None:
    as_of, known_by, _ = asked
    many = drawn(lines, (as_of, known_by, "public"))[3]
    if many is None or not many.days.first <= day <= as_of:
        return
    spoke = [
        row
        for row in said_by_the_rule(lines, (day, known_by, "public")).values()
        if row["status"] == "spoke"
    ]

    assert len(spoke) == max(step.least for step in many.steps if step.day <= day)


@quick
@given(datasets(), questions)
def test_groups_are_the_standings(lines: list[Line], asked: Question) -> None:
    panel, *_, groups = drawn(lines, asked)
    numbers: Counter[str] = Counter()
    for group in groups:
        numbers[group.mark] += group.number
    standings = Counter(
        row["stance"] or row["status"] for row in said_by_the_rule(lines, asked).values()
    )

    assert not panel.counts.total or standings == numbers
    assert all(group.number > 0 for group in groups)
