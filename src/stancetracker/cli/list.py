"""`stancetracker list`: one row for each actor and issue."""

from stancetracker.cli import _asking, options
from stancetracker.cli.output import emit
from stancetracker.reports.listing import listing

PANEL = "researchers"


@options.command
def command(
    dataset: options.DatasetOption, as_of: options.AsOf, filters: options.Filters, output: options.Output
) -> None:
    """List who spoke, for whom no public statement was found, who is unchecked."""
    emit(_asking.report(dataset, as_of, filters, listing), output)
