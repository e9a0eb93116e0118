"""The commits with a version are found without their indexes, whatever commits do to lines."""

import json
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from tests.datasets import Line, complete, text, write
from tests.repositories import commit, git

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index.queries import fact
from stancetracker.index.store import open_lines
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.hashes import line_hash
from stancetracker.ledger.history import Cut, cut_with

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


def test_the_oldest_commit_with_a_version_is_found(folder: Folder) -> None:
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
        cut = cut_with(folder, version[:40])

        assert cut is not None
        assert hashes.index(cut.commit) <= hashes.index(commits[0])
        known = open_lines(folder, folder.path, cut.commit, cut.day or "2000-01-01").connection
        with closing(known) as connection:
            assert version == fact(connection, "whole_data_version")
    assert cut_with(folder, "0" * 40) is None


def test_without_a_history_no_commit_has_a_version(tmp_path: Path) -> None:
    assert cut_with(write(tmp_path / "data", [ADA]), "0" * 40) is None


def version_of(lines: list[Line]) -> str:
    """Return the version of lines, computed without the program."""
    texts = [json.dumps(line, sort_keys=True, separators=(",", ":")) for line in lines]
    hashes = sorted({sha256(text.encode()).digest() for text in texts})
    return sha256(b"".join(hashes)).hexdigest()


def dated(id: str, day: str | None) -> Line:
    line = {**SAID, "id": id}
    return {**line, "recorded": day} if day else {k: v for k, v in line.items() if k != "recorded"}


def test_a_version_of_what_was_known_by_a_day_is_found(tmp_path: Path) -> None:
    """What was there from the start is known by each day."""
    start, first, second = dated("a", None), dated("b", "2026-01-02"), dated("c", "2026-01-03")
    folder = write(tmp_path / "data", [second, start, first])
    head = commit(tmp_path)

    assert Cut(head, "2026-01-02") == cut_with(folder, version_of([start, first]))
    assert Cut(head, "2026-01-03") == cut_with(folder, version_of([start, first, second]))
    assert cut_with(folder, version_of([first])) is None


def test_a_version_from_before_a_redaction_is_computed_from_the_hashes_that_it_names(
    tmp_path: Path,
) -> None:
    gone, kept = dated("a", "2026-01-02"), dated("b", "2026-01-02")
    removed = [{"sha256": line_hash(gone).hex(), "recorded": "2026-01-02"}]
    redaction = {
        "kind": "correction",
        "id": "r",
        "type": "redaction",
        "corrects": "a",
        "reason": "The law.",
        "removed": removed,
        "recorded": "2026-02-01",
    }
    actors = [{**line, "recorded": "2026-01-01"} for line in (ADA, ISSUE)]
    folder = write(tmp_path / "data", [*actors, kept, redaction])
    head = commit(tmp_path)

    assert Cut(head, "2026-01-02") == cut_with(folder, version_of([*actors, gone, kept]))
    with closing(open_lines(folder, folder.path, head).connection) as connection:
        version = fact(connection, "whole_data_version")
    assert Cut(head, "2026-02-01") == cut_with(folder, version)
