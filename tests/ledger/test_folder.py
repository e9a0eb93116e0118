from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from stancetracker.base.errors import NoDatasetError, UsageError, WriteError
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import DataFile, Folder, UnreadableFileError


def data(path: Path, name: str = "statements.jsonl") -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.joinpath(name).touch()
    return path


def told(file: DataFile) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        folders.read(file)
    assert refused.value.problem.place.file == file.name
    assert refused.value.problem.severity == "fatal"
    return refused.value.problem.code


def test_files_are_found_in_subfolders_by_name_but_not_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/z.jsonl", ".git/x.jsonl", ".hidden.jsonl", "a/.b/y.jsonl", "notes.txt"):
        data((tmp_path / name).parent, Path(name).name)

    files = Folder(tmp_path).files()

    assert [("a/z.jsonl", tmp_path / "a/z.jsonl"), ("b.jsonl", tmp_path / "b.jsonl")] == list(files)
    assert [tmp_path, tmp_path] == [file.root for file in files]


def test_the_ending_of_a_data_file_is_blind_to_case(tmp_path: Path) -> None:
    data(tmp_path, "PEOPLE.JSONL")

    assert ["PEOPLE.JSONL"] == [file.name for file in Folder(tmp_path).files()]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.touch()

    with pytest.raises(NoDatasetError, match=f"not a folder: {file}"):
        folders.find(str(file), {}, tmp_path, None)


def test_an_empty_name_is_no_folder(tmp_path: Path) -> None:
    data(tmp_path)

    with pytest.raises(UsageError, match="--data is empty"):
        folders.find("", {}, tmp_path, None)
    assert tmp_path == folders.find(None, {"STANCETRACKER_DATA": ""}, tmp_path, None).path


def test_which_files_lie_in_a_dataset(tmp_path: Path) -> None:
    for name in ("data/statements.jsonl", "plain/people.jsonl", "plain/more/issues.jsonl"):
        data((tmp_path / name).parent, Path(name).name)
    (tmp_path / "plain" / "people.jsonl").write_text('{"id":"ada","kind":"person"}\n')
    data(tmp_path / "other", "old.jsonl").joinpath("old.jsonl").write_text(
        '{"kind":"x","data_version":"0"}\n'
    )

    inside = (
        "data/x.jsonl",
        "data/statements.jsonl",
        "data/new/X.JSONL",
        "plain/x.jsonl",
        "plain/more/x.jsonl",
    )
    for name in inside:
        assert folders.is_data_of_any(tmp_path / name), name
    for name in ("data/x.csv", "data/.hidden.jsonl", "x.jsonl", "other/x.jsonl"):
        assert not folders.is_data_of_any(tmp_path / name), name


def test_a_regular_file_is_read_and_stamped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x\n")
    [file] = Folder(tmp_path).files()
    found = (tmp_path / "a.jsonl").stat()

    assert b"x\n" == folders.read(file)
    assert (2, found.st_mtime_ns, found.st_ctime_ns, found.st_ino) == folders.stamp(file)


def test_links_pipes_sockets_and_folders_are_irregular(tmp_path: Path) -> None:
    outside = data(tmp_path / "outside", "x.jsonl")
    inside = tmp_path / "inside"
    (inside / "folder.jsonl").mkdir(parents=True)
    os.mkfifo(inside / "pipe.jsonl")
    (inside / "link.jsonl").symlink_to(outside / "x.jsonl")
    (inside / "linked").symlink_to(outside)
    (inside / "dangling").symlink_to(tmp_path / "nowhere")
    (inside / "loop").symlink_to(inside / "loop")
    (inside / "empty").symlink_to(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(inside / "socket.jsonl"))
        files = Folder(inside).files()

        expected = ["folder.jsonl", "link.jsonl", "linked", "pipe.jsonl", "socket.jsonl"]
        assert expected == [file.name for file in files]
        assert {"irregular-file"} == {told(file) for file in files}
        assert "irregular-file" == told(DataFile("linked/x.jsonl", inside / "linked/x.jsonl"))


