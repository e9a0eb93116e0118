"""Run git, only to read: commits, and the data files of a revision. On the path of `show`, so nothing heavy here.

Nothing a repository says is run: plumbing that knows no hook, filter, pager or external diff, no network even
where objects are missing, no variable of git's taken from the environment.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from stancetracker.base.errors import Place, Problem, UsageError
from stancetracker.ledger.folder import Folder, is_data

_GIT: Final = (
    *("git", "--no-pager", "--literal-pathspecs", "--no-replace-objects", "--no-optional-locks"),
    *(
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "core.attributesFile=/dev/null",
    ),
)
_PATIENCE: Final = 60
"""The seconds after which git is not waited for: it may read a pipe that nobody writes to."""
_A_FILE: Final = re.compile(rb"[0-9a-f]+ blob \d+\n")
_SAFELY: Final = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Nothing that a repository's configuration or attributes name may be run to show a log.
_LOG_SAFELY: Final = (
    *("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-color", "--no-mailmap"),
    "-O/dev/null",
)


class Commit(NamedTuple):
    """A commit: its day in UTC, if that is a real one, its shortened hash, and its subject, which is data."""

    day: str
    hash: str
    subject: str


class HistoryError(UsageError):
    """A revision, or the dataset in it, can't be read."""


class Ran(NamedTuple):
    """The result of a git command: its status, its output, and the first line of its complaint."""

    status: int
    out: bytes
    complaint: str | None


def run(folder: Folder, arguments: list[str], given: bytes = b"") -> Ran:
    """Run a plumbing command of git in the folder, without a shell.

    Raises HistoryError where there is no git, it does not end, or the repository is another user's.
    """
    try:
        ran = subprocess.run(
            [*_GIT, *arguments],
            cwd=folder.path,
            env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
            | _SAFELY,
            input=given,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        hint = "look for pipes in its configuration"
        raise HistoryError(f"git did not end in {_PATIENCE} s", hint) from None
    except OSError as error:
        hint = "install git, or name two folders"
        raise HistoryError(f"git can't be run: {error.strerror}", hint) from None
    complaint = ran.stderr.decode("utf-8", "replace")
    if ran.returncode and "dubious ownership" in complaint:
        message = f"{folder.path} is in a git repository of another user, so git does not read it"
        raise HistoryError(message, "if you trust it: git config --global --add safe.directory DIR")
    return Ran(ran.returncode, ran.stdout, next(filter(None, complaint.splitlines()), None))


def place_of(folder: Folder) -> str:
    """Return the path of the folder in its repository; empty at the top."""
    ran = run(folder, ["rev-parse", "--show-prefix"])
    if ran.status:
        raise HistoryError(f"not in a git repository: {folder.path}", ran.complaint)
    return os.fsdecode(ran.out).removesuffix("\n").removesuffix("/")


def commit_of(folder: Folder, revision: str) -> str:
    """Return the hash of the commit that a revision names; raises HistoryError for an unknown one."""
    asked = f"{revision}^{{commit}}"
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", asked]
    ran = None if "\0" in revision or not revision else run(folder, arguments)
    if ran is None or ran.status:
        hint = "name a commit, branch or tag that this clone has; a shallow one may have to be deepened"
        raise HistoryError(f"unknown revision: {revision}", hint)
    return ran.out.decode("ascii").strip()


def day_of(folder: Folder, revision: str) -> str:
    """Return the day, in UTC, on which a revision was committed; raises HistoryError for an unknown one."""
    place_of(folder)
    ran = run(
        folder, ["log", "-1", "--format=%ct", *_LOG_SAFELY, commit_of(folder, revision), "--"]
    )
    if day := _day(ran.out):
        return day
    raise HistoryError(f"the commit {revision} has no day up to the year 9999", "give --as-of DAY")


def commits(folder: Folder, record: str) -> tuple[Commit, ...]:
    """Return the commits that wrote or changed a record's line, oldest first; none outside a repository."""
    line = f'"id": ?"{re.escape(record)}"'
    asked = ["log", "--reverse", "--format=%H%x00%ct%x00%s", f"-G{line}", *_LOG_SAFELY, "--", "."]
    ran = run(folder, asked)
    found = [each.split("\0", 2) for each in ran.out.decode("utf-8", "replace").split("\n") if each]
    return tuple(Commit(_day(day), hash[:12], subject) for hash, day, subject in found)


def history(folder: Folder) -> list[str]:
    """Return the commits that changed files in the folder, newest first; none outside a repository."""
    return run(folder, ["rev-list", "HEAD", "--", "."]).out.decode("ascii").split()


def _day(seconds: bytes | str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def contents(folder: Folder, revision: str) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the data files of the folder in a revision of the git repository around it, by name, and their problems.

    Links to data are problems; there are no files where the revision has no such folder. Raises HistoryError for an
    unknown revision, a folder that is not in a repository, or objects that are not in this clone.
    """
    place, commit = place_of(folder), commit_of(folder, revision)
    trees = [commit]
    if place:
        inside = _tree(folder, revision, [commit, "--", place])
        trees = [object for _, mode, object in inside if mode == "040000"]
    files: dict[str, str] = {}
    problems = []
    entries = sorted(entry for tree in trees for entry in _tree(folder, revision, ["-r", tree]))
    for name, mode, object in entries:
        if any(part.startswith(".") for part in name.split("/")):
            continue
        is_file, is_named = mode in ("100644", "100755", "100664"), is_data(name)
        if is_file and is_named:
            files[name] = object
        # A link to a file that is no data file is none; to a folder, or out of the repository, it may hide some.
        elif not is_file:
            path = f"{commit}:{place}/{name}" if place else f"{commit}:{name}"
            asked = ["cat-file", "--batch-check", "--follow-symlinks"]
            if is_named or not _A_FILE.fullmatch(run(folder, asked, os.fsencode(f"{path}\n")).out):
                message = "not a regular file in that revision"
                problems.append(Problem(Place(name, 1), "irregular-file", "fatal", message))
    objects = "".join(f"{object}\n" for object in files.values()).encode()
    ran = run(folder, ["cat-file", "--batch"], objects) if objects else Ran(0, b"", None)
    found, at = {}, 0
    for name, object in files.items():
        end = ran.out.find(b"\n", at)
        head = ran.out[at:end].decode("ascii").split(" ") if end >= 0 else []
        if len(head) != 3 or head[:2] != [object, "blob"]:
            raise _absent(revision, ran.complaint)
        at = end + 1 + int(head[2]) + 1
        found[name] = ran.out[end + 1 : at - 1]
    return found, tuple(problems)


def _tree(folder: Folder, revision: str, arguments: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield name, mode and object of what `git ls-tree` lists; a missing one raises, and is no empty folder."""
    listed = run(folder, ["ls-tree", "-z", "--full-tree", *arguments])
    if listed.status:
        raise _absent(revision, listed.complaint)
    for line in filter(None, listed.out.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, identity = about.decode("ascii").split(" ")
        yield os.fsdecode(path), mode, identity


def _absent(revision: str, complaint: str | None) -> HistoryError:
    hint = complaint or "fetch it first: git fetch --refetch --filter=blob:limit=1g"
    return HistoryError(f"the data of {revision} are not whole in this clone", hint)
