"""`stancetracker query`: SQL on the index, read-only."""

from typing import Annotated

import typer

from stancetracker.cli import options
from stancetracker.cli.output import emit
from stancetracker.reports.run import selection

PANEL = "researchers"
EXAMPLES = (
    'stancetracker query "SELECT name, status FROM standing ORDER BY name"',
    'stancetracker query "SELECT channel, count(*) FROM statement GROUP BY channel" --csv',
)


def command(
    sql: Annotated[
        str,
        typer.Argument(
            metavar="SQL",
            help="One SELECT on views that follow the flags below; `schema sql` lists them.",
        ),
    ],
    asked: options.Asked,
    output: options.Output,
) -> None:
    """Answer a question in SQL, read-only."""
    emit(asked.report(lambda connection, question: selection(connection, sql, question)), output)
