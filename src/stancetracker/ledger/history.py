"""A dataset as a git revision holds it. The only module that runs git, and it only reads objects.

Nothing a repository says is run: plumbing that knows no hook, filter, pager or external diff, no network even
where objects are missing, no variable of git's taken from the environment.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.problems import Place, Problem
from stancetracker.ledger.dataset import Dataset, assemble
from stancetracker.ledger.folder import Folder, is_data
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.rules import SEVERITY

_FILE_MODES: Final = ("100644", "100755", "100664")
_COMMITTED: Final = re.compile(rb"^committer .*> (\d{1,11}) [+-]\d{4}$", re.MULTILINE)
_FOLDER_MODE: Final = "040000"
_GIT: Final = (
    "git",
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
)
_SAFELY: Final = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class HistoryError(UsageError):
    """A revision, or the dataset in it, can't be read."""


class _Entry(NamedTuple):
    """A file of a revision: how it is kept, which object holds it, and its name from the dataset folder."""

    mode: str
    object: str
    name: str


class _Ran(NamedTuple):
    """What git answered: its status, its output, and the first line of what it complained about."""

    status: int
    out: bytes
    complaint: str | None


def load_at(folder: Folder, revision: str) -> Dataset:
    """Read the dataset folder as it is in a revision of the git repository around it.

    Raises HistoryError for an unknown revision, a folder that is not in a repository, or objects that are
    not in this clone. Mistakes in the data are problems of the dataset.
    """
    prefix = _prefix(folder)
    commit = _commit(folder, revision)
    parts, problems = {}, []
    entries = sorted(_entries(folder, commit, prefix, revision), key=lambda entry: entry.name)
    files = [entry for entry in entries if entry.mode in _FILE_MODES]
    for entry, content in zip(files, _contents(folder, files, revision), strict=True):
        parts[entry.name] = parse(content, entry.name)
    problems = [_irregular(entry.name) for entry in entries if entry.mode not in _FILE_MODES]
    return assemble(folder, parts, {}, problems)


def day_of(folder: Folder, revision: str) -> str:
    """The day, in UTC, on which a revision of the repository around a dataset was committed.

    Raises HistoryError for an unknown revision or a folder that is not in a repository.
    """
    _prefix(folder)
    ran = _git(folder, ["cat-file", "commit", _commit(folder, revision)])
    found = _COMMITTED.search(ran.out)
    if found is None:
        raise _absent(revision, ran.complaint)
    return datetime.fromtimestamp(int(found[1]), UTC).date().isoformat()


def _prefix(folder: Folder) -> str:
    """Where in its repository the folder is; empty at the top."""
    ran = _git(folder, ["rev-parse", "--show-prefix"])
    if ran.status:
        raise HistoryError(f"not in a git repository: {folder.path}", ran.complaint)
    return os.fsdecode(ran.out).removesuffix("\n").removesuffix("/")


def _commit(folder: Folder, revision: str) -> str:
    asked = f"{revision}^{{commit}}"
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", asked]
    ran = None if "\0" in revision or not revision else _git(folder, arguments)
    if ran is None or ran.status:
        hint = "name a commit, branch or tag that this clone has; a shallow one may have to be deepened"
        raise HistoryError(f"unknown revision: {revision}", hint)
    return ran.out.decode("ascii").strip()


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
    listed = _git(folder, ["ls-tree", "-z", "--full-tree", *arguments])
    if listed.status:
        raise _absent(revision, listed.complaint)
    for line in filter(None, listed.out.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, identity = about.decode("ascii").split(" ")
        yield _Entry(mode, identity, os.fsdecode(path))


def _contents(folder: Folder, entries: Iterable[_Entry], revision: str) -> Iterator[bytes]:
    """The bytes of files, as they were committed."""
    asked = "".join(f"{entry.object}\n" for entry in entries)
    ran = _git(folder, ["cat-file", "--batch"], asked.encode()) if asked else _Ran(0, b"", None)
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


def _git(folder: Folder, arguments: list[str], given: bytes = b"") -> _Ran:
    """Run a plumbing command of git in the folder, without a shell.

    Raises HistoryError where there is no git.
    """
    try:
        ran = subprocess.run(
            [*_GIT, *arguments],
            cwd=folder.path,
            env=_environment(os.environ),
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise HistoryError(
            f"git can't be run: {error.strerror}", "install git, or name two folders"
        ) from None
    lines = ran.stderr.decode("utf-8", "replace").splitlines()
    return _Ran(ran.returncode, ran.stdout, next((line for line in lines if line), None))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without any word to git, but those that keep it from reaching out."""
    return {name: value for name, value in environ.items() if not name.startswith("GIT_")} | _SAFELY
