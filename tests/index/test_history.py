"""The commits with a version are found without their indexes, whatever commits do to lines."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.datasets import complete, text, write
from tests.repositories import commit, git

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index.queries import fact
from stancetracker.index.store import open_lines
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.history import commits_with

ADA = complete({"kind": "person", "id": "ada"})
BO = complete({"kind": "person", "id": "bo", "name": "Bö"})
ISSUE = complete({"kind": "issue", "id": "bridge"})
SAID = complete(
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
)
EARLIER = {**SAID, "recorded": "2026-01-11"}


def _states(root: Path) -> Iterator[None]:
    """Change a dataset again and again."""
    data = root / "data"
    yield
    write(data, [ADA, ISSUE])
    yield
    write(data, [ADA, ISSUE, BO, SAID])
    yield
    write(data, [EARLIER], "twice.jsonl")
    yield
    (data / "twice.jsonl").unlink()
    yield
    (data / "all.jsonl").write_text(text([ADA, ISSUE, BO, SAID]) + "{\n")
    yield
    write(data, [SAID, BO, ISSUE, ADA])
    yield
    (data / "all.jsonl").write_bytes(text([BO, ISSUE, ADA, SAID]).encode().removesuffix(b"\n"))
    yield
    (data / "all.jsonl").write_bytes(text([ADA, ISSUE]).replace("\n", "\r\n").encode())
    write(data / "deep er" / "é\n", [BO], 'a "b".jsonl')
    yield
    write(data / ".hidden", [BO])
    (data / "README.md").write_text(json.dumps(BO) + "\n")
    yield
    (data / ".gitattributes").write_text("*.jsonl binary\n")
    write(data, [ADA, ISSUE, {**SAID, "id": None}])
    yield
    (data / "all.jsonl").rename(data / "moved.jsonl")
    write(root / "elsewhere", [BO])
    yield
    (data / "moved.jsonl").unlink()
    (data / "moved.jsonl").symlink_to("deep er")
    yield
    (data / "moved.jsonl").unlink()
    write(data, [ADA, {**ISSUE, "title": "--- a/x.jsonl"}, SAID])
    yield


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    root = tmp_path / "repository"
    (root / "data").mkdir(parents=True)
    for _ in _states(root):
        commit(root)
    git(root, "checkout", "-q", "-b", "side", "HEAD~3")
    write(root / "data", [complete({"kind": "person", "id": "cy"})], "cy.jsonl")
    commit(root)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "-m", "merged", "side")
    return Folder(root / "data")


@pytest.mark.slow
def test_the_commits_with_a_version_are_those_whose_index_has_it(folder: Folder) -> None:
    commits_by_version: dict[str, list[str]] = {}
    broken = 0
    hashes = git(folder.path, "rev-list", "--topo-order", "--reverse", "HEAD", "--", ".").split()
    for hash in hashes:
        try:
            with closing(open_lines(folder, folder.path, hash).connection) as connection:
                version = fact(connection, "whole_data_version")
                commits_by_version.setdefault(version, []).append(hash)
        except BrokenDatasetError:
            broken += 1

    assert 10 < len(hashes) - broken
    assert 2 == broken
    assert 5 < len(commits_by_version)
    for version, commits in commits_by_version.items():
        found = [*commits_with(folder, version[:40])]

        assert commits[0] == found[0]
        assert {*commits} <= {*found}, "others may say the same, and do not load"
    assert [] == [*commits_with(folder, "0" * 40)]


def test_without_a_history_no_commit_has_a_version(tmp_path: Path) -> None:
    assert [] == [*commits_with(write(tmp_path / "data", [ADA]), "0" * 40)]
