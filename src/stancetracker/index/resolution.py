"""Resolve lines into records: which version of each counts, and what corrections do.

Lines come in, in any order; what counts and what is wrong comes out. Nothing is read or written.

A record is the highest version of the lines with its id. A version knows all lower ones if its
number is greater than theirs are many; until such a version is there, lines that contradict each
other are an error.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from operator import attrgetter
from typing import Any, Final, NamedTuple, Protocol

from stancetracker.base.errors import Place
from stancetracker.ledger.record import OF_EVERY_KIND

Values = Mapping[str, Any]
ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "statement": ("speaker", "issue"),
    "silence": ("issue",),
    "search": ("issue",),
    "coding": ("statement",),
    "tie": ("actor", "type"),
    "reply": ("to", "by"),
    "copy": ("url",),
    "correction": ("type", "corrects", "replacement"),
}
"""The fields of each kind that say what a record is about, which no version changes."""
_RETRACTABLE: Final = ("merge", "supersession", "retraction")
"""The types of corrections that a retraction undoes."""


class Line(NamedTuple):
    """A line of the ledger."""

    id: str
    place: Place
    sha256: bytes
    values: Values

    @property
    def kind(self) -> str:
        """Return the kind of record that it has."""
        return str(self.values["kind"])

    @property
    def version(self) -> int:
        """Return the number of the version."""
        return int(self.values.get("version", 1))

    @property
    def recorded(self) -> str:
        """Return the day on which it was recorded; empty where it was there from the start."""
        return str(self.values.get("recorded", ""))

    @property
    def about(self) -> tuple[Any, ...]:
        """Return what it is about: its kind, and what no version of a record changes."""
        return (self.kind, *(self.values.get(field) for field in ABOUT.get(self.kind, ())))


class Fault(NamedTuple):
    """An error of a line beside others, and the line that clears it."""

    line: Line
    code: str
    message: str
    hint: str
    field: str = ""
    """The field at fault; empty where it is the line."""


class Record(NamedTuple):
    """What the lines with one id say."""

    line: Line | None
    """The line that is the record; None where none counts."""
    others: tuple[Line, ...]
    """Its history, and lines without effect."""
    faults: tuple[Fault, ...] = ()


def first(line: Line) -> tuple[int, str, bytes]:
    """Return what sorts lines: by version, then as they were recorded, then by hash."""
    return (line.version, line.recorded, line.sha256)


def distinct(lines: Iterable[Line]) -> list[Line]:
    """Return lines, sorted, of those that say the same only the one recorded first."""
    by_content: dict[str, Line] = {}
    for line in sorted(lines, key=lambda line: (*first(line), line.place)):
        by_content.setdefault(_content(line.values), line)
    return sorted(by_content.values(), key=first)


def next_number(lines: Iterable[Values]) -> int:
    """Return the number of a record's next version: that of its lines, itself included.

    Lines that differ in the day of recording alone are one.
    """
    return len({_content(line) for line in lines}) + 1


def _content(line: Values) -> str:
    said = {name: value for name, value in line.items() if name != "recorded"}
    return json.dumps(said, sort_keys=True)


def record(lines: Iterable[Line]) -> Record:
    """Return the record that the lines with one id are."""
    history = distinct(lines)
    if len(history) == 1:
        return Record(history[0], ())
    versions = _Versions(history)
    line = versions.effective
    others = tuple(other for other in history if other is not line)
    return Record(line, others, tuple(versions.faults()))


class _Versions:
    """The distinct lines with one id, sorted by version."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._firsts = [line for line in lines if line.version == lines[0].version]
        subjects = {line.about for line in self._firsts}
        self._sound = [line for line in lines if line.about in subjects]
        counts = Counter(line.version for line in lines)
        self._knowing = max(
            (
                version
                for version in {line.version for line in self._sound}
                if sum(counts[lower] for lower in counts if lower < version) < version
            ),
            default=0,
        )
        """The highest version that knows all lower ones."""

    @property
    def effective(self) -> Line | None:
        """Return the line that counts: of the highest version the first; None for none."""
        if len(self._firsts) > 1 and self._knowing <= self._firsts[0].version:
            return None
        highest = self._sound[-1].version
        return next(line for line in self._sound if line.version == highest)

    def faults(self) -> Iterator[Fault]:
        """Yield what no later version clears."""
        latest_day = ""
        for version, group in groupby(self._lines, attrgetter("version")):
            lines = [*group]
            if version >= self._knowing:
                yield from self._of_one_version([line for line in lines if line in self._sound])
                yield from map(
                    self._of_another, (line for line in lines if line not in self._sound)
                )
                early = (line for line in lines if line.recorded < latest_day)
                yield from (self._too_early(line, latest_day) for line in early)
            latest_day = max(latest_day, *(line.recorded for line in lines))

    def _of_one_version(self, lines: Sequence[Line]) -> Iterator[Fault]:
        """Yield what is wrong where several lines have one version."""
        for line in lines[1:]:
            differing = ", ".join(f"`{name}`" for name in _differing(lines[0], line))
            beside = f"version {line.version} of {line.id} is also at {lines[0].place}, with other"
            if line.version == self._firsts[0].version:
                message = f"{beside} {differing}; neither counts"
                hint = (
                    "give the one that is not merged yet another id; else say whom the id means,"
                    f" by one more line: {self._next(lines[0].values, lines)}"
                )
                yield Fault(line, "two-first-versions", message, hint, "id")
            else:
                message = f"{beside} {differing}; this one has no effect"
                both = _with_both(self._before(line), lines[0].values, line.values)
                hint = f"append the next version, with both changes: {self._next(both, lines)}"
                yield Fault(line, "two-versions", message, hint, "version")

    def _before(self, line: Line) -> Values:
        """Return what both of two versions changed."""
        lower = [other for other in self._sound if other.version < line.version]
        return lower[-1].values

    def _of_another(self, line: Line) -> Fault:
        """Return the fault of a version that is about something else."""
        before = self._firsts[0]
        changed = ("kind", *ABOUT.get(before.kind, ()))
        field = next(
            (name for name in changed if line.values.get(name) != before.values.get(name)), "kind"
        )
        message = (
            f"`{field}` of {line.id} was {before.values.get(field)} at {before.place}, and never"
            " changes; this version has no effect"
        )
        sound = self._sound[-1].values
        hint = (
            "retract the record and add another; and append the record as it is:"
            f" {self._next(sound, self._lines)}"
        )
        return Fault(line, "changed-subject", message, hint, field)

    def _too_early(self, line: Line, latest_day: str) -> Fault:
        message = (
            f"version {line.version} of {line.id} was recorded before {latest_day}, the day of an"
            " earlier version"
        )
        hint = f"append it again, recorded later: {self._next(line.values, self._lines)}"
        return Fault(line, "version-before-another", message, hint, "recorded")

    def _next(self, values: Values, lines: Iterable[Line]) -> str:
        """Return the next version of the record, as a line, with these values."""
        reasons = [str(line.values["reason"]) for line in lines if line.values.get("reason")]
        new = {
            **{name: value for name, value in values.items() if name not in OF_EVERY_KIND},
            "version": next_number(line.values for line in self._lines),
            "recorded": max(line.recorded for line in self._lines) or "DAY",
            "reason": " ".join(dict.fromkeys(reasons)) or "WHY",
        }
        return _as_line(new)


