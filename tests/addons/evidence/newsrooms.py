"""Newsrooms on a local site, whose feeds change from day to day, and a plain search of what they showed."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.addons.evidence.web import HOST, Page, Web, send
from tests.datasets import Line, complete, write

from stancetracker.addons.evidence import watch
from stancetracker.addons.evidence.fetching import Fetcher
from stancetracker.addons.evidence.watch import WatchRow
from stancetracker.addons.evidence.watched import watched_feeds
from stancetracker.contribute.dataset import open_dataset
from stancetracker.ledger.folder import Folder

FIRST_DAY: Final = "2026-03-01"
SINCE: Final = "2026-02-26"
"""The first day of the issue, which the feeds reach back to on the first day of the watch."""
TERM: Final = re.compile(r"\bbridg", re.IGNORECASE)
OWN_WORDS: Final = "“The bridge has to be built,” said {name}. We go on."


def day_number(number: int) -> str:
    """Return a day of the watch; those before it have numbers below 0."""
    return (date.fromisoformat(FIRST_DAY) + timedelta(number)).isoformat()


@dataclass(frozen=True)
class Release:
    """An item of a feed."""

    id: str
    day: str
    title: str
    text: str

    @property
    def has_term(self) -> bool:
        return TERM.search(f"{self.title} {self.text}") is not None


@dataclass
class Newsroom:
    """A newsroom: what its feed shows today, all it ever published, and all that a reading saw."""

    id: str
    form: str
    room: int = 12
    shown: list[Release] = field(default_factory=list)
    published: dict[str, Release] = field(default_factory=dict)
    seen: set[Release] = field(default_factory=set)
    status: int = 200
    author: str = ""
    requests_answered_304: int = 0

    @property
    def name(self) -> str:
        return self.id.title()

    def publish(self, day: str, text: str = "The weather of the day.", title: str = "") -> Release:
        """Add an item at the top; the oldest leaves where there is no room."""
        number = len(self.published)
        release = Release(f"{self.id}-{number}", day, title or f"News {number}", text)
        self.published[release.id] = release
        self.shown = [release, *self.shown][: self.room]
        return release

    def edit(self, id: str, text: str) -> None:
        self.shown = [
            Release(id, release.day, release.title, text) if release.id == id else release
            for release in self.shown
        ]

    def remove(self, id: str) -> None:
        self.shown = [release for release in self.shown if release.id != id]

    def page(self) -> Page:
        """Return the page that answers with the feed, or that it is as it was."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            body = FORMS[self.form](self.shown).replace("AUTHOR", self.author).encode()
            etag = f'"{sha256(body).hexdigest()[:12]}"'
            if self.status != 200:
                send(handler, b"out of order", self.status)
                return
            self.seen |= set(self.shown)
            if handler.headers["If-None-Match"] == etag:
                self.requests_answered_304 += 1
                send(handler, b"", 304, ETag=etag)
                return
            send(handler, body, ETag=etag, Content_Type="application/xml")

        return answer

    def lost(self) -> list[Release]:
        """Return what was published since the issue began, was never seen, and is gone."""
        ids = {release.id for release in [*self.seen, *self.shown]}
        return [
            release
            for release in self.published.values()
            if release.day >= SINCE and release.id not in ids
        ]


def rss(releases: Iterable[Release]) -> str:
    items = (
        f"<item><guid>{escape(release.id)}</guid><title>{escape(release.title)}</title>"
        f"<link>https://news.example/{escape(release.id)}</link>"
        f"<pubDate>{_mail_date(release.day)}</pubDate>"
        f"<description>{escape(release.text)}</description></item>"
        for release in releases
    )
    return f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'


def _mail_date(day: str) -> str:
    return date.fromisoformat(day).strftime("%a, %d %b %Y 09:00:00 GMT")


