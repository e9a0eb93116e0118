"""Records and their sources as cards and pages show them, one by one."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.index import lookup
from stancetracker.index.lookup import Origin, Who
from stancetracker.index.recorded import Corrected, Happened, Replied, Said, Silence
from stancetracker.pages.asking import Asking


@dataclass(frozen=True)
class Link:
    """A source as shown: its page's id, its label, its address and an archived copy, if any."""

    id: str
    text: str
    url: str | None
    archived: str | None
    tier: str
    """`primary`, `secondary` or `reprint`, in words with whose text it is: `reprint of The Verge`."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A record as a card shows it: a statement, a silence, a reply or a correction."""

    id: str
    kind: str
    actor: str | None = None
    actor_kind: str | None = None
    """`person` or `organization`, where there is an actor."""
    name: str | None = None
    issue: str | None = None
    mark: str | None = None
    """The shape in front of it: a stance, `reported` for words that were not public, `silent`, or None."""
    when: str
    """`7–26 Jan 2026`; for a silence, `as of 26 Jan 2026`."""
    words: str
    """What it is, in a sentence: `Public statement, against`, `No public statement found, reported by TechCrunch`."""
    quote: str | None = None
    language: str | None = None
    """Of the quote, or of the summary or reply: a BCP 47 tag."""
    wording: str = ""
    """`translation` or `excerpt`, in words; else empty."""
    summary: str | None = None
    where: str = ""
    """Channel, voice, whether it was public; for a silence, where was searched."""
    state: str = ""
    """Why it doesn't count: `disputed`, `withdrawn by a retraction`; else empty."""
    counts: bool = True
    recorded: str = ""
    """The day; empty for what does not say when it was."""
    sources: tuple[Link, ...]
    note: str | None = None
    """The ledger's note on the record: how a date or a stance is known."""
    about: str = ""
    """Of a reply: the id of what it is to."""


def of_statement(now: Asking, said: Said, kind: str) -> Entry:
    """Return a statement of a person or an organization, whether or not it counts."""
    public = said.audience == "public"
    where = (
        wording.CHANNELS[said.channel],
        wording.VOICES[said.voice],
        f"made known {interval(said.made_public)}" if said.made_public else "",
    )
    words = f"{said.audience} statement, {wording.side(said.stance, said.stance_basis)}"
    return Entry(
        id=said.id,
        kind="statement",
        actor=said.speaker,
        actor_kind=kind,
        name=said.name,
        issue=said.issue,
        mark=wording.mark_of(said._asdict()),
        when=interval(said.date),
        words=words.capitalize() if public else f"Reported, not public: {words}",
        quote=said.quote,
        language=said.language if said.quote else None,
        wording=wording.WORDINGS[said.wording or "verbatim"],
        summary=said.summary,
        where=", ".join(filter(None, where)),
        state=state(said.verification, said.withdrawn, said.counts, public, said.reported),
        counts=said.counts,
        recorded=said.recorded,
        sources=links_of(now.connection, said.id),
        note=said.note,
    )


def of_look(now: Asking, look: Silence, sought: Sequence[Who]) -> Entry:
    """Return a silence for these actors."""
    only = sought[0] if len(sought) == 1 else None
    who = wording.checked(look._asdict())
    where = (
        f"searched: {look.searched}" if look.searched else "",
        "also searched internally" if look.includes_internal else "",
        f"asked on {dates.words(look.asked_on)}" if look.asked_on else "",
    )
    return Entry(
        id=look.id,
        kind="look",
        actor=only.id if only else None,
        actor_kind=only.kind if only else None,
        name=", ".join(each.name for each in sought),
        issue=look.issue,
        mark="silent" if look.counts else "uncounted",
        when=f"as of {dates.words(look.date_earliest)}",
        words=wording.none_found(look.response, who=who),
        quote=look.label,
        where="; ".join(filter(None, where)),
        state=state("", look.withdrawn, look.counts),
        counts=look.counts,
        recorded=look.recorded,
        sources=links_of(now.connection, look.id),
        note=look.note,
    )


def of_reply(now: Asking, reply: Replied) -> Entry:
    """Return a reply, in the words and the language of who gave it."""
    return Entry(
        id=reply.id,
        kind="reply",
        actor=reply.by,
        actor_kind=lookup.kind_of(now.connection, reply.by),
        name=reply.name,
        when=interval(reply.date),
        words=f"Reply of {reply.name} to {about_record(now.connection, reply.about)}",
        about=reply.about,
        quote=reply.text,
        language=reply.language,
        recorded=reply.recorded,
        sources=links_of(now.connection, reply.id),
    )


def of_correction(now: Asking, correction: Corrected) -> Entry:
    """Return a correction and its reason; of a redaction, only that a line was redacted."""
    words = "A line was redacted"
    if correction.type != "redaction":
        words = f"A {correction.type} withdraws {about_record(now.connection, correction.corrects)}"
        if correction.replacement:
            words += f"; replaced by {about_record(now.connection, correction.replacement)}"
    return Entry(
        id=correction.id,
        kind="correction",
        when=dates.words(correction.recorded),
        words=words,
        summary=correction.reason,
        where=f"by {correction.by}" if correction.by else "",
        recorded=correction.recorded,
        sources=links_of(now.connection, correction.id),
    )


