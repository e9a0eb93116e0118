"""`stancetracker archive`: copies of the sources, kept beside the data."""

from typing import Annotated

import typer

from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option, switch

PANEL = "contributors"
EXAMPLES = ("stancetracker archive --dry-run", "stancetracker archive hoffman-terrible-for-the-people -n")


def command(
    dataset: options.Dataset,
    records: Annotated[
        list[str] | None,
        argument(
            "[ID]...",
            "The records whose sources to archive; by default, all sources without `retrieved`.",
            autocompletion=options.ids(),
        ),
    ] = None,
    again: Annotated[
        bool, switch("Fetch archived pages again; a changed one is kept beside the old copy.", "--again")
    ] = False,
    delay: Annotated[float, option("SECONDS", "Wait so long between two requests to a site.", min=0)] = 1.0,
    timeout: Annotated[float, option("SECONDS", "Give up a page that takes longer.", min=0.1)] = 30.0,
    max_bytes: Annotated[int, option("N", "Give up a page that is larger.", min=1)] = 20_000_000,
    allow_private: Annotated[
        list[str] | None, option("HOST", "Fetch from this host even if its address is private.")
    ] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Keep copies of the sources, as WARC files that stay out of git."""
    from stancetracker.contribute.archive import Fetcher, archive, plan

    planned = plan(dataset.folder(), records or (), again=again, dry_run=dry_run)
    if dry_run:
        streams.show(planned.to_fetch())
        return
    fetcher = Fetcher(delay, timeout, max_bytes, allow_private or ())
    with streams.Progress() as progress:
        done = archive(planned, fetcher, options.today(), progress)
    streams.say(*(f"not fetched: {url}: {why}" for url, why in done.failed))
    if done.removed:
        streams.say(f"sources of redacted records whose copies were removed: {done.removed}")
    pages = f"{len(done.new)} archived, {len(done.unchanged)} unchanged, {len(done.failed)} not fetched"
    streams.say(f"{pages}; records completed: {len(done.completed)}")
    if done.failed:
        raise typer.Exit(1)
