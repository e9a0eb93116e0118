"""Build a site: its pages in batches, each written once and only where it differs from what is there.

Beside the pages lie a feed of changes (RFC 4287), a sitemap (sitemaps.org) and a CITATION.cff (1.2.0).
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from stancetracker.addons.site.pages import issue, others, page, tree
from stancetracker.addons.site.pages.asking import Asking
from stancetracker.addons.site.pages.feeds import Entry, change_of, feed
from stancetracker.addons.site.pages.issue import Day, Topic
from stancetracker.addons.site.pages.page import Page
from stancetracker.addons.site.pages.tree import Change, OnChange, Tree
from stancetracker.addons.site.pictures import can_draw, require_drawing
from stancetracker.base import dates, plugins
from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.index import queries
from stancetracker.index.cache import Index
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.render import Display, formats
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import Report, grouped

Batch = tuple[str, int, Iterable[Page]]
"""What some pages are called, how many they are, and what makes them."""
OnProgress = Callable[[str, int, int], None]
_CARD_WIDTH: Final = 1200
"""The width of a card's picture in pixels, as those who show it ask for."""
_FIRST_DAYS: Final = "SELECT since FROM main.issue ORDER BY since"


class Built(NamedTuple):
    """The result: how many pages, how many files were new or changed, and what the dataset gives."""

    pages: int
    files: Mapping[Change, int]
    base: str | None
    """The site's address, if known."""
    has_way_to_object: bool
    """Whether the dataset gives a form or an address to which anybody can write."""


def build(
    folder: Folder,
    target: Path,
    url: str | None = None,
    *,
    dry_run: bool = False,
    cards: bool = False,
    on_change: OnChange = lambda *_: None,
    on_progress: OnProgress = lambda *_: None,
    cache: Path | None = None,
) -> Built:
    """Build the site in `target`, every page from one state of the dataset.

    `url` is its address, by default the dataset's own; with `cards` each person and each record has a card too, and
    a dry run only says what would change. `on_change` is called with the change of each file, `on_progress` with the progress.
    Raises BrokenDatasetError, WriteError, MissingLibraryError where `cards` can't be drawn, and UsageError for an
    invalid address or a dataset without an issue.
    """
    if cards:
        require_drawing("--cards")
    asked = None if url is None else page.base(url)
    root = tree.claim(target)

    def make(index: Index) -> Built:
        connection = index.connection
        day = _last_day(connection)
        base = asked
        if base is None and (own := queries.dataset_facts(connection)["url"]):
            with suppress(UsageError):
                base = page.base(own)
        with nullcontext() if dry_run else tree.beside(root) as place:
            site = Tree(root, on_change, place)
            now = posed(connection, day, day, base)
            pages = _write(site, now, cards, on_progress)
            return Built(pages, site.files, base, now.has_way_to_object)

    return ask(folder, queries.Question(""), make, cache)


def _last_day(connection: sqlite3.Connection) -> str:
    """Return the last day on which something was recorded, else that on which an issue began.

    Raises UsageError where there is neither.
    """
    days = queries.days(connection) or queries.texts(connection, _FIRST_DAYS)
    if not days:
        message = "this dataset holds no issue, so there is no site to build"
        raise UsageError(message, "add an issue first: stancetracker add issue --help")
    return days[-1]


def posed(
    connection: sqlite3.Connection,
    day: str,
    known_by: str,
    base: str | None = None,
    issues: Iterable[str] = (),
) -> Asking:
    """Ask a connection as of a day, with what was known on another, for a site at this address.

    It is asked about these issues, or about all.
    """
    question = queries.Question(as_of=day, known_by=known_by, issues=tuple(issues))
    queries.set_question(connection, question)
    return Asking(connection, question, base)


def batches(now: Asking, topics: Sequence[Topic], cards: bool = False) -> Iterator[Batch]:
    """Yield all pages: the lists, records, actors, sources, issues with their parts and days, and the first page."""
    lists = others.lists(now)
    listed = [each for kind, items in lists.items() for each in others.list_pages(kind, items)]
    listed[0] = issue.overview(now, listed[0])
    yield "lists", len(listed), listed
    titles = queries.titles(now.connection)
    held = now.material().records
    yield (
        "records",
        len(held),
        (others.claim(now, record, titles, cards) for record in held.values()),
    )
    for kind in ("person", "organization"):
        makers = (others.actor(now, each.id, cards) for each in lists[kind])
        yield page.FOLDERS[kind], len(lists[kind]), makers
    yield "sources", len(lists["source"]), (others.source(now, each.id) for each in lists["source"])
    for topic in topics:
        slices = sum(len(parts) for _, parts in topic.slices)
        yield "issues", 3 + slices + len(topic.days), issue.pages_of(topic)
    if topics:
        yield "first page", 2, [issue.method(), issue.front(topics)]


