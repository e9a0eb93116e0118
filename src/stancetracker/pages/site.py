"""Build a site: an edition for each day on which something was recorded, the last also at the bare address."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.index import queries
from stancetracker.index.queries import Question, pose
from stancetracker.index.store import ask_both
from stancetracker.ledger.folder import Folder
from stancetracker.pages import actor, asking, beside, front, issue, page, source, tree
from stancetracker.pages.asking import Asking, Edition, Page
from stancetracker.pages.beside import Feed
from stancetracker.pages.front import Index
from stancetracker.pages.page import address, render
from stancetracker.pages.tree import Change, OnChange, Tree
from stancetracker.render.cells import Display
from stancetracker.render.formats import csv, json
from stancetracker.reports.table import Report, Section


class Leaf(NamedTuple):
    """A page: its folder in the tree, its contents, and the same as data."""

    path: str
    page: Callable[[], Page]
    data: Callable[[], Section]


def leaves(now: Asking, before: Asking | None) -> Iterator[Leaf]:
    """Yield all pages of an edition, the lists first; `before` is the previous edition."""
    indexes = (
        front.listed_issues(now),
        front.listed_actors(now, "person"),
        front.listed_actors(now, "organization"),
        front.listed_sources(now),
    )
    yield Leaf("", partial(front.page, now, before), partial(front.front_data, now))
    yield from (_list(now, index) for index in indexes)
    for index in indexes:
        for id, *_ in index.rows:
            yield Leaf(
                address(index.kind, id),
                partial(_contents, now, before, index.kind, id),
                partial(_rows, now, index.kind, id),
            )


def _list(now: Asking, index: Index) -> Leaf:
    return Leaf(address(index.kind), lambda: index, partial(front.listed_data, now, index))


def _contents(now: Asking, before: Asking | None, kind: str, id: str) -> Page:
    if kind == "issue":
        return issue.page(now, id, before)
    return source.page(now, id) if kind == "source" else actor.page(now, id)


def _rows(now: Asking, kind: str, id: str) -> Section:
    make = {"issue": front.issue_data, "source": front.source_data}.get(kind, front.actor_data)
    return make(now, id)


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


def build(
    folder: Folder,
    wanted: Wanted,
    on_change: OnChange = lambda *_: None,
    on_progress: OnProgress = lambda *_: None,
    cache: Path | None = None,
) -> Built:
    """Build the site, every page from one state of the dataset.

    `on_change` is called with the change of each file, `on_progress` with the progress. Raises BrokenDatasetError,
    WriteError, and UsageError for an invalid address or when nothing is recorded.
    """
    asked = None if wanted.url is None else page.base(wanted.url)
    root = tree.claim(wanted.target)

    def make(now: sqlite3.Connection, before: sqlite3.Connection) -> Built:
        days = _days(now)
        base = asked or _own_base(now)
        with nullcontext() if wanted.dry_run else tree.beside(root) as place:
            return _Run(root, place, base, on_change, on_progress).make(now, before, days)

    return ask_both(folder, make, cache)


@dataclass
class _Run:
    """One build of a site: where it writes, and what it has written."""

    root: Path
    beside: Path | None
    base: str | None
    on_change: OnChange
    on_progress: OnProgress
    feed: Feed = field(default_factory=Feed)
    pages: int = 0
    files: Counter[Change] = field(default_factory=Counter)

    def make(self, now: sqlite3.Connection, before: sqlite3.Connection, days: tuple[str, ...]) -> Built:
        """Build all editions, oldest first; the connections take turns."""
        bare = self._tree("")
        gone = bare.held.days - set(days)
        bare.begin((), days)
        previous, names = None, list[str]()
        for day in days:
            asking = _ask(now, day)
            names = self._edition(asking, previous, days, bare)
            previous, now, before = asking, before, now
        for day in sorted(gone):
            self._tree(f"{day}/").finish(())
        bare.finish(names, days)
        return Built(len(days), self.pages, self.files, self.base)

    def _edition(self, now: Asking, before: Asking | None, days: tuple[str, ...], bare: Tree) -> list[str]:
        """Build an edition in its folder, the last also at the bare address; return the files there."""
        edition, found = asking.edition(now, days), [*leaves(now, before)]
        names = [f"{leaf.path}{name}" for leaf in found for name in page.BESIDE]
        dated = self._tree(f"{edition.day}/")
        dated.begin(names)
        if edition.day != days[-1]:
            self._leaves(found, edition, [dated])
            dated.finish(names)
            return names
        listed = [*(leaf.path for leaf in found), *(f"{day}/" for day in days)]
        maps = beside.sitemaps(listed, self.base) if self.base else {}
        more = [beside.FEED, beside.CITATION, *maps]
        bare.begin([*names, *more], days)
        self._leaves(found, edition, [dated, bare])
        dated.finish(names)
        bare.write(beside.FEED, self.feed.write(edition, self.base))
        bare.write(beside.CITATION, beside.citation(edition, self.base))
        for name, text in maps.items():
            bare.write(name, text)
        return [*names, *more]

    def _leaves(self, found: Sequence[Leaf], edition: Edition, trees: Sequence[Tree]) -> None:
        """Build the pages one by one, each in all the trees."""
        number = edition.days.index(edition.day) + 1
        for done, leaf in enumerate(found):
            self.on_progress(f"edition {number} of {len(edition.days)}: pages", done, len(found))
            self._page(leaf, edition, trees)
            self._data(leaf, trees)  # once the page is gone from memory

    def _page(self, leaf: Leaf, edition: Edition, trees: Sequence[Tree]) -> None:
        contents = leaf.page()
        self.feed.see(edition, contents)
        for each in trees:
            place = page.place(leaf.path, each.folder)
            each.write(f"{leaf.path}index.html", render(contents, edition, place))
            self.pages += 1

    def _data(self, leaf: Leaf, trees: Sequence[Tree]) -> None:
        section = leaf.data()
        report = Report("", "", (section,))
        for each in trees:
            each.write(f"{leaf.path}index.json", json.render(report, section, _DISPLAY))
            each.write(f"{leaf.path}index.csv", csv.render(report, section, _DISPLAY))

    def _tree(self, folder: str) -> Tree:
        return Tree(self.root, folder, self._count, self.beside)

    def _count(self, change: Change, path: Path) -> None:
        self.files[change] += 1
        self.on_change(change, path)


def _own_base(connection: sqlite3.Connection) -> str | None:
    """Return the dataset's own address as that of its site, if it can be one."""
    about = queries.about(connection)
    with suppress(UsageError):
        return page.base(about.url) if about and about.url else None
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
