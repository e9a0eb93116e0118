"""`stancetracker archive`: copies of the sources, kept beside the data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from stancetracker.base.dates import past_day, words
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import argument, option, switch

if TYPE_CHECKING:
    from stancetracker.addons.evidence.archive import Plan
    from stancetracker.addons.evidence.fetching import Fetcher
    from stancetracker.addons.evidence.supply import Supply

PANEL = "contributors"
EXAMPLES = (
    "stancetracker archive --dry-run",
    "stancetracker archive hoffman-terrible-for-the-people -n",
    "stancetracker archive --from saved.html --retrieved 2026-01-27 -n",
)
_NO_ID: Final = re.compile(r"[^a-z0-9-]")
"""Stands in the names of most files, and in no id of a record."""
_MOST_NAMED: Final = 10
"""The items of archives that are named, of those that can't be read."""


class FetchLimits(parser.Flags):
    """Limit how pages are fetched."""

    delay: float = option(
        "SECONDS", "How long to wait between requests to a site.", default=1.0, min=0
    )
    timeout: float = option(
        "SECONDS", "Give up on a page that takes longer.", default=30.0, min=0.1
    )
    max_bytes: int = option("N", "Give up on a page that is larger.", default=20_000_000, min=1)
    allow_private: options.Texts = option(
        "HOST", "Fetch from this host even if its address is private."
    )

    def fetcher(self) -> Fetcher:
        """Return what fetches pages within these limits."""
        from stancetracker.addons.evidence.fetching import Fetcher

        return Fetcher(self.delay, self.timeout, self.max_bytes, self.allow_private)


class SavedFiles(parser.Flags):
    """Name files that are copies of sources, and what they don't state themselves."""

    files: options.Texts = option(
        "FILE...",
        "Keep pages that you have saved as copies of sources: HTML, MHTML, PDF, text, WARC, WACZ.",
        "--from",
    )
    url: str | None = option(
        "URL", "With --from: the address of the page, if the file does not note it."
    )
    retrieved: str | None = option(
        "DAY", "With --from: the day on which you saved the page; a WARC or WACZ notes its own."
    )


def command(
    dataset: options.Dataset,
    limits: FetchLimits,
    saved: SavedFiles,
    records: options.Texts = argument(
        "[ID]...",
        "The records whose sources to archive; by default, all of which no copy is on record.",
        autocompletion=options.ids(),
    ),
    again: bool = switch(
        "Fetch archived pages again; a changed one is kept beside the old copy.", "--again"
    ),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Keep copies of the sources, as WARC files that stay out of git."""
    if saved.files:
        if again:
            raise UsageError("--again fetches pages, and --from reads files", "leave one out")
        _take_files(dataset, saved, records, dry_run)
        return
    if saved.url or saved.retrieved:
        raise UsageError(
            "--url and --retrieved are about a page that you have saved", "name it: --from FILE"
        )
    from stancetracker.addons.evidence.archive import plan

    planned = plan(dataset.folder(), records, again=again, dry_run=dry_run)
    if dry_run:
        streams.show(planned.to_fetch())
    else:
        _fetch(planned, limits.fetcher())


def _fetch(planned: Plan, fetcher: Fetcher) -> None:
    """Fetch pages, and say what became of each that is not kept as its address has it."""
    from stancetracker.addons.evidence.archive import archive

    with streams.Progress() as progress:
        done = archive(planned, fetcher, options.today(), progress)
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
    streams.say(f"{pages}; copies recorded: {len(done.recorded)}")
    if done.failed:
        raise typer.Exit(1)


def _take_files(
    dataset: options.Dataset, saved: SavedFiles, arguments: Sequence[str], dry_run: bool
) -> None:
    """Keep what files hold, and say of which source each page is the copy."""
    from stancetracker.addons.evidence.supply import Stated, plan, supply

    # A pattern of the shell, as in --from *.warc.gz, gives more files than one.
    more_files = [argument for argument in arguments if _NO_ID.search(argument)]
    records = [argument for argument in arguments if argument not in more_files]
    files = [Path(name) for name in (*saved.files, *more_files)]
    if saved.url and len(files) > 1:
        raise UsageError(
            f"--url is the address of one page, and these are {len(files)} files",
            "run archive for each",
        )
    folder, today = dataset.folder(), options.today()
    planned = plan(folder, files, records, Stated(saved.url or "", _day(saved, today)), today)
    _report(planned)
    if dry_run:
        streams.show(planned.pages)
    else:
        done = supply(folder, planned, today)
        pages = f"{len(done.new)} kept, {len(done.unchanged)} unchanged"
        refused = f"{len(planned.refused)} not taken"
        streams.say(f"{pages}, {refused}; copies recorded: {len(done.recorded)}")
    if planned.refused:
        raise typer.Exit(1)


def _day(saved: SavedFiles, today: str) -> str:
    """Return the day of `--retrieved`, empty without it; raises DateError for a future day."""
    return past_day(saved.retrieved, today) if saved.retrieved else ""


def _report(planned: Supply) -> None:
    """Say of which source each page is the copy, how quotes stand in it, and what is none."""
    for url, page in planned.pages.items():
        day = f" of {words(page.day)}" if page.day else ""
        streams.say(f"{url}: {page.place}{day}, from a file you supplied")
        streams.say(*(f"  {sentence}" for quoted, sentence in planned.quotes if quoted == url))
    if planned.undated:
        streams.say(
            f"{plural(len(planned.undated), 'page')} without a day:"
            " --retrieved DAY states when you saved it"
        )
    for item in planned.passed_over[:_MOST_NAMED]:
        streams.say(f"passed over: {item.place}: {item.reason}")
    more = len(planned.passed_over) - _MOST_NAMED
    if more > 0:
        streams.say(f"passed over: {plural(more, 'more item')}")
    streams.say(*(f"not taken: {item.place}: {item.reason}" for item in planned.refused))
