"""First statements: for a large panel, a bar for each span of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.figures.frame import (
    FRAMES,
    TAIL,
    Frame,
    Head,
    base_line,
    head,
    leads,
    levels,
    numbered,
    scale,
    stems,
    tail,
    titled,
    trigger,
)
from stancetracker.figures.record import Days, Moment, OnRecord, Spell
from stancetracker.figures.scales import Axis, Scale, axis, width
from stancetracker.figures.shapes import (
    Cell,
    Drawing,
    Picture,
    Piece,
    Row,
    Sample,
    Table,
    across,
    area,
    area_sample,
    as_of,
    extent,
    label,
    patterns,
)
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class Bin:
    """The first statements whose last possible day lies in a span of days, by stance."""

    first: str
    last: str
    words: str
    """The span in words: `5–11 Jan 2026`."""
    stances: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FirstStatements:
    """Instead of a line each, for a large panel: how many first statements fell into each span of days."""

    first: str
    last: str
    as_of: str
    triggers: tuple[Moment, ...]
    bins: tuple[Bin, ...]
    total: int


MOST_BINS: Final = 30


_WIDTHS: Final = (1, 2, 3, 7, 14, 28, 91, 182, 364)
"""How many days a bin may hold: such that a few more make the next days, weeks, months or years."""


def first_statements(asked: Panel, found: Sequence[OnRecord], days: Days) -> FirstStatements:
    firsts = [one.first for one in found if one.first]
    bins = _bins(firsts, days.first, days.last)
    return FirstStatements(days.first, days.last, asked.counts.as_of, days.triggers, bins, len(firsts))


def _bins(firsts: Sequence[Spell], first: str, last: str) -> tuple[Bin, ...]:
    """Spans of as many days each; the first also holds what is dated before it, the last ends where the days do."""
    days = dates.days_between(first, last) + 1
    wide = _days_wide(days)
    counted: dict[int, Counter[str]] = {start: Counter() for start in range(0, days, wide)}
    for spell in firsts:
        place = max(dates.days_between(first, spell.latest), 0)
        counted[place - place % wide][spell.stance] += 1
    return tuple(
        _bin_of(dates.add_days(first, start), dates.add_days(first, min(start + wide, days) - 1), stances)
        for start, stances in counted.items()
    )


def _days_wide(days: int) -> int:
    years = -(-days // (MOST_BINS * _WIDTHS[-1]))
    return next((wide for wide in _WIDTHS if days <= wide * MOST_BINS), years * _WIDTHS[-1])


def _bin_of(first: str, last: str, stances: Counter[str]) -> Bin:
    present = tuple((stance, stances[stance]) for stance in wording.STANCES if stances[stance])
    return Bin(first, last, dates.interval_words(first, last), present)


class _Plan(NamedTuple):
    frame: Frame
    axis: Axis
    head: Head
    counts: Scale


def picture(figure: FirstStatements) -> Picture:
    """Lay the figure out."""
    plans = tuple(_plan(figure, frame) for frame in FRAMES)
    return Picture(
        kind="first",
        title="First statements",
        about=(
            "How many first statements there were, each counted on the last day on which it may have "
            "been made."
        ),
        summary=_summary(figure.total, figure.first, plans[0].axis.last, figure.as_of),
        drawings=tuple(_drawing(figure, plan) for plan in plans),
        legend=tuple(_legend(figure)),
        triggers=plans[0].head.told,
        numbered=numbered((plans[0].head, plans[1].head)),
        table=_table(figure),
    )


def _stances(figure: FirstStatements) -> list[str]:
    """The stances that occur, in their order."""
    used = {stance for each in figure.bins for stance, number in each.stances if number}
    return [name for name in wording.STANCES if name in used]


def _count(each: Bin) -> int:
    return sum(number for _, number in each.stances)


def _plan(figure: FirstStatements, frame: Frame) -> _Plan:
    most = max(map(_count, figure.bins), default=0)
    left = width(f"{most:,}", frame.size) + 14
    line = axis(figure.first, figure.last, left, frame.width - 12 - TAIL * (figure.as_of > figure.last))
    found = head(frame, line, figure.triggers, (0, frame.width))
    top = found.height + 2.1 * frame.size
    return _Plan(frame, line, found, Scale(most, top, top + (150 if frame.is_narrow else 220)))


def _drawing(figure: FirstStatements, plan: _Plan) -> Drawing:
    frame, counts = plan.frame, plan.counts
    days = counts.bottom + 1.5 * frame.size
    end = days + 2.5 * frame.size
    labels = [
        *titled(frame, plan.head, plan.head.height - 6),
        *levels(counts, frame, plan.axis.left),
        *scale(frame, plan.head, days),
        label("as-of end", frame.width, end, as_of(figure.as_of)),
    ]
    pieces = (
        Piece(
            "grid",
            "".join(across(plan.axis.left, plan.axis.right, counts.y(each)) for each in counts.marks()),
        ),
        leads(frame, plan.head, plan.head.height),
        stems(plan.head, [(plan.head.height, counts.bottom)]),
        *base_line(plan.axis, counts.bottom, figure.as_of),
    )
    rows = tuple(_bar(each, plan) for each in figure.bins if _count(each))
    height = round(end + 0.5 * frame.size)
    return Drawing(frame.css, frame.width, height, pieces, tuple(labels), rows, patterns(_stances(figure)))


def _bar(each: Bin, plan: _Plan) -> Row:
    """A bar over its days, in parts by stance, with its number above."""
    left, right = _edges(each, plan)
    pieces, low = [], 0
    for stance, number in each.stances:
        if number:
            top, bottom = plan.counts.y(low + number), plan.counts.y(low)
            pieces.append(area(stance, left, top, right, bottom))
            low += number
    text = f"{low:,}"
    roomy = width(text, plan.frame.size) <= right - left + 4
    labels = (label("count", (left + right) / 2, plan.counts.y(low) - 5, text),) if roomy else ()
    return Row(_bar_words(each.words, low, dict(each.stances)), "", tuple(pieces), labels)


def _edges(each: Bin, plan: _Plan) -> tuple[float, float]:
    """From the beginning of the first day to the end of the last, within the axis and never too thin to see."""
    line = plan.axis
    day = (line.right - line.left) / max(1, dates.days_between(line.first, line.last))
    left = min(max(line.x(each.first) - day / 2 + 1, line.left), line.right - 3)
    right = max(min(line.x(each.last) + day / 2 - 1, line.right), line.left + 3)
    return left, max(right, left + 3)


def _legend(figure: FirstStatements) -> Iterator[Sample]:
    for name in _stances(figure):
        yield Sample(area_sample(name), wording.STANCES[name], 26)
    if figure.triggers:
        yield trigger()
    if figure.as_of > figure.last:
        yield tail(figure.last)


def _table(figure: FirstStatements) -> Table:
    stances = _stances(figure)
    columns = ("Days", *(wording.STANCES[name] for name in stances), "All")
    rows = []
    for each in figure.bins:
        numbers = dict(each.stances)
        counts = (f"{numbers.get(name, 0):,}" for name in stances)
        rows.append(tuple(map(Cell, (each.words, *counts, f"{_count(each):,}"))))
    return Table(columns, tuple(rows))


def _summary(total: int, first: str, last: str, end: str) -> str:
    """What the histogram shows, for whoever can't see it."""
    return f"{plural(total, 'first statement')}. {extent(first, last, end)}."


def _bar_words(span: str, count: int, stances: Mapping[str, int]) -> str:
    """A bar of a histogram: `5–11 Jan 2026: 12 (10 against, 2 in favor)`."""
    parts = wording.split(stances, wording.STANCES)
    return f"{span}: {count:,}" + (f" ({parts})" if parts else "")
