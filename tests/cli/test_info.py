"""`stancetracker info`: which dataset, which index, how much is in it."""

import json
import sqlite3
from pathlib import Path

from tests.cli.conftest import Run

from stancetracker import __version__


def test_it_tells_which_dataset_and_an_index_that_is_built_once(run: Run, data: Path) -> None:
    first, found = (
        {row["name"]: row["value"] for row in json.loads(run("info", "--json", "-d", str(data))[1])}
        for _ in range(2)
    )

    assert ("built", "fresh") == (first["index_source"], found["index_source"])
    assert (found["program"], found["sqlite"]) == (__version__, sqlite3.sqlite_version)
    assert (found["dataset"], found["packaged"]) == (str(data), False)
    assert (found["title"], found["licence"]) == ("Bridges", "CC0-1.0")
    assert (found["person"], found["statement"], found["silence"], found["reply"]) == (6, 5, 3, 1)
    assert Path(found["index"]).is_file()
