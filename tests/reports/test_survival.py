"""Kaplan-Meier: against cases worked out by hand, against laws, and against lifelines where that is installed."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.reports.catalogue.pace import Followed, bar, curve, sparkline

DAYS = st.integers(0, 30)
FOLLOWED = st.lists(st.builds(Followed, DAYS, st.booleans()), min_size=1, max_size=20)


def test_the_share_falls_by_those_with_an_event_of_those_at_risk() -> None:
    followed = [
        Followed(1, True),
        Followed(2, False),
        Followed(2, True),
        Followed(5, True),
        Followed(9, False),
    ]

    assert [
        (0, 5, 0, Fraction(1)),
        (1, 5, 1, Fraction(4, 5)),
        (2, 4, 1, Fraction(3, 5)),
        (5, 2, 1, Fraction(3, 10)),
        (9, 1, 0, Fraction(3, 10)),
    ] == curve(followed, [9, 0])


def test_of_nobody_there_is_no_curve_and_after_the_last_nobody_is_at_risk() -> None:
    assert [] == curve([])
    assert [(4, 0, 0, Fraction(1))] == curve([Followed(3, False)], [4])


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_where_each_has_the_event_it_is_the_share_without(days: list[int]) -> None:
    for step in curve([Followed(day, True) for day in days], range(31)):
        assert Fraction(sum(day > step.day for day in days), len(days)) == step.share


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=20), DAYS)
def test_earlier_events_leave_no_more_without_where_all_others_are_followed_longest(
    spells: list[tuple[int, int]], rest: int
) -> None:
    others = [Followed(31, False)] * rest
    early, late = (
        curve([*(Followed(pick(days), True) for days in spells), *others], range(32)) for pick in (min, max)
    )

    assert all(one.share <= other.share for one, other in zip(early, late, strict=True))


def test_the_curves_may_cross_where_somebody_is_followed_to_a_day_between() -> None:
    between = Followed(3, False)

    assert Fraction(1, 2) == curve([Followed(1, True), between])[-1].share
    assert Fraction(0) == curve([Followed(5, True), between])[-1].share


def test_a_bar_is_full_to_the_smaller_share_and_shaded_to_the_larger() -> None:
    assert "█████▒▒▒▒▒··········" == bar(0.25, 0.5) == bar(0.5, 0.25)
    assert "█" * 20 == bar(1, 1)
    assert "·" * 20 == bar(0, 0)


def test_a_sparkline_has_a_block_a_day_or_one_for_several() -> None:
    steps = curve([Followed(1, True), Followed(3, True)], [0])

    assert "█▅▅▁" == sparkline(steps, 3)
    assert "█" * 40 == sparkline([], 39)
    assert "▅" + "▁" * 20 == sparkline(steps, 41)


@given(FOLLOWED)
def test_it_is_what_lifelines_fits(followed: list[Followed]) -> None:
    fitter = _lifelines().KaplanMeierFitter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter.fit([one.days for one in followed], [one.event for one in followed])
        fitted = [float(fitter.predict(day)) for day in range(31)]

    assert pytest.approx(fitted) == [float(step.share) for step in curve(followed, range(31))]


def _lifelines() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("lifelines", reason="lifelines is in the extra extra-tests")
