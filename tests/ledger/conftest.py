"""A folder to write to, and the records that the tests of the ledger begin with."""

from functools import partial
from pathlib import Path

import pytest
from tests.contribute.conftest import a_silence, a_statement
from tests.datasets import write

from stancetracker.ledger.folder import Folder

statement = partial(a_statement, recorded="2026-02-01")
silence = partial(a_silence, date="2026-01-20", recorded="2026-02-01")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Make a dataset of one empty file."""
    return write(tmp_path, (), "statements.jsonl")
