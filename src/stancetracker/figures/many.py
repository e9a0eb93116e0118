"""How many had spoken: a band from the least to the most that the sources allow, over an axis of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancetracker.base import dates, wording
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
from stancetracker.figures.record import Days, OnRecord, days_of, on_record
from stancetracker.figures.scales import width
from stancetracker.figures.shapes import (
    Cell,
    Drawing,
    Label,
    Picture,
    Piece,
    Sample,
    Table,
    across,
    as_of,
    at,
    box,
    extent,
    label,
    of,
)
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class Step:
    """From this day on, at least and at most so many had spoken."""

    day: str
    least: int
    most: int


@dataclass(frozen=True)
class HowManyHadSpoken(Days):
    """A band from the least to the most, closed up to the day on which everyone had been checked."""

    total: int
    people: str
    """The denominator in words: `11 people`."""
    looked_until: str | None
    """The last day up to which everyone who had not spoken was checked; None where one is unchecked."""
    steps: tuple[Step, ...]


def how_many_had_spoken(
    asked: Panel, said: Sequence[Said], looks: Sequence[Silence], events: Sequence[Happened]
) -> HowManyHadSpoken | None:
    """Return a band over the days that ends at how many of the panel spoke; None without a panel."""
    if not asked.counts.total:
        return None
    found = on_record(asked, said, looks)
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


def _steps(found: Iterable[OnRecord]) -> Iterator[Step]:
    """Yield the days on which either number grows; an actor surely spoke by a statement's last possible day."""
    spoken = [one.spells for one in found if one.spells]
    surely = Counter(min(spell.latest for spell in spells) for spells in spoken)
    perhaps = Counter(min(spell.earliest for spell in spells) for spells in spoken)
    least = most = 0
    for day in sorted({*surely, *perhaps}):
        least, most = least + surely[day], most + perhaps[day]
        yield Step(day, least, most)


_NUMBER_SIZE = 22
"""The size of the number at the end."""


def picture(figure: HowManyHadSpoken) -> Picture:
    """Lay the figure out."""
    plans = [_plan(figure, frame) for frame in FRAMES]
    about = (
        "The sources allow every number between the two lines: the upper counts a statement from its first"
        " possible day, the lower from its last."
    )
    number = f"On record as having spoken: {_number(_ends(figure))} of {figure.people}"
    return picture_of(
        "many",
        (
            "How many had spoken",
            about,
            f"{number}. {extent(figure.first, plans[0].axis.last, figure.as_of)}.",
        ),
        [plan.head for plan in plans],
        [_drawing(figure, plan) for plan in plans],
        _legend(figure),
        _table(figure),
    )


def _ends(figure: HowManyHadSpoken) -> Step:
    return figure.steps[-1] if figure.steps else Step(figure.first, 0, 0)


def _plan(figure: HowManyHadSpoken, frame: Frame) -> Plan:
    number = width(_number(_ends(figure)), 1.1 * _NUMBER_SIZE)
    beside = max([number, *(width(text, frame.size) for text in _below(figure, frame))]) + 10
    right = frame.width - beside - (TAIL if figure.as_of > figure.last else 8)
    return planned(frame, figure, figure.total, width(f"{figure.total:,}", frame.size) + 12, right)


def _drawing(figure: HowManyHadSpoken, plan: Plan) -> Drawing:
    frame = plan.frame
    labels = [*plan.labels, *_end_labels(figure, plan)]
    if frame.is_narrow:
        labels.append(label("as-of end", frame.width, plan.days + 2.5 * frame.size, as_of(figure.as_of)))
    pieces = (
        plan.grid,
        *_band(figure, plan),
        *base_line(plan.axis, plan.counts.bottom, figure.as_of),
        leads(frame, plan.head, plan.head.height),
        stems(plan.head, [(plan.head.height, plan.counts.bottom)]),
        *_lines(figure, plan),
    )
    height = round(plan.days + (3 if frame.is_narrow else 1.6) * frame.size)
    return Drawing(frame.css, frame.width, height, pieces, tuple(labels))


def _end_labels(figure: HowManyHadSpoken, plan: Plan) -> Iterator[Label]:
    """Label the end of the band with the final number."""
    end, frame = _ends(figure), plan.frame
    x = plan.axis.right + (TAIL if figure.as_of > figure.last else 8) + 8
    lines = _below(figure, frame)
    middle = plan.counts.y((end.least + end.most) / 2)
    y = min(max(middle + 8, plan.counts.top + 10), plan.counts.bottom - 1.25 * frame.size * len(lines))
    yield label("number", x, y, _number(end))
    for place, text in enumerate(lines, 1):
        yield label("note", x, y + 1.25 * frame.size * place, text)


def _below(figure: HowManyHadSpoken, frame: Frame) -> list[str]:
    """Return what stands below the final number."""
    if frame.is_narrow:
        return [of(figure.total)]
    open_end = [_unlooked(figure.looked_until)] if (figure.looked_until or "") < figure.as_of else []
    return [of(figure.people), *open_end]


def _stairs(
    steps: tuple[Step, ...], plan: Plan, ends: tuple[float, float], which: str
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


def _spans(figure: HowManyHadSpoken, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """Yield the axis up to the last check of all, and the open part after it."""
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


def _band(figure: HowManyHadSpoken, plan: Plan) -> Iterator[Piece]:
    for css, *ends in _spans(figure, plan):
        upper = _stairs(figure.steps, plan, (ends[0], ends[1]), "most")
        lower = _stairs(figure.steps, plan, (ends[0], ends[1]), "least")
        yield Piece(f"band{css}", f"{_path([*upper, *reversed(lower)])}z")


def _lines(figure: HowManyHadSpoken, plan: Plan) -> Iterator[Piece]:
    for css, *ends in _spans(figure, plan):
        for which in ("most", "least"):
            yield Piece(f"{which}{css}", _path(_stairs(figure.steps, plan, (ends[0], ends[1]), which)))


def _path(corners: list[tuple[float, float]]) -> str:
    """Return a path of horizontal and vertical lines."""
    (x, y), *others = corners
    parts = [f"M{at(x)} {at(y)}"]
    for to_x, to_y in others:
        parts += [f"H{at(to_x)}"] if at(to_x) != at(x) else []
        parts += [f"V{at(to_y)}"] if at(to_y) != at(y) else []
        x, y = to_x, to_y
    return "".join(parts)


def _legend(figure: HowManyHadSpoken) -> Iterator[Sample]:
    yield Sample((Piece("most", across(2, 32, 8)),), "at most", 34)
    yield Sample((Piece("band", box(2, 1, 32, 15)),), "all that the sources allow", 34)
    yield Sample((Piece("least", across(2, 32, 8)),), "at least", 34)
    if (figure.looked_until or "") < figure.as_of:
        yield Sample((Piece("least open", across(2, 32, 8)),), _unlooked(figure.looked_until), 34)
    yield from axis_samples(figure)


def _table(figure: HowManyHadSpoken) -> Table:
    columns = ("From", "at least", "at most")
    rows = ((dates.words(each.day), f"{each.least:,}", f"{each.most:,}") for each in figure.steps)
    return Table(columns, tuple(tuple(map(Cell, row)) for row in rows))


def _unlooked(looked_until: str | None) -> str:
    """Return since when not everyone was checked."""
    return "not all of them checked" + (f" after {dates.words(looked_until)}" if looked_until else "")


def _number(step: Step) -> str:
    """Return a number as exact as the sources allow: `7`, `6–7`."""
    return f"{step.least:,}" if step.least == step.most else f"{step.least:,}–{step.most:,}"
