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
from tests.faults.injection import KILLED, everything, killed

from stancetracker.base.errors import WriteError
from stancetracker.ledger import journal
from stancetracker.ledger.folder import PENDING, Folder
from stancetracker.ledger.journal import (
    LOCK_NAME,
    Change,
    clear,
    finished,
    is_staged,
    locked,
    put,
    staged,
)

NAME = "statements.jsonl"
LINE = '{"kind":"organization","id":"acme","name":"Acme"}'


def append(folder: Folder, name: str, lines: list[str]) -> int:
    """Append lines to one file; the number of the first."""
    with locked(folder) as held:
        return held.append({name: lines})[name]


def replace(folder: Folder, name: str, content: bytes, expected: bytes) -> None:
    with locked(folder) as held:
        held.replace_all([Change(name, expected, content)])


def contents(folder: Folder) -> dict[str, bytes]:
    """Every file of a folder but the lock."""
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
    with locked(folder) as held:
        first = held.append({"2026/01/a.jsonl": ["{}", "[]"], NAME: ["[1]"]})

    assert {"2026/01/a.jsonl": 1, NAME: 1} == first
    assert {"2026/01/a.jsonl": b"{}\n[]\n", NAME: b"[1]\n"} == contents(folder)


def test_a_new_file_may_be_read_by_all(folder: Folder) -> None:
    before = os.umask(0)
    try:
        append(folder, "new.jsonl", ["{}"])
    finally:
        os.umask(before)

    assert 0o644 == (folder.path / "new.jsonl").stat().st_mode & 0o777


def test_a_good_last_line_gets_its_line_end(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a file that is read in parts."""
    (folder.path / NAME).write_text(f"{LINE}\n{LINE}\n{LINE}")
    with monkeypatch.context() as patched:
        patched.setattr(journal, "_CHUNK", 7)
        assert 4 == append(folder, NAME, ["{}"])
    (folder.path / NAME).write_text(LINE)

    assert 2 == append(folder, NAME, ["{}", "[]"])
    assert {NAME: f"{LINE}\n{{}}\n[]\n".encode()} == contents(folder)


def test_a_torn_last_line_is_set_aside_and_told(folder: Folder) -> None:
    (folder.path / NAME).write_text(f"{LINE}\n{LINE[:9]}")

    assert 2 == append(folder, NAME, ["{}"])
    assert {NAME: f"{LINE}\n{{}}\n".encode(), f"{NAME}.torn": f"{LINE[:9]}\n".encode()} == contents(
        folder
    )
    (folder.path / NAME).write_bytes(b"\xff")
    with locked(folder) as held:
        assert f"{NAME}.torn" == held.set_aside(NAME)
        assert held.set_aside(NAME) is None
        assert held.set_aside("nothing.jsonl") is None
    assert {NAME: b"", f"{NAME}.torn": f"{LINE[:9]}\n".encode() + b"\xff\n"} == contents(folder)


def test_only_the_torn_line_is_set_aside_also_behind_a_first_line_that_is_blank(
    folder: Folder,
) -> None:
    (folder.path / NAME).write_text(f"\n{LINE[:9]}")
    with locked(folder) as held:
        held.set_aside(NAME)

    assert {NAME: b"\n", f"{NAME}.torn": f"{LINE[:9]}\n".encode()} == contents(folder)


def test_a_file_is_replaced_in_one_step_and_keeps_its_mode_unless_it_has_changed(
    folder: Folder,
) -> None:
    path = folder.path / NAME
    path.chmod(0o600)
    before = path.stat().st_ino
    replace(folder, NAME, b"{}\n", b"")

    assert 0o600 == path.stat().st_mode & 0o777
    assert before != path.stat().st_ino
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


def test_what_is_locked_packaged_or_no_folder_is_not_written_to(
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


def test_a_short_write_is_taken_back_or_it_is_said(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail, write = Mock(side_effect=OSError(errno.EIO, "Input/output error")), os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:5]))
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
    """The calls that change the disk or flush it, with the names in the dataset; `.` is its folder."""
    calls: list[str] = []
    paths: dict[int, str] = {}
    os_open = os.open

    def name(path: str | Path | int) -> str:
        path = paths[path] if isinstance(path, int) else path
        return STAGE.sub("STAGE", os.path.relpath(path, folder.path))

    def opens(path: str | Path, *arguments: Any, **options: Any) -> int:
        descriptor = os_open(path, *arguments, **options)
        paths[descriptor] = os.fspath(path)
        return descriptor

    def recorded(function: str) -> Callable[..., Any]:
        call = getattr(os, function)
        has_target = function in ("rename", "replace")

        def records(path: str | Path | int, *arguments: Any, **options: Any) -> Any:
            names = [name(path)] + [name(target) for target in arguments[:1] if has_target]
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
    with locked(folder) as held:
        held.set_aside(NAME)

    assert [
        f"write {NAME}.torn",
        f"fsync {NAME}.torn",
        "fsync .",
        f"ftruncate {NAME}",
        f"fsync {NAME}",
    ] == disk_calls


def test_new_contents_are_on_disk_before_they_are_promised_and_the_promise_before_it_is_kept(
    folder: Folder, disk_calls: list[str]
) -> None:
    with locked(folder) as held:
        held.replace_all([Change(NAME, b"", b"{}\n"), Change("sub/b.jsonl", b"", b"[]\n")])

    promised = disk_calls.index(f"rename STAGE/promise {PENDING}")
    flushed = {
        "fsync STAGE/promise/statements.jsonl",
        "fsync STAGE/promise/sub/b.jsonl",
        "fsync STAGE/promise/before.json",
        "fsync STAGE/promise/sub",
        "fsync STAGE/promise",
    }
    assert flushed <= set(disk_calls[:promised])
    assert [
        "fsync .",
        f"replace {PENDING}/{NAME} {NAME}",
        "fsync .",
        "mkdir sub",
        "fsync .",
        f"replace {PENDING}/sub/b.jsonl sub/b.jsonl",
        "fsync sub",
        "fsync .",
    ] == disk_calls[promised + 1 :]


def test_a_file_that_was_made_is_on_disk_before_and_after_it_takes_its_place(
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


def test_a_folder_that_was_made_is_on_disk_before_and_after_it_takes_its_place(
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
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Two files; a third is to come."""
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 1)
    reset(Folder(tmp_path))
    return Folder(tmp_path)


