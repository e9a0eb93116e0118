"""Writing to a dataset: locked, on disk before it is acknowledged, and whole after a kill."""

import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from filelock import FileLock
from tests.faults.injection import KILLED, everything, killed

from stancetracker.base.errors import WriteError
from stancetracker.ledger import folder as folders
from stancetracker.ledger import journal
from stancetracker.ledger.folder import Folder, UnreadableFileError
from stancetracker.ledger.journal import (
    Change,
    clear,
    finished,
    is_staged,
    locked,
    put,
    staged,
)
from stancetracker.ledger.promise import LOCK_NAME, PENDING

NAME = "statements.jsonl"
LINE = '{"kind":"organization","id":"acme","name":"Acme"}'


def append(folder: Folder, name: str, lines: list[str]) -> int:
    """Append lines to one file and return the number of the first."""
    with locked(folder) as writer:
        return writer.append({name: lines})[name]


def replace(folder: Folder, name: str, content: bytes, expected: bytes) -> None:
    with locked(folder) as writer:
        writer.replace_all([Change(name, expected, content)])


def contents(folder: Folder) -> dict[str, bytes]:
    """Return every file of a folder but the lock."""
    return {name: content for name, content in everything(folder.path).items() if name != LOCK_NAME}


def test_lines_are_appended_whole_and_files_with_their_folders_made(folder: Folder) -> None:
    assert 1 == append(folder, NAME, ["{}"])
    assert 2 == append(folder, NAME, ["[1]", "[2]"])
    assert 4 == append(folder, NAME, ["é"])
    append(folder, "2026/01/a.jsonl", ["{}"])
    replace(folder, "2027/b.jsonl", b"{}\n", b"")

    assert {
        NAME: "{}\n[1]\n[2]\né\n".encode(),
        "2026/01/a.jsonl": b"{}\n",
        "2027/b.jsonl": b"{}\n",
    } == contents(folder)


def test_lines_for_several_new_files_are_appended_to_all_of_them(folder: Folder) -> None:
    with locked(folder) as writer:
        first_lines = writer.append({"2026/01/a.jsonl": ["{}", "[]"], NAME: ["[1]"]})

    assert {"2026/01/a.jsonl": 1, NAME: 1} == first_lines
    assert {"2026/01/a.jsonl": b"{}\n[]\n", NAME: b"[1]\n"} == contents(folder)


def test_a_new_file_may_be_read_by_all(folder: Folder) -> None:
    umask = os.umask(0)
    try:
        append(folder, "new.jsonl", ["{}"])
    finally:
        os.umask(umask)

    assert 0o644 == (folder.path / "new.jsonl").stat().st_mode & 0o777


