"""Compare the lines of a revision with those of the files: each line there has to be here.

Where a line was changed or removed, say what differs, and which lines to put there instead: the old
line, and the change as the next version of its record.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, NamedTuple

from stancetracker.base import versions
from stancetracker.base.errors import BrokenDatasetError, Place, Problem, Severity, UsageError
from stancetracker.base.text import plural
from stancetracker.contribute.pairs import as_text, fields, path_of
from stancetracker.contribute.states import SINCE_ANCESTOR, BrokenSideError
from stancetracker.contribute.stored import contents, without_history
from stancetracker.index.resolution import ABOUT, next_number
from stancetracker.ledger import git, history
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import HistoryError
from stancetracker.ledger.jsonl import SEVERITY, parse, read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND, references
from stancetracker.ledger.lines import StoredLine, edited, lines_in, redacted_hashes, without
from stancetracker.ledger.old_format import refuse_old_format
from stancetracker.ledger.scanner import scan

DAYS_OF_GRACE: Final = 7
"""The days that a new line may be recorded before the newest line of the base, or its commit."""
REASON: Final = "…"
"""The placeholder for the reason of a version, until somebody writes one."""
_CHECKED_OUT: Final = "HEAD"
REWRITTEN: Final = "rewritten-history"
"""The code of a line of the base that is not there."""
_UNDATED: Final = "wrong-recorded"
_REDACTED: Final = "removed-by-redaction"
_REDACTS_NOTHING: Final = "redacts-nothing"
_STILL_THERE: Final = "redacted-line"
_TOO_HIGH: Final = "version-too-high"
_MOST_DIFFERENCES: Final = 3
_LONGEST_VALUE: Final = 80


class Base(NamedTuple):
    """The lines of a revision, or those of it that were known by a day."""

    name: str
    lines: Sequence[StoredLine]
    day: str
    """The day of the commit, or the day by which the lines were known."""


class Remedy(NamedTuple):
    """Lines to append to a file, or to put in place of one of its lines."""

    place: Place
    replaces: bool
    lines: Sequence[str]


class Inclusion(NamedTuple):
    """The problems of files that do not include all lines of a base, and the lines to append."""

    problems: Sequence[Problem] = ()
    remedies: Sequence[Remedy] = ()
    new_ids: frozenset[str] = frozenset()
    """The ids of the records that new lines are of, or correct."""


def base_of(folder: Folder, name: str) -> Base:
    """Return the lines of a revision, or of the oldest one that had a version of the data.

    `main...` means the commit from which what is checked out left `main`.

    Raises HistoryError where there is none, and UsageError for too few digits of a version.
    """
    if name.endswith(SINCE_ANCESTOR):
        ancestor = git.common_ancestor(folder, name.removesuffix(SINCE_ANCESTOR), _CHECKED_OUT)
        return _of_revision(folder, name, ancestor)
    try:
        commit = git.commit_of(folder, name)
    except HistoryError:
        if versions.is_evidence(name):
            return _of_version(folder, name)
        if versions.is_too_short(name):
            message = f"{len(name)} digits of a version prove nothing: {name}"
            hint = f"give {versions.EVIDENCE_DIGITS} or more, as `info` has them, or a git revision"
            raise UsageError(message, hint) from None
        raise
    is_object = len(name) == len(commit) or commit.startswith(name)
    if versions.is_evidence(name) and not is_object:
        message = f"a branch or tag is named like a version of the data: {name}"
        raise UsageError(message, "rename it, or write refs/heads/NAME or refs/tags/NAME")
    return _of_revision(folder, name, commit)


def _of_revision(folder: Folder, name: str, commit: str) -> Base:
    return Base(name, _lines_of(folder, name, commit), git.day_of(folder, commit))


def _of_version(folder: Folder, version: str) -> Base:
    cut = history.cut_with(folder, version)
    if cut is None:
        hint = "the data must have been committed; a shallow clone may have to be deepened"
        raise HistoryError(f"no commit here has the data {version}, on any day", hint)
    lines = _lines_of(folder, version, cut.commit)
    return Base(version, [line for line in lines if line.recorded <= cut.day], cut.day)


def _lines_of(folder: Folder, name: str, commit: str) -> list[StoredLine]:
    """Return the lines of a revision; raises BrokenSideError for links and what isn't JSON."""
    files, problems = git.contents(folder, commit)
    if problems:
        raise BrokenSideError(name, BrokenDatasetError(problems))
    lines = [*lines_in(files)]
    if len(lines) < sum(content.count(b"\n") for content in files.values()):
        problems = tuple(
            problem
            for file, content in files.items()
            for problem in parse(content, file).problems
            if problem.severity == "fatal"
        )
        refuse_old_format(name, problems)
        if problems:
            raise BrokenSideError(name, BrokenDatasetError(problems))
    return lines


