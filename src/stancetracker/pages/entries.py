"""Records and their sources as cards and pages show them, one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.index import lookup, origins
from stancetracker.index.lookup import Who
from stancetracker.index.origins import Origin
from stancetracker.index.recorded import Corrected, Happened, Replied, Said, Silence
from stancetracker.pages.asking import Asking
from stancetracker.reports.bibliography import Fields


@dataclass(frozen=True)
class Link:
    """A source as it is shown: what it is called, its page's id, its address if it has one, and an archived copy."""

    id: str
    text: str
    url: str | None
    archived: str | None
    tier: str
    """`primary`, `secondary` or `reprint`, in words with whose text it is: `reprint of The Verge`."""


@dataclass(frozen=True)
class Entry:
    """A record as a card shows it: a statement, a look, a reply or a correction."""

    id: str
    kind: str
    actor: str | None
    actor_kind: str | None
    """`person` or `organization`, where there is an actor."""
    name: str | None
    issue: str | None
    mark: str | None
    """Which shape stands before it: a stance, `reported` for words that were not public, `silent`, or None."""
    when: str
    """`7–26 Jan 2026`; of a look, `as of 26 Jan 2026`."""
    words: str
    """What it is, in a sentence: `Public statement, against`, `No public statement found, reported by TechCrunch`."""
    quote: str | None
    language: str | None
    """Of the quote, or of the summary or reply: a BCP 47 tag."""
    wording: str
    """`translation` or `excerpt`, in words; else empty."""
    summary: str | None
    where: str
    """Channel, voice, whether it was public; of a look, where was searched."""
    state: str
    """What keeps it from counting: `disputed`, `withdrawn by a retraction`; else empty."""
    counts: bool
    recorded: str
    """`recorded 25 Nov 2026`; empty for what does not say when it was."""
    sources: tuple[Link, ...]
    note: str | None = None
    """What the ledger remarks about the record: how a date or a stance is known."""


def of_statement(now: Asking, said: Said, kind: str) -> Entry:
    """A statement of a person or an organization, whether or not it counts."""
    public = said.audience == "public"
    return Entry(
        id=said.id,
        kind="statement",
        actor=said.speaker,
        actor_kind=kind,
        name=said.name,
        issue=said.issue,
        mark=said.stance if public else "reported",
        when=interval(said.date),
        words=_said(said.audience, said.stance),
        quote=said.quote,
        language=said.language if said.quote else None,
        wording=wording.WORDINGS[said.wording or "verbatim"],
        summary=said.summary,
        where=_where(said),
        state=state(said.verification, said.withdrawn, public, said.reported, said.counts),
        counts=said.counts,
        recorded=f"recorded {dates.words(said.recorded)}",
        sources=links_of(now.connection, said.id),
        note=said.note,
    )


def _where(said: Said) -> str:
    """Channel, voice, and when words that were not public became known."""
    parts = (
        wording.CHANNELS[said.channel],
        wording.VOICES[said.voice],
        f"made known {interval(said.made_public)}" if said.made_public else "",
    )
    return ", ".join(part for part in parts if part)


def of_look(now: Asking, look: Silence, sought: Who | None, names: str) -> Entry:
    """A look for one actor; or, without one, for all whom it names."""
    who = wording.checked(look.basis, look.checked_by, look.publisher, look.source)
    return Entry(
        id=look.id,
        kind="look",
        actor=sought.id if sought else None,
        actor_kind=sought.kind if sought else None,
        name=names,
        issue=look.issue,
        mark="silent",
        when=f"as of {dates.words(look.date_earliest)}",
        words=_looked(look.response, who),
        quote=None,
        language=None,
        wording="",
        summary=None,
        where=_searched(look.searched, look.includes_internal, look.asked_on),
        state=state("", look.withdrawn, public=True, reported=False, counts=look.counts),
        counts=look.counts,
        recorded=f"recorded {dates.words(look.recorded)}",
        sources=links_of(now.connection, look.id),
        note=look.note,
    )


def of_reply(now: Asking, reply: Replied) -> Entry:
    """A reply, in the words and the language of who gave it."""
    by = lookup.who(now.connection, reply.by)
    about = about_record(now.connection, reply.about)
    return _plain(
        now,
        reply.id,
        "reply",
        interval(reply.date),
        f"Reply of {reply.name} to {about}",
        actor=by,
        quote=reply.text,
        language=reply.language,
        recorded=f"recorded {dates.words(reply.recorded)}",
    )


