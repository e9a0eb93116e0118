"""`stancetracker init`: a new dataset, ready for GitHub."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.cli import options, streams

if TYPE_CHECKING:
    from stancetracker.contribute.init import Card

PANEL = "contributors"
EXAMPLES = (
    'stancetracker init ledger --title "Wind power" --publisher "Wind Desk" --contact us@example.org',
    "stancetracker init trial --example",
)


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The dataset's title. Required.")] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who publishes it. Required.")] = None,
    licence: Annotated[str | None, typer.Option(metavar="NAME", help="CC-BY-4.0, if left out.")] = None,
    contact: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Where to send corrections and replies. Required.")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Copy the dataset that comes with the program.")
    ] = False,
    dry_run: options.DryRun = False,
) -> None:
    """Create a dataset ready for GitHub: data files, checks for every pull request, a licence."""
    from stancetracker.contribute import init
    from stancetracker.ledger import staging

    staging.refuse_filled(folder)
    card = init.Card(title, publisher, licence, contact)
    if example and card != init.Card():
        raise UsageError("an example has a title, publisher, licence and contact of its own")
    files = init.example() if example else init.contents(_completed(card))
    if not dry_run:
        staging.make_folder(folder, files)
    streams.show(folder / name for name in sorted(files))
    if not dry_run:
        streams.complain(_next(folder))


def _completed(card: Card) -> Card:
    """Return the card with what a person at a terminal answers."""
    from stancetracker.contribute.init import DEFAULT_LICENCE

    if card.missing() and streams.may_ask():
        for name in card.missing():
            default = DEFAULT_LICENCE if name == "licence" else None
            answer = str(typer.prompt(name, default=default)).strip()
            card = replace(card, **{name: answer})
    return card if card.licence else replace(card, licence=DEFAULT_LICENCE)


def _next(folder: Path) -> list[str]:
    here = folder.resolve() == Path.cwd()
    return [
        "stancetracker: made; next:",
        *([] if here else [f"  cd {shlex.quote(visible(str(folder)))}"]),
        "  git init && git add . && git commit -m 'A new dataset'",
        "  stancetracker add issue --help",
        "  stancetracker check",
    ]
