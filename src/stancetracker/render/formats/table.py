"""A table for the terminal, laid out by its width; nothing is cut or left out but what its column says may be.

Every cell stays on one line, so that it can be searched and copied whole; only the last column wraps, and where the
columns don't fit, those that may. What still doesn't fit is folded under its row, columns of the highest `keep` first;
when only one is left, each row is a block of lines. Styles are added after layout, so that data can't be markup.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from stancetracker.base.text import CLOSING, OPENING
from stancetracker.render import BOLD, DIM, PLAIN, Display, cell_len, chopped, headed, shown, wrap
from stancetracker.reports.table import Report, Section, Shown

EXTENSIONS = ("txt",)
WHOLE = True
GAP: Final = 2
INDENT: Final = "    "
# A mark stays with its word.
_WORD: Final = re.compile(r"(?m)^\S \S+|[^\s-]+-?")
# A wrapped last column narrower than this is harder to read than a folded one.
NARROWEST: Final = 24
# A text that would take more lines than this in the last column is folded.
LINES: Final = 5
# A longer text is read under its row, not in the middle of it.
WIDEST: Final = 40
# What may be cut keeps so many cells, or another column is left out; more where it may not be left out itself.
CUT: Final = 16
KEPT: Final = 20


class Column(NamedTuple):
    """A column with its texts and the cells it takes."""

    shown: Shown
    heading: str
    texts: tuple[str, ...]
    width: int
    cut: tuple[str, ...] = ()

    def least(self, cells: int = CUT) -> int:
        """Return the cells without which it can't stand in a table."""
        short = max(map(cell_len, self.cut), default=self.width)
        return (
            min(self.width, max(min(cells, short), cell_len(self.heading)))
            if self.cut
            else self.width
        )


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections."""
    lines = _written(report, display)
    if not (
        display.color and any(column.marked for each in report.sections for column in each.shown)
    ):
        yield from lines
        return
    within = False
    for line in lines:  # the words between marks are bold, and may go on in the next line
        body, end = line.removesuffix("\n"), "\n" if line.endswith("\n") else ""
        lead = BOLD if within else ""
        within = body.rfind(OPENING) > body.rfind(CLOSING) or (within and CLOSING not in body)
        styled = body.replace(OPENING, BOLD).replace(CLOSING, PLAIN)
        yield f"{lead}{styled}{PLAIN if within else ''}{end}"


def _written(report: Report, display: Display) -> Iterator[str]:
    yield from display.lines(report.title, BOLD)
    yield from display.lines(report.question, DIM)
    yield from display.lines(report.headline or "", BOLD)
    above = any((report.title, report.question, report.headline))
    if report.figures:
        from stancetracker.render import drawing  # slow to import, and few answers have a figure

        yield from drawing.drawn(*report.figures[0], display)
    for heading, each in headed(report):
        yield "\n" if above else ""
        yield from display.lines(heading[:1].upper() + heading[1:] if heading else "", BOLD)
        yield from display.lines(each.about or "")
        yield from _section(each, display) if each.rows else display.lines("No rows.", DIM)
        yield "\n" if each.ending else ""
        for line in each.ending:
            yield from display.lines(line, DIM)
        above = True
    yield "\n" if report.notes else ""
    for note in report.notes:
        yield from display.lines(note)


def _section(section: Section, display: Display) -> Iterator[str]:
    columns = [_column(each, section, display) for each in shown(section, drawn=True)]
    groups = next((column.texts for column in columns if column.shown.group), ())
    columns = [column for column in columns if not column.shown.group]
    kept, folded = layout(_fitted(columns, display), display.width)
    across = [column.width for column in kept]
    if kept:  # only the last may be wider than there is room for
        across[-1] = min(
            across[-1], max(display.width - sum(across[:-1]) - GAP * len(across[1:]), 1)
        )
    if kept and display.headers:
        headings = []
        for column, width in zip(kept, across, strict=True):  # which may be broken at hyphens
            fits = cell_len(column.heading) <= width
            broken = [] if fits else wrap(column.heading.replace("-", "- "), width)
            headings.append([line.replace("- ", "-") for line in broken] or [column.heading])
        yield from _line(headings, kept, display, BOLD)
        yield display.styled(
            ("-" if display.ascii else "─") * (sum(across) + GAP * len(across[1:])), DIM
        )
    lead, hanging = (INDENT, f"{INDENT}  ") if kept else ("", "  ")
    for number in range(len(section.rows)):
        if groups and (not number or groups[number] != groups[number - 1]):
            yield from display.lines(groups[number], BOLD)
        if kept:
            texts = [
                (column.texts[number], width) for column, width in zip(kept, across, strict=True)
            ]
            cells = [
                wrap(text, width) if cell_len(text) > width else [text] for text, width in texts
            ]
            yield from _line(cells, kept, display)
        elif number:
            yield "\n"
        for column in folded:
            if (value := column.texts[number]) or not kept:
                label = f"{column.heading}: " if column.heading else ""
                yield from display.lines(label + (value or "\u2013"), lead=lead, hanging=hanging)


def _column(shown: Shown, section: Section, display: Display) -> Column:
    heading = display.text(shown.heading)
    say = shown.marked if shown.marked and display.color and not display.ascii else shown.say
    texts = tuple(display.text(say(row)) for row in section.rows)
    cut = tuple(display.text(shown.cut(row)) for row in section.rows) if shown.cut else ()
    return Column(shown, heading, texts, max(map(cell_len, (heading, *texts))), cut)


def _fitted(columns: Sequence[Column], display: Display) -> list[Column]:
    """Leave out and cut what may be, so that a row takes one line; where it can't, cut nothing."""
    kept = list(columns)

    def spare(cells: int) -> int:
        least = (column.least(CUT if column.shown.drop else cells) + GAP for column in kept)
        return display.width - sum(least) + GAP

    for column in sorted(
        (each for each in columns if each.shown.drop), key=lambda each: -each.shown.drop
    ):
        if spare(KEPT) < 0:
            kept.remove(column)
    room = spare(CUT)
    if room < 0:  # a row takes several lines, so the last to be left out can be one of them
        return [column for column in columns if column.shown.drop < 2]
    for place, column in sorted(enumerate(kept), key=lambda each: each[1].shown.drop):
        width = min(column.width, column.least() + room)
        room -= width - column.least()
        if width < column.width:
            pairs = zip(column.texts, column.cut, strict=True)
            texts = tuple(_cut(*pair, width, display.text("…")) for pair in pairs)
            kept[place] = column._replace(texts=texts, width=width)
    return kept


