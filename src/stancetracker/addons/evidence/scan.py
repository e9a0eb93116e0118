"""Read an archive of actors' own words for an issue's terms.

Where a term stands a statement is proposed, where none does a silence.

A silence says what was read. An archive that has gaps, or does not say what it covers, is not
called complete.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal

from pydantic import Field

from stancetracker.addons.evidence import archives, draft
from stancetracker.addons.evidence.archives import Archive, Item, Unread
from stancetracker.addons.evidence.excerpts import Excerpt, Sought, excerpt, has_term
from stancetracker.base import apart
from stancetracker.base.apart import UnreadableError
from stancetracker.base.dates import add_days, days_between, interval_words, parse
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.document import Document, Form
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.proposal import Proposal, Question, Span
from stancetracker.index import queries

_FEWEST: Final = 5  # the fewest days from which it is clear how often an actor publishes
_WEEK: Final = 7
_TIMES: Final = 4  # a gap is so many times as long as there usually is none
_MONTH: Final = 31
_MOST_UNKNOWN: Final = 3  # of the names that the dataset does not have
_MOST_NAMED: Final = 10  # of the items that can't be read
_UNQUOTED: Final = "no words around a term are surely theirs: do they speak in this item?"


class ArchiveDescription(Form):
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


class Scan:
    """A search of an archive for an issue's terms, in the days of the issue that it covers."""

    def __init__(
        self,
        dataset: Dataset,
        issue: str,
        description: Document,
        today: str,
        actor: str | None = None,
        checked_by: str | None = None,
    ) -> None:
        """Ask about one actor, or about all.

        Raises UsageError for a wrong description, an issue without terms, and an archive of none of
        its days.
        """
        self.description = description.read(ArchiveDescription, description.values)
        values = dataset.issue(issue)
        self.dataset = dataset
        self.issue = values["id"]
        self.terms = values.get("terms", ())
        if not self.terms:
            hint = 'add them to it, as ["border patrol", "immigra*"]'
            raise UsageError(f"{self.issue} has no `terms` to look for", hint)
        first, last = parse(self.description.covers) if self.description.covers else (None, None)
        self.since = max(filter(None, (first, values["since"])))
        self.until = min(filter(None, (last, values.get("until"), today)))
        if self.since > self.until:
            raise UsageError(
                f"{self.issue} has no day in what the archive covers: {self.description.covers}"
            )
        self.actor = dataset.names.id_of_typed(actor, ACTOR_KINDS) if actor else None
        self.checked_by = checked_by
        self.names = draft.actor_names(dataset)

    def read(self, path: Path, progress: draft.Progress) -> tuple[list[Proposal], list[str]]:
        """Return statements and silences from an archive, and notes on it.

        Raises UsageError if it can't be read.
        """
        archive = archives.read(path, self.description.fields)
        by_actor, unknown = self._by_actor(archive.items)
        searched_by_actor = {
            actor: self._searched(items, archive.unread) for actor, items in by_actor.items()
        }
        statements: list[Proposal] = []
        silences: list[Proposal] = []
        empty = on_record = 0
        speakers = self._on_record_by_then(by_actor)
        for done, (actor, items) in enumerate(sorted(by_actor.items())):
            progress("scanning", done, len(by_actor))
            searched = searched_by_actor[actor]
            if matching := [item for item, has_one in searched if has_one]:
                statements += self.statements(actor, matching, archive.unread)
            elif searched and actor in speakers:
                on_record += 1
            elif searched:
                inside = [item for item, _ in searched]
                silences.append(self._silence(actor, items, inside, archive))
            else:
                empty += 1
        notes = [*_unread_notes(archive.unread), *_unknown_notes(unknown)]
        if empty:
            notes.append(f"{plural(empty, 'actor')} without an item in the period")
        if on_record:
            notes.append(
                f"no silence of {plural(on_record, 'actor')} without a term in the archive:"
                f" their statements on record are from before {self.until}"
            )
        notes.append(_summary(len(archive.items), statements, silences))
        return statements + silences, notes

    def _on_record_by_then(self, actors: Iterable[str]) -> Set[str]:
        """Return the actors who have a statement on record by the last day of the period."""
        queries.set_question(self.dataset.connection, queries.Question(self.until))
        rows = queries.standings(self.dataset.connection, {self.issue}, actors=set(actors))
        return {row.actor for row in rows if row.status == "spoke"}

    def _by_actor(
        self, everything: Sequence[Item]
    ) -> tuple[Mapping[str, list[Item]], Counter[str]]:
        """Return the items of each actor, and how many there are of each unknown name.

        The same text at an address counts once.
        """

        @cache
        def meant(called: str) -> str | None:
            if not called:
                return self.actor
            try:
                return self.dataset.names.id_of(
                    self.description.actors.get(called, called), ACTOR_KINDS
                )
            except UsageError:
                return None

        by_actor: defaultdict[str, dict[tuple[str, ...], Item]] = defaultdict(dict)
        unknown = Counter[str]()
        for item in everything:
            actor = meant(item.actor)
            if actor is None:
                unknown[item.actor or "no name"] += 1
            elif self.actor in (None, actor):
                by_actor[actor].setdefault((item.url or item.place, item.date, item.whole), item)
        return {actor: [*its.values()] for actor, its in by_actor.items()}, unknown

    def _searched(self, items: Sequence[Item], unread: list[Unread]) -> list[tuple[Item, bool]]:
        """Return the items in the period that can be read, and whether a term is in each."""
        inside = [item for item in items if self.since <= item.date <= self.until]
        texts = (apart.Item(_content(item)) for item in inside)
        return list(_readable(inside, apart.run_all(has_term, texts, self.terms), unread))

    def statements(
        self, actor: str, matching: Sequence[Item], unread: list[Unread]
    ) -> Iterator[Proposal]:
        """Yield a statement for each item in which a term is."""
        texts = (apart.Item(_content(item), (len(item.title), actor)) for item in matching)
        excerpts = apart.run_all(excerpt, texts, Sought(self.terms, self.names))
        for item, values in _readable(matching, excerpts, unread):
            yield self._statement(item, actor, Excerpt(*values))

    def _statement(self, item: Item, actor: str, words: Excerpt) -> Proposal:
        """Return a statement with an item's title, and a quote if one is surely the actor's."""
        where = (
            {"url": item.url}
            if item.url
            else {"citation": f"{self.description.what}, {item.place}"}
        )
        record: dict[str, Any] = {
            "kind": "statement",
            "speaker": actor if words.is_own else None,
            "issue": self.issue,
            "date": item.date,
            "summary": item.title,
            "channel": self.description.channel,
            "sources": [
                draft.known(
                    {**where, "tier": "primary", "title": item.title, "published": item.date}
                )
            ],
            "verification": "unverified",
        }
        if words.is_own:
            record |= {
                "quote": item.whole[slice(*words.span)],
                "wording": "excerpt",
                "language": words.language,
            }
        questions = {
            Question("speaker", tuple(words.speakers), _UNQUOTED): not words.is_own,
            Question("summary", (), "the item has no title"): not words.is_own and not item.title,
            Question("language", (), "its words are too few to tell"): (
                words.is_own and not words.language
            ),
            Question("channel"): not self.description.channel,
            Question("stance"): True,
        }
        return draft.proposed(record, Span(*words.span), questions, item.whole, item.place)

    def _silence(
        self, actor: str, items: Sequence[Item], inside: Sequence[Item], archive: Archive
    ) -> Proposal:
        name = self.dataset.values(actor)["name"]
        search = {
            "what": f"{self.description.what} of {name}",
            "url": self.description.url,
            "from": self.since,
            "to": self.until,
            "items": len(inside),
            "matched": 0,
            "terms": [*self.terms],
            "sha256": archive.sha256,
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
        doubts = (
            Question("searched", (), why) for why in self._doubts(items, inside, archive.unread)
        )
        questions = {
            **dict.fromkeys(doubts, True),
            Question("checked_by"): not self.checked_by,
        }
        return draft.proposed(record, Span(0, 0), questions, "")

    def _doubts(
        self, items: Sequence[Item], inside: Sequence[Item], unread: Sequence[Unread]
    ) -> Iterator[str]:
        """Yield why what was read may not be all that the actor published in the period."""
        if self.description.covers is None:
            yield "the archive does not say what it covers"
        if unread:
            yield f"{plural(len(unread), 'item')} of the archive can't be read"
        if without := sum(not item.text for item in inside):
            yield f"{plural(without, 'item')} without a text"
        if undated := sum(not item.date for item in items):
            yield f"{plural(undated, 'item')} without a day"
        days = sorted({item.date for item in items if item.date})
        yield from lulls(days, self.since, self.until)


def lulls(days: Sequence[str], first: str, last: str) -> Iterator[str]:
    """Yield in words from when to when no item came, for longer than usual, in a period.

    `days` are those with an item, in their order.
    """
    longest = longest_lull(days)
    if longest is None:
        yield f"items on only {plural(len(days), 'day')}, too few to see a gap"
        return
    inside = (day for day in days if first <= day <= last)
    for earlier, later in pairwise([add_days(first, -1), *inside, add_days(last, 1)]):
        start, end = add_days(earlier, 1), add_days(later, -1)
        if days_between(start, later) > longest:
            yield f"no item {interval_words(start, end)}"


def longest_lull(days: Sequence[str]) -> float | None:
    """Return how many days without an item are no gap; None for too few days to know.

    `days` are those with an item, in their order.
    """
    if len(days) < _FEWEST:
        return None
    usual = median(days_between(*pair) for pair in pairwise(days))
    return max(_WEEK, min(_TIMES * usual, _MONTH))


def _content(item: Item) -> bytes:
    return item.whole.encode("utf-8", "surrogatepass")


def _readable(
    items: Sequence[Item], answers: Iterable[tuple[apart.Item, Any]], unread: list[Unread]
) -> Iterator[tuple[Item, Any]]:
    """Yield each item with its answer; add those that can't be read to `unread`."""
    for item, (_, answer) in zip(items, answers, strict=True):
        if isinstance(answer, UnreadableError):
            unread.append(Unread(item.place, answer.message))
        else:
            yield item, answer


def _summary(items: int, statements: Sequence[Proposal], silences: Sequence[Proposal]) -> str:
    """Return how many items were read, and what that proposes."""
    doubted = sum(
        any(question.field == "searched" for question in silence.questions) for silence in silences
    )
    proposed = (
        f"{plural(len(statements), 'statement')} and {plural(len(silences), 'silence')} proposed"
    )
    total = plural(items, "item")
    return f"{total} read: {proposed}, {doubted} with a question about what was read"


def _unknown_notes(unknown: Counter[str]) -> Iterator[str]:
    """Yield how many items are of names that the dataset does not have."""
    if unknown:
        names = [name for name, _ in unknown.most_common(_MOST_UNKNOWN)]
        if len(unknown) > _MOST_UNKNOWN:
            names.append("…")
        others = f"{plural(unknown.total(), 'item')} of {plural(len(unknown), 'name')}"
        yield f"{others} that the dataset does not have: {', '.join(names)}"


def _unread_notes(unread: Sequence[Unread]) -> Iterator[str]:
    """Yield which items were passed over, and why."""
    for place, reason in unread[:_MOST_NAMED]:
        yield f"passed over: {place}: {reason}"
    if len(unread) > _MOST_NAMED:
        yield f"passed over: {plural(len(unread) - _MOST_NAMED, 'more item')}"
