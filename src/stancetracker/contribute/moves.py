"""Where everybody stood and stands: what differs between the standings of two states, and which days passed.

Standings are asked of the index of each state, so that their rule is written in one place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.contribute.described import About, Change, Lore, made, text
from stancetracker.contribute.sides import Side
from stancetracker.index import queries
from stancetracker.index.queries import Standing
from stancetracker.index.question import Question
from stancetracker.index.store import ask_of
from stancetracker.ledger.model.issue import Issue

_MARKS: Final = ("stale", "reported", "may_have_spoken")
_OF_A_RECORD: Final = ("stance", "date", "earliest", "latest", "evidence", "basis", "response", "checked_by")
Pair = tuple[str, str]


def moved(before: Side, after: Side, renamed: Mapping[str, str], lore: Lore) -> Iterator[Change]:
    """What differs between the standings of two states; `renamed` are the ids that changed between them."""
    first, second = _standings(before, after, renamed)
    was_there = {renamed.get(name, name) for name in _issues(before)}
    is_there = _issues(after)
    for pair in sorted(first.keys() | second.keys()):
        old, new = first.get(pair), second.get(pair)
        if old is None and pair[0] in was_there:
            old = _unchecked(second[pair])
        if new is None and pair[0] in is_there:
            new = _unchecked(first[pair])
        if old is None or new is None or old.status != new.status:
            yield _turned("status", "status", old, new, lore)
        else:
            yield from _within(old, new, lore)
        if old is not None and new is not None and old.panel != new.panel:
            yield _marked(old, new, "panel", "in the panel", lore)


def _issues(side: Side) -> set[str]:
    return {entry.id for entry in side.dataset.entries if isinstance(entry.record, Issue)}


def _unchecked(standing: Standing) -> Standing:
    """Where somebody stands of whom an issue has no record, as long as there is the issue."""
    nothing: dict[str, Any] = {**dict.fromkeys(_OF_A_RECORD), **dict.fromkeys(("panel", *_MARKS), False)}
    return standing._replace(status="unchecked", **nothing)


def _standings(
    before: Side, after: Side, renamed: Mapping[str, str]
) -> tuple[dict[Pair, Standing], dict[Pair, Standing]]:
    """Where everybody stood and stands, by issue and actor, under the ids of the second state."""
    if before.dataset is after.dataset:
        first, second = ask_of(after.dataset, (before.asked, after.asked), _asked)
    else:
        [first], [second] = (ask_of(side.dataset, (side.asked,), _asked) for side in (before, after))
    moved = [
        standing._replace(
            issue=renamed.get(standing.issue, standing.issue),
            actor=renamed.get(standing.actor, standing.actor),
            evidence=renamed.get(standing.evidence or "", standing.evidence),
        )
        for standing in first
    ]
    one, other = ({(each.issue, each.actor): each for each in found} for found in (moved, second))
    return one, other


def _asked(connection: sqlite3.Connection, _: Question) -> list[Standing]:
    return queries.standings(connection)


def _within(old: Standing, new: Standing, lore: Lore) -> Iterator[Change]:
    """What changed about a standing whose status did not."""
    if old.stance != new.stance:
        yield _turned("stance", "stance", old, new, lore)
    elif old.response != new.response:
        yield _turned("standing", "response", old, new, lore)
    elif old.evidence != new.evidence:
        yield _turned("standing", "evidence", old, new, lore)
    elif (old.earliest, old.latest) != (new.earliest, new.latest):
        yield _turned("standing", "date", old, new, lore)
    yield from (
        _marked(old, new, field, wording.flags({**dict.fromkeys(_MARKS, False), field: True})[0], lore)
        for field in _MARKS
        if getattr(old, field) != getattr(new, field)
    )


def _turned(change: str, field: str, old: Standing | None, new: Standing | None, lore: Lore) -> Change:
    sure = new or old
    assert sure is not None
    after, before = (_words(each) if each else None for each in (new, old))
    if after == before and old and new:
        after, before = (f"{words} ({each.evidence})" for words, each in ((after, new), (before, old)))
    was, now = (text(getattr(each, field)) if each else None for each in (old, new))
    return _standing(change, sure, field, was, now, wording.turned(_about(sure, lore), after, before))


def _marked(old: Standing, new: Standing, field: str, words: str, lore: Lore) -> Change:
    was, now = (bool(getattr(each, field)) for each in (old, new))
    sentence = wording.marked(_about(new, lore), words, now)
    return _standing("standing", new, field, text(was), text(now), sentence)


def _standing(
    change: str, standing: Standing, field: str, before: str | None, after: str | None, sentence: str
) -> Change:
    about = About((standing.actor,), (standing.issue,))
    return Change(change, "standing", None, about, standing.name, field, before, after, sentence)


def _about(standing: Standing, lore: Lore) -> str:
    return f"{lore.name(standing.actor)} on {lore.name(standing.issue)}"


def _words(standing: Standing) -> str:
    if standing.status == "silent" and standing.earliest:
        when = dates.words(standing.earliest)
    else:
        when = dates.interval_words(standing.earliest, standing.latest) if standing.latest else ""
    marks = wording.flags(standing._asdict())
    return wording.standing_on(
        standing.status, standing.stance, when, standing.response, marks, standing.audience
    )


def passed(before: Side, after: Side, lore: Lore) -> Iterator[Change]:
    """The first and last days of issues that passed from one as-of day to the other."""
    first, last = before.asked.as_of, after.asked.as_of
    for entry in after.dataset.entries if first != last else ():
        issue = entry.record
        if isinstance(issue, Issue):
            for field, day in (("since", issue.since), ("until", issue.until)):
                # The first day is of the issue, the day after the last one is not.
                if day and (first < day <= last if field == "since" else first <= day < last):
                    words = wording.day_passed(lore.name(issue.id), field, day)
                    yield made("deadline", issue, lore, words, (field, None, day))
