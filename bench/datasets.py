"""The datasets that are measured, each generated once a run, and an environment that measures alike."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.generate import generate

DAY: Final = "2026-11-25"
PYTHON: Final = sys.executable
SQLITE_UTILS: Final = str(Path(sys.executable).with_name("sqlite-utils"))
# As the program that pip installs, without the shell's look for it.
OURS: Final = (PYTHON, "-c", "from stancetracker.cli.app import program; program()")


@dataclass(frozen=True)
class Place:
    """Where everything measured lies; it goes when the run ends."""

    folder: Path

    @property
    def cache(self) -> Path:
        """The folder of our indexes."""
        return self.folder / "cache"

    def environment(self) -> dict[str, str]:
        """What programs run in: no setting of the shell's that slows or colours them."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        root = str(Path(__file__).parents[1])
        return {
            **kept,
            "PYTHONPATH": f"{root}{os.pathsep}{root}/src",
            "STANCETRACKER_TODAY": DAY,
            "XDG_CACHE_HOME": str(self.cache),
            "TERM": "xterm-256color",
        }

    def dataset(self, size: int) -> Path:
        """A dataset of that many statements, and looks."""
        folder = self.folder / f"of-{size}"
        if not folder.exists():
            generate(size, folder)
        return folder

    def forget(self) -> None:
        """Throw all indexes away."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def index(self) -> Path:
        """The index that was made last."""
        return max(self.cache.rglob("*.sqlite"), key=lambda file: file.stat().st_mtime_ns)


def files(folder: Path) -> list[str]:
    """The data files of a dataset."""
    return sorted(str(file) for file in folder.rglob("*.jsonl"))


def issues(index: Path) -> tuple[str, str]:
    """The issue with the most looks, and one in the middle."""
    connection = sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True)
    counted = connection.execute("SELECT issue FROM silence GROUP BY issue ORDER BY count(*) DESC, issue")
    found = [str(issue) for (issue,) in counted]
    connection.close()
    return found[0], found[len(found) // 2]
