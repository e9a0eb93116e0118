from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from stancetracker.base.errors import WriteError
from stancetracker.ledger import journal
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import LOCK_NAME, Replacement, locked
from stancetracker.ledger.jsonl import parse

NAME = "statements.jsonl"
LINE = '{"kind":"organization","id":"acme","name":"Acme"}'


def append(folder: Folder, name: str, lines: list[str]) -> int:
    """Append lines to one file; the number of the first."""
    with locked(folder) as held:
        return held.append({name: lines})[name]


def replace(folder: Folder, name: str, content: bytes, expected: bytes) -> None:
    with locked(folder) as held:
        held.replace_all([Replacement(name, content, expected)])


def contents(folder: Folder) -> dict[str, bytes]:
    """Every file of a folder but the lock."""
    files = (path for path in folder.path.rglob("*") if path.is_file() and path.name != LOCK_NAME)
    return {path.relative_to(folder.path).as_posix(): path.read_bytes() for path in files}


def test_lines_are_appended_whole_and_told_where(folder: Folder) -> None:
    assert 1 == append(folder, NAME, ["{}"])
    assert 2 == append(folder, NAME, ["[1]", "[2]"])
    assert 4 == append(folder, NAME, ["é"])
    assert {NAME: "{}\n[1]\n[2]\né\n".encode()} == contents(folder)


def test_files_and_their_folders_are_made(folder: Folder) -> None:
    append(folder, "2026/01/a.jsonl", ["{}"])
    replace(folder, "2027/b.jsonl", b"{}\n", b"")

    assert {NAME: b"", "2026/01/a.jsonl": b"{}\n", "2027/b.jsonl": b"{}\n"} == contents(folder)


def test_a_good_last_line_gets_its_line_end(folder: Folder) -> None:
    (folder.path / NAME).write_text(f"{{}}\n{LINE}")

    assert 3 == append(folder, NAME, ["{}"])
    assert {NAME: f"{{}}\n{LINE}\n{{}}\n".encode()} == contents(folder)


def test_a_torn_last_line_is_set_aside_and_told(folder: Folder) -> None:
    (folder.path / NAME).write_text(f"{LINE}\n{LINE[:9]}")

    assert 2 == append(folder, NAME, ["{}"])
    assert {NAME: f"{LINE}\n{{}}\n".encode(), f"{NAME}.torn": f"{LINE[:9]}\n".encode()} == contents(folder)
    (folder.path / NAME).write_bytes(b"\xff")
    with locked(folder) as held:
        assert f"{NAME}.torn" == held.set_aside(NAME)
        assert held.set_aside(NAME) is None
        assert held.set_aside("nothing.jsonl") is None
    assert {NAME: b"", f"{NAME}.torn": f"{LINE[:9]}\n".encode() + b"\xff\n"} == contents(folder)


