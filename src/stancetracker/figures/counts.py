"""Counts over days: the band between at least and at most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.figures.days import TAIL, base_line, dotted, gap, head, labels, over, samples, stems
from stancetracker.figures.frame import Drawing, Figure, Frame, Sample, wrapped
from stancetracker.figures.record import Days, Line, days_of, lines_of
from stancetracker.figures.scales import Axis, Scale, width
from stancetracker.figures.shapes import across, at, box, path, straight, text
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

_NUMBER: Final = 22
"""The size of the number at the end of the band."""


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
    start: Step
    steps: tuple[Step, ...]
    total: int
    people: str
    """The denominator in words: `of 11 people`."""
    checked_until: str | None
    """The last day up to which everyone who had not spoken was checked; None where one is unchecked."""
    unit: str = ""

    @property
    def end(self) -> Step:
        """Return the number at the end."""
        return (self.start, *self.steps)[-1]

    @property
    def open(self) -> tuple[str, ...]:
        """Say in two lines since when not everyone was checked; nothing where everyone was."""
        if (self.checked_until or "") >= self.days.as_of:
            return ()
        after = [f"after {dates.words(self.checked_until)}"] if self.checked_until else []
        return ("not everyone checked", *after)


def band_of(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> Band | None:
    """Return the band that ends at how many of the panel spoke; None without a panel."""
    if not asked.counts.total:
        return None
    found = lines_of(asked, said, looks)
    days, total = days_of(asked, found, events), asked.counts.total
    return Band(
        days, Step(days.first, 0, 0), tuple(_steps(found)), total, _people(asked), _checked_until(asked)
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
    steps = []
    for row in rows:
        shares = (round(100 * float(str(row[name]))) for name in ("earliest_share", "latest_share"))
        steps.append(Step(str(row["date"]), *sorted(shares)))
    days = days_of(asked, (), events)
    days = days._replace(last=min(max(days.last, steps[-1].day), days.as_of))
    start = Step(days.first, 100, 100)
    band = Band(days, start, tuple(steps), 100, _people(asked), _checked_until(asked), " %")
    about = "The share of those checked who had no statement on record, by the first and by the last possible days."
    summary = f"Without a statement on record at the end: {band.end.words} %"
    return _figure("pace", "How long a first statement took", about, summary, band)


def _figure(name: str, heading: str, about: str, summary: str, band: Band) -> Figure:
    first, last, day = band.days[:3]
    span = f"From {dates.words(first)} to {dates.words(last)}, {wording.asked_on(day, None)}"
    legend = tuple(_band_legend(band))
    return Figure(name, heading, about, f"{summary}. {span}.", partial(_band, band), legend)


def _people(asked: Panel) -> str:
    return f"of {wording.actors(asked.counts.total, asked.counts.kind)}"


def _checked_until(asked: Panel) -> str | None:
    """Return up to which day everyone who had not spoken was checked; None where someone never was."""
    return None if asked.counts.unchecked else asked.counts.first_look or asked.counts.as_of


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
    """Draw the counts over days, with the number at the end of the band beside it, and below it the day asked about."""
    days, size = band.days, frame.size
    lines = [f"of {band.total:,}"] if frame.is_narrow and not band.unit else [band.people]
    lines += () if frame.is_narrow else band.open
    number = f"{band.end.words}{band.unit}"
    tail = TAIL if days.as_of > days.last else 0
    beside = max([width(number, 1.1 * _NUMBER), *(width(words, size) for words in lines)]) + 10
    line = Axis(
        days.first,
        days.last,
        width(f"{band.total:,}{band.unit}", size) + 12,
        frame.width - beside - (tail or 8),
    )
    above = head(frame, line, days.triggers, (0, frame.width))
    top = above.height + 1.6 * size
    counts = Scale(band.total, top, top + (150 if frame.is_narrow else 200))
    marked = [(f"{each:,}{band.unit}", counts.y(each)) for each in counts.marks()]
    below = counts.bottom + 1.5 * size
    parts = [
        straight("".join(across(line.left, line.right, y) for _, y in marked), "rule"),
        *(text(line.left - 8, y + 0.35 * size, each, "soft", "end") for each, y in marked),
        base_line(line, counts.bottom, days.as_of),
        dotted(stems(above.stems, [(above.height, counts.bottom)])),
        over(above, size),
        labels(above.ticks, below, size),
    ]
    for is_open, begin, end in _spans(band, line, line.right + tail):
        most, least = (_stairs(band, line, counts, begin, end, which) for which in ("most", "least"))
        dash = ("3 3", "5 4") if is_open else ("", "")
        parts += [
            path(f"M{_line(most + least[::-1])}z", "band-open" if is_open else "band"),
            path(f"M{_line(most)}", "", "soft", stroke_width=1.5, stroke_dasharray=dash[0]),
            path(f"M{_line(least)}", "", "ink", stroke_width=2.5, stroke_dasharray=dash[1]),
        ]
    x = line.right + (tail or 8) + 8
    middle = counts.y((band.end.least + band.end.most) / 2)
    y = min(max(middle + 8, top + 10), counts.bottom - 1.25 * size * len(lines))
    parts.append(text(x, y, number, size=_NUMBER, bold=True))
    parts += [text(x, y + 1.25 * size * place, words, "soft") for place, words in enumerate(lines, 1)]
    below += 2.6 * size
    for words in wrapped(
        ", ".join(filter(None, (wording.asked_on(days.as_of, None), gap(days)))), size, frame.width
    ):
        parts.append(text(frame.width, below, words, "soft", "end"))
        below += 1.3 * size
    return Drawing(below - 0.8 * size, "".join(parts), above.numbered)


def _spans(band: Band, line: Axis, end: float) -> Iterator[tuple[bool, float, float]]:
    """Yield the axis up to the last check of all, and the open part after it."""
    turn, until = end, band.checked_until
    if band.open:
        turn = min(max(line.x(until), line.left), line.right) if until else line.left
    if turn > line.left:
        yield False, line.left, turn
    if end > turn:
        yield True, turn, end


def _stairs(
    band: Band, line: Axis, counts: Scale, begin: float, end: float, which: str
) -> list[tuple[float, float]]:
    """Return the corners of one edge of the band between two places, from left to right."""
    corners = [(begin, getattr(band.start, which))]
    for step in band.steps:
        x, new, before = line.x(step.day), getattr(step, which), corners[-1][1]
        if x <= begin:
            corners = [(begin, new)]
        elif x <= end and new != before:
            corners += [(x, before), (x, new)]
    return [(x, counts.y(number)) for x, number in (*corners, (end, corners[-1][1]))]


def _line(corners: list[tuple[float, float]]) -> str:
    return "L".join(f"{at(x)} {at(y)}" for x, y in corners)


def _band_legend(band: Band) -> Iterator[Sample]:
    line = across(2, 32, 8)
    yield Sample(straight(line, "soft", stroke_width=1.5), "at most", 34)
    yield Sample(path(box(2, 1, 32, 15), "band"), "all that the sources allow", 34)
    yield Sample(straight(line, "ink", stroke_width=2.5), "at least", 34)
    if band.open:
        yield Sample(straight(line, "ink", stroke_width=2.5, stroke_dasharray="5 4"), " ".join(band.open), 34)
    if band.days.triggers:
        yield next(samples(band.days))
