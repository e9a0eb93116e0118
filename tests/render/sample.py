"""Small reports to render, some of them hostile."""

import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from hypothesis import strategies as st

from stancetracker.base import plugins
from stancetracker.render import Display, formats
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, plain, text

HOSTILE = (
    "[/]",
    "[bold red]x[/bold red]",
    "esc \x1b[31mred\x1b[0m bell \x07 nul \x00 del \x7f c1 \x9b31m",
    "bidi \u202egnp.exe\u2066x\u2069",
    "marks שלום\u200f! مرحبا\u061c \u200e(x)",
    "lines \u2028 \u2029 \r\n\t end",
    "lone \ud800 surrogate",
    "=cmd()|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\uff1dHYPERLINK(1)",
    "  =1",
    '"=1',
    "a|b\\|c",
    "![x](http://evil.example/x.png) <script>alert(1)</script> @octocat #12 www.evil.example me@evil.example",
    "👩‍👩‍👧 عربي עברית é",
    "x" * 10_000,
    "",
)


ANY_TEXT: Final = st.text(st.characters()) | st.sampled_from(HOSTILE)
CELLS: Final = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | ANY_TEXT
)
ROWS: Final = st.lists(st.fixed_dictionaries({"id": ANY_TEXT, "value": CELLS}), max_size=4)
"""Rows of the columns of `rows_section`."""
MARKUP: Final = ANY_TEXT | st.text("[]()<>!*_`~|\\#@&:/.-+=1a \n$^")
"""Texts of which a format for people could make more than text."""
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\ud800-\udfff]"
)


def rendered(name: str, report: Report, **display: Any) -> str:
    """Return a report in this format."""
    render = plugins.load(formats, name, "format").render
    return "".join(render(report, report.section(None), Display(**display)))


def words_of(column: str) -> Callable[[Row], str]:
    return lambda row: text(row[column])


def section(*rows: Row, name: str = "people", shown: tuple[Shown, ...] = ()) -> Section:
    return Section(name, tuple(rows[0]) if rows else ("id", "name"), rows, shown)


def report(*sections: Section) -> Report:
    return Report("Silence", "", sections)


def people() -> Section:
    """Two people as a list shows them."""
    rows: tuple[dict[str, Cell], ...] = (
        {
            "id": "a",
            "mark": "○",
            "name": "Sundar Pichai",
            "org": "Google",
            "days": 210,
            "stale": True,
        },
        {"id": "b", "mark": "◧", "name": "Tim Cook", "org": None, "days": 7, "stale": False},
    )
    days = plain("Days", itemgetter("days"), 1, numeric=True)
    shown = (
        plain("", itemgetter("mark")),
        plain("Person", itemgetter("name")),
        plain("Organization", itemgetter("org"), 2),
        days,
    )
    ending = ("2 of 11 people · as of 26 Jan 2026",)
    return Section("people", tuple(rows[0]), rows, shown, caption="The panel.", ending=ending)


def rows_section(rows: list[dict[str, Cell]]) -> Section:
    """A section of these rows, with its columns even if there is none."""
    return Section("rows", ("id", "value"), rows)


def hostile(text: str) -> Report:
    """A report in which everything is this text."""
    everything = Section("s", ("id",), ({"id": text},), caption=text, ending=(text,))
    return Report(text or "t", text, (everything, everything), text, (text,))


def whole() -> Report:
    """A report with a headline, two sections and notes."""
    sections = (people(), Section("context", ("id", "tie"), ()))
    return Report(
        "Silence",
        "Operations, as of 26 Jan 2026",
        sections,
        headline="For 2 of 11 no public statement was found.",
        notes=("How to read it.", "The panel's rule."),
    )
