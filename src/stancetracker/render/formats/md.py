"""Markdown, the whole report.

Every text is escaped, so that none can become a link, an image, HTML, a mention or a table cell; a
source is a link.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from stancetracker.base.text import BIDI_ENTITIES, safe, visible
from stancetracker.render import Display, Part, columns_of, link, parts_of
from stancetracker.reports.table import Report, Section, Shown

EXTENSIONS = ("md", "markdown")
WHOLE = True
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
_ZERO_WIDTH_SPACE: Final = "&#8203;"
# GitHub finds these after escapes are gone, so a zero-width space has to break them.
_FOUND_IN_TEXT: Final = r"""
      [@#](?=\w)                # @octocat, me@example.org, #12
    | (?<=[Gg][Hh])-(?=\d)      # GH-1
    | :(?=                      # :smile:, :100:, :+1:, but not 10:30:15
        [a-z0-9_+-]*[a-z][a-z0-9_+-]*: | 100: | 1234: | [+-]1:
      )
"""
_DIGIT: Final = r"\d"
# Up to 123456789. begins a list; a lookbehind takes a fixed number of digits.
_AFTER_LIST_NUMBER: Final = "|".join(rf"(?<=^{_DIGIT * count})\." for count in range(1, 10))
_SPECIAL: Final = re.compile(
    rf"""
      [&<>|]                    # as entities: no renderer splits a cell or opens a tag at one
    | (?P<broken> {_FOUND_IN_TEXT} )
    | [\\`*_{{}}\[\]()~!$^]     # emphasis, code, links, images, footnotes, formulas
    | (?<=[A-Za-z]):(?=\S)      # http: and mailto: make links by themselves
    | (?<=[Ww])\.(?=\S)         # so does www.
    | ^[#=+-]                   # headings and lists
    | {_AFTER_LIST_NUMBER}
    """,
    re.VERBOSE,
)


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections."""
    writing = Writing(display.headers, report.site, [])
    yield from _report(report, "#", writing)
    for number, footnote in enumerate(writing.footnotes, 1):
        yield f"\n[^{number}]: {escaped(footnote)}\n"


class Writing(NamedTuple):
    """A document as it is written: how, and the footnotes that stand below it."""

    headers: bool
    site: str | None
    footnotes: list[str]


def _report(report: Report, heading_marks: str, writing: Writing) -> Iterator[str]:
    """Write a report whose title is a heading with these marks, and its chapters below it."""
    if report.title:
        yield f"{heading_marks} {escaped(report.title)}\n"
    if report.question:
        yield f"\n{escaped(report.question)}\n"
    if report.headline:
        yield f"\n**{escaped(report.headline)}**\n"
    for part in parts_of(report):
        yield from _part(part, f"{heading_marks}#", writing)
    for chapter in report.chapters:
        yield "\n"
        yield from _report(chapter, f"{heading_marks}#", writing)
    for note in report.closing:
        yield f"\n{escaped(note)}\n"


def _part(part: Part, heading_marks: str, writing: Writing) -> Iterator[str]:
    """Write a section with its heading, its caption and its ending."""
    section = part.section
    if part.heading:
        yield f"\n{heading_marks} {escaped(part.heading)}\n"
    if section.caption:
        yield f"\n{escaped(section.caption)}\n"
    yield "\n" if section.rows else "\nNo rows.\n"
    if section.rows:
        yield from _table(section, writing)
    if section.ending:
        yield "\n"
    yield from (f"- {escaped(line)}\n" for line in section.ending)


def _table(section: Section, writing: Writing) -> Iterator[str]:
    """Write the rows of a section; without headers its heading is empty, as Markdown needs one."""
    columns = columns_of(section)
    yield _line([escaped(column.heading) if writing.headers else "" for column in columns])
    yield _line(["---:" if column.numeric else "---" for column in columns])
    headings = [column.heading for column in columns]
    place_of_marks = headings.index("Source") if "Source" in headings else len(columns) - 1
    for row in section.rows:
        cells = [
            _cell(column, row, writing, names_row=place == 0)
            for place, column in enumerate(columns)
        ]
        if section.footnote:
            writing.footnotes.append(section.footnote(row))
            cells[place_of_marks] += f"[^{len(writing.footnotes)}]"
        yield _line(cells)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(column: Shown, row: object, writing: Writing, *, names_row: bool) -> str:
    text = escaped(column.say(row))
    url = link(column, row, writing.site, names_row=names_row)
    if not url:
        return text
    # An address ends where it should, in a cell of a table too.
    target = re.sub(r"[ <>|\\`]", lambda sign: f"%{ord(sign[0]):02X}", visible(url))
    return f"[{text}](<{target}>)"


def escaped(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""
    line = safe(text, but_marks=True).strip()
    return _SPECIAL.sub(_escape, line).translate(BIDI_ENTITIES)


def _escape(special: re.Match[str]) -> str:
    character = special[0]
    replacement = _ENTITIES.get(character, f"\\{character}")
    return replacement + _ZERO_WIDTH_SPACE if special["broken"] else replacement