def test_long_files_are_read_in_parts(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_CHUNK", 7)
    (folder.path / NAME).write_text(f"{LINE}\n{LINE}\n{LINE}")

    assert 4 == append(folder, NAME, ["{}"])


def test_a_file_is_replaced_in_one_step_and_keeps_its_mode(folder: Folder) -> None:
    path = folder.path / NAME
    path.chmod(0o600)
    (folder.path / f".{NAME}.new").write_text("left from a crash")
    before = path.stat().st_ino
    replace(folder, NAME, b"{}\n", b"")

    assert {NAME: b"{}\n"} == contents(folder)
    assert 0o600 == path.stat().st_mode & 0o777
    assert before != path.stat().st_ino


def test_a_file_that_has_changed_is_not_replaced(folder: Folder) -> None:
    (folder.path / NAME).write_text("{}\n")

    with pytest.raises(WriteError, match="changed meanwhile"):
        replace(folder, NAME, b"[]\n", b"")
    assert {NAME: b"{}\n"} == contents(folder)


@pytest.mark.parametrize("write", [lambda f: append(f, NAME, ["{}"]), lambda f: replace(f, NAME, b"{}", b"")])
def test_links_and_pipes_are_refused(folder: Folder, tmp_path: Path, write: Callable[[Folder], Any]) -> None:
    target = tmp_path / "target"
    target.touch()
    (folder.path / NAME).unlink()
    (folder.path / NAME).symlink_to(target)

    with pytest.raises(WriteError, match="symbolic link"):
        write(folder)
    (folder.path / NAME).unlink()
    os.mkfifo(folder.path / NAME)
    with pytest.raises(WriteError, match="not a regular file"):
        write(folder)
    assert b"" == target.read_bytes()


def test_linked_folders_and_links_beside_are_refused(folder: Folder, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (folder.path / "sub").symlink_to(target)
    with pytest.raises(WriteError, match="symbolic link"):
        append(folder, "sub/a.jsonl", ["{}"])
    (folder.path / NAME).write_text("{")
    (folder.path / f"{NAME}.torn").symlink_to(target / "x")
    with pytest.raises(WriteError, match="symbolic link"):
        append(folder, NAME, ["{}"])

    assert [] == list(target.iterdir())
    assert "{" == (folder.path / NAME).read_text()


def test_the_packaged_dataset_is_not_written_to(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="read-only"):
        append(Folder(tmp_path, packaged=True), NAME, ["{}"])
    assert [] == list(tmp_path.iterdir())


def test_a_lock_that_is_held_is_waited_for(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_WAIT_SECONDS", 0.01)

    with (
        locked(folder),
        pytest.raises(WriteError, match="another program"),
    ):
        append(folder, NAME, ["{}"])


def test_a_folder_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / LOCK_NAME).mkdir()

    for path in (tmp_path, tmp_path / "file"):
        with pytest.raises(WriteError, match="locked"):
            append(Folder(path), NAME, ["{}"])


class Fault:
    """Makes the n-th of some calls of the system fail, and counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> None:
        self.calls = 0
        for module, name in (
            (os, "write"),
            (os, "fsync"),
            (os, "ftruncate"),
            (Path, "replace"),
            (Path, "mkdir"),
        ):
            monkeypatch.setattr(module, name, self._failing(getattr(module, name), at, error))

    def _failing(self, call: Callable[..., Any], at: int, error: BaseException) -> Callable[..., Any]:
        def failing(*args: Any, **keywords: Any) -> Any:
            self.calls += 1
            if self.calls == at:
                raise error
            return call(*args, **keywords)

        return failing


FAULTS = (
    OSError(errno.EIO, "Input/output error"),
    OSError(errno.ENOSPC, "No space left on device"),
    KeyboardInterrupt(),
)


@pytest.mark.parametrize("error", FAULTS, ids=repr)
@pytest.mark.parametrize("at", range(1, 6))
@pytest.mark.parametrize(
    ("name", "before"), [(NAME, f"{LINE}\n"), (NAME, LINE), ("new.jsonl", ""), ("sub/new.jsonl", "")]
)
@pytest.mark.parametrize(
    "write",
    [
        lambda folder, name, before: append(folder, name, [LINE, LINE]),
        lambda folder, name, before: replace(folder, name, b"{}\n", before),
    ],
    ids=["append", "replace"],
)
def test_a_write_that_fails_leaves_everything_as_it_was(
    folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Folder, str, bytes], Any],
    name: str,
    before: str,
    at: int,
    error: BaseException,
) -> None:
    (folder.path / NAME).write_text(before)
    held = contents(folder)
    with monkeypatch.context() as patch:
        fault, message = Fault(patch, at, error), ""
        try:
            write(folder, name, before.encode() if name == NAME else b"")
        except (WriteError, KeyboardInterrupt) as failed:
            message = str(failed)
        calls = fault.calls

    changed = held != contents(folder)
    if not isinstance(error, KeyboardInterrupt) or calls < at:
        assert (calls < at or "may not be after a power cut" in message) == changed
    write(folder, name, (folder.path / name).read_bytes() if (folder.path / name).exists() else b"")
    assert not [path for path in contents(folder) if path.endswith(".new")]


@pytest.mark.parametrize("at", range(1, 8))
def test_a_torn_line_is_never_lost_while_it_is_set_aside(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    (folder.path / NAME).write_text(f"{LINE}\n{{")
    with monkeypatch.context() as patch:
        Fault(patch, at, OSError(errno.EIO, "Input/output error"))
        with suppress(WriteError):
            append(folder, NAME, [LINE])
    found = contents(folder)

    assert found[NAME].startswith(f"{LINE}\n".encode())
    assert found[NAME].endswith(b"{") or b"{" in found[f"{NAME}.torn"]
    append(folder, NAME, [LINE])
    assert () == parse((folder.path / NAME).read_bytes(), NAME).problems


def test_a_short_write_is_taken_back(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:5]))

    with pytest.raises(WriteError, match="only a part"):
        append(folder, NAME, [LINE])
    assert {NAME: b""} == contents(folder)


def test_a_write_that_cannot_be_taken_back_says_so(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(os, "ftruncate", fail)

    with pytest.raises(WriteError, match="could not be undone"):
        append(folder, NAME, [LINE])


def test_a_failure_without_words_is_told_by_its_name() -> None:
    assert "NotImplementedError" == journal._reason(NotImplementedError())


PROGRAM = """
    import sys
    from pathlib import Path
    from stancetracker.ledger.folder import Folder
    from stancetracker.ledger.journal import locked
    for number in range(25):
        with locked(Folder(Path(sys.argv[1]))) as held:
            held.append({"statements.jsonl": [f"{sys.argv[2]}-{number}"]})
"""


def test_lines_of_programs_at_once_are_neither_lost_nor_doubled(folder: Folder) -> None:
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder.path)]
    programs = [subprocess.Popen([*command, str(number)]) for number in range(4)]

    assert [0] * 4 == [program.wait(60) for program in programs]
    found = (folder.path / NAME).read_text().splitlines()
    assert sorted(f"{one}-{number}" for one in range(4) for number in range(25)) == sorted(found)
