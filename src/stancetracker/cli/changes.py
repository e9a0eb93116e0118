"""`stancetracker changes`: what differs between two states of a dataset, in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import typer

from stancetracker.base.errors import UsageError
from stancetracker.base.vocabulary import AskedAudience
from stancetracker.cli import _asking, clock, options
from stancetracker.cli.output import Render, emit
from stancetracker.render import formats

if TYPE_CHECKING:
    from stancetracker.ledger.folder import Folder

PANEL = "researchers"


def _format(name: str) -> str:
    return formats.known(name, ("text",))


def _starting(incomplete: str) -> list[str]:
    return [name for name in ("text", *formats.names()) if name.startswith(incomplete)]


def _what(*flags: str, metavar: str, help: str, panel: str) -> Any:
    return typer.Option(*flags, metavar=metavar, help=help, rich_help_panel=panel)


_COMPARED: Final = "What is compared"
_ROWS: Final = "Which changes (a flag again adds to them, another flag narrows them)"


class Compared(options.Group):
    """Which two states."""

    as_of: Annotated[
        str | None,
        _what(
            metavar="A..B",
            help="Two days; with another comparison, the one day that standings are as of.",
            panel=_COMPARED,
        ),
    ] = None
    known_by: Annotated[
        str | None,
        _what(
            metavar="A..B",
            help="What was recorded by two days; with another comparison, by one day.",
            panel=_COMPARED,
        ),
    ] = None
    rev: Annotated[
        str | None,
        _what(metavar="A..B", help="Two git revisions; A.. is up to the files as they are.", panel=_COMPARED),
    ] = None
    audience: Annotated[
        AskedAudience,
        _what(metavar="public|any", help="Count public statements, or any made known.", panel=_COMPARED),
    ] = "public"


class Which(options.Group):
    """Which changes are told; names are as typed."""

    issue: Annotated[
        tuple[str, ...],
        _what("--issue", metavar="NAME", help="About this issue: its id or title.", panel=_ROWS),
    ] = ()
    person: Annotated[
        tuple[str, ...],
        _what("--person", metavar="NAME", help="About this person: an id, a name or an alias.", panel=_ROWS),
    ] = ()
    org: Annotated[
        tuple[str, ...],
        _what("--org", metavar="NAME", help="About this organization, or people in it.", panel=_ROWS),
    ] = ()


class Output(options.Output):
    """As everywhere, but for sentences where no format is asked for, and -e."""

    fallback: ClassVar[str | None] = "text"
    rows_are_status_1: ClassVar[bool] = True

    format: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            help=f"text, {', '.join(formats.names())}; else text.",
            metavar="FORMAT",
            parser=_format,
            autocompletion=_starting,
            rich_help_panel="Output",
        ),
    ] = None
    exit_code: Annotated[
        bool,
        typer.Option("-e", "--exit-code", help="Exit 1 when anything changed.", rich_help_panel="Output"),
    ] = False


@options.command
def command(
    dataset: options.DatasetOption,
    compared: Compared,
    which: Which,
    output: Output,
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[DIR_A DIR_B]", help="Two datasets.")
    ] = None,
) -> None:
    """Tell in words what differs between two days, two revisions or two datasets."""
    from stancetracker.contribute.changes import Only, compare
    from stancetracker.contribute.comparing import Typed, both
    from stancetracker.reports.differences import changed

    data = None if dataset.data is None else str(dataset.data)
    when = (compared.as_of, compared.known_by, compared.rev, compared.audience)
    typed = Typed(*when, data, tuple(map(str, folders or ())))
    before, after = both(typed, clock.today(), _find)
    emit(changed(compare(before, after, Only(which.issue, which.person, which.org))), output, _own(output))


def _find(named: str | None) -> Folder:
    return _asking.folder(options.DatasetOption(None if named is None else Path(named)))


def _own(output: Output) -> Mapping[str, Render]:
    """Sentences; with --columns a table, as sentences have none.

    Raises UsageError for columns of a text.
    """
    from stancetracker.render._sentences import as_markdown, as_text

    if output.columns:
        return {"text": _no_columns}
    return {"text": as_text, "md": as_markdown}


def _no_columns(*_: object) -> Any:
    raise UsageError("--columns is for tables and data", "name a format: -f table, --csv, --json")
