"""Filters choose rows after standings are computed, and change none."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.datasets import SHIPPED, standings

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
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


@pytest.fixture(scope="module")
def shipped_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for the module."""
    return tmp_path_factory.mktemp("cache")


def listed(folder: Folder, cache: Path, question: Question) -> list[Row]:
    return list(answer(folder, question, listing, cache).section("standing").rows)


@settings(suppress_health_check=[HealthCheck.too_slow])
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
    shipped_cache: Path,
    as_of: str,
    audience: Any,
    actors: Any,
    everyone: bool,
    filters: dict[str, Any],
    days: dict[str, Any],
    flags: dict[str, Any],
) -> None:
    question = Question(
        as_of, audience=audience, actors=actors, everyone=everyone, **filters, **days, **flags
    )
    known = [one._asdict() for one in standings(SHIPPED, shipped_cache, Question(as_of, None, audience))]
    found = listed(SHIPPED, shipped_cache, question)

    assert [row for row in known if row in found] == found
    for name, asked in [(name, asked) for name, asked in filters.items() if asked]:
        questions = [question._replace(**cast("Any", {name: (one,)})) for one in asked]
        alone = [listed(SHIPPED, shipped_cache, one) for one in questions]

        # Repeated flags are alternatives.
        assert [row for row in known if any(row in rows for rows in alone)] == found


LINES = """
{"kind": "organization", "id": "acme"}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "acme"], "recheck_days": 5}
{"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10/2026-01-12", "stance": "favor"}
{"kind": "statement", "id": "m", "speaker": "bo", "date": "2026-01-10", "stance": "favor",
 "audience": "internal", "made_public": "2026-01-11"}
{"kind": "silence", "id": "l", "actors": ["bo", "acme"], "date": "2026-01-13", "basis": "reported",
 "sources": [{"url": "https://paper.org/1", "tier": "secondary"}]}
{"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-10", "stance": "neither",
 "issue": "tunnel"}
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["ada", "bo", "cy"]),
        ({"actors": "organization"}, ["acme"]),
        ({"actors": "any"}, ["ada", "bo", "cy", "acme"]),
        ({"everyone": True}, ["ada", "bo", "cy", "cy"]),
        ({"statuses": ("silent",)}, ["bo"]),
        ({"statuses": ("silent", "spoke")}, ["ada", "bo"]),
        ({"statuses": ("unchecked",)}, ["cy"]),
        ({"stale": True}, ["bo"]),
        ({"reported": True}, ["bo"]),
        ({"stances": ("favor",)}, ["ada"]),
        ({"stances": ("against",)}, []),
        ({"channels": ("speech",)}, ["ada"]),
        ({"people": ("ada", "cy")}, ["ada", "cy"]),
        ({"organizations": ("acme",)}, ["ada"]),
        ({"organizations": ("acme",), "actors": "any"}, ["ada", "acme"]),
        ({"organizations": ("acme",), "people": ("bo",)}, []),
        ({"sources": ("paper.org",)}, ["bo"]),
        ({"sources": ("The Example", "paper.org")}, ["ada", "bo"]),
        ({"since": "2026-01-13"}, ["bo"]),
        ({"since": "2026-01-12"}, ["ada", "bo"]),
        ({"until": "2026-01-10"}, ["ada"]),
        ({"until": "2026-01-09"}, []),
        ({"since": "2026-01-11", "until": "2026-01-11"}, ["ada"]),
        ({"issues": ("tunnel",)}, []),
        ({"issues": ("tunnel",), "everyone": True}, ["cy"]),
    ],
    ids=str,
)
def test_each_filter_chooses_its_rows(
    folder: Folder, cache: Path, asked: dict[str, Any], expected: list[str]
) -> None:
    assert expected == [row["actor"] for row in listed(folder, cache, Question("2026-02-01", **asked))]


def test_no_two_filters_of_different_names_give_more_than_each_alone(shipped_cache: Path) -> None:
    asked: list[dict[str, Any]] = [
        {"statuses": ("silent",)},
        {"stale": True},
        {"reported": True},
        {"people": ("tim-cook",)},
        {"organizations": ("apple",)},
        {"since": "2026-01-27"},
    ]
    for one, other in combinations(asked, 2):
        rows = [
            listed(SHIPPED, shipped_cache, Question("2026-11-25", **each))
            for each in (one, other, one | other)
        ]

        assert [row for row in rows[0] if row in rows[1]] == rows[2]
