"""Indexes to ask: of a test's dataset, and of the shipped data."""

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
    """Open an index in memory of the test's dataset, asked about a day after all its records."""
    with closing(in_memory(folder).connection) as connection:
        set_question(connection, Question("2026-12-31"))
        yield connection


@pytest.fixture(scope="session")
def shipped_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache of an index of the shipped data, for all tests that only read it."""
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture(scope="session")
def shipped(shipped_cache: Path) -> Iterator[sqlite3.Connection]:
    """Open that index; a test that depends on the question sets it."""
    with closing(open_index(SHIPPED, shipped_cache).connection) as connection:
        yield connection
