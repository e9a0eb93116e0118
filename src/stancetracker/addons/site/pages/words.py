"""Records in the words of pages: days, sources, what a record is and why it does not count."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from stancetracker.base import dates, wording
from stancetracker.index import lookup
from stancetracker.index.lookup import Actor, Origin
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.reports.table import joined

_MOST_NAMED: Final = 4
"""The number of actors who are named in a heading; of more it has the number."""


class Link(NamedTuple):
    """A source as shown: its page's id, its label, its address and an archived copy, if any."""

    id: str
    text: str
    url: str | None
    archived: str | None
    tier: str
    """`primary`, `secondary` or `reprint`, with the origin of a copy: `reprint of The Verge`."""
    by: str
    """Its publisher, else its host or what it is cited by."""
    title: str | None = None
    language: str | None = None


def interval(date: str) -> str:
    """Return the days of a date as its source gives them, in words."""
    return dates.interval_words(*dates.parse(date))


def first_words(text: str, most: int = 76) -> str:
    """Return the first words of a text on one line, cut at a space."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    cut = words[:most]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—-") + "…"


def why_not(record: Statement | Silence) -> str:
    """Return why a statement or silence doesn't count.

    It is withdrawn, disputed, not public, or possibly later.
    """
    if record.withdrawn:
        return wording.WITHDRAWN_RECORDS[record.withdrawn]
    if isinstance(record, Statement) and record.verification == "disputed":
        return "disputed"
    if record.counts:
        return ""
    if isinstance(record, Silence) or record.audience == "public":
        return "may have been made after this ledger's last day"
    return (
        "not a public statement"
        if record.private
        else "not public, and possibly not known by this ledger's last day"
    )


def what(record: Statement | Silence) -> str:
    """Return what a statement or silence is, in a sentence; the day of a silence is part of it."""
    if isinstance(record, Silence):
        who = wording.checker(record._asdict())
        return wording.none_found(record.response, record.date_earliest, who)
    words = f"{record.audience} statement, {wording.with_basis(record.side, record.stance_basis)}"
    public = words[:1].upper() + words[1:]
    return public if record.audience == "public" else f"Private words: {words}"


def sentence_of(record: Statement | Silence) -> str:
    """Return a statement or silence in a sentence that can stand alone."""
    words = what(record)
    if isinstance(record, Statement):
        words += f", {interval(record.date)}"
    why = why_not(record)
    return f"{record.name}: {words[:1].lower()}{words[1:]}" + (f" ({why})" if why else "")


def number_of(actors: Sequence[Actor]) -> str:
    """Return how many actors a silence has, where they are too many to be named in a heading."""
    if len(actors) <= _MOST_NAMED:
        return ""
    kinds = {actor.kind for actor in actors}
    return wording.actors(len(actors), kinds.pop() if len(kinds) == 1 else "any")


def naming(silence: Silence, actors: Sequence[Actor]) -> Silence:
    """Return a silence of one of its actors as one of them all, by their names or their number."""
    names = ", ".join(actor.name for actor in actors)
    return silence._replace(name=number_of(actors) or names)


def about_record(connection: sqlite3.Connection, record: str) -> str:
    """Return a record by who, what and when.

    It is the record that is withdrawn, never the words.
    """
    kind = lookup.kind_of(connection, record)
    if kind is None:
        return "a record"
    line = lookup.in_line(connection, record)
    if kind in ("person", "organization", "issue", "event", "petition"):
        return line
    what = {"statement": f"a statement of {line}", "silence": line.replace("silence", "a check", 1)}
    return f"the record of {what.get(kind, line)}"


class RecordLine(NamedTuple):
    """A record that has no words of its own: its kind, its id, its days in words and its line."""

    kind: str
    id: str
    when: str
    line: str


def record_line(connection: sqlite3.Connection, kind: str, id: str) -> RecordLine:
    """Return a record of a kind in a line."""
    date = lookup.traits_of(connection, kind).date(lookup.values(connection, id))
    return RecordLine(kind, id, interval(date) if date else "", lookup.in_line(connection, id))


def links_of(connection: sqlite3.Connection, record: str) -> list[Link]:
    """Return the sources of a record, in its order."""
    return [merged([origin]) for origin in lookup.sources_of(connection, record)]


def merged(named: Sequence[Origin]) -> Link:
    """Merge what records say of a source: the first value of each field."""
    address = named[0].address
    publisher = _first_value(named, "publisher")
    title = _first_value(named, "title")
    published = _first_value(named, "published")
    url = _first_value(named, "url")
    quoted_title = f"“{title}”" if title else ""
    text = joined(", ", publisher or "", quoted_title) or address
    return Link(
        id=lookup.source_key(address),
        text=joined(", ", text, interval(published) if published else ""),
        url=url,
        archived=_first_value(named, "archive_url"),
        tier=", ".join(_values(named, "tier")),
        by=publisher or (urlsplit(address).hostname if url else None) or address,
        title=title,
        language=_first_value(named, "language"),
    )


def _first_value(named: Iterable[Origin], field: str) -> str | None:
    """Return the first value of a field that a record states."""
    values = (getattr(origin, field) for origin in named)
    return next((value for value in values if value), None)


def whose(link: Link) -> str:
    """Return a source's publisher and, of a copy, its origin: `PCMag, reprint of The Verge`."""
    return f"{link.by}, {link.tier}" if " " in link.tier else link.by


def facts(named: Sequence[Origin]) -> list[tuple[str, str]]:
    """Return what records say of a source; every value where they differ."""
    called = {"original_url": "Original address", "archive_url": "Archived copy"}
    # All but the record and the address.
    pairs = ((field, " · ".join(_values(named, field))) for field in Origin._fields[2:])
    return [
        (called.get(field, field.replace("_", " ").capitalize()), value)
        for field, value in pairs
        if value
    ]


def _values(named: Sequence[Origin], field: str) -> list[str]:
    """Return the different values of a field, in words."""
    values = (_tier(origin) if field == "tier" else getattr(origin, field) for origin in named)
    words = interval if field in ("published", "retrieved") else str
    return list(dict.fromkeys(words(value) for value in values if value))


def _tier(origin: Origin) -> str:
    """Return a source's tier and origin: `reprint of The Verge`, `secondary, after WIRED`."""
    tier, original = origin.tier or "", origin.original_publisher
    if tier and original:
        return f"reprint of {original}" if tier == "reprint" else f"{tier}, after {original}"
    return tier
