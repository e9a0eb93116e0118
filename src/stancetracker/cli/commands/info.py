"""`stancetracker info`: which dataset, which index, how much is in it."""

from stancetracker.base import __version__
from stancetracker.base.dates import parse_day
from stancetracker.cli import options
from stancetracker.cli.options import option, switch
from stancetracker.reports.dataset import contents, named

PANEL = "everyone"
EXAMPLES = (
    "stancetracker info",
    "stancetracker info --known-by 2026-02-01",
    "stancetracker info --issues",
)


def command(
    dataset: options.IndexedDataset,
    output: options.Output,
    issues: bool = switch("List the ids and titles of issues.", "--issues"),
    people: bool = switch("List the ids and names of people.", "--people"),
    organizations: bool = switch("List the ids and names of organizations.", "--organizations"),
    known_by: str | None = option(
        "DAY|REV", "Count what was recorded by that day, or is in that git revision."
    ),
) -> None:
    """Show which dataset is in use and what it contains."""
    listed = {"issue": issues, "person": people, "organization": organizations}
    asked = options.QuestionFlags(data=dataset.data, no_cache=dataset.no_cache, known_by=known_by)
    revision = asked.revision()
    day = None if revision or known_by is None else parse_day(known_by, options.today())
    if kinds := [kind for kind, wanted in listed.items() if wanted]:
        output.emit(named(asked.folder(), kinds, revision))
    else:
        output.emit(contents(asked.folder(), __version__, day, revision))
