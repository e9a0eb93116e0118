"""`stancetracker export`: the dataset, or a part of it, for other programs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from stancetracker.base import plugins
from stancetracker.base.text import visible
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import choice, option, switch
from stancetracker.render import exports

if TYPE_CHECKING:
    from stancetracker.render.export import ExportRequest
    from stancetracker.reports.table import Report

PANEL = "publishers"
EXAMPLES = (
    "stancetracker export sqlite -o ledger.sqlite",
    "stancetracker export csv --as-of 2026-01-26 -o package",
    "stancetracker export ftm -o -",
)


def command(
    *,
    kind: str = choice("KIND", plugins.names(exports)),
    output: Path = option(
        "PATH",
        "The file to write, or -; for parquet a folder, for csv a folder or a .zip.",
        "-o",
        "--output",
        parser=partial(parser.path, name="--output"),
    ),
    flags: options.FilterFlags,
    force: bool = switch("Replace an existing file or export.", "--force"),
    raw: bool = switch("In csv, don't escape cells that look like formulas.", "--raw"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Export the dataset: a SQLite file, a CSV data package, a spreadsheet, Parquet, JSON-LD or
    FollowTheMoney.
    """
    from stancetracker.render.export import ExportRequest

    request = ExportRequest(kind, output, force, raw, dry_run, flags.commit())
    is_stream = streams.is_stream(output)
    report = _to_stream(request, flags) if is_stream else flags.report(request)
    if dry_run:
        streams.write([f"{report.title}\t{visible(str(output))}\n"])
    elif report.headline and streams.errors_are_seen() and not is_stream:
        streams.say(report.headline)
    for section in report.sections:  # as sha256sum prints it, and checks it
        streams.write(f"{row['sha256']}  {visible(row['file'])}\n" for row in section.rows)
    streams.say(*report.caveats, *report.notes)


def _to_stream(request: ExportRequest, flags: options.FilterFlags) -> Report:
    """Write an export to standard output, a pipe or a device, once it is whole."""
    from stancetracker.render.export import name_in_stream

    with TemporaryDirectory(prefix="stancetracker-") as folder:
        file = Path(folder) / name_in_stream(request.kind)
        report = flags.report(replace(request, path=file))
        if not request.dry_run:
            streams.copy(file, request.path)
    return report
