"""A source: what is known of it, and every record that rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from stancetracker.base import record_words
from stancetracker.base.errors import UnknownNameError
from stancetracker.index import lookup, origins, queries, recorded
from stancetracker.index.origins import Citing
from stancetracker.reports.pages import entries, links, records
from stancetracker.reports.pages.values import Asking, Entry, SourcePage


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
        link=links.merged(named),
        facts=(*links.facts(named), *_ties(cited)),
        entries=found,
        replies=tuple(entries.of_reply(now, one) for one in records.asides_to(now, held).replies(held)),
    )


def _ties(cited: Sequence[Citing]) -> Iterator[tuple[str, str]]:
    """How many ties rest on a source: a list of some of them would be a context of some."""
    ties = {each.origin.record for each in cited if each.kind == "tie"}
    if ties:
        yield record_words.TIES, record_words.on_ties(len(ties))


def _entries(now: Asking, cited: Sequence[Citing]) -> Iterator[Entry]:
    """The statements and looks, newest first, then events, petitions, replies and corrections."""
    titles = queries.titles(now.connection)
    records_of: dict[str, list[str]] = {}
    for each in cited:
        if each.origin.record not in records_of.setdefault(each.kind, []):
            records_of[each.kind].append(each.origin.record)
    for entry in (*_said(now, records_of.get("statement", [])), *_looks(now, records_of.get("silence", []))):
        yield replace(entry, words=record_words.on_issue(entry.words, titles[str(entry.issue)]))
    yield from _others(now, records_of)


def _said(now: Asking, wanted: Sequence[str]) -> list[Entry]:
    speakers = lookup.speakers(now.connection, wanted)
    found = [one for each in speakers for one in records.said_by(now, each) if one.id in wanted]
    found.sort(key=lambda one: (one.date_earliest, one.date_latest, one.id), reverse=True)
    return [entries.of_statement(now, one, speakers[one.speaker]) for one in found]


def _looks(now: Asking, wanted: Sequence[str]) -> list[Entry]:
    sought = lookup.sought(now.connection, wanted)
    found = {}
    for record, who in sought.items():
        [look] = [one for one in records.looks_for(now, who[0].id) if one.id == record]
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
