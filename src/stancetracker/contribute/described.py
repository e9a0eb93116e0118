"""Records in words, for sentences about what changed: by the names of the actors and issues they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.contribute.sides import Side
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.organization import Organization
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.model.reply import Reply
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.model.tie import Tie
from stancetracker.ledger.record import Record, kind_of


class About(NamedTuple):
    """The actors and issues that a record is about, by id."""

    actors: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


class Change(NamedTuple):
    """One thing that differs; `change` is one of `vocabulary.CHANGES`."""

    change: str
    kind: str
    """That of the record, or `standing`."""
    record: str | None
    about: About
    name: str | None
    field: str | None
    before: str | None
    after: str | None
    sentence: str


class Lore:
    """What ids mean in two states; the later one has the last word."""

    def __init__(self, before: Side, after: Side) -> None:
        self.records: dict[str, Record] = {}
        for side in (before, after):
            self.records |= {entry.id: entry.record for entry in side.dataset.entries if entry.id}

    def name(self, record: str) -> str:
        """The name of an actor, the title of an issue, event or petition; the id of anything else."""
        found = self.records.get(record)
        if isinstance(found, (Person, Organization)):
            return found.name
        return f"“{found.title}”" if isinstance(found, (Issue, Event, Petition)) else record

    def names(self, records: Iterable[str]) -> str:
        """Names, one after the other."""
        return ", ".join(map(self.name, records))

    def about(self, record: Record | None, depth: int = 3) -> About:
        """The actors and issues a record is about; a reply or correction is about what its target is about."""
        if isinstance(record, (Person, Organization)):
            return About((record.id,))
        if isinstance(record, Issue):
            return About((), (record.id,))
        if isinstance(record, Event):
            return About((), record.issues)
        if isinstance(record, Petition):
            return About((*record.organizers, *record.addressees), (record.issue,))
        if isinstance(record, Statement):
            return About((record.speaker,), (record.issue,))
        if isinstance(record, Silence):
            return About(record.actors, (record.issue,))
        if isinstance(record, Tie):
            return About((record.actor, *([record.counterparty] if record.counterparty else [])))
        return self._about_target(record, depth)

    def _about_target(self, record: Record | None, depth: int) -> About:
        # A reply to a reply to … ends somewhere, or goes round.
        if depth and isinstance(record, Correction):
            return self.about(self.records.get(record.corrects), depth - 1)
        if depth and isinstance(record, Reply):
            target = self.about(self.records.get(record.to), depth - 1)
            return About(
                (record.by, *(actor for actor in target.actors if actor != record.by)), target.issues
            )
        return About()

    def title(self, record: Record) -> str:
        """A record as a part of a sentence: who, on what, when."""
        if isinstance(record, (Person, Organization, Issue, Event, Petition)):
            name = self.name(record.id) if record.id in self.records else record.id
            return f"{name}, {when(record.date)}" if isinstance(record, Event) else name
        if isinstance(record, (Statement, Silence)):
            about = self.about(record)
            look = "look for " if isinstance(record, Silence) else ""
            return f"{look}{self.names(about.actors)} on {self.names(about.issues)}, {when(record.date)}"
        if isinstance(record, Tie):
            with_whom = f" with {self.name(record.counterparty)}" if record.counterparty else ""
            return f"{record.type} of {self.name(record.actor)}{with_whom}"
        if isinstance(record, Reply):
            return f"{self.name(record.by)}, reply of {when(record.date)}"
        return f"the {record.type} of {record.corrects}" if isinstance(record, Correction) else "The dataset"

    def sentence(self, record: Record) -> str:
        """All that a new record says, in a sentence."""
        if isinstance(record, Statement):
            about = f"{self.name(record.speaker)} on {self.name(record.issue)}"
            words = f"“{record.quote}”" if record.quote else record.summary
            said = wording.happened(record.stance, when(record.date), record.audience, words)
            return f"{about}: {said}{_disputed(record)}"
        if isinstance(record, Silence):
            about = f"{self.names(record.actors)} on {self.name(record.issue)}"
            day = dates.parse(record.date).earliest or ""  # a look has no open start
            looked = wording.standing_on("silent", None, dates.words(day), record.response)
            return f"{about}: {looked}, {_who_looked(record)}"
        if isinstance(record, Reply):
            return f"{self.title(record)}, to {self.target(record.to)}: “{record.text}”"
        return f"{self.title(record)}{_disputed(record)}" + (
            f", {_roles(record, self)}" if isinstance(record, Person) else ""
        )

    def target(self, record: str) -> str:
        """What a correction or reply is about, in words; its id where it is not there."""
        found = self.records.get(record)
        if found is None:
            return record
        article = {Statement: "the statement of ", Silence: "the "}.get(type(found), "")
        return article + self.title(found)


def _disputed(record: Record) -> str:
    return " (disputed)" if getattr(record, "verification", None) == "disputed" else ""


def when(date: str) -> str:
    """A date as it stands in a record, in words."""
    return dates.interval_words(*dates.parse(date))


def _who_looked(record: Silence) -> str:
    source = record.sources[0] if record.sources else None
    publisher = source.publisher if source else None
    where = (source.url or source.citation) if source else None
    return wording.looked(record.basis, record.checked_by, publisher, where)


def _roles(person: Person, lore: Lore) -> str:
    return "; ".join(
        ", ".join((held.role, *([lore.name(held.organization)] if held.organization else ())))
        for held in person.memberships
    )


def text(value: Any) -> str | None:
    """A value of a record as people read it; None for none."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text(item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        glue = "; " if any(isinstance(item, Mapping) for item in value) else ", "
        return glue.join(str(text(item)) for item in value)
    return str(value)


def made(
    change: str,
    record: Record,
    lore: Lore,
    sentence: str,
    field: tuple[str | None, str | None, str | None] = (None, None, None),
) -> Change:
    """A change of a record; `field` is the name of a field, what it held before, and what it holds after."""
    about = lore.about(record)
    name = lore.names(about.actors) or None
    return Change(change, kind_of(type(record)), id_of(record), about, name, *field, sentence)


def id_of(record: Record | None) -> str | None:
    """The id of a record; None for the `dataset` record."""
    return getattr(record, "id", None)
