"""The shipped dataset answers as its sources do, on every day."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests import oracle
from tests.datasets import SHIPPED, Line, rows, standings

from stancetracker.index.queries import Question
from stancetracker.index.store import Index, ask

KINDS = ("statement", "silence", "correction", "reply")
FIRST, LAST = date(2026, 1, 7), date(2026, 2, 15)
DAYS = [(FIRST + timedelta(days)).isoformat() for days in range((LAST - FIRST).days + 1)]
QUESTIONS = [
    Question(day, None, audience)
    for day in [*DAYS, "2026-01-06", "2026-11-25"]
    for audience in ("public", "any")
]


@pytest.fixture(scope="module")
def lines(shipped_cache: Path) -> list[Line]:
    """Every line of the dataset; one without an id has the one that the index derived for its place."""
    found: list[Line] = []
    with_ids = ask(SHIPPED, Question("2026-01-01"), _ids, shipped_cache)
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


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: f"{asked.as_of}-{asked.audience}")
def test_every_day_is_as_the_oracle_says(shipped_cache: Path, lines: list[Line], asked: Question) -> None:
    found = rows(standings(SHIPPED, shipped_cache, asked))

    assert oracle.standings(lines, asked.as_of, asked.known_by, asked.audience) == found


def test_no_line_of_the_dataset_is_lost_on_the_way_to_the_index(
    shipped_cache: Path, lines: list[Line]
) -> None:
    def counts(index: Index) -> dict[str, int]:
        kinds = {line["kind"] for line in lines}
        return {
            kind: index.connection.execute(f"SELECT count(*) FROM {kind}").fetchone()[0] for kind in kinds
        }

    assert Counter(line["kind"] for line in lines) == ask(
        SHIPPED, Question("2026-01-01"), counts, shipped_cache
    )
