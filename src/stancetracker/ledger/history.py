"""A dataset as a git revision holds it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from stancetracker.base.errors import Place, Problem
from stancetracker.ledger.folder import Folder, is_data
from stancetracker.ledger.git import HistoryError, Ran, commit_of, place_of, run
from stancetracker.ledger.rules import SEVERITY

_FILE_MODES: Final = ("100644", "100755", "100664")
_FOLDER_MODE: Final = "040000"


class _Entry(NamedTuple):
    """A file of a revision: how it is kept, which object holds it, and its name from the dataset folder."""

    mode: str
    object: str
    name: str


def contents(folder: Folder, revision: str) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the data files of the folder in a revision of the git repository around it, by name, and their problems.

    Raises HistoryError for an unknown revision, a folder that is not in a repository, or objects that are
    not in this clone.
    """
    place = place_of(folder)
    commit = commit_of(folder, revision)
    entries = sorted(_entries(folder, commit, place, revision), key=lambda entry: entry.name)
    files = [entry for entry in entries if entry.mode in _FILE_MODES]
    found = zip(files, _contents(folder, files, revision), strict=True)
    problems = tuple(_irregular(entry.name) for entry in entries if entry.mode not in _FILE_MODES)
    return {entry.name: content for entry, content in found}, problems


def _entries(folder: Folder, commit: str, prefix: str, revision: str) -> Iterator[_Entry]:
    """The data files that the folder holds in a commit; none where the commit has no such folder."""
    trees = [commit]
    if prefix:
        inside = _tree(folder, revision, [commit, "--", prefix])
        trees = [entry.object for entry in inside if entry.mode == _FOLDER_MODE]
    for tree in trees:
        for entry in _tree(folder, revision, ["-r", tree]):
            if is_data(entry.name) and not _is_hidden(entry.name):
                yield entry


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _tree(folder: Folder, revision: str, arguments: list[str]) -> Iterator[_Entry]:
    """What `git ls-tree` lists; an object that is not there is told, never taken for an empty folder."""
    listed = run(folder, ["ls-tree", "-z", "--full-tree", *arguments])
    if listed.status:
        raise _absent(revision, listed.complaint)
    for line in filter(None, listed.out.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, identity = about.decode("ascii").split(" ")
        yield _Entry(mode, identity, os.fsdecode(path))


def _contents(folder: Folder, entries: Iterable[_Entry], revision: str) -> Iterator[bytes]:
    """The bytes of files, as they were committed."""
    asked = "".join(f"{entry.object}\n" for entry in entries)
    ran = run(folder, ["cat-file", "--batch"], asked.encode()) if asked else Ran(0, b"", None)
    at = 0
    for line in asked.splitlines():
        end = ran.out.find(b"\n", at)
        head = ran.out[at:end].decode("ascii").split(" ") if end >= 0 else []
        if len(head) != 3 or head[:2] != [line, "blob"]:
            raise _absent(revision, ran.complaint)
        at = end + 1 + int(head[2]) + 1
        yield ran.out[end + 1 : at - 1]


def _irregular(name: str) -> Problem:
    message = "not a regular file in that revision"
    return Problem(Place(name, 1), "irregular-file", SEVERITY["irregular-file"], message)


def _absent(revision: str, complaint: str | None) -> HistoryError:
    hint = complaint or "fetch it first: git fetch --refetch --filter=blob:limit=1g"
    return HistoryError(f"the data of {revision} are not whole in this clone", hint)
