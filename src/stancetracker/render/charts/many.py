"""How many had spoken: a band from the least to the most that the sources allow, over an axis of days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stancetracker.base import chart_words, dates
from stancetracker.render.charts.counts import Scale, levels
from stancetracker.render.charts.days import Axis, axis
from stancetracker.render.charts.drawing import (
    Cell,
    Drawing,
    Label,
    Picture,
    Piece,
    Sample,
    Table,
    across,
    at,
    box,
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
from stancetracker.reports.figures import HowManyHadSpoken, Step

_NUMBER = 22
"""The size of the number at the end."""


class _Plan(NamedTuple):
    frame: Frame
    axis: Axis
    head: Head
    counts: Scale


def picture(figure: HowManyHadSpoken) -> Picture:
    """Lay the figure out."""
    plans = tuple(_plan(figure, frame) for frame in FRAMES)
    end = _ends(figure)
    number = chart_words.count(end.least, end.most)
    return Picture(
        kind="many",
        title=chart_words.MANY,
        about=chart_words.ABOUT_MANY,
        summary=chart_words.about_many(number, figure.people, figure.first, plans[0].axis.last, figure.as_of),
        drawings=tuple(_drawing(figure, plan) for plan in plans),
        legend=tuple(_legend(figure)),
        triggers=plans[0].head.told,
        numbered=numbered((plans[0].head, plans[1].head)),
        table=_table(figure),
    )


def _ends(figure: HowManyHadSpoken) -> Step:
    return figure.steps[-1] if figure.steps else Step(figure.first, 0, 0)


def _plan(figure: HowManyHadSpoken, frame: Frame) -> _Plan:
    end = _ends(figure)
    number = width(chart_words.count(end.least, end.most), 1.1 * _NUMBER)
    beside = max([number, *(width(text, frame.size) for text in _below(figure, frame))]) + 10
    left = width(f"{figure.total:,}", frame.size) + 12
    line = axis(
        figure.first, figure.last, left, frame.width - beside - (TAIL if figure.as_of > figure.last else 8)
    )
    found = head(frame, line, figure.triggers, (0, frame.width))
    top = found.height + 2.1 * frame.size
    return _Plan(frame, line, found, Scale(figure.total, top, top + (150 if frame.is_narrow else 220)))


def _drawing(figure: HowManyHadSpoken, plan: _Plan) -> Drawing:
    frame, counts = plan.frame, plan.counts
    days = counts.bottom + 1.5 * frame.size
    labels = [
        *titled(frame, plan.head, plan.head.height - 6),
        *levels(counts, frame, plan.axis.left),
        *scale(frame, plan.head, days),
        *_end_labels(figure, plan),
    ]
    if frame.is_narrow:
        labels.append(
            label("as-of end", frame.width, days + 2.5 * frame.size, chart_words.as_of(figure.as_of))
        )
    pieces = (
        Piece(
            "grid",
            "".join(across(plan.axis.left, plan.axis.right, counts.y(each)) for each in counts.marks()),
        ),
        *_band(figure, plan),
        *base_line(plan.axis, counts.bottom, figure.as_of),
        leads(frame, plan.head, plan.head.height),
        stems(plan.head, [(plan.head.height, counts.bottom)]),
        *_lines(figure, plan),
    )
    height = round(days + (3 if frame.is_narrow else 1.6) * frame.size)
    return Drawing(frame.css, frame.width, height, pieces, tuple(labels))


def _end_labels(figure: HowManyHadSpoken, plan: _Plan) -> Iterator[Label]:
    """The number in the end, beside the end of the band."""
    end, frame = _ends(figure), plan.frame
    x = plan.axis.right + (TAIL if figure.as_of > figure.last else 8) + 8
    lines = _below(figure, frame)
    middle = plan.counts.y((end.least + end.most) / 2)
    y = min(max(middle + 8, plan.counts.top + 10), plan.counts.bottom - 1.25 * frame.size * len(lines))
    yield label("number", x, y, chart_words.count(end.least, end.most))
    for place, text in enumerate(lines, 1):
        yield label("note", x, y + 1.25 * frame.size * place, text)


def _below(figure: HowManyHadSpoken, frame: Frame) -> list[str]:
    """What stands below the number in the end."""
    if frame.is_narrow:
        return [chart_words.of(figure.total)]
    open_end = (
        [chart_words.unlooked(figure.looked_until)] if (figure.looked_until or "") < figure.as_of else []
    )
    return [chart_words.of(figure.people), *open_end]


def _stairs(
    steps: tuple[Step, ...], plan: _Plan, ends: tuple[float, float], which: str
) -> list[tuple[float, float]]:
    """The corners of one edge of the band between two places, from left to right."""
    begin, end = ends
    value, corners = 0, [(begin, 0.0)]
    for step in steps:
        x, value_now = plan.axis.x(step.day), getattr(step, which)
        if x <= begin:
            corners = [(begin, value_now)]
        elif x <= end:
            corners += [(x, value), (x, value_now)]
        else:
            break
        value = value_now
    return [(x, plan.counts.y(number)) for x, number in (*corners, (end, value))]


def _spans(figure: HowManyHadSpoken, plan: _Plan) -> Iterator[tuple[str, float, float]]:
    """The axis up to the last look, and open from there on."""
    line = plan.axis
    end = line.right + (TAIL if figure.as_of > line.last else 0)
    turn = line.left
    if figure.looked_until:
        turn = (
            end
            if figure.looked_until >= figure.as_of
            else min(max(line.x(figure.looked_until), line.left), line.right)
        )
    if turn > line.left:
        yield "", line.left, turn
    if end > turn:
        yield " open", turn, end


def _band(figure: HowManyHadSpoken, plan: _Plan) -> Iterator[Piece]:
    for css, *ends in _spans(figure, plan):
        upper = _stairs(figure.steps, plan, (ends[0], ends[1]), "most")
        lower = _stairs(figure.steps, plan, (ends[0], ends[1]), "least")
        yield Piece(f"band{css}", f"{_path([*upper, *reversed(lower)])}z")


def _lines(figure: HowManyHadSpoken, plan: _Plan) -> Iterator[Piece]:
    for css, *ends in _spans(figure, plan):
        for which in ("most", "least"):
            yield Piece(f"{which}{css}", _path(_stairs(figure.steps, plan, (ends[0], ends[1]), which)))


def _path(corners: list[tuple[float, float]]) -> str:
    """A line that goes only level and upright."""
    (x, y), *others = corners
    parts = [f"M{at(x)} {at(y)}"]
    for to_x, to_y in others:
        parts += [f"H{at(to_x)}"] if at(to_x) != at(x) else []
        parts += [f"V{at(to_y)}"] if at(to_y) != at(y) else []
        x, y = to_x, to_y
    return "".join(parts)


def _legend(figure: HowManyHadSpoken) -> Iterator[Sample]:
    yield Sample((Piece("most", across(2, 32, 8)),), chart_words.AT_MOST, 34)
    yield Sample((Piece("band", box(2, 1, 32, 15)),), chart_words.BETWEEN, 34)
    yield Sample((Piece("least", across(2, 32, 8)),), chart_words.AT_LEAST, 34)
    if (figure.looked_until or "") < figure.as_of:
        yield Sample((Piece("least open", across(2, 32, 8)),), chart_words.unlooked(figure.looked_until), 34)
    if figure.triggers:
        yield trigger()
    if figure.as_of > figure.last:
        yield tail(figure.last)


def _table(figure: HowManyHadSpoken) -> Table:
    columns = (chart_words.DAY, chart_words.AT_LEAST, chart_words.AT_MOST)
    rows = ((dates.words(each.day), f"{each.least:,}", f"{each.most:,}") for each in figure.steps)
    return Table(columns, tuple(tuple(map(Cell, row)) for row in rows))
