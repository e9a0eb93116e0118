"""A cache folder for the tests of what is measured."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder of its own."""
    return tmp_path / "cache"
