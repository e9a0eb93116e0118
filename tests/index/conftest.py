from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shipped_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index of the shipped data, for all tests that only ask it."""
    return tmp_path_factory.mktemp("shipped")
