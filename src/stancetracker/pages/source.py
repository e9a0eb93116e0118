"""A source, its details, and every record that rests on it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Citing
from stancetracker.index.recorded import Replied
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking, Page
from stancetracker.pages.entries import Entry, Link

_OWN_WORDS = ("statement", "silence", "tie", "event", "petition", "reply", "correction")


@dataclass(frozen=True)
class SourcePage(Page):
    """A source, its details, and every record that rests on it."""

    template: ClassVar = "source"

    link: Link
    facts: tuple[tuple[str, str], ...]
    ties: int
    """How many cite it; listing them would show the ties of only some of a panel."""
    entries: tuple[Entry, ...]
    replies: tuple[Entry, ...]
    """To the records below."""


def page(now: Asking, source: str) -> SourcePage:
    """Return the page of the source with this id, the start of the SHA-256 of its address."""
    cited = lookup.cited_as(now.connection, now.question, source)
    named = [each.origin for each in cited]
    found = tuple(_entries(now, cited))
    held = [one.id for one in found]
    return SourcePage(
        link=entries.merged(named),
        facts=tuple(entries.facts(named)),
        ties=len({each.origin.record for each in cited if each.kind == "tie"}),
        entries=found,
        replies=tuple(entries.of_reply(now, one) for one in now.asides.replies(held)),
    )


def _entries(now: Asking, cited: Sequence[Citing]) -> Iterator[Entry]:
    """Yield the statements and silences, newest first, then events, petitions, replies and corrections."""
    titles = queries.titles(now.connection)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for each in cited:
        if each.origin.record not in by_kind[each.kind]:
            by_kind[each.kind].append(each.origin.record)
    for entry in (*_said(now, by_kind["statement"]), *_looks(now, by_kind["silence"])):
        yield replace(entry, words=f"{entry.words}, on “{titles[str(entry.issue)]}”")
    for record in by_kind["event"]:
        on = recorded.events(now.connection, now.question, to=(record,))
        entry = entries.of_event(now, on[0])
        yield replace(entry, issue=entry.issue if len(on) == 1 else None)
    yield from (entries.of_petition(now, record) for record in by_kind["petition"])
    for record in (*by_kind["reply"], *by_kind["correction"]):
        aside = now.asides.by_id.get(record)
        if isinstance(aside, Replied):
            yield entries.of_reply(now, aside)
        elif aside:
            yield entries.of_correction(now, aside)
    for kind, records in by_kind.items():
        if kind not in _OWN_WORDS:
            yield from (entries.of_other(now, kind, record) for record in records)


def _said(now: Asking, wanted: Sequence[str]) -> Iterator[Entry]:
    for one in reversed(asking.said(now, these=wanted)):
        yield entries.of_statement(now, one, str(lookup.kind_of(now.connection, one.speaker)))


def _looks(now: Asking, wanted: Sequence[str]) -> Iterator[Entry]:
    sought = lookup.sought(now.connection, wanted)
    for one in reversed({look.id: look for look in asking.looks(now, these=wanted)}.values()):
        yield entries.of_look(now, one, sought[one.id])
