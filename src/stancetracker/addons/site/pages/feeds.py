"""Feeds of changes (RFC 4287): one of the whole ledger, one for each issue and each actor."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.page import address
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base.text import visible
from stancetracker.index.record_queries import Reply, Silence, Statement
from stancetracker.render.formats.html import environment
from stancetracker.reports.remarks import remark_of

MOST_ENTRIES: Final = 200
MOST_CHANGES: Final = 20
_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")


class Change(NamedTuple):
    """A record that is new or has changed: a sentence about it, its words, and its page."""

    sentence: str
    path: str
    words: str = ""
    """The words of a statement or a reply in quotation marks, or a summary; empty for a check."""
    language: str | None = None
    """The language of the words, if it is known."""
    remark: str = ""
    """The sentence of a source about a check, with who wrote it; empty without one."""


class Entry(NamedTuple):
    """An entry of a feed: the day, the page, a title, a sentence, and the records of that day."""

    day: str
    path: str
    title: str
    sentence: str
    changes: Sequence[Change]


def change_of(now: Snapshot, record: Statement | Silence) -> Change:
    """Return a record as a feed has it: a source's sentence about a check stays the source's.

    Words of a record that is withdrawn are not passed on.
    """
    change = Change(words.sentence_of(record), address("record", record.id))
    if record.withdrawn:
        return change
    if isinstance(record, Silence):
        remark = remark_of(record, now.site["language"]).sentence if record.label else ""
        return change._replace(remark=remark)
    if record.quote:
        return change._replace(words=f"“{record.quote}”", language=record.language)
    return change._replace(words=record.summary or "")


def reply_of(reply: Reply, path: str) -> Change:
    """Return a reply as a feed has it, with the page on which it stands."""
    sentence = f"Reply of {reply.name}, {words.interval(reply.date)}"
    return Change(sentence, path, f"“{reply.text}”", reply.language)


def feed_of(now: Snapshot, path: str, title: str, records: Iterable[Statement | Silence]) -> str:
    """Return the feed of a page: an entry for each record, with its words and the replies to it.

    An entry is of the last day on which its record was added, corrected or answered, so that
    whoever has read it is shown what has become of it.
    """
    entries = [_entry_of(now, record) for record in records]
    return feed(now.site, entries, now.base, now.first_day, path, title)


def _entry_of(now: Snapshot, record: Statement | Silence) -> Entry:
    """Return a record as an entry of its own."""
    change = change_of(now, record)
    replies = now.asides.replies([record.id])
    corrected_on = [correction.recorded for correction in now.asides.corrections([record.id])]
    answered_on = [reply.recorded for reply in replies]
    days = [day for day in (record.recorded, *corrected_on, *answered_on) if day]
    day = max(days, default=now.first_day)
    title = f"{now.issues_by_id[record.issue].title}: {change.sentence}"
    return Entry(
        day, change.path, title, "", [change, *(reply_of(reply, change.path) for reply in replies)]
    )


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
