"""Days to the first statement, between the possible days; the curve by hand, by laws and against lifelines."""

import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.asking import Ask, cells, told

from stancetracker.reports.catalogue import pace
from stancetracker.reports.catalogue.pace import Followed, bar, curve

DAYS = st.integers(0, 30)
FOLLOWED = st.lists(st.builds(Followed, DAYS, st.booleans()), min_size=1, max_size=20)
LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "ed"} {"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di", "ed"]}
{"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03/2026-01-09", "stance": "favor"}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-05/2026-01-07", "stance": "favor"}
{"kind": "statement", "id": "a3", "speaker": "ada", "date": "2026-01-08", "stance": "favor"}
{"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
 "verification": "disputed"}
{"kind": "statement", "id": "before", "speaker": "bo", "date": "2025-12-31", "stance": "favor"}
{"kind": "silence", "id": "l1", "actors": ["cy"], "date": "2026-01-02"}
{"kind": "silence", "id": "l2", "actors": ["cy"], "date": "2026-01-05/2026-01-20"}
{"kind": "statement", "id": "maybe", "speaker": "di", "date": "2026-01-20/2026-02-20", "stance": "favor"}
{"kind": "statement", "id": "memo", "speaker": "ed", "date": "2026-01-11", "stance": "against",
 "audience": "internal", "made_public": "2026-01-12"}
{"kind": "statement", "id": "o", "speaker": "out", "date": "2026-01-02", "stance": "favor"}
"""


def test_the_share_without_a_statement_in_both_readings(ask: Ask) -> None:
    section = ask(pace.report).section(None)
    steps = ("day", "at_risk", "at_risk_earliest", "earliest_share", "latest_share")

    # At risk: Ada [2, 6], Bo [0, 0], and Cy up to day 4; Di and Ed are unchecked.
    assert [
        (0, 3, 3, pytest.approx(2 / 3), pytest.approx(2 / 3)),
        (2, 2, 2, pytest.approx(1 / 3), pytest.approx(2 / 3)),
        (4, 2, 1, pytest.approx(1 / 3), pytest.approx(2 / 3)),
        (6, 1, 0, pytest.approx(1 / 3), 0),
    ] == cells(section, *steps)
    assert [
        ("2026-01-01", 1, 1, 0),
        ("2026-01-03", 1, 0, 0),
        ("2026-01-05", 0, 0, 1),
        ("2026-01-07", 0, 1, 0),
    ] == cells(section, "date", "spoke_earliest", "spoke_latest", "censored")
    assert [
        "0 | 1 Jan 2026 | 3 | 67 % | " + "█" * 13 + "·" * 7,
        "2 | 3 Jan 2026 | 2 | 33–67 % | " + "█" * 7 + "▒" * 6 + "·" * 7,
        "4 | 5 Jan 2026 | 1–2 | 33–67 % | " + "█" * 7 + "▒" * 6 + "·" * 7,
        "6 | 7 Jan 2026 | 0–1 | 0–33 % | " + "▒" * 7 + "·" * 13,
    ] == told(section)
    assert (
        "At risk on day 0: 3 of 5 people; 2 unchecked are never at risk, 1 of the panel may have spoken by then."
        == section.ending[0]
    )


def test_only_the_panel_counts_whoever_else_is_asked_about(ask: Ask) -> None:
    assert ask(pace.report).section(None).rows == ask(pace.report, everyone=True).section(None).rows


def test_with_any_audience_words_made_known_are_a_statement_of_their_day(ask: Ask) -> None:
    found = ask(pace.report, audience="any")

    assert (10, "2026-01-11", 1) == cells(found.section(None), "day", "date", "spoke_latest")[-1]
    assert "had made no statement by" in found.question


def test_days_choose_rows(ask: Ask) -> None:
    assert [4, 6] == cells(ask(pace.report, since="2026-01-04").section(None), "day")
    assert [0, 2] == cells(ask(pace.report, until="2026-01-04").section(None), "day")


def test_of_no_panel_and_before_the_first_day_there_is_no_curve(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "tunnel"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-03-01"}
    """
    early, none = ask(pace.report).section(None), ask(pace.report, issues=("tunnel",)).section(None)

    assert ([], [], ()) == (early.rows, none.rows, none.ending)
    assert "At risk on day 0: 0 of 1 person; 1 unchecked is never at risk." == early.ending[0]


def test_the_share_falls_by_those_with_an_event_of_those_at_risk() -> None:
    ends = [(1, True), (2, False), (2, True), (5, True), (9, False)]

    assert [
        (0, 5, 0, Fraction(1)),
        (1, 5, 1, Fraction(4, 5)),
        (2, 4, 1, Fraction(3, 5)),
        (5, 2, 1, Fraction(3, 10)),
        (9, 1, 0, Fraction(3, 10)),
    ] == curve([Followed(*end) for end in ends], [9, 0])


def test_of_nobody_there_is_no_curve_and_after_the_last_nobody_is_at_risk() -> None:
    assert [] == curve([])
    assert [(4, 0, 0, Fraction(1))] == curve([Followed(3, False)], [4])


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=20), DAYS)
def test_earlier_events_leave_no_more_without_where_all_others_are_followed_longest(
    spells: list[tuple[int, int]], rest: int
) -> None:
    others = [Followed(31, False)] * rest
    early, late = (
        curve([*(Followed(pick(days), True) for days in spells), *others], range(32))
        for pick in (min, max)
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


@given(FOLLOWED)
def test_it_is_what_lifelines_fits(followed: list[Followed]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lifelines: Any = pytest.importorskip(
            "lifelines", reason="lifelines is in the group extra-tests"
        )
        fitter = lifelines.KaplanMeierFitter()
        fitter.fit([one.days for one in followed], [one.event for one in followed])
        fitted = [float(fitter.predict(day)) for day in range(31)]

    assert pytest.approx(fitted) == [float(step.share) for step in curve(followed, range(31))]
