"""A dataset folder, read whole: its records, whether they fit together, and its version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import Final, Generic, NamedTuple, TypeVar

from stancetracker.base.errors import Place, Problem, did_you_mean
from stancetracker.base.vocabulary import Severity
from stancetracker.ledger.canonical import canonical, digest, version, with_id, without_recorded
from stancetracker.ledger.fields import reach, reference_fields
from stancetracker.ledger.folder import DataFile, Folder, Stamp, UnreadableFileError, read, stamp
from stancetracker.ledger.jsonl import Parsed, order, parse
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.model.dataset import Dataset as DatasetRecord
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.record import Record
from stancetracker.ledger.rules import SEVERITY
from stancetracker.ledger.scan import Path, scan

_MOST_SUGGESTIONS: Final = 25
ANY: Final = ("*",)

R_co = TypeVar("R_co", bound=Record, covariant=True)


class Entry(NamedTuple, Generic[R_co]):
    """A record of a dataset, where it stands, and at which byte its line begins."""

    record: R_co
    place: Place
    offset: int

    @property
    def id(self) -> str:
        """The id of the record; empty for the `dataset` record."""
        return getattr(self.record, "id", None) or ""


class Finding(NamedTuple):
    """Something wrong with a record: which value of it, and what."""

    entry: Entry[Record]
    path: Path
    code: str
    message: str
    hint: str | None = None


@dataclass(frozen=True)
class Dataset:
    """What a folder says: the records, by place, and every problem of the files and of how they fit."""

    folder: Folder
    parts: Mapping[str, Parsed] = field(repr=False)
    stamps: Mapping[str, Stamp] = field(repr=False)
    """The state of each file before it was read."""
    entries: tuple[Entry[Record], ...] = field(repr=False)
    problems: tuple[Problem, ...]

    @cached_property
    def total(self) -> int:
        """The sum of the digests of its records."""
        return sum(digest(canonical(entry.record).encode()) for entry in self.entries)

    @property
    def version(self) -> str:
        """12 hex digits for what it says, the same for any order of its lines and files."""
        return version(self.total)

    @property
    def lies_in(self) -> FilePath | None:
        """The folder that its files can be opened in; None where they are those of a revision."""
        return self.folder.path if self.stamps or not self.parts else None

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """The problems that keep it from answering anything."""
        return tuple(problem for problem in self.problems if problem.severity == "fatal")

    @property
    def broken(self) -> bool:
        """Whether it answers nothing."""
        return bool(self.fatal)

    @cached_property
    def by_id(self) -> Mapping[str, Entry[Record]]:
        """The records by id."""
        return {entry.id: entry for entry in self.entries if entry.id}

    def line(self, entry: Entry[Record]) -> str:
        """The line of a record, as it is written."""
        return _line(self.parts, entry)


def load(folder: Folder) -> Dataset:
    """Read a dataset folder. Never raises for what is in it: mistakes are problems of the dataset."""
    parts, stamps, problems = {}, {}, []
    for file in folder.files():
        try:
            stamps[file.name] = stamp(file)
            parts[file.name] = parse(read(file), file.name)
        except UnreadableFileError as error:
            problems.append(error.problem)
        except OSError as error:
            problems.append(_gone(file, error))
    return assemble(folder, parts, stamps, problems)


def _gone(file: DataFile, error: OSError) -> Problem:
    message = f"gone while the dataset was read: {error.strerror}"
    return Problem(Place(file.name, 1), "unreadable-file", SEVERITY["unreadable-file"], message)


def assemble(
    folder: Folder,
    parts: Mapping[str, Parsed],
    stamps: Mapping[str, Stamp],
    problems: Iterable[Problem] = (),
) -> Dataset:
    """Put parsed files together to a dataset; `problems` are those of files that could not be parsed."""
    every = (
        Entry(with_id(line.record), Place(part.name, line.number), line.offset)
        for part in parts.values()
        for line in part.lines
    )
    entries, doubles = _merged(every, list(parts))
    unread = frozenset[str]().union(*(part.unread for part in parts.values()))
    findings = (*doubles, *_former_clashes(entries), *_unsound_references(entries, unread))
    told = [problem for part in parts.values() for problem in part.problems]
    told += [*problems, *(_problem(parts, finding, SEVERITY[finding.code]) for finding in findings)]
    return Dataset(folder, parts, stamps, tuple(entries), tuple(sorted(told, key=order)))


def extended(dataset: Dataset, part: Parsed) -> Dataset:
    """The dataset as it would be with one more file, after the others."""
    files = [problem for problem in dataset.problems if problem.place.file not in dataset.parts]
    return assemble(dataset.folder, {**dataset.parts, part.name: part}, dataset.stamps, files)


def problem(dataset: Dataset, finding: Finding, severity: Severity) -> Problem:
    """A finding as a problem, at its place in the line."""
    return _problem(dataset.parts, finding, severity)


def _problem(parts: Mapping[str, Parsed], finding: Finding, severity: Severity) -> Problem:
    line = _line(parts, finding.entry)
    values, path = scan(line).values, finding.path
    while path not in values:
        path = path[:-1]
    place = finding.entry.place._replace(column=values[path] + 1)
    hint, record = finding.hint, finding.entry.id or None
    return Problem(place, finding.code, severity, finding.message, hint, line, record)


def _line(parts: Mapping[str, Parsed], entry: Entry[Record]) -> str:
    content = parts[entry.place.file].content
    end = content.find(b"\n", entry.offset)
    line = content[entry.offset : None if end < 0 else end]
    return line.decode().removeprefix("\ufeff").removesuffix("\r")


def _merged(entries: Iterable[Entry[Record]], files: list[str]) -> tuple[list[Entry[Record]], list[Finding]]:
    """One entry a record, by file and line, and the entries that say something else of the same id."""
    rank = {name: number for number, name in enumerate(files)}
    found: dict[str, Entry[Record]] = {}
    doubles = []
    for entry in entries:
        first = found.setdefault(entry.id, entry)
        if first is entry:
            continue
        if type(first.record) is not type(entry.record) or not _same(first.record, entry.record):
            doubles.append(_double(first, entry))
        elif _recorded(entry) < _recorded(first):
            found[entry.id] = entry
    return sorted(found.values(), key=lambda entry: (rank[entry.place.file], entry.place)), doubles


def _same(one: Record, other: Record) -> bool:
    return one == other or without_recorded(one) == without_recorded(other)


def _recorded(entry: Entry[Record]) -> str:
    return getattr(entry.record, "recorded", "")


def _double(first: Entry[Record], entry: Entry[Record]) -> Finding:
    if isinstance(entry.record, DatasetRecord):
        return Finding(entry, (), "duplicate-dataset", f"another `dataset` record is at {first.place}")
    hint = "keep one of the two lines; after a merge, these are two edits of one record"
    if type(first.record) is not type(entry.record):
        hint = "give one of the two another id: ids are unique over all kinds"
    message = f"{entry.id} at {entry.place} is also at {first.place}, and says something else"
    return Finding(entry, ("id",), "duplicate-id", message, hint)


def _former_clashes(entries: Iterable[Entry[Record]]) -> Iterator[Finding]:
    """Former ids that are in use, and demands of one petition with one id."""
    owners = {entry.id: entry for entry in entries}
    for entry in entries:
        for number, former in enumerate(getattr(entry.record, "former_ids", ())):
            owner = owners.setdefault(former, entry)
            if owner is not entry or former == entry.id:
                message = f"the former id {former} is also that of {owner.id} at {owner.place}"
                yield Finding(entry, ("former_ids", number), "duplicate-id", message)
        seen: set[str] = set()
        for number, demand in enumerate(_demands(entry.record)):
            if demand in seen:
                yield Finding(entry, ("demands", number, "id"), "duplicate-id", f"{demand} stands twice")
            seen.add(demand)


def _demands(record: Record) -> list[str]:
    if not isinstance(record, Petition):
        return []
    return [f"{record.id}/{demand.id}" for demand in record.demands]


class _Ids:
    """Every id a record may name, and what the nearest one to a wrong id is."""

    def __init__(self, entries: Iterable[Entry[Record]], unread: frozenset[str]) -> None:
        self.kinds = {entry.id: _kind(entry.record) for entry in entries if entry.id}
        self.kinds |= {demand: "demand" for entry in entries for demand in _demands(entry.record)}
        self.former = {old: e.id for e in entries for old in getattr(e.record, "former_ids", ())}
        self.gone = unread | {
            entry.record.corrects
            for entry in entries
            if isinstance(entry.record, Correction) and entry.record.type == "redaction"
        }
        self.unread = unread
        self.suggested: dict[str, str | None] = {}

    def unsound(self, name: str, kinds: tuple[str, ...]) -> tuple[str, str, str | None] | None:
        """Why an id can't stand where one of these kinds is wanted: code, message, hint."""
        kind, wanted = self.kinds.get(name), " or ".join(kinds)
        if kind is not None:
            if kind in kinds or kinds == ANY:
                return None
            return "wrong-kind-reference", f"{name} is of kind {kind}, not {wanted}", None
        if name.partition("/")[0] in (self.gone if kinds == ANY else self.unread):
            return None
        if name in self.former:
            new = self.former[name]
            return "former-id", f"{name} is now called {new}", f"write {new}"
        what = "record" if kinds == ANY else wanted
        return "unknown-reference", f"no such {what}: {name}", self.suggest(name, kinds)

    def suggest(self, name: str, kinds: tuple[str, ...]) -> str | None:
        # To look for the nearest of many ids takes its time; after some, people know what is wrong.
        if name not in self.suggested and len(self.suggested) < _MOST_SUGGESTIONS:
            known = (known for known, kind in self.kinds.items() if kinds == ANY or kind in kinds)
            self.suggested[name] = did_you_mean(name, known)
        return self.suggested.get(name)


def _kind(record: Record) -> str:
    return str(getattr(record, "kind", ""))


def _unsound_references(entries: Iterable[Entry[Record]], unread: frozenset[str]) -> Iterator[Finding]:
    ids = _Ids(entries, unread)
    for entry in entries:
        for reference in reference_fields(type(entry.record)):
            assert reference.ref is not None
            for path, name in reach(entry.record, reference.pattern):
                if unsound := ids.unsound(name, reference.ref.kinds):
                    yield Finding(entry, path, *unsound)
