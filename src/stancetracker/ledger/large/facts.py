"""What is kept of each line: enough to know which lines a check has to look at closely, and little of it.

Days are numbers, and hashes stand for ids and for pairs of an actor and an issue. Two that share a hash are looked
at together though they need not be, which does no harm.
"""

from __future__ import annotations

from array import array
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from stancetracker.base import dates
from stancetracker.ledger.canonical import with_id
from stancetracker.ledger.checks.words import OURS, judging_word
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.large.lines import read
from stancetracker.ledger.sound import Values

MANY: Final = ("statement", "silence", "tie")
"""The kinds of which there may be very many; records of all others are looked at closely."""
_OURS: Final = frozenset(OURS)
_MOST_DAYS: Final = 65_536
_Found = tuple[int, Values]
_Day = tuple[int, int]


class Spot(NamedTuple):
    """A line: in which block it is, and its number there from 0."""

    block: int
    line: int


class Kept(NamedTuple):
    """A line that is looked at closely, and whether it is known to be without a fault of its own."""

    spot: Spot
    content: bytes
    ended: bool
    is_sound: bool


class Days(dict[str, tuple[int, int]]):
    """The first and last day of a date as numbers; 0 for an open start."""

    def __missing__(self, text: str) -> tuple[int, int]:
        if len(self) > _MOST_DAYS:
            self.clear()
        earliest, latest = dates.parse(text)
        self[text] = found = (number(earliest) if earliest else 0, number(latest))
        return found


def number(day: str) -> int:
    """A day as a number."""
    return date.fromisoformat(day).toordinal()


