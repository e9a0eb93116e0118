"""Checks of what may be one thing twice, or be taken for another."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

from stancetracker.base.text import fold
from stancetracker.ledger.checks.found import Finds, Found
from stancetracker.ledger.dataset import Entry
from stancetracker.ledger.lookalikes import skeleton
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.organization import Organization
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.scan import Path
from stancetracker.ledger.view import View

Pair = tuple[Entry[Statement], Entry[Statement]]
_WORD: Final = re.compile(r"\w+")
# To compare all quotes of one speaker with each other takes its time; neighbours by day are enough.
_MOST_COMPARED: Final = 100


def possible_duplicate(view: View, today: str) -> Finds:
    """Two statements that may be one

    The same speaker, issue and days, and the same quote, one that holds the other, or the same address. If
    they are one, keep the better record and add the other's source to it.
    """
    told = set()
    for earlier, later in (*_of_one_key(view), *_of_one_wording(view)):
        if later.id not in told:
            told.add(later.id)
            message = f"may be the same as {earlier.id} at {earlier.place}"
            yield Found(later, (), message, "if it is, keep one, with the sources of both")


def _of_one_key(view: View) -> Iterator[Pair]:
    """Pairs with the same quote or the same address."""
    groups: dict[tuple[str, ...], list[Entry[Statement]]] = defaultdict(list)
    for entry in view.standing(Statement):
        pair = (entry.record.speaker, entry.record.issue)
        urls = (source.url for source in entry.record.sources)
        for key in keys(entry.record.quote, urls):
            groups[(*pair, key)].append(entry)
    for group in groups.values():
        yield from _overlapping(view, group)


def _of_one_wording(view: View) -> Iterator[Pair]:
    """Pairs of which one quote holds the other, word by word."""
    groups: dict[tuple[str, str], list[tuple[str, Entry[Statement]]]] = defaultdict(list)
    for entry in view.standing(Statement):
        if words := wording(entry.record.quote):
            groups[entry.record.speaker, entry.record.issue].append((words, entry))
    for group in groups.values():
        recent: deque[tuple[str, Entry[Statement]]] = deque(maxlen=_MOST_COMPARED)
        for words, entry in sorted(group, key=lambda item: (view.days(item[1].record), item[1].place)):
            start, _ = view.days(entry.record)
            for others, other in recent:
                if view.days(other.record)[1] >= start and (words in others or others in words):
                    yield _in_order(view, other, entry)
            recent.append((words, entry))


def keys(quote: str | None, urls: Iterable[str | None]) -> Iterable[str]:
    """What two statements of one speaker, issue and day do not share unless they may be one, each once."""
    return dict.fromkeys(key for key in (quote, *urls) if key)


def wording(quote: str | None) -> str:
    """The words of a quote, each between spaces, as they are compared; empty where there are none."""
    words = " ".join(_WORD.findall(fold(quote or "")))
    return words and f" {words} "


def _in_order(view: View, one: Entry[Statement], other: Entry[Statement]) -> Pair:
    earlier, later = sorted((one, other), key=lambda entry: view.position[entry.place])
    return earlier, later


def _overlapping(view: View, group: list[Entry[Statement]]) -> Iterator[Pair]:
    """Pairs of neighbours whose days overlap, the one that stands first in the dataset first."""
    by_day = sorted(group, key=lambda entry: (view.days(entry.record), view.position[entry.place]))
    latest = by_day[0]
    for entry in by_day[1:]:
        if view.days(latest.record)[1] >= view.days(entry.record)[0]:
            yield _in_order(view, latest, entry)
        latest = max(latest, entry, key=lambda entry: view.days(entry.record)[1])


def confusable_names(view: View, today: str) -> Finds:
    """Two actors with one name

    Their names or aliases are the same but for case, accents or look-alike characters, such as Cyrillic
    letters for Latin ones. A filter by that name finds both, or the wrong one.
    """
    names: list[tuple[str, Entry[Any], Path]] = []
    for actor in view.actors:
        names.append((actor.record.name, actor, ("name",)))
        names += [(other, actor, ("other_names", n)) for n, other in enumerate(actor.record.other_names)]
    yield from _confusable(view, names)


def confusable_ids(view: View, today: str) -> Finds:
    """Two ids that look alike

    They differ only by hyphens or by characters that look alike, as 0 and o, 1 and l, rn and m.
    """
    named = (Person, Organization, Issue, Event, Petition)
    entries = (entry for kind in named for entry in view.of(kind))
    yield from _confusable(view, [(entry.id, entry, ("id",)) for entry in entries], ids=True)


def _confusable(view: View, names: list[tuple[str, Entry[Any], Path]], *, ids: bool = False) -> Finds:
    known: dict[str, tuple[str, Entry[Any]]] = {}
    for name, entry, path in sorted(names, key=lambda item: view.position[item[1].place]):
        first_name, first_entry = known.setdefault(skeleton(name, ids=ids), (name, entry))
        if first_entry.id != entry.id:
            other = f"{first_name} ({first_entry.id} at {first_entry.place})"
            yield Found(entry, path, f"{name} is easily taken for {other}")