def of_correction(now: Asking, correction: Corrected) -> Entry:
    """A correction and its reason; of a redaction, only that a line was redacted."""
    redaction = correction.type == "redaction"
    about = "" if redaction else about_record(now.connection, correction.corrects)
    replacement = about_record(now.connection, correction.replacement) if correction.replacement else None
    return _plain(
        now,
        correction.id,
        "correction",
        dates.words(correction.recorded),
        _withdraws(correction.type, about, replacement),
        summary=correction.reason,
        where=f"by {correction.by}" if correction.by else "",
        recorded=f"recorded {dates.words(correction.recorded)}",
    )


def of_event(now: Asking, event: Happened) -> Entry:
    """An event, or a trigger."""
    # A remark about an event that is no trigger may be context about some of a panel, so it is left out.
    kind, note_of = ("trigger", "event") if event.trigger else ("event", None)
    return _plain(now, event.id, kind, interval(event.date), event.title, issue=event.issue, note_of=note_of)


def of_petition(now: Asking, petition: str) -> Entry:
    """A petition, dated by its publication."""
    facts = {fact.field: str(fact.value) for fact in lookup.facts(now.connection, "petition", petition)}
    when = interval(facts["published"])
    return _plain(now, petition, "petition", when, facts["title"], issue=facts["issue"], note_of="petition")


def _plain(
    now: Asking,
    record: str,
    kind: str,
    when: str,
    words: str,
    *,
    actor: Who | None = None,
    issue: str | None = None,
    quote: str | None = None,
    language: str | None = None,
    summary: str | None = None,
    where: str = "",
    recorded: str = "",
    note_of: str | None = None,
) -> Entry:
    """A record that takes no side: nothing keeps it from counting."""
    return Entry(
        id=record,
        kind=kind,
        actor=actor.id if actor else None,
        actor_kind=actor.kind if actor else None,
        name=actor.name if actor else None,
        issue=issue,
        mark=None,
        when=when,
        words=words,
        quote=quote,
        language=language,
        wording="",
        summary=summary,
        where=where,
        state="",
        counts=True,
        recorded=recorded,
        sources=links_of(now.connection, record),
        note=lookup.note(now.connection, note_of, record) if note_of else None,
    )


def interval(date: str) -> str:
    """Return the days of a date as its source gives them, in words."""
    return dates.interval_words(*dates.parse(date))


def _said(audience: str, stance: str) -> str:
    """What a statement is: `Public statement, against`, `Reported, not public: internal statement, against`."""
    words = f"{audience} statement, {wording.STANCES[stance]}"
    return (
        f"Public statement, {wording.STANCES[stance]}"
        if audience == "public"
        else f"Reported, not public: {words}"
    )


def _looked(response: str, who: str) -> str:
    """What a look is: `No public statement found, reported by The Example`."""
    came_back = f" ({wording.RESPONSES[response]})" if response != "none-found" else ""
    return f"{wording.NONE_FOUND}{came_back}" + (f", {who}" if who else "")


def _searched(where: str | None, internal: bool, asked_on: str | None) -> str:
    """Where somebody looked, and when they asked."""
    parts = (
        f"looked in: {where}" if where else "",
        "looked internally too" if internal else "",
        f"asked on {dates.words(asked_on)}" if asked_on else "",
    )
    return "; ".join(part for part in parts if part)


def state(verification: str, withdrawn: str | None, public: bool, reported: bool, counts: bool) -> str:
    """What keeps a statement or look from counting: withdrawn, disputed, not public, or not surely made by the day."""
    if withdrawn:
        return f"record {wording.state(verification, withdrawn, counts=counts)}"
    if verification == "disputed":
        return "disputed"
    if counts:
        return ""
    if public:
        return "its last possible day is later than this day"
    return "not a public statement" if reported else "not public, and not surely known by this day"


def _withdraws(kind: str, about: str, replacement: str | None) -> str:
    """What a correction does: `A retraction withdraws the record of a statement by Ada, 24 Jan 2026`."""
    if kind == "redaction":
        return "A line was redacted"
    return f"A {kind} withdraws {about}" + (f"; in its place stands {replacement}" if replacement else "")


def about_record(connection: sqlite3.Connection, record: str) -> str:
    """A record by who, what and when; one that is not there is just a record."""
    kind = lookup.kind_of(connection, record)
    if kind is None:
        return "a record"
    fields = Fields(connection, record)
    if kind in ("person", "organization"):
        return fields["name"]
    if kind in ("issue", "event", "petition"):
        return f"“{fields['title']}”"
    return _about(connection, kind, fields)


