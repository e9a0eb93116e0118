from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stancetracker.base import dates
from stancetracker.ledger.dataset import Dataset
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.view import View, first


def test_records_are_found_by_kind_and_id(dataset_of: Callable[..., Dataset]) -> None:
    view = View(dataset_of())

    assert ["issue-a", "issue-b"] == [entry.record.id for entry in view.of(Issue)]
    assert ["person-a", "acme"] == [actor.id for actor in view.actors]
    assert [] == view.of(Statement)
    assert view.named("acme", Event) is None
    assert view.named("issue-a", Issue) is view.issues["issue-a"]
    assert view.whole


@pytest.mark.parametrize(
    ("text", "since", "expected"),
    [
        ("2026-01", "2026-01-07", "2026-01-01"),
        ("../2026-01-20", "2026-01-07", "2026-01-07"),
        ("../2026-01-02", "2026-01-07", "2026-01-02"),
        ("../2026-01-20", None, "2026-01-20"),
    ],
)
def test_an_open_start_reads_as_the_issues_first_day(text: str, since: Any, expected: str) -> None:
    assert expected == first(dates.parse(text), since)
