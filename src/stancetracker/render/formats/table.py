"""A table for the terminal, laid out by its width.

Nothing is cut or left out but what its column says may be. Every cell stays on one line, so that it
can be searched and copied whole; only the last column wraps, and where the columns don't fit, those
that may. What still doesn't fit is folded under its row, columns of the highest `keep` first; when
only one is left, each row is a block of lines. Styles are added after layout, so that data can't be
markup.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from stancetracker.base.text import CLOSING, OPENING, plural
from stancetracker.render import (
    BOLD,
    DIM,
    PLAIN,
    Display,
    cell_len,
    chop,
    columns_of,
    parts_of,
    wrap,
)
from stancetracker.reports.table import Figure, Report, Section, Shown

EXTENSIONS = ("txt",)
WHOLE = True
GAP: Final = 2
INDENT: Final = "    "
HANGING: Final = "  "
BETWEEN_SHORT: Final = ", "
_NOTHING: Final = "\u2013"
_RULE: Final = "─"
_DOTS: Final = "…"
# A mark stays with its word.
_WORD: Final = re.compile(r"(?m)^\S \S+|[^\s-]+-?")
# A wrapped last column narrower than this is harder to read than a folded one.
NARROWEST: Final = 24
# A column that wraps so that a row has room keeps so many.
WRAPPED: Final = 22
# A text that would take more lines than this in the last column is folded.
LINES: Final = 5
# A longer text is read under its row, not in the middle of it.
WIDEST: Final = 40
# A column that may be cut keeps so many cells.
CUT: Final = 16
# Columns are left out until each that may be cut, but not be left out itself, keeps so many.
KEPT: Final = 20


class Column(NamedTuple):
    """A column with its texts and the cells it takes."""

    shown: Shown
    heading: str
    texts: tuple[str, ...]
    width: int
    short_texts: tuple[str, ...] = ()
    """A shorter text of each cell for want of room; empty if none may be cut."""

    def least_width(self, cells: int = CUT) -> int:
        """Return the cells that it needs in a table, of which a cut text needs `cells`."""
        if not self.short_texts:
            return self.width
        short_width = max(map(cell_len, self.short_texts))
        if self.shown.wraps:
            least = min(WRAPPED, max(short_width, cell_len(self.heading)))
            return min(self.width, max(least, _longest_word(self)))
        return min(self.width, max(min(cells, short_width), cell_len(self.heading)))


class Layout(NamedTuple):
    """The columns that stand in a table, and those folded under its rows."""

    columns: list[Column]
    folded: list[Column]


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections."""
    lines = _report_lines(report, display)
    if display.color and _has_marked_words(report):
        return _with_bold_words(lines)
    return lines


def _has_marked_words(report: Report) -> bool:
    return any(column.marked for section in report.sections for column in section.shown)


def _with_bold_words(lines: Iterable[str]) -> Iterator[str]:
    """Write the words between marks in bold; they may go on in the next line."""
    is_bold = False
    for line in lines:
        body = line.removesuffix("\n")
        end = line[len(body) :]
        lead = BOLD if is_bold else ""
        if OPENING in body or CLOSING in body:
            is_bold = body.rfind(OPENING) > body.rfind(CLOSING)
        styled = body.replace(OPENING, BOLD).replace(CLOSING, PLAIN)
        yield lead + styled + (PLAIN if is_bold else "") + end


def _report_lines(report: Report, display: Display) -> Iterator[str]:
    yield from display.lines(report.title, BOLD)
    yield from display.lines(report.question, DIM)
    yield from display.lines(report.headline or "", BOLD)
    drawing = _drawing_lines(report.figures[0], display) if report.figures else []
    yield from drawing
    drawn_section = report.section(None).name if drawing and report.is_drawn else None
    is_first = not any((report.title, report.question, report.headline))
    for heading, shown in parts_of(report):
        if not is_first:
            yield "\n"
        is_first = False
        yield from display.lines(_capitalized(heading or ""), BOLD)
        if shown.name == drawn_section:
            listed = plural(len(shown.rows), "record")
            yield from display.lines(f"{listed}, one by one: --section {shown.name}")
            yield from _ending_lines(shown, display)
        else:
            yield from _section_lines(shown, display)
    for chapter in report.chapters:
        yield "\n\n"
        yield from _report_lines(chapter, display)
    if report.closing:
        yield "\n"
    for note in report.closing:
        yield from display.lines(note)


def _drawing_lines(figure: Figure, display: Display) -> list[str]:
    from stancetracker.render import drawing  # slow to import, and few answers have a figure

    return list(drawing.drawn(*figure, display))


def _capitalized(heading: str) -> str:
    """Return a heading with its first letter large, the others as they are."""
    return heading[:1].upper() + heading[1:]


def _section_lines(section: Section, display: Display) -> Iterator[str]:
    yield from display.lines(section.caption or "")
    if section.rows:
        yield from _table_lines(section, display)
    else:
        yield from display.lines("No rows.", DIM)
    yield from _ending_lines(section, display)