def files_of(folder: Folder) -> list[StoredLine]:
    """Return the lines of the data files of a folder."""
    return [*lines_in(contents(folder))]


def compare(
    base: Base, here: Sequence[StoredLine], today: str, *, allow_redaction: bool = False
) -> Inclusion:
    """Compare the lines of the files with a base.

    Raises OldFormatError for a base in the format of an earlier version of the program, and
    BrokenSideError for another that can't be read.
    """
    return _Comparison(base, here, today, allow_redaction).inclusion()


class _Comparison:
    """The lines of a base and those of the files, by what tells them apart."""

    def __init__(
        self, base: Base, here: Sequence[StoredLine], today: str, allow_redaction: bool
    ) -> None:
        self._base = base
        self._here = here
        self._today = today
        self._allow_redaction = allow_redaction
        self._missing = without(base.lines, here)
        self._new = without(here, base.lines)
        self._refuse_unreadable()
        self._edited = edited(self._missing, self._new, {line.id for line in base.lines})
        self._edited_places = {line.place for line in self._edited.values()}
        self._here_by_id = _by_id(here)
        self._base_by_id = _by_id(base.lines)
        self._redactions = {
            line.id: line for line in here if any(True for _ in redacted_hashes(line.values))
        }
        self._redacted = {
            (str(line.values.get("corrects")), sha256)
            for line in self._redactions.values()
            for sha256, _ in redacted_hashes(line.values)
        }

    def inclusion(self) -> Inclusion:
        """Return the problems, with their remedies, and which records are new."""
        problems = []
        remedies = []
        for problem, remedy in (*self._of_missing(), *self._of_new()):
            problems.append(problem)
            if remedy is not None:
                remedies.append(remedy)
        new_ids = {id for line in self._new for id in (line.id, line.values.get("corrects"))}
        return Inclusion(problems, remedies, frozenset(str(id) for id in new_ids if id))

    def _refuse_unreadable(self) -> None:
        """Refuse a base with lines that this program can't read, and that are not here."""
        problems = [
            problem
            for line in self._missing
            if read_line(line.text).record is None
            for problem in parse(f"{line.text}\n".encode(), line.place.file).problems
        ]
        refuse_old_format(self._base.name, problems)
        if problems:
            raise BrokenSideError(self._base.name, BrokenDatasetError(problems))

    def _of_missing(self) -> Iterator[tuple[Problem, Remedy | None]]:
        for line in self._missing:
            after = self._edited.get(line.sha256)
            if after is None and (line.id, line.sha256) in self._redacted:
                continue  # the redaction itself is reported
            if after is not None:
                yield self._rewritten(line, after)
            else:
                others = self._here_by_id.get(line.id, ())
                place = others[-1].place if others else Place(line.place.file, 1)
                text = others[-1].text if others else None
                message = f"{_called(line)}: the line was removed{_version_words(line)}"
                hint = "put it back as it was; what turns out wrong gets a `correction`"
                problem = _problem(REWRITTEN, place, message, hint, text, line.id)
                yield problem, Remedy(Place(line.place.file, 1), False, [line.text])

    def _rewritten(self, before: StoredLine, after: StoredLine) -> tuple[Problem, Remedy]:
        """Return a problem of a changed line, and both the old line and its next version."""
        message = f"{_called(before)}: the line was changed: {_differences(before, after)}"
        lines = [before.text]
        if self._changes_what_it_is_about(before, after):
            hint = "put the old line back; retract that record, and add another"
        elif without_history(before.values) == without_history(after.values):
            hint = "put the old line back"
        elif before.version < self._base_by_id[before.id][-1].version:
            hint = "put the old line back, and change the newest version"
        else:
            lines.append(self._next_version(before, after))
            hint = (
                "to change a record, append it again: put the old line back, and the new one as"
                f" version {json.loads(lines[1])['version']}"
            )
        place = _place_of_difference(before, after)
        problem = _problem(REWRITTEN, place, message, hint, after.text, after.id)
        return problem, Remedy(after.place, True, lines)

    def _changes_what_it_is_about(self, before: StoredLine, after: StoredLine) -> bool:
        names = ("kind", *ABOUT.get(before.kind, ()))
        return before.id != after.id or any(
            before.values.get(name) != after.values.get(name) for name in names
        )

    def _next_version(self, before: StoredLine, after: StoredLine) -> str:
        """Return a changed line as the next version of its record."""
        others = self._here_by_id.get(before.id, ())
        others = [line for line in others if line.place not in self._edited_places]
        number = next_number(line.values for line in (*others, *self._base_by_id[before.id]))
        values = {**after.values, "version": number, "recorded": self._today, "reason": REASON}
        if before.id:
            values["id"] = before.id
        return canonical_text(values)

    def _of_redaction(self, redaction: StoredLine) -> Iterator[Problem]:
        """Yield that a new redaction lets lines go, which others it names, and which are there."""
        id = str(redaction.values.get("corrects"))
        severity: Severity = "notice" if self._allow_redaction else "error"
        hint = "a maintainer allows it with the label `redaction`, or --allow-redaction"
        message = f"{redaction.id}: the lines of {id} are removed by a redaction"
        problem = _problem(_REDACTED, redaction.place, message, hint, redaction.text, redaction.id)
        yield problem._replace(severity=severity, hint=None if self._allow_redaction else hint)
        hashes = {line.sha256 for line in self._base_by_id.get(id, ())}
        for sha256, _ in redacted_hashes(redaction.values):
            if sha256 not in hashes:
                message = f"it names no line of {id} in the base: {sha256}"
                hint = f"name the SHA-256 of each line of {id}"
                place, text = redaction.place, redaction.text
                yield _problem(_REDACTS_NOTHING, place, message, hint, text, redaction.id)

    def _of_redacted(self) -> Iterator[Problem]:
        """Yield the lines of redacted records that are there, unless all was so in the base."""
        is_new = {line.place for line in self._new}
        for redaction in self._redactions.values():
            id = str(redaction.values.get("corrects"))
            for line in self._here_by_id.get(id, ()):
                if redaction.place in is_new or line.place in is_new:
                    message = f"{redaction.id} redacts {id}, and this line of it is there"
                    problem = _problem(
                        _STILL_THERE, line.place, message, "delete it", line.text, id
                    )
                    yield problem._replace(severity="error")

    def _of_new(self) -> Iterator[tuple[Problem, Remedy | None]]:
        yield from ((problem, None) for problem in self._of_redacted())
        days = _days_of_ids(self._here)
        for line in self._new:
            if line.place in self._edited_places:
                continue
            if line.id in self._redactions:
                yield from ((problem, None) for problem in self._of_redaction(line))
            yield from self._of_number(line)
            if message := self._fault_of_day(line, days):
                values = {**line.values, "recorded": self._today}
                hint = "write the day on which it came into the ledger"
                problem = _problem(_UNDATED, line.place, message, hint, line.text, line.id)
                yield problem, Remedy(line.place, True, [canonical_text(values)])

    def _of_number(self, line: StoredLine) -> Iterator[tuple[Problem, Remedy]]:
        """Yield that a new version has a higher number than there are lines with its id."""
        number = next_number(other.values for other in self._here_by_id[line.id]) - 1
        if self._base.lines and line.version > number:
            lines = plural(number, "line")
            message = f"{_called(line)}: version {line.version}, of {lines} with this id"
            hint = f"give it the number {number}"
            values = {**line.values, "version": number}
            problem = _problem(_TOO_HIGH, line.place, message, hint, line.text, line.id)
            yield problem, Remedy(line.place, True, [canonical_text(values)])

    @cached_property
    def _newest_day(self) -> str:
        """Return the day of the base, or of its newest line if that is later."""
        return max(self._base.day, *(line.recorded for line in self._base.lines))

    def _fault_of_day(self, line: StoredLine, days: Mapping[str, str]) -> str:
        """Return why a new line can't have come into the ledger when it says; '' if it can."""
        if not self._base.lines:
            return ""
        called = _called(line)
        if not line.recorded:
            return f"{called}: a new line has no `recorded`"
        if line.recorded > self._today:
            return f"{called}: recorded on {line.recorded}, after today"
        newest = self._newest_day
        earliest = date.fromisoformat(newest) - timedelta(days=DAYS_OF_GRACE)
        if line.recorded < earliest.isoformat():
            return (
                f"{called}: recorded on {line.recorded}, more than {DAYS_OF_GRACE} days before"
                f" {newest}, the day of {self._base.name}"
            )
        for name in _named(line):
            if days.get(name, "") > line.recorded:
                return (
                    f"{called}: recorded on {line.recorded}, before {name}, which it names"
                    f" and which was recorded on {days[name]}"
                )
        return ""