def test_what_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert "unreadable-file" == told(DataFile("a.jsonl", tmp_path / "a.jsonl"))


def test_a_file_swapped_while_it_is_opened_is_irregular(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "refuse_irregular", lambda file: None)
    os.mkfifo(tmp_path / "a.jsonl")

    assert "irregular-file" == told(DataFile("a.jsonl", tmp_path / "a.jsonl"))


def test_folders_that_cannot_be_listed_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = data(tmp_path / "secret")
    (tmp_path / "link").symlink_to(secret)
    scandir, iterdir = os.scandir, Path.iterdir

    def refuse(path: Path) -> object:
        if path.name in ("secret", "link"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(Path, "iterdir", lambda path: refuse(path) and iterdir(path))

    assert ["secret"] == [file.name for file in Folder(tmp_path).files()]
    assert ["."] == [file.name for file in Folder(secret).files()]
    assert "irregular-file" == told(DataFile(".", secret))
    with pytest.raises(NoDatasetError):
        folders.find(str(tmp_path / "none"), {}, tmp_path, None)
    data(secret, "x.jsonl")
    (secret / "statements.jsonl").unlink()
    assert secret == folders.find(str(secret), {}, tmp_path, None).path


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["data/statements.jsonl", "statements.jsonl"], "data"),
        (["statements.jsonl", "data/people.jsonl"], "."),
        (["people.jsonl", "data/people.jsonl"], "."),
        (["data/people.jsonl", "other/people.jsonl"], "data"),
        (["2026/people.jsonl"], "."),
    ],
)
def test_a_named_folder_is_the_dataset_or_holds_it(tmp_path: Path, files: list[str], expected: str) -> None:
    for name in files:
        data((tmp_path / "d" / name).parent, Path(name).name)

    assert Folder(tmp_path / "d" / expected) == folders.find("d", {}, tmp_path, None)
    assert Folder(tmp_path / "d" / expected) == folders.find(
        None, {"STANCETRACKER_DATA": str(tmp_path / "d")}, tmp_path, None
    )


@pytest.mark.parametrize("named", ["empty", "missing", "empty/file"])
def test_a_named_folder_without_data_is_a_usage_error(tmp_path: Path, named: str) -> None:
    data(tmp_path / "empty", "file")
    data(tmp_path)

    with pytest.raises(NoDatasetError) as error:
        folders.find(named, {}, tmp_path, None)
    assert named in error.value.message
    assert "init" in (error.value.hint or "")


def test_without_a_name_it_is_looked_for_upwards_as_far_as_git_or_home(tmp_path: Path) -> None:
    data(tmp_path / "data")
    here = tmp_path / "a" / "b"
    here.mkdir(parents=True)

    assert Folder(tmp_path / "data") == folders.find(None, {"STANCETRACKER_DATA": ""}, here, None)
    assert folders.find(None, {}, here, tmp_path / "a") == folders.packaged()
    assert Folder(tmp_path / "data") == folders.find(None, {}, here, tmp_path)
    (tmp_path / "a" / ".git").mkdir()
    assert folders.find(None, {}, here, None) == folders.packaged()
    data(here)
    assert Folder(here) == folders.find(None, {}, here, None)


def test_the_packaged_dataset_is_in_the_package_or_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "stancetracker"
    monkeypatch.setattr(folders, "__file__", str(package / "ledger" / "folder.py"))

    with pytest.raises(NoDatasetError):
        folders.find(None, {}, Path("/"), None)
    assert Folder(data(tmp_path / "data"), packaged=True) == folders.packaged()
    assert Folder(data(package / "data"), packaged=True) == folders.packaged()
    shutil.rmtree(package)
    assert Folder(tmp_path / "data") == folders.writable(Folder(tmp_path / "data"))
    with pytest.raises(WriteError):
        folders.writable(folders.packaged())
