"""Build a site: an edition for each day on which something was recorded, the last also at the bare address."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.index import queries
from stancetracker.index.queries import Question, pose
from stancetracker.index.store import ask_both
from stancetracker.ledger.folder import Folder
from stancetracker.pages import (
    actor,
    asking,
    beside,
    front,
    issue,
    page,
    source,
    tree,
)
from stancetracker.pages.asking import Asking, Edition, Page
from stancetracker.pages.beside import Feed
from stancetracker.pages.front import Index
from stancetracker.pages.page import address, folder, render
from stancetracker.pages.tree import Change, OnChange, Tree
from stancetracker.render.cells import Display
from stancetracker.render.formats import csv, json
from stancetracker.reports.table import Report, Section


class Leaf(NamedTuple):
    """A page: its folder in the tree, its contents, and the same as data."""

    path: str
    page: Callable[[], Page]
    data: Callable[[], Section]


def leaves(now: Asking, before: Asking | None) -> list[Leaf]:
    """Return all pages of an edition; `before` is the previous edition."""
    issues, people, organizations, sources = (
        make(now) for make in (front.listed_issues, front.people, front.organizations, front.sources)
    )
    return [
        Leaf("", partial(front.page, now, before), partial(front.front_data, now)),
        *(_list(now, index) for index in (issues, people, organizations, sources)),
        *(
            Leaf(
                folder("issue", id), partial(issue.page, now, id, before), partial(front.issue_data, now, id)
            )
            for id in _ids(issues)
        ),
        *(
            Leaf(folder(index.kind, id), partial(actor.page, now, id), partial(front.actor_data, now, id))
            for index in (people, organizations)
            for id in _ids(index)
        ),
        *(
            Leaf(folder("source", id), partial(source.page, now, id), partial(front.source_data, now, id))
            for id in _ids(sources)
        ),
    ]


def _list(now: Asking, index: Index) -> Leaf:
    return Leaf(address(index.kind), lambda: index, partial(front.listed_data, now, index))


def _ids(index: Index) -> Iterator[str]:
    return (row[0] for row in index.rows)


OnProgress = Callable[[str, int, int], None]
_DISPLAY: Final = Display()


@dataclass(frozen=True)
class Wanted:
    """A site to build: its folder, its address (else the dataset's own), and whether only to say what would change."""

    target: Path
    url: str | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Built:
    """The result: how many editions and pages, how many files were new or changed, and the site's address if known."""

    editions: int
    pages: int
    files: Mapping[Change, int]
    base: str | None


def _nobody(*_: object) -> None:
    """Ignore progress."""


def build(
    folder: Folder,
    wanted: Wanted,
    on_change: OnChange = _nobody,
    on_progress: OnProgress = _nobody,
    cache: Path | None = None,
) -> Built:
    """Build the site, every page from one state of the dataset.

    `on_change` is called with the change of each file, `on_progress` with the progress. Raises BrokenDatasetError,
    WriteError, and UsageError for an invalid address or when nothing is recorded.
    """
    base = None if wanted.url is None else page.base(wanted.url)
    root = tree.claim(wanted.target)
    return ask_both(
        folder, lambda *both: _Run(root, base, wanted.dry_run, on_change, on_progress).make(*both), cache
    )


class _Run:
    """One build of a site: where it writes, and what it has written."""

    def __init__(
        self, root: Path, base: str | None, dry_run: bool, on_change: OnChange, on_progress: OnProgress
    ) -> None:
        self._root = root
        self._dry_run = dry_run
        self._beside: Path | None = None
        self._on_change = on_change
        self._on_progress = on_progress
        self._feed = Feed()
        self._base = base
        self._pages = 0
        self._files: Counter[Change] = Counter()

    def make(self, now: sqlite3.Connection, before: sqlite3.Connection) -> Built:
        """Build all editions, oldest first; the connections take turns."""
        days = _days(now)
        with nullcontext() if self._dry_run else tree.beside(self._root) as self._beside:
            return self._make_all(now, before, days)

    def _make_all(self, now: sqlite3.Connection, before: sqlite3.Connection, days: Sequence[str]) -> Built:
        self._bare = self._tree("")
        gone = self._bare.held.days - set(days)
        self._bare.begin((), days)
        previous, names = None, list[str]()
        for day in days:
            asking = _ask(now, day)
            names = self._edition(asking, previous, days)
            previous, now, before = asking, before, now
        for day in sorted(gone):
            self._tree(f"{day}/").finish(())
        self._bare.finish(names, days)
        return Built(len(days), self._pages, self._files, self._base)

    def _edition(self, now: Asking, before: Asking | None, days: Sequence[str]) -> list[str]:
        """Build an edition in its folder, the last also at the bare address; return the files there."""
        edition, found = self._named(asking.edition(now, tuple(days))), leaves(now, before)
        names = page.files(leaf.path for leaf in found)
        dated = self._tree(f"{edition.day}/")
        dated.begin(names)
        if edition.day != days[-1]:
            self._make(found, edition, [dated])
            dated.finish(names)
            return names
        listed = beside.listed([leaf.path for leaf in found], days)
        more = [beside.FEED, beside.CITATION, *(beside.sitemap_names(len(listed)) if self._base else ())]
        self._bare.begin([*names, *more], days)
        self._make(found, edition, [dated, self._bare])
        dated.finish(names)
        self._around(edition, listed)
        return [*names, *more]

    def _make(self, found: Sequence[Leaf], edition: Edition, trees: Sequence[Tree]) -> None:
        """Build the pages one by one, each in all the trees."""
        number = edition.days.index(edition.day) + 1
        for done, leaf in enumerate(found):
            self._on_progress(f"edition {number} of {len(edition.days)}: pages", done, len(found))
            self._page(leaf, edition, trees)
            self._data(leaf, trees)  # once the page is gone from memory

    def _page(self, leaf: Leaf, edition: Edition, trees: Sequence[Tree]) -> None:
        contents = leaf.page()
        self._feed.see(edition, contents)
        for each in trees:
            place = page.place(leaf.path, each.folder)
            each.write(f"{leaf.path}index.html", render(contents, edition, place))
            self._pages += 1

    def _data(self, leaf: Leaf, trees: Sequence[Tree]) -> None:
        section = leaf.data()
        report = Report("", "", (section,))
        for each in trees:
            each.write(f"{leaf.path}index.json", json.render(report, section, _DISPLAY))
            each.write(f"{leaf.path}index.csv", csv.render(report, section, _DISPLAY))

    def _around(self, edition: Edition, listed: Sequence[str]) -> None:
        """Write the files beside the pages, once for the whole site."""
        base = self._base
        self._bare.write(beside.FEED, self._feed.write(edition, base))
        self._bare.write(beside.CITATION, beside.citation(edition, base))
        for name, text in beside.sitemaps(listed, base) if base else ():
            self._bare.write(name, text)

    def _named(self, edition: Edition) -> Edition:
        """Return the edition with the site's address: the one asked for, else the dataset's own."""
        if self._base is None:
            self._base = _known_base(edition.url)
        return replace(edition, url=self._base or edition.url)

    def _tree(self, folder: str) -> Tree:
        return Tree(self._root, folder, self._count, self._beside)

    def _count(self, change: Change, path: Path) -> None:
        self._files[change] += 1
        self._on_change(change, path)


def _known_base(url: str | None) -> str | None:
    """Return the dataset's own address as that of its site, if it can be one."""
    with suppress(UsageError):
        return page.base(url) if url else None
    return None


def _ask(connection: sqlite3.Connection, day: str) -> Asking:
    """Ask a connection as of a day, with what was known on it."""
    question = Question(as_of=day, known_by=day)
    pose(connection, question)
    return Asking(connection, question)


def _days(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the days of the editions.

    Raises UsageError where there is none.
    """
    days = queries.days(connection)
    if not days:
        message = "nothing is recorded in this dataset, so there is no edition to build"
        raise UsageError(message, "add a statement or a silence first: stancetracker add --help")
    return days
