"""`stancetracker info`: which dataset, which index, how much is in it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

from stancetracker import __version__


def facts(run: Run, *arguments: str) -> dict[str, Any]:
    """Name -> value."""
    return {row["name"]: row["value"] for row in json.loads(run("info", "--json", *arguments)[1])}


def test_what_it_tells(run: Run, data: Path) -> None:
    found = facts(run, "-d", str(data))

    assert (found["program"], found["sqlite"]) == (__version__, sqlite3.sqlite_version)
    assert (found["dataset"], found["packaged"]) == (str(data), False)
    assert (found["title"], found["licence"]) == ("Bridges", "CC0-1.0")
    assert (found["person"], found["statement"], found["silence"], found["reply"]) == (6, 5, 3, 1)
    assert Path(found["index"]).is_file()


def test_the_index_is_built_once(run: Run, data: Path) -> None:
    assert [facts(run)["index_source"] for _ in range(2)] == ["built", "fresh"]


def test_formats(run: Run, data: Path) -> None:
    assert "\ntitle\tBridges\n" in run("info")[1]
    assert run("info", "--sort", "name", "--limit", "1", "--no-headers")[1] == "contact\tus@example.org\n"
    assert "title" in run("info", "-f", "table")[1]
