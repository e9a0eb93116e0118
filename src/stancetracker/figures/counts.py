"""Counts over days: the band between at least and at most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.figures.days import TAIL, Head, base_line, gap, head, labels, over, samples, stems
from stancetracker.figures.frame import Drawing, Figure, Frame, Sample, as_of, wrapped
from stancetracker.figures.record import Days, Line, days_of, lines_of
from stancetracker.figures.scales import Axis, Scale, axis, width
from stancetracker.figures.shapes import across, at, box, path, straight, text
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

_NUMBER: Final = 22
"""The size of the number at the end of the band."""


class _Plan(NamedTuple):
    """A drawing of counts over days, laid out."""

    frame: Frame
    axis: Axis
    head: Head
    counts: Scale
    low: float
    """The height at which the labels of days stand."""
    ground: str


def _plan(frame: Frame, days: Days, most: int, left: float, right: float, unit: str = "") -> _Plan:
    """Lay out an axis of days between two edges, and counts up to `most` above it."""
    line = axis(days.first, days.last, left, right)
    found = head(frame, line, days.triggers, (0, frame.width))
    top = found.height + 1.6 * frame.size
    counts = Scale(most, top, top + (150 if frame.is_narrow else 200))
    low = counts.bottom + 1.5 * frame.size
    marked = [(each, counts.y(each)) for each in counts.marks()]
    ground = (
        straight("".join(across(line.left, line.right, y) for _, y in marked), "rule")
        + "".join(
            text(line.left - 8, y + 0.35 * frame.size, f"{each:,}{unit}", "soft", "end") for each, y in marked
        )
        + base_line(line, counts.bottom, days.as_of)
        + stems(found._replace(ticks=[]), [(found.height, counts.bottom)])
        + over(found._replace(ticks=[]), frame, found.height + frame.size)
        + "".join(labels(found.ticks, low, frame.size))
    )
    return _Plan(frame, line, found, counts, low, ground)


def _ended(plan: _Plan, days: Days, body: str) -> Drawing:
    """End a drawing with the day it is about, and how long ago anybody was checked."""
    size, end = plan.frame.size, plan.low + 2.6 * plan.frame.size
    for words in wrapped(", ".join(filter(None, (as_of(days.as_of), gap(days)))), size, plan.frame.width):
        body += text(plan.frame.width, end, words, "soft", "end")
        end += 1.3 * size
    return Drawing(end - 0.8 * size, body, plan.head.numbered)


class Step(NamedTuple):
    """From this day on, at least and at most so many."""

    day: str
    least: int
    most: int

    @property
    def words(self) -> str:
        """Return a number as exact as the sources allow: `7`, `6–7`."""
        return f"{self.least:,}" if self.least == self.most else f"{self.least:,}–{self.most:,}"


class Band(NamedTuple):
    """A band from the least to the most over days, closed up to the day on which everyone had been checked."""

    days: Days
    steps: tuple[Step, ...]
    start: Step
    total: int
    people: str
    """The denominator in words: `of 11 people`."""
    checked_until: str | None
    """The last day up to which everyone who had not spoken was checked; None where one is unchecked."""
    unit: str = ""

    @property
    def end(self) -> Step:
        """Return the number at the end."""
        return self.steps[-1] if self.steps else self.start

    @property
    def open(self) -> tuple[str, ...]:
        """Say in two lines since when not everyone was checked; nothing where everyone was."""
        if (self.checked_until or "") >= self.days.as_of:
            return ()
        return (
            "not everyone checked",
            *([f"after {dates.words(self.checked_until)}"] if self.checked_until else ()),
        )


def band_of(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> Band | None:
    """Return the band that ends at how many of the panel spoke; None without a panel."""
    if not asked.counts.total:
        return None
    found = lines_of(asked, said, looks)
    days = days_of(asked, found, events)
    people = f"of {wording.actors(asked.counts.total, asked.counts.kind)}"
    return Band(
        days, tuple(_steps(found)), Step(days.first, 0, 0), asked.counts.total, people, _checked_until(asked)
    )


def how_many_had_spoken(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> Figure | None:
    """Return how many of the panel had spoken, day by day; None without a panel."""
    band = band_of(asked, said, looks, events)
    about = (
        "The sources allow every number between the two lines: the upper counts a statement from its first possible"
        " day, the lower from its last."
    )
    summary = f"On record as having spoken: {band.end.words} {band.people}" if band else ""
    return _figure("many", "How many had spoken", about, summary, band) if band else None


def pace(asked: Panel, rows: Sequence[dict[str, object]], events: Sequence[Happened]) -> Figure | None:
    """Return the share without a statement by day, between its two readings, from the rows of `report pace`."""
    if not asked.counts.total or not rows:
        return None
    steps = [
        Step(
            str(row["date"]),
            *sorted(round(100 * float(str(row[name]))) for name in ("earliest_share", "latest_share")),
        )
        for row in rows
    ]
    plain = days_of(asked, (), events)
    days = plain._replace(last=min(max(plain.last, steps[-1].day), plain.as_of))
    people = f"of {wording.actors(asked.counts.total, asked.counts.kind)}"
    band = Band(days, tuple(steps), Step(days.first, 100, 100), 100, people, _checked_until(asked), " %")
    about = "The share of those checked who had no statement on record, by the first and by the last possible days."
    summary = f"Without a statement on record at the end: {band.end.words} %"
    return _figure("pace", "How long a first statement took", about, summary, band)


def _figure(name: str, heading: str, about: str, summary: str, band: Band) -> Figure:
    days = band.days
    span = f"From {dates.words(days.first)} to {dates.words(days.last)}, {as_of(days.as_of)}"
    draw = partial(_band, band)
    return Figure(name, heading, about, f"{summary}. {span}.", draw, tuple(_band_legend(band)))


def _checked_until(asked: Panel) -> str | None:
    """Return up to which day everyone who had not spoken was checked; None where someone never was."""
    others = [each for each in asked.standings if each.panel and each.status != "spoke"]
    if any(each.status == "unchecked" for each in others):
        return None
    return min((str(each.earliest) for each in others), default=asked.counts.as_of)


def _steps(found: Iterable[Line]) -> Iterator[Step]:
    """Yield the days on which either number grows; an actor surely spoke by a statement's last possible day."""
    spoken = [one.spells for one in found if one.spells]
    surely = Counter(min(spell.latest for spell in spells) for spells in spoken)
    perhaps = Counter(min(spell.earliest for spell in spells) for spells in spoken)
    least = most = 0
    for day in sorted({*surely, *perhaps}):
        least, most = least + surely[day], most + perhaps[day]
        yield Step(day, least, most)


