"""Feeds of changes (RFC 4287): one of the whole ledger, one for each issue and each actor."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.page import address
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base.text import visible
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.render.formats.html import environment
from stancetracker.reports.remarks import remark_of

MOST_ENTRIES: Final = 200
MOST_CHANGES: Final = 20
_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")


class Change(NamedTuple):
    """A record that is new: a sentence about it, its words with their language, and its page."""

    sentence: str
    words: str
    """The words of a statement in quotation marks, or a summary; empty for a check."""
    language: str | None
    path: str


class Entry(NamedTuple):
    """An entry of a feed: the day, the page, a title, a sentence, and the records of that day."""

    day: str
    path: str
    title: str
    sentence: str
    changes: Sequence[Change]


def change_of(now: Snapshot, record: Statement | Silence) -> Change:
    """Return a record as a feed has it: a source's sentence about a check stays the source's."""
    path = address("record", record.id)
    sentence = words.sentence_of(record)
    if isinstance(record, Silence):
        if record.label:
            sentence = f"{sentence}. {remark_of(record, now.site['language']).sentence}"
        return Change(sentence, "", None, path)
    if not record.quote:
        return Change(sentence, record.summary or "", None, path)
    return Change(sentence, f"“{record.quote}”", record.language, path)


def feed_of(now: Snapshot, path: str, title: str, records: Iterable[Statement | Silence]) -> str:
    """Return the feed of a page: an entry for each record, with its words and the link to it."""
    entries = [
        Entry(record.recorded, change.path, change.sentence, "", [change])
        for record in records
        for change in [change_of(now, record)]
    ]
    return feed(now.site, entries, now.base, now.first_day, path, title)


def feed(
    site: Mapping[str, str],
    entries: Iterable[Entry],
    base: str | None,
    day: str,
    path: str = "",
    title: str = "",
) -> str:
    """Return a feed, newest entry first: of the page at `path`, or of the whole ledger.

    `base` is the address of the site, if it is known; `day` is that of the whole
    ledger's feed, and of one without an entry.
    """

    def urn(*parts: str) -> str:
        name = visible("\n".join(("stancetracker", *parts)))
        return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"

    newest = sorted(entries, key=lambda entry: (entry.day, entry.path), reverse=True)
    template = environment().get_template("feed.xml.jinja")
    text = template.render(
        site=site,
        title=title,
        path=path,
        root="../" * path.count("/"),
        day=newest[0].day if path and newest else day,
        entries=newest[:MOST_ENTRIES],
        base=base,
        urn=urn,
        most=MOST_CHANGES,
    )
    return _NOT_IN_XML.sub("\ufffd", text) + "\n"
