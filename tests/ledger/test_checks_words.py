"""Checks of what records say in our own words, and in whose name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.loading import problems

from stancetracker.ledger.folder import Folder

Load = Callable[..., Folder]
Make = Callable[..., dict[str, Any]]


def codes(dataset: Folder) -> list[str]:
    return [problem.code for problem in problems(dataset)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"summary": "Finally broke his silence."}, 1),
        ({"summary": "Refused to answer.", "note": "It FAILED."}, 2),
        ({"summary": "Said 'I have failed' and “still here”, “she ignored it”."}, 0),
        ({"summary": "Told a story of Apple's stillness, don't you know."}, 0),
        ({"quote": "I still refuse.", "wording": "verbatim", "language": "en", "summary": "Spoke."}, 0),
    ],
)
def test_our_own_words_do_not_judge(dataset_of: Load, statement: Make, words: Any, told: int) -> None:
    assert ["judging-words"] * told == codes(dataset_of(statement(**words)))


@pytest.mark.parametrize(
    ("to", "by", "told"),
    [
        ("said", "person-a", False),
        ("said", "acme", True),
        ("looked", "person-a", False),
        ("looked", "acme", True),
        ("given", "acme", False),
        ("given", "person-a", False),
        ("given", "person-b", True),
        ("person-a", "person-b", True),
        ("acme", "acme", False),
        ("issue-a", "person-b", False),
    ],
)
def test_whom_a_record_is_about_may_answer_it(
    dataset_of: Load, statement: Make, silence: Make, person: Make, to: str, by: str, told: bool
) -> None:
    tie = {
        "kind": "tie",
        "id": "given",
        "type": "donation",
        "actor": "acme",
        "counterparty": "person-a",
        "sources": [{"url": "https://example.org/tie", "tier": "primary"}],
        "recorded": "2026-02-01",
    }
    reply = {
        "kind": "reply",
        "id": "reply",
        "to": to,
        "by": by,
        "date": "2026-05-01",
        "text": "No.",
        "language": "en",
        "recorded": "2026-05-02",
    }
    records = (
        statement(id="said"),
        silence(id="looked", date="2026-01-19/2026-01-25"),
        person(id="person-b", name="Person B"),
        tie,
        reply,
    )

    assert (["reply-in-other-name"] if told else []) == codes(dataset_of(*records))
