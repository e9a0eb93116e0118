"""The shipped dataset, exported once."""

from functools import cache
from pathlib import Path

import pytest
from tests.datasets import SHIPPED, lines_of, write
from tests.exporting import Exported, export

from stancetracker.ledger.folder import Folder


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return the whole shipped dataset as a kind of export."""
    folder = tmp_path_factory.mktemp("shipped")
    return cache(lambda kind: export(SHIPPED, kind, folder / kind))


COUNCIL = """
    {"kind": "dataset", "url": "https://example.org/bridges"} {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada",
     "memberships": [{"role": "chief", "organization": "acme", "start_date": "2020-01-02"}]}
    {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "quote": "Ja!",
     "wording": "verbatim", "language": "de", "summary": "Agreed."}
    {"kind": "statement", "id": "by-then", "speaker": "ada", "date": "../2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "later", "speaker": "ada", "date": "2026-03-01", "stance": "against"}
    {"kind": "statement", "id": "wrong", "speaker": "bo", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "denied", "speaker": "bo", "date": "2026-01-03", "stance": "favor",
     "verification": "disputed"}
    {"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-04", "stance": "mixed",
     "audience": "internal", "made_public": "2026-01-20"}
    {"kind": "correction", "corrects": "wrong", "recorded": "2026-01-10"}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-20"}
    {"kind": "tie", "id": "steel", "type": "donation", "actor": "acme", "counterparty": "bo", "date": "2025",
     "amount": {"value": 5, "currency": "USD", "bound": "at-least"}}
    {"kind": "organization", "id": "city", "identifiers": {"wikidata": "Q42"}}
    {"kind": "event", "id": "opening", "issues": ["bridge"], "date": "2026-01-02"}
    {"kind": "tie", "id": "award", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2025-03-04",
     "amount": {"value": 7, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "there", "type": "attendance", "actor": "ada", "event": "opening"}
    """


@pytest.fixture
def council(tmp_path: Path) -> Folder:
    return write(tmp_path / "data", lines_of(COUNCIL))
