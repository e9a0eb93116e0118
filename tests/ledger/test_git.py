"""Reading a dataset at a git revision runs nothing that the repository names."""

import json
import os
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from tests.datasets import complete, write
from tests.repositories import commit, git

from stancetracker.base.errors import UsageError
from stancetracker.ledger.folder import Folder, read
from stancetracker.ledger.git import commits, contents, day_of
from stancetracker.ledger.jsonl import parse

ISSUE = complete({"kind": "issue", "id": "bridge"})
ADA = complete({"kind": "person", "id": "ada"})


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Commit a dataset in `data` with an issue alone, then with Ada."""
    root = tmp_path / "repository"
    root.mkdir()
    write(root / "data", [ISSUE])
    commit(root)
    write(root / "data", [ADA], "people.jsonl")
    commit(root)
    return root


def _ids(folder: Folder, revision: str) -> list[str]:
    files, _ = contents(folder, revision)
    return [
        json.loads(line.canonical)["id"]
        for name, content in files.items()
        for line in parse(content, name).lines
    ]


def test_a_revision_holds_what_was_committed(repository: Path) -> None:
    """It holds nothing where the folder did not exist yet or was a file."""
    folder = Folder(repository / "data")
    write(folder.path, [complete({"kind": "organization", "id": "acme"})], "new.jsonl")

    assert ["bridge"] == _ids(folder, "HEAD~1")
    assert ["bridge", "ada"] == _ids(folder, "main")
    assert ["bridge", "ada"] == _ids(folder, git(repository, "rev-parse", "HEAD"))
    new_folder = write(repository / "other", [ISSUE])
    (repository / "file").write_text("x")
    commit(repository)
    (repository / "file").unlink()
    assert [] == _ids(new_folder, "HEAD~1")
    assert [] == _ids(write(repository / "file", [ISSUE]), "HEAD")


def test_a_revision_has_the_files_and_bytes_of_the_folder(repository: Path) -> None:
    write(repository / "data", [complete({"kind": "organization", "id": "acme"})], "b.jsonl")
    deeper = repository / "data" / "deep er" / "é\n"
    write(deeper, [complete({"kind": "organization", "id": "deep"})], "a.jsonl")
    write(repository / "data" / ".hidden", [complete({"kind": "organization", "id": "hidden"})])
    (repository / "data" / "README.md").write_text("not data")
    (repository / "data" / "broken.jsonl").write_bytes(b"{\xff\n{}\r\n")
    commit(repository)
    folder = Folder(repository / "data")

    assert {file.name: read(file) for file in folder.files()} == contents(folder, "HEAD")[0]


def test_a_folder_of_any_name_is_read_at_a_revision(tmp_path: Path) -> None:
    for name in (":(top)x", "-r", "* [a]", "é\n"):
        folder = write(tmp_path / name, [ISSUE])
        commit(tmp_path)

        assert ["bridge"] == _ids(folder, "HEAD")


@pytest.mark.parametrize(
    "revision",
    [
        "nope",
        "",
        "--all",
        "-n1",
        "HEAD:data",
        "HEAD~9",
        "a\0b",
        ".main",
        "HEAD^{tree}",
        "\udcff",
        "$(id)",
    ],
)
def test_an_unknown_revision_is_a_usage_error(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="unknown revision: ") as caught:
        contents(Folder(repository / "data"), revision)

    assert caught.value.exit_status == 2


def test_a_missing_repository_or_git_is_a_usage_error(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(Path(__file__).parents[2] / ".git"))
    loose = write(tmp_path / "data", [ISSUE])
    for read_revision in (contents, day_of):
        with pytest.raises(UsageError, match="not in a git repository"):
            read_revision(loose, "HEAD")
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(UsageError, match="git can't be run"):
        contents(Folder(repository / "data"), "HEAD")


def test_a_link_in_a_revision_is_no_data_file(repository: Path) -> None:
    data = repository / "data"
    links = {
        "more": "../away",
        "gone": "nowhere",
        "out": "/",
        "LICENSE": "../away/deep/x",
        "a.jsonl": "all.jsonl",
    }
    for name, target in links.items():
        (data / name).symlink_to(target)
    (repository / "away" / "deep").mkdir(parents=True)
    (repository / "away" / "deep" / "x").write_text("x")
    commit(repository)
    _, problems = contents(Folder(data), "HEAD")

    assert [(name, 1, 1) for name in ("a.jsonl", "gone", "more", "out")] == [
        problem.place for problem in problems
    ]
    assert {"irregular-file"} == {problem.code for problem in problems}


def test_a_folder_that_is_a_link_in_a_revision_has_a_problem_and_no_files(repository: Path) -> None:
    """Else all of its records would be new, and nothing of them changed."""
    (repository / "data").rename(repository / "real")
    (repository / "data").symlink_to("real")
    (repository / "deep").symlink_to(".")
    commit(repository)
    linked = contents(Folder(repository / "data", is_linked=True), "HEAD~1")
    for link in ("data", "deep"):
        (repository / link).unlink()
    (repository / "deep" / "real").mkdir(parents=True)
    (repository / "real").rename(repository / "data")

    for files, problems in (
        linked,
        contents(Folder(repository / "data"), "HEAD"),
        contents(Folder(repository / "deep" / "real"), "HEAD"),
    ):
        assert {} == files
        assert [("irregular-file", ".")] == [(each.code, each.place.file) for each in problems]
    assert ["bridge", "ada"] == _ids(Folder(repository / "data"), "HEAD~1")


def test_a_name_that_is_not_utf8_in_a_revision_is_a_problem(repository: Path) -> None:
    data = repository / "data"
    (data / "people.jsonl").rename(data / "people\udcff.jsonl")
    (data / "deep\udcff").mkdir()
    write(data / "deep\udcff", [ISSUE])
    commit(repository)
    files, problems = contents(Folder(data), "HEAD")

    assert ["all.jsonl"] == list(files)
    assert {("invalid-file-name", "fatal")} == {(each.code, each.severity) for each in problems}
    assert ["deep\udcff/all.jsonl", "people\udcff.jsonl"] == [each.place.file for each in problems]


def test_shallow_clones_and_work_trees_of_bare_repositories_are_read(
    repository: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), "bare")
    git(tmp_path / "bare", "worktree", "add", "--quiet", str(tmp_path / "tree"), "main")

    assert ["bridge", "ada"] == _ids(Folder(tmp_path / "shallow" / "data"), "HEAD")
    assert ["bridge"] == _ids(Folder(tmp_path / "tree" / "data"), "HEAD~1")
    with pytest.raises(UsageError, match="unknown revision: HEAD~1"):
        contents(Folder(tmp_path / "shallow" / "data"), "HEAD~1")


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_missing_objects_are_reported_and_never_fetched(
    repository: Path, tmp_path: Path, kind: str
) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--no-checkout",
        f"--filter={kind}",
        f"file://{repository}",
        str(clone),
    )
    (clone / "data").mkdir()

    with pytest.raises(UsageError, match="the data of HEAD are not whole in this clone"):
        contents(Folder(clone / "data"), "HEAD")


def test_no_program_that_a_repository_names_is_run(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\nexit 1\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (hooks / hook).symlink_to(program)
    (repository / ".gitattributes").write_text("*.jsonl filter=evil diff=evil\n")
    settings = dict.fromkeys(
        "core.fsmonitor core.pager pager.ls-tree diff.external diff.evil.textconv diff.evil.command"
        " filter.evil.smudge core.sshCommand gpg.program".split(),
        str(program),
    )
    settings |= {"core.hooksPath": str(hooks), "alias.ls-tree": f"!{program}"}
    settings |= {"alias.log": f"!{program}", "log.showSignature": "true"}
    for name, value in settings.items():
        git(repository, "config", name, value)
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_TRACE"):
        monkeypatch.setenv(name, str(program))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))

    assert ["bridge", "ada"] == _ids(Folder(repository / "data"), "HEAD")
    assert 1 == len(commits(Folder(repository / "data"), "ada"))
    assert not ran.exists()


def test_replaced_objects_are_not_believed_and_nothing_is_written(repository: Path) -> None:
    parent, head = git(repository, "rev-parse", "HEAD~1"), git(repository, "rev-parse", "HEAD")
    git(repository, "replace", head, parent)
    times = {path: os.lstat(path).st_mtime_ns for path in repository.rglob("*")}

    assert ["bridge", "ada"] == _ids(Folder(repository / "data"), "main")
    assert times == {path: os.lstat(path).st_mtime_ns for path in repository.rglob("*")}


@pytest.mark.parametrize(
    "date", ["999999999999 +0000", "9999999999999999999999 +0000", "-5 +0000", "x"]
)
def test_a_commit_of_a_wild_clock_has_no_day(repository: Path, date: str) -> None:
    text = git(repository, "cat-file", "-p", "HEAD")
    (repository / "commit").write_text(
        re.sub("(?m)^committer .*", f"committer T <t> {date}", text) + "\n"
    )
    wild = git(repository, "hash-object", "-t", "commit", "-w", "--literally", "commit")
    git(repository, "update-ref", "HEAD", wild)

    assert [("", wild[:12])] == [entry[:2] for entry in commits(Folder(repository / "data"), "ada")]
    with pytest.raises(UsageError, match="the commit HEAD has no day up to the year 9999"):
        day_of(Folder(repository / "data"), "HEAD")


@pytest.mark.parametrize(
    ("setting", "waits"),
    [("diff.orderFile", False), ("core.attributesFile", False), ("include.path", True)],
)
def test_a_pipe_in_the_settings_of_git_delays_nothing_for_long(
    repository: Path, monkeypatch: pytest.MonkeyPatch, setting: str, waits: bool
) -> None:
    os.mkfifo(repository / "pipe")
    git(repository, "config", setting, str(repository / "pipe"))
    monkeypatch.setattr("stancetracker.ledger.git._PATIENCE", 0.5 if waits else 60)

    with pytest.raises(UsageError, match="git did not end in") if waits else nullcontext():
        assert 1 == len(commits(Folder(repository / "data"), "ada"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository away")
def test_a_repository_of_another_user_is_named_and_not_read(repository: Path) -> None:
    os.chown(repository, 4321, 4321)

    for read_revision in (contents, commits, day_of):
        with pytest.raises(UsageError, match="is in a git repository of another user"):
            read_revision(Folder(repository / "data"), "HEAD")
