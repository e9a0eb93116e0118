"""What is made beside its place is told from what a killed maker left, which goes; a folder is made whole or not."""

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.faults.injection import failing

from stancetracker.base.errors import WriteError
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


FILES = {"a.txt": b"a", "sub/deep/b.txt": b"b", ".hidden": b"h"}


def _all(path: Path) -> dict[str, bytes | None]:
    return {
        str(each.relative_to(path)): each.read_bytes() if each.is_file() else None for each in path.rglob("*")
    }


WHOLE = {**FILES, "sub": None, "sub/deep": None}


@pytest.mark.parametrize("name", ["new", "in/a/new"])
def test_a_folder_is_made(tmp_path: Path, name: str) -> None:
    staging.make_folder(tmp_path / name, FILES)

    assert WHOLE == _all(tmp_path / name)
    assert {name.split("/")[0]} == {path.name for path in tmp_path.iterdir()}


def test_an_empty_folder_that_a_link_leads_to_is_filled_and_stays_the_folder_it_is(tmp_path: Path) -> None:
    (tmp_path / "real" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    before = (tmp_path / "real").stat().st_ino
    staging.make_folder(tmp_path / "link", FILES)

    assert {**WHOLE, ".git": None} == _all(tmp_path / "real")
    assert before == (tmp_path / "link").stat().st_ino


@pytest.mark.parametrize("there", ["x", ".gitignore", "data"])
def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path, there: str) -> None:
    (tmp_path / there).mkdir()

    with pytest.raises(WriteError, match="not empty") as caught:
        staging.make_folder(tmp_path, FILES)

    assert {there: None} == _all(tmp_path)
    assert caught.value.exit_status == 1
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match="Not a directory"):
        staging.make_folder(tmp_path / "file", FILES)


@pytest.mark.parametrize("name", ["", "in/new"])
def test_what_could_not_be_made_can_be_made_again(tmp_path: Path, name: str) -> None:
    place, at, failed = tmp_path / "place", 0, True
    while failed:
        at += 1
        (place / name).mkdir(parents=True)
        with failing(at, errno.ENOSPC) as count, suppress(WriteError):
            staging.make_folder(place / name, FILES)
        staging.clear(place / name)
        found, failed = _all(place / name), count.failed
        assert found.items() <= WHOLE.items()
        if not found:
            staging.make_folder(place / name, FILES)
            assert WHOLE == _all(place / name)
        shutil.rmtree(place)

    assert at > 10


def test_what_fails_is_told(tmp_path: Path) -> None:
    with failing(2, errno.ENOSPC), pytest.raises(WriteError, match=r"can't make .*: No space left on device"):
        staging.make_folder(tmp_path, FILES)


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / ".stancetracker.0123456789abcdef.new"
    (left / "made").mkdir(parents=True)
    staging.make_folder(tmp_path, FILES)

    assert WHOLE == _all(tmp_path)
