"""Digest the inputs of each part of a site; a digest differs wherever a page of its part may.

A statement or a silence forms a thread with its replies and corrections, and with what these lead
to. A page shows whole threads; of all other records, such as people and issues, it may show any.
Records are known by their SHA-256, never by the time of a file.

The day of the site is no input itself, or each new day would change every page. In its place stand
the dates that reach beyond it, and the standings as of it.
"""

import json
import operator
import platform
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base import dates
from stancetracker.base.errors import DateError
from stancetracker.index import lookup, record_queries
from stancetracker.index.lookup import Content
from stancetracker.index.queries import Standing

_OPENING: Final = ("statement", "silence")
"""The kinds that open a thread."""
_ANSWERING: Final = ("reply", "correction")
"""The kinds that belong to the thread of what they answer."""
_ANSWERED: Final = ("to", "corrects", "replacement")
"""The fields with the records that these answer."""
_PROGRAM: Final = ("stancetracker", "stancetracker.addons")
_LIBRARIES: Final = ("jinja2", "markupsafe")
_DATE: Final = re.compile(r'"((?:\.\./)?\d{4}[-/.\d]*)"')


def digest(*parts: object) -> str:
    """Return the SHA-256 of texts, numbers and rows."""
    return sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


class Groups:
    """Ids in groups: two that are joined are in one, with all that either is joined to."""

    def __init__(self) -> None:
        """Begin with every id alone."""
        self._parents: dict[str, str] = {}

    def of(self, id: str) -> str:
        """Return the id that stands for the group of an id."""
        passed = []
        while (parent := self._parents.get(id, id)) != id:
            passed.append(id)
            id = parent
        self._parents.update(dict.fromkeys(passed, id))
        return id

    def join(self, id: str, other: str) -> None:
        """Make one group of those of two ids."""
        self._parents[self.of(id)] = self.of(other)


class _Record(NamedTuple):
    """A statement or silence, or what may answer one: its kind, its fields and their digest."""

    kind: str
    values: Mapping[str, Any]
    digest: str

    @property
    def actors(self) -> Sequence[str]:
        """Return the actors of a statement or silence."""
        return self.values.get("actors") or [self.values["speaker"]]

    @property
    def answered(self) -> list[str]:
        """Return the ids of the records that a reply or correction answers."""
        return [self.values[field] for field in _ANSWERED if self.values.get(field)]


class Inputs:
    """The digests of what the parts of a site are made from."""

    def __init__(self, now: Snapshot, options: Sequence[object]) -> None:
        """Take a question, and what else decides how pages look, such as the site's address."""
        self._now = now
        self._threads = Groups()
        self._threads_by_actor: dict[str, set[str]] = defaultdict(set)
        self._threads_by_issue: dict[str, set[str]] = defaultdict(set)
        records, common = _read(now)
        self._join(records)
        by_thread: dict[str, list[str]] = defaultdict(list)
        for id, record in records.items():
            by_thread[self._threads.of(id)].append(record.digest)
        opened = {self._threads.of(id) for id, record in records.items() if record.kind in _OPENING}
        # What answers an actor, an issue, a tie or what is gone may be on any page.
        common += [text for thread in by_thread.keys() - opened for text in by_thread[thread]]
        self._digests = {thread: digest(*by_thread[thread]) for thread in opened}
        self._common = digest(_program(), *options, now.first_day, *sorted(common))

    def _join(self, records: Mapping[str, _Record]) -> None:
        """Join records to threads, and note whom and which issues each is about."""
        for id, record in records.items():
            for answered in record.answered:
                if answered in records:
                    self._threads.join(id, answered)
        for id, record in records.items():
            if record.kind in _OPENING:
                thread = self._threads.of(id)
                self._threads_by_issue[record.values["issue"]].add(thread)
                for actor in record.actors:
                    self._threads_by_actor[actor].add(thread)

    def of_records(self, ids: Iterable[str], *rows: object) -> str:
        """Return the digest of a part that shows these records and rows."""
        threads = {self._threads.of(id) for id in ids}
        shown = sorted(self._digests[thread] for thread in threads & self._digests.keys())
        return digest(self._common, shown, rows)

    def of_issue(self, issue: str) -> str:
        """Return the digest of the pages of an issue."""
        threads = self._threads_by_issue[issue]
        return self.of_records(threads, issue, _undated(self._now.standings[issue]))

    def of_actor(self, actor: str) -> str:
        """Return the digest of the page of an actor, which also has where its members stand."""
        connection, question = self._now.connection, self._now.question
        members = record_queries.members(connection, question, actor=actor)
        standings = [
            (issue, _undated([standing]))
            for shown in (actor, *(member.actor for member in members))
            for standing, issue in self._now.by_actor.get(shown, ())
        ]
        return self.of_records(self._threads_by_actor[actor], actor, members, standings)

    def of_source(self, key: str) -> str:
        """Return the digest of the page of a source."""
        cited = self._now.citations[key]
        return self.of_records([origin.record for _, origin in cited], key, cited)


def _read(now: Snapshot) -> tuple[dict[str, _Record], list[str]]:
    """Return the records that may be of threads by id, and the digests of all others."""
    day = now.question.as_of
    records: dict[str, _Record] = {}
    others: list[str] = []
    for content in lookup.contents(now.connection):
        later = _dates_beyond(content, day, operator.gt)
        if content.kind in (*_OPENING, *_ANSWERING):
            values = json.loads(content.text)
            text = digest(content.id, content.sha256, later)
            records[content.id] = _Record(content.kind, values, text)
        else:
            # Of an issue or a role that ends on the day, the next day is the first after it.
            not_past = _dates_beyond(content, day, operator.ge)
            others.append(digest(content.kind, content.id, content.sha256, later, not_past))
    return records, others


def _dates_beyond(
    content: Content, day: str, is_beyond: Callable[[str, str], bool]
) -> list[tuple[str, bool]]:
    """Return the dates in a record that end beyond a day, and whether they also begin there."""
    beyond = []
    for text in _DATE.findall(content.text):
        with suppress(DateError):  # a year in a name
            earliest, latest = dates.parse(text)
            if is_beyond(latest, day):
                beyond.append((text, is_beyond(earliest or "", day)))
    return beyond


def _undated(standings: Iterable[Standing]) -> list[Standing]:
    """Return standings without the day and the version asked for, and what follows from the day."""
    return [
        standing._replace(as_of="", known_by=None, data_version="", stale=False)
        for standing in standings
    ]


@cache
def _program() -> str:
    """Return the digest of all that makes pages: our files, Python and the libraries."""
    folders = {Path(folder) for name in _PROGRAM for folder in import_module(name).__path__}
    files = sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    contents = [(path.name, sha256(path.read_bytes()).hexdigest()) for path in files]
    libraries = [version(name) for name in _LIBRARIES]
    return digest(contents, libraries, platform.python_version())
