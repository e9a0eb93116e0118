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
        yield "\t".join(map(_escaped, section.cells(row).values())) + "\n"


def _escaped(cell: Cell) -> str:
    if not isinstance(cell, str):
        return cell_text(cell)
    return visible(cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"))