class Facts:
    """What is known of some blocks of lines."""

    def __init__(self, today: str) -> None:
        self._today = number(today)
        self._days = Days()
        self.sizes: dict[int, int] = {}
        """How many lines each block has."""
        self._blocks: list[int] = []
        self._starts: list[int] = []
        self.ids = array("q")
        """The hash of the id of each record of the many; its place in this is what the others call it by."""
        self._lines = array("I")
        self.said = array("q")
        """The hash of speaker and issue of each statement, and beside it its first and last day."""
        self.said_first = array("i")
        self.said_last = array("i")
        self.said_at = array("I")
        self.is_public = bytearray()
        """Whether a statement is public and undisputed."""
        self.looked = array("q")
        """The hash of actor and issue of each look, once an actor, and beside it its first day."""
        self.looked_first = array("i")
        self.looked_at = array("I")
        self.names: dict[str, set[str]] = {"actor": set(), "issue": set(), "event": set(), "demand": set()}
        """What the many name, by what it has to be."""
        self.events_on: set[tuple[str, str]] = set()
        """Events and issues that a statement names together; and demands and issues."""
        self.demands_on: set[tuple[str, str]] = set()
        self.first_look: dict[str, int] = {}
        """The first day of the earliest look on an issue; and the last of its earliest statement."""
        self.first_said: dict[str, int] = {}
        self.kept: list[Kept] = []
        self.faulty: list[Spot] = []
        """The records of the many among them."""
        self.suspects = array("I")
        """The records that may be at fault by themselves."""
        self.second_hand = array("I")
        """The statements without a primary source."""

    def spot(self, at: int) -> Spot:
        """Where a record is."""
        return Spot(self._blocks[bisect(self._starts, at) - 1], self._lines[at])

    def spots(self, hashes: frozenset[int]) -> Iterator[Spot]:
        """Where the records are whose ids have these hashes."""
        return (self.spot(at) for at, one in enumerate(self.ids) if one in hashes)

    def take(self, block: int, content: bytes) -> None:
        """Learn what the lines of a block say."""
        *lines, rest = content.split(b"\n")
        self._blocks.append(block)
        self._starts.append(len(self.ids))
        self.sizes[block] = len(lines) + bool(rest)
        found: dict[str, list[_Found]] = {kind: [] for kind in MANY}
        for at, values in enumerate(read(lines)):
            if values is None:
                self._take_closely(Spot(block, at), lines[at], b"\n", found)
            elif values["kind"] in found:
                found[values["kind"]].append((at, values))
            else:
                self.kept.append(Kept(Spot(block, at), lines[at], True, True))
        if rest:
            self._take_closely(Spot(block, len(lines)), rest, b"", found)
        for kind, learn in (("statement", self._statements), ("silence", self._looks), ("tie", self._ties)):
            self._many(found[kind], lines, learn)

    def _take_closely(self, spot: Spot, line: bytes, end: bytes, found: dict[str, list[_Found]]) -> None:
        reading = closely(line + end)
        values = reading.values
        is_many = values is not None and values["kind"] in MANY
        if not (reading.is_sound and is_many):
            self.kept.append(Kept(spot, line, bool(end), reading.is_sound))
        if values is not None and is_many:
            found[values["kind"]].append((spot.line, values))
            if not reading.is_sound:
                self.faulty.append(spot)

    def _many(
        self, found: Sequence[_Found], lines: Sequence[bytes], learn: Callable[[Sequence[Values], int], None]
    ) -> None:
        """Keep what there is of records of one kind, in the order they stand."""
        start, records = len(self.ids), [values for _, values in found]
        self._lines.extend([at for at, _ in found])
        self.ids.extend([hash(values.get("id") or _derived_id(lines[at])) for at, values in found])
        learn(records, start)
        self._suspect(start, (at for at, record in enumerate(records) if _judges(record)))

    def _suspect(self, start: int, places: Iterable[int]) -> None:
        self.suspects.extend([start + at for at in places])

    def _statements(self, records: Sequence[Values], start: int) -> None:
        issues = self._name("issue", [record["issue"] for record in records])
        speakers = self._name("actor", [record["speaker"] for record in records])
        days = [self._days[record["date"]] for record in records]
        self.said.extend(map(hash, zip(speakers, issues, strict=True)))
        self.said_first.extend([first for first, _ in days])
        self.said_last.extend([last for _, last in days])
        self.said_at.extend(range(start, len(self.ids)))
        self.is_public.extend(map(_is_public, records))
        _earliest(self.first_said, issues, [last for _, last in days])
        self.second_hand.extend(
            [start + at for at, record in enumerate(records) if not _is_first_hand(record)]
        )
        self._suspect(start, self._told_too_early(records, days))
        self._suspect(start, self._made_public_amiss(records))
        self._suspect(start, self._with_sources_to_come(records))
        for record in records:
            if event := record.get("event"):
                self.names["event"].add(event)
                self.events_on.add((event, record["issue"]))
            for demand in record.get("demands", ()):
                self.names["demand"].add(demand)
                self.demands_on.add((demand, record["issue"]))

    def _looks(self, records: Sequence[Values], start: int) -> None:
        issues = self._name("issue", [record["issue"] for record in records])
        days = [self._days[record["date"]] for record in records]
        for at, (record, (first, _)) in enumerate(zip(records, days, strict=True), start):
            for actor in self._name("actor", record["actors"]):
                self.looked.append(hash((actor, record["issue"])))
                self.looked_first.append(first)
                self.looked_at.append(at)
        _earliest(self.first_look, issues, [first for first, _ in days])
        self._suspect(start, self._told_too_early(records, days))
        self._suspect(start, self._asked_amiss(records))
        self._suspect(start, self._with_sources_to_come(records))
        self._suspect(start, (at for at, record in enumerate(records) if _is_look_amiss(record)))

    def _ties(self, records: Sequence[Values], start: int) -> None:
        for what, field in (("actor", "actor"), ("actor", "counterparty"), ("event", "event")):
            self._name(what, [record[field] for record in records if record.get(field)])
        dates = [(record["recorded"], record.get("date")) for record in records]
        to_come = self._to_come(day for both in dates for day in both)
        self._suspect(start, (at for at, both in enumerate(dates) if not to_come.isdisjoint(both)))
        self._suspect(start, self._with_sources_to_come(records))

    def _name(self, what: str, names: Sequence[str]) -> Sequence[str]:
        self.names[what].update(names)
        return names

    def _told_too_early(self, records: Sequence[Values], days: Sequence[_Day]) -> Iterator[int]:
        """Those that are of a day after they were recorded, or recorded on a day to come."""
        today, found = self._today, self._days
        for at, (record, (first, last)) in enumerate(zip(records, days, strict=True)):
            if not (first or last) <= found[record["recorded"]][1] <= today:
                yield at

    def _made_public_amiss(self, records: Sequence[Values]) -> Iterator[int]:
        for at, record in enumerate(records):
            if made_public := record.get("made_public"):
                (first, last), (said_first, said_last) = self._days[made_public], self._days[record["date"]]
                recorded = self._days[record["recorded"]][1]
                if not ((said_first or said_last) <= last and (first or last) <= recorded):
                    yield at

    def _asked_amiss(self, records: Sequence[Values]) -> Iterator[int]:
        for at, record in enumerate(records):
            asked_on, (_, last) = record.get("asked_on"), self._days[record["date"]]
            if asked_on and not self._days[asked_on][1] <= min(last, self._today):
                yield at

    def _with_sources_to_come(self, records: Sequence[Values]) -> Iterator[int]:
        """Those with a source that was published or retrieved on a day to come."""
        published = {source.get("published") for record in records for source in record.get("sources", ())}
        retrieved = {source.get("retrieved") for record in records for source in record.get("sources", ())}
        if to_come := self._to_come(published | retrieved):
            for at, record in enumerate(records):
                for source in record.get("sources", ()):
                    if not to_come.isdisjoint((source.get("published"), source.get("retrieved"))):
                        yield at

    def _to_come(self, dates: Iterable[str | None]) -> frozenset[str]:
        """Which of these dates may be in the future."""
        known = ((date, self._days[date]) for date in set(dates) if date)
        return frozenset(date for date, (first, last) in known if (first or last) > self._today)


