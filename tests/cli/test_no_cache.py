"""`--no-cache`: an index in memory answers, and the one in the cache is neither read nor written."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from tests.cli.conftest import Run
from tests.commands import ONE_OF_EACH, Arguments

WRITING: Final = (("export", "csv", "-o", "made"), ("site", "made"))


def cache() -> Path:
    return Path(os.environ["XDG_CACHE_HOME"])


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("line", [*ONE_OF_EACH, *WRITING], ids=" ".join)
def test_the_cache_is_neither_written_nor_read(run: Run, here: Path, line: Arguments) -> None:
    """An index that is fresh, and wrong."""
    asked = (*line, "--no-cache")
    right = run(*asked)

    assert (0, False) == (right[0], cache().exists()), right[2]
    if (here / "made").exists():
        return
    run("list")
    [path] = cache().rglob("*.sqlite")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM statement")
        connection.execute("UPDATE issue SET title = 'Wrong'")
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert right == run(*asked)
    assert before == (path.read_bytes(), path.stat().st_mtime_ns)
    assert [path] == [each for each in cache().rglob("*.sqlite*") if each.is_file()]


def test_info_says_where_the_answer_came_from(run: Run, data: Path) -> None:
    facts = {
        row["name"]: row["value"] for row in json.loads(run("info", "--json", "--no-cache")[1])
    }

    assert ("memory", None) == (facts["index_source"], facts["index"])


def test_a_cache_that_others_may_write_to_is_named(run: Run) -> None:
    shared = cache() / "stancetracker"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    said = f"stancetracker: not using the cache, as other users may write to it: delete {shared}\n"

    assert run("info", "--issues")[2] == said
