"""Find the commits whose data have a version, from the lines that each adds and removes.

A version is a hash over the hashes of all records, so only the first commit is read as a whole.
"""

import re
import tempfile
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import IO, Final, NamedTuple

from stancetracker.base import versions
from stancetracker.ledger import git
from stancetracker.ledger.folder import Folder, is_data, is_hidden
from stancetracker.ledger.jsonl import FileReader

_DIFF: Final = (
    "diff-tree",
    "--stdin",
    "--relative",
    "--patch",
    "--unified=0",
    "--text",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "-O/dev/null",
)
_COMMIT: Final = re.compile(rb"(?P<commit>[0-9a-f]{40,64})\n")
_HUNK: Final = re.compile(rb"@@ -\d+(?:,(?P<removed>\d+))? \+\d+(?:,(?P<added>\d+))? @@")
"""`@@ -12,2 +12 @@`: two lines are removed and one is added; a number that is left out is 1."""
_FILE: Final = re.compile(rb'(?:---|\+\+\+) "?[ab]/(?P<name>[^\t\n]*?)"?\t?\n')
"""`+++ b/people.jsonl`, or, with escapes, `+++ "b/people\\n.jsonl"`."""
_REMOVED: Final = b"-"
_ADDED: Final = b"+"


def commits_with(folder: Folder, version: str) -> Iterator[str]:
    """Yield the commits whose records have a version, if the commit loads, the oldest first.

    Raises HistoryError where the history is not whole in this clone.
    """
    commits = git.history(folder)
    if not commits:
        return
    records = _Records()
    for content in git.contents(folder, commits[0])[0].values():
        lines = content.split(b"\n")
        records.change(_ADDED + line for line in (lines if lines[-1] else lines[:-1]))
    if records.have(version):
        yield commits[0]
    for commit, changed_lines in _changes(folder, commits):
        records.change(changed_lines)
        if records.have(version):
            yield commit


class _Record(NamedTuple):
    """A line that is a record. Of lines with the same id, the one recorded first counts."""

    recorded: str
    sha256: bytes


class _Records:
    """The records of a commit, by the lines that say them."""

    def __init__(self) -> None:
        self._by_id: dict[str, list[_Record]] = {}
        self._hashes: list[bytes] = []
        """Of every record, sorted."""
        self._unread = 0
        """The number of lines for which the commit does not load."""

    def change(self, lines: Iterable[bytes]) -> None:
        """Take in lines after a +, and give up those after a -."""
        for line in lines:
            self._change(line[1:], 1 if line.startswith(_ADDED) else -1)

    def have(self, version: str) -> bool:
        """Return whether these are all records of a dataset with this version."""
        return not self._unread and versions.whole_version(self._hashes).startswith(version)

    def _change(self, line: bytes, count: int) -> None:
        reader = FileReader("")
        for read_line in reader.lines([line + b"\n"]):
            record = _Record(read_line.record.recorded or "", read_line.hash)
            self._replace(read_line.id, record, count)
        self._unread += count * any(problem.severity == "fatal" for problem in reader.problems)

    def _replace(self, id: str, record: _Record, count: int) -> None:
        """Add a record to those with its id, or remove it, and keep the hash of the one first."""
        records = self._by_id.pop(id, [])
        if records:
            del self._hashes[bisect_left(self._hashes, records[0].sha256)]
        if count > 0:
            insort(records, record)
        elif record in records:
            records.remove(record)
        if records:
            self._by_id[id] = records
            insort(self._hashes, records[0].sha256)


class _Change(NamedTuple):
    """The lines that a commit adds and removes, each after a sign."""

    commit: str
    lines: Iterable[bytes]


def _changes(folder: Folder, commits: list[str]) -> Iterator[_Change]:
    """Yield how the data of each commit differ from those of the one before in a list."""
    pairs = "".join(f"{commit} {before}\n" for before, commit in pairwise(commits))
    with tempfile.TemporaryFile() as stream:
        result = git.run(folder, [*_DIFF], pairs.encode(), stream)
        if result.status:
            raise git.not_whole("history", result.complaint)
        stream.seek(0)
        yield from _parsed(stream)


def _parsed(stream: IO[bytes]) -> Iterator[_Change]:
    """Yield what the output of `git diff-tree` says of each commit."""
    commit = ""
    lines: list[bytes] = []
    is_of_data = False
    for line in stream:
        if hunk := _HUNK.match(line):
            hunk_lines = _lines_of_hunk(stream, hunk)
            lines += hunk_lines if is_of_data else ()
        elif file := _FILE.fullmatch(line):
            is_of_data = _is_data_file(file["name"])
        elif head := _COMMIT.fullmatch(line):
            if commit:
                yield _Change(commit, lines)
            commit = head["commit"].decode("ascii")
            lines = []
    if commit:
        yield _Change(commit, lines)


def _lines_of_hunk(stream: Iterator[bytes], hunk: re.Match[bytes]) -> list[bytes]:
    """Return the lines of a hunk, without line ends, whatever stands in them."""
    numbers = [int(hunk[sign] or 1) for sign in ("removed", "added")]
    lines: list[bytes] = []
    while len(lines) < sum(numbers):
        line = next(stream)
        if line.startswith((_REMOVED, _ADDED)):  # and no remark that a line has no end
            lines.append(line.removesuffix(b"\n"))
    return lines


def _is_data_file(name: bytes) -> bool:
    """Return whether a file is read as data, by its name as git prints it."""
    text = name.decode("utf-8", "replace")
    return is_data(text) and not is_hidden(text)
