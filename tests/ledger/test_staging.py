"""What is made beside its place is told from what a killed maker left, which goes."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stancetracker.ledger import staging
from stancetracker.ledger.staging import clear, is_staged, put, staged

PROGRAM = """
import sys, time
from pathlib import Path
from stancetracker.ledger.staging import staged
with staged(Path(sys.argv[1])) as folder:
    (folder / "made").write_text("half")
    print(folder, flush=True)
    time.sleep(600)
"""


@contextmanager
def maker(place: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another program that is making something, and where."""
    path = [str(Path(staging.__file__).parents[2])]
    command = [sys.executable, "-P", "-c", PROGRAM, str(place)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout is not None
        try:
            yield program, Path(program.stdout.readline().rstrip("\n"))
        finally:
            program.kill()


def names(path: Path) -> list[str]:
    return sorted(item.name for item in path.iterdir())


def test_what_is_made_is_renamed_to_its_place_and_nothing_else_stays(tmp_path: Path) -> None:
    with staged(tmp_path) as folder:
        assert 0o700 == folder.stat().st_mode & 0o777
        (folder / "made").write_text("new")
        put(folder / "made", tmp_path / "there")

    assert ["there"] == names(tmp_path)


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(
    tmp_path: Path, umask: int
) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o604)
    before = os.umask(umask)
    try:
        for name in ("new", "old"):
            with staged(tmp_path) as folder:
                (folder / "made").touch()
                put(folder / "made", tmp_path / name)
    finally:
        os.umask(before)

    assert 0o666 & ~umask == (tmp_path / "new").stat().st_mode & 0o777
    assert 0o604 == (tmp_path / "old").stat().st_mode & 0o777


def test_what_a_killed_maker_left_goes_and_what_is_being_made_stays(tmp_path: Path) -> None:
    with maker(tmp_path) as (_, living), maker(tmp_path) as (killed, dead):
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        assert {living.name, dead.name} == set(names(tmp_path))
        with staged(tmp_path) as ours:
            assert {living.name, ours.name} == set(names(tmp_path))
        assert "half" == (living / "made").read_text()

    clear(tmp_path)
    assert [] == names(tmp_path)


@pytest.mark.parametrize(
    "name",
    "x .stancetracker.lock .stancetracker.0123.new .stancetracker.0123456789ABCDEF.new .a.1.new".split(),
)
def test_a_folder_of_any_other_name_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    clear(tmp_path)

    assert not is_staged(name)
    assert [name] == names(tmp_path)


def test_nothing_is_followed_to_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis").write_text("mine")
    place = tmp_path / "place"
    place.mkdir()
    (place / ".stancetracker.0123456789abcdef.new").symlink_to(elsewhere)
    inner = place / ".stancetracker.0123456789abcdee.new"
    inner.mkdir()
    (inner / "link").symlink_to(elsewhere)
    clear(place)

    assert [".stancetracker.0123456789abcdef.new"] == names(place)
    assert "mine" == (elsewhere / "thesis").read_text()


def test_a_folder_that_was_moved_away_stays_until_there_is_another(tmp_path: Path) -> None:
    """Killed between two renames, the old export lies whole in what was left."""
    folder = tmp_path / ".stancetracker.0123456789abcdef.new"
    (folder / "old" / "export").mkdir(parents=True)
    (folder / "old" / "export" / "a.csv").write_text("old")
    clear(tmp_path)
    assert "old" == (folder / "old" / "export" / "a.csv").read_text()
    (tmp_path / "export").mkdir()
    clear(tmp_path)

    assert ["export"] == names(tmp_path)


def test_where_there_are_no_locks_nothing_is_taken_for_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", none)
    with staged(tmp_path) as one, staged(tmp_path) as other:
        assert {one.name, other.name} == set(names(tmp_path))

    assert [] == names(tmp_path)
