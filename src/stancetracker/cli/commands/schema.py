"""`stancetracker schema`: the shape of the records and of the index."""

import json

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.cli import streams
from stancetracker.cli.options import argument, choice
from stancetracker.ledger import model

PANEL = "everyone"
EXAMPLES = ("stancetracker schema statement", "stancetracker schema sql silence")


def command(
    kind: str | None = choice(
        "KIND", [*plugins.names(model), "sql"], "; by default, every kind of record"
    ),
    view: str | None = argument("VIEW", "With `sql`: one view, as SQL; by default a list."),
) -> None:
    """Print the JSON Schema of records, or the views that `query` reads."""
    if kind == "sql":
        from stancetracker.index.schema import view_sql

        streams.write([view_sql(view)])
        return
    if view is not None:
        raise UsageError(f"no view is asked for of a {kind}", f"stancetracker schema sql {view}")
    from stancetracker.ledger.kinds import json_schema

    streams.write([json.dumps(json_schema(kind), indent=2, ensure_ascii=False), "\n"])
