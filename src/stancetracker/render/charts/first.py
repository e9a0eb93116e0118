"""First statements: for a large panel, a bar for each span of days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stancetracker.base import chart_words, dates, wording
from stancetracker.render.charts.areas import area, patterns, sample
from stancetracker.render.charts.counts import Scale, levels
from stancetracker.render.charts.days import Axis, axis
from stancetracker.render.charts.drawing import (
    Cell,
    Drawing,
    Picture,
    Piece,
    Row,
    Sample,
    Table,
    across,
    label,
)
from stancetracker.render.charts.frame import (
    FRAMES,
    TAIL,
    Frame,
    Head,
    base_line,
    head,
    leads,
    numbered,
    scale,
    stems,
    titled,
)
from stancetracker.render.charts.legend import tail, trigger
from stancetracker.render.charts.measure import width
from stancetracker.reports.figures import Bin, FirstStatements


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
        title=chart_words.FIRST,
        about=chart_words.ABOUT_FIRST,
        summary=chart_words.about_first(figure.total, figure.first, plans[0].axis.last, figure.as_of),
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
        label("as-of end", frame.width, end, chart_words.as_of(figure.as_of)),
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
    return Row(chart_words.bin(each.words, low, dict(each.stances)), "", tuple(pieces), labels)


def _edges(each: Bin, plan: _Plan) -> tuple[float, float]:
    """From the beginning of the first day to the end of the last, within the axis and never too thin to see."""
    line = plan.axis
    day = (line.right - line.left) / max(1, dates.days_between(line.first, line.last))
    left = min(max(line.x(each.first) - day / 2 + 1, line.left), line.right - 3)
    right = max(min(line.x(each.last) + day / 2 - 1, line.right), line.left + 3)
    return left, max(right, left + 3)


def _legend(figure: FirstStatements) -> Iterator[Sample]:
    for name in _stances(figure):
        yield Sample(sample(name), wording.STANCES[name], 26)
    if figure.triggers:
        yield trigger()
    if figure.as_of > figure.last:
        yield tail(figure.last)


def _table(figure: FirstStatements) -> Table:
    stances = _stances(figure)
    columns = (chart_words.DAYS, *(wording.STANCES[name] for name in stances), chart_words.ALL)
    rows = []
    for each in figure.bins:
        numbers = dict(each.stances)
        counts = (f"{numbers.get(name, 0):,}" for name in stances)
        rows.append(tuple(map(Cell, (each.words, *counts, f"{_count(each):,}"))))
    return Table(columns, tuple(rows))
