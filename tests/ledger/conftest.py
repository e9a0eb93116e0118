"""A folder to write to, and datasets of a few records."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.contribute.conftest import a_silence, a_statement

from stancetracker.ledger.folder import Folder

PERSON: dict[str, Any] = {
    "kind": "person",
    "id": "person-a",
    "name": "Person A",
    "memberships": [{"role": "CEO", "organization": "acme"}],
}
STATEMENT = a_statement(recorded="2026-02-01")
SILENCE = a_silence(date="2026-01-20", recorded="2026-02-01")
BASE: tuple[dict[str, Any], ...] = (
    {"kind": "dataset", "title": "Test", "publisher": "Nobody", "licence": "CC0-1.0", "contact": "none"},
    {"kind": "organization", "id": "acme", "name": "Acme"},
    PERSON,
    {"kind": "issue", "id": "issue-a", "title": "A", "proposition": "A is right", "since": "2026-01-07"},
    {"kind": "issue", "id": "issue-b", "title": "B", "proposition": "B is right", "since": "2026-01-07"},
)


def person(**changes: Any) -> dict[str, Any]:
    return {**PERSON, **changes}


def statement(**changes: Any) -> dict[str, Any]:
    return {**STATEMENT, **changes}


def silence(**changes: Any) -> dict[str, Any]:
    return {**SILENCE, **changes}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    tmp_path.joinpath("statements.jsonl").touch()
    return Folder(tmp_path)


@pytest.fixture
def dataset_of(tmp_path: Path) -> Callable[..., Folder]:
    """Make a dataset of these records; by default with one of each that they may name before them."""

    def make_it(*records: dict[str, Any], base: bool = True) -> Folder:
        text = "".join(json.dumps(record) + "\n" for record in ((*BASE, *records) if base else records))
        tmp_path.joinpath("statements.jsonl").write_text(text, encoding="utf-8")
        return Folder(tmp_path)

    return make_it
