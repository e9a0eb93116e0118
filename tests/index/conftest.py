import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question, set_question
from stancetracker.index.store import in_memory, open_index
from stancetracker.ledger.folder import Folder


@pytest.fixture
def connection(folder: Folder) -> Iterator[sqlite3.Connection]:
    """An index in memory of the dataset in the test's docstring, asked about a day after all its records."""
    with closing(in_memory(folder).connection) as made:
        set_question(made, Question("2026-12-31"))
        yield made


@pytest.fixture(scope="session")
def shipped_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index of the shipped data, for all tests that only ask it."""
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture(scope="session")
def shipped(shipped_cache: Path) -> Iterator[sqlite3.Connection]:
    """That index, open; a test that depends on its question poses one."""
    with closing(open_index(SHIPPED, shipped_cache).connection) as made:
        yield made
