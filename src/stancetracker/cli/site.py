"""`stancetracker site`: a dataset as a folder of pages that needs no server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural, visible
from stancetracker.cli import _asking, options, streams
from stancetracker.cli._progress import Progress

if TYPE_CHECKING:
    from stancetracker.publish.site.builder import Built
    from stancetracker.publish.site.placing import Change

PANEL = "publishers"


def _folder(text: str) -> Path:
    if not text:  # in a script, a variable that is not set; it would be the current folder
        raise UsageError("DIR is empty", "name a folder")
    return Path(text)


@options.command
def command(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", parser=_folder, help="A new folder, an empty one, or one that holds such a site."
        ),
    ],
    dataset: options.AskedDataset,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The address the site will have; else the dataset's own."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Print what would be written, and write nothing.")
    ] = False,
) -> None:
    """Make a site: static pages, JSON and CSV beside each, an edition for each day, a feed of changes."""
    from stancetracker.publish.site.builder import Wanted, build

    found = _asking.folder(dataset)
    progress = Progress()
    told = _print if dry_run else _nothing
    seen = _nothing if dry_run and streams.is_terminal() else progress  # lines and a bar would mix there
    try:
        built = build(found, Wanted(folder, url, dry_run), told, seen)
    finally:
        progress.close()
    _tell(built, dry_run)


def _print(change: Change, path: Path) -> None:
    """Print what would become of a file, if anything would."""
    if change != "unchanged":
        streams.write([f"{change}\t{visible(str(path))}\n"])


def _nothing(*_: object) -> None:
    """Print nothing."""


def _tell(built: Built, dry_run: bool) -> None:
    lines = []
    if built.base is None:
        lines.append("no sitemap.xml, as the address of the site is not known; --url gives it")
    if sys.stderr is not None and sys.stderr.isatty():
        fates = [f"{built.files[fate]:,} {fate}" for fate in ("new", "changed", "unchanged", "removed")]
        would = "; nothing was written" if dry_run else ""
        made = f"{plural(built.editions, 'edition')}, {built.pages:,} pages"
        lines.append(f"{made}: {', '.join(fates)} files{would}")
    streams.complain(f"stancetracker: {line}" for line in lines)
