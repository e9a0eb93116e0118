"""Several files change together: all or none, whenever it is cut short, and whatever a stranger promises."""

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.contribute.test_crashes import killed
from tests.faults.injection import contents

from stancetracker.base.errors import WriteError
from stancetracker.ledger import journal as journals
from stancetracker.ledger.folder import PENDING, Folder
from stancetracker.ledger.journal import Change, finished, locked

BEFORE = {"a.jsonl": b"a\n", "sub/b.jsonl": b"b\n"}
AFTER = {"a.jsonl": b"A\n", "sub/b.jsonl": b"B\n", "sub/c.jsonl": b"C\n"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Two files; a third is to come."""
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 1)
    reset(Folder(tmp_path))
    return Folder(tmp_path)


def reset(folder: Folder) -> None:
    for path in sorted(folder.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, content in BEFORE.items():
        (folder.path / name).parent.mkdir(exist_ok=True)
        (folder.path / name).write_bytes(content)


def change(folder: Folder) -> None:
    with locked(folder) as journal:
        journal.replace_all([Change(name, BEFORE.get(name, b""), AFTER[name]) for name in AFTER])


def promised(folder: Folder) -> None:
    """Cut the change short just after the promise."""
    with patch.object(journals, "_keep", side_effect=OSError), pytest.raises(WriteError, match="cut short"):
        change(folder)


def hidden(folder: Folder) -> list[str]:
    return sorted(path.name for path in folder.path.rglob(".*") if path.name != ".stancetracker.lock")


def test_all_files_change_and_nothing_stays_beside(folder: Folder) -> None:
    change(folder)

    assert AFTER == contents(folder.path)
    assert [] == hidden(folder)


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_it_is_finished_it_is_finished_the_next_time(folder: Folder, after: bool) -> None:
    at = 0
    while True:
        promised(folder)
        at += 1
        if not killed(finished, folder, at, after):
            break
        finished(folder)
        assert AFTER == contents(folder.path)
        reset(folder)

    assert at > 5


def test_what_is_not_as_it_was_is_left_alone(folder: Folder) -> None:
    promised(folder)
    (folder.path / "a.jsonl").write_text("edited\n")

    with pytest.raises(WriteError, match=r"cut short, and a\.jsonl is not as it was") as caught:
        finished(folder)
    assert caught.value.hint == f"see what changed, for example with git diff, and delete {PENDING}"
    assert b"edited\n" == (folder.path / "a.jsonl").read_bytes()
    shutil.rmtree(folder.path / PENDING)
    assert folder == finished(folder)


@pytest.mark.parametrize("name", ["x.txt", "sub/.x.jsonl", ".git/x.jsonl", "x.jsonl"])
def test_a_promise_of_a_stranger_changes_nothing(folder: Folder, name: str) -> None:
    path = folder.path / PENDING / name
    path.parent.mkdir(parents=True)
    path.touch()

    with pytest.raises(WriteError, match="is not as it was"):
        finished(folder)
    assert BEFORE == contents(folder.path)


@pytest.mark.parametrize("text", ["{", "[7]", "7", "\0", '{"a":' * 5000, "{}"])
def test_a_promise_that_is_none_is_told(folder: Folder, text: str) -> None:
    promised(folder)
    (folder.path / PENDING / "before.json").write_text(text)

    with pytest.raises(WriteError, match="is not as it was"):
        finished(folder)
    shutil.rmtree(folder.path / PENDING)
    (folder.path / PENDING).touch()
    with pytest.raises(WriteError, match=f"{PENDING} is not as it was"):
        finished(folder)


@pytest.mark.parametrize("link", [PENDING, f"{PENDING}/a.jsonl"])
def test_links_are_not_followed(folder: Folder, tmp_path_factory: pytest.TempPathFactory, link: str) -> None:
    promised(folder)
    other = tmp_path_factory.mktemp("other") / "x"
    (folder.path / link).rename(other)
    (folder.path / link).symlink_to(other)

    with pytest.raises(WriteError, match="symbolic link"):
        finished(folder)
    assert b"a\n" == (folder.path / "a.jsonl").read_bytes()


def test_readers_wait_for_a_change_that_is_being_made(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised(folder)
    monkeypatch.setattr("time.sleep", lambda _: finished(folder))
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 2)

    assert ["a.jsonl", "sub/b.jsonl", "sub/c.jsonl"] == [file.name for file in folder.files()]
