"""Reports as text: cells, columns and lines, and the settings of the output that shows an answer.

On a terminal: wrapped at words, in bold, dim or the hue of a stance where colour is allowed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.base.text import safe
from stancetracker.reports.table import Cell, Report, Section, Shown, value_of

_ADDRESS_KEYS: Final = ("url", "archive_url", "original_url", "source")
BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
PLAIN: Final = "\x1b[0m"
# Marks that take a side, in hues that colour-blind eyes distinguish; shapes work without colour.
HUES: Final = {"●": "\x1b[94m", "◆": "\x1b[38;5;166m", "◐": "\x1b[95m", "◧": "\x1b[36m"}
# A mark that stands for the word after it: at the start of a line or cell, or in a list.
_MARK_BEFORE_WORD: Final = re.compile(
    rf"""
    (?: ^ | (?<=[ ][ ]) | (?<=[:,][ ]) )
    [{"".join(HUES)}]
    (?=[ ])
    """,
    re.VERBOSE,
)
_NARROWEST_INDENTED: Final = 20
"""Lines of fewer cells have no indent."""


class Span(NamedTuple):
    """A part of a line in one style."""

    text: str
    style: str = ""


class Display(NamedTuple):
    """An output: its width in cells, and whether it takes colour, headings, raw CSV."""

    width: int = 80
    color: bool = False
    headers: bool = True
    raw: bool = False
    terminal: bool = False

    def text(self, text: str) -> str:
        """Return a text as it can be shown here."""
        return safe(text).strip()

    def lines(self, text: str, style: str = "", lead: str = "", hanging: str = "") -> Iterator[str]:
        """Yield a text wrapped at words, each line ended; nothing for an empty text.

        Indent the first line by `lead`, the others by `hanging`, unless the terminal is too narrow.
        """
        if not text:
            return
        if self.width < _NARROWEST_INDENTED:
            lead = hanging = ""
        indent = lead
        wrapped = wrap(self.text(text), self.width - len(hanging), self.width - len(lead))
        for line in wrapped:
            yield self.style_line(indent + line, style)
            indent = hanging

    def paint_spans(self, spans: Iterable[Span]) -> str:
        """End a line of spans, each in its style where colour is allowed; trim its end."""
        visible_spans = list(spans)
        while visible_spans and not visible_spans[-1].text.strip():
            visible_spans.pop()
        parts = [
            self.style_line(span.text, span.style).removesuffix("\n") for span in visible_spans
        ]
        return "".join(parts).rstrip() + "\n"

    def style_line(self, line: str, style: str) -> str:
        """End a line in a style, or with its marks in their hues, where colour is allowed."""
        if not self.color:
            return f"{line}\n"
        if style:
            return f"{style}{line}{PLAIN}\n"
        return _MARK_BEFORE_WORD.sub(lambda mark: HUES[mark[0]] + mark[0] + PLAIN, line) + "\n"


def link(
    column: Shown, row: object, site: str | None = None, *, names_row: bool = False
) -> str | None:
    """Return the address that a cell links to: the source's, or the row's page on the site.

    The cell that names the row links to the page of the statement or silence, the only records
    with a stance or a response; else to that of the actor.
    """
    url = _page_on(site, row) if names_row and site else None
    if url is None:
        url = _source_address(column, row)
    return url if is_web(url) else None


def is_web(value: object) -> bool:
    """Return whether a value is the address of a web page."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _page_on(site: str, row: object) -> str | None:
    """Return the page of a row's record, else of its actor; a row of several records has none."""
    root = site.rstrip("/")
    evidence = value_of(row, "evidence")
    if evidence and " " not in evidence and (value_of(row, "stance") or value_of(row, "response")):
        return f"{root}/r/{evidence}/"
    actor, kind = value_of(row, "actor"), value_of(row, "actor_kind")
    if actor and kind:
        folder = "people" if kind == "person" else "organizations"
        return f"{root}/{folder}/{actor}/"
    return None