def fill_days(topics: Sequence[Topic], now: Asking) -> None:
    """Ask each issue again as of each of its days, as known now and as known on that day."""
    topics_by_day = _by_day(topics)
    first_day = min(queries.days(now.connection), default=now.question.as_of)
    for day in sorted(topics_by_day):
        topics_of_day = topics_by_day[day]
        issues = [topic.issue.id for topic in topics_of_day]
        as_known_now = posed(now.connection, day, now.question.as_of, issues=issues)
        panels = [as_known_now.panel(topic.issue) for topic in topics_of_day]
        panels_then: Sequence[Panel] = panels
        if first_day <= day < now.question.as_of:
            as_known_then = posed(now.connection, day, day, issues=issues)
            panels_then = [as_known_then.panel(topic.issue) for topic in topics_of_day]
        for topic, panel, then in zip(topics_of_day, panels, panels_then, strict=True):
            known = _counted(then) if first_day <= day else ""
            topic.days.append(Day(day, panel, known))
    queries.set_question(now.connection, now.question)


def _by_day(topics: Sequence[Topic]) -> dict[str, list[Topic]]:
    """Return the issues by each day on which something of them happened or was recorded."""
    topics_by_day: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        for day in topic.happened():
            topics_by_day[day].append(topic)
    return topics_by_day


def _counted(panel: Panel) -> str:
    return panel.counts.alone() if panel.counts.total else "nothing to count"


def _write(site: Tree, now: Asking, cards: bool, on_progress: OnProgress) -> int:
    """Write every page, then what lies beside them, and remove what is no longer there; return how many pages."""
    topics = [Topic(now, issue) for issue in now.issues]
    fill_days(topics, now)
    listed: list[str] = []
    for what, number, batch in batches(now, topics, cards):
        for done, made in enumerate(batch):
            on_progress(what, done, number)
            listed.append(made.path)
            _write_page(site, now, made)
    paths = sorted(path for path in listed if not path.endswith("/embed/"))
    site.write("feed.xml", [feed(now.site, entries(topics), now.base)])
    site.write("CITATION.cff", citation(now.site, now.base))
    for name, text in (sitemaps(paths, now.base) if now.base else {}).items():
        site.write(name, text)
    site.finish()
    return len(listed)


def _write_page(site: Tree, now: Asking, made: Page) -> None:
    """Write a page with its files, its card and its rows beside it."""
    site.write(f"{made.path}index.html", page.render(made, now))
    for name, content in made.files.items():
        site.write(f"{made.path}{name}", [content])
    if made.card is not None:
        _write_card(site, made.path, made.card)
    if made.data is not None:
        report = Report("", "", (made.data,))
        for name in ("json", "csv"):
            render = plugins.load(formats, name, "format").render
            site.write(f"{made.path}index.{name}", render(report, made.data, Display()))


def _write_card(site: Tree, path: str, drawing: str) -> None:
    """Write a card as SVG and, where the library that draws it is installed, as PNG."""
    if not can_draw():
        site.write(f"{path}card.svg", [drawing])
        return
    from stancetracker.addons.site.formats.png import pixels

    site.write_picture(
        f"{path}card.png", lambda: pixels(drawing, _CARD_WIDTH), f"{path}card.svg", drawing
    )


def entries(topics: Sequence[Topic]) -> Iterator[Entry]:
    """Yield an entry of the feed for each day on which something about an issue was recorded."""
    for one in topics:
        recorded = grouped(one.found.records.values(), lambda record: record.recorded)
        for day in sorted(recorded):
            new = [change_of(one.now, record) for record in recorded[day]]
            path = f"{one.path}{day}/" if any(each.day == day for each in one.days) else one.path
            title = f"{one.issue.title}: recorded {dates.words(day)}"
            yield Entry(day, path, title, one.about, new)


def citation(site: Mapping[str, str], base: str | None) -> Iterator[str]:
    """Yield CITATION.cff for the site; texts are quoted as JSON, which is also YAML."""
    asks = "If you use this data, please cite it with the day and the data version. Licence: "
    yield "cff-version: 1.2.0\n"
    yield f"message: {_quoted(asks + site['licence'])}\n"
    yield "type: dataset\n"
    yield f"title: {_quoted(site['title'])}\n"
    yield f"authors:\n  - name: {_quoted(site['publisher'] or site['title'])}\n"
    yield f"version: {_quoted(site['version'])}\n"
    yield f"date-released: {site['day']}\n"
    if base:
        yield f"url: {_quoted(base)}\n"


def _quoted(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)


MOST_ADDRESSES: Final = 50_000
"""The protocol's limit; more addresses go into several files."""


def sitemaps(listed: Sequence[str], base: str) -> dict[str, Iterator[str]]:
    """Return each sitemap file that these addresses need with its text; crawlers ask for the first."""
    if len(listed) <= MOST_ADDRESSES:
        return {"sitemap.xml": _written("urlset", "url", base, listed)}
    parts = {
        f"sitemap-{number}.xml": _written(
            "urlset", "url", base, listed[start : start + MOST_ADDRESSES]
        )
        for number, start in enumerate(range(0, len(listed), MOST_ADDRESSES), 1)
    }
    return {"sitemap.xml": _written("sitemapindex", "sitemap", base, list(parts)), **parts}


def _written(root: str, item: str, base: str, listed: Iterable[str]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for path in listed:
        yield f"<{item}><loc>{escape(base + path)}</loc></{item}>\n"
    yield f"</{root}>\n"
