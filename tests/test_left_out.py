"""`pytest --left-out` runs what the runs before left out, and nothing twice."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.slow  # each run of pytest is a process
ROOT: Final = Path(__file__).parents[1]
CONFTEST: Final = """
from tests.left_out import LeftOut, add_option as pytest_addoption

def pytest_configure(config):
    config.addinivalue_line("markers", "extras: ")
    config.addinivalue_line("markers", "slow: ")
    config.pluginmanager.register(LeftOut(config))
"""
TESTS: Final = """
import os
import pytest

has_extra = bool(os.environ.get("EXTRA"))

def test_always(): pass

@pytest.mark.skipif(not has_extra, reason="no extra")
def test_of_an_extra(): pass

@pytest.mark.slow
def test_slow(): pass

@pytest.mark.extras
def test_more_with_an_extra(): pass
"""


def ran(folder: Path, *options: str, extra: str = "") -> set[str]:
    """Return the names of the tests that passed in a run of pytest."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:randomly", "-n", "0", *options]
    finished = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EXTRA": extra, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode in (0, 5), finished.stdout + finished.stderr
    return set(re.findall(r"::test_(\w+) PASSED", finished.stdout))


def test_each_test_runs_in_the_first_run_that_can_try_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_x.py").write_text(TESTS)

    assert {"always", "more_with_an_extra"} == ran(tmp_path, "-m", "not slow")
    assert set() == ran(tmp_path, "--collect-only")
    left_out = {"of_an_extra", "slow", "more_with_an_extra"}
    assert left_out == ran(tmp_path, "--left-out", extra="yes")
    assert set() == ran(tmp_path, "--left-out", extra="yes")
    assert {"always", "more_with_an_extra", "slow"} == ran(tmp_path)


def test_without_the_cache_of_pytest_every_test_runs(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_x.py").write_text(TESTS)

    assert {"always", "more_with_an_extra", "slow"} == ran(tmp_path, "-p", "no:cacheprovider")
