"""`stancetracker schema`: the shape of the records and of the index."""

from __future__ import annotations

from typing import Annotated

import typer

from stancetracker.base import plugins
from stancetracker.cli import options, streams
from stancetracker.ledger import model

PANEL = "everyone"


def _starting(incomplete: str) -> list[str]:
    return [kind for kind in (*plugins.names(model), "sql") if kind.startswith(incomplete)]


@options.command
def command(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help=f"{', '.join(plugins.names(model))}, or sql; else of any line.",
            autocompletion=_starting,
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of records, or the tables that `query` reads."""
    if kind == "sql":
        from stancetracker.index.tables import schema_sql

        streams.write([schema_sql()])
        return
    import json

    from stancetracker.ledger.json_schema import schema

    streams.write([json.dumps(schema(kind), indent=2, ensure_ascii=False), "\n"])
