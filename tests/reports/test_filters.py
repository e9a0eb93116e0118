"""Filters choose rows after standings are computed, and change none."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import tried
from tests.reports.asking import Ask

from stancetracker.reports.listing import listing
from stancetracker.reports.table import Row

DAYS = ("2026-01-19", "2026-01-24", "2026-01-27", "2026-11-25")
FILTERS: dict[str, Any] = {
    "issues": st.sampled_from(["minneapolis-immigration-operations", "iceout-letter-demands"]),
    "people": st.sampled_from(["tim-cook", "elon-musk", "Reid Hoffman"]),
    "organizations": st.sampled_from(["apple", "google", "meta"]),
    "stances": st.sampled_from(["favor", "against"]),
    "channels": st.sampled_from(["social-post", "internal-memo", "interview"]),
    "statuses": st.sampled_from(["spoke", "silent", "unchecked"]),
}


def listed(ask: Ask, **asked: Any) -> list[Row]:
    return list(ask(listing, **asked).section("standing").rows)


@tried(10, 500)
@given(
    as_of=st.sampled_from(DAYS),
    audience=st.sampled_from(["public", "any"]),
    actors=st.sampled_from(["person", "organization", "any"]),
    everyone=st.booleans(),
    filters=st.fixed_dictionaries(
        {}, optional={name: st.lists(value, max_size=2).map(tuple) for name, value in FILTERS.items()}
    ),
    days=st.fixed_dictionaries(
        {}, optional={"since": st.sampled_from(DAYS), "until": st.sampled_from(DAYS)}
    ).filter(lambda days: days.get("since", "") <= days.get("until", "9")),
    flags=st.fixed_dictionaries({}, optional={"stale": st.booleans(), "reported": st.booleans()}),
)
def test_a_filter_chooses_rows_and_changes_no_standing(
    shipped: Ask,
    as_of: str,
    audience: str,
    actors: str,
    everyone: bool,
    filters: dict[str, Any],
    days: dict[str, Any],
    flags: dict[str, Any],
) -> None:
    when = {"as_of": as_of, "audience": audience, "issues": ()}
    asked = {**when, "actors": actors, "everyone": everyone, **filters, **days, **flags}
    known = listed(shipped, **when, actors="any", everyone=True)
    found = listed(shipped, **asked)

    assert [row for row in known if row in found] == found
    for name, words in [(name, words) for name, words in filters.items() if words]:
        alone = [listed(shipped, **{**asked, name: (word,)}) for word in words]

        # Repeated flags are alternatives.
        assert [row for row in known if any(row in rows for rows in alone)] == found


FLAGS: tuple[dict[str, Any], ...] = (
    {"statuses": ("silent",)},
    {"stale": True},
    {"reported": True},
    {"people": ("tim-cook",)},
    {"organizations": ("apple",)},
    {"since": "2026-01-27"},
)


@pytest.mark.parametrize(("one", "other"), list(combinations(FLAGS, 2)), ids=str)
def test_no_two_filters_of_different_names_give_more_than_each_alone(
    shipped: Ask, one: dict[str, Any], other: dict[str, Any]
) -> None:
    whole: dict[str, Any] = {"actors": "any", "everyone": True}  # whoever is named is listed in any case
    those = listed(shipped, **whole, **other)
    both = listed(shipped, **whole, **one, **other)

    assert [row for row in listed(shipped, **whole, **one) if row in those] == both