def canonical_text(values: Mapping[str, Any]) -> str:
    """Return a record's line in its canonical form, or compact where it can't be read."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return read_line(text).canonical or text


def _differences(before: StoredLine, after: StoredLine) -> str:
    """Return in words which fields two lines differ in."""
    changes = [*fields(before.values, after.values)]
    words = [
        f"{change.field} is now {_short(change.after)}, was {_short(change.before)}"
        for change in changes[:_MOST_DIFFERENCES]
    ]
    more = len(changes) - len(words)
    return "; ".join([*words, *([f"and {more} more"] if more > 0 else [])])


def _place_of_difference(before: StoredLine, after: StoredLine) -> Place:
    """Return the place of the first field of a line that differs, or of what it is left out of."""
    columns = scan(after.text).values
    path = path_of(next(fields(before.values, after.values)).field)
    while path and path not in columns:
        path = path[:-1]
    return after.place._replace(column=columns.get(path, 0) + 1)


def _short(value: Any) -> str:
    text = as_text(value)
    if text is None:
        return "left out"
    return f"“{text if len(text) <= _LONGEST_VALUE else f'{text[:_LONGEST_VALUE]}…'}”"


def _called(line: StoredLine) -> str:
    return line.id or "dataset"


def _version_words(line: StoredLine) -> str:
    return f" (version {line.version})" if line.version > 1 else ""


def _by_id(lines: Iterable[StoredLine]) -> Mapping[str, list[StoredLine]]:
    """Return lines by their ids, the newest version last."""
    by_id = defaultdict[str, list[StoredLine]](list)
    for line in lines:
        by_id[line.id].append(line)
    return {id: sorted(of_id, key=lambda line: line.version) for id, of_id in by_id.items()}


def _days_of_ids(lines: Iterable[StoredLine]) -> Mapping[str, str]:
    """Return the day on which the first line of each record came into the ledger, by its id."""
    days: dict[str, str] = {}
    for line in lines:
        days[line.id] = min(days.get(line.id, line.recorded), line.recorded)
    return days


def _named(line: StoredLine) -> Iterator[str]:
    """Yield the ids of the records that a line names."""
    record_class = CLASS_BY_KIND.get(line.kind)
    if record_class is not None:
        for _, _, name in references(record_class, line.values):
            yield name.partition("/")[0]  # of a demand, the petition


def _problem(
    code: str, place: Place, message: str, hint: str, text: str | None, id: str
) -> Problem:
    return Problem(place, code, SEVERITY[code], message, hint, text, id or None)
