"""The shipped dataset answers as its sources do, on every day."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import oracle
from tests.datasets import SHIPPED, Line, rows, standings

from stancetracker.index import recorded
from stancetracker.index.queries import Question, Standing
from stancetracker.index.store import Index, ask
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer

ISSUE = "minneapolis-immigration-operations"
LEADERS = ["sundar-pichai", "tim-cook", "mark-zuckerberg", "jeff-bezos"]
KINDS = ("statement", "silence", "correction", "reply")
FIRST, LAST = date(2026, 1, 7), date(2026, 2, 15)
DAYS = [(FIRST + timedelta(days)).isoformat() for days in range((LAST - FIRST).days + 1)]
QUESTIONS = [
    Question(day, None, audience)
    for day in [*DAYS, "2026-01-06", "2026-11-25"]
    for audience in ("public", "any")
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for the module."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def lines(cache: Path) -> list[Line]:
    """Every line of the dataset; one without an id has the one that the index derived for its place."""
    found: list[Line] = []
    with_ids = ask(SHIPPED, Question("2026-01-01"), _ids, cache)
    for file in SHIPPED.files():
        for number, text in enumerate(file.path.read_text(encoding="utf-8").splitlines(), start=1):
            line = json.loads(text)
            if line["kind"] in KINDS:
                line["id"] = with_ids[file.name, number]
            found.append(line)
    return found


def _ids(index: Index) -> dict[tuple[str, int], str]:
    union = " UNION ALL ".join(f"SELECT id, file, line FROM {kind}" for kind in KINDS)
    return {(file, line): name for name, file, line in index.connection.execute(union)}


def panel(cache: Path, day: str, audience: str = "public") -> list[Standing]:
    found = standings(SHIPPED, cache, Question(day, None, audience))
    return [standing for standing in found if standing.panel and standing.issue == ISSUE]


def series(cache: Path, day: str, audience: str = "public") -> dict[str, Any]:
    found = panel(cache, day, audience)
    return {
        "stances": dict(Counter(standing.stance for standing in found if standing.stance)),
        **Counter(standing.status for standing in found),
    }


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-10", {"stances": {}, "unchecked": 11}),
        ("2026-01-19", {"stances": {"favor": 1}, "spoke": 1, "unchecked": 10}),
        ("2026-01-20", {"stances": {"against": 1, "favor": 1}, "spoke": 2, "unchecked": 9}),
        ("2026-01-24", {"stances": {"against": 2, "favor": 1}, "spoke": 3, "unchecked": 8}),
        ("2026-01-26", {"stances": {"against": 6, "favor": 1}, "spoke": 7, "silent": 4}),
    ],
)
def test_the_series_of_the_design_until_the_memo_is_the_same_for_any_audience(
    cache: Path, day: str, expected: dict[str, Any], audience: str
) -> None:
    assert expected == series(cache, day, audience)


@pytest.mark.parametrize("day", ["2026-01-27", "2026-02-15", "2026-11-25"])
def test_from_the_memo_on_the_public_counts_stay_and_any_audience_has_eight(cache: Path, day: str) -> None:
    public = {"stances": {"against": 6, "favor": 1}, "spoke": 7, "silent": 4}
    everyone = {"stances": {"against": 6, "favor": 1, "neither": 1}, "spoke": 8, "silent": 3}

    assert public == series(cache, day)
    assert everyone == series(cache, day, "any")
    assert ["tim-cook"] == [one.actor for one in panel(cache, day) if one.reported]
    assert ["neither"] == [one.stance for one in panel(cache, day, "any") if one.actor == "tim-cook"]


def test_musk_spoke_first_and_in_favor(cache: Path) -> None:
    assert [("elon-musk", "favor")] == [
        (one.actor, one.stance) for one in panel(cache, "2026-01-19") if one.status == "spoke"
    ]


def test_on_24_january_three_may_have_spoken(cache: Path) -> None:
    assert ["reid-hoffman", "vinod-khosla", "meredith-whittaker"] == [
        one.actor for one in panel(cache, "2026-01-24") if one.may_have_spoken
    ]


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: f"{asked.as_of}-{asked.audience}")
def test_every_day_is_as_the_oracle_says(cache: Path, lines: list[Line], asked: Question) -> None:
    found = rows(standings(SHIPPED, cache, asked))

    assert oracle.standings(lines, asked.as_of, asked.known_by, asked.audience) == found


def test_for_four_people_no_public_statement_was_found_each_with_its_last_look_and_source(
    cache: Path,
) -> None:
    silent = [one for one in panel(cache, "2026-11-25") if one.status == "silent"]

    assert list(zip(LEADERS, ["2026-02-06", "2026-01-26", "2026-01-27", "2026-01-27"], strict=True)) == [
        (one.actor, one.earliest) for one in silent
    ]
    assert all(one.source and one.basis and one.response for one in silent)


def test_every_look_is_stale_by_november_and_none_was_on_28_january(cache: Path) -> None:
    november, january = panel(cache, "2026-11-25"), panel(cache, "2026-01-28")

    assert LEADERS == [one.actor for one in november if one.stale]
    assert LEADERS == [one.actor for one in january if one.status == "silent"]
    assert [] == [one.actor for one in january if one.stale]


def test_cook_alone_of_the_panel_is_reported_by_a_memo_of_27_january(cache: Path) -> None:
    asked = Question("2026-01-27")
    said = ask(SHIPPED, asked, lambda index: recorded.statements(index.connection, asked), cache)
    members = {one.actor for one in panel(cache, "2026-01-27")}
    memos = [one for one in said if one.reported and one.issue == ISSUE and one.speaker in members]

    assert [("tim-cook", "internal-memo", "2026-01-27")] == [
        (one.speaker, one.channel, one.made_public) for one in memos
    ]
    assert [] == [one.actor for one in panel(cache, "2026-01-26") if one.reported]


def test_of_the_companies_the_letter_addresses_no_answer_was_found(cache: Path) -> None:
    question = Question("2026-11-25", actors="organization", statuses=("silent",))
    found = answer(SHIPPED, question, listing, cache).sections[0].rows

    assert ["google", "apple", "meta", "amazon"] == [
        row["actor"] for row in found if row["issue"] == "iceout-letter-demands"
    ]
    assert ["2026-01-26/2026-01-31"] * 4 == [row["date"] for row in found]


def test_no_line_of_the_dataset_is_lost_on_the_way_to_the_index(cache: Path, lines: list[Line]) -> None:
    def counts(index: Index) -> dict[str, int]:
        kinds = {line["kind"] for line in lines}
        return {
            kind: index.connection.execute(f"SELECT count(*) FROM {kind}").fetchone()[0] for kind in kinds
        }

    assert Counter(line["kind"] for line in lines) == ask(SHIPPED, Question("2026-01-01"), counts, cache)