def test_a_good_last_line_gets_its_line_end(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is read in parts gets it too."""
    (folder.path / NAME).write_text(f"{LINE}\n{LINE}\n{LINE}")
    with monkeypatch.context() as patched:
        patched.setattr(journal, "_CHUNK", 7)
        assert 4 == append(folder, NAME, ["{}"])
    (folder.path / NAME).write_text(LINE)

    assert 2 == append(folder, NAME, ["{}", "[]"])
    assert {NAME: f"{LINE}\n{{}}\n[]\n".encode()} == contents(folder)


def test_a_torn_last_line_is_set_aside_in_a_file_of_its_own(folder: Folder) -> None:
    (folder.path / NAME).write_text(f"{LINE}\n{LINE[:9]}")

    assert 2 == append(folder, NAME, ["{}"])
    assert {NAME: f"{LINE}\n{{}}\n".encode(), f"{NAME}.torn": f"{LINE[:9]}\n".encode()} == contents(
        folder
    )
    (folder.path / NAME).write_bytes(b"\xff")
    with locked(folder) as writer:
        assert f"{NAME}.torn" == writer.set_aside(NAME)
        assert writer.set_aside(NAME) is None
        assert writer.set_aside("nothing.jsonl") is None
    assert {NAME: b"", f"{NAME}.torn": f"{LINE[:9]}\n".encode() + b"\xff\n"} == contents(folder)


def test_only_the_torn_line_is_set_aside_even_after_a_blank_first_line(
    folder: Folder,
) -> None:
    (folder.path / NAME).write_text(f"\n{LINE[:9]}")
    with locked(folder) as writer:
        writer.set_aside(NAME)

    assert {NAME: b"\n", f"{NAME}.torn": f"{LINE[:9]}\n".encode()} == contents(folder)


def test_a_file_is_replaced_in_one_step_and_keeps_its_mode_unless_it_has_changed(
    folder: Folder,
) -> None:
    path = folder.path / NAME
    path.chmod(0o600)
    inode = path.stat().st_ino
    replace(folder, NAME, b"{}\n", b"")

    assert 0o600 == path.stat().st_mode & 0o777
    assert inode != path.stat().st_ino
    with pytest.raises(WriteError, match="changed meanwhile"):
        replace(folder, NAME, b"[]\n", b"")
    assert {NAME: b"{}\n"} == contents(folder)


@pytest.mark.parametrize(
    "write", [lambda f: append(f, NAME, ["{}"]), lambda f: replace(f, NAME, b"{}", b"")]
)
def test_links_and_pipes_are_refused(
    folder: Folder, tmp_path: Path, write: Callable[[Folder], Any]
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (folder.path / "sub").symlink_to(target)
    with pytest.raises(WriteError, match="symbolic link"):
        append(folder, "sub/a.jsonl", ["{}"])
    (folder.path / NAME).write_text("{")
    (folder.path / f"{NAME}.torn").symlink_to(target / "x")
    with pytest.raises(WriteError, match="symbolic link"):
        append(folder, NAME, ["{}"])
    assert "{" == (folder.path / NAME).read_text()
    (folder.path / NAME).unlink()
    (folder.path / NAME).symlink_to(target / "y")
    with pytest.raises(WriteError, match="symbolic link"):
        write(folder)
    (folder.path / NAME).unlink()
    os.mkfifo(folder.path / NAME)
    with pytest.raises(WriteError, match="not a regular file"):
        write(folder)

    assert [] == list(target.iterdir())


def test_a_locked_or_packaged_dataset_and_a_non_folder_are_not_written_to(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_WAIT_SECONDS", 0.01)
    with locked(folder), pytest.raises(WriteError, match="another program"):
        append(folder, NAME, ["{}"])
    with pytest.raises(WriteError, match="read-only"):
        append(Folder(tmp_path / "packaged", packaged=True), NAME, ["{}"])
    (tmp_path / "file").touch()
    (tmp_path / "sub" / LOCK_NAME).mkdir(parents=True)

    for name in ("sub", "file"):
        with pytest.raises(WriteError, match="locked"):
            append(Folder(tmp_path / name), NAME, ["{}"])


def test_a_short_write_is_undone_or_the_error_says_that_it_is_not(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail, os_write = Mock(side_effect=OSError(errno.EIO, "Input/output error")), os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda descriptor, content: os_write(descriptor, content[:5]))
        with pytest.raises(WriteError, match="only a part"):
            append(folder, NAME, [LINE])
        with pytest.raises(WriteError, match="only a part"):
            append(folder, "new.jsonl", [LINE])
    assert {NAME: b""} == contents(folder)
    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(os, "ftruncate", fail)
    with pytest.raises(WriteError, match="could not be undone"):
        append(folder, NAME, [LINE])


# On disk before it is acknowledged: a power cut may undo what was not flushed since.

STAGE = re.compile(r"\.stancetracker\.[0-9a-f]{16}\.new")


@pytest.fixture
def disk_calls(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the calls that change or flush the disk, with names in the dataset; `.` is its folder."""
    calls: list[str] = []
    paths: dict[int, str] = {}
    os_open = os.open

    def path_of(path: str | Path | int, dir_fd: int | None = None, **_: Any) -> str:
        if isinstance(path, int):
            return paths[path]
        return str(Path(paths[dir_fd], path) if dir_fd is not None else path)

    def name(path: str | Path | int, **options: Any) -> str:
        return STAGE.sub("STAGE", os.path.relpath(path_of(path, **options), folder.path))

    def opens(path: str | Path, *arguments: Any, **options: Any) -> int:
        descriptor = os_open(path, *arguments, **options)
        paths[descriptor] = path_of(path, **options)
        return descriptor

    def recorded(function: str) -> Callable[..., Any]:
        call = getattr(os, function)
        has_target = function in ("rename", "replace")

        def records(path: str | Path | int, *arguments: Any, **options: Any) -> Any:
            names = [name(path, **options)] + [
                name(target) for target in arguments[:1] if has_target
            ]
            is_of_the_lock = LOCK_NAME in names or (function, *names) == ("mkdir", ".")
            if not is_of_the_lock:
                calls.append(" ".join([function, *names]))
            return call(path, *arguments, **options)

        return records

    for function in ("write", "fsync", "ftruncate", "rename", "replace", "mkdir"):
        monkeypatch.setattr(os, function, recorded(function))
    monkeypatch.setattr(os, "open", opens)
    return calls


def test_a_line_is_on_disk_before_it_is_acknowledged(folder: Folder, disk_calls: list[str]) -> None:
    append(folder, NAME, ["{}"])

    assert [f"write {NAME}", f"fsync {NAME}"] == disk_calls


def test_a_new_file_and_its_folders_are_on_disk_before_its_line_is_acknowledged(
    folder: Folder, disk_calls: list[str]
) -> None:
    append(folder, "2026/01/a.jsonl", ["{}"])

    assert [
        "mkdir 2026",
        "fsync .",
        "mkdir 2026/01",
        "fsync 2026",
        "write 2026/01/a.jsonl",
        "fsync 2026/01/a.jsonl",
        "fsync 2026/01",
    ] == disk_calls


def test_a_torn_line_is_on_disk_aside_before_it_leaves_its_file(
    folder: Folder, disk_calls: list[str]
) -> None:
    (folder.path / NAME).write_text(LINE[:9])
    with locked(folder) as writer:
        writer.set_aside(NAME)

    assert [
        f"write {NAME}.torn",
        f"fsync {NAME}.torn",
        "fsync .",
        f"ftruncate {NAME}",
        f"fsync {NAME}",
    ] == disk_calls


def test_contents_are_on_disk_before_the_promise_and_the_promise_before_the_change(
    folder: Folder, disk_calls: list[str]
) -> None:
    with locked(folder) as writer:
        writer.replace_all([Change(NAME, b"", b"{}\n"), Change("sub/b.jsonl", b"", b"[]\n")])

    promise = disk_calls.index(f"rename STAGE/promise {PENDING}")
    flushed = {
        "fsync STAGE/promise/statements.jsonl",
        "fsync STAGE/promise/sub/b.jsonl",
        "fsync STAGE/promise/before.json",
        "fsync STAGE/promise/sub",
        "fsync STAGE/promise",
    }
    assert flushed <= set(disk_calls[:promise])
    assert [
        "fsync .",
        f"replace {PENDING}/{NAME} {NAME}",
        "fsync .",
        "mkdir sub",
        "fsync .",
        f"replace {PENDING}/sub/b.jsonl sub/b.jsonl",
        "fsync sub",
        "fsync .",
    ] == disk_calls[promise + 1 :]


def test_a_staged_file_is_on_disk_before_and_after_it_takes_its_place(
    folder: Folder, disk_calls: list[str]
) -> None:
    with staged(folder.path) as stage:
        (stage / "a.csv").write_text("a")
        put(stage / "a.csv", folder.path / "a.csv")

    assert [
        "mkdir STAGE",
        "fsync STAGE/a.csv",
        "replace STAGE/a.csv a.csv",
        "fsync .",
    ] == disk_calls


def test_a_staged_folder_is_on_disk_before_and_after_it_takes_its_place(
    folder: Folder, disk_calls: list[str]
) -> None:
    (folder.path / "export").mkdir()
    disk_calls.clear()
    with staged(folder.path) as stage:
        (stage / "export").mkdir()
        (stage / "export" / "a.csv").write_text("a")
        put(stage / "export", folder.path / "export")

    assert [
        "mkdir STAGE",
        "mkdir STAGE/export",
        "fsync STAGE/export/a.csv",
        "fsync STAGE/export",
        "mkdir STAGE/old",
        "rename export STAGE/old/export",
        "rename STAGE/export export",
        "fsync .",
    ] == disk_calls


# Changes of files, cut short.

BEFORE = {"a.jsonl": b"a\n", "sub/b.jsonl": b"b\n"}
AFTER = {"a.jsonl": b"A\n", "sub/b.jsonl": b"B\n", "sub/c.jsonl": b"C\n"}


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Write two files; the change that is cut short makes a third."""
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 1)
    reset(Folder(tmp_path))
    return Folder(tmp_path)


def reset(folder: Folder) -> None:
    shutil.rmtree(folder.path)
    for name, content in BEFORE.items():
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / name).write_bytes(content)


def change(folder: Folder) -> None:
    with locked(folder) as writer:
        writer.replace_all([Change(name, BEFORE.get(name, b""), AFTER[name]) for name in AFTER])


def cut_short(folder: Folder) -> None:
    """Cut the change short just after the promise."""
    with (
        patch.object(journal, "_fulfil", side_effect=OSError),
        pytest.raises(WriteError, match="cut short"),
    ):
        change(folder)


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_change_is_finished_even_after_a_kill_while_finishing_it(
    unfinished: Folder, after: bool
) -> None:
    call = 0
    while True:
        cut_short(unfinished)
        call += 1
        if not killed(finished, unfinished, call, after):
            break
        assert AFTER == read_by_name(unfinished)
        finished(unfinished)
        assert AFTER == contents(unfinished)
        reset(unfinished)

    assert call > 5


def test_the_next_writer_finishes_a_change_and_a_dry_run_does_not(unfinished: Folder) -> None:
    """The stage that the killed program left goes with it."""
    leftover = unfinished.path / ".stancetracker.0123456789abcdef.new"
    cut_short(unfinished)
    leftover.mkdir()

    finished(unfinished, dry_run=True)
    assert BEFORE.items() <= contents(unfinished).items()
    assert leftover.exists()
    finished(unfinished)
    assert AFTER == contents(unfinished)
    assert not leftover.exists()


def test_finishing_makes_nothing_where_nothing_was_cut_short(unfinished: Folder) -> None:
    finished(unfinished)

    assert BEFORE == everything(unfinished.path)


def test_a_change_is_not_finished_over_a_file_edited_since(unfinished: Folder) -> None:
    cut_short(unfinished)
    (unfinished.path / "a.jsonl").write_text("edited\n")

    with pytest.raises(WriteError, match=r"cut short, and a\.jsonl is not as it was") as caught:
        finished(unfinished)
    assert caught.value.hint == f"see what changed, for example with git diff, and delete {PENDING}"
    assert b"edited\n" == (unfinished.path / "a.jsonl").read_bytes()
    shutil.rmtree(unfinished.path / PENDING)
    assert unfinished == finished(unfinished)


@pytest.mark.parametrize(
    "name", "../x.jsonl /x.jsonl sub/../../x.jsonl x.txt sub/.x.jsonl a.jsonl x\0.jsonl".split()
)
def test_a_promise_of_a_stranger_changes_nothing(unfinished: Folder, name: str) -> None:
    (unfinished.path / PENDING).mkdir()
    (unfinished.path / PENDING / "before.json").write_text(json.dumps({name: ""}))
    (unfinished.path / PENDING / "a.jsonl").touch()

    with pytest.raises(WriteError, match="is not as it was"):
        finished(unfinished)
    assert BEFORE.items() <= contents(unfinished).items()


@pytest.mark.parametrize("text", ["{", "[7]", "7", "\0", '{"a":' * 5000])
def test_an_unreadable_promise_is_an_error(unfinished: Folder, text: str) -> None:
    cut_short(unfinished)
    (unfinished.path / PENDING / "before.json").write_text(text)

    with pytest.raises(WriteError, match="is not as it was"):
        finished(unfinished)
    shutil.rmtree(unfinished.path / PENDING)
    (unfinished.path / PENDING).touch()
    with pytest.raises(WriteError, match=f"{PENDING} is not as it was"):
        finished(unfinished)


@pytest.mark.parametrize("link", [PENDING, f"{PENDING}/a.jsonl"])
def test_links_in_a_promise_are_not_followed(
    unfinished: Folder, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    cut_short(unfinished)
    outside = tmp_path_factory.mktemp("other") / "x"
    (unfinished.path / link).rename(outside)
    (unfinished.path / link).symlink_to(outside)

    with pytest.raises(WriteError, match="is not as it was"):
        finished(unfinished)
    assert b"a\n" == (unfinished.path / "a.jsonl").read_bytes()


def read_by_name(folder: Folder) -> dict[str, bytes]:
    return {file.name: folders.read(file) for file in folder.files()}


def test_readers_wait_for_a_change_in_progress(
    unfinished: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_short(unfinished)
    writers_lock = FileLock(unfinished.path / LOCK_NAME)
    writers_lock.acquire()

    def finish(_: float) -> None:
        writers_lock.release()
        finished(unfinished)

    monkeypatch.setattr("time.sleep", finish)
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 2)

    assert not any(file.is_promised for file in unfinished.files())
    assert AFTER == contents(unfinished)


def test_after_a_change_that_was_cut_short_readers_read_it_as_finished_and_write_nothing(
    unfinished: Folder,
) -> None:
    cut_short(unfinished)
    (unfinished.path / PENDING / "a.jsonl").replace(unfinished.path / "a.jsonl")
    before = everything(unfinished.path)

    files = unfinished.files()
    assert [False, True, True] == [file.is_promised for file in files]
    assert AFTER == read_by_name(unfinished)
    assert folders.is_unchanged(unfinished, {file.name: folders.stamp(file) for file in files})
    assert before == everything(unfinished.path)
    finished(unfinished)  # between the listing and the reading
    assert AFTER == {file.name: folders.read(file) for file in files}
    assert [2, 2, 2] == [folders.stamp(file).size for file in files]


def test_readers_read_on_while_the_folder_of_a_finished_change_is_removed(
    unfinished: Folder,
) -> None:
    cut_short(unfinished)
    for name in AFTER:
        (unfinished.path / PENDING / name).replace(unfinished.path / name)
    for name in ("made.json", "before.json"):
        assert AFTER == read_by_name(unfinished)
        (unfinished.path / PENDING / name).unlink()

    assert AFTER == read_by_name(unfinished)


def edit(folder: Path) -> None:
    (folder / "a.jsonl").write_text("edited\n")


def edit_staged(folder: Path) -> None:
    """Edit a file of the promise within one tick of the file system's clock, its length kept."""
    staged = folder / PENDING / "a.jsonl"
    status = staged.stat()
    staged.write_bytes(b"X\n")
    os.utime(staged, ns=(status.st_atime_ns, status.st_mtime_ns))


def add_to_promise(folder: Path) -> None:
    (folder / PENDING / "d.jsonl").write_bytes(b"{}\n")


def unsign(folder: Path) -> None:
    (folder / PENDING / "made.json").unlink()


def forget(folder: Path) -> None:
    (folder / PENDING / "before.json").unlink()


def garble(folder: Path) -> None:
    (folder / PENDING / "made.json").write_text("[7]")


def copy(folder: Path) -> None:
    """Put a copy in the place of the folder, as git, an archive or a backup does."""
    original = folder.rename(folder.with_name(f"{folder.name}-original"))
    shutil.copytree(original, folder)


def link(folder: Path) -> None:
    (folder / PENDING).rename(folder / ".elsewhere")
    (folder / PENDING).symlink_to(".elsewhere")


@pytest.mark.parametrize(
    "meddle", [edit, edit_staged, add_to_promise, unsign, forget, garble, copy, link]
)
def test_a_promise_that_was_not_made_here_or_can_not_be_kept_is_not_read(
    unfinished: Folder, meddle: Callable[[Path], None]
) -> None:
    cut_short(unfinished)
    meddle(unfinished.path)

    with pytest.raises(UnreadableFileError) as refused:
        read_by_name(unfinished)
    problem = refused.value.problem
    assert (
        "unfinished-write",
        f"see what changed, for example with git diff, and delete {PENDING}",
    ) == (
        problem.code,
        problem.hint,
    )


# What is made beside its place.


def names(path: Path) -> list[str]:
    return sorted(item.name for item in path.iterdir())


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_staged_file_takes_its_place_with_the_mode_of_the_old_one(
    tmp_path: Path, umask: int
) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o604)
    umask_before = os.umask(umask)
    try:
        for name in ("new", "old"):
            with staged(tmp_path) as folder:
                assert 0o700 == folder.stat().st_mode & 0o777
                (folder / "made").touch()
                put(folder / "made", tmp_path / name)
    finally:
        os.umask(umask_before)

    assert ["new", "old"] == names(tmp_path)
    assert 0o666 & ~umask == (tmp_path / "new").stat().st_mode & 0o777
    assert 0o604 == (tmp_path / "old").stat().st_mode & 0o777


