"""Sources as they are shown: what each is called, and all that records say of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from stancetracker.base import dates, record_words
from stancetracker.index import origins
from stancetracker.index.origins import Origin
from stancetracker.reports.pages.values import Link

_DATES = ("published", "retrieved")


def link(origin: Origin) -> Link:
    """A source as one record gives it."""
    return Link(
        id=origins.key(origin.address),
        text=record_words.source(origin.publisher, origin.title, origin.published, origin.address),
        url=origin.url,
        archived=origin.archive_url,
        tier=record_words.tier(origin.tier, origin.original_publisher),
    )


def of_record(connection: sqlite3.Connection, record: str) -> tuple[Link, ...]:
    """The sources of a record, as they are listed."""
    return tuple(map(link, origins.of_record(connection, record)))


def merged(named: Sequence[Origin]) -> Link:
    """A source as records together give it: of each field, the first that says anything."""
    address = named[0].address
    return Link(
        id=origins.key(address),
        text=record_words.source(
            _first(named, "publisher"), _first(named, "title"), _first(named, "published"), address
        ),
        url=_first(named, "url"),
        archived=_first(named, "archive_url"),
        tier=", ".join(_values(named, "tier")),
    )


def facts(named: Sequence[Origin]) -> Iterator[tuple[str, str]]:
    """What records say of a source; where they differ, each value."""
    for field, name in record_words.SOURCE_FACTS.items():
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
        return record_words.tier(value, origin.original_publisher)
    return dates.interval_words(*dates.parse(value)) if field in _DATES else str(value)
