"""A date is an interval of days, and nothing is guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.base import dates
from stancetracker.base.dates import Interval
from stancetracker.base.errors import DateError

TODAY = "2026-03-01"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026-01-24", "2026-01-24", "2026-01-24"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("2026-01-24/2026-01-26", "2026-01-24", "2026-01-26"),
        ("2025/2026-01", "2025-01-01", "2026-01-31"),
        ("../2026-01-26", None, "2026-01-26"),
        ("../2026", None, "2026-12-31"),
    ],
)
def test_every_form_means_an_interval_of_days(text: str, earliest: str | None, latest: str) -> None:
    assert Interval(earliest, latest) == dates.parse(text)


NO_DATES = (
    ".. / ../ ../.. 2026-01-24/ 2026-01-24/.. /2026-01-24 2026-01-24/../2026-01-26 01/02/2026 2026/01/02 24.01.2026"
    " 20260124 2026-1-4 26-01-24 2026-01-24T10:00 2026-01- 2026- ~2026 2026? 2026-01-XX -2026 12026 ٢٠٢٦-٠١-٢٤"
    " ２０２６ 2026-01-24/2026-01-23 2026-02/2026-01 2026-02-01/2026-01"
)
NO_DAYS = "2026-02-29 2026-13 2026-00 2026-00-15 2026-01-00 2026-00-00 2026-01-32 0000 2026-04-31 1900-02-29"


@pytest.mark.parametrize(
    "text", ["", " ", "Jan 2026", "2026-01-24 ", " 2026-01-24", "2026-01-24\n", *NO_DATES.split()]
)
def test_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(DateError) as caught:
        dates.parse(text)

    assert caught.value.hint


@pytest.mark.parametrize("text", NO_DAYS.split())
def test_a_day_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="no such day"):
        dates.parse(text)


@given(st.dates(), st.dates())
def test_an_interval_is_read_as_it_was_written(day: datetime, another_day: datetime) -> None:
    start, end = sorted((day.isoformat(), another_day.isoformat()))

    assert (start, end) == dates.parse(f"{start}/{end}")


@given(st.text(alphabet="0123456789-/.", max_size=24) | st.text(max_size=24))
def test_a_text_is_a_date_or_refused(text: str) -> None:
    try:
        earliest, latest = dates.parse(text)
    except DateError:
        return

    assert earliest is None or earliest <= latest
    assert (len(latest), latest[4], latest[7]) == (10, "-", "-")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" 2026-01-24 ", "2026-01-24"),
        ("today", "2026-03-01"),
        ("Today", "2026-03-01"),
        ("YESTERDAY", "2026-02-28"),
        ("0 days ago", "2026-03-01"),
        ("3 days ago", "2026-02-26"),
    ],
)
def test_a_day_may_be_typed_in_words(text: str, day: str) -> None:
    assert day == dates.parse_day(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        *"2026-01 2026 ../2026-01-24 2026-01-24/2026-01-24 01/02/2026 tomorrow 2026-02-30".split(),
        *("", "-1 days ago", "12345 days ago", "٣ days ago"),
    ],
)
def test_what_is_not_one_day_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(DateError) as caught:
        dates.parse_day(text, TODAY)

    assert "write a day as 2026-01-24, today, yesterday or 3 days ago" == caught.value.hint


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-02-28", 1, "2026-03-01"),
        ("2024-02-28", 1, "2024-02-29"),
        ("2026-01-01", -1, "2025-12-31"),
    ],
)
def test_days_are_added_and_counted(day: str, count: int, expected: str) -> None:
    assert expected == dates.add_days(day, count)
    assert count == dates.days_between(day, expected)


@pytest.mark.parametrize(
    ("day", "count"), [("0001-01-01", -1), ("9999-12-31", 1), ("2026-01-01", 10**12)]
)
def test_a_day_outside_the_years_is_refused(day: str, count: int) -> None:
    with pytest.raises(DateError, match="no day"):
        dates.add_days(day, count)


def test_today_is_todays_day_in_utc() -> None:
    now = datetime.now(UTC)

    assert dates.utc_today() in {(now + timedelta(seconds=s)).date().isoformat() for s in (0, 60)}


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-01-26", "26 Jan 2026"),
        ("2026-01-07/2026-01-26", "7–26 Jan 2026"),
        ("2026-01-07/2026-02-07", "7 Jan–7 Feb 2026"),
        ("2025-12-30/2026-01-02", "30 Dec 2025–2 Jan 2026"),
        ("../2026-01-26", "by 26 Jan 2026"),
        ("2018", "2018"),
        ("2018/2019", "2018–2019"),
        ("2024-12", "Dec 2024"),
        ("2024-11/2024-12", "Nov–Dec 2024"),
        ("2024-12/2025-01", "Dec 2024–Jan 2025"),
        ("2024-02-01/2024-02-28", "1–28 Feb 2024"),
        ("2023-02-01/2023-02-28", "Feb 2023"),
        ("2024-01-01/2024-12-30", "1 Jan–30 Dec 2024"),
        ("2024-03-01/9999-12-31", "Mar 2024–Dec 9999"),
    ],
)
def test_a_date_in_words_is_no_more_exact_than_it_is(date: str, words: str) -> None:
    assert words == dates.interval_words(*dates.parse(date))


def test_a_span_of_days_says_once_what_both_days_share() -> None:
    full = dates.FULL_MONTHS

    assert "26–27 January 2026" == dates.span_words("2026-01-26", "2026-01-27", full)
    assert "30 December 2025–2 March 2026" == dates.span_words("2025-12-30", "2026-03-02", full)
    assert "5 May 2026" == dates.span_words("2026-05-05", "2026-05-05")
    assert "1–31 May 2026" == dates.span_words("2026-05-01", "2026-05-31")
