"""No fault of the cache, the clock or the environment changes an answer."""

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.depth import mostly_slow, sample
from tests.faults import injection
from tests.faults.conftest import Mounted
from tests.faults.injection import DATA, KILLED, TODAY, Ended, calls, contents, traced

pytestmark = pytest.mark.slow
POINTS = 1
WRITES = "pwrite64,fsync,fdatasync,ftruncate,rename,unlink,mkdir"
QUESTION = ("list", "--json", "--as-of", "2026-02-01")
STATEMENT = (
    '{"kind":"statement","id":"dee-1","speaker":"dee","issue":"bridge","date":"2026-01-20","stance":"favor",'
    '"summary":"Was for it.","channel":"speech","sources":[{"citation":"A paper","tier":"secondary",'
    '"publisher":"A paper"}],"recorded":"2026-01-21"}\n'
)
"""A statement of someone who had been silent."""


class Place:
    """A dataset, and a home with its cache."""

    def __init__(self, path: Path) -> None:
        self.data = path / "data"
        self.home = path / "home"
        self.cache = self.home / ".cache" / "stancetracker"
        self.data.mkdir()
        self.home.mkdir()
        shutil.copy(DATA, self.data / "statements.jsonl")

    def ask(self, *before: str) -> Ended:
        """Ask in another process."""
        return injection.run([*QUESTION, "-d", str(self.data)], self.home, *before)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path)
    monkeypatch.setenv("HOME", str(place.home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("STANCETRACKER_DATA", str(place.data))
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    return place


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12", "nowhere", "\x1b[31m"])
def test_today_is_the_day_in_utc_in_every_time_zone(
    run: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, zone: str
) -> None:
    request.addfinalizer(time.tzset)  # once the variable is as it was
    monkeypatch.delenv("STANCETRACKER_TODAY")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    days = {datetime.now(UTC).date().isoformat()}
    status, out, err = run("list", "--json")
    days.add(datetime.now(UTC).date().isoformat())

    assert 0 == status, err
    assert json.loads(out)[0]["as_of"] in days


@pytest.mark.parametrize(
    "home", ["", "/", "/nowhere", "/dev/null", "/proc", "relative", "~", "\udcff"]
)
def test_answers_need_no_home_folder(
    place: Place, run: Run, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    expected = run(*QUESTION)
    monkeypatch.setenv("HOME", home)
    monkeypatch.chdir(place.home)

    assert expected == run(*QUESTION)
    assert 0 == expected[0]
    assert ["statements.jsonl"] == sorted(contents(place.data))


def test_a_full_disk_is_answered_from_memory(place: Place, run: Run, mounted: Mounted) -> None:
    full = mounted(place.cache, "16k")  # too small for any index
    answer = run(*QUESTION)

    assert 0 == answer[0]
    assert [] == [path for path in full.iterdir() if path.stat().st_size]
    subprocess.run(["mount", "-o", "remount,ro", full], check=True)
    assert answer == run(*QUESTION)
    with (place.data / "statements.jsonl").open("a") as file:
        file.write(STATEMENT)
    assert "dee-1" in run(*QUESTION)[1]


@pytest.mark.skipif(
    not injection.can_inject(), reason="strace may not change what system calls answer"
)
@pytest.mark.parametrize(
    "fault",
    mostly_slow(
        ["error=EIO:when={}", "signal=KILL:when={}", "error=EIO:when={}+", "error=ENOSPC:when={}+"]
    ),
)
def test_a_cache_that_fails_at_any_call_changes_no_answer(
    place: Place, tmp_path: Path, fault: str
) -> None:
    log = tmp_path / "log"
    expected = place.ask(*traced(log, WRITES))
    points = calls(log)
    assert len(points) > POINTS

    for at in sample(points, POINTS):
        shutil.rmtree(place.cache, ignore_errors=True)
        names = WRITES if fault.endswith("+") else at.name
        ended = place.ask(*traced(log, WRITES, f"{names}:{fault.format(at.number)}"))
        assert ended == expected or ("KILL" in fault and ended.status == KILLED), at
        assert expected == place.ask(), at
