"""Small reports to render, some of them hostile."""

import re
from collections.abc import Callable

from stancetracker.reports.table import Cell, Report, Row, Section, Shown

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


UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\ud800-\udfff]"
)


def said(column: str) -> Callable[[Row], str]:
    def say(row: Row) -> str:
        return "" if row[column] is None else str(row[column])

    return say


def section(*rows: Row, name: str = "people", shown: tuple[Shown, ...] = ()) -> Section:
    return Section(name, tuple(rows[0]) if rows else ("id", "name"), rows, shown)


def report(*sections: Section) -> Report:
    return Report("Silence", "", sections)


def people() -> Section:
    """Two people as a list shows them."""
    rows: tuple[dict[str, Cell], ...] = (
        {"id": "a", "mark": "○", "name": "Sundar Pichai", "org": "Google", "days": 210, "stale": True},
        {"id": "b", "mark": "◧", "name": "Tim Cook", "org": None, "days": 7, "stale": False},
    )
    shown = (
        Shown("", said("mark")),
        Shown("Person", said("name")),
        Shown("Organization", said("org"), 2),
        Shown("Days", said("days"), 1, numeric=True),
    )
    return Section(
        "people",
        tuple(rows[0]),
        rows,
        shown,
        about="The panel.",
        ending=("2 of 11 people · as of 26 Jan 2026",),
    )


def whole() -> Report:
    """A report with a headline, two sections and notes."""
    empty = Section("context", ("id", "tie"), ())
    return Report(
        "Silence",
        "Operations, as of 26 Jan 2026",
        (people(), empty),
        "For 2 of 11 no public statement was found.",
        ("How to read it.", "The panel's rule."),
    )
