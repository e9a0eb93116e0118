"""Read an archive of actors' own words for an issue's terms: statements where one stands, silences where none does.

A silence says what was read. An archive that has gaps, or does not say what it covers, is not called complete.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from email import message_from_bytes
from email.policy import default
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal, NamedTuple

from pydantic import Field

from stancetracker.addons.evidence import draft
from stancetracker.addons.evidence.copies import UnreadablePageError, day_of, described, text_of
from stancetracker.addons.evidence.speech import Speech
from stancetracker.base.dates import add_days, days_between, interval_words, parse
from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require
from stancetracker.base.text import fold, plural
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.document import Document, Form
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.proposal import Proposal, Question, Span
from stancetracker.ledger import files

_FEWEST: Final = 5  # the fewest days from which it is clear how often an actor publishes
_WEEK: Final = 7
_TIMES: Final = 4  # a gap is so many times as long as there usually is none
_MONTH: Final = 31
_DOUBTED: Final = 2  # the rank of words that somebody else may have said
_WORD: Final = re.compile(r"[\w’'-]+")
_OF_ANOTHER: Final = re.compile(r"\b(?:statement|remarks|words) (?:of|by|from)\b", re.IGNORECASE)
_START_OF_MAIL: Final = re.compile(rb"^From .*\n", re.MULTILINE)
"""The line that begins each mail of an mbox."""
_LINES: Final = (".jsonl", ".ndjson")
_FEEDS: Final = (".xml", ".rss", ".atom")


class About(Form):
    """Say what a person knows of an archive, in TOML."""

    what: str = Field("items", description="what an item is, such as press releases")
    url: str | None = Field(None, description="the address of the archive")
    channel: str | None = Field(None, description="the channel of what it holds")
    covers: str | None = Field(
        None, description="the days of which it holds everything, as a date or FROM/TO"
    )
    fields: dict[Literal["actor", "date", "title", "text", "url"], str] = Field(
        {}, description="where an item of JSON lines has what: a key, or keys joined by dots"
    )
    actors: dict[str, str] = Field(
        {}, description="who is meant by a name that the dataset does not have"
    )


class Item(NamedTuple):
    """An item of an archive: where it is in that, and what it says of itself; empty where it says nothing."""

    place: str
    actor: str = ""
    date: str = ""
    title: str = ""
    text: str = ""
    url: str = ""

    @property
    def whole(self) -> str:
        """Return its title and its text."""
        return "\n\n".join(filter(None, (self.title, self.text)))


def read(path: Path, fields: Mapping[Any, str]) -> tuple[list[Item], str]:
    """Read an archive: a folder of texts and pages, JSON lines, an mbox, a feed or a WARC.

    Returns its items and the SHA-256 of its bytes, of a folder of all its files in order. `fields` say where in an item
    something is, as `member.name`; in a folder, the first part of a path is the actor's. Raises UsageError where it is
    none of these, or has a line that can't be read.
    """
    digest, items = sha256(), list[Item]()
    names = sorted(filter(_is_item, path.rglob("*"))) if path.is_dir() else [path]
    for file in names:
        content, suffix = _content(path, file), file.suffix.lower()
        digest.update(content)
        name = file.relative_to(path).as_posix() if path.is_dir() else path.name
        if ".warc" in file.suffixes:
            items += _of_warc(content, name)
        elif suffix in _LINES:
            items += _of_lines(content, name, fields)
        elif suffix == ".mbox":
            items += _of_mail(content, name)
        elif suffix in _FEEDS:
            items += _of_feed(content, name)
        elif path.is_dir():
            one = _of_page(name, content)
            day = re.search(r"\d{4}-\d\d-\d\d", name)
            actor = name.partition("/")[0] if "/" in name else ""
            items.append(one._replace(actor=actor, date=one.date or day_of(day[0] if day else "")))
        else:
            hint = "a folder, or .jsonl, .mbox, .xml, .rss, .atom or .warc.gz"
            raise UsageError(f"not an archive: {file}", hint)
    return items, digest.hexdigest()


def _is_item(path: Path) -> bool:
    """Return whether a path in an archive is no folder; a link to one may hide items."""
    return path.is_symlink() or not path.is_dir()


def _content(archive: Path, file: Path) -> bytes:
    """Read a file of an archive; raises UsageError where that fails, and for a link inside of it."""
    try:
        if file == archive:
            return files.content(*files.resolved(file))
        return files.content(archive, file.relative_to(archive).as_posix())
    except OSError as error:
        raise UsageError(f"can't read {file}: {error.strerror}") from None


def _of_page(place: str, content: bytes, content_type: str = "", url: str = "") -> Item:
    said, text = described(content), text_of(content, content_type)
    return Item(place, "", said.get("published", ""), said.get("title", ""), text, url)


def _of_lines(content: bytes, name: str, fields: Mapping[Any, str]) -> Iterator[Item]:
    for number, line in enumerate(content.splitlines(), 1):
        try:
            whole = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise UsageError(f"{name}:{number}: not JSON: {error}") from None
        if whole is not None:
            found = dict[str, str]()
            for field in Item._fields[1:]:
                value = whole
                for step in fields.get(field, field).split("."):
                    value = value.get(step) if isinstance(value, dict) else None
                found[field] = str(value) if isinstance(value, (str, int)) else ""
            yield Item(f"{name}:{number}", **found)._replace(date=day_of(found["date"]))


def _of_mail(content: bytes, name: str) -> Iterator[Item]:
    for number, mail in enumerate(_START_OF_MAIL.split(content)[1:], 1):
        # An empty line, which is not of the mail, ends it.
        message: Any = message_from_bytes(mail.removesuffix(b"\n"), policy=default)
        part = message.get_body(("plain", "html"))
        body = part.get_payload(decode=True) if part else b""
        text = text_of(body, str(part["content-type"] or "text/plain")) if body else ""
        actor, title, day = (str(message[header] or "") for header in ("from", "subject", "date"))
        # A name stands before its address.
        actor = re.sub(r"\s*<[^<>]*>$", "", actor)
        yield Item(f"{name}:{number}", actor, day_of(day), title, text)


def _of_feed(content: bytes, name: str) -> Iterator[Item]:
    require("a feed", ("feedparser",), "evidence")
    import feedparser

    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if not found.version:
        raise UsageError(f"{name}: not a feed")
    for number, entry in enumerate(found.entries, 1):
        parts = entry.get("content") or [entry.get("summary_detail") or {}]
        text = text_of(f"<html>{parts[0].get('value', '')}".encode(), "text/html; charset=utf-8")
        time = entry.get("published_parsed") or entry.get("updated_parsed")
        day = date(*time[:3]).isoformat() if time else ""
        actor, title, url = (entry.get(field, "") for field in ("author", "title", "link"))
        yield Item(f"{name}:{number}", actor, day, title, text, url)


def _of_warc(content: bytes, name: str) -> Iterator[Item]:
    require("a WARC", ("warcio",), "evidence")
    from warcio.archiveiterator import ArchiveIterator

    try:
        for number, record in enumerate(ArchiveIterator(BytesIO(content)), 1):
            about, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI") or ""
            content_type = about.get_header("content-type", "") if about else ""
            if record.rec_type == "response":
                with suppress(UnreadablePageError):  # a picture is no item
                    yield _of_page(
                        f"{name}:{number}", record.content_stream().read(), content_type, url
                    )
    except UsageError:
        raise
    except Exception as error:  # warcio and what it reads with raise anything
        raise UsageError(f"{name}: not a WARC that can be read: {error}") from None


@cache
def _letter(letter: str) -> str:
    bare = fold(letter)
    return bare if len(bare) == 1 else letter


def _bare(text: str) -> str:
    """Return a text without case and accents, letter for letter, so that offsets stay."""
    return "".join(map(_letter, text))


def matcher(terms: Sequence[str]) -> re.Pattern[str]:
    """Return what finds terms in bare text: whole words, or their beginnings where a term ends with *."""
    forms = (re.escape(" ".join(_bare(term).split())) for term in terms)
    forms = (form.replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


class Scan:
    """The question to an archive: an issue's terms, in the days of the issue that it covers, up to today."""

    def __init__(
        self,
        dataset: Dataset,
        issue: str,
        about: Document,
        today: str,
        actor: str | None = None,
        checked_by: str | None = None,
    ) -> None:
        """Ask about one actor, or about all.

        Raises UsageError for a wrong description, an issue without terms, and an archive of none of its days.
        """
        self.about = about.read(About, about.values)
        found = dataset.issue(issue)
        self.dataset, self.issue, self.terms = dataset, found["id"], found.get("terms", ())
        if not self.terms:
            hint = 'add them to it, as ["border patrol", "immigra*"]'
            raise UsageError(f"{self.issue} has no `terms` to look for", hint)
        first, last = parse(self.about.covers) if self.about.covers else (None, None)
        self.since = max(filter(None, (first, found["since"])))
        self.until = min(filter(None, (last, found.get("until"), today)))
        if self.since > self.until:
            raise UsageError(
                f"{self.issue} has no day in what the archive covers: {self.about.covers}"
            )
        self.actor = dataset.names.id_of_typed(actor, ACTOR_KINDS) if actor else None
        self.checked_by = checked_by
        self.names, self.pattern = draft.actor_names(dataset), matcher(self.terms)

    def read(self, path: Path, progress: draft.Progress) -> tuple[list[Proposal], list[str]]:
        """Return statements and silences from an archive, and notes on it; raises UsageError if it can't be read."""
        everything, digest = read(path, self.about.fields)
        by_actor, unknown = self._by_actor(everything)
        statements, silences, empty = list[Proposal](), list[Proposal](), 0
        for done, (actor, items) in enumerate(sorted(by_actor.items())):
            progress("scanning", done, len(by_actor))
            inside = [item for item in items if self.since <= item.date <= self.until]
            matching = [item for item in inside if self.pattern.search(_bare(item.whole))]
            if matching:
                statements += (self._statement(item, actor) for item in matching)
            elif inside:
                silences.append(self._silence(actor, items, inside, digest))
            else:
                empty += 1
        notes = list[str]()
        if unknown:
            some = ", ".join(
                [*(name for name, _ in unknown.most_common(3)), *["…"] * (len(unknown) > 3)]
            )
            others = f"{plural(unknown.total(), 'item')} of {plural(len(unknown), 'name')}"
            notes.append(f"{others} that the dataset does not have: {some}")
        if empty:
            notes.append(f"{plural(empty, 'actor')} without an item in the period")
        doubted = sum(any(one.field == "searched" for one in each.questions) for each in silences)
        made = f"{plural(len(statements), 'statement')} and {plural(len(silences), 'silence')} proposed"
        total = plural(len(everything), "item")
        notes.append(f"{total} read: {made}, {doubted} with a question about what was read")
        return statements + silences, notes

    def _by_actor(
        self, everything: Sequence[Item]
    ) -> tuple[Mapping[str, list[Item]], Counter[str]]:
        """Return the items of each actor, the same text at an address once, and the other names with their counts."""

        @cache
        def meant(called: str) -> str | None:
            if not called:
                return self.actor
            try:
                return self.dataset.names.id_of(self.about.actors.get(called, called), ACTOR_KINDS)
            except UsageError:
                return None

        found: defaultdict[str, dict[tuple[str, ...], Item]] = defaultdict(dict)
        unknown = Counter[str]()
        for item in everything:
            actor = meant(item.actor)
            if actor is None:
                unknown[item.actor or "no name"] += 1
            elif self.actor in (None, actor):
                found[actor].setdefault((item.url or item.place, item.date, item.whole), item)
        return {actor: [*its.values()] for actor, its in found.items()}, unknown

    def _statement(self, item: Item, actor: str) -> Proposal:
        """Return the words of an item around a term: best the actor's own in quotation marks, else a sentence."""
        speech = Speech(self.names, item.whole)
        places = (match.start() for match in self.pattern.finditer(_bare(item.whole)))
        choices = (self._words_at(place, item, speech, actor) for place in places)
        span, said, rank = min(choices, key=lambda choice: choice[2])
        is_own = rank < _DOUBTED
        where = {"url": item.url} if item.url else {"citation": f"{self.about.what}, {item.place}"}
        record: dict[str, Any] = {
            "kind": "statement",
            "speaker": actor if is_own else None,
            "issue": self.issue,
            "date": item.date,
            "quote": item.whole[slice(*span)],
            "wording": "excerpt",
            "language": draft.language_of(item.text),
            "channel": self.about.channel,
            "sources": [
                draft.known(
                    {**where, "tier": "primary", "title": item.title, "published": item.date}
                )
            ],
            "verification": "unverified",
        }
        questions = {
            Question("speaker", tuple(sorted(said)), "whose words are they?"): not is_own,
            **{Question(field): record[field] is None for field in ("language", "channel")},
            Question("stance"): True,
        }
        return draft.proposed(record, span, questions, item.whole, item.place)

    def _words_at(
        self, place: int, item: Item, speech: Speech, actor: str
    ) -> tuple[Span, frozenset[str], int]:
        """Return the words around a place of an item, who may have said them, and how good they are, best first."""
        sentences = speech.sentences
        at = next(
            (at for at, one in enumerate(sentences) if place < one.span.end), len(sentences) - 1
        )
        for quotation in sentences[at].quotations:
            if quotation.whole.start <= place < quotation.whole.end:
                ids, sure = speech.of(at, quotation)
                if sure and ids == {actor}:
                    return quotation.words, ids, 0
                return quotation.words, ids if sure and ids else ids | {actor}, _DOUBTED
        # A headline, and a sentence about the actor or of somebody else, are the words of whoever writes the releases.
        frame = sentences[at].frame
        surnames = {name.rpartition(" ")[2] for _, id, name in self.names if id == actor}
        is_about = not surnames.isdisjoint(_WORD.findall(frame)) or _OF_ANOTHER.search(frame)
        rank = _DOUBTED + 1 if place < len(item.title) else _DOUBTED if is_about else 1
        return sentences[at].span, frozenset({actor}), rank

    def _silence(
        self, actor: str, items: Sequence[Item], inside: Sequence[Item], digest: str
    ) -> Proposal:
        name = self.dataset.values(actor)["name"]
        search = {
            "what": f"{self.about.what} of {name}",
            "url": self.about.url,
            "from": self.since,
            "to": self.until,
            "items": len(inside),
            "matched": 0,
            "terms": [*self.terms],
            "sha256": digest,
        }
        record = {
            "kind": "silence",
            "actors": [actor],
            "issue": self.issue,
            "date": self.until,
            "basis": "own-search",
            "response": "none-found",
            "searched": [draft.known(search)],
            "checked_by": self.checked_by,
        }
        doubts = (Question("searched", (), why) for why in self._doubts(items, inside))
        questions = {
            **dict.fromkeys(doubts, True),
            Question("checked_by"): not self.checked_by,
        }
        return draft.proposed(record, Span(0, 0), questions, "")

    def _doubts(self, items: Sequence[Item], inside: Sequence[Item]) -> Iterator[str]:
        """Yield why what was read may not be all that the actor published in the period."""
        if self.about.covers is None:
            yield "the archive does not say what it covers"
        if without := sum(not item.text for item in inside):
            yield f"{plural(without, 'item')} without a text"
        if undated := sum(not item.date for item in items):
            yield f"{plural(undated, 'item')} without a day"
        days = sorted({item.date for item in items if item.date})
        if len(days) < _FEWEST:
            yield f"items on only {plural(len(days), 'day')}, too few to see a gap"
            return
        usual = median(days_between(*pair) for pair in pairwise(days))
        edges = [
            add_days(self.since, -1),
            *sorted({item.date for item in inside}),
            add_days(self.until, 1),
        ]
        for last, following in pairwise(edges):
            first, end = add_days(last, 1), add_days(following, -1)
            if days_between(first, following) > max(_WEEK, min(_TIMES * usual, _MONTH)):
                yield f"no item {interval_words(first, end)}"