def of_event(now: Asking, event: Happened) -> Entry:
    """Return an event, or a trigger."""
    # A remark about an event that is no trigger may be context about some of a panel, so it is left out.
    return Entry(
        id=event.id,
        kind="trigger" if event.trigger else "event",
        issue=event.issue,
        when=interval(event.date),
        words=event.title,
        sources=links_of(now.connection, event.id),
        note=lookup.values(now.connection, event.id).get("note") if event.trigger else None,
    )


def of_petition(now: Asking, petition: str) -> Entry:
    """Return a petition, dated by its publication."""
    own = lookup.values(now.connection, petition)
    return Entry(
        id=petition,
        kind="petition",
        issue=own["issue"],
        when=interval(own["published"]),
        words=own["title"],
        sources=links_of(now.connection, petition),
        note=lookup.values(now.connection, petition).get("note"),
    )


def of_other(now: Asking, kind: str, record: str) -> Entry:
    """Return a record of a kind that has no words of its own, in one line."""
    own = lookup.values(now.connection, record)
    date = lookup.kinds(now.connection)[kind].date(own)
    return Entry(
        id=record,
        kind=kind,
        when=interval(date) if date else "",
        words=lookup.in_line(now.connection, record),
        recorded=own.get("recorded", ""),
        sources=links_of(now.connection, record),
    )


def interval(date: str) -> str:
    """Return the days of a date as its source gives them, in words."""
    return dates.interval_words(*dates.parse(date))


def state(
    verification: str, withdrawn: str | None, counts: bool = True, public: bool = True, reported: bool = False
) -> str:
    """Return why a statement or silence doesn't count: withdrawn, disputed, not public, or possibly later."""
    if withdrawn:
        return f"record {wording.state(verification, withdrawn, counts=counts)}"
    if verification == "disputed":
        return "disputed"
    if counts:
        return ""
    if public:
        return "may have been made after this day"
    return "not a public statement" if reported else "not public, and possibly not known by this day"


def about_record(connection: sqlite3.Connection, record: str) -> str:
    """Return a record by who, what and when; it is the record that is withdrawn, never the words."""
    own = lookup.values(connection, record)
    kind = own.get("kind")
    if kind in ("person", "organization"):
        return str(own["name"])
    if kind in ("issue", "event", "petition"):
        return f"“{own['title']}”"
    if kind == "statement":
        return f"the record of a statement by {_name(connection, own['speaker'])}, {interval(own['date'])}"
    if kind == "silence":
        names = ", ".join(_name(connection, actor) for actor in own["actors"])
        day = dates.words(dates.parse(own["date"]).earliest or "")
        return f"the record of a check for {names}, as of {day}"
    if kind == "tie":
        article = "an" if own["type"][0] == "a" else "a"
        return f"the record of {article} {own['type']} of {_name(connection, own['actor'])}"
    if kind == "reply":
        return f"the reply of {_name(connection, own['by'])}, {interval(own['date'])}"
    if kind == "correction":
        return f"the correction recorded {dates.words(own['recorded'])}"
    return f"the {kind} {lookup.in_line(connection, record)}" if kind else "a record"


def _name(connection: sqlite3.Connection, actor: str) -> str:
    return str(lookup.values(connection, actor)["name"])


def links_of(connection: sqlite3.Connection, record: str) -> tuple[Link, ...]:
    """Return the sources of a record, in its order."""
    return tuple(merged([origin]) for origin in lookup.sources_of(connection, record))


def merged(named: Sequence[Origin]) -> Link:
    """Merge what records say of a source: the first value of each field."""
    address = named[0].address
    publisher, title, published = (_first(named, field) for field in ("publisher", "title", "published"))
    return Link(
        id=lookup.source_key(address),
        text=_label(publisher, title, published, address),
        url=_first(named, "url"),
        archived=_first(named, "archive_url"),
        tier=", ".join(_values(named, "tier")),
    )


def facts(named: Sequence[Origin]) -> Iterator[tuple[str, str]]:
    """Yield what records say of a source; every value where they differ."""
    for field in _FACTS:
        name = _CALLED.get(field, field.replace("_", " ").capitalize())
        yield from ((name, value) for value in _values(named, field))


def _first(named: Sequence[Origin], field: str) -> str | None:
    return next((value for one in named if (value := getattr(one, field))), None)


def _values(named: Sequence[Origin], field: str) -> list[str]:
    """Return the different values of a field, in words."""
    found = (_tier(one) if field == "tier" else getattr(one, field) for one in named)
    words = interval if field in ("published", "retrieved") else str
    return list(dict.fromkeys(words(value) for value in found if value))


_FACTS: Final = (
    *("publisher", "title", "author", "published", "retrieved", "language", "tier"),
    *("original_publisher", "original_url", "archive_url", "citation"),
)
"""The fields of a source that its page shows."""
_CALLED: Final = {"original_url": "Original address", "archive_url": "Archived copy"}


def _tier(origin: Origin) -> str:
    """Return a source's tier and whose text it is: `reprint of The Verge`, `secondary, after WIRED`."""
    tier, original = origin.tier or "", origin.original_publisher
    if tier and original:
        return f"reprint of {original}" if tier == "reprint" else f"{tier}, after {original}"
    return tier


def _label(publisher: str | None, title: str | None, published: str | None, address: str) -> str:
    """Return a source's label: publisher, title and day; its address where it has neither name."""
    named = [*filter(None, (publisher, f"“{title}”" if title else None))] or [address]
    return ", ".join((*named, *([interval(published)] if published else ())))
