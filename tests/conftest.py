"""A test's docstring is its dataset: the fixture `folder` holds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from tests.datasets import lines_of, write
from tests.depth import PROFILE

from stancetracker.ledger.folder import Folder

settings.load_profile(PROFILE)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    """The dataset in the test's docstring."""
    return write(tmp_path / "data", lines_of(request.function.__doc__))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder of its own."""
    return tmp_path / "cache"
