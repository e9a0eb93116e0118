"""A source: what is known of it, and every record that rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import plural
from stancetracker.index import lookup, origins, queries, recorded
from stancetracker.index.origins import Citing
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking
from stancetracker.pages.entries import Entry, Link


@dataclass(frozen=True)
class SourcePage:
    """A source: what is known of it, and every record that rests on it."""

    link: Link
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    replies: tuple[Entry, ...] = ()
    """To the records below."""


def page(now: Asking, source: str) -> SourcePage:
    """The page of the source with this id, which is the start of the SHA-256 of its address.

    Raises UnknownNameError where no record rests on it as of the day.
    """
    cited = origins.cited_as(now.connection, now.question, source)
    if not cited:
        raise UnknownNameError("source", source, ())
    named = [each.origin for each in cited]
    found = tuple(_entries(now, cited))
    held = [one.id for one in found]
    return SourcePage(
        link=entries.merged(named),
        facts=(*entries.facts(named), *_ties(cited)),
        entries=found,
        replies=tuple(entries.of_reply(now, one) for one in asking.asides_to(now, held).replies(held)),
    )


def _ties(cited: Sequence[Citing]) -> Iterator[tuple[str, str]]:
    """How many ties rest on a source: a list of some of them would be a context of some."""
    ties = {each.origin.record for each in cited if each.kind == "tie"}
    if ties:
        yield "Context", _on_ties(len(ties))


def _entries(now: Asking, cited: Sequence[Citing]) -> Iterator[Entry]:
    """The statements and looks, newest first, then events, petitions, replies and corrections."""
    titles = queries.titles(now.connection)
    records_of: dict[str, list[str]] = {}
    for each in cited:
        if each.origin.record not in records_of.setdefault(each.kind, []):
            records_of[each.kind].append(each.origin.record)
    for entry in (*_said(now, records_of.get("statement", [])), *_looks(now, records_of.get("silence", []))):
        yield replace(entry, words=f"{entry.words}, on “{titles[str(entry.issue)]}”")
    yield from _others(now, records_of)


def _said(now: Asking, wanted: Sequence[str]) -> list[Entry]:
    speakers = lookup.speakers(now.connection, wanted)
    found = [one for each in speakers for one in asking.said_by(now, each) if one.id in wanted]
    found.sort(key=lambda one: (one.date_earliest, one.date_latest, one.id), reverse=True)
    return [entries.of_statement(now, one, speakers[one.speaker]) for one in found]


def _looks(now: Asking, wanted: Sequence[str]) -> list[Entry]:
    sought = lookup.sought(now.connection, wanted)
    found = {}
    for record, who in sought.items():
        [look] = [one for one in asking.looks_for(now, who[0].id) if one.id == record]
        names = ", ".join(each.name for each in who)
        found[look] = entries.of_look(now, look, who[0] if len(who) == 1 else None, names)
    ordered = sorted(found, key=lambda one: (one.date_earliest, one.date_latest, one.id), reverse=True)
    return [found[look] for look in ordered]


def _event(now: Asking, record: str) -> Entry:
    """An event; one of several issues is of none of them here."""
    found = [one for one in recorded.events(now.connection, now.question) if one.id == record]
    entry = entries.of_event(now, found[0])
    return entry if len(found) == 1 else replace(entry, issue=None)


def _others(now: Asking, records_of: dict[str, list[str]]) -> Iterator[Entry]:
    asked = now.question
    yield from (_event(now, record) for record in records_of.get("event", ()))
    yield from (entries.of_petition(now, record) for record in records_of.get("petition", ()))
    if "reply" in records_of:
        replies = {one.id: one for one in recorded.replies(now.connection, asked)}
        yield from (entries.of_reply(now, replies[record]) for record in records_of["reply"])
    if "correction" in records_of:
        corrections = {one.id: one for one in recorded.corrections(now.connection, asked)}
        yield from (entries.of_correction(now, corrections[record]) for record in records_of["correction"])


def _on_ties(count: int) -> str:
    """That a source is also that of ties, which are shown for whole panels only."""
    verb = "rests" if count == 1 else "rest"
    return f"{plural(count, 'record')} of contracts, donations or attendance {verb} on it, shown with whole panels only"
