"""`stancetracker schema`: the shape of the records and of the index."""

import json
from typing import Annotated

from stancetracker.base import plugins
from stancetracker.cli import streams
from stancetracker.cli.parser import choice
from stancetracker.ledger import model

PANEL = "everyone"
EXAMPLES = ("stancetracker schema statement", "stancetracker schema sql")


def command(
    kind: Annotated[
        str | None, choice("KIND", [*plugins.names(model), "sql"], "; by default any line")
    ] = None,
) -> None:
    """Print the JSON Schema of records, or the tables that `query` reads."""
    if kind == "sql":
        from stancetracker.index.tables import schema_sql

        streams.write([schema_sql()])
        return
    from stancetracker.ledger.kinds import json_schema

    streams.write([json.dumps(json_schema(kind), indent=2, ensure_ascii=False), "\n"])
