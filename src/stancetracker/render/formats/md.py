"""Markdown, the whole report.

Every text is escaped, so that none can become a link, an image, HTML, a mention or a table cell; a source is a link.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from stancetracker.base.text import BIDI_MARKS, safe, visible
from stancetracker.render.cells import Display, address, headed, in_ascii, shown
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("md", "markdown")
WHOLE = True
_ENTITIES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    **{mark: f"&#{ord(mark)};" for mark in BIDI_MARKS},
}
_DIGIT: Final = r"\d"
_SPECIAL: Final = re.compile(
    rf"[&<>|{BIDI_MARKS}]"  # as entities: no renderer splits a cell or opens a tag at one
    # Mentions, addresses, issue numbers and names of emoji are found after escapes are gone.
    r"|(?P<broken>[@#](?=\w)|(?<=[Gg][Hh])-(?=\d)|:(?=[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|100:|1234:|[+-]1:))"
    r"|[\\`*_{}\[\]()~!$^]"
    r"|(?<=[A-Za-z]):(?=\S)"  # http: and mailto: make links by themselves
    r"|(?<=[Ww])\.(?=\S)"  # so does www.
    r"|^[#=+-]" + "".join(rf"|(?<=^{_DIGIT * count})\." for count in range(1, 10))  # headings and lists
)
_NOTHING: Final = "&#8203;"  # an invisible space, which breaks them


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections."""

    def say(text: str) -> str:
        return escaped(in_ascii(text) if display.ascii else text)

    if report.title:
        yield f"# {say(report.title)}\n"
    for paragraph in filter(None, (report.question, report.headline)):
        shade = "**" if paragraph is report.headline else ""
        yield f"\n{shade}{say(paragraph)}{shade}\n"
    for heading, each in headed(report):
        yield f"\n## {say(heading)}\n" if heading else ""
        yield f"\n{say(each.about)}\n" if each.about else ""
        yield from _table(each, say, display.headers, report.site)
        yield "\n" if each.ending else ""
        yield from (f"- {say(line)}\n" for line in each.ending)
    for note in report.notes:
        yield f"\n{say(note)}\n"


def escaped(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""
    return _SPECIAL.sub(_escape, safe(text, but_marks=True).strip())


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _ENTITIES.get(character, "\\" + character) + (_NOTHING if found["broken"] else "")


def _table(section: Section, say: Callable[[str], str], headers: bool, site: str | None) -> Iterator[str]:
    columns = shown(section)
    if not section.rows:
        yield "\nNo rows.\n"
        return

    def line(texts: Iterable[str]) -> str:
        return f"| {' | '.join(map(say, texts))} |\n"

    # Markdown has no table without a heading; without headers it is an empty one.
    yield "\n" + line(column.heading if headers else "" for column in columns)
    yield f"| {' | '.join('---:' if column.numeric else '---' for column in columns)} |\n"
    for row in section.rows:
        cells = [
            (say(column.say(row)), address(column, row, site, names=not place))
            for place, column in enumerate(columns)
        ]
        yield f"| {' | '.join(f'[{text}](<{_target(url)}>)' if url else text for text, url in cells)} |\n"


def _target(url: str) -> str:
    """Return an address that ends where it should, in a cell of a table too."""
    return "".join(f"%{ord(sign):02X}" if sign in " <>|\\`" else sign for sign in visible(url))
