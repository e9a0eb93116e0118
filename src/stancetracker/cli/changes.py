"""`stancetracker changes`: what differs between two states of a dataset, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import typer

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import UsageError
from stancetracker.base.vocabulary import AskedAudience
from stancetracker.cli import _asking, clock, options
from stancetracker.cli.output import Render, emit
from stancetracker.render import formats

if TYPE_CHECKING:
    from stancetracker.contribute.sides import Side
    from stancetracker.index.store import Asked

PANEL = "researchers"
_HINT: Final = "compare one of: --as-of A..B, --known-by A..B, --rev A..B (A.. is up to now), or DIR_A DIR_B"


def _format(name: str) -> str:
    return name if name == "text" else formats.known(name)


def _starting(incomplete: str) -> list[str]:
    return [name for name in ("text", *formats.names()) if name.startswith(incomplete)]


def _what(*flags: str, metavar: str, help: str, panel: str) -> Any:
    return typer.Option(*flags, metavar=metavar, help=help, rich_help_panel=panel)


_COMPARED: Final = "What is compared"
_ROWS: Final = "Which changes (a flag again adds to them, another flag narrows them)"


@dataclass(frozen=True)
class Compared:
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


@dataclass(frozen=True)
class Which:
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


@dataclass(frozen=True)
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
    from stancetracker.reports.differences import changed

    before, after = _sides(dataset, compared, folders or [])
    emit(changed(compare(before, after, Only(which.issue, which.person, which.org))), output, _own(output))


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


def _sides(dataset: options.DatasetOption, compared: Compared, folders: list[Path]) -> tuple[Side, Side]:
    """The two states that are asked for.

    Raises UsageError where it is not exactly one comparison.
    """
    from stancetracker.contribute import sides

    days, known, revisions = (_range(text) for text in (compared.as_of, compared.known_by, compared.rev))
    asked = [name for name, given in _asked_for(days, known, compared.rev, folders).items() if given]
    if len(asked) != 1:
        raise UsageError(_wrong(asked), _HINT)
    if folders:
        if len(folders) != 2 or dataset.data is not None:
            raise UsageError("two datasets are named as DIR_A DIR_B, without -d", _HINT)
        first, last = (_asking.folder(options.DatasetOption(folder)) for folder in folders)
        return sides.of_folders(first, last, (str(folders[0]), str(folders[1])), _question(compared))
    folder = _asking.folder(dataset)
    if compared.rev is not None:
        if revisions is None:
            raise UsageError(f"not two revisions: --rev {compared.rev}", _HINT)
        return sides.of_revisions(folder, *revisions, _question(compared))
    first_asked, last_asked = _questions(compared, days, known)
    return sides.of_days(folder, first_asked, last_asked, known=known is not None)


def _asked_for(days: object, known: object, rev: str | None, folders: list[Path]) -> Mapping[str, bool]:
    return {
        "--as-of": days is not None,
        "--known-by": known is not None,
        "--rev": rev is not None,
        "DIR_A DIR_B": bool(folders),
    }


def _wrong(asked: list[str]) -> str:
    return f"more than one comparison: {', '.join(asked)}" if asked else "nothing to compare"


def _range(text: str | None) -> tuple[str, str] | None:
    """The two ends of `A..B`; None where it is none."""
    first, dots, last = (text or "").partition("..")
    return (first.strip(), last.strip()) if dots and first.strip() else None


def _question(compared: Compared) -> Asked:
    """The one question that both states are asked."""
    from stancetracker.index.store import Asked

    today = clock.today()
    known = parse_day(compared.known_by, today) if compared.known_by else None
    day = parse_day(compared.as_of, today) if compared.as_of else known or today
    return Asked(day, known, compared.audience)


def _questions(
    compared: Compared, days: tuple[str, str] | None, known: tuple[str, str] | None
) -> tuple[Asked, Asked]:
    """The questions of two days; without a day of its own, what is known by a day is as of that day."""
    from stancetracker.index.store import Asked

    today = clock.today()
    first, last = (parse_day(end or "today", today) for end in days or known or ())
    if first > last:
        raise UsageError(f"the first day is after the last: {first}..{last}", f"write {last}..{first}")
    if days:
        by = parse_day(compared.known_by, today) if compared.known_by else None
        return Asked(first, by, compared.audience), Asked(last, by, compared.audience)
    as_of = parse_day(compared.as_of, today) if compared.as_of else None
    return Asked(as_of or first, first, compared.audience), Asked(as_of or last, last, compared.audience)
