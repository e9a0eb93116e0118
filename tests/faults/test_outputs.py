"""Outputs cut short at any call: the old or the new is there, and a later run completes them."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from tests.depth import mostly_slow, sample
from tests.faults import injection
from tests.faults.conftest import Mounted
from tests.faults.injection import DATA, KILLED, Ended, calls, everything, traced
from tests.faults.test_reading import POINTS, STATEMENT, Place

from stancetracker.ledger.journal import clear

CALLS = "mkdir,write,pwrite64,fsync,fdatasync,ftruncate,chmod,rename,unlink,unlinkat,rmdir"
CARD = ("--title", "T", "--publisher", "P", "--licence", "CC0-1.0", "--contact", "C")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not injection.can_inject(),
        reason="strace is not here, or may not change what system calls answer",
    ),
]
MAKINGS = {
    "report": ("list", "-o", "out.csv"),
    "database": ("export", "sqlite", "-o", "out.sqlite", "--force"),
    "package": ("export", "csv", "-o", "out", "--force"),
    "site": ("site", "out"),
    "init": ("init", "out", *CARD),
    "init-here": ("init", ".", *CARD),
}


class Workplace(Place):
    """Add the folder of an output, which already holds an older one unless it is of `init`."""

    def __init__(self, path: Path, arguments: tuple[str, ...]) -> None:
        super().__init__(path)
        self.arguments, self.init = arguments, arguments[0] == "init"
        self.here, self._old, self.log = (path / name for name in ("here", "old", "log"))
        self.here.mkdir(exist_ok=True)
        lines = DATA.read_text().splitlines(keepends=True)
        # Enough for a site of one edition.
        few = [line for line in lines if '"recorded"' not in line or '"ada-1"' in line]
        (self.data / "statements.jsonl").write_text("".join(few))
        assert self.init or 0 == self.make().status
        with (self.data / "statements.jsonl").open("a") as file:
            file.write(STATEMENT)
        self.ask()  # makes the index
        shutil.copytree(self.here, self._old)

    def again(self) -> None:
        for item in self.here.iterdir():
            shutil.rmtree(item) if item.is_dir() else item.unlink()
        shutil.copytree(self._old, self.here, dirs_exist_ok=True)

    def make(self, *before: str) -> Ended:
        data = () if self.init else ("-d", str(self.data))
        return injection.run([*self.arguments, *data], self.home, *before, cwd=self.here)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Workplace:
    return Workplace(tmp_path, MAKINGS[request.param])


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("signal=KILL:when={}", id="killed"),
        pytest.param("error=EIO:when={}+", id="for-good", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("place", mostly_slow(list(MAKINGS)), indirect=True)
def test_an_output_cut_short_at_any_call_is_old_or_new_and_a_later_run_completes_it(
    place: Workplace, fault: str
) -> None:
    old = everything(place.here)
    assert 0 == place.make(*traced(place.log, CALLS)).status
    new = everything(place.here)
    points = calls(place.log)
    assert old != new
    assert len(points) > POINTS

    for at in sample(points, POINTS):
        place.again()
        # On a disk that fails for good not `write`: what is said of it is written, too.
        names = CALLS.replace("write,", "", 1) if fault.endswith("+") else at.name
        ended = place.make(*traced(place.log, CALLS, f"{names}:{fault.format(at.number)}"))
        assert ended.status in (0, KILLED if "KILL" in fault else 1), at
        assert "Traceback" not in ended.err
        assert_whole(place, old, new, at)
        assert_completed(place, new, at)


@pytest.mark.slow
@pytest.mark.parametrize("output_name", ("database", "init", "report", "package", "site"))
def test_an_output_on_a_full_disk_is_old_or_new(
    mounted: Mounted, tmp_path: Path, output_name: str
) -> None:
    output = mounted(tmp_path / "here", "16m")
    place = Workplace(tmp_path, MAKINGS[output_name])
    old = everything(output)
    place.make()
    new = everything(output)
    place.again()
    filler = output / ".git" / "filler"  # in a folder that no output touches
    filler.parent.mkdir(exist_ok=True)
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(filler, filler.stat().st_size - (0 if output_name == "report" else 8192))
    ended = place.make()
    filler.unlink()

    assert 1 == ended.status
    assert "full" in ended.err or "No space left on device" in ended.err
    assert_whole(place, old, new, output_name)
    assert_completed(place, new, output_name)


def assert_whole(
    place: Workplace, old: dict[str, bytes], new: dict[str, bytes], at: object
) -> None:
    """Assert that every file is whole, old or new, and that a folder made at once is one or the other."""
    all_files = everything(place.here)
    files = finished_files(place.here)
    assert all(content in (old.get(name), new.get(name)) for name, content in files.items()), at
    if "csv" not in place.arguments:
        assert {
            name for name in old.keys() & new.keys() if ".stancetracker" not in name
        } <= files.keys(), at
    else:  # between two renames the old one lies whole in a hidden folder
        assert files in (old, new) or (
            not files and set(old.values()) <= set(all_files.values())
        ), at


def finished_files(folder: Path) -> dict[str, bytes]:
    """Return all files but temporary ones and the manifest."""
    return {
        name: content
        for name, content in everything(folder).items()
        if ".stancetracker" not in name
    }


def assert_completed(place: Workplace, new: dict[str, bytes], at: object) -> None:
    """Assert that a later run is complete and leaves nothing of the one before."""
    if place.init and finished_files(place.here):  # it fills empty folders alone
        clear(
            place.here / place.arguments[1]
        )  # as every program that makes anything there does first
        assert everything(place.here).items() <= new.items(), at
        return
    assert 0 == place.make().status, at
    place.make()  # an old output moved away is deleted once there is a new one
    assert new == everything(place.here), at
