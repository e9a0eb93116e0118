"""`stancetracker info`: which dataset, which index, how much is in it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Append, Run
from tests.datasets import complete

from stancetracker import __version__


def test_it_tells_which_dataset_and_an_index_that_is_built_once(run: Run, data: Path) -> None:
    first, found = (
        {row["name"]: row["value"] for row in json.loads(run("info", "--json", "-d", str(data))[1])}
        for _ in range(2)
    )

    assert ("built", "fresh") == (first["index_source"], found["index_source"])
    assert (found["program"], found["sqlite"]) == (__version__, sqlite3.sqlite_version)
    assert (found["dataset"], found["packaged"]) == (str(data), False)
    assert (found["title"], found["published_by"], found["licence"]) == ("Bridges", "Us", "CC0-1.0")
    assert found["publisher"] == 0
    assert (found["person"], found["statement"], found["silence"], found["reply"]) == (6, 5, 3, 1)
    assert Path(found["index"]).is_file()


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("flags", "ids"),
    [
        (["--issues"], "bridge toll"),
        (["--people"], "bo ada dee eve fay cy"),
        (["--organizations"], "acme city"),
        (["--organizations", "--issues"], "bridge toll acme city"),
    ],
)
def test_it_lists_ids_with_what_they_are_called(run: Run, flags: list[str], ids: str) -> None:
    rows = json.loads(run("info", *flags, "--json")[1])

    assert ids.split() == [row["id"] for row in rows] == run("info", *flags, "-f", "id")[1].split()
    assert {"kind", "id", "name"} == {*rows[0]}
    assert rows[0]["name"] in run("info", *flags, "-f", "table")[1]


def test_the_version_is_of_what_was_recorded_by_a_day(run: Run, append: Append) -> None:
    def info(*flags: str) -> dict[str, Any]:
        return {row["name"]: row["value"] for row in json.loads(run("info", "--json", *flags)[1])}

    now, then, last = info(), info("--known-by", "2026-01-31"), info("--known-by", "2026-12-31")
    silence = {"kind": "silence", "actors": ["fay"], "date": "2026-02-01", "recorded": "2026-02-01"}
    append(json.dumps(complete(silence)))

    assert (None, "2026-01-31") == (now["known_by"], then["known_by"])
    assert now["data_version"] == last["data_version"] != info()["data_version"]
    assert then["data_version"] == info("--known-by", "2026-01-31")["data_version"]
    assert [1, 4] == [info("--known-by", "2026-01-31")["silence"], info()["silence"]]
