"""A test's docstring is its dataset: the fixture `folder` holds it."""

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from tests.datasets import lines_of, write
from tests.depth import PROFILE
from tests.left_out import LeftOut, add_option

from stancetracker.base.apart import end_idle_readers
from stancetracker.ledger.folder import Folder

settings.load_profile(PROFILE)
IN_MEMORY = Path("/dev/shm")
GOLDEN = Path(__file__).parent / "golden"
UPDATE = "UPDATE_GOLDEN"
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Keep temporary folders in memory if there is room, since the disk takes a quarter of the time."""
    config.pluginmanager.register(LeftOut(config))
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 2**32:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """End the processes that read strangers' bytes, so that what they cover is counted."""
    end_idle_readers()


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    """Write the dataset in the test's docstring; for a test without one, the module's LINES."""
    lines = request.function.__doc__ or getattr(request.module, "LINES", None)
    return write(tmp_path / "data", lines_of(lines))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def golden() -> Golden:
    """Compare an output with its file in tests/golden; UPDATE_GOLDEN=1 writes the files anew."""

    def compare(name: str, output: str) -> None:
        file = GOLDEN / name
        if os.environ.get(UPDATE):
            file.write_bytes(output.encode())
        assert file.read_bytes().decode() == output, (
            f"{UPDATE}=1 pytest writes tests/golden/{name} anew"
        )

    return compare