def _source_address(column: Shown, row: object) -> str | None:
    """Return the address of the source that a cell names, or the address that the cell shows."""
    source: str | None = value_of(row, "source") if column.heading == "Source" else None
    if source is not None:
        return source
    text = column.say(row)
    return text if text in [value_of(row, key) for key in _ADDRESS_KEYS] else None


def cell_text(cell: Cell) -> str:
    """Return a cell as text: empty for null, `true` or `false` for a boolean."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def columns_of(section: Section, *, terminal: bool = False) -> tuple[Shown, ...]:
    """Return the columns of a section as people read them, on a terminal or in a file.

    A section without such columns shows all its data, and its last column is folded first.
    """
    if section.shown:
        return tuple(column for column in section.shown if terminal or not column.terminal)
    return tuple(_data_column(section, place) for place in range(len(section.columns)))


def _data_column(section: Section, place: int) -> Shown:
    """Return a column of data as it is."""
    key = section.columns[place]
    cells = [section.cell(row, key) for row in section.rows]
    is_numeric = bool(section.rows) and all(
        cell is None or type(cell) in (int, float) for cell in cells
    )
    return Shown(key, lambda row: cell_text(section.cell(row, key)), keep=place, numeric=is_numeric)


class Part(NamedTuple):
    """A section with its heading in words; a section alone needs none."""

    heading: str | None
    section: Section


def parts_of(report: Report) -> list[Part]:
    """Return the sections that people are shown: all but quiet ones without rows.

    Why there are no rows stands last under the main one, or, if that isn't shown, under the first
    that is not quiet. A report in chapters has no sections but theirs.
    """
    if report.chapters:
        return []
    sections = _sections_to_read(report)
    place = _main_place(sections, report.section(None).name)
    ending = (*sections[place].ending, *report.caveats)
    sections[place] = sections[place]._replace(ending=ending)
    if len(sections) == 1:
        return [Part(None, sections[0])]
    return [Part(section.name.replace("-", " "), section) for section in sections]


def _sections_to_read(report: Report) -> list[Section]:
    """Return the sections with rows, or that are not quiet; all of them where none is left."""
    all_sections = [_with_rows_as_read(section) for section in report.sections]
    if len(all_sections) == 1:
        return all_sections
    read_here = [_without_rows_elsewhere(section) for section in all_sections]
    sections = [section for section in read_here if section.rows or not section.quiet]
    return sections or all_sections


def _main_place(sections: Sequence[Section], main: str) -> int:
    """Return the place of the main section, else of the first that is not quiet, else 0."""
    places = {section.name: place for place, section in enumerate(sections)}
    loud = (place for place, section in enumerate(sections) if not section.quiet)
    return places.get(main, next(loud, 0))


def _with_rows_as_read(section: Section) -> Section:
    """Return a section with the values that people read in its rows."""
    if section.as_read is None:
        return section
    return section._replace(rows=section.as_read(section.rows), as_read=None)


def _without_rows_elsewhere(section: Section) -> Section:
    """Return a section without the rows that people read in another."""
    if section.elsewhere is None:
        return section
    return section._replace(rows=[row for row in section.rows if not section.elsewhere(row)])


def cell_len(text: str) -> int:
    """Return the number of terminal cells that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len as rich_cell_len  # slow to import, and few answers need it

    return rich_cell_len(text)


def wrap(text: str, width: int, first: int = 0) -> list[str]:
    """Break a text at spaces, and a word only where it is wider than `width`.

    The first line may take up to `first` cells where that is more.
    """
    lines: list[str] = []
    line = ""
    room = max(width, first)
    for word in text.split(" "):
        size = cell_len(word)
        if line and size < room:
            line += f" {word}"
            room -= 1 + size
            continue
        if line:
            lines.append(line)
        *full_lines, line = [word] if size <= width else chop(word, width)
        lines += full_lines
        room = (width if lines else max(width, first)) - cell_len(line)
    return [*lines, line]


def chop(word: str, width: int) -> list[str]:
    """Break a word between what a reader sees as characters."""
    if word.isascii():
        return [word[start : start + width] for start in range(0, len(word), width)]
    from rich.cells import chop_cells  # as above

    return chop_cells(word, width)
