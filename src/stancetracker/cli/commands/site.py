"""`stancetracker site`: a dataset as a folder of pages that needs no server."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancetracker.base.text import plural, visible
from stancetracker.cli import options, streams

if TYPE_CHECKING:
    from stancetracker.pages.site import Built
    from stancetracker.pages.tree import Change

PANEL = "publishers"
EXAMPLES = (
    "stancetracker site public --url https://example.org/ledger/",
    "stancetracker site public --dry-run",
)


def command(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            parser=partial(options.path, name="DIR"),
            help="A new folder, an empty one, or one that holds a site.",
        ),
    ],
    dataset: options.Indexed,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="The site's address; by default the dataset's own.")
    ] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Make a static site: pages with JSON and CSV, an edition for each day, and a feed of changes."""
    from stancetracker.pages.site import Wanted, build

    progress = streams.Progress()
    changed = _print if dry_run else _nothing
    seen = _nothing if dry_run and streams.is_terminal() else progress  # lines and a bar would mix there
    try:
        built = build(dataset.folder(), Wanted(folder, url, dry_run), changed, seen)
    finally:
        progress.close()
    streams.say(*_summary(built, dry_run))


def _print(change: Change, path: Path) -> None:
    if change != "unchanged":
        streams.write([f"{change}\t{visible(str(path))}\n"])


def _nothing(*_: object) -> None:
    """Print nothing."""


def _summary(built: Built, dry_run: bool) -> list[str]:
    lines = []
    if built.base is None:
        lines.append("no sitemap.xml, as the site's address is not known; set it with --url")
    if streams.errors_are_seen():
        fates = [f"{built.files[fate]:,} {fate}" for fate in ("new", "changed", "unchanged", "removed")]
        would = "; nothing was written" if dry_run else ""
        made = f"{plural(built.editions, 'edition')}, {built.pages:,} pages"
        lines.append(f"{made}: {', '.join(fates)} files{would}")
    return lines
