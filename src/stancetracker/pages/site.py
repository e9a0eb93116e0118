"""Build a site: its pages in batches, each written once and only where it differs from what is there."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from stancetracker.base import dates
from stancetracker.base.errors import UsageError
from stancetracker.index import queries
from stancetracker.index.queries import Question, pose
from stancetracker.index.store import ask_both
from stancetracker.ledger.folder import Folder
from stancetracker.pages import beside, issue, others, page, tree, words
from stancetracker.pages.asking import Asking, records
from stancetracker.pages.beside import Entry
from stancetracker.pages.issue import Day, Topic
from stancetracker.pages.page import Page
from stancetracker.pages.tree import Change, OnChange, Tree
from stancetracker.render.cells import Display
from stancetracker.render.formats import csv, json
from stancetracker.reports.table import Report

Batch = tuple[str, Sequence[tuple[str, Callable[[], Page]]]]
"""What some pages are called, and for each its folder and what makes it."""
OnProgress = Callable[[str, int, int], None]
_DISPLAY: Final = Display()


@dataclass(frozen=True)
class Wanted:
    """A site to build: its folder, its address (else the dataset's own), whether only to say what would change, and
    whether each person has a card."""

    target: Path
    url: str | None = None
    dry_run: bool = False
    cards: bool = False


@dataclass(frozen=True)
class Built:
    """The result: how many pages, how many files were new or changed, and the site's address if known."""

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

    def make(now: sqlite3.Connection, then: sqlite3.Connection) -> Built:
        days = queries.days(now)
        if not days:
            message = "nothing is recorded in this dataset, so there is no site to build"
            raise UsageError(message, "add a statement or a silence first: stancetracker add --help")
        base = asked or _own_base(now)
        with nullcontext() if wanted.dry_run else tree.beside(root) as place:
            run = _Run(root, place, wanted.cards, on_change, on_progress)
            return run.make(posed(now, days[-1], days[-1], base), then)

    return ask_both(folder, make, cache)


def posed(connection: sqlite3.Connection, day: str, known_by: str, base: str | None = None) -> Asking:
    """Ask a connection as of a day, with what was known on another, for a site at this address."""
    question = Question(as_of=day, known_by=known_by)
    pose(connection, question)
    return Asking(connection, question, base)


def batches(now: Asking, topic: Sequence[Topic], cards: bool = False) -> Iterator[Batch]:
    """Yield all pages: the first page and the lists, the issues with their parts and days, actors, sources, records."""
    lists = others.lists(now)
    listed = [each for kind, items in lists.items() for each in others.list_pages(kind, items)]
    listed[0] = issue.overview(now, listed[0])
    yield "lists", [(each.path, partial(Page._make, each)) for each in listed]
    titles = queries.titles(now.connection)
    held = records(now.said(), now.looks())
    yield (
        "records",
        [(page.address("record", id), partial(others.claim, now, one, titles)) for id, one in held.items()],
    )
    for kind in ("person", "organization"):
        yield (
            page.FOLDERS[kind],
            [
                (page.address(kind, each.id), partial(others.actor, now, each.id, cards))
                for each in lists[kind]
            ],
        )
    yield (
        "sources",
        [(page.address("source", each.id), partial(others.source, now, each.id)) for each in lists["source"]],
    )
    for one in topic:
        yield (
            "issues",
            [
                (one.path, partial(issue.page, one)),
                (f"{one.path}embed/", partial(issue.embed, one)),
                (f"{one.path}context/", partial(issue.context_page, one)),
                *(
                    (f"{one.path}{each.path}", partial(issue.part, one, each))
                    for _, parts in one.slices
                    for each in parts
                ),
                *(
                    (f"{one.path}{each.day}/", partial(issue.day_page, one, place))
                    for place, each in enumerate(one.days)
                ),
            ],
        )
    if topic:
        counts = queries.counts(now.connection, now.question.known_by)
        redacted = queries.redacted_lines(now.connection, now.question.known_by)
        yield ("first page", [("", partial(issue.front, topic[0], topic, counts, redacted))])


def fill_days(topic: Sequence[Topic], then: sqlite3.Connection) -> None:
    """Ask again as of each day on which something happened on an issue, as known now and as known on that day."""
    wanted: dict[str, list[Topic]] = {}
    for one in topic:
        for day in one.happened():
            wanted.setdefault(day, []).append(one)
    if not topic:
        return
    last = topic[0].now.question.as_of
    first = queries.days(topic[0].now.connection)[0]
    for day in sorted(wanted):
        as_now = posed(then, day, last)
        panels = [as_now.panel(one.issue) for one in wanted[day]]
        known = posed(then, day, day) if first <= day < last else None
        for one, panel in zip(wanted[day], panels, strict=True):
            told = (known.panel(one.issue).headline or "nothing to count") if known else ""
            one.days.append(Day(day, panel, told))


def entries(topic: Sequence[Topic]) -> Iterator[Entry]:
    """Yield an entry of the feed for each day on which something about an issue was recorded."""
    for one in topic:
        for day in sorted({record.recorded for record in one.records.values()}):
            new = [words.told(record) for record in one.records.values() if record.recorded == day]
            path = f"{one.path}{day}/" if any(each.day == day for each in one.days) else one.path
            title = f"{one.issue.title}: recorded {dates.words(day)}"
            yield Entry(day, path, title, one.about, new)


@dataclass
class _Run:
    """One build of a site: where it writes, and what it has written."""

    root: Path
    beside: Path | None
    cards: bool
    on_change: OnChange
    on_progress: OnProgress
    pages: int = 0
    files: Counter[Change] = field(default_factory=Counter)

    def make(self, now: Asking, then: sqlite3.Connection) -> Built:
        """Write every page, then what lies beside them, and remove what is no longer there."""
        site = Tree(self.root, self._count, self.beside)
        topic = [Topic(now, one) for one in now.issues]
        fill_days(topic, then)
        listed: list[str] = []
        for what, batch in batches(now, topic, self.cards):
            paths = [path for path, _ in batch]
            listed += [path for path in paths if not path.endswith("/embed/")]
            for done, (_, make) in enumerate(batch):
                self.on_progress(what, done, len(batch))
                self._page(make(), now, site)
        more = {
            beside.FEED: beside.feed(now.site, entries(topic), now.base),
            beside.CITATION: beside.citation(now.site, now.base),
            **(beside.sitemaps(sorted(listed), now.base) if now.base else {}),
        }
        for name, text in more.items():
            site.write(name, text)
        site.finish()
        return Built(self.pages, self.files, now.base)

    def _page(self, made: Page, now: Asking, site: Tree) -> None:
        site.write(f"{made.path}index.html", page.render(made, now))
        self.pages += 1
        if made.data is not None:
            report = Report("", "", (made.data,))
            site.write(f"{made.path}index.json", json.render(report, made.data, _DISPLAY))
            site.write(f"{made.path}index.csv", csv.render(report, made.data, _DISPLAY))
        for name, content in made.files.items():
            site.write(f"{made.path}{name}", [content])

    def _count(self, change: Change, path: Path) -> None:
        self.files[change] += 1
        self.on_change(change, path)


def _own_base(connection: sqlite3.Connection) -> str | None:
    """Return the dataset's own address as that of its site, if it can be one."""
    about = queries.about(connection)
    with suppress(UsageError):
        return page.base(about.url) if about and about.url else None
    return None
