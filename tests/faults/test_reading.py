"""Whatever happens to the cache, the clock or the environment, the answer is that of the data."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.depth import mostly_slow, some
from tests.faults import injection
from tests.faults.injection import KILLED, TODAY, Ended, calls, contents

from stancetracker.cli.app import main

POINTS = 1
STRACE = ("strace", "-f", "-qq", "-o", os.devnull, "-e")
WRITES = "pwrite64,fsync,fdatasync,ftruncate,rename,unlink,mkdir"
DATA = Path(__file__).parents[1] / "cli" / "data" / "bridge.jsonl"
ASKED = ("list", "--json", "--as-of", "2026-02-01")
SAID = (
    '{"kind":"statement","id":"dee-1","speaker":"dee","issue":"bridge","date":"2026-01-20","stance":"favor",'
    '"summary":"Was for it.","channel":"speech","sources":[{"citation":"A paper","tier":"secondary",'
    '"publisher":"A paper"}],"recorded":"2026-01-21"}\n'
)
Run = Callable[..., tuple[int, str, str]]
Happens = Callable[["Place"], None]


class Place:
    def __init__(self, path: Path) -> None:
        self.data = path / "data"
        self.home = path / "home"
        self.cache = self.home / ".cache" / "stancetracker"
        self.data.mkdir()
        self.home.mkdir()
        shutil.copy(DATA, self.data / "statements.jsonl")

    def index(self) -> Path:
        [index] = self.cache.glob("*.sqlite")
        return index

    def append(self) -> None:
        """Append a statement of someone who had been silent."""
        with (self.data / "statements.jsonl").open("a") as file:
            file.write(SAID)

    def take_back(self) -> None:
        shutil.copy(DATA, self.data / "statements.jsonl")

    def forget(self) -> None:
        if self.cache.is_dir():
            shutil.rmtree(self.cache)
        else:
            self.cache.unlink(missing_ok=True)

    def ask(self, *before: str) -> Ended:
        """Ask in another process."""
        return injection.run([*ASKED, "-d", str(self.data)], self.home, *before)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path)
    monkeypatch.setenv("HOME", str(place.home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("STANCETRACKER_DATA", str(place.data))
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    return place


@pytest.fixture
def ask(place: Place, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def asked(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments or ASKED)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return asked


def garbage(place: Place) -> None:
    place.index().write_bytes(os.urandom(10_000))


def folder(place: Place) -> None:
    index = place.index()
    index.unlink()
    index.mkdir()


def pipe(place: Place) -> None:
    index = place.index()
    index.unlink()
    os.mkfifo(index)


def unreadable(place: Place) -> None:
    place.index().chmod(0)


def another_wal(place: Place) -> None:
    """Leave the log of another index, one without statements."""
    other = place.home / "other.sqlite"
    shutil.copy(place.index(), other)
    connection = sqlite3.connect(other)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("DELETE FROM statement")
    connection.commit()
    shutil.copy(f"{other}-wal", f"{place.index()}-wal")
    connection.close()


def no_folder(place: Place) -> None:
    place.forget()
    place.cache.write_text("a file")


def left_over(place: Place) -> None:
    for number in range(3):
        left = place.cache / f".stancetracker.{number:016x}.new"
        left.mkdir()
        (left / place.index().name).write_bytes(b"half of an index")


def meddled(place: Place) -> None:
    """Empty the index of statements, and let it seem to be of another file."""
    connection = sqlite3.connect(place.index())
    connection.execute("UPDATE data_file SET size = size + 1")
    with suppress(sqlite3.OperationalError):
        connection.execute("DELETE FROM statement")
    connection.commit()
    connection.close()


def stale(place: Place) -> None:
    place.append()


@pytest.mark.parametrize(
    "happens", [garbage, folder, pipe, unreadable, another_wal, no_folder, left_over, meddled, stale]
)
def test_an_index_is_never_believed_over_the_data(place: Place, ask: Run, happens: Happens) -> None:
    first = ask()
    happens(place)
    second = ask()
    third = ask()
    place.forget()

    assert second == third == ask()
    assert (first == second) == (happens is not stale)
    assert 0 == second[0]


@pytest.mark.parametrize("seconds", [-400 * 86400, -1, 0, 1, 400 * 86400])
def test_a_clock_that_goes_back_or_forward_hides_no_line(place: Place, ask: Run, seconds: int) -> None:
    before = ask()
    file = place.data / "statements.jsonl"
    there = file.stat()
    place.append()
    os.utime(file, ns=(there.st_atime_ns, there.st_mtime_ns + seconds * 1_000_000_000))
    after = ask()

    assert before != after
    assert "dee-1" in after[1]


@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12", "nowhere", "\x1b[31m"])
def test_today_is_the_day_in_utc_everywhere(
    ask: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, zone: str
) -> None:
    request.addfinalizer(time.tzset)  # once the variable is as it was
    monkeypatch.delenv("STANCETRACKER_TODAY")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    days = {datetime.now(UTC).date().isoformat()}
    status, out, err = ask("list", "--json")
    days.add(datetime.now(UTC).date().isoformat())

    assert 0 == status, err
    assert json.loads(out)[0]["as_of"] in days


@pytest.mark.parametrize("home", ["", "/", "/nowhere", "/dev/null", "/proc", "relative", "~", "\udcff"])
def test_without_a_home_it_answers_all_the_same(
    place: Place, ask: Run, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    expected = ask()
    monkeypatch.setenv("HOME", home)
    monkeypatch.chdir(place.home)

    assert expected == ask()
    assert 0 == expected[0]
    assert ["statements.jsonl"] == sorted(contents(place.data))


@pytest.fixture
def full(place: Place) -> Iterator[Path]:
    """Mount a disk too small for any index as the cache."""
    place.cache.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(place.cache)]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("no file system may be mounted here")
    yield place.cache
    subprocess.run(["umount", place.cache], check=True)


def test_a_full_disk_is_answered_from_memory(place: Place, ask: Run, full: Path) -> None:
    answer = ask()

    assert 0 == answer[0]
    assert [] == [path for path in full.iterdir() if path.stat().st_size]
    subprocess.run(["mount", "-o", "remount,ro", full], check=True)
    assert answer == ask()
    place.append()
    assert "dee-1" in ask()[1]


@pytest.mark.skipif(not injection.can_inject(), reason="strace may not change what system calls answer")
@pytest.mark.parametrize("fault", mostly_slow(["error=EIO", "signal=KILL", "error=ENOSPC"]))
def test_a_cache_that_fails_at_any_call_changes_no_answer(place: Place, tmp_path: Path, fault: str) -> None:
    log = str(tmp_path / "log")
    expected = place.ask("strace", "-f", "-qq", "-o", log, "-e", f"trace={WRITES}")
    points = calls(tmp_path / "log")
    assert len(points) > POINTS

    for at in some(points, POINTS):
        place.forget()
        inject = f"inject={at.name}:{fault}:when={at.number}"
        ended = place.ask("strace", "-f", "-qq", "-o", log, "-e", f"trace={WRITES}", "-e", inject)
        assert ended.status in (0, KILLED), at
        assert KILLED == ended.status or expected == ended, at
        assert expected == place.ask(), at


@pytest.mark.slow
@pytest.mark.skipif(not injection.can_inject(), reason="strace may not change what system calls answer")
def test_a_cache_that_fails_for_good_changes_no_answer(place: Place) -> None:
    def dead(at: int, error: str) -> Ended:
        return place.ask(*STRACE, f"trace={WRITES}", "-e", f"inject={WRITES}:error={error}:when={at}+")

    first = place.ask()
    place.append()
    second = place.ask()
    assert first != second
    for at, error in some([(at, error) for at in range(1, 5) for error in ("EIO", "ENOSPC")], 1):
        place.forget()
        assert second == dead(at, error)
        place.forget()
        place.take_back()
        assert first == place.ask()
        place.append()
        assert second == dead(at, error)  # of an index that is stale


def test_what_a_killed_build_left_goes_with_the_next_one(place: Place, ask: Run) -> None:
    ask()
    left_over(place)
    place.index().unlink()
    ask()

    assert [] == list(place.cache.glob(".stancetracker.*.new"))
