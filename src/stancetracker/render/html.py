"""A web page that stands alone: no script, nothing loaded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

from stancetracker import render as wing
from stancetracker.render.cells import headed, in_ascii, safe, shown
from stancetracker.render.look import Look
from stancetracker.reports.question import Report, Section

EXTENSIONS = ("html", "htm")


def render(report: Report, section: Section, look: Look) -> Iterator[str]:
    """Write the report's sections."""
    from jinja2 import Environment, StrictUndefined  # only a page needs them
    from markupsafe import Markup

    def finalize(value: object) -> object:
        if not isinstance(value, str) or hasattr(value, "__html__"):
            return value
        return safe(in_ascii(value) if look.ascii else value)

    css = _file("page.css")
    environment = Environment(
        autoescape=True, finalize=finalize, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_file("page.html.jinja"))
    style = Markup(css)  # noqa: S704  # our own file
    sections = [_filled(heading, each) for heading, each in headed(report)]
    yield from template.generate(
        report=report, sections=sections, look=look, style=style, style_hash=_csp_hash(css)
    )
    yield "\n"


def _filled(heading: str | None, section: Section) -> dict[str, object]:
    columns = shown(section)
    rows = [[column.say(row) for column in columns] for row in section.rows]
    named = next((place for place, column in enumerate(columns) if column.heading), 0)
    return {"heading": heading, "section": section, "columns": columns, "rows": rows, "named": named}


def _file(name: str) -> str:
    return files(wing).joinpath(name).read_text("utf-8")


def _csp_hash(css: str) -> str:
    """The hash by which the page's policy allows its one style and no other."""
    return "sha256-" + b64encode(sha256(css.encode()).digest()).decode()