def test_a_staged_folder_replaces_the_old_one_or_leaves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(text: str) -> None:
        with staged(tmp_path) as stage:
            (stage / "export").mkdir()
            (stage / "export" / "a.csv").write_text(text)
            put(stage / "export", tmp_path / "export")

    make("first")
    assert {"export/a.csv": b"first"} == everything(tmp_path)
    make("second")
    assert {"export/a.csv": b"second"} == everything(tmp_path)
    rename = os.rename

    def fail_for_the_new(source: Path, target: Path) -> None:
        if is_staged(source.parent.name):
            raise OSError(errno.EIO, "Input/output error")
        rename(source, target)

    monkeypatch.setattr(os, "rename", fail_for_the_new)
    with pytest.raises(OSError, match="Input/output"):
        make("third")
    assert {"export/a.csv": b"second"} == everything(tmp_path)


def test_stages_of_killed_programs_are_cleared_and_those_in_use_stay(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with staged(tmp_path) as stage:
            (stage / "made").write_text("half")
            os._exit(KILLED)
    os.waitpid(child, 0)
    assert [True] == [is_staged(name) for name in names(tmp_path)]
    with staged(tmp_path) as outer:
        assert [outer.name] == names(tmp_path)
        with staged(tmp_path) as inner:
            assert {outer.name, inner.name} == set(names(tmp_path))

    assert [] == names(tmp_path)


def test_clearing_follows_no_link_and_touches_no_other_name(tmp_path: Path) -> None:
    foreign_names = "x .stancetracker.lock .stancetracker.0123.new .stancetracker.0123456789ABCDEF.new .a.1.new".split()
    place, elsewhere = tmp_path / "place", tmp_path / "elsewhere"
    for folder in (elsewhere, place, *(place / name for name in foreign_names)):
        folder.mkdir()
    (elsewhere / "thesis").write_text("mine")
    (place / ".stancetracker.0123456789abcdef.new").symlink_to(elsewhere)
    inner = place / ".stancetracker.0123456789abcdee.new"
    inner.mkdir()
    (inner / "link").symlink_to(elsewhere)
    clear(place)

    assert sorted([".stancetracker.0123456789abcdef.new", *foreign_names]) == names(place)
    assert not any(map(is_staged, foreign_names))
    assert "mine" == (elsewhere / "thesis").read_text()


def test_an_old_export_moved_away_stays_until_there_is_a_new_one(tmp_path: Path) -> None:
    """Killed between two renames, the old export lies whole in what was left."""
    folder = tmp_path / ".stancetracker.0123456789abcdef.new"
    (folder / "old" / "export").mkdir(parents=True)
    (folder / "old" / "export" / "a.csv").write_text("old")
    clear(tmp_path)
    assert "old" == (folder / "old" / "export" / "a.csv").read_text()
    (tmp_path / "export").mkdir()
    clear(tmp_path)

    assert ["export"] == names(tmp_path)


def test_no_stage_is_cleared_where_locks_are_not_supported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsupported = OSError(errno.EOPNOTSUPP, "Operation not supported")
    monkeypatch.setattr(fcntl, "flock", Mock(side_effect=unsupported))
    with staged(tmp_path) as stage, staged(tmp_path) as second_stage:
        assert {stage.name, second_stage.name} == set(names(tmp_path))

    assert [] == names(tmp_path)
