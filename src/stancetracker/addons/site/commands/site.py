"""`stancetracker site`: a dataset as a folder of pages that needs no server."""

from functools import partial
from pathlib import Path

from stancetracker.base import DISTRIBUTION
from stancetracker.base.text import visible
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import argument, option, switch

PANEL = "publishers"
EXAMPLES = (
    "stancetracker site public --url https://example.org/ledger/",
    "stancetracker site public --dry-run",
)


def command(
    dataset: options.IndexedDataset,
    folder: Path = argument(
        "DIR",
        "A new folder, an empty one, or one that holds a site.",
        parser=partial(parser.path, name="DIR"),
    ),
    url: str | None = option("URL", "The site's address; by default the dataset's own."),
    cards: bool = switch("Write a card for each person and each record too.", "--cards"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Make a static site: an answer for each issue, days, records, pictures and a feed."""
    from stancetracker.addons.site.pages.site import build
    from stancetracker.addons.site.pictures import can_draw

    def changed(change: str, path: Path) -> None:
        if dry_run and change != "unchanged":
            streams.write([f"{change}\t{visible(str(path))}\n"])

    # Lines and a bar would mix on a terminal.
    with streams.Progress(quiet=dry_run and streams.is_terminal()) as progress:
        built = build(
            dataset.folder(),
            folder,
            url,
            dry_run=dry_run,
            cards=cards,
            on_change=changed,
            on_progress=progress,
        )
    if not can_draw():
        streams.say(f"no picture of a card: pip install '{DISTRIBUTION}[pictures]'")
    if built.base is None:
        streams.say("no sitemap.xml, as the site's address is not known; set it with --url")
    if not built.has_way_to_object:
        streams.say(
            "no way to object on the pages: give the dataset `forms`, or an address as `contact`"
        )
    if streams.errors_are_seen():
        fates = ", ".join(
            f"{built.files[fate]:,} {fate}" for fate in ("new", "changed", "unchanged", "removed")
        )
        streams.say(
            f"{built.pages:,} pages: {fates} files{'; nothing was written' if dry_run else ''}"
        )
