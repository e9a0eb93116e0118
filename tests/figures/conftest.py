"""Figures of a dataset, by way of the reports that draw them; a dataset of six."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from tests.datasets import lines_of, write

from stancetracker.base import plugins
from stancetracker.figures.drawn import drawn
from stancetracker.figures.frame import FRAMES, Figure, svg
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports import catalogue
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

SVG = "{http://www.w3.org/2000/svg}"
LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "eve"} {"kind": "person", "id": "flo"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["flo", "eve", "di", "cy", "bo", "ada"]}
{"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-03/2026-01-05", "trigger": true}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2026-02-20"}
{"kind": "event", "id": "before", "title": "Before", "date": "2025-12-31", "trigger": true}
{"kind": "event", "id": "later", "title": "Later", "date": "2026-02-20/2026-03-02", "trigger": true}
{"kind": "event", "id": "other", "title": "Other", "date": "2026-01-05", "trigger": true, "issues": ["tunnel"]}
{"kind": "statement", "id": "yes", "speaker": "ada", "date": "../2026-01-20", "stance": "favor"}
{"kind": "statement", "id": "no", "speaker": "ada", "date": "2026-01-22/2026-01-25", "stance": "against"}
{"kind": "statement", "id": "early", "speaker": "bo", "date": "2025-12/2026-01-09", "stance": "neither"}
{"kind": "statement", "id": "unsure", "speaker": "cy", "date": "2026-01-08", "stance": "against",
 "verification": "disputed"}
{"kind": "statement", "id": "wrong", "speaker": "cy", "date": "2026-01-08", "stance": "against"}
{"kind": "statement", "id": "maybe", "speaker": "cy", "date": "2026-02-20/2026-03-20", "stance": "mixed"}
{"kind": "statement", "id": "elsewhere", "speaker": "cy", "date": "2026-01-09", "stance": "neither",
 "issue": "tunnel"}
{"kind": "statement", "id": "memo", "speaker": "di", "date": "2026-01-09", "stance": "neither",
 "audience": "internal", "made_public": "2026-02-05/2026-02-07"}
{"kind": "statement", "id": "secret", "speaker": "di", "date": "2026-01-09", "stance": "neither",
 "audience": "private", "made_public": "2026-04-09"}
{"kind": "statement", "id": "aside", "speaker": "out", "date": "2026-02-25", "stance": "neither"}
{"kind": "silence", "id": "look", "actors": ["di", "eve", "ada"], "date": "2026-01-12/2026-01-14"}
{"kind": "silence", "id": "again", "actors": ["eve"], "date": "2026-01-18"}
{"kind": "silence", "id": "gone", "actors": ["flo"], "date": "2026-01-18"}
{"kind": "silence", "id": "elsewhen", "actors": ["cy"], "date": "2026-01-10", "issue": "tunnel"}
{"kind": "petition", "id": "letter", "addressees": ["ada"], "demands": [{"id": "d", "text": "Build it."}]}
{"kind": "correction", "id": "c1", "corrects": "wrong"} {"kind": "correction", "id": "c2", "corrects": "gone"}
"""
"""Ada spoke twice, Bo on no known day; Di's memo is reported; Eve was looked for; Cy and Flo are unchecked."""


def report(folder: Folder, cache: Path, name: str = "summary", **asked: Any) -> Report:
    """Report on the bridge as of 1 March 2026, unless something else is asked for."""
    question = Question(**{"as_of": "2026-03-01", "issues": ("bridge",), **asked})
    return answer(folder, question, plugins.load(catalogue, name, "report").report, cache)


def figures(folder: Folder, cache: Path, name: str = "summary", **asked: Any) -> dict[str, Figure]:
    """Return the figures of a report by name."""
    return {figure.name: figure for figure in drawn(report(folder, cache, name, **asked))}


def alone(figure: Figure, frame: str = "page") -> Element:
    return ElementTree.fromstring(svg(figure, FRAMES[frame], "f", alone=True, credit="us"))


def texts(root: Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def row(root: Element, name: str) -> Element:
    """Return what a figure draws for an actor."""
    found = (each for each in root.iter(f"{SVG}g") for title in each.findall(f"{SVG}title") if title.text)
    return next(each for each in found if (each.find(f"{SVG}title").text or "").startswith(f"{name}:"))  # type: ignore[union-attr]


def marks(row: Element) -> list[tuple[str, float, float]]:
    """Return the shapes in a drawing, without the radius in their names, and their places."""
    return [
        (
            each.attrib["href"].removeprefix("#f-").rstrip("0123456789."),
            float(each.attrib["x"]),
            float(each.attrib["y"]),
        )
        for each in row.iter(f"{SVG}use")
    ]


@pytest.fixture
def six(tmp_path: Path) -> Folder:
    return write(tmp_path / "data", lines_of(LINES))
