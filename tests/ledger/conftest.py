"""A folder to write to, and datasets of a few records."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.contribute.conftest import a_silence, a_statement
from tests.datasets import lines_of, write

from stancetracker.ledger.folder import Folder

BASE = lines_of("""
{"kind": "dataset"} {"kind": "organization", "id": "acme"}
{"kind": "person", "id": "person-a", "name": "Person A",
 "memberships": [{"role": "CEO", "organization": "acme"}]}
{"kind": "issue", "id": "issue-a", "title": "A", "since": "2026-01-07"}
{"kind": "issue", "id": "issue-b", "title": "B", "since": "2026-01-07"}
""")
person = partial(dict[str, Any], BASE[2])
statement = partial(a_statement, recorded="2026-02-01")
silence = partial(a_silence, date="2026-01-20", recorded="2026-02-01")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return write(tmp_path, (), "statements.jsonl")


@pytest.fixture
def dataset_of(tmp_path: Path) -> Callable[..., Folder]:
    """Make a dataset of these records; by default with one of each that they may name before them."""
    return lambda *records, base=True: write(tmp_path, (*BASE, *records) if base else records)