def _derived_id(line: bytes) -> str:
    parsed = parse(line + b"\n", "")
    return str(getattr(with_id(parsed.lines[0].record), "id", ""))


def _earliest(known: dict[str, int], names: Sequence[str], days: Sequence[int]) -> None:
    for name, day in zip(names, days, strict=True):
        if day < known.get(name, day + 1):
            known[name] = day


def _is_public(statement: Values) -> bool:
    """Whether it is public and undisputed, as most are."""
    return statement.get("audience", "public") == "public" and statement.get("verification") != "disputed"


def _is_first_hand(statement: Values) -> bool:
    return any(source["tier"] == "primary" for source in statement["sources"])


def _is_look_amiss(look: Values) -> bool:
    """Whether an actor stands twice, or the response does not go with the basis."""
    actors, basis = look["actors"], look["basis"]
    if len(actors) > 1 and len(set(actors)) < len(actors):
        return True
    return bool(basis != "reported" and (basis == "asked") == (look["response"] == "none-found"))


def _judges(record: Values) -> bool:
    """Whether a word of ours does."""
    return not _OURS.isdisjoint(record) and any(judging_word(record.get(name) or "") for name in OURS)


class Reading(NamedTuple):
    """What a close reading of a line gives: what it says, as far as it is a record, and whether it has no fault."""

    values: Values | None
    is_sound: bool


def closely(line: bytes) -> Reading:
    """Read a line closely, with its line end if it has one."""
    parsed = parse(line, "")
    values = with_id(parsed.lines[0].record).model_dump() if parsed.lines else None
    return Reading(values, not parsed.problems)


def values_of(lines: Sequence[bytes]) -> Iterator[Values | None]:
    """What each line says; None where it is no record."""
    for line, values in zip(lines, read(lines), strict=True):
        yield closely(line + b"\n").values if values is None else values
