"""Build a site: its pages in batches, each written once, and only where it differs.

Beside the pages lie a feed of changes (RFC 4287), a sitemap (sitemaps.org) and a CITATION.cff
(1.2.0).
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from stancetracker.addons.site.pages import actor, feeds, front, issue, lists, page, records, tree
from stancetracker.addons.site.pages.feeds import Entry, feed
from stancetracker.addons.site.pages.inputs import Inputs
from stancetracker.addons.site.pages.memory import BuildMemory, Part
from stancetracker.addons.site.pages.memory import place as memory_place
from stancetracker.addons.site.pages.page import Page
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.addons.site.pages.topic import Topic
from stancetracker.addons.site.pages.tree import Change, OnChange, Tree
from stancetracker.addons.site.pictures import can_draw, can_set, require_drawing
from stancetracker.base import dates, plugins
from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.index import queries
from stancetracker.index.cache import Index
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.render import Display, formats
from stancetracker.reports.table import Report

Batch = tuple[str, Sequence[Part]]
"""The name of a group of parts, and the parts."""
OnProgress = Callable[[str, int, int], None]
_CARD_WIDTH: Final = 1200
"""The width of a card's picture in pixels, as those who show it ask for."""
_FIRST_DAYS: Final = "SELECT since FROM main.issue ORDER BY since"


