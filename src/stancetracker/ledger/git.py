"""Run git, only to read: commits, and the data files of a revision.

Nothing a repository says is run: plumbing that knows no hook, filter, pager or external diff, no
network even where objects are missing, no variable of git's taken from the environment.
On the path of `show`, so nothing here is slow to import.
"""

import os
import re
import subprocess
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Final, NamedTuple

from stancetracker.base.errors import Place, Problem, UsageError
from stancetracker.base.text import is_whole
from stancetracker.ledger.folder import Folder, is_data, is_hidden, is_in_repository

_GIT: Final = (
    "git",
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    "--no-optional-locks",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.attributesFile=/dev/null"),
)
_ENVIRONMENT: Final = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_PATIENCE: Final = 60
"""The seconds after which git is not waited for: it may read a pipe that nobody writes to."""
# Nothing that a repository's configuration or attributes name may be run to show a log.
_LOG_OPTIONS: Final = (
    "--no-ext-diff",
    "--no-textconv",
    "--no-show-signature",
    "--no-color",
    "--no-mailmap",
    "-O/dev/null",
)
_LOG_FIELDS: Final = "%H%x00%ct%x00%s"  # hash, time, subject
_SHORT_HASH: Final = 12
_SUBMODULE_MODE: Final = b"160000 "
_FOLDER_MODE: Final = "040000"
_FILE_MODES: Final = ("100644", "100755", "100664")
_FILE_HEAD: Final = re.compile(rb"(?P<object_id>[0-9a-f]+) blob (?P<size>\d+)\n")
"""The line in which `git cat-file` announces the content of a file."""


class Commit(NamedTuple):
    """A commit; its subject is data."""

    day: str
    """The day in UTC; empty where that is no real one."""
    hash: str
    """The first 12 digits."""
    subject: str


class TreeEntry(NamedTuple):
    """A file or folder in a tree of git's."""

    name: str
    """Its path from the folder whose tree it is, with `/`."""
    mode: str
    object_id: str

    @property
    def is_folder(self) -> bool:
        """Return whether it is a folder."""
        return self.mode == _FOLDER_MODE

    @property
    def is_file(self) -> bool:
        """Return whether it is a regular file, and no link or submodule."""
        return self.mode in _FILE_MODES


class HistoryError(UsageError):
    """A revision, or the dataset in it, can't be read."""


class Result(NamedTuple):
    """The result of a git command: its status, its output, and the first line of its complaint."""

    status: int
    output: bytes
    complaint: str | None