def _as_line(values: Values) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _differing(line: Line, other: Line) -> list[str]:
    """Return the fields in which two lines differ, but for those on how they came about."""
    names = dict.fromkeys((*line.values, *other.values))
    differing = [name for name in names if line.values.get(name) != other.values.get(name)]
    return [name for name in differing if name not in OF_EVERY_KIND] or differing


def _with_both(before: Values, ours: Values, theirs: Values) -> dict[str, Any]:
    """Return ours with what theirs changed and ours didn't."""
    both = dict(ours)
    for name in dict.fromkeys((*before, *theirs)):
        if name not in OF_EVERY_KIND and ours.get(name) == before.get(name):
            both[name] = theirs.get(name)
    return {name: value for name, value in both.items() if value is not None}


class Ledger(Protocol):
    """The records that corrections name."""

    def kind(self, id: str) -> str | None:
        """Return the kind of the record with an id; None where none counts."""

    def is_gone(self, id: str) -> bool:
        """Return whether lines have, or a redaction has, an id of which no record counts."""

    def is_distinct(self, id: str, other: str) -> bool:
        """Return whether one of two actors is said to be distinct from the other."""


class Effects(NamedTuple):
    """What corrections do."""

    withdrawn: Mapping[str, str]
    """The type of the correction that withdraws a record, by the record's id."""
    merged: Mapping[str, str]
    """The id of the actor that an actor is now, by the id that it had."""
    faults: tuple[Fault, ...]


def effects(corrections: Collection[Line], ledger: Ledger) -> Effects:
    """Return what corrections do, of each the line that is the record."""
    return _Corrections(corrections, ledger).effects()