def _ending_lines(section: Section, display: Display) -> Iterator[str]:
    if section.ending:
        yield "\n"
    for line in section.ending:
        yield from display.lines(line, DIM)


def _table_lines(section: Section, display: Display) -> Iterator[str]:
    """Write the rows of a section, each with its folded columns under it."""
    columns = [_column(shown, section, display) for shown in columns_of(section, terminal=True)]
    headings = _group_headings(columns, len(section.rows))
    columns = [column for column in columns if not column.shown.group]
    table, folded = layout(_fitted(columns, display), display.width)
    widths = _widths(table, display.width)
    if table and display.headers:
        yield from _heading_lines(table, widths, display)
    for number, heading in enumerate(headings):
        if number and not table:
            yield "\n"
        yield from display.lines(heading, BOLD)
        if table:
            yield from _row_lines(number, table, widths, display)
            yield from _folded_lines(number, folded, display)
        else:
            yield from _block_lines(number, folded, display)


def _group_headings(columns: Sequence[Column], rows: int) -> list[str]:
    """Return the line above each row: the text of its group if it is the first, else empty."""
    texts = [column.texts for column in columns if column.shown.group]
    groups = [", ".join(texts_of_row) for texts_of_row in zip(*texts, strict=True)] or [""] * rows
    return ["" if group == before else group for before, group in pairwise(("", *groups))]


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """Return the cells of each column; only the last may be wider than there is room for."""
    if not columns:
        return []
    *widths, last = [column.width for column in columns]
    room_of_last = room - sum(width + GAP for width in widths)
    return [*widths, min(last, max(room_of_last, 1))]


def _heading_lines(
    columns: Sequence[Column], widths: Sequence[int], display: Display
) -> Iterator[str]:
    """Write the headings, which may be broken at hyphens, and a rule below them."""
    headings = []
    for column, width in zip(columns, widths, strict=True):
        pieces = [column.heading]
        if cell_len(column.heading) > width:
            wrapped = wrap(column.heading.replace("-", "- "), width)
            pieces = [piece.replace("- ", "-") for piece in wrapped]
        headings.append(pieces)
    yield from _cells_side_by_side(headings, columns, display, BOLD)
    yield display.style_line(_RULE * (sum(widths) + GAP * (len(widths) - 1)), DIM)


def _row_lines(
    number: int, columns: Sequence[Column], widths: Sequence[int], display: Display
) -> Iterator[str]:
    cells = []
    for column, width in zip(columns, widths, strict=True):
        text = column.texts[number]
        cells.append(wrap(text, width) if cell_len(text) > width else [text])
    yield from _cells_side_by_side(cells, columns, display)


def _folded_lines(number: int, columns: Sequence[Column], display: Display) -> Iterator[str]:
    """Write what doesn't fit into a row under it, a column a line, if it is filled.

    Short columns stand on one line.
    """
    filled = [column for column in columns if column.texts[number]]
    short = [f"{column.heading} {column.texts[number]}" for column in filled if column.shown.short]
    yield from display.lines(BETWEEN_SHORT.join(short), lead=INDENT, hanging=INDENT)
    for column in filled:
        if not column.shown.short:
            text = _labelled(column, column.texts[number])
            yield from display.lines(text, lead=INDENT, hanging=INDENT + HANGING)


def _block_lines(number: int, columns: Sequence[Column], display: Display) -> Iterator[str]:
    """Write a row as a block of lines, a column a line, if it is filled."""
    filled = [column for column in columns if column.texts[number]]
    for column in filled or columns[:1]:
        text = _labelled(column, column.texts[number] or _NOTHING)
        yield from display.lines(text, hanging=HANGING)


def _labelled(column: Column, text: str) -> str:
    return f"{column.heading}: {text}" if column.heading else text


def _column(shown: Shown, section: Section, display: Display) -> Column:
    """Return a column with its texts as they are shown."""
    words = shown.short or shown
    heading = display.text(words.heading)
    say = words.say
    if shown.marked and display.color:
        say = shown.marked
    texts = tuple(display.text(say(row)) for row in section.rows)
    width = max(map(cell_len, (heading, *texts)))
    short_texts: tuple[str, ...] = ()
    if shown.cut:
        short_texts = tuple(display.text(shown.cut(row)) for row in section.rows)
    return Column(shown, heading, texts, width, short_texts)


def _fitted(columns: Sequence[Column], display: Display) -> list[Column]:
    """Leave out and cut what may be, so that a row takes one line; where it can't, cut nothing."""
    filled = _filled(columns)
    fitting = _without_dropped(filled, display.width)
    room = display.width - _least_widths(fitting, CUT)
    if room < 0:  # a row takes several lines, so the last to be left out can be one of them
        return [
            _cut_to(column.least_width(), column) if column.shown.wraps else column
            for column in filled
            if column.shown.drop < 2
        ]
    widths = [column.least_width() for column in fitting]
    # Those that are never left out get their full width first, of them those that would be cut.
    by_worth = sorted(
        enumerate(fitting), key=lambda item: (item[1].shown.drop, item[1].shown.wraps)
    )
    for place, _ in by_worth:
        more = min(fitting[place].width - widths[place], room)
        widths[place] += more
        room -= more
    cut = [_cut_to(width, column) for column, width in zip(fitting, widths, strict=True)]
    return _filled(cut)


