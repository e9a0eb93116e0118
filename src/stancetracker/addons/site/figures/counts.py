"""Counts of a panel: as one bar, and over days as the band between at least and at most."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.days import TAIL, draw_axis, head
from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame, Sample
from stancetracker.addons.site.figures.lettering import wrapped
from stancetracker.addons.site.figures.shapes import (
    MARKS,
    across,
    at,
    bar,
    box,
    group,
    ink,
    mark,
    path,
    straight,
    text,
)
from stancetracker.base import dates, wording
from stancetracker.render.axis import Axis, width
from stancetracker.render.timeline import Days, before_gap, days_of, lines_of
from stancetracker.reports.counts import Counts
from stancetracker.reports.panel import Material, Panel


class Group(NamedTuple):
    """Those of a panel with one standing: its shape, how many, and the standing in words."""

    mark: str
    number: int
    words: str


def groups_of(counts: Counts) -> tuple[Group, ...]:
    """Group a panel by standing, the silent by what came back; no group is empty."""
    groups = [
        Group(
            stance,
            counts.spoke[stance],
            wording.standing("spoke", words, None, counts.question.audience),
        )
        for stance, words in counts.sides.items()
    ]
    groups += [
        Group("silent", counts.silent[response], wording.none_found(response))
        for response in wording.RESPONSES
    ]
    groups.append(Group("searched", counts.searched, wording.SEARCHED))
    groups.append(Group("unchecked", counts.unchecked, wording.NEVER_LOOKED_FOR))
    return tuple(group for group in groups if group.number)


_BAR_TOP: Final = 2
_BAR_BOTTOM: Final = 28


def where_they_stand(panel: Panel) -> Figure | None:
    """Return the panel as one bar; None without a panel."""
    counts = panel.counts
    if not counts.total:
        return None
    groups = groups_of(counts)

    def drawing(frame: Frame) -> Drawing:
        shares = [(name, number) for name, number, _ in groups]
        bars = bar(shares, 1, frame.width - 1, _BAR_TOP, _BAR_BOTTOM)
        titles = [f"{number:,} of {counts.total:,}: {words}" for _, number, words in groups]
        return Drawing(_BAR_BOTTOM, "".join(map(group, titles, bars)))

    shares = "; ".join(f"{number:,} {words}" for _, number, words in groups)
    people = wording.actors(counts.total, counts.kind)
    return Figure(
        "stand",
        "Where they stand",
        f"{people}, {wording.as_of_words(panel.question.as_of)}.",
        f"Of {counts.total:,}: {shares}.",
        drawing,
        tuple(_legend(panel, groups)),
    )


def _legend(panel: Panel, groups: Iterable[Group]) -> Iterator[Sample]:
    """Yield an entry for each group, with how many of its stances are inferred."""
    counts = panel.counts
    inferred = Counter(
        standing.stance
        for standing in panel.standings
        if standing.panel and standing.stance_basis == "inferred"
    )
    for name, number, words in groups:
        short = (
            words.lower() if name in ("silent", "searched") else counts.sides.get(name, MARKS[name])
        )
        split = f"{inferred[name]:,} inferred" if inferred[name] else ""
        entry = wording.with_details(f"{number:,} {short}", (split,))
        yield Sample(mark(name, 8, 8), entry, 14, ink(name))
    if counts.private:
        private = f"{wording.PRIVATE_REMARKS} for {counts.private:,}"
        yield Sample(mark("private", 8, 8), private, 14)


_NUMBER: Final = 22
"""The size of the number at the end of the band."""


def not_checked(counts: Counts) -> tuple[str, ...]:
    """Return how many were searched for alone, and how many never looked for, in words."""
    numbers = {"searched": counts.searched, wording.NEVER_LOOKED_FOR.lower(): counts.unchecked}
    return tuple(f"{number:,} {words}" for words, number in numbers.items() if number)


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
    """A band from the least to the most over days.

    It is closed up to the day on which everyone had been checked.
    """

    days: Days
    steps: list[Step]
    """The first is where the band starts."""
    counts: Counts

    @property
    def people(self) -> str:
        """Return the denominator in words: `of 11 people`."""
        return f"of {wording.actors(self.counts.total, self.counts.kind)}"

    @property
    def not_checked(self) -> tuple[str, ...]:
        """Return how many were searched for alone, and how many never looked for, in words."""
        return not_checked(self.counts)

    @property
    def checked_until(self) -> str | None:
        """Return up to which day all who were ever checked were; None where nobody was."""
        nobody = None if not_checked(self.counts) else self.days.as_of
        return self.counts.first_checked or nobody

    @property
    def open(self) -> tuple[str, ...]:
        """Say in two lines since when not everyone was checked; nothing where everyone was."""
        until = self.checked_until
        if until and until >= self.days.as_of:
            return ()
        return ("not known for everyone", *([f"after {dates.words(until)}"] if until else []))


def band_of(panel: Panel, known: Material) -> Band | None:
    """Return the band that ends at how many of the panel spoke; None without a panel."""
    if not panel.counts.total:
        return None
    lines = lines_of(panel, known)
    days = days_of(panel, lines, known.events)
    spoken = [line.spells for line in lines if line.spells]
    # An actor surely spoke by a statement's last possible day.
    surely = Counter(min(spell.latest for spell in spells) for spells in spoken)
    perhaps = Counter(min(spell.earliest for spell in spells) for spells in spoken)
    steps = [Step(days.first, 0, 0)]
    for day in sorted({*surely, *perhaps}):
        steps.append(Step(day, steps[-1].least + surely[day], steps[-1].most + perhaps[day]))
    return Band(days, steps, panel.counts)


def how_many_had_spoken(panel: Panel, known: Material) -> Figure | None:
    """Return how many of the panel had spoken, day by day.

    None without a panel, and where nobody spoke or was checked: a line along 0 would be a finding.
    """
    band = band_of(panel, known)
    if band is None or panel.counts.unchecked + panel.counts.searched == panel.counts.total:
        return None
    method = (
        "The sources allow every number between the two lines: the upper counts a statement from"
        " its first possible day, the lower from its last."
    )
    summary = f"On record as having spoken: {band.steps[-1].words} {band.people}"
    first, last, day = band.days[:3]
    span = f"From {dates.words(first)} to {dates.words(last)}, {wording.as_of_words(day)}"
    line = across(2, 32, 8)
    legend = [
        Sample(straight(line, "soft", stroke_width=1.5), "at most", 34),
        Sample(path(box(2, 1, 32, 15), "band"), "all that the sources allow", 34),
        Sample(straight(line, "ink", stroke_width=2.5), "at least", 34),
    ]
    if band.open:
        dashed = straight(line, "ink", stroke_width=2.5, stroke_dasharray="5 4")
        legend.append(Sample(dashed, " ".join(band.open), 34))
    return Figure(
        "many",
        "How many had spoken",
        method,
        f"{summary}. {span}.",
        partial(_drawing, band),
        tuple(legend),
    )


def _drawing(band: Band, frame: Frame) -> Drawing:
    """Draw the counts over days, with the last number beside the band and the day below it."""
    days = band.days
    size = frame.size
    total = band.counts.total
    end = band.steps[-1]
    lines = [f"of {total:,}"] if frame.is_narrow else [band.people]
    lines += band.not_checked
    lines += () if frame.is_narrow else band.open
    tail = TAIL if days.as_of > days.last else 0
    beside = max([width(end.words, 1.1 * _NUMBER), *(width(words, size) for words in lines)]) + 10
    left = width(f"{total:,}", size) + 12
    line = Axis(days.first, days.last, left, frame.width - beside - (tail or 8))
    above = head(frame, line, days, (0, frame.width))
    top = above.height + 1.6 * size
    bottom = top + (150 if frame.is_narrow else 200)

    def y(number: float) -> float:
        return bottom - (bottom - top) * number / total

    # Zero, at most four round numbers and the total are labelled.
    sizes = (nice * 10**power for power in count() for nice in (1, 2, 5))
    step = next(size_of_step for size_of_step in sizes if total / size_of_step <= 4)
    marked = [
        0,
        *(value for value in range(step, total, step) if total - value > 0.6 * step),
        total,
    ]
    below = bottom + 1.5 * size
    parts = [
        straight("".join(across(line.left, line.right, y(value)) for value in marked), "rule"),
        *(text(left - 8, y(value) + 0.35 * size, f"{value:,}", "soft", "end") for value in marked),
        draw_axis(above, bottom, below, [(above.height, bottom)]),
    ]
    parts += _surfaces(band, line, line.right + tail, y)
    x = line.right + (tail or 8) + 8
    middle = min(
        max(y((end.least + end.most) / 2) + 8, top + 10), bottom - 1.25 * size * len(lines)
    )
    parts.append(text(x, middle, end.words, size=_NUMBER, bold=True))
    parts += [
        text(x, middle + 1.25 * size * place, words, "soft") for place, words in enumerate(lines, 1)
    ]
    below += 2.6 * size
    note = ", ".join(filter(None, (wording.as_of_words(days.as_of), before_gap(days))))
    for words in wrapped(note, size, frame.width):
        parts.append(text(frame.width, below, words, "soft", "end"))
        below += 1.3 * size
    return Drawing(below - 0.8 * size, "".join(parts), above.numbered)


def _surfaces(band: Band, line: Axis, right: float, y: Callable[[float], float]) -> Iterator[str]:
    """Draw the band up to the last check of all, and its open part after it."""
    turn = right
    if band.open:
        turn = line.within(band.checked_until) if band.checked_until else line.left

    def edge(begin: float, end: float, which: str) -> list[str]:
        corners = _stairs(band.steps, line, begin, end, which)
        return [f"{at(x)} {at(y(number))}" for x, number in corners]

    for begin, end, is_open in ((line.left, turn, False), (turn, right, True)):
        if end > begin:
            most, least = edge(begin, end, "most"), edge(begin, end, "least")
            dash = ("3 3", "5 4") if is_open else ("", "")
            yield path(f"M{'L'.join(most + least[::-1])}z", "band-open" if is_open else "band")
            yield path(f"M{'L'.join(most)}", "", "soft", stroke_width=1.5, stroke_dasharray=dash[0])
            yield path(f"M{'L'.join(least)}", "", "ink", stroke_width=2.5, stroke_dasharray=dash[1])


def _stairs(
    steps: Sequence[Step], line: Axis, begin: float, end: float, which: str
) -> list[tuple[float, int]]:
    """Return the corners of one edge of the band between two places, from left to right."""
    corners: list[tuple[float, int]] = [(begin, getattr(steps[0], which))]
    for step in steps:
        x = line.x(step.day)
        new = getattr(step, which)
        before = corners[-1][1]
        if x <= begin:
            corners = [(begin, new)]
        elif x <= end and new != before:
            corners += [(x, before), (x, new)]
    return [*corners, (end, corners[-1][1])]
