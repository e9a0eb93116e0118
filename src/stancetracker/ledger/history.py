"""Find the commit, and the day, whose lines make a version of the data.

A version is a hash over the hashes of all lines that were known by a day. So only the first commit
is read as a whole: of the others, the lines that each adds and removes.
"""

import re
import tempfile
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import IO, Final, NamedTuple

from stancetracker.base import versions
from stancetracker.base.errors import Place
from stancetracker.ledger import git
from stancetracker.ledger.folder import Folder, is_data, is_hidden
from stancetracker.ledger.lines import redacted_hashes, stored_line

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


class Cut(NamedTuple):
    """The lines of a commit that were known by a day."""

    commit: str
    day: str


def cut_with(folder: Folder, version: str) -> Cut | None:
    """Return the oldest commit with a version of the data, and the day by which it has that.

    Raises HistoryError where the history is not whole in this clone.
    """
    commits = git.history(folder)
    if not commits:
        return None
    lines = _Lines()
    for content in git.contents(folder, commits[0])[0].values():
        texts = content.split(b"\n")
        lines.change(_ADDED + text for text in (texts if texts[-1] else texts[:-1]))
    changes = chain([_Change(commits[0], ())], _changes(folder, commits))
    for commit, changed_texts in changes:
        lines.change(changed_texts)
        day = lines.day_with(version)
        if day is not None:
            return Cut(commit, day)
    return None


class _DatedHash(NamedTuple):
    """The hash of a line, and the day on which it came into the ledger."""

    day: str
    sha256: bytes


class _Lines:
    """The hashes of the lines of a commit, by day, with those that its redactions name."""

    def __init__(self) -> None:
        self._counts = Counter[_DatedHash]()
        self._hashes_by_day: dict[str, list[bytes]] = {}
        """Of each day, those of its lines, sorted."""
        self._first_changed_day: str | None = ""
        """The first day whose lines have changed since `day_with`; None for no day."""

    def change(self, texts: Iterable[bytes]) -> None:
        """Take in lines after a +, and give up those after a -."""
        for text in texts:
            count = 1 if text.startswith(_ADDED) else -1
            for dated_hash in _dated_hashes(text[1:]):
                self._count(dated_hash, count)

    def day_with(self, version: str) -> str | None:
        """Return the first day whose lines make a version, of those that may have changed."""
        first = self._first_changed_day
        self._first_changed_day = None
        if first is None:
            return None
        days = sorted(day for day, hashes in self._hashes_by_day.items() if hashes)
        for day in days:
            if day >= first and self._version_by(day).startswith(version):
                return day
        return None

    def _version_by(self, day: str) -> str:
        hashes = (of_day for other, of_day in self._hashes_by_day.items() if other <= day)
        return versions.whole_version(sorted({*chain.from_iterable(hashes)}))

    def _count(self, dated_hash: _DatedHash, count: int) -> None:
        """Count a line once more or once less, and keep the hashes of those that are there."""
        before = self._counts[dated_hash]
        self._counts[dated_hash] = before + count
        hashes = self._hashes_by_day.setdefault(dated_hash.day, [])
        if before == 0 and count > 0:
            insort(hashes, dated_hash.sha256)
        elif before + count == 0 and count < 0:
            del hashes[bisect_left(hashes, dated_hash.sha256)]
        else:
            return
        if self._first_changed_day is None or dated_hash.day < self._first_changed_day:
            self._first_changed_day = dated_hash.day


def _dated_hashes(text: bytes) -> Iterator[_DatedHash]:
    """Yield the hash of a line, and of the lines that it removes if it is a redaction."""
    line = stored_line(text.decode("utf-8", "replace"), Place("", 1))
    if line is None:
        return
    yield _DatedHash(line.recorded, bytes.fromhex(line.sha256))
    for sha256, day in redacted_hashes(line.values):
        if re.fullmatch("[0-9a-f]{64}", sha256):
            yield _DatedHash(day, bytes.fromhex(sha256))


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