def reset(folder: Folder) -> None:
    shutil.rmtree(folder.path)
    for name, content in BEFORE.items():
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / name).write_bytes(content)


def change(folder: Folder) -> None:
    with locked(folder) as held:
        held.replace_all([Change(name, BEFORE.get(name, b""), AFTER[name]) for name in AFTER])


def promised(folder: Folder) -> None:
    """Cut the change short just after the promise."""
    with (
        patch.object(journal, "_fulfil", side_effect=OSError),
        pytest.raises(WriteError, match="cut short"),
    ):
        change(folder)


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_it_is_finished_it_is_finished_the_next_time(two: Folder, after: bool) -> None:
    at = 0
    while True:
        promised(two)
        at += 1
        if not killed(finished, two, at, after):
            break
        finished(two)
        assert AFTER == contents(two)
        reset(two)

    assert at > 5


def test_a_change_is_finished_by_the_next_who_writes_and_not_on_a_dry_run(two: Folder) -> None:
    """And what the killed program had made beside goes with it."""
    left = two.path / ".stancetracker.0123456789abcdef.new"
    promised(two)
    left.mkdir()

    finished(two, dry_run=True)
    assert BEFORE.items() <= contents(two).items()
    assert left.exists()
    finished(two)
    assert AFTER == contents(two)
    assert not left.exists()


def test_where_nothing_was_cut_short_nothing_is_made_to_finish_it(two: Folder) -> None:
    finished(two)

    assert BEFORE == everything(two.path)


def test_what_is_not_as_it_was_is_left_alone(two: Folder) -> None:
    promised(two)
    (two.path / "a.jsonl").write_text("edited\n")

    with pytest.raises(WriteError, match=r"cut short, and a\.jsonl is not as it was") as caught:
        finished(two)
    assert caught.value.hint == f"see what changed, for example with git diff, and delete {PENDING}"
    assert b"edited\n" == (two.path / "a.jsonl").read_bytes()
    shutil.rmtree(two.path / PENDING)
    assert two == finished(two)


