"""Days to the first statement, between the possible days; the curve by hand, by laws and against lifelines."""

import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.sample import rendered
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.base.errors import UnknownNameError
from stancetracker.reports.catalogue import first
from stancetracker.reports.makers import maker
from stancetracker.reports.pace import Followed, curve

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
    section = ask(first.report).section("day")
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
        "0 | 1 Jan 2026 | 3 | 67 %",
        "2 | 3 Jan 2026 | 2 | 33–67 %",
        "4 | 5 Jan 2026 | 1–2 | 33–67 %",
        "6 | 7 Jan 2026 | 0–1 | 0–33 %",
    ] == rows_in_words(section)


def test_half_of_the_panel_had_spoken_between_two_readings_of_the_days(ask: Ask) -> None:
    report = ask(first.report)

    assert (
        "Half of those followed (3 of 5 people) are estimated to have had a public statement on record 2–6 days after"
        " the issue's first day."
    ) in str(report.section(None).caption)
    assert any("Kaplan-Meier" in note for note in report.notes)


def test_fewer_than_half_may_have_spoken_by_one_reading_or_by_both(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]} {"kind": "issue", "id": "dam", "panel": ["bo", "cy"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-02/2026-01-09", "stance": "favor"}
    {"kind": "silence", "id": "b", "actors": ["bo", "cy"], "date": "2026-01-05"}
    {"kind": "silence", "id": "c", "actors": ["bo", "cy"], "date": "2026-01-05", "issue": "dam"}
    """
    bridge = ask(first.report, issues=("bridge",)).section(None).caption
    dam = ask(first.report, issues=("dam",)).section(None).caption

    assert str(bridge).endswith(
        "Half of those followed (3 of 3 people) are estimated to have had a public statement on record 8 days after the"
        " issue's first day, by one reading of uncertain dates; by the other, fewer had."
    )
    assert str(dam).endswith(
        "Fewer than half of those followed (2 of 2 people) had a public statement on record."
    )


def test_the_days_are_for_programs_and_a_page_draws_them(ask: Ask) -> None:
    report = ask(first.report)

    assert "Without a statement" not in rendered("table", report)
    assert ["when", "pace"] == [figure.name for figure in report.figures]


def test_the_report_that_was_its_own_is_found_again() -> None:
    with pytest.raises(UnknownNameError, match=r"^unknown report: pace$") as raised:
        maker("pace")

    assert "it is now: report first" == raised.value.hint


def test_only_the_panel_counts_whoever_else_is_asked_about(ask: Ask) -> None:
    panel, everyone = ask(first.report), ask(first.report, everyone=True)

    assert panel.section("day").rows == everyone.section("day").rows


def test_with_any_audience_words_made_known_are_a_statement_of_their_day(ask: Ask) -> None:
    report = ask(first.report, audience="any")

    assert (10, "2026-01-11", 1) == cells(report.section("day"), "day", "date", "spoke_latest")[-1]
    assert "had a statement on record" in str(report.section(None).caption)


def test_of_no_panel_and_before_the_first_day_there_is_no_curve(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "tunnel"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-03-01"}
    """
    early, none = ask(first.report), ask(first.report, issues=("tunnel",))

    assert [] == early.section("day").rows == none.section("day").rows
    assert not any("Kaplan-Meier" in note for note in (*early.notes, *none.notes))


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
