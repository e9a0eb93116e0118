"""The index against another user of the machine: a real process of theirs, who may do what they can.

Only root can start one; elsewhere these tests are skipped.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from tests.datasets import lines_of, write

from stancetracker.index import queries
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question
from stancetracker.index.store import ask, index_path
from stancetracker.ledger.folder import Folder

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can start another's process"
)
NOBODY: Final = 65534
QUESTION: Final = Question("2026-01-20")
LINES: Final = """
{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
"""
ATTACK: Final = """
try() { name=$1; shift; "$@" >/dev/null 2>&1 && echo "$name"; }
try list ls "$1"
try read cat "$2"
try write dd if=/dev/zero of="$2" count=1 conv=notrunc
try plant touch "$1/planted"
try replace cp --remove-destination /etc/hostname "$2"
try remove rm -f "$2"
try move mv "$1" "$1-away"
try open chmod 777 "$1"
true
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """Make a folder in which every user may make files, as in /tmp."""
    with tempfile.TemporaryDirectory() as path:
        Path(path).chmod(0o1777)
        yield Path(path)


@pytest.fixture
def folder(shared: Path) -> Folder:
    return write(shared / "data", lines_of(LINES))


def as_nobody(*command: str) -> str:
    """Run a command as another user, and return what it prints."""
    process = subprocess.run(
        command,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def answered(folder: Folder, cache: Path) -> tuple[str, list[str | None]]:
    """Return where the answer came from, and the stances in it."""

    def answer(index: Index) -> tuple[str, list[Any]]:
        return index.source, [row.stance for row in queries.standings(index.connection)]

    return ask(folder, QUESTION, answer, cache)


def forge(folder: Folder, cache: Path) -> Path:
    """Turn a stance round in an index, so that nothing but its content is wrong."""
    answered(folder, cache)
    path = index_path(folder, cache)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("UPDATE statement SET stance = 'against'")
    return path


def test_an_index_that_was_forged_by_its_own_user_would_be_believed(
    folder: Folder, shared: Path
) -> None:
    """Show that what the next tests plant is a real forgery."""
    forge(folder, shared / "ours")

    assert ("fresh", ["against"]) == answered(folder, shared / "ours")


def test_another_user_can_neither_read_nor_change_the_index(folder: Folder, shared: Path) -> None:
    cache = shared / "cache"
    before = os.umask(0)
    try:
        answered(folder, cache)
    finally:
        os.umask(before)

    assert "" == as_nobody("sh", "-c", ATTACK, "sh", str(cache), str(index_path(folder, cache)))
    assert ("fresh", ["favor"]) == answered(folder, cache)


def planted_in_their_folder(forged: Path, cache: Path) -> None:
    as_nobody("mkdir", str(cache))
    as_nobody("cp", str(forged), str(cache))


def planted_behind_a_link(forged: Path, cache: Path) -> None:
    theirs = cache.with_name("theirs")
    planted_in_their_folder(forged, theirs)
    as_nobody("ln", "-s", str(theirs), str(cache))


def planted_where_all_may_write(forged: Path, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    as_nobody("cp", str(forged), str(cache))


def planted_where_a_group_may_write(forged: Path, cache: Path) -> None:
    cache.mkdir()
    os.chown(cache, -1, NOBODY)
    cache.chmod(0o770)
    as_nobody("cp", str(forged), str(cache))


@pytest.mark.parametrize(
    "plant",
    [
        planted_in_their_folder,
        planted_behind_a_link,
        planted_where_all_may_write,
        planted_where_a_group_may_write,
    ],
)
def test_an_index_that_another_user_planted_is_not_believed(
    folder: Folder, shared: Path, plant: Callable[[Path, Path], None]
) -> None:
    forged = shared / index_path(folder, shared).name
    shutil.copyfile(forge(folder, shared / "ours"), forged)
    forged.chmod(0o644)
    cache = shared / "cache"
    plant(forged, cache)

    assert (cache / forged.name).read_bytes() == forged.read_bytes()
    assert ("memory", ["favor"]) == answered(folder, cache)
