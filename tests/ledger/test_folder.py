"""Finding the dataset and its files: regular ones alone, and never somebody else's."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from stancetracker.base.errors import NoDatasetError, UsageError, WriteError
from stancetracker.ledger import files as opened_files
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import DataFile, Folder, UnreadableFileError
from stancetracker.ledger.promise import PENDING

CARD = '{"kind":"dataset","title":"T"}\n'
ADA = '{"id":"ada","kind":"person"}\n'


def data(path: Path, name: str = "all.jsonl", text: str = CARD) -> Path:
    (path / name).parent.mkdir(parents=True, exist_ok=True)
    (path / name).write_text(text)
    return path


def refusal_code(file: DataFile) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        folders.read(file)
    assert (file.name, 1, 1) == refused.value.problem.place
    assert refused.value.problem.severity == "fatal"
    return refused.value.problem.code


def test_files_are_found_in_subfolders_by_name_but_not_hidden_ones(tmp_path: Path) -> None:
    for name in "b.JSONL a/z.jsonl .git/x.jsonl .hidden.jsonl a/.b/y.jsonl notes.txt".split():
        data(tmp_path, name)

    files = Folder(tmp_path).files()

    assert (
        DataFile("a/z.jsonl", tmp_path / "a/z.jsonl"),
        DataFile("b.JSONL", tmp_path / "b.JSONL"),
    ) == files
    assert [tmp_path, tmp_path] == [file.root for file in files]


def test_records_are_found_in_the_folder_of_a_new_data_file_or_around_it(tmp_path: Path) -> None:
    """Rows that this program printed are not records."""
    data(tmp_path / "plain", "people.jsonl", ADA)
    data(tmp_path / "other", "old.jsonl", '{"kind":"x","data_version":"0"}\n')

    for name in ("plain/x.jsonl", "plain/people.jsonl", "plain/more/X.JSONL"):
        assert tmp_path / "plain" / "people.jsonl" == folders.records_around(tmp_path / name), name
    for name in ("plain/x.csv", "plain/.hidden.jsonl", "x.jsonl", "other/x.jsonl"):
        assert folders.records_around(tmp_path / name) is None, name


@pytest.mark.parametrize("between", [".hidden", "repository"])
def test_a_new_file_lies_beside_no_records_around_a_hidden_folder_or_a_repository(
    tmp_path: Path, between: str
) -> None:
    data(tmp_path, "people.jsonl", ADA)
    (tmp_path / "repository" / ".git").mkdir(parents=True)

    assert folders.records_around(tmp_path / between / "x.jsonl") is None
    assert folders.records_around(tmp_path / "plain" / "x.jsonl") is not None


def test_a_file_comes_in_blocks_that_end_with_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block also begins where a reader of the first part continues."""
    monkeypatch.setattr(folders, "_BLOCK", 4)
    (tmp_path / "a.jsonl").write_bytes(b"1\n345\n789\nb")
    [file] = Folder(tmp_path).files()

    assert [b"1\n345\n", b"789\n", b"b"] == list(folders.blocks(file))
    assert [b"1\n", b"345\n", b"789\n", b"b"] == list(folders.blocks(file, 2))
    assert b"1\n345\n789\nb" == b"".join(folders.blocks(file, 99))


def test_a_file_is_refused_for_a_name_that_no_index_takes_or_a_change_that_was_cut_short(
    tmp_path: Path,
) -> None:
    for name in ("\udcff.jsonl", PENDING):
        data(tmp_path, name)

    assert "invalid-file-name" == refusal_code(DataFile("\udcff.jsonl", tmp_path / "\udcff.jsonl"))
    pending = DataFile(PENDING, tmp_path / PENDING)
    assert "unfinished-write" == refusal_code(pending)


def test_a_regular_file_is_read_and_stamped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x\n")
    [file] = Folder(tmp_path).files()
    status = (tmp_path / "a.jsonl").stat()

    assert b"x\n" == folders.read(file)
    assert (2, status.st_mtime_ns, status.st_ctime_ns, status.st_ino) == folders.stamp(file)
    assert "unreadable-file" == refusal_code(DataFile("b.jsonl", tmp_path / "b.jsonl"))
    os.truncate(tmp_path / "a.jsonl", 3 << 30)
    assert "unreadable-file" == refusal_code(DataFile("a.jsonl", tmp_path / "a.jsonl"))


def test_a_folder_is_changed_if_a_file_goes_away_while_it_is_stamped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(data(tmp_path))
    stamps = {file.name: folders.stamp(file) for file in folder.files()}

    assert folders.is_unchanged(folder, stamps)
    files = folder.files()
    monkeypatch.setattr(Folder, "files", lambda self: files)
    (tmp_path / "all.jsonl").unlink()
    assert not folders.is_unchanged(folder, stamps)


