"""Standings, flags and counts in words."""

import re

import pytest

from stancetracker.base import wording


@pytest.mark.parametrize(
    ("status", "stance", "earliest", "audience", "expected"),
    [
        ("spoke", "favor", "2026-01-26", "public", "Public statement, in favor"),
        ("spoke", "against", None, "public", "Public statement, against"),
        ("spoke", "mixed", None, "public", "Public statement, both in favor and against"),
        ("spoke", "neither", None, "any", "Statement, taking no side"),
        ("spoke", None, None, "any", "Statement, taking no side"),
        ("silent", None, "2026-01-26", "public", "No public statement found as of 26 Jan 2026"),
        ("silent", None, "2026-01-26", "any", "No public statement found as of 26 Jan 2026"),
        ("unchecked", None, None, "public", "Unchecked: no check on record"),
    ],
)
def test_a_standing_is_a_sentence(
    status: str, stance: str | None, earliest: str | None, audience: str, expected: str
) -> None:
    assert expected == wording.standing(status, stance, earliest, audience)


@pytest.mark.parametrize(
    ("basis", "checked_by", "publisher", "source", "expected"),
    [
        ("own-search", "Us", None, None, "searched by Us"),
        ("own-search", "Us", "Us", None, "searched by Us"),
        ("asked", None, None, None, "asked by us"),
        ("reported", "Us", "Paper", "https://x.org", "reported by Us via Paper"),
        ("reported", None, None, "https://x.org", "reported by https://x.org"),
        (None, None, "Paper", None, ""),
    ],
)
def test_it_says_who_looked(
    basis: str | None, checked_by: str | None, publisher: str | None, source: str | None, expected: str
) -> None:
    assert expected == wording.checked(basis, checked_by, publisher, source)


def test_a_count_is_split_into_all_its_parts_that_are_not_zero() -> None:
    counts = {"declined": 1, "none-found": 3, "avoided": 0}

    assert "3 none found, 1 declined" == wording.split(counts, wording.RESPONSES)


@pytest.mark.parametrize(
    ("count", "kind", "expected"),
    [
        (1, "person", "1 person"),
        (11, "person", "11 people"),
        (1, "organization", "1 organization"),
        (4, "organization", "4 organizations"),
        (3, "any", "3 actors"),
    ],
)
def test_actors_are_counted_by_kind(count: int, kind: str, expected: str) -> None:
    assert expected == wording.actors(count, kind)


def test_a_span_of_days_is_no_more_exact_than_it_is() -> None:
    assert ["1 day", "2 days", "0–19 days"] == [wording.days(*span) for span in ((1, 1), (2, 2), (0, 19))]


@pytest.mark.parametrize(
    ("type", "name", "expected"),
    [
        ("donation", "A Fund", "to A Fund"),
        ("contract", "The City", "with The City"),
        ("attendance", "The City", "with The City"),
        ("donation", None, ""),
    ],
)
def test_a_donation_is_made_to_somebody(type: str, name: str | None, expected: str) -> None:
    assert expected == wording.counterparty(type, name)


@pytest.mark.parametrize(
    ("value", "currency", "bound", "of", "expected"),
    [
        (None, None, None, None, ""),
        (75_000_000, "USD", "at-least", None, "at least 75,000,000 USD"),
        (1_000_000.0, "USD", "exact", "obligated", "1,000,000 USD obligated"),
        (9.0, "USD", "about", "award", "about 9 USD awarded"),
        (12.5, "EUR", "at-most", "ceiling", "up to 12.50 EUR possible"),
        (0, "USD", "exact", "obligated", "none found"),
    ],
)
def test_an_amount_has_its_bound_and_what_it_counts(
    value: float | None, currency: str | None, bound: str | None, of: str | None, expected: str
) -> None:
    assert expected == wording.money(value, currency, bound, of)


@pytest.mark.parametrize(
    "text", ["She refused.", "failed to", "ignores", "is still silent", "finally spoke", "broke her silence"]
)
def test_words_that_judge_are_found(text: str) -> None:
    assert any(re.search(rf"\b{pattern}\b", text, re.IGNORECASE) for pattern in wording.FORBIDDEN)