class Built(NamedTuple):
    """The result: the number of pages, of new and changed files, and what the dataset gives."""

    pages: int
    pages_made: int
    """The number of pages that were written anew; the others had the same inputs as before."""
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

    `url` is its address, by default the dataset's own; with `cards` each person and each record has
    a card too, and a dry run only says what would change. `on_change` is called with the change of
    each file, `on_progress` with the progress. Raises BrokenDatasetError, WriteError,
    MissingLibraryError where `cards` can't be drawn, and UsageError for an invalid address or a
    dataset without an issue.
    """
    if cards:
        require_drawing("--cards")
    given_base = None if url is None else page.base(url)
    root = tree.claim(target)

    def make(index: Index) -> Built:
        connection = index.connection
        day = _last_day(connection)
        question = queries.Question(as_of=day, known_by=day)
        queries.set_question(connection, question)
        base = given_base
        if base is None and (own := queries.dataset_facts(connection)["url"]):
            with suppress(UsageError):
                base = page.base(own)
        memory = BuildMemory(memory_place(folder, root, cache))
        with nullcontext() if dry_run else tree.beside(root) as place:
            site = Tree(root, on_change, place)
            with closing(Snapshot(connection, question, base)) as now:
                pages_made = _write(site, now, memory, cards, on_progress)
        if not dry_run:
            memory.save()
        return Built(len([*site.pages()]), pages_made, site.files, base, now.has_way_to_object)

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


def batches(
    now: Snapshot, inputs: Inputs, topics: Sequence[Topic], cards: bool = False
) -> Iterator[Batch]:
    """Yield all parts: lists, records, actors, sources, issues with their days, the first page."""
    items_by_kind = lists.lists(now)
    listed = [
        list_page
        for kind, items in items_by_kind.items()
        for list_page in lists.list_pages(kind, items)
    ]
    listed[0] = front.overview(now, listed[0])
    yield "lists", [Part("lists", "", lambda: listed)]
    yield (
        "records",
        [
            _part(
                "record",
                record.id,
                inputs.of_records([record.id]),
                records.claim,
                now,
                record,
                cards,
            )
            for record in now.records.values()
        ],
    )
    for kind in ("person", "organization"):
        yield (
            page.FOLDERS[kind],
            [
                _part(kind, item.id, inputs.of_actor(item.id), actor.actor, now, item.id, cards)
                for item in items_by_kind[kind]
            ],
        )
    yield (
        "sources",
        [
            _part("source", item.id, inputs.of_source(item.id), records.source, now, item.id)
            for item in items_by_kind["source"]
        ],
    )
    yield (
        "issues",
        [
            Part(topic.path, inputs.of_issue(topic.issue.id), partial(issue.pages_of, topic))
            for topic in topics
        ],
    )
    if topics:
        yield "first page", [Part("", "", lambda: [front.method(), front.front(topics)])]


def _part(kind: str, id: str, digest: str, make: Callable[..., Page], *arguments: object) -> Part:
    """Return the part that is one page."""
    return Part(page.address(kind, id), digest, lambda: [make(*arguments)])


def _write(
    site: Tree, now: Snapshot, memory: BuildMemory, cards: bool, on_progress: OnProgress
) -> int:
    """Write every page, then what lies beside them, and remove what is no longer there.

    Return how many pages were made.
    """
    topics = [Topic(now, issue) for issue in now.issues]
    inputs = Inputs(now, (now.base, cards, can_draw()))
    pages_made = 0
    for what, parts in batches(now, inputs, topics, cards):
        for done, part in enumerate(parts):
            on_progress(what, done, len(parts))
            pages_made += _write_part(site, now, memory, part)
    withdrawn = {
        page.address("record", record.id) for record in now.records.values() if record.withdrawn
    }
    listed = (path for path in site.pages() if not path.endswith("/embed/"))
    paths = sorted({*listed} - withdrawn)
    site.write("feed.xml", [feed(now.site, entries(topics), now.base, now.site["day"])])
    site.write("CITATION.cff", citation(now.site, now.last_recorded, now.base))
    for name, text in (sitemaps(paths, now.base) if now.base else {}).items():
        site.write(name, text)
    site.finish()
    return pages_made


def _write_part(site: Tree, now: Snapshot, memory: BuildMemory, part: Part) -> int:
    """Write a part unless its files are there, made from the same.

    Return how many pages were made.
    """
    pages_made = 0
    hashes = memory.files(part)
    if not (hashes and site.leave(hashes)):
        before = len(site.hashes)
        for new_page in part.make():
            _write_page(site, now, new_page)
            pages_made += 1
        hashes = dict(islice(site.hashes.items(), before, None))
    memory.add(part, hashes)
    return pages_made


def _write_page(site: Tree, now: Snapshot, new_page: Page) -> None:
    """Write a page with its files, its card and its rows beside it."""
    site.write(f"{new_page.path}index.html", page.render(new_page, now))
    for name, content in new_page.files.items():
        site.write(f"{new_page.path}{name}", [content])
    if new_page.card is not None:
        _write_card(site, new_page.path, new_page.card)
    if new_page.data is not None:
        report = Report("", "", (new_page.data,))
        for name in ("json", "csv"):
            render = plugins.load(formats, name, "format").render
            site.write(f"{new_page.path}index.{name}", render(report, new_page.data, Display()))


def _write_card(site: Tree, path: str, drawing: str) -> None:
    """Write a card as SVG and, where the library that draws it can do so, as PNG."""
    if not (can_draw() and can_set(drawing)):
        site.write(f"{path}card.svg", [drawing])
        return
    from stancetracker.addons.site.formats.png import pixels

    site.write_picture(
        f"{path}card.png", lambda: pixels(drawing, _CARD_WIDTH), f"{path}card.svg", drawing
    )


def entries(topics: Sequence[Topic]) -> Iterator[Entry]:
    """Yield an entry of the feed for each day on which something about an issue was recorded."""
    for topic in topics:
        days = {*topic.happened()}
        changes = _changes_by_day(topic)
        for day in sorted(changes):
            path = f"{topic.path}{day}/" if day in days else topic.path
            title = f"{topic.issue.title}: recorded {dates.words(day)}"
            yield Entry(day, path, title, topic.description, changes[day])


def _changes_by_day(topic: Topic) -> dict[str, list[feeds.Change]]:
    """Return the changes of each day: new records, then withdrawn records, then replies.

    What has no day was there from the start, and is no change.
    """
    now = topic.now
    by_day: dict[str, list[feeds.Change]] = defaultdict(list)
    held = {record.id: record for record in topic.whole_records}
    for record in held.values():
        if record.recorded:
            by_day[record.recorded].append(feeds.change_of(now, record))
    for correction in topic.corrections:
        withdrawn = held.get(correction.corrects)
        if withdrawn and correction.recorded and withdrawn.recorded != correction.recorded:
            by_day[correction.recorded].append(feeds.change_of(now, withdrawn))
    for reply in topic.replies:
        if not reply.recorded:
            continue
        path = page.address("record", reply.about) if reply.about in held else topic.path
        by_day[reply.recorded].append(feeds.reply_of(reply, path))
    return by_day


def citation(site: Mapping[str, str], day: str, base: str | None) -> Iterator[str]:
    """Yield CITATION.cff for the site as of the last day on which something was recorded, if any.

    Texts are quoted as JSON, which is also YAML.
    """
    asks = "If you use this data, please cite it with the day and the data version. Licence: "
    yield "cff-version: 1.2.0\n"
    yield f"message: {_quoted(asks + site['licence'])}\n"
    yield "type: dataset\n"
    yield f"title: {_quoted(site['title'])}\n"
    yield f"authors:\n  - name: {_quoted(site['publisher'] or site['title'])}\n"
    yield f"version: {_quoted(site['version'])}\n"
    if day:
        yield f"date-released: {day}\n"
    if base:
        yield f"url: {_quoted(base)}\n"


def _quoted(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)


MOST_ADDRESSES: Final = 50_000
"""The protocol's limit; more addresses go into several files."""


def sitemaps(listed: Sequence[str], base: str) -> dict[str, Iterator[str]]:
    """Return each sitemap file that these addresses need, by name; crawlers ask for the first."""
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