def test_links_pipes_sockets_and_folders_are_irregular(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = data(tmp_path / "outside", "x.jsonl")
    inside = tmp_path / "inside"
    (inside / "folder.jsonl").mkdir(parents=True)
    for name in ("pipe.jsonl", "pipe"):
        os.mkfifo(inside / name)
    (inside / "link.jsonl").symlink_to(outside / "x.jsonl")
    (inside / "linked").symlink_to(outside)
    (inside / "dangling").symlink_to(tmp_path / "nowhere")
    (inside / "loop").symlink_to(inside / "loop")
    (inside / "deep").symlink_to(tmp_path)
    (inside / "LICENSE").symlink_to(outside / "x.jsonl")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(inside / "socket.jsonl"))
        files = Folder(inside).files()

        expected = (
            "dangling deep folder.jsonl link.jsonl linked loop pipe.jsonl socket.jsonl".split()
        )
        assert expected == [file.name for file in files]
        assert {"irregular-file"} == {refusal_code(file) for file in files}
        assert "irregular-file" == refusal_code(
            DataFile("linked/x.jsonl", inside / "linked/x.jsonl")
        )
        # A file may be swapped while it is opened.
        monkeypatch.setattr(opened_files, "refuse_irregular", lambda *_: None)
        assert "irregular-file" == refusal_code(DataFile("pipe.jsonl", inside / "pipe.jsonl"))


def test_folders_that_cannot_be_listed_are_irregular_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = data(tmp_path / "secret")
    (tmp_path / "link").symlink_to(secret)
    scandir, iterdir = os.scandir, Path.iterdir

    def refuse(path: Path) -> object:
        if path.name in ("secret", "link"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(Path, "iterdir", lambda path: refuse(path) and iterdir(path))

    assert ["link", "secret"] == [file.name for file in Folder(tmp_path).files()]
    assert ["."] == [file.name for file in Folder(secret).files()]
    assert "irregular-file" == refusal_code(DataFile(".", secret))
    with pytest.raises(NoDatasetError):
        folders.find(str(tmp_path / "none"), {}, tmp_path, None)
    assert secret == folders.find(str(secret), {}, tmp_path, None).path


@pytest.mark.parametrize(
    "name",
    "a.json a.ndjson a.jsonl.txt a.jsonl.bak a.txt deep/a.json .a.jsonl .a.json .a".split()
    + ".h/a.jsonl .h/a.txt .h/deep/a.json deep/.h/deep/a.jsonl".split(),
)
@pytest.mark.parametrize(
    "text",
    [ADA, f"[{ADA}]", '{\n  "id": "ada",\n  "kind": "person"\n}', f"\ufeff{ADA}", f"\n{ADA[:-3]}"],
)
def test_a_file_of_records_under_another_name_is_misnamed(
    tmp_path: Path, name: str, text: str
) -> None:
    root = data(tmp_path / "data")
    data(root, name, text)

    assert [DataFile(name, root / name)] == list(Folder(root).misnamed())
    assert ["all.jsonl"] == [file.name for file in Folder(root).files()]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", f"# Records\n\n{ADA}"),
        ("package.json", '{\n "name": "x",\n "uses": {"kind": "y"}\n}'),
        ("found.json", '[{"kind":"person","data_version":"0"}]'),
        ("empty.json", ""),
        (".hidden.json", '{"a": 1}\n' + ADA),
        (".git/x.jsonl", ADA),
        ("a.jsonl", ADA),
    ],
)
def test_files_without_records_are_not_misnamed(tmp_path: Path, name: str, text: str) -> None:
    assert [] == list(Folder(data(tmp_path, name, text)).misnamed())


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"x.jsonl": CARD, "data/x.jsonl": CARD}, "."),
        ({"x.jsonl": CARD, "data/x.jsonl": ADA}, "."),
        ({"data/x.jsonl": CARD, "logs.jsonl": "{}"}, "data"),
        ({"data/x.jsonl": ADA + CARD, "other/x.jsonl": ADA}, "data"),
        ({"x.jsonl": ADA, "data/x.jsonl": ADA}, "."),
        ({"data/people.jsonl": ""}, "data"),
        ({"2026/x.jsonl": ADA}, "."),
        ({"facts/x.jsonl": CARD, "2026/x.jsonl": ADA, "2026/y.jsonl": "{}"}, "."),
        ({"x.jsonl": "{"}, "."),
    ],
)
def test_a_named_folder_is_the_dataset_or_holds_it(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    """Any folder of records, whatever the names of its files."""
    for name, text in files.items():
        data(tmp_path / "d", name, text)

    by_variable = {"STANCETRACKER_DATA": str(tmp_path / "d")}
    assert Folder(tmp_path / "d" / expected) == folders.find("d", {}, tmp_path, None)
    assert Folder(tmp_path / "d" / expected) == folders.find(None, by_variable, tmp_path, None)


def test_records_beside_a_dataset_are_not_passed_over_where_their_folder_is_named(
    tmp_path: Path,
) -> None:
    data(data(tmp_path, "draft.jsonl", ADA) / "data")

    with pytest.raises(UsageError) as error:
        folders.find(str(tmp_path), {}, tmp_path, None)
    # Not that there is no dataset: `import` would begin one.
    assert type(error.value) is UsageError
    message = f"{tmp_path}/draft.jsonl holds records, but not of the dataset in {tmp_path}/data"
    assert message == error.value.message


LONG = "x" * 300


@pytest.mark.parametrize("name", ["empty", "missing", "empty/file", LONG])
def test_a_named_folder_without_data_is_a_usage_error(tmp_path: Path, name: str) -> None:
    data(tmp_path / "empty", "file")
    data(tmp_path)

    with pytest.raises(NoDatasetError) as error:
        folders.find(name, {}, tmp_path, None)
    reason = {
        "empty": "no dataset in empty",
        "missing": "no such folder: missing",
        "empty/file": "not a folder: empty/file",
        LONG: f"no such folder: {LONG}",
    }
    assert reason[name] == error.value.message
    assert "init" in (error.value.hint or "")


@pytest.mark.parametrize(
    ("files", "message", "hint"),
    [
        (
            {"a/x.jsonl": CARD, "b/c/x.jsonl": ADA + CARD},
            "no dataset in d, but several below it",
            "name one of them: {d}/a",
        ),
        (
            {"a/x.jsonl": ADA, "b/train.jsonl": '{"text": "Hello."}\n' * 5_000},
            "no dataset in d: b/train.jsonl holds no records",
            "name a folder that holds *.jsonl files, or make one: stancetracker init DIR",
        ),
        (
            {f"{number}/{name}.jsonl": "{}" for number in range(40) for name in range(50)}
            | {"z/x.jsonl": ADA},
            "no dataset in d: no records in the first 2,000 files below it",
            "name a folder that holds *.jsonl files, or make one: stancetracker init DIR",
        ),
    ],
    ids=["several datasets", "other data", "many files"],
)
def test_a_named_folder_that_is_plainly_no_dataset_is_not_read(
    tmp_path: Path, files: dict[str, str], message: str, hint: str
) -> None:
    for name, text in files.items():
        data(tmp_path / "d", name, text)

    with pytest.raises(NoDatasetError) as error:
        folders.find("d", {}, tmp_path, None)

    assert message == error.value.message
    assert hint.format(d=tmp_path / "d") == error.value.hint


def test_a_named_folder_with_links_alone_is_no_dataset(tmp_path: Path) -> None:
    data(tmp_path / "elsewhere", "x.jsonl", ADA + CARD)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "people").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NoDatasetError) as error:
        folders.find("d", {}, tmp_path, None)

    expected = "no dataset in d: people: reached by a symbolic link, which is not followed"
    assert expected == error.value.message


