"""Whatever happens to the cache, the clock or the environment, the answer is that of the data."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.depth import mostly_slow, some
from tests.faults import injection
from tests.faults.injection import KILLED, TODAY, Ended, calls, contents

from stancetracker.cli.app import main

POINTS = 1
WRITES = "pwrite64,fsync,fdatasync,ftruncate,rename,unlink,mkdir"
DATA = Path(__file__).parents[1] / "cli" / "data" / "bridge.jsonl"
ASKED = ("list", "--json", "--as-of", "2026-02-01")
SAID = (
    '{"kind":"statement","id":"dee-1","speaker":"dee","issue":"bridge","date":"2026-01-20","stance":"favor",'
    '"summary":"Was for it.","channel":"speech","sources":[{"citation":"A paper","tier":"secondary",'
    '"publisher":"A paper"}],"recorded":"2026-01-21"}\n'
)
Run = Callable[..., tuple[int, str, str]]


class Place:
    def __init__(self, path: Path) -> None:
        self.data = path / "data"
        self.home = path / "home"
        self.cache = self.home / ".cache" / "stancetracker"
        self.data.mkdir()
        self.home.mkdir()
        shutil.copy(DATA, self.data / "statements.jsonl")

    def append(self) -> None:
        """Append a statement of someone who had been silent."""
        with (self.data / "statements.jsonl").open("a") as file:
            file.write(SAID)

    def forget(self) -> None:
        shutil.rmtree(self.cache, ignore_errors=True)

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
@pytest.mark.parametrize(
    "fault",
    mostly_slow(["error=EIO:when={}", "signal=KILL:when={}", "error=EIO:when={}+", "error=ENOSPC:when={}+"]),
)
def test_a_cache_that_fails_at_any_call_changes_no_answer(place: Place, tmp_path: Path, fault: str) -> None:
    """Once, or from that call on for good."""
    trace = ("strace", "-f", "-qq", "-o", str(tmp_path / "log"), "-e", f"trace={WRITES}")
    expected = place.ask(*trace)
    points = calls(tmp_path / "log")
    assert len(points) > POINTS

    for at in some(points, POINTS):
        place.forget()
        names = WRITES if fault.endswith("+") else at.name
        ended = place.ask(*trace, "-e", f"inject={names}:{fault.format(at.number)}")
        assert ended == expected or ("KILL" in fault and ended.status == KILLED), at
        assert expected == place.ask(), at
