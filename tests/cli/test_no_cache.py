"""`--no-cache`: an index in memory answers, and the one in the cache is neither read nor written."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from stancetracker.cli.root import build

ASKED: dict[str, tuple[str, ...]] = {
    "cite": ("bridge",),
    "due": (),
    "export": ("csv",),
    "info": (),
    "list": ("--all",),
    "query": ("SELECT count(*) FROM statement",),
    "report": ("silence", "--issue", "bridge"),
    "search": ("bridge",),
    "show": ("bridge",),
    "site": (),
}
"""What each command that asks an index is asked."""
WITHOUT_FILES = sorted(ASKED.keys() - {"export", "site"})


def cache() -> Path:
    return Path(os.environ["XDG_CACHE_HOME"])


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """What lies in a folder, and when each was last looked into."""
    there = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in there}


def asked(name: str, tmp_path: Path, run: Run) -> tuple[int, str, str]:
    made = {"export": ("-o", str(tmp_path / "made")), "site": (str(tmp_path / "made"),)}.get(name, ())
    return run(name, *ASKED[name], *made, "--no-cache")


def test_every_command_that_asks_an_index_is_tried() -> None:
    program = build()
    found = {name: program.get_command(None, name) for name in program.list_commands(None)}

    assert {"serve", "sample", *ASKED} == {name for name, one in found.items() if _takes_it(one)}


def _takes_it(command: Any) -> bool:
    inside = [
        command.get_command(None, name) for name in getattr(command, "list_commands", lambda _: ())(None)
    ]
    return any(flag.name == "no_cache" for one in (command, *inside) for flag in one.params)


@pytest.mark.parametrize("name", sorted(ASKED))
def test_nothing_is_written_to_the_cache(run: Run, data: Path, tmp_path: Path, name: str) -> None:
    status, _, err = asked(name, tmp_path, run)

    assert (0, False) == (status, cache().exists()), err


@pytest.mark.parametrize("name", WITHOUT_FILES)
def test_nothing_is_read_from_the_cache(run: Run, data: Path, tmp_path: Path, name: str) -> None:
    """An index that is fresh, and wrong."""
    right = asked(name, tmp_path, run)
    run("list")
    [path] = cache().rglob("*.sqlite")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM statement")
        connection.execute("UPDATE issue SET title = 'Wrong'")
    before = files(cache())

    assert right == asked(name, tmp_path, run)
    assert before == files(cache())


def test_info_tells_it(run: Run, data: Path) -> None:
    facts: dict[str, Any] = {
        row["name"]: row["value"] for row in json.loads(run("info", "--json", "--no-cache")[1])
    }

    assert ("memory", None) == (facts["index_source"], facts["index"])
