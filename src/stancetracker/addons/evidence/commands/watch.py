"""`stancetracker watch`: the feeds of actors, read for what is new."""

from pathlib import Path

import typer

from stancetracker.addons.evidence.commands.archive import FetchLimits
from stancetracker.base.errors import UsageError
from stancetracker.cli import options, streams
from stancetracker.cli.options import option

PANEL = "contributors"
EXAMPLES = (
    "stancetracker watch --dry-run",
    "stancetracker watch --readings ../watch/readings.jsonl"
    " --proposals ../watch/proposals.jsonl -n",
)


def command(
    dataset: options.Dataset,
    limits: FetchLimits,
    output: options.Output,
    readings: Path | None = option(
        "FILE", "Keep what was read in this file; by default in your folder of user state."
    ),
    proposals: Path | None = option(
        "FILE", "Keep the proposals in this file, as JSON lines; by default beside the readings."
    ),
    report: Path | None = option(
        "FILE", "Write the proposed statements to this file, as the text of an issue on GitHub."
    ),
    forms: str | None = option(
        "URL", "Link to the forms of this page for a new issue; by default `forms` of the dataset."
    ),
    checked_by: str | None = option("NAME", "Who signs the silences."),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Read what is new in actors' feeds, and propose statements and silences.

    A feed speaks for the actor whose `feeds` name it. A silence says what was read. With --dry-run,
    no feed is fetched: they are listed. Exits 1 if a feed can't be read.
    """
    from stancetracker.addons.evidence import watch
    from stancetracker.addons.evidence.watched import watched_feeds
    from stancetracker.contribute.dataset import open_dataset

    if dry_run and report is not None:
        raise UsageError("--report is of a reading, and --dry-run reads nothing", "leave one out")
    folder = dataset.folder()
    place = watch.Place.of(folder, readings, proposals)
    with open_dataset(folder, may_be_torn=False) as opened:
        feeds = watched_feeds(opened)
        if dry_run:
            output.emit(watch.feeds_report(opened, feeds, options.today()))
            streams.say(*feeds.notes())
            return
        with (
            watch.opened(opened, place, limits.fetcher(), options.today()) as reader,
            streams.Progress() as progress,
        ):
            rows = watch.read_all(reader, feeds, checked_by, progress)
            if report is not None:
                page = forms or opened.values("").get("forms", "")
                streams.write_file(report, [watch.issue_of(reader, page)])
            output.emit(watch.report_of(opened, rows, options.today()))
            streams.say(*feeds.notes(), *watch.notes(reader, rows))
    if feeds.shared or not all(row.read for row in rows):
        raise typer.Exit(1)
