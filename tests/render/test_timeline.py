"""The words about the end of a timeline, after which nothing is on record."""

import pytest

from stancetracker.render.timeline import CheckDays, Days, before_gap, gap

DAYS = Days("2026-01-01", "2026-01-20", "2026-03-01", (), None, is_over=False)


@pytest.mark.parametrize(
    ("checked", "since", "before"),
    [
        (CheckDays("2026-01-08", "2026-01-08"), "52 days since the last check", "8 Jan 2026"),
        (CheckDays("2026-01-05", "2026-01-08"), "52 days since the last check", "5–8 Jan 2026"),
    ],
)
def test_the_end_of_a_timeline_names_the_checks_of_those_who_are_silent(
    checked: CheckDays, since: str, before: str
) -> None:
    days = DAYS._replace(checked=checked)

    assert since == gap(days)
    assert f"none found up to {before}" == before_gap(days)


def test_where_nobody_is_silent_the_end_of_a_timeline_names_the_last_record() -> None:
    assert "40 days since the last record" == gap(DAYS)
    assert "last record 20 Jan 2026" == before_gap(DAYS)
