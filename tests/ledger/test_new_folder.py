"""A new folder is made whole, or not at all."""

import errno
import shutil
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
def test_when_anything_goes_wrong_nothing_is_left(tmp_path: Path, name: str) -> None:
    place, at = tmp_path / "place", 0
    while True:
        at += 1
        (place / "in" if name else place).mkdir(parents=True)  # a folder that was there stays
        before = _all(place)
        made = {name: None, **{f"{name}/{inner}": text for inner, text in WHOLE.items()}} if name else WHOLE
        told, expected = "", {**before, **made}
        with failing(at, errno.ENOSPC) as count:
            try:
                staging.make_folder(place / name, FILES)
            except WriteError as error:
                told, expected = error.message, before
        found = _all(place)
        assert not told or "No space left on device; nothing was changed" in told
        assert expected.items() <= found.items()
        assert not told or before == found
        shutil.rmtree(place)
        if not count.failed:
            break

    assert at > 10


@pytest.mark.parametrize("there", [[], [".hidden"], [".hidden", "a.txt", "sub/deep/b.txt"]])
def test_what_a_killed_run_began_is_completed(tmp_path: Path, there: list[str]) -> None:
    _begun(tmp_path, there)
    staging.make_folder(tmp_path, FILES)

    assert WHOLE == _all(tmp_path)


@pytest.mark.parametrize(
    "there", [{"a.txt": b"mine"}, {"a.txt": b"a", "b.txt": b"b"}, {"sub/x": b""}, {"sub/deep/b.txt": b"c"}]
)
def test_what_somebody_put_there_since_is_left_alone(tmp_path: Path, there: dict[str, bytes]) -> None:
    _begun(tmp_path, [])
    for name, content in there.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    before = _all(tmp_path)

    with pytest.raises(WriteError, match="not empty"):
        staging.make_folder(tmp_path, FILES)
    assert before == _all(tmp_path)


def _begun(path: Path, names: list[str]) -> None:
    """What a run leaves that is killed once it has moved these files."""
    left = path / ".stancetracker.0123456789abcdef.new"
    (left / "made").mkdir(parents=True)
    (left / "lock").touch()
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(FILES[name])
