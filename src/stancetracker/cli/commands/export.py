"""`stancetracker export`: the dataset, or a part of it, for other programs."""

from functools import partial
from pathlib import Path

from stancetracker.base import plugins
from stancetracker.base.text import visible
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import choice, option, switch
from stancetracker.render import exports

PANEL = "publishers"
EXAMPLES = (
    "stancetracker export sqlite -o ledger.sqlite",
    "stancetracker export csv --as-of 2026-01-26 -o package",
)


def command(
    *,
    kind: str = choice("KIND", plugins.names(exports)),
    output: Path = option(
        "PATH",
        "The file to write; for csv and parquet, a folder.",
        "-o",
        "--output",
        parser=partial(parser.path, name="--output"),
    ),
    flags: options.FilterFlags,
    force: bool = switch("Replace an export that is there.", "--force"),
    raw: bool = switch("In csv, don't escape cells that look like formulas.", "--raw"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Export the dataset: a SQLite file, a CSV data package, a spreadsheet, Parquet, JSON-LD or
    FollowTheMoney.
    """
    from stancetracker.render.export import ExportRequest

    report = flags.report(ExportRequest(kind, output, force, raw, dry_run, flags.revision()))
    if dry_run:
        streams.write([f"{report.title}\t{visible(str(output))}\n"])
    elif report.headline and streams.errors_are_seen():
        streams.say(report.headline)
    for section in report.sections:  # as sha256sum prints it, and checks it
        streams.write(f"{row['sha256']}  {visible(row['file'])}\n" for row in section.rows)
    streams.say(*report.caveats, *report.notes)
