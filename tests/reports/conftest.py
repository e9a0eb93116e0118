"""Datasets to ask for reports."""

from pathlib import Path

import pytest
from tests.datasets import SHIPPED
from tests.reports.asking import MINNEAPOLIS, Ask, asking

from stancetracker.ledger.folder import Folder


@pytest.fixture
def ask(folder: Folder, cache: Path) -> Ask:
    return asking(folder, cache)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask the shipped dataset about Minneapolis, from one index, as of a day after all of it."""
    ask = asking(SHIPPED, tmp_path_factory.mktemp("shipped"), "2026-11-25")
    return lambda make, **fields: ask(make, **{"issues": (MINNEAPOLIS,), **fields})
