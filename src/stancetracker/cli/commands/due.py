"""`stancetracker due`: who needs checking next, and why."""

from stancetracker.cli import hints, options
from stancetracker.reports.due import due
from stancetracker.reports.table import Report

PANEL = "researchers"
EXAMPLES = ("stancetracker due", "stancetracker due --unchecked -e --json")


def command(flags: options.FilterFlags, output: options.Findings) -> None:
    """List who needs checking next and why: first the unchecked, then those checked longest ago."""
    flags = flags.but(actors=flags.actors or "any")
    output.emit(_for_dataset(flags.report(due, hints=output.shows_hints())))


def _for_dataset(report: Report) -> Report:
    """Return a report whose commands under the table ask the dataset that was named."""
    sections = (
        section._replace(ending=tuple(map(hints.for_dataset, section.ending)))
        for section in report.sections
    )
    return report._replace(sections=tuple(sections))