def run(
    folder: Folder, arguments: list[str], input: bytes = b"", output: IO[bytes] | None = None
) -> Result:
    """Run a plumbing command of git in the folder, without a shell.

    With `output`, a file, its output goes there, and the result has none.

    Raises HistoryError where there is no git, it does not end, or the repository is another user's.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        process = subprocess.run(
            [*_GIT, *arguments],
            cwd=folder.path,
            env=environment | _ENVIRONMENT,
            input=input,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        hint = "look for pipes in its configuration"
        raise HistoryError(f"git did not end in {_PATIENCE} s", hint) from None
    except OSError as error:
        hint = "install git, or name two folders"
        raise HistoryError(f"git can't be run: {error.strerror}", hint) from None
    complaint = process.stderr.decode("utf-8", "replace")
    if process.returncode and "dubious ownership" in complaint:
        message = f"{folder.path} is in a git repository of another user, so git does not read it"
        raise HistoryError(message, "if you trust it: git config --global --add safe.directory DIR")
    first_line = next(filter(None, complaint.splitlines()), None)
    return Result(process.returncode, process.stdout or b"", first_line)


def user_name(folder: Folder) -> str:
    """Return the name under which this user commits; empty where git knows none.

    Raises HistoryError where git can't be run.
    """
    result = run(folder, ["config", "--get", "user.name"])
    return result.output.decode("utf-8", "replace").strip()


def committed(folder: Folder, name: str) -> bytes | None:
    """Return the content of a file of the folder in the last commit; None where it has none.

    Raises HistoryError where git can't be run.
    """
    result = run(folder, ["cat-file", "blob", f"HEAD:./{name}"])
    return None if result.status else result.output


def tracked(folder: Folder, name: str) -> list[str]:
    """Return the files beneath a subfolder that git tracks, by name; none outside a repository.

    Raises HistoryError where git can't be run in a repository.
    """
    if not is_in_repository(folder.path):
        return []
    result = run(folder, ["ls-files", "-z", "--", name])
    return sorted(os.fsdecode(path) for path in filter(None, result.output.split(b"\0")))


def submodules(folder: Folder) -> list[str]:
    """Return the submodules in the folder that git tracks, by name; none outside a repository.

    Raises HistoryError where git can't be run in a repository.
    """
    if not is_in_repository(folder.path):
        return []
    staged = run(folder, ["ls-files", "--stage", "-z", "--", "."]).output.split(b"\0")
    links = (entry for entry in staged if entry.startswith(_SUBMODULE_MODE))
    return sorted(os.fsdecode(entry.partition(b"\t")[2]) for entry in links)


def place_of(folder: Folder) -> str:
    """Return the path of the folder in its repository; empty at the top."""
    result = run(folder, ["rev-parse", "--show-prefix"])
    if result.status:
        raise HistoryError(f"not in a git repository: {folder.path}", result.complaint)
    return os.fsdecode(result.output).removesuffix("\n").removesuffix("/")


def commit_of(folder: Folder, revision: str) -> str:
    """Return the hash of the commit that a revision names.

    Raises HistoryError for an unknown one, and outside a repository.
    """
    return _resolved(folder, revision).commit


def common_ancestor(folder: Folder, revision: str, other: str) -> str:
    """Return the hash of the newest commit that both revisions are made from.

    Raises HistoryError where there is none, and as `commit_of`.
    """
    result = run(folder, ["merge-base", *(commit_of(folder, name) for name in (revision, other))])
    if result.status:
        hint = "a shallow clone may have to be deepened"
        raise HistoryError(f"no common ancestor of {revision} and {other}", hint)
    return result.output.decode("ascii").strip()


def is_in_history(folder: Folder, revision: str) -> bool:
    """Return whether the commit that is checked out is a revision, or made from it.

    Raises HistoryError as `commit_of`.
    """
    commit = commit_of(folder, revision)
    return run(folder, ["merge-base", "--is-ancestor", commit, "HEAD"]).status == 0


class _Revision(NamedTuple):
    """A revision of the repository that a folder is in."""

    commit: str
    """The hash of the commit."""
    place: str
    """The path of the folder in the repository; empty at the top."""


def _resolved(folder: Folder, revision: str) -> _Revision:
    """Return the commit that a revision names, and where the folder is in its repository.

    Raises HistoryError for an unknown one, and outside a repository.
    """
    if revision and "\0" not in revision:
        options = ["--show-prefix", "--verify", "--quiet", "--end-of-options"]
        result = run(folder, ["rev-parse", *options, f"{revision}^{{commit}}"])
        if result.status == 0:
            place, _, commit = result.output.removesuffix(b"\n").rpartition(b"\n")
            return _Revision(commit.decode("ascii"), os.fsdecode(place).removesuffix("/"))
    place_of(folder)  # outside a repository, this is what is wrong
    hint = "name a commit, branch or tag that this clone has; a shallow one may have to be deepened"
    raise HistoryError(f"unknown revision: {revision}", hint)


def day_of(folder: Folder, revision: str) -> str:
    """Return the day, in UTC, on which a revision was committed.

    Raises HistoryError for an unknown one.
    """
    commit = commit_of(folder, revision)
    result = run(folder, ["log", "-1", "--format=%ct", *_LOG_OPTIONS, commit, "--"])
    if day := _day(result.output):
        return day
    raise HistoryError(f"the commit {revision} has no day up to the year 9999", "give --as-of DAY")


def commits(folder: Folder, record: str) -> tuple[Commit, ...]:
    """Return the commits that wrote or changed a record's line, oldest first.

    There are none outside a repository.
    """
    id_pattern = f'"id": ?"{re.escape(record)}"'
    log = ["log", "--reverse", f"--format={_LOG_FIELDS}", f"-G{id_pattern}", *_LOG_OPTIONS]
    result = run(folder, [*log, "--", "."])
    lines = result.output.decode("utf-8", "replace").split("\n")
    fields = (line.split("\0", 2) for line in lines if line)
    return tuple(
        Commit(_day(seconds), hash[:_SHORT_HASH], subject) for hash, seconds, subject in fields
    )


def history(folder: Folder) -> list[str]:
    """Return the commits that changed files in the folder, each after those it is made from.

    There are none outside a repository.
    """
    oldest_first = ["rev-list", "--topo-order", "--reverse", "HEAD", "--", "."]
    return run(folder, oldest_first).output.decode("ascii").split()


def _day(seconds: bytes | str) -> str:
    """Return the day of a time since 1970; empty for one that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


class Extent(NamedTuple):
    """A part of a file: where it starts, and how many bytes it has."""

    start: int
    size: int


class Contents(Mapping[str, bytes]):
    """Data files by name, in order; only one that is asked for is in memory."""

    def __init__(self, stream: IO[bytes], extents: Mapping[str, Extent]) -> None:
        """Take a file with all of them, which is closed in the end, and where each is in it."""
        self._stream = stream
        self._extents = extents
        weakref.finalize(self, stream.close)

    def __getitem__(self, name: str) -> bytes:
        extent = self._extents[name]
        self._stream.seek(extent.start)
        return self._stream.read(extent.size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._extents)

    def __len__(self) -> int:
        return len(self._extents)


