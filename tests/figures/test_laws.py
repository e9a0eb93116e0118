"""The laws of figures: whatever the dataset, they say what the standings say."""

from collections import Counter
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import oracle
from tests.datasets import indexed
from tests.index.strategies import DAYS, Line, datasets, questions

from stancetracker.figures.chart import figure
from stancetracker.figures.counts import HowManyHadSpoken
from stancetracker.figures.stand import WhereTheyStand
from stancetracker.figures.when import WhoSpokeWhen
from stancetracker.index import queries
from stancetracker.reports.catalogue import summary
from stancetracker.reports.panel import Panel

Question = tuple[str, str | None, str]
Figures = tuple[Panel, WhoSpokeWhen | None, HowManyHadSpoken | None, WhereTheyStand | None]
quick = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)


def drawn(lines: list[Line], asked: Question) -> Figures:
    """Return the panel of the bridge, and its figures."""
    as_of, known_by, audience = asked
    question = queries.Question(as_of, known_by, audience, "any", True, issues=("bridge",))
    with indexed(lines) as connection:
        queries.pose(connection, question)
        made = summary.report(connection, question)
    panel, *rows = made.figures[0].rows
    return (panel, *(figure(name, panel, *rows) for name in ("when", "many", "stand")))


def said_by_the_rule(lines: list[Line], asked: Question) -> dict[str, Line]:
    """Return the oracle's standings of the panel, else of all, by actor."""
    rows = [row for row in oracle.standings(lines, *asked) if row["issue"] == "bridge"]
    return {row["actor"]: row for row in rows if row["panel"]} or {row["actor"]: row for row in rows}


@quick
@given(datasets(), questions)
def test_lines_are_the_standings(lines: list[Line], asked: Question) -> None:
    _, when, _, _ = drawn(lines, asked)
    standings = said_by_the_rule(lines, asked)
    found = when.lines if when else ()

    assert {actor: (row["status"], row["stance"], row["reported"]) for actor, row in standings.items()} == {
        line.standing.actor: (line.standing.status, line.standing.stance, "reported" in line.words)
        for line in found
    }
    for line in found:
        standing = standings[line.standing.actor]
        assert (
            bool(line.spells) == (standing["status"] == "spoke") == sum(each.decides for each in line.spells)
        )
        assert bool(line.reported) == standing["reported"]
        if standing["status"] == "silent":
            assert standing["earliest"] == line.looks[-1]


@quick
@given(datasets(), questions)
def test_the_axis_ends_with_the_last_that_is_drawn(lines: list[Line], asked: Question) -> None:
    _, when, many, _ = drawn(lines, asked)
    if when is None:
        return
    days = [when.first, *(trigger.day for trigger in when.triggers)]
    for line in when.lines:
        days += [*line.looks, *line.reported, *(spell.latest for spell in line.spells)]

    assert max(days) == when.last
    assert when.first <= when.last <= when.as_of
    assert all(when.first <= trigger.day for trigger in when.triggers)
    assert all(spell.earliest <= spell.latest for line in when.lines for spell in line.spells)
    if many is not None:
        assert (when.first, when.last, when.triggers) == (many.first, many.last, many.triggers)
        assert all(step.day <= when.last for step in many.steps)


@quick
@given(datasets(), questions)
def test_neither_edge_of_the_band_falls_and_both_end_at_all_who_spoke(
    lines: list[Line], asked: Question
) -> None:
    panel, _, many, _ = drawn(lines, asked)
    if many is None:
        return
    edges = [(0, 0), *((step.least, step.most) for step in many.steps)]

    assert all(least <= most for least, most in edges)
    assert edges == sorted(edges)
    assert [most for _, most in edges] == sorted(most for _, most in edges)
    assert (panel.counts.spoken,) * 2 == edges[-1]
    assert all(one != other for one, other in pairwise(edges))
    assert [step.day for step in many.steps] == sorted({step.day for step in many.steps})


@quick
@given(datasets(), questions, st.sampled_from(DAYS))
def test_the_lower_edge_is_how_many_spoke_as_of_that_day(
    lines: list[Line], asked: Question, day: str
) -> None:
    as_of, known_by, _ = asked
    _, _, many, _ = drawn(lines, (as_of, known_by, "public"))
    if many is None or not many.first <= day <= as_of:
        return
    spoke = [
        row for row in said_by_the_rule(lines, (day, known_by, "public")).values() if row["status"] == "spoke"
    ]

    assert len(spoke) == max((step.least for step in many.steps if step.day <= day), default=0)


@quick
@given(datasets(), questions)
def test_groups_are_the_counts(lines: list[Line], asked: Question) -> None:
    panel, _, _, stand = drawn(lines, asked)
    counts = panel.counts
    if stand is None:
        assert 0 == counts.total
        return

    assert counts.total == stand.total == sum(group.count for group in stand.groups)
    assert all(group.count == len(group.members) > 0 for group in stand.groups)
    assert counts.spoke == Counter({g.stance: g.count for g in stand.groups if g.status == "spoke"})
    assert counts.silent == Counter({g.response: g.count for g in stand.groups if g.status == "silent"})
    assert counts.unchecked == sum(g.count for g in stand.groups if g.status == "unchecked")
    assert counts.reported == sum(
        member.reported for g in stand.groups if g.status != "spoke" for member in g.members
    )