class _Corrections:
    """The corrections of a ledger, in the order in which they were recorded."""

    def __init__(self, corrections: Collection[Line], ledger: Ledger) -> None:
        self._corrections = sorted(corrections, key=lambda line: first(line)[1:])
        self._ledger = ledger
        self._by_id = {correction.id: correction for correction in self._corrections}
        self._retractions = defaultdict[str, list[Line]](list)
        for correction in self._corrections:
            if _type(correction) == "retraction":
                self._retractions[str(correction.values["corrects"])].append(correction)
        self._stands: dict[str, bool] = {}
        self._faults: list[Fault] = []

    def effects(self) -> Effects:
        """Return what they do."""
        standing = [correction for correction in self._corrections if self._is_standing(correction)]
        replacing = self._replacing(standing)
        withdrawals: list[Line] = []
        merged: dict[str, str] = {}
        for correction in standing:
            old = str(correction.values["corrects"])
            type = _type(correction)
            if old in self._by_id:
                if type == "retraction" and _type(self._by_id[old]) in _RETRACTABLE:
                    withdrawals.append(correction)
            elif type in ("retraction", "redaction"):
                withdrawals.append(correction)
            elif replacing.get(old) is correction:
                new = str(correction.values["replacement"])
                if type == "merge" and self._ledger.kind(old) and self._ledger.kind(new):
                    merged[old] = new
                elif type == "supersession":
                    withdrawals.append(correction)
        return Effects(
            {str(line.values["corrects"]): _type(line) for line in _latest_last(withdrawals)},
            {old: _end(merged, new) for old, new in merged.items()},
            tuple(self._faults),
        )

    def _is_standing(self, correction: Line) -> bool:
        """Return whether no retraction that stands undoes a correction."""
        if correction.id not in self._stands:
            self._stands[correction.id] = True  # while its retractions are looked at, in a circle
            undoing = self._retractions[correction.id] if _type(correction) in _RETRACTABLE else []
            self._stands[correction.id] = not any(map(self._is_standing, undoing))
        return self._stands[correction.id]

    def _replacing(self, standing: Iterable[Line]) -> dict[str, Line]:
        """Return the merge or supersession of each record that has an effect."""
        replacing: dict[str, Line] = {}
        for correction in standing:
            old = str(correction.values["corrects"])
            if _type(correction) not in ("merge", "supersession") or old in self._by_id:
                continue
            new = str(correction.values["replacement"])
            fault = self._fault(correction, replacing, old, new)
            if fault:
                self._faults.append(fault)
            else:
                replacing[old] = correction
        return self._without_dead_ends(replacing)

    def _fault(
        self, correction: Line, replacing: Mapping[str, Line], old: str, new: str
    ) -> Fault | None:
        """Return why a merge or supersession has no effect beside earlier ones."""
        news = {old: str(line.values["replacement"]) for old, line in replacing.items()}
        if old in replacing:
            other = replacing[old]
            message = f"{old} is replaced already, by {other.id} at {other.place}"
            return self._without_effect(correction, "replaced-twice", message)
        if old == new or _end(news, new) == old:
            message = f"{new} is itself replaced by {old}"
            return self._without_effect(correction, "replaced-in-circle", message)
        kinds = (self._ledger.kind(old), self._ledger.kind(new))
        if kinds[0] != kinds[1] and None not in kinds:
            message = f"{old} is of kind {kinds[0]}, {new} of kind {kinds[1]}"
            return self._without_effect(correction, "replaced-by-another-kind", message)
        if _type(correction) == "merge":
            for pair in product(_same(news, old), _same(news, new)):
                if self._ledger.is_distinct(*pair):
                    message = f"`distinct_from` says that {pair[0]} and {pair[1]} are two"
                    return self._without_effect(correction, "merge-of-distinct", message)
        return None

    def _without_dead_ends(self, replacing: dict[str, Line]) -> dict[str, Line]:
        """Leave out supersessions by a record that is withdrawn, and not replaced by another."""
        retracted = {
            old
            for old, retractions in self._retractions.items()
            if old not in self._by_id and any(map(self._is_standing, retractions))
        }
        has_end: dict[str, bool] = {}

        def leads_on(old: str) -> bool:
            if old not in has_end:
                new = str(replacing[old].values["replacement"])
                is_dead_end = new in retracted or self._ledger.is_gone(new)
                has_end[old] = not is_dead_end or (new in replacing and leads_on(new))
            return has_end[old]

        for old, correction in replacing.items():
            if not leads_on(old):
                new = correction.values["replacement"]
                message = f"{new} is withdrawn, and no other record stands in its place"
                self._faults.append(
                    self._without_effect(correction, "replacement-withdrawn", message)
                )
        return {old: line for old, line in replacing.items() if has_end[old]}

    def _without_effect(self, correction: Line, code: str, message: str) -> Fault:
        retraction = {
            "kind": "correction",
            "corrects": correction.id,
            "type": "retraction",
            "reason": "WHY",
            "recorded": correction.recorded,
        }
        hint = f"retract this one: {_as_line(retraction)}"
        return Fault(
            correction,
            code,
            f"{message}; this {_type(correction)} has no effect",
            hint,
            "replacement",
        )


def _type(correction: Line) -> str:
    return str(correction.values["type"])


def _latest_last(corrections: Iterable[Line]) -> list[Line]:
    """Return corrections in the order of their days; of one day, the smallest id is the last."""
    by_id = sorted(corrections, key=attrgetter("id"), reverse=True)
    return sorted(by_id, key=attrgetter("recorded"))


def _same(news: Mapping[str, str], id: str) -> list[str]:
    """Return the ids that lead to the same one as an id does, and these two."""
    end = _end(news, id)
    return [end, *(old for old in news if _end(news, old) == end)]


def _end(news: Mapping[str, str], id: str) -> str:
    """Return the id that replacements lead to."""
    while id in news:
        id = news[id]
    return id