@pytest.mark.parametrize(
    "files",
    [
        {"x.jsonl": "a broken line" * 10_000 + ADA},
        {"a/x.jsonl": CARD, "a/y.jsonl": "a broken line" * 10_000 + ADA},
    ],
    ids=["right in it", "beside the dataset's own record"],
)
def test_a_file_that_begins_with_a_long_broken_line_is_read(
    tmp_path: Path, files: dict[str, str]
) -> None:
    for name, text in files.items():
        data(tmp_path / "d", name, text)

    assert tmp_path / "d" == folders.find("d", {}, tmp_path, None).path


def test_an_unnamed_dataset_is_searched_for_upwards_to_the_repository_or_home(
    tmp_path: Path,
) -> None:
    data(tmp_path / "data", "x.jsonl", ADA + CARD)
    start = tmp_path / "a" / "b"
    start.mkdir(parents=True)

    assert Folder(tmp_path / "data") == folders.find(None, {"STANCETRACKER_DATA": ""}, start, None)
    assert folders.find(None, {}, start, tmp_path / "a") == folders.packaged()
    (tmp_path / "home").symlink_to(tmp_path / "a")
    assert folders.find(None, {}, start, tmp_path / "home") == folders.packaged()
    assert Folder(tmp_path / "data") == folders.find(None, {}, start, tmp_path)
    data(start, "statements.jsonl", "")
    data(start, "logs.jsonl", '{"level":"info"}\n' * 9_000 + CARD)
    assert Folder(tmp_path / "data") == folders.find(None, {}, start, None)
    data(start)
    assert Folder(start) == folders.find(None, {}, start, None)
    with pytest.raises(UsageError, match="--data is empty"):
        folders.find("", {}, start, None)


