"""First statements: for a large panel, a bar for each span of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.figures.frame import (
    FRAMES,
    TAIL,
    Frame,
    Plan,
    axis_samples,
    base_line,
    leads,
    picture_of,
    planned,
    stems,
)
from stancetracker.figures.record import Days, OnRecord, Spell
from stancetracker.figures.scales import width
from stancetracker.figures.shapes import (
    Cell,
    Drawing,
    Picture,
    Row,
    Sample,
    Table,
    area,
    area_sample,
    as_of,
    extent,
    label,
    patterns,
)


@dataclass(frozen=True)
class Bin:
    """The first statements whose last possible day lies in a span of days, by stance."""

    first: str
    last: str
    words: str
    """The span in words: `5–11 Jan 2026`."""
    stances: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FirstStatements(Days):
    """Instead of a line each, for a large panel: how many first statements fell into each span of days."""

    bins: tuple[Bin, ...]
    total: int


MOST_BINS: Final = 30
_WIDTHS: Final = (1, 2, 3, 7, 14, 28, 91, 182, 364)
"""How many days a bin may hold: round numbers of days, weeks, months or years."""


def first_statements(found: Sequence[OnRecord], days: Days) -> FirstStatements:
    """Count the first statements of a panel by spans of days."""
    firsts = [one.first for one in found if one.first]
    bins = _bins(firsts, days.first, days.last)
    return FirstStatements(**vars(days), bins=bins, total=len(firsts))


def _bins(firsts: Sequence[Spell], first: str, last: str) -> tuple[Bin, ...]:
    """Split the days into equal spans; the first also takes earlier dates, the last ends where the days do."""
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


def picture(figure: FirstStatements) -> Picture:
    """Lay the figure out."""
    plans = [_plan(figure, frame) for frame in FRAMES]
    about = (
        "How many first statements there were, each counted on the last day on which it may have been made."
    )
    span = extent(figure.first, plans[0].axis.last, figure.as_of)
    return picture_of(
        "first",
        ("First statements", about, f"{plural(figure.total, 'first statement')}. {span}."),
        [plan.head for plan in plans],
        [_drawing(figure, plan) for plan in plans],
        _legend(figure),
        _table(figure),
    )


def _stances(figure: FirstStatements) -> list[str]:
    """Return the stances that occur, in order."""
    used = {stance for each in figure.bins for stance, number in each.stances if number}
    return [name for name in wording.STANCES if name in used]


def _count(each: Bin) -> int:
    return sum(number for _, number in each.stances)


def _plan(figure: FirstStatements, frame: Frame) -> Plan:
    most = max(map(_count, figure.bins), default=0)
    right = frame.width - 12 - TAIL * (figure.as_of > figure.last)
    return planned(frame, figure, most, width(f"{most:,}", frame.size) + 14, right)


def _drawing(figure: FirstStatements, plan: Plan) -> Drawing:
    frame = plan.frame
    end = plan.days + 2.5 * frame.size
    labels = (*plan.labels, label("as-of end", frame.width, end, as_of(figure.as_of)))
    pieces = (
        plan.grid,
        leads(frame, plan.head, plan.head.height),
        stems(plan.head, [(plan.head.height, plan.counts.bottom)]),
        *base_line(plan.axis, plan.counts.bottom, figure.as_of),
    )
    rows = tuple(_bar(each, plan) for each in figure.bins if _count(each))
    height = round(end + 0.5 * frame.size)
    return Drawing(frame.css, frame.width, height, pieces, labels, rows, patterns(_stances(figure)))


def _bar(each: Bin, plan: Plan) -> Row:
    """Draw a bar over its days, in parts by stance, with its number above."""
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


def _edges(each: Bin, plan: Plan) -> tuple[float, float]:
    """Return where a bar begins and ends: within the axis, and never too thin to see."""
    line = plan.axis
    day = (line.right - line.left) / max(1, dates.days_between(line.first, line.last))
    left = min(max(line.x(each.first) - day / 2 + 1, line.left), line.right - 3)
    right = max(min(line.x(each.last) + day / 2 - 1, line.right), line.left + 3)
    return left, max(right, left + 3)


def _legend(figure: FirstStatements) -> Iterator[Sample]:
    for name in _stances(figure):
        yield Sample(area_sample(name), wording.STANCES[name], 26)
    yield from axis_samples(figure)


def _table(figure: FirstStatements) -> Table:
    stances = _stances(figure)
    columns = ("Days", *(wording.STANCES[name] for name in stances), "All")
    rows = []
    for each in figure.bins:
        numbers = dict(each.stances)
        counts = (f"{numbers.get(name, 0):,}" for name in stances)
        rows.append(tuple(map(Cell, (each.words, *counts, f"{_count(each):,}"))))
    return Table(columns, tuple(rows))


def _bar_words(span: str, count: int, stances: Mapping[str, int]) -> str:
    """Describe a bar: `5–11 Jan 2026: 12 (10 against, 2 in favor)`."""
    parts = wording.split(stances, wording.STANCES)
    return f"{span}: {count:,}" + (f" ({parts})" if parts else "")
