"""`stancetracker fmt`: the one canonical form of a dataset's files."""

import typer

from stancetracker.cli import options, streams
from stancetracker.cli.options import switch

PANEL = "contributors"
EXAMPLES = ("stancetracker fmt", "stancetracker fmt --check")


def command(
    dataset: options.Dataset,
    check: bool = switch(
        "Print what would change, write nothing, exit 1 if anything would.", "--check"
    ),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Reformat data files; quotes stay as they are."""
    from stancetracker.contribute.check import UnformattedError, reformat

    folder = dataset.folder()
    changes, problems = reformat(folder, dry_run=check or dry_run)
    if check or dry_run:
        streams.show(line for change in changes for line in change.diff())
    elif changes:
        streams.say(f"formatted {', '.join(change.name for change in changes)}")
    if problems:
        raise UnformattedError(problems, folder.path)
    if check and changes:
        raise typer.Exit(1)