def test_neither_a_hidden_file_nor_the_word_makes_a_folder_the_dataset(tmp_path: Path) -> None:
    data(tmp_path / "data")
    data(tmp_path / "hidden", ".a.jsonl")
    data(tmp_path / "word", "a.jsonl", '{"kind":"person","id":"dataset","name":"dataset"}')

    assert Folder(tmp_path / "data") == folders.find(None, {}, tmp_path / "hidden", None)
    with pytest.raises(NoDatasetError, match="holds records"):
        folders.find(None, {}, tmp_path / "word", tmp_path / "word")


@pytest.mark.parametrize("name", ["a.jsonl.gz", "A.JSONL.XZ", "deep/a.jsonl.zip", ".h/a.jsonl.zst"])
def test_a_compressed_data_file_is_misnamed(tmp_path: Path, name: str) -> None:
    root = data(tmp_path / "data")
    data(root, name, "\0")

    assert [DataFile(name, root / name)] == list(Folder(root).misnamed())


@pytest.mark.parametrize("name", ["data", "sub/data", "data/", "."])
def test_no_link_in_a_repository_leads_to_a_dataset(tmp_path: Path, name: str) -> None:
    """One elsewhere is the choice of whoever made it."""
    data(tmp_path / "elsewhere" / "data")
    for folder in ("repository", "plain"):
        data(tmp_path / folder / "real")
        (tmp_path / folder / "data").symlink_to("real")
        (tmp_path / folder / "sub").symlink_to("../elsewhere")
    (tmp_path / "repository" / ".git").mkdir()
    linked = folders.find(name, {}, tmp_path / "repository", None)

    [file] = linked.files()
    assert "irregular-file" == refusal_code(file)
    with pytest.raises(UnreadableFileError, match="symbolic link"):
        folders.read(file)
    assert linked == folders.find(None, {folders.VARIABLE: name}, tmp_path / "repository", None)
    assert [] == list(linked.misnamed())
    assert [b""] != [
        folders.read(f) for f in folders.find(name, {}, tmp_path / "plain", None).files()
    ]


def test_the_dataset_around_a_folder_is_reached_by_no_link_either(tmp_path: Path) -> None:
    data(tmp_path / "real")
    (tmp_path / "data").symlink_to("real")
    (tmp_path / ".git").mkdir()

    assert Folder(tmp_path / "data", is_linked=True) == folders.find(None, {}, tmp_path, None)


def test_the_dataset_here_is_the_named_one_else_that_of_the_environment_and_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data(tmp_path / "here"))
    elsewhere = data(tmp_path / "named")
    monkeypatch.delenv(folders.VARIABLE, raising=False)

    assert Folder(tmp_path / "here") == folders.here(None)
    assert Folder(elsewhere) == folders.here(elsewhere)
    monkeypatch.setenv(folders.VARIABLE, str(elsewhere))
    assert Folder(elsewhere) == folders.here(None)


def test_only_the_packaged_dataset_has_a_notice(tmp_path: Path) -> None:
    notice = f"no dataset here; reading the one that came with the program, {tmp_path}"

    assert notice == Folder(tmp_path, packaged=True).notice
    assert "" == Folder(tmp_path).notice


def test_in_a_git_repository_the_packaged_dataset_does_not_answer(tmp_path: Path) -> None:
    data(tmp_path / "data")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    start = repository / "home" / "here"
    start.mkdir(parents=True)

    for home in (None, repository / "home"):
        with pytest.raises(NoDatasetError, match="no dataset in the git repository here"):
            folders.find(None, {}, start, home)


@pytest.mark.parametrize("name", ["statements.jsonl", "data/x.jsonl"])
def test_records_without_a_dataset_end_the_search(tmp_path: Path, name: str) -> None:
    file = data(tmp_path, name, ADA) / name
    (tmp_path / "here").mkdir()

    with pytest.raises(NoDatasetError) as refused:
        folders.find(None, {}, tmp_path / "here", tmp_path)
    assert (
        refused.value.message
        == f"{file} holds records, but no dataset is in its folder or around it"
    )
    assert refused.value.hint == f"to use that folder: -d {file.parent}"
    file.rename(tmp_path / "away")
    file.symlink_to(tmp_path / "away")  # and so does what can't be read
    with pytest.raises(NoDatasetError, match=r"\.jsonl holds records"):
        folders.find(None, {}, tmp_path / "here", tmp_path)
    data(tmp_path, "other.jsonl")
    assert Folder(tmp_path) == folders.find(None, {}, tmp_path / "here", tmp_path)


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
