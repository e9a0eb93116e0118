"""A new folder is made whole, or not at all."""

import errno
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from tests.faults.injection import failing

from stancetracker.base.errors import WriteError
from stancetracker.ledger import staging

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
