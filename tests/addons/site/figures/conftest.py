"""The figures of a dataset, from the reports that draw them."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from tests.browser.datasets import bridges
from tests.datasets import write

from stancetracker.addons.site.figures.drawn import drawn
from stancetracker.addons.site.figures.frame import COLUMN, PAGE, Figure, svg
from stancetracker.base import plugins
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports import catalogue
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

FRAMES = {"page": PAGE, "column": COLUMN}
SVG = "{http://www.w3.org/2000/svg}"


def report(folder: Folder, cache: Path, name: str = "summary", **fields: Any) -> Report:
    """Report on the bridge as of 1 March 2026, or with these fields of the question."""
    question = Question(**{"as_of": "2026-03-01", "issues": ("bridge",), **fields})
    return answer(folder, question, plugins.load(catalogue, name, "report").report, cache)


def figures(folder: Folder, cache: Path, name: str = "summary", **fields: Any) -> dict[str, Figure]:
    """Return the figures of a report by name."""
    return {figure.name: figure for figure in drawn(report(folder, cache, name, **fields).figures)}


def alone(figure: Figure, frame: str = "page") -> Element:
    return ElementTree.fromstring(svg(figure, FRAMES[frame], "f", alone=True, credit="us"))


def texts(root: Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def row(root: Element, name: str) -> Element:
    """Return what a figure draws for an actor."""
    groups = root.iter(f"{SVG}g")
    return next(
        group for group in groups if (group.findtext(f"{SVG}title") or "").startswith(f"{name}:")
    )


def marks(row: Element) -> list[tuple[str, float, float]]:
    """Return the shapes in a drawing, without the radius in their names, and their places."""
    uses = [attributes.attrib for attributes in row.iter(f"{SVG}use")]
    names = [attributes["href"].removeprefix("#f-").rstrip("0123456789.") for attributes in uses]
    return [
        (name, float(attributes["x"]), float(attributes["y"]))
        for name, attributes in zip(names, uses, strict=True)
    ]


@pytest.fixture
def everything(tmp_path: Path) -> Folder:
    """Write a dataset with every standing and flag."""
    return write(tmp_path / "data", bridges())
