"""Counts over days: bars of the first statements of a large panel, and the band of how many had spoken."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.figures.frame import (
    TAIL,
    Frame,
    Plan,
    axis_samples,
    base_line,
    head,
    leads,
    picture_of,
    stems,
    title_labels,
)
from stancetracker.figures.record import Days, Line, Spell, days_of, lines_of
from stancetracker.figures.scales import Scale, axis, tick_labels, width
from stancetracker.figures.shapes import (
    Cell,
    Drawing,
    Label,
    Picture,
    Piece,
    Row,
    Sample,
    Table,
    across,
    area,
    area_sample,
    as_of,
    at,
    box,
    label,
    patterns,
)
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel

MOST_BINS: Final = 30
_WIDTHS: Final = (1, 2, 3, 7, 14, 28, 91, 182, 364)
"""The days that a bin may hold: round numbers of days, weeks, months or years."""
_NUMBER_SIZE: Final = 22
"""The size of the number at the end of the band."""


@dataclass(frozen=True)
class Heights(Plan):
    """A drawing of counts over days, laid out."""

    counts: Scale
    labels: list[Label]
    """Of triggers, counts and days."""
    grid: Piece
    days: float
    """The height at which the labels of days stand."""


def _heights(frame: Frame, figure: Days, most: int, left: float, right: float) -> Heights:
    """Lay out an axis of days between two edges, and counts up to `most` above it."""
    line = axis(figure.first, figure.last, left, right)
    found = head(frame, line, figure.triggers, (0, frame.width))
    top = found.height + 2.1 * frame.size
    counts = Scale(most, top, top + (150 if frame.is_narrow else 220))
    low = counts.bottom + 1.5 * frame.size
    marked = [(each, counts.y(each)) for each in counts.marks()]
    labels = [
        *title_labels(found.titles, found.height - 6, frame.size),
        *(label("level", line.left - 8, y + 0.35 * frame.size, f"{each:,}") for each, y in marked),
        *tick_labels(found.ticks, low, frame.size),
    ]
    rules = Piece("grid", "".join(across(line.left, line.right, y) for _, y in marked))
    return Heights(frame, line, found, counts, labels, rules, low)


def _triggers(plan: Heights) -> tuple[Piece, Piece]:
    """Draw the lines of triggers over the whole height."""
    return (
        leads(plan.frame, plan.head, plan.head.height),
        stems(plan.head, [(plan.head.height, plan.counts.bottom)]),
    )


@dataclass(frozen=True)
class Bin:
    """The first statements whose last possible day lies in a span of days, by stance."""

    first: str
    last: str
    stances: tuple[tuple[str, int], ...]

    @property
    def span(self) -> str:
        """Return the span in words: `5–11 Jan 2026`."""
        return dates.interval_words(self.first, self.last)

    @property
    def count(self) -> int:
        """Return how many there are, of any stance."""
        return sum(number for _, number in self.stances)


@dataclass(frozen=True)
class FirstStatements(Days):
    """Instead of a line each, for a large panel: how many first statements fell into each span of days."""

    kind: ClassVar = "first"
    heading: ClassVar = "Who spoke when"

    bins: tuple[Bin, ...]

    @property
    def stances(self) -> list[str]:
        """Return the stances that occur, in order."""
        used = {stance for each in self.bins for stance, number in each.stances if number}
        return [name for name in wording.STANCES if name in used]

    def picture(self) -> Picture:
        """Lay the figure out."""
        about = "How many first statements there were, each counted on the last day on which it may have been made."
        total = plural(sum(each.count for each in self.bins), "first statement")
        legend = (
            *(Sample(area_sample(name), wording.STANCES[name], 26) for name in self.stances),
            *axis_samples(self),
        )
        return picture_of(
            self, ("First statements", about, total), _bars_plan, _bars, legend, _bars_table(self)
        )


def first_statements(found: Iterable[Line], days: Days) -> FirstStatements:
    """Count the first statements of a panel by spans of days."""
    firsts = [one.first for one in found if one.first]
    return FirstStatements(**vars(days), bins=tuple(_bins(firsts, days.first, days.last)))


def _bins(firsts: Sequence[Spell], first: str, last: str) -> Iterator[Bin]:
    """Split the days into equal spans; the first also takes earlier dates, the last ends where the days do."""
    days = dates.days_between(first, last) + 1
    years = -(-days // (MOST_BINS * _WIDTHS[-1]))
    wide = next((wide for wide in _WIDTHS if days <= wide * MOST_BINS), years * _WIDTHS[-1])
    counted: dict[int, Counter[str]] = {start: Counter() for start in range(0, days, wide)}
    for spell in firsts:
        place = max(dates.days_between(first, spell.latest), 0)
        counted[place - place % wide][spell.stance] += 1
    for start, stances in counted.items():
        end = min(start + wide, days) - 1
        present = tuple((stance, stances[stance]) for stance in wording.STANCES if stances[stance])
        yield Bin(dates.add_days(first, start), dates.add_days(first, end), present)


def _bars_plan(figure: FirstStatements, frame: Frame) -> Heights:
    most = max((each.count for each in figure.bins), default=0)
    right = frame.width - 12 - TAIL * (figure.as_of > figure.last)
    return _heights(frame, figure, most, width(f"{most:,}", frame.size) + 14, right)


def _bars(figure: FirstStatements, plan: Heights) -> Drawing:
    frame = plan.frame
    end = plan.days + 2.5 * frame.size
    labels = (*plan.labels, label("as-of end", frame.width, end, as_of(figure.as_of)))
    pieces = (plan.grid, *_triggers(plan), *base_line(plan.axis, plan.counts.bottom, figure.as_of))
    rows = tuple(_bar(each, plan) for each in figure.bins if each.count)
    height = round(end + 0.5 * frame.size)
    return Drawing(frame.css, frame.width, height, pieces, labels, rows, patterns(figure.stances))


def _bar(each: Bin, plan: Heights) -> Row:
    """Draw a bar over its days, in parts by stance, with its number above."""
    left, right = _edges(each, plan)
    pieces, low = [], 0
    for stance, number in each.stances:
        pieces.append(area(stance, left, plan.counts.y(low + number), right, plan.counts.y(low)))
        low += number
    text = f"{low:,}"
    roomy = width(text, plan.frame.size) <= right - left + 4
    labels = (label("count", (left + right) / 2, plan.counts.y(low) - 5, text),) if roomy else ()
    title = f"{each.span}: {text} ({wording.split(dict(each.stances), wording.STANCES)})"
    return Row(title, "", tuple(pieces), labels)


def _edges(each: Bin, plan: Heights) -> tuple[float, float]:
    """Return where a bar begins and ends: within the axis, and never too thin to see."""
    line = plan.axis
    day = (line.right - line.left) / max(1, dates.days_between(line.first, line.last))
    left = min(max(line.x(each.first) - day / 2 + 1, line.left), line.right - 3)
    right = max(min(line.x(each.last) + day / 2 - 1, line.right), line.left + 3)
    return left, max(right, left + 3)


def _bars_table(figure: FirstStatements) -> Table:
    columns = ("Days", *(wording.STANCES[name] for name in figure.stances), "All")
    rows = []
    for each in figure.bins:
        numbers = dict(each.stances)
        counts = (
            f"{number:,}" for number in (*(numbers.get(name, 0) for name in figure.stances), each.count)
        )
        rows.append(tuple(map(Cell, (each.span, *counts))))
    return Table(columns, tuple(rows))


@dataclass(frozen=True)
class Step:
    """From this day on, at least and at most so many had spoken."""

    day: str
    least: int
    most: int

    @property
    def words(self) -> str:
        """Return a number as exact as the sources allow: `7`, `6–7`."""
        return f"{self.least:,}" if self.least == self.most else f"{self.least:,}–{self.most:,}"


@dataclass(frozen=True)
class HowManyHadSpoken(Days):
    """A band from the least to the most, closed up to the day on which everyone had been checked."""

    kind: ClassVar = "many"
    heading: ClassVar = "How many had spoken"

    total: int
    people: str
    """The denominator in words: `11 people`."""
    looked_until: str | None
    """The last day up to which everyone who had not spoken was checked; None where one is unchecked."""
    steps: tuple[Step, ...]

    @property
    def end(self) -> Step:
        """Return the number at the end."""
        return self.steps[-1] if self.steps else Step(self.first, 0, 0)

    @property
    def unlooked(self) -> str:
        """Say since when not everyone was checked; empty where everyone was."""
        if (self.looked_until or "") >= self.as_of:
            return ""
        after = f" after {dates.words(self.looked_until)}" if self.looked_until else ""
        return f"not all of them checked{after}"

    def picture(self) -> Picture:
        """Lay the figure out."""
        about = (
            "The sources allow every number between the two lines: the upper counts a statement from its first"
            " possible day, the lower from its last."
        )
        number = f"On record as having spoken: {self.end.words} of {self.people}"
        rows = ((dates.words(each.day), f"{each.least:,}", f"{each.most:,}") for each in self.steps)
        table = Table(("From", "at least", "at most"), tuple(tuple(map(Cell, row)) for row in rows))
        return picture_of(self, (self.heading, about, number), _band_plan, _band, _band_legend(self), table)


def how_many_had_spoken(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> HowManyHadSpoken | None:
    """Return a band over the days that ends at how many of the panel spoke; None without a panel."""
    if not asked.counts.total:
        return None
    found = lines_of(asked, said, looks)
    return HowManyHadSpoken(
        **vars(days_of(asked, found, events)),
        total=asked.counts.total,
        people=wording.actors(asked.counts.total, asked.counts.kind),
        looked_until=_looked_until(asked),
        steps=tuple(_steps(found)),
    )


def _looked_until(asked: Panel) -> str | None:
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


def _band_plan(figure: HowManyHadSpoken, frame: Frame) -> Heights:
    number = width(figure.end.words, 1.1 * _NUMBER_SIZE)
    beside = max([number, *(width(text, frame.size) for text in _below(figure, frame))]) + 10
    right = frame.width - beside - (TAIL if figure.as_of > figure.last else 8)
    return _heights(frame, figure, figure.total, width(f"{figure.total:,}", frame.size) + 12, right)


def _band(figure: HowManyHadSpoken, plan: Heights) -> Drawing:
    frame = plan.frame
    labels = [*plan.labels, *_end_labels(figure, plan)]
    if frame.is_narrow:
        labels.append(label("as-of end", frame.width, plan.days + 2.5 * frame.size, as_of(figure.as_of)))
    areas, lines = [], []
    for css, *ends in _spans(figure, plan):
        most, least = (_stairs(figure.steps, plan, (ends[0], ends[1]), which) for which in ("most", "least"))
        areas.append(Piece(f"band{css}", f"{_path([*most, *reversed(least)])}z"))
        lines += [Piece(f"most{css}", _path(most)), Piece(f"least{css}", _path(least))]
    ground = base_line(plan.axis, plan.counts.bottom, figure.as_of)
    pieces = (plan.grid, *areas, *ground, *_triggers(plan), *lines)
    height = round(plan.days + (3 if frame.is_narrow else 1.6) * frame.size)
    return Drawing(frame.css, frame.width, height, pieces, tuple(labels))


def _end_labels(figure: HowManyHadSpoken, plan: Heights) -> Iterator[Label]:
    """Label the end of the band with the final number."""
    end, frame = figure.end, plan.frame
    x = plan.axis.right + (TAIL if figure.as_of > figure.last else 8) + 8
    lines = _below(figure, frame)
    middle = plan.counts.y((end.least + end.most) / 2)
    y = min(max(middle + 8, plan.counts.top + 10), plan.counts.bottom - 1.25 * frame.size * len(lines))
    yield label("number", x, y, end.words)
    for place, text in enumerate(lines, 1):
        yield label("note", x, y + 1.25 * frame.size * place, text)


def _below(figure: HowManyHadSpoken, frame: Frame) -> list[str]:
    """Return what stands below the final number."""
    if frame.is_narrow:
        return [f"of {figure.total:,}"]
    return [f"of {figure.people}", *filter(None, [figure.unlooked])]


def _spans(figure: HowManyHadSpoken, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """Yield the axis up to the last check of all, and the open part after it."""
    line = plan.axis
    end = line.right + (TAIL if figure.as_of > line.last else 0)
    if not figure.unlooked:
        turn = end
    elif figure.looked_until:
        turn = min(max(line.x(figure.looked_until), line.left), line.right)
    else:
        turn = line.left
    if turn > line.left:
        yield "", line.left, turn
    if end > turn:
        yield " open", turn, end


def _stairs(
    steps: tuple[Step, ...], plan: Heights, ends: tuple[float, float], which: str
) -> list[tuple[float, float]]:
    """Return the corners of one edge of the band between two places, from left to right."""
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


def _path(corners: list[tuple[float, float]]) -> str:
    """Return a path of horizontal and vertical lines."""
    (x, y), *others = corners
    parts = [f"M{at(x)} {at(y)}"]
    for to_x, to_y in others:
        parts += [f"H{at(to_x)}"] if at(to_x) != at(x) else []
        parts += [f"V{at(to_y)}"] if at(to_y) != at(y) else []
        x, y = to_x, to_y
    return "".join(parts)


def _band_legend(figure: HowManyHadSpoken) -> Iterator[Sample]:
    yield Sample((Piece("most", across(2, 32, 8)),), "at most", 34)
    yield Sample((Piece("band", box(2, 1, 32, 15)),), "all that the sources allow", 34)
    yield Sample((Piece("least", across(2, 32, 8)),), "at least", 34)
    if figure.unlooked:
        yield Sample((Piece("least open", across(2, 32, 8)),), figure.unlooked, 34)
    yield from axis_samples(figure)