def atom(releases: Iterable[Release]) -> str:
    entries = (
        f"<entry><id>{escape(release.id)}</id><title>{escape(release.title)}</title>"
        f'<link href="https://news.example/{escape(release.id)}"/>'
        f"<published>{release.day}T09:00:00Z</published><updated>{release.day}T10:00:00Z</updated>"
        f'<content type="html">&lt;p&gt;{escape(escape(release.text))}</content></entry>'
        for release in releases
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{"".join(entries)}</feed>'


def json_feed(releases: Iterable[Release]) -> str:
    items = [
        {
            "id": release.id,
            "url": f"https://news.example/{release.id}",
            "title": release.title,
            "content_text": release.text,
            "date_published": f"{release.day}T09:00:00+00:00",
            "authors": [{"name": "AUTHOR"}],
        }
        for release in releases
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


FORMS = {"rss": rss, "atom": atom, "json": json_feed}


@dataclass
class World:
    """A dataset whose organizations have these newsrooms, and the files of the watch."""

    web: Web
    newsrooms: dict[str, Newsroom]
    folder: Folder
    place: watch.Place
    runs: list[WatchRow] = field(default_factory=list)
    fetcher: Fetcher = field(default_factory=lambda: Fetcher(delay=0, private=[HOST]))

    @classmethod
    def of(
        cls,
        path: Path,
        web: Web,
        *newsrooms: Newsroom,
        kind: str = "organization",
        more: Iterable[Line] = (),
    ) -> "World":
        for newsroom in newsrooms:
            web.pages[f"/{newsroom.id}"] = newsroom.page()
        actors = (
            {"kind": kind, "id": newsroom.id, "feeds": [web[f"/{newsroom.id}"]]}
            for newsroom in newsrooms
        )
        issue = {
            "kind": "issue",
            "id": "bridge",
            "since": SINCE,
            "terms": ["bridg*"],
            "panel": [newsroom.id for newsroom in newsrooms],
        }
        lines: list[Line] = [{"kind": "dataset"}, *actors, issue, *more]
        folder = write(path / "data", map(complete, lines))
        place = watch.Place.of(folder, path / "readings.jsonl", path / "proposals.jsonl")
        return cls(web, {newsroom.id: newsroom for newsroom in newsrooms}, folder, place)

    def read(
        self, day: str, fetcher: Fetcher | None = None, checked_by: str | None = "Us"
    ) -> list[str]:
        """Read all feeds on a day, and return the notes."""
        with open_dataset(self.folder) as dataset:
            feeds = watched_feeds(dataset)
            with watch.opened(dataset, self.place, fetcher or self.fetcher, day) as reader:
                rows = watch.read_all(reader, feeds, checked_by, lambda *_: None)
                self.runs += rows
                return [*watch.notes(reader, rows)]

    def proposals(self, kind: str) -> list[dict[str, Any]]:
        lines = self.place.proposals.read_text(encoding="utf-8").splitlines()
        return [values for line in lines if (values := json.loads(line))["record"]["kind"] == kind]

    def items_proposed(self) -> list[str]:
        """Return the ids of the items of which statements are proposed, in order."""
        return sorted(
            str(values["place"]).partition(" ")[2] for values in self.proposals("statement")
        )

    def change(self, old: str, new: str) -> None:
        """Change what the dataset says."""
        file = self.folder.path / "all.jsonl"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def silent(self) -> list[str]:
        """Return of whom a silence is proposed."""
        return sorted(
            actor for values in self.proposals("silence") for actor in values["record"]["actors"]
        )

    def issue(self, forms: str) -> str:
        """Return the text of an issue on GitHub."""
        with (
            open_dataset(self.folder) as dataset,
            watch.opened(dataset, self.place, self.fetcher, FIRST_DAY) as reader,
        ):
            return watch.issue_of(reader, forms)

    def readings(self) -> dict[str, dict[str, Any]]:
        """Return the readings by actor."""
        lines = self.place.readings.read_text(encoding="utf-8").splitlines()
        return {values["actor"]: values for values in map(json.loads, lines)}


def twenty_days(world: World, random: Random) -> Iterator[str]:
    """Let twenty days pass, and yield each once its items are published.

    Acme speaks on the bridge; Birch never does; Cedar's feed fails for a day; Dune publishes more
    in a day than its feed shows, about the bridge too; Elm adds the bridge to an item, and takes
    another down.
    """
    for number in range(-10, 20):
        day = day_number(number)
        for newsroom in world.newsrooms.values():
            for _ in range(random.choice((1, 1, 2))):
                newsroom.publish(day)
        publish_on_the_bridge(world.newsrooms, number, day)
        if number >= 0:
            yield day


def publish_on_the_bridge(rooms: Mapping[str, Newsroom], number: int, day: str) -> None:
    """Do what newsrooms do on one of twenty days, besides what they publish every day."""
    rooms["cedar"].status = 500 if number == 8 else 200
    elm = rooms["elm"]
    if number == 5:
        elm.remove(elm.shown[4].id)
    elif number == 6:
        rooms["acme"].publish(day, OWN_WORDS.format(name="Acme"))
    elif number == 10:
        for count in range(20):
            rooms["dune"].publish(day, "A bridge." if count == 3 else "Rain.")
    elif number == 12:
        elm.edit(elm.shown[2].id, "The bridge is good.")
