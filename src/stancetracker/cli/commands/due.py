"""`stancetracker due`: who needs checking next, and why."""

from stancetracker.cli import hints, options
from stancetracker.reports.due import DueRow, due
from stancetracker.reports.table import Report

PANEL = "researchers"
EXAMPLES = ("stancetracker due", "stancetracker due --unchecked -e --json")


def command(flags: options.FilterFlags, output: options.Findings) -> None:
    """List who needs checking next and why: first the unchecked, then those checked longest ago."""
    output.emit(_for_dataset(flags.report(due, hints=output.shows_hints())))


def _for_dataset(report: Report) -> Report:
    """Return a report whose commands, in rows and under the table, ask the named dataset."""
    sections = (
        section._replace(
            rows=[_row_for_dataset(row) for row in section.rows],
            ending=tuple(map(hints.for_dataset, section.ending)),
        )
        for section in report.sections
    )
    return report._replace(sections=tuple(sections))


def _row_for_dataset(row: DueRow) -> DueRow:
    return row._replace(next=hints.for_dataset(row.next), if_none=hints.for_dataset(row.if_none))
