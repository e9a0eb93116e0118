"""`stancetracker export`: the dataset, or a part of it, for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.cli import _asking, options, streams
from stancetracker.publish.export import kinds

PANEL = "publishers"


def _path(text: str) -> Path:
    if not text:  # in a script, a variable that is not set; it would be the current folder
        raise UsageError("--output is empty", "name a file, or a folder for csv and parquet")
    return Path(text)


@options.command
def command(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            parser=kinds.known,
            autocompletion=kinds.starting,
            help=f"{', '.join(kinds.names())}.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            parser=_path,
            help="The file to write; of csv and parquet, the folder.",
        ),
    ],
    dataset: options.AskedDataset,
    as_of: options.AsOf,
    filters: options.Filters,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that is there.")] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="In csv, leave cells that a spreadsheet would run as they are.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Print what would be written, and write nothing.")
    ] = False,
) -> None:
    """Export the dataset: a SQLite file, a CSV data package, Parquet, or JSON-LD."""
    from stancetracker.publish.export.run import Wanted

    wanted = Wanted(kind, output, force, raw, dry_run, as_of.revision())
    made = _asking.report(dataset, as_of, filters, wanted)
    if dry_run:
        streams.write([f"{made.title}\t{visible(str(output))}\n"])
    told = [*made.notes]
    if not dry_run and made.headline and sys.stderr is not None and sys.stderr.isatty():
        told.insert(0, made.headline)
    streams.complain(f"stancetracker: {visible(line)}" for line in told)