def contents(folder: Folder, revision: str) -> tuple[Contents, tuple[Problem, ...]]:
    """Return the data files of the folder in a revision, by name, and their problems.

    Links to data are problems; there are no files where the revision has no such folder.

    Raises HistoryError for an unknown revision, a folder that is not in a repository, or objects
    that are not in this clone.
    """
    commit, place = _resolved(folder, revision)
    top = _top(folder, revision, commit, place)
    if folder.is_linked or not (top is None or top.is_folder):
        linked = _irregular(".", "reached by a symbolic link, which is not followed")
        return _objects(folder, revision, {}), (linked,)
    entries = _tree(folder, revision, ["-r", top.object_id]) if top else ()
    object_ids: dict[str, str] = {}
    problems = []
    for entry in sorted(entry for entry in entries if not is_hidden(entry.name)):
        if not entry.is_file:
            if _may_hide_data(folder, commit, place, entry):
                problems.append(_irregular(entry.name, "not a regular file in that revision"))
        elif is_data(entry.name) and is_whole(entry.name):
            object_ids[entry.name] = entry.object_id
        elif is_data(entry.name):
            problems.append(_misnamed(entry.name))
    return _objects(folder, revision, object_ids), tuple(problems)


def _misnamed(name: str) -> Problem:
    return Problem(Place(name, 1), "invalid-file-name", "fatal", "its name is not UTF-8")


def _irregular(name: str, message: str) -> Problem:
    return Problem(Place(name, 1), "irregular-file", "fatal", message)


def _top(folder: Folder, revision: str, commit: str, place: str) -> TreeEntry | None:
    """Return the entry of a folder in a commit, or of a link on the way there; None for neither."""
    top = TreeEntry("", _FOLDER_MODE, commit)
    for part in filter(None, place.split("/")):
        entry = next(_tree(folder, revision, [top.object_id, "--", part]), None)
        if entry is None or entry.is_file:
            return None
        top = entry
        if not entry.is_folder:
            break
    return top


def _tree(folder: Folder, revision: str, arguments: list[str]) -> Iterator[TreeEntry]:
    """Yield what `git ls-tree` lists; raise HistoryError where a tree is not in this clone."""
    result = run(folder, ["ls-tree", "-z", "--full-tree", *arguments])
    if result.status:
        raise not_whole(revision, result.complaint)
    for line in filter(None, result.output.split(b"\0")):
        # 100644 blob 5716ca5987cbf97d6bb54920bea6adde242d87e6<TAB>data/people.jsonl
        attributes, _, path = line.partition(b"\t")
        mode, _, object_id = attributes.decode("ascii").split(" ")
        yield TreeEntry(os.fsdecode(path), mode, object_id)


def _may_hide_data(folder: Folder, commit: str, place: str, link: TreeEntry) -> bool:
    """Return whether a link may lead to data: to a folder, out of the repository, or by its name.

    One to a file that is no data file leads to none.
    """
    if is_data(link.name):
        return True
    path = f"{place}/{link.name}" if place else link.name
    batch = ["cat-file", "--batch-check", "--follow-symlinks"]
    result = run(folder, batch, os.fsencode(f"{commit}:{path}\n"))
    return not _FILE_HEAD.fullmatch(result.output)


def _objects(folder: Folder, revision: str, object_ids: Mapping[str, str]) -> Contents:
    """Return the contents of files by their names, given their objects by their names.

    Raises HistoryError where an object is not in this clone.
    """
    stream = tempfile.TemporaryFile()  # noqa: SIM115  closed with the contents
    extents: dict[str, Extent] = {}
    objects = Contents(stream, extents)
    if not object_ids:
        return objects
    batch = "".join(f"{object_id}\n" for object_id in object_ids.values())
    complaint = run(folder, ["cat-file", "--batch"], batch.encode(), stream).complaint
    stream.seek(0)
    for name, object_id in object_ids.items():
        head = _FILE_HEAD.fullmatch(stream.readline())
        if head is None or head["object_id"].decode("ascii") != object_id:
            raise not_whole(revision, complaint)
        extents[name] = Extent(stream.tell(), int(head["size"]))
        stream.seek(int(head["size"]) + len(b"\n"), os.SEEK_CUR)
    return objects


def not_whole(revision: str, complaint: str | None) -> HistoryError:
    """Return the error that objects of a revision are not in this clone."""
    hint = complaint or "fetch it first: git fetch --refetch --filter=blob:limit=1g"
    return HistoryError(f"the data of {revision} are not whole in this clone", hint)
