"""`stancetracker info`: which dataset, which index, how much is in it."""

from stancetracker.base import __version__
from stancetracker.base.dates import parse_day
from stancetracker.cli import options
from stancetracker.cli.options import option, switch
from stancetracker.reports.contents import contents, names

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
    flags = options.QuestionFlags(data=dataset.data, no_cache=dataset.no_cache, known_by=known_by)
    revision = flags.commit()
    switches = {"issue": issues, "person": people, "organization": organizations}
    kinds = [kind for kind, is_listed in switches.items() if is_listed]
    if kinds:
        output.emit(names(flags.folder(), kinds, revision))
        return
    day = None if revision or known_by is None else parse_day(known_by, options.today())
    output.emit(contents(flags.folder(), __version__, day, revision))