def _filled(columns: Sequence[Column]) -> list[Column]:
    """Leave out columns that may be left out and have no text."""
    return [column for column in columns if any(column.texts) or not column.shown.drop]


def _without_dropped(columns: Sequence[Column], room: int) -> list[Column]:
    """Leave out columns that may be, the highest `drop` first, until the others have room."""
    fitting = list(columns)
    droppable = [column for column in columns if column.shown.drop]
    for column in sorted(droppable, key=lambda column: column.shown.drop, reverse=True):
        if _least_widths(fitting, KEPT) > room:
            fitting.remove(column)
    return fitting


def _least_widths(columns: Sequence[Column], cells: int) -> int:
    """Return the cells that a row takes at least, `cells` of each text that may only be cut."""
    widths = (column.least_width(CUT if column.shown.drop else cells) for column in columns)
    return sum(width + GAP for width in widths) - GAP


def _cut_to(width: int, column: Column) -> Column:
    """Return a column of this width, in which every text is cut to it, or wraps."""
    if width == column.width:
        return column
    pairs = zip(column.texts, column.short_texts, strict=True)
    if column.shown.wraps:
        texts = tuple(text if cell_len(text) <= width else short_text for text, short_text in pairs)
    else:
        texts = tuple(_cut_text(text, short_text, width) for text, short_text in pairs)
    return column._replace(texts=texts, width=width)


def _cut_text(text: str, short_text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    if cell_len(short_text) <= width:
        return short_text
    return chop(short_text, width - cell_len(_DOTS))[0].rstrip() + _DOTS


def layout(columns: Sequence[Column], width: int) -> Layout:
    """Choose the columns that stand in the table and those folded under its rows.

    Of those after the first, a long text in the middle is folded first, else the one with the
    highest `keep`, then the widest. If only one is left, all are folded.
    """
    narrowed = _narrowed(columns, width)
    places = list(range(len(narrowed)))  # two columns may be equal
    while len(places) > 1 and not _fit([narrowed[place] for place in places], width):
        longest = max(WIDEST, width // 2)
        long_texts = [place for place in places[1:-1] if narrowed[place].width > longest]
        places.remove(
            max(
                long_texts or places[1:],
                key=lambda place: (narrowed[place].shown.keep, narrowed[place].width, place),
            )
        )
    if len(places) == 1 < len(columns):
        return Layout([], list(columns))
    folded = [column for place, column in enumerate(columns) if place not in places]
    # What is folded leaves room to those that were narrowed for it.
    return Layout([*_narrowed([columns[place] for place in places], width)], folded)


def _narrowed(columns: Sequence[Column], width: int) -> Sequence[Column]:
    """Narrow the columns that wrap, where the columns don't fit, at most to their longest word.

    Those with shorter texts have their width already.
    """
    narrowest = {
        place: _longest_word(column)
        for place, column in enumerate(columns)
        if column.shown.wraps and not column.short_texts
    }
    if not narrowest or _fit(columns, width):
        return columns
    fixed = sum(column.width for place, column in enumerate(columns) if place not in narrowest)
    gaps = GAP * (len(columns) - 1)
    room = max(width - fixed - gaps - sum(narrowest.values()), 0)
    narrowed = list(columns)
    # Those that want the least come first, and leave what they don't take to the others.
    by_want = sorted(narrowest, key=lambda place: columns[place].width - narrowest[place])
    for number, place in enumerate(by_want):
        column = columns[place]
        share = room // (len(by_want) - number)
        more = min(column.width - narrowest[place], share)
        room -= more
        narrowed[place] = column._replace(width=narrowest[place] + more)
    return narrowed


def _longest_word(column: Column) -> int:
    """Return the cells of the longest word of a column."""
    words = _WORD.findall("\n".join((column.heading, *column.texts)))
    return max(map(cell_len, words))


def _fit(columns: Sequence[Column], width: int) -> bool:
    """Return whether these fit side by side, each at full width, the last perhaps wrapped."""
    *others, last = columns
    room = width - sum(column.width + GAP for column in others)
    if last.width <= room:
        return True
    readable = max(NARROWEST, cell_len(last.heading), last.width // LINES)
    return not last.shown.numeric and readable <= room


def _cells_side_by_side(
    cells: Sequence[Sequence[str]], columns: Sequence[Column], display: Display, style: str = ""
) -> Iterator[str]:
    """Write a row, each of its cells on the lines that it takes."""
    *others, last = columns
    for *texts, last_text in zip_longest(*cells, fillvalue=""):
        padded = [
            _padded(text, column) + " " * GAP for text, column in zip(texts, others, strict=True)
        ]
        is_aligned = last.shown.numeric and last.width <= display.width
        end = _padded(last_text, last) if is_aligned else last_text
        yield display.style_line(("".join(padded) + end).rstrip(" "), style)


def _padded(text: str, column: Column) -> str:
    space = " " * (column.width - cell_len(text))
    return space + text if column.shown.numeric else text + space
