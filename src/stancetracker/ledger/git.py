"""Run git, and only read objects: the one module that does. On the path of `show`, so nothing heavy here.

Nothing a repository says is run: plumbing that knows no hook, filter, pager or external diff, no network even
where objects are missing, no variable of git's taken from the environment.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.ledger.folder import Folder

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


# Nothing that a repository's configuration or attributes name may be run to show a log.
_LOG_SAFELY: Final = ("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-color", "--no-mailmap")
_COMMITTED: Final = re.compile(rb"^committer .*> (\d{1,11}) [+-]\d{4}$", re.MULTILINE)


class Commit(NamedTuple):
    """A commit: its day in UTC, its hash, shortened, and its subject, which is data."""

    day: str
    hash: str
    subject: str


class HistoryError(UsageError):
    """A revision, or the dataset in it, can't be read."""


class Ran(NamedTuple):
    """What git answered: its status, its output, and the first line of what it complained about."""

    status: int
    out: bytes
    complaint: str | None


def place_of(folder: Folder) -> str:
    """Where in its repository the folder is; empty at the top."""
    ran = run(folder, ["rev-parse", "--show-prefix"])
    if ran.status:
        raise HistoryError(f"not in a git repository: {folder.path}", ran.complaint)
    return os.fsdecode(ran.out).removesuffix("\n").removesuffix("/")


def commit_of(folder: Folder, revision: str) -> str:
    """The hash of the commit that a revision names.

    Raises HistoryError for an unknown one.
    """
    asked = f"{revision}^{{commit}}"
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", asked]
    ran = None if "\0" in revision or not revision else run(folder, arguments)
    if ran is None or ran.status:
        hint = "name a commit, branch or tag that this clone has; a shallow one may have to be deepened"
        raise HistoryError(f"unknown revision: {revision}", hint)
    return ran.out.decode("ascii").strip()


def day_of(folder: Folder, revision: str) -> str:
    """The day, in UTC, on which a revision of the repository around a dataset was committed.

    Raises HistoryError for an unknown revision or a folder that is not in a repository.
    """
    place_of(folder)
    ran = run(folder, ["cat-file", "commit", commit_of(folder, revision)])
    found = _COMMITTED.search(ran.out)
    if found is None:
        raise HistoryError(f"the commit {revision} can't be read", ran.complaint)
    return _day(found[1])


def commits(folder: Folder, record: str) -> tuple[Commit, ...]:
    """The commits that wrote or changed the line of a record, oldest first; none outside a repository."""
    line = f'"id": ?"{re.escape(record)}"'
    asked = ["log", "--reverse", "--format=%H%x00%ct%x00%s", f"-G{line}", *_LOG_SAFELY, "--", "."]
    try:
        ran = run(folder, asked)
    except HistoryError:
        return ()
    found = [each.split("\0", 2) for each in ran.out.decode("utf-8", "replace").split("\n") if each]
    return tuple(Commit(_day(day), hash[:12], subject) for hash, day, subject in found)


def _day(seconds: bytes | str) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def run(folder: Folder, arguments: list[str], given: bytes = b"") -> Ran:
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
    return Ran(ran.returncode, ran.stdout, next((line for line in lines if line), None))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without any word to git, but those that keep it from reaching out."""
    return {name: value for name, value in environ.items() if not name.startswith("GIT_")} | _SAFELY
