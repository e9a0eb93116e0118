"""Small reports to render, some of them hostile."""

import re
from collections.abc import Callable
from typing import Any

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


UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\ud800-\udfff]"
)


def rendered(name: str, report: Report, **display: Any) -> str:
    """Return a report in this format."""
    shown = plugins.load(formats, name, "format").render(
        report, report.section(None), Display(**display)
    )
    return "".join(shown)


def said(column: str) -> Callable[[Row], str]:
    return lambda row: text(row, column)


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
    days = plain("Days", "days", 1, numeric=True)
    shown = (plain("", "mark"), plain("Person", "name"), plain("Organization", "org", 2), days)
    ending = ("2 of 11 people · as of 26 Jan 2026",)
    return Section("people", tuple(rows[0]), rows, shown, about="The panel.", ending=ending)


def whole() -> Report:
    """A report with a headline, two sections and notes."""
    sections = (people(), Section("context", ("id", "tie"), ()))
    headline, notes = (
        "For 2 of 11 no public statement was found.",
        ("How to read it.", "The panel's rule."),
    )
    return Report("Silence", "Operations, as of 26 Jan 2026", sections, headline, notes)