def _band(band: Band, frame: Frame) -> Drawing:
    days, size = band.days, frame.size
    lines = [f"of {band.total:,}"] if frame.is_narrow and not band.unit else [band.people]
    lines += () if frame.is_narrow else band.open
    number = f"{band.end.words}{band.unit}"
    beside = max([width(number, 1.1 * _NUMBER), *(width(words, size) for words in lines)]) + 10
    right = frame.width - beside - (TAIL if days.as_of > days.last else 8)
    left = width(f"{band.total:,}{band.unit}", size) + 12
    plan = _plan(frame, days, band.total, left, right, band.unit)
    body = ""
    for is_open, begin, end in _spans(band, plan.axis):
        most, least = (_stairs(band, plan, begin, end, which) for which in ("most", "least"))
        dash = ("3 3", "5 4") if is_open else ("", "")
        body += path(f"{_outline([*most, *reversed(least)])}z", "band-open" if is_open else "band")
        body += path(_outline(most), "", "soft", stroke_width=1.5, stroke_dasharray=dash[0])
        body += path(_outline(least), "", "ink", stroke_width=2.5, stroke_dasharray=dash[1])
    x = plan.axis.right + (TAIL if days.as_of > days.last else 8) + 8
    middle = plan.counts.y((band.end.least + band.end.most) / 2)
    y = min(max(middle + 8, plan.counts.top + 10), plan.counts.bottom - 1.25 * size * len(lines))
    body += text(x, y, number, size=_NUMBER, bold=True)
    body += "".join(text(x, y + 1.25 * size * place, words, "soft") for place, words in enumerate(lines, 1))
    return _ended(plan, days, plan.ground + body)


def _spans(band: Band, line: Axis) -> Iterator[tuple[bool, float, float]]:
    """Yield the axis up to the last check of all, and the open part after it."""
    end = line.right + (TAIL if band.days.as_of > line.last else 0)
    turn = end
    if band.open:
        until = band.checked_until
        turn = min(max(line.x(until), line.left), line.right) if until else line.left
    if turn > line.left:
        yield False, line.left, turn
    if end > turn:
        yield True, turn, end


def _stairs(band: Band, plan: _Plan, begin: float, end: float, which: str) -> list[tuple[float, float]]:
    """Return the corners of one edge of the band between two places, from left to right."""
    value = getattr(band.start, which)
    corners = [(begin, value)]
    for step in band.steps:
        x, new = plan.axis.x(step.day), getattr(step, which)
        if x <= begin:
            corners = [(begin, new)]
        elif x <= end:
            corners += [(x, value), (x, new)]
        else:
            break
        value = new
    return [(x, plan.counts.y(number)) for x, number in (*corners, (end, value))]


def _outline(corners: list[tuple[float, float]]) -> str:
    """Return a path of horizontal and vertical lines."""
    (x, y), *others = corners
    parts = [f"M{at(x)} {at(y)}"]
    for to_x, to_y in others:
        parts += [f"H{at(to_x)}"] if at(to_x) != at(x) else []
        parts += [f"V{at(to_y)}"] if at(to_y) != at(y) else []
        x, y = to_x, to_y
    return "".join(parts)


def _band_legend(band: Band) -> Iterator[Sample]:
    line = across(2, 32, 8)
    yield Sample(straight(line, "soft", stroke_width=1.5), "at most", 34)
    yield Sample(path(box(2, 1, 32, 15), "band"), "all that the sources allow", 34)
    yield Sample(straight(line, "ink", stroke_width=2.5), "at least", 34)
    if band.open:
        yield Sample(straight(line, "ink", stroke_width=2.5, stroke_dasharray="5 4"), " ".join(band.open), 34)
    if band.days.triggers:
        yield next(samples(band.days))
