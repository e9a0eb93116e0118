"""A web page that stands alone: no script, nothing loaded."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from stancetracker.base import plugins
from stancetracker.base.text import BIDI_ENTITIES, BIDI_MARKS, safe
from stancetracker.ledger.files import shipped
from stancetracker.render import (
    Display,
    columns_of,
    formats,
    is_web,
    link,
    parts_of,
)
from stancetracker.reports.table import Report, Section, Shown

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

EXTENSIONS = ("html", "htm")
WHOLE = True
_SHEETS: Final = ("theme", "page")
_OWN_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
# Space that means nothing in our stylesheets; their texts hold none of these characters with a
# space after it.
_STYLESHEET_SPACE: Final = re.compile(r"\s*([{},]|;(?!\s*\})|>)\s*|\s*;\s*(?=\})|(?<=:) | *\n *")
_STYLES_CACHED: Final = 64


class LinkedText(NamedTuple):
    """A cell as its text and the address that it links to."""

    text: str
    url: str | None


class HtmlTable(NamedTuple):
    """A section as its template shows it."""

    heading: str | None
    section: Section
    columns: tuple[Shown, ...]
    rows: list[list[LinkedText]]
    name_column: int
    """The place of the column that names the row: the first with a heading."""


class Style(NamedTuple):
    """A stylesheet, and the hash by which a page's policy allows no other."""

    text: Markup
    digest: str


class HtmlChapter(NamedTuple):
    """A report, or its part on one issue, as its template shows it."""

    report: Report
    figures: Sequence[tuple[Any, Markup]]
    sections: list[HtmlTable]


class Drawings(NamedTuple):
    """The figures that a page shows of a report, and the style that they need."""

    figures: Sequence[tuple[Any, str]] = ()
    """Each with its drawing as SVG."""
    sheet: str = ""
    """The name of a stylesheet."""
    rules: str = ""


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's pictures and its sections."""
    drawings = [_drawings(report, place) for place, report in enumerate(_reports_of(report))]
    drawn = [of_chapter for of_chapter in drawings if of_chapter.figures]
    sheets = (*_SHEETS, drawn[0].sheet) if drawn else _SHEETS
    text, digest = style(*sheets, more=drawn[0].rules if drawn else "")
    yield from _generate(report, display, drawings, style=text, style_hash=digest)


def _reports_of(report: Report) -> Sequence[Report]:
    """Return the chapters of a report; one without chapters is the only one itself."""
    return report.chapters or (report,)


def _drawings(report: Report, place: int) -> Drawings:
    """Return the figures of a report as SVG, with ids of this place; none where no add-on draws."""
    if not report.figures or "svg" not in plugins.names(formats):
        return Drawings()
    drawings: Drawings = plugins.load(formats, "svg", "format").on_page(report, place)
    return drawings


def fragment(report: Report) -> str:
    """Return the words and tables of a report for another's page, such as a notebook."""
    drawings = [Drawings() for _ in _reports_of(report)]
    return "".join(_generate(report, Display(), drawings, style="", style_hash=""))


def _generate(
    report: Report, display: Display, drawings: Sequence[Drawings], **context: Any
) -> Iterator[str]:
    """Write the template of a report, with the drawings of each of its chapters."""
    from markupsafe import Markup  # slow to import, and no other format needs it

    chapters = [
        HtmlChapter(
            chapter,
            # A drawing escapes every text.
            [(figure, Markup(svg)) for figure, svg in figures.figures],  # noqa: S704
            [table(part.heading, part.section, chapter.site) for part in parts_of(chapter)],
        )
        for chapter, figures in zip(_reports_of(report), drawings, strict=True)
    ]
    template = environment().get_template("report.html.jinja")
    return template.generate(report=report, chapters=chapters, display=display, **context)


def table(heading: str | None, section: Section, site: str | None = None) -> HtmlTable:
    """Return a section as its template shows it; `site` is the address that names link to."""
    columns = columns_of(section)
    headings = [column.heading for column in columns]
    name_column = next((place for place, text in enumerate(headings) if text), 0)

    def cells(row: object) -> list[LinkedText]:
        return [
            LinkedText(column.say(row), link(column, row, site, names_row=place == name_column))
            for place, column in enumerate(columns)
        ]

    return HtmlTable(heading, section, columns, [cells(row) for row in section.rows], name_column)


def _template_folders() -> list[str]:
    """Return the folders of templates and stylesheets: ours, and those of add-ons."""
    return [str(_OWN_TEMPLATES), *(path for _, path in plugins.folders("templates"))]


@cache
def environment() -> Environment:
    """Return the environment of every page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only a page needs them
    from markupsafe import Markup, escape

    def show(text: str) -> str:
        text = safe(text, but_marks=True)
        if text.isascii() or not any(mark in text for mark in BIDI_MARKS):
            return text
        # A page shows the text as it was written, and its source the marks.
        return Markup(escape(text).translate(BIDI_ENTITIES))  # noqa: S704  # escaped

    def finalize(value: object) -> object:
        if not isinstance(value, str) or hasattr(value, "__html__"):
            return value
        return show(value)

    pages = Environment(
        loader=FileSystemLoader(_template_folders()),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # they came with the program, and each page asks for several
    )
    pages.tests["web"] = is_web
    pages.filters["lines"] = lambda text: Markup("\n").join(map(show, text.split("\n")))
    return pages


@lru_cache(_STYLES_CACHED)
def style(*names: str, more: str = "") -> Style:
    """Join stylesheets of ours and more rules."""
    from markupsafe import Markup

    paths = [Path(folder, f"{name}.css") for name in names for folder in _template_folders()]
    stylesheets = [shipped(path) for path in paths if path.is_file()]
    rules = _STYLESHEET_SPACE.sub(r"\1", "\n".join(stylesheets)) + more
    digest = b64encode(sha256(rules.encode()).digest()).decode()
    return Style(Markup(rules), f"sha256-{digest}")  # noqa: S704  # our own files
