"""Tab-separated values, every cell whole on its line.

Within a cell, tab, line feed and backslash are written \\t, \\n and \\\\.
"""

from collections.abc import Iterator

from stancetracker.base.text import visible
from stancetracker.render import Display, cell_text
from stancetracker.reports.table import Cell, Report, Section

EXTENSIONS = ("tsv", "tab")


def render(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the section, a row a line."""
    if display.headers:
        yield "\t".join(map(_escaped, section.columns)) + "\n"
    for row in section.rows:
        yield "\t".join(_escaped(cell) for cell in section.cells(row).values()) + "\n"


def _escaped(cell: Cell) -> str:
    text = cell_text(cell).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return visible(text)