@pytest.mark.parametrize(
    "name", "../x.jsonl /x.jsonl sub/../../x.jsonl x.txt sub/.x.jsonl a.jsonl x\0.jsonl".split()
)
def test_a_promise_of_a_stranger_changes_nothing(two: Folder, name: str) -> None:
    (two.path / PENDING).mkdir()
    (two.path / PENDING / "before.json").write_text(json.dumps({name: ""}))
    (two.path / PENDING / "a.jsonl").touch()

    with pytest.raises(WriteError, match="is not as it was"):
        finished(two)
    assert BEFORE.items() <= contents(two).items()


@pytest.mark.parametrize("text", ["{", "[7]", "7", "\0", '{"a":' * 5000])
def test_a_promise_that_is_none_is_told(two: Folder, text: str) -> None:
    promised(two)
    (two.path / PENDING / "before.json").write_text(text)

    with pytest.raises(WriteError, match="is not as it was"):
        finished(two)
    shutil.rmtree(two.path / PENDING)
    (two.path / PENDING).touch()
    with pytest.raises(WriteError, match=f"{PENDING} is not as it was"):
        finished(two)


@pytest.mark.parametrize("link", [PENDING, f"{PENDING}/a.jsonl"])
def test_links_in_a_promise_are_not_followed(
    two: Folder, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    promised(two)
    other = tmp_path_factory.mktemp("other") / "x"
    (two.path / link).rename(other)
    (two.path / link).symlink_to(other)

    with pytest.raises(WriteError, match="symbolic link"):
        finished(two)
    assert b"a\n" == (two.path / "a.jsonl").read_bytes()


def test_readers_wait_for_a_change_that_is_being_made(
    two: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised(two)
    monkeypatch.setattr("time.sleep", lambda _: finished(two))
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 2)

    assert ["a.jsonl", "sub/b.jsonl", "sub/c.jsonl"] == [file.name for file in two.files()]
    assert AFTER == contents(two)


# What is made beside its place.


def names(path: Path) -> list[str]:
    return sorted(item.name for item in path.iterdir())


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_what_is_made_is_renamed_and_has_the_mode_of_what_was_there(
    tmp_path: Path, umask: int
) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o604)
    before = os.umask(umask)
    try:
        for name in ("new", "old"):
            with staged(tmp_path) as folder:
                assert 0o700 == folder.stat().st_mode & 0o777
                (folder / "made").touch()
                put(folder / "made", tmp_path / name)
    finally:
        os.umask(before)

    assert ["new", "old"] == names(tmp_path)
    assert 0o666 & ~umask == (tmp_path / "new").stat().st_mode & 0o777
    assert 0o604 == (tmp_path / "old").stat().st_mode & 0o777


def test_a_folder_that_was_made_replaces_the_old_one_or_leaves_it(
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


def test_what_a_killed_maker_left_goes_and_what_is_being_made_stays(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with staged(tmp_path) as dead:
            (dead / "made").write_text("half")
            os._exit(KILLED)
    os.waitpid(child, 0)
    assert [True] == [is_staged(name) for name in names(tmp_path)]
    with staged(tmp_path) as living:
        assert [living.name] == names(tmp_path)
        with staged(tmp_path) as ours:
            assert {living.name, ours.name} == set(names(tmp_path))

    assert [] == names(tmp_path)


def test_nothing_is_followed_to_elsewhere_and_no_other_name_is_cleared(tmp_path: Path) -> None:
    others = "x .stancetracker.lock .stancetracker.0123.new .stancetracker.0123456789ABCDEF.new .a.1.new".split()
    place, elsewhere = tmp_path / "place", tmp_path / "elsewhere"
    for folder in (elsewhere, place, *(place / name for name in others)):
        folder.mkdir()
    (elsewhere / "thesis").write_text("mine")
    (place / ".stancetracker.0123456789abcdef.new").symlink_to(elsewhere)
    inner = place / ".stancetracker.0123456789abcdee.new"
    inner.mkdir()
    (inner / "link").symlink_to(elsewhere)
    clear(place)

    assert sorted([".stancetracker.0123456789abcdef.new", *others]) == names(place)
    assert not any(map(is_staged, others))
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
    none = OSError(errno.EOPNOTSUPP, "Operation not supported")
    monkeypatch.setattr(fcntl, "flock", Mock(side_effect=none))
    with staged(tmp_path) as one, staged(tmp_path) as other:
        assert {one.name, other.name} == set(names(tmp_path))

    assert [] == names(tmp_path)
