"""Markdown, the whole report.

Every text is escaped, so that none can become a link, an image, HTML, a mention or a table cell; a source is a link.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from stancetracker.base.text import BIDI_ENTITIES, safe, visible
from stancetracker.render import Display, address, headed, in_ascii, shown
from stancetracker.reports.table import Report, Section

EXTENSIONS = ("md", "markdown")
WHOLE = True
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
_DIGIT: Final = r"\d"
_SPECIAL: Final = re.compile(
    r"[&<>|]"  # as entities: no renderer splits a cell or opens a tag at one
    # Mentions, addresses, issue numbers and names of emoji are found after escapes are gone; &#8203; breaks them.
    r"|(?P<broken>[@#](?=\w)|(?<=[Gg][Hh])-(?=\d)|:(?=[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|100:|1234:|[+-]1:))"
    r"|[\\`*_{}\[\]()~!$^]"
    r"|(?<=[A-Za-z]):(?=\S)"  # http: and mailto: make links by themselves
    r"|(?<=[Ww])\.(?=\S)"  # so does www.
    r"|^[#=+-]"
    + "".join(rf"|(?<=^{_DIGIT * count})\." for count in range(1, 10))  # headings and lists
)


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's sections."""
    say = partial(escaped, ascii=display.ascii)
    if report.title:
        yield f"# {say(report.title)}\n"
    for paragraph in filter(None, (report.question, report.headline)):
        shade = "**" if paragraph is report.headline else ""
        yield f"\n{shade}{say(paragraph)}{shade}\n"
    for heading, each in headed(report):
        yield f"\n## {say(heading)}\n" if heading else ""
        yield f"\n{say(each.about)}\n" if each.about else ""
        columns = shown(each)
        # Markdown has no table without a heading; without headers it is an empty one.
        lines = [[say(column.heading) if display.headers else "" for column in columns]]
        lines.append(["---:" if column.numeric else "---" for column in columns])
        for row in each.rows:
            cells = []
            for place, column in enumerate(columns):
                text, url = say(column.say(row)), address(column, row, report.site, names=not place)
                # An address ends where it should, in a cell of a table too.
                target = re.sub(
                    r"[ <>|\\`]", lambda sign: f"%{ord(sign[0]):02X}", visible(url or "")
                )
                cells.append(f"[{text}](<{target}>)" if url else text)
            lines.append(cells)
        yield "\n" if each.rows else "\nNo rows.\n"
        yield from (f"| {' | '.join(cells)} |\n" for cells in lines if each.rows)
        yield "\n" if each.ending else ""
        yield from (f"- {say(line)}\n" for line in each.ending)
    for note in report.notes:
        yield f"\n{say(note)}\n"


def escaped(text: str, *, ascii: bool = False) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""

    def escape(found: re.Match[str]) -> str:
        return _ENTITIES.get(found[0], "\\" + found[0]) + ("&#8203;" if found["broken"] else "")

    shown = safe(in_ascii(text) if ascii else text, but_marks=True).strip()
    return _SPECIAL.sub(escape, shown).translate(BIDI_ENTITIES)