def _cut(whole: str, cut: str, width: int, dots: str) -> str:
    text = whole if cell_len(whole) <= width else cut
    return (
        text
        if cell_len(text) <= width
        else chopped(text, width - cell_len(dots))[0].rstrip() + dots
    )


def layout(columns: Sequence[Column], width: int) -> tuple[list[Column], list[Column]]:
    """Return the columns that stand in the table, and those folded under its rows; none stand if only one could.

    Of those after the first, a long text in the middle is folded first, else the least kept, then the widest.
    """
    narrowed = _narrowed(columns, width)
    kept = list(range(len(narrowed)))  # two columns may be equal
    while len(kept) > 1 and not _fit([narrowed[place] for place in kept], width):
        long = [place for place in kept[1:-1] if narrowed[place].width > max(WIDEST, width // 2)]
        kept.remove(
            max(
                long or kept[1:],
                key=lambda one: (narrowed[one].shown.keep, narrowed[one].width, one),
            )
        )
    if len(kept) == 1 < len(columns):
        return [], list(columns)
    folded = [each for place, each in enumerate(columns) if place not in kept]
    return [narrowed[place] for place in kept], folded


def _narrowed(columns: Sequence[Column], width: int) -> Sequence[Column]:
    """Return the columns; where they don't fit, those that wrap are as narrow as their words and the room ask."""
    wrapping = [each for each in columns if each.shown.wraps]
    if not wrapping or _fit(columns, width):
        return columns
    words = (_WORD.findall("\n".join((each.heading, *each.texts))) for each in wrapping)
    least = [max(map(cell_len, found)) for found in words]
    taken = sum(least) + sum(each.width for each in columns if not each.shown.wraps)
    share = max(width - taken - GAP * (len(columns) - 1), 0) // len(wrapping)
    widths = iter(least)
    return [
        each._replace(width=min(each.width, next(widths) + share)) if each.shown.wraps else each
        for each in columns
    ]


def _fit(columns: Sequence[Column], width: int) -> bool:
    """Return whether these fit side by side, each at full width, the last perhaps wrapped."""
    *others, last = columns
    room = width - sum(column.width + GAP for column in others)
    if last.width <= room:
        return True
    readable = max(NARROWEST, cell_len(last.heading), last.width // LINES)
    return not last.shown.numeric and readable <= room


def _line(
    cells: Sequence[Sequence[str]], columns: Sequence[Column], display: Display, style: str = ""
) -> Iterator[str]:
    """Yield a row, each of its cells on the lines that it takes."""
    *others, last = columns
    for *parts, part in zip_longest(*cells, fillvalue=""):
        padded = [
            _padded(each, column) + " " * GAP for each, column in zip(parts, others, strict=True)
        ]
        end = _padded(part, last) if last.shown.numeric and last.width <= display.width else part
        yield display.styled(("".join(padded) + end).rstrip(" "), style)


def _padded(text: str, column: Column) -> str:
    space = " " * (column.width - cell_len(text))
    return space + text if column.shown.numeric else text + space
