"""The one door to files: it follows no link, waits for no pipe, and nothing goes around it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stancetracker.ledger import files
from stancetracker.ledger.files import IrregularFileError

Door = Callable[[Path, str], object]
DOORS: dict[str, Door] = {
    "read": files.content,
    "write": lambda folder, name: files.write(folder, name, b"ours"),
    "append": lambda folder, name: files.writing(folder, name, os.O_APPEND | os.O_WRONLY).close(),
}
LINKS = ("link", "linked/x", "linked/new/x", "dangling", "loop")
PLANTED = (*LINKS, "pipe", "folder", "folder/pipe")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Make a folder with what a stranger may have put there, beside a file of somebody else."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_text("theirs")
    inside = tmp_path / "inside"
    (inside / "folder").mkdir(parents=True)
    (inside / "link").symlink_to(outside / "x")
    (inside / "linked").symlink_to(outside)
    (inside / "dangling").symlink_to(outside / "new")
    (inside / "loop").symlink_to("loop")
    os.mkfifo(inside / "pipe")
    os.mkfifo(inside / "folder/pipe")
    return inside


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("name", PLANTED)
def test_no_link_is_followed_and_no_pipe_waited_for(place: Path, name: str, door: Door) -> None:
    with pytest.raises(
        OSError, match=r"symbolic link|not a regular file|Is a directory"
    ) as refusal:
        door(place, name)

    assert (name in LINKS) is ("symbolic link" in str(refusal.value))
    outside = place.parent / "outside"
    assert {"x": "theirs"} == {item.name: item.read_text() for item in outside.iterdir()}


def test_of_a_link_the_link_alone_is_removed(place: Path) -> None:
    with pytest.raises(IrregularFileError):
        files.remove(place, "linked/x")
    for name in ("link", "linked", "missing", "missing/x"):
        files.remove(place, name)

    assert not (place / "link").is_symlink()
    assert "theirs" == (place.parent / "outside" / "x").read_text()


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("name", ["link", "linked/x", "pipe"])
def test_what_is_swapped_after_it_was_seen_is_not_followed_either(
    place: Path, name: str, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "refuse_irregular", lambda *_: None)
    with pytest.raises(OSError, match=r"symbolic links|directory|regular file|No such device"):
        door(place, name)

    assert "theirs" == (place.parent / "outside" / "x").read_text()


@pytest.mark.parametrize(
    "name", ["", "/etc/hostname", "../outside/x", "folder/../../outside/x", "x\0"]
)
def test_no_name_leads_out_of_the_folder(place: Path, name: str) -> None:
    for door in DOORS.values():
        with pytest.raises(IrregularFileError, match="not the name of a file in this folder"):
            door(place, name)


def test_files_are_written_with_their_folders_and_read_again(tmp_path: Path) -> None:
    """The folder itself may be reached by a link: that is the choice of whoever named it."""
    (tmp_path / "real").mkdir()
    (tmp_path / "named").symlink_to("real")
    files.write(tmp_path / "named", "a/b/c", b"longer")
    files.write(tmp_path / "named", "a/b/c", b"new")

    assert b"new" == files.content(tmp_path / "real", "a/b/c")
    with pytest.raises(FileNotFoundError):
        files.content(tmp_path, "real/a/none")
