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
from stancetracker.render import Display, address, formats, headed, in_ascii, shown
from stancetracker.reports.table import Report, Section

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

EXTENSIONS = ("html", "htm")
WHOLE = True
_SHEETS: Final = ("theme", "page")
_OURS: Final = Path(__file__).parents[1] / "templates"
# Space that means nothing in our stylesheets; their texts hold none of these characters with a space after it.
_SPACE: Final = re.compile(r"\s*([{};,])\s*|(?<=:) | *\n *")


class Drawings(NamedTuple):
    """The figures that a page shows of a report, and the style that they need."""

    figures: Sequence[tuple[Any, str]] = ()
    """Each with its drawing as SVG."""
    sheet: str = ""
    """The name of a stylesheet."""
    rules: str = ""


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the report's pictures and its sections."""
    from markupsafe import Markup  # slow to import, and no other format needs them

    drawings = _drawings(report)
    # A drawing escapes every text.
    figures = [(figure, Markup(svg)) for figure, svg in drawings.figures]  # noqa: S704
    sheets = (*_SHEETS, drawings.sheet) if figures else _SHEETS
    text, digest = style(*sheets, more=drawings.rules if figures else "")
    yield from _written(report, display, figures=figures, style=text, style_hash=digest)


def _drawings(report: Report) -> Drawings:
    """Return the figures of a report as SVG; none where no add-on draws."""
    if not report.figures or "svg" not in plugins.names(formats):
        return Drawings()
    drawings: Drawings = plugins.load(formats, "svg", "format").on_page(report)
    return drawings


def fragment(report: Report) -> str:
    """Return the words and tables of a report for a page of others, such as a notebook; who is left out stands last."""
    main = report.section(None)
    ending = main._replace(ending=(*main.ending, *report.left_out))
    report = report._replace(
        sections=tuple(ending if each is main else each for each in report.sections)
    )
    return "".join(_written(report, Display(), figures=(), style="", style_hash=""))


def _written(report: Report, display: Display, **more: Any) -> Iterator[str]:
    sections = [table(heading, each, report.site) for heading, each in headed(report)]
    template = environment(display.ascii).get_template("report.html.jinja")
    return template.generate(report=report, sections=sections, display=display, **more)


def table(heading: str | None, section: Section, site: str | None = None) -> dict[str, object]:
    """Return a section as its template shows it: columns, cell texts, and the column that names the row."""
    columns = shown(section)
    named = next((place for place, column in enumerate(columns) if column.heading), 0)
    rows = [
        [
            (column.say(row), address(column, row, site, names=place == named))
            for place, column in enumerate(columns)
        ]
        for row in section.rows
    ]
    return {
        "heading": heading,
        "section": section,
        "columns": columns,
        "rows": rows,
        "named": named,
    }


def _templates() -> list[str]:
    """Return the folders of templates and stylesheets: ours, and those of add-ons."""
    return [str(_OURS), *(path for _, path in plugins.folders("templates"))]


@cache
def environment(ascii: bool = False) -> Environment:
    """Return the environment of every page; with `ascii`, our shapes and dashes are ASCII."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only a page needs them
    from markupsafe import Markup, escape

    def shown(text: str) -> str:
        text = safe(text, but_marks=True)
        if text.isascii() or not any(mark in text for mark in BIDI_MARKS):
            return text
        # A page shows the text as it was written, and its source the marks.
        return Markup(escape(text).translate(BIDI_ENTITIES))  # noqa: S704  # escaped

    def finalize(value: object) -> object:
        if not isinstance(value, str) or hasattr(value, "__html__"):
            return value
        return shown(in_ascii(value) if ascii else value)

    made = Environment(
        loader=FileSystemLoader(_templates()),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["web"] = lambda url: isinstance(url, str) and url.startswith(("https://", "http://"))
    made.filters["lines"] = lambda text: Markup("\n").join(map(shown, text.split("\n")))
    return made


@lru_cache(64)
def style(*names: str, more: str = "") -> tuple[Markup, str]:
    """Join stylesheets and more rules, and return the hash by which a page's policy allows no other."""
    from markupsafe import Markup

    paths = [Path(folder, f"{name}.css") for name in names for folder in _templates()]
    texts = (path.read_text("utf-8") for path in paths if path.is_file())
    text = _SPACE.sub(r"\1", "\n".join(texts)) + more
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704  # our own files
