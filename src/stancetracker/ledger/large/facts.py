"""What is kept of each line: enough to know which lines a check has to look at closely, and little of it.

Days are numbers, and hashes stand for ids and for pairs of an actor and an issue. Two that share a hash are looked
at together though they need not be, which does no harm.
"""

from __future__ import annotations

from array import array
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from stancetracker.base import dates
from stancetracker.ledger.canonical import with_id
from stancetracker.ledger.checks.words import judging_word
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.large.lines import read
from stancetracker.ledger.model import ADAPTERS
from stancetracker.ledger.sound import Values

MANY: Final = ("statement", "silence", "tie")
"""The kinds of which there may be very many; records of all others are looked at closely."""
_MOST_DAYS: Final = 65_536


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


class _Days(dict[str, tuple[int, int]]):
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
        self._days = _Days()
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
        for at, values in enumerate(read(lines)):
            spot = Spot(block, at)
            if values is None:
                self._take_closely(spot, lines[at], b"\n")
            else:
                self._take(spot, lines[at], values)
        if rest:
            self._take_closely(Spot(block, len(lines)), rest, b"")

    def _take_closely(self, spot: Spot, line: bytes, end: bytes) -> None:
        reading = closely(line + end)
        if reading.is_sound and reading.values:
            self._take(spot, line, reading.values)
            return
        self.kept.append(Kept(spot, line, bool(end), False))
        if reading.values and reading.values["kind"] in MANY:
            self.suspects.append(len(self.ids))
            self._take(spot, line, reading.values)

    def _take(self, spot: Spot, line: bytes, values: Values) -> None:
        kind = values["kind"]
        if kind not in MANY:
            self.kept.append(Kept(spot, line, True, True))
            return
        ident = values.get("id") or with_id(ADAPTERS[kind].validate_json(line)).id
        record = len(self.ids)
        self.ids.append(hash(ident))
        self._lines.append(spot.line)
        if kind == "statement":
            is_sure = self._statement(values, record)
        elif kind == "silence":
            is_sure = self._silence(values, record)
        else:
            is_sure = self._tie(values)
        if not (is_sure and self._is_told_fairly(values)):
            self.suspects.append(record)

    def _statement(self, values: Values, record: int) -> bool:
        """Keep what there is of a statement; whether it is sure to have no fault by itself."""
        speaker, issue = values["speaker"], values["issue"]
        first, last = self._days[values["date"]]
        self.said.append(hash((speaker, issue)))
        self.said_first.append(first)
        self.said_last.append(last)
        self.said_at.append(record)
        is_public = values.get("audience", "public") == "public"
        self.is_public.append(is_public and values.get("verification") != "disputed")
        self.names["actor"].add(speaker)
        self.names["issue"].add(issue)
        if last < self.first_said.get(issue, last + 1):
            self.first_said[issue] = last
        if event := values.get("event"):
            self.names["event"].add(event)
            self.events_on.add((event, issue))
        for demand in values.get("demands", ()):
            self.names["demand"].add(demand)
            self.demands_on.add((demand, issue))
        if all(source["tier"] != "primary" for source in values["sources"]):
            self.second_hand.append(record)
        recorded = self._days[values["recorded"]][1]
        known = True
        if made_public := values.get("made_public"):
            first_known, last_known = self._days[made_public]
            known = (first or last) <= last_known and (first_known or last_known) <= recorded
        return known and (first or last) <= recorded <= self._today

    def _silence(self, values: Values, record: int) -> bool:
        issue, actors = values["issue"], values["actors"]
        first, last = self._days[values["date"]]
        for actor in actors:
            self.names["actor"].add(actor)
            self.looked.append(hash((actor, issue)))
            self.looked_first.append(first)
            self.looked_at.append(record)
        self.names["issue"].add(issue)
        if first < self.first_look.get(issue, first + 1):
            self.first_look[issue] = first
        if len(actors) > 1 and len(set(actors)) < len(actors):
            return False
        asked_on = values.get("asked_on")
        if asked_on and not self._days[asked_on][1] <= min(last, self._today):
            return False
        basis = values["basis"]
        if basis != "reported" and (basis == "asked") == (values["response"] == "none-found"):
            return False
        return first <= self._days[values["recorded"]][1] <= self._today

    def _tie(self, values: Values) -> bool:
        self.names["actor"].add(values["actor"])
        if counterparty := values.get("counterparty"):
            self.names["actor"].add(counterparty)
        if event := values.get("event"):
            self.names["event"].add(event)
        return self._is_past(values.get("date")) and self._is_past(values["recorded"])

    def _is_past(self, day: str | None) -> bool:
        if day is None:
            return True
        first, last = self._days[day]
        return (first or last) <= self._today

    def _is_told_fairly(self, values: Values) -> bool:
        """Whether no source is of a day to come, and no word of ours judges."""
        for source in values.get("sources", ()):
            if not (self._is_past(source.get("published")) and self._is_past(source.get("retrieved"))):
                return False
        return not any(judging_word(values.get(name) or "") for name in ("summary", "note"))


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
