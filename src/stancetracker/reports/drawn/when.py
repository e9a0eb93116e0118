"""Who spoke when: a line for each of a panel, or how many first statements each span of days holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.index.recorded import Happened, Looked, Said
from stancetracker.reports.drawn.on_record import Axis, OnRecord, axis, on_record
from stancetracker.reports.figures import MOST_ROWS, Bin, FirstStatements, Line, Spell, WhoSpokeWhen
from stancetracker.reports.panel import Panel

MOST_BINS: Final = 30
_WIDTHS: Final = (1, 2, 3, 7, 14, 28, 91, 182, 364)
"""How many days a bin may hold: such that a few more make the next days, weeks, months or years."""
_STATUSES: Final = ("spoke", "silent", "unchecked")


def who_spoke_when(
    asked: Panel, said: Sequence[Said], looks: Sequence[Looked], events: Sequence[Happened]
) -> WhoSpokeWhen | FirstStatements:
    """The days of the panel's statements and looks, first statements first; without a panel, of all on record.

    Words that were not public stand on their own days, where they count, and on those by which they were known.
    """
    found = on_record(asked, said, looks)
    days = axis(asked, found, events)
    if len(found) > MOST_ROWS:
        return _first_statements(asked, found, days)
    lines = tuple(_line(one) for one in sorted(found, key=_turn))
    return WhoSpokeWhen(days.first, days.last, asked.counts.as_of, days.triggers, lines)


def _turn(one: OnRecord) -> tuple[int, str, str, bool, str, str]:
    """By status; who spoke by the days of the first statement, others with those reported last; then by name."""
    standing, first = one.standing, one.first
    days = (first.latest, first.earliest) if first else ("", "")
    reported = first is None and bool(one.reported)
    return (_STATUSES.index(standing.status), *days, reported, standing.name, standing.actor)


def _line(one: OnRecord) -> Line:
    standing = one.standing
    return Line(
        actor=standing.actor,
        kind=standing.actor_kind,
        name=standing.name,
        status=standing.status,
        stance=standing.stance,
        words=wording.cell({**standing._asdict(), "panel": True}),
        spells=one.spells,
        looks=one.looks,
        reported=one.reported,
    )


def _first_statements(asked: Panel, found: Sequence[OnRecord], days: Axis) -> FirstStatements:
    firsts = [one.first for one in found if one.first]
    bins = _bins(firsts, days.first, days.last)
    return FirstStatements(days.first, days.last, asked.counts.as_of, days.triggers, bins, len(firsts))


def _bins(firsts: Sequence[Spell], first: str, last: str) -> tuple[Bin, ...]:
    """Spans of as many days each; the first also holds what is dated before it, the last ends where the days do."""
    days = dates.days_between(first, last) + 1
    wide = _width(days)
    counted: dict[int, Counter[str]] = {start: Counter() for start in range(0, days, wide)}
    for spell in firsts:
        place = max(dates.days_between(first, spell.latest), 0)
        counted[place - place % wide][spell.stance] += 1
    return tuple(
        _bin(dates.add_days(first, start), dates.add_days(first, min(start + wide, days) - 1), stances)
        for start, stances in counted.items()
    )


def _width(days: int) -> int:
    years = -(-days // (MOST_BINS * _WIDTHS[-1]))
    return next((wide for wide in _WIDTHS if days <= wide * MOST_BINS), years * _WIDTHS[-1])


def _bin(first: str, last: str, stances: Counter[str]) -> Bin:
    present = tuple((stance, stances[stance]) for stance in wording.STANCES if stances[stance])
    return Bin(first, last, dates.interval_words(first, last), present)
