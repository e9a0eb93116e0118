"""A dataset to contribute to, and records to add to it."""

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import complete, write

from stancetracker.ledger.folder import Folder

BASE: tuple[dict[str, Any], ...] = (
    {"kind": "dataset"},
    {"kind": "organization", "id": "acme", "other_names": ["Acme Inc."]},
    {
        "kind": "person",
        "id": "person-a",
        "name": "Pérson A",
        "other_names": ["A", "The Boss"],
        "memberships": [{"role": "CEO", "organization": "acme"}],
    },
    {
        "kind": "person",
        "id": "person-b",
        "other_names": ["The Boss"],
        "distinct_from": ["person-a"],
    },
    {
        "kind": "issue",
        "id": "issue-a",
        "title": "Issue A",
        "proposition": "A",
        "since": "2026-01-07",
    },
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A dataset in one file; two of its people share an alias, and are two."""
    return write(tmp_path, map(complete, BASE), "statements.jsonl")


def a_statement(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "statement",
        "speaker": "person-a",
        "issue": "issue-a",
        "date": "2026-01-20",
        "stance": "against",
        "summary": "Spoke against it.",
        "channel": "interview",
        "sources": [{"url": "https://example.org/a", "tier": "primary"}],
    } | changes


def a_silence(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "silence",
        "actors": ["person-a"],
        "issue": "issue-a",
        "date": "2026-01-25",
        "basis": "reported",
        "response": "none-found",
        "sources": [{"citation": "C", "tier": "secondary"}],
    } | changes