def _about(connection: sqlite3.Connection, kind: str, fields: Fields) -> str:
    """A record is withdrawn, never the words, so it is the record that is named."""
    if kind == "statement":
        name = _name(connection, fields["speaker"])
        return f"the record of a statement by {name}, {interval(fields['date'])}"
    if kind == "silence":
        names = ", ".join(_name(connection, actor) for actor in fields.many("actors"))
        day = dates.words(dates.parse(fields["date"]).earliest or "")
        return f"the record of a look for {names}, as of {day}"
    if kind == "tie":
        type = fields["type"]
        return (
            f"the record of {'an' if type[0] == 'a' else 'a'} {type} of {_name(connection, fields['actor'])}"
        )
    if kind == "reply":
        return f"the reply of {_name(connection, fields['by'])}, {interval(fields['date'])}"
    if kind == "correction":
        return f"the correction recorded {dates.words(fields['recorded'])}"
    return f"the {kind} {lookup.in_line(connection, fields.record)}"


def _name(connection: sqlite3.Connection, actor: str) -> str:
    found = lookup.who(connection, actor)
    return found.name if found else actor


_DATES = ("published", "retrieved")


def link(origin: Origin) -> Link:
    """A source as one record gives it."""
    return Link(
        id=origins.key(origin.address),
        text=_source_words(origin.publisher, origin.title, origin.published, origin.address),
        url=origin.url,
        archived=origin.archive_url,
        tier=_tier(origin.tier, origin.original_publisher),
    )


def links_of(connection: sqlite3.Connection, record: str) -> tuple[Link, ...]:
    """The sources of a record, as they are listed."""
    return tuple(map(link, origins.of_record(connection, record)))


def merged(named: Sequence[Origin]) -> Link:
    """A source as records together give it: of each field, the first that says anything."""
    address = named[0].address
    return Link(
        id=origins.key(address),
        text=_source_words(
            _first(named, "publisher"), _first(named, "title"), _first(named, "published"), address
        ),
        url=_first(named, "url"),
        archived=_first(named, "archive_url"),
        tier=", ".join(_values(named, "tier")),
    )


def facts(named: Sequence[Origin]) -> Iterator[tuple[str, str]]:
    """What records say of a source; where they differ, each value."""
    for field, name in _SOURCE_FACTS.items():
        yield from ((name, value) for value in _values(named, field))


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each source once, by what it is called."""
    found: dict[str, Link] = {}
    for one in links:
        if one.id not in found or (one.archived and not found[one.id].archived):
            found[one.id] = one
    return tuple(sorted(found.values(), key=lambda one: (one.text.casefold(), one.id)))


def _first(named: Sequence[Origin], field: str) -> str | None:
    return next((value for one in named if (value := getattr(one, field))), None)


def _values(named: Sequence[Origin], field: str) -> list[str]:
    return list(dict.fromkeys(text for one in named if (text := _text(one, field))))


def _text(origin: Origin, field: str) -> str:
    value = getattr(origin, field)
    if not value:
        return ""
    if field == "tier":
        return _tier(value, origin.original_publisher)
    return dates.interval_words(*dates.parse(value)) if field in _DATES else str(value)


_SOURCE_FACTS: Final = {
    "publisher": "Publisher",
    "title": "Title",
    "author": "Author",
    "published": "Published",
    "retrieved": "Retrieved",
    "language": "Language",
    "tier": "Tier",
    "original_publisher": "Original publisher",
    "original_url": "Original address",
    "archive_url": "Archived copy",
    "citation": "Citation",
}
"""What is known of a source; where records differ, each value stands."""


def _tier(tier: str | None, original: str | None) -> str:
    """How near a source is to the words, and whose text it is: `reprint of The Verge`, `secondary, after WIRED`."""
    if tier is None:
        return ""
    if original:
        return f"reprint of {original}" if tier == "reprint" else f"{tier}, after {original}"
    return tier


def _source_words(publisher: str | None, title: str | None, published: str | None, address: str) -> str:
    """What a source is called: who published it, its title, its day; its address where it has neither name."""
    day = dates.interval_words(*dates.parse(published)) if published else ""
    named = [part for part in (publisher, f"“{title}”" if title else None) if part] or [address]
    return ", ".join((*named, *([day] if day else ())))
