"""Run the command line in this process, away from anybody's home and data, with empty standard input."""

import io
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import on_terminal, run
from tests.faults.injection import TODAY

__all__ = ["on_terminal", "run"]


@pytest.fixture(autouse=True)
def cwd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder and change to it."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR", "STANCETRACKER_DEBUG", "STANCETRACKER_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    return tmp_path / "cwd"


@pytest.fixture
def data(cwd: Path) -> Path:
    return cwd.parent / "data"
