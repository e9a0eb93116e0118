"""`stancetracker archive`: copies of the sources, kept beside the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import argument, option, switch

if TYPE_CHECKING:
    from stancetracker.addons.evidence.fetching import Fetcher

PANEL = "contributors"
EXAMPLES = (
    "stancetracker archive --dry-run",
    "stancetracker archive hoffman-terrible-for-the-people -n",
)


class FetchLimits(parser.Flags):
    """Limit how pages are fetched."""

    delay: float = option(
        "SECONDS", "Wait so long between two requests to a site.", default=1.0, min=0
    )
    timeout: float = option("SECONDS", "Give up a page that takes longer.", default=30.0, min=0.1)
    max_bytes: int = option("N", "Give up a page that is larger.", default=20_000_000, min=1)
    allow_private: options.Texts = option(
        "HOST", "Fetch from this host even if its address is private."
    )

    def fetcher(self) -> Fetcher:
        """Return what fetches pages within these limits."""
        from stancetracker.addons.evidence.fetching import Fetcher

        return Fetcher(self.delay, self.timeout, self.max_bytes, self.allow_private)


def command(
    dataset: options.Dataset,
    limits: FetchLimits,
    records: options.Texts = argument(
        "[ID]...",
        "The records whose sources to archive; by default, all sources without `retrieved`.",
        autocompletion=options.ids(),
    ),
    again: bool = switch(
        "Fetch archived pages again; a changed one is kept beside the old copy.", "--again"
    ),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Keep copies of the sources, as WARC files that stay out of git."""
    from stancetracker.addons.evidence.archive import archive, plan

    planned = plan(dataset.folder(), records, again=again, dry_run=dry_run)
    if dry_run:
        streams.show(planned.to_fetch())
        return
    with streams.Progress() as progress:
        done = archive(planned, limits.fetcher(), options.today(), progress)
    streams.say(*(f"not fetched: {url}: {why}" for url, why in done.failed))
    streams.say(
        *(f"gone: {url}: {why}; archived from {archive_url}" for url, archive_url, why in done.gone)
    )
    streams.say(*done.uncounted)
    if done.removed:
        streams.say(f"sources of redacted records whose copies were removed: {done.removed}")
    pages = (
        f"{len(done.new)} archived, {len(done.unchanged)} unchanged, {len(done.failed)} not fetched"
    )
    streams.say(f"{pages}; records completed: {len(done.completed)}")
    if done.failed:
        raise typer.Exit(1)
