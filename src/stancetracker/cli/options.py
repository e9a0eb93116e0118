'''Options that many commands share, written once.

A command is a file of this folder. Its name is the command, PANEL its place in the help, the docstring of its
function `command` the one-line help. `@options.command` spreads each option group into flags and hands the
function the filled group:

    """`stancetracker list`: one row per actor and issue."""

    PANEL = "researchers"

    @options.command
    def command(
        dataset: options.DatasetOption, as_of: options.AsOf, filters: options.Filters, output: options.Output
    ) -> None:
        """List who spoke, for whom nothing was found, and who was not looked for."""
        from stancetracker.reports import listing  # heavy things are imported when the command runs

        emit(listing.report(ask(dataset, as_of, filters)), output)

Plain parameters are written as Typer wants them: `name: Annotated[str, typer.Argument(help="...")]`.
A flag belongs to one group only; two groups with one flag in a command are a ValueError at import.
'''

import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Self,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import typer
from typer.models import OptionInfo

from stancetracker.base.dates import parse_day
from stancetracker.base.errors import DateError, UsageError
from stancetracker.base.vocabulary import CHANNELS, STANCES, Actors, AskedAudience
from stancetracker.cli import _completing
from stancetracker.cli.clock import today
from stancetracker.render import formats

ROWS = "Which rows (a flag again adds to them, another flag narrows them)"
_WHEN = "As of when"
_OUTPUT = "Output"
_NOT_EMPTY = "give it a value, or leave it out; in a script, the variable may not be set"
# Digits and what stands between them in dates, as in 01/02/2026: never a revision.
_MEANT_AS_DAY = r"[\d\s./-]*"
Texts = tuple[str, ...]


def _names(flag: str, *kinds: str, help: str) -> Any:
    completed = _completing.ids(kinds) if kinds else None
    return typer.Option(flag, metavar="NAME", help=help, rich_help_panel=ROWS, autocompletion=completed)


def starting(words: Texts) -> Callable[[str], list[str]]:
    """What completes one of these words."""

    def found(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return found


def _row(flag: str, help: str) -> Any:
    return typer.Option(flag, help=help, rich_help_panel=ROWS)


def _out(*flags: str, help: str, **more: Any) -> Any:
    return typer.Option(*flags, help=help, rich_help_panel=_OUTPUT, **more)


def _folder(text: str) -> Path:
    """A folder as it is named; an empty name, which would be the current one, is told."""
    if not text:
        raise UsageError("--data is empty", _NOT_EMPTY)
    return Path(text)


@dataclass_transform(frozen_default=True)
class Group:
    """Flags that go together: a class names each with its type and default, an instance holds what was given.

    As a frozen dataclass, but for the code that one would write and compile in every process.
    """

    flags: ClassVar[dict[str, Any]] = {}
    """The flags with their types, those of the group that this one is made from first."""

    def __init_subclass__(cls) -> None:
        hints: dict[str, Any] = {**cls.flags, **inspect.get_annotations(cls, eval_str=True)}
        cls.flags = {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}

    def __init__(self, *values: Any, **named: Any) -> None:
        given = {**dict(zip(self.flags, values, strict=False)), **named}
        if given.keys() - self.flags.keys() or len(given) < len(values) + len(named):
            raise TypeError(f"{type(self).__name__} has no such flags: {values}, {named}")
        for name in self.flags:
            self.__dict__[name] = given[name] if name in given else getattr(type(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"what was given stays so: {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def but(self, **values: Any) -> Self:
        """The same with some values in the place of its own."""
        return type(self)(**{**self.__dict__, **values})


class DatasetOption(Group):
    """Where the dataset is."""

    data: Annotated[
        Path | None,
        typer.Option("-d", "--data", metavar="DIR", parser=_folder, help="The folder of the dataset."),
    ] = None


class AskedDataset(DatasetOption):
    """Where the dataset is that is asked, and by way of which index."""

    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Answer from an index in memory, and leave that in the cache alone."),
    ] = False


class AsOf(Group):
    """As of which day, as known on which day, counting which statements."""

    as_of: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Answer as of that day, not today.", rich_help_panel=_WHEN),
    ] = None
    known_by: Annotated[
        str | None,
        typer.Option(
            metavar="DAY|REV",
            help="Use only what was recorded by that day, or held by that git revision.",
            rich_help_panel=_WHEN,
        ),
    ] = None
    audience: Annotated[
        AskedAudience,
        typer.Option(
            metavar="public|any", help="Count public statements, or any made known.", rich_help_panel=_WHEN
        ),
    ] = "public"

    def revision(self) -> str | None:
        """The git revision that --known-by names; None where it names a day or nothing.

        Raises DateError for what was meant as a day and is none.
        """
        if self.known_by is None:
            return None
        try:
            parse_day(self.known_by, today())
        except DateError:
            if re.fullmatch(_MEANT_AS_DAY, self.known_by):
                raise
            return self.known_by
        return None

    def days(self) -> tuple[str, str | None]:
        """The days asked for, as_of and known_by, as ISO texts; as_of is known_by's day, else today.

        Raises DateError for what is no day.
        """
        known_by = parse_day(self.known_by, today()) if self.known_by is not None else None
        as_of = known_by or today() if self.as_of is None else parse_day(self.as_of, today())
        return as_of, known_by


class Filters(Group):
    """Which rows; names are as typed, not yet looked up."""

    issue: Annotated[Texts, _names("--issue", "issue", help="On this issue: its id or title.")] = ()
    person: Annotated[
        Texts, _names("--person", "person", help="This person: an id, a name or an alias.")
    ] = ()
    org: Annotated[Texts, _names("--org", "organization", help="This organization, or people in it.")] = ()
    stance: Annotated[
        Texts,
        typer.Option(
            metavar="STANCE",
            help=f"{', '.join(STANCES)}.",
            rich_help_panel=ROWS,
            autocompletion=starting(STANCES),
        ),
    ] = ()
    channel: Annotated[
        Texts,
        typer.Option(
            metavar="CHANNEL",
            help=f"{', '.join(CHANNELS)}.",
            rich_help_panel=ROWS,
            autocompletion=starting(CHANNELS),
        ),
    ] = ()
    source: Annotated[Texts, _names("--source", help="From this source: publisher or address.")] = ()
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DAY|A..B", help="Dated on that day or later, or from A to B.", rich_help_panel=ROWS
        ),
    ] = None
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Dated on that day or earlier.", rich_help_panel=ROWS)
    ] = None
    silent: Annotated[bool, _row("--silent", "Those for whom no public statement was found.")] = False
    spoke: Annotated[bool, _row("--spoke", "Those with a statement on record.")] = False
    unchecked: Annotated[bool, _row("--unchecked", "Those for whom no look is on record.")] = False
    stale: Annotated[bool, _row("--stale", "Those whose last look is too old.")] = False
    reported: Annotated[
        bool, _row("--reported", "Those of whom words were reported that were not public.")
    ] = False
    actors: Annotated[
        Actors | None,
        typer.Option(
            metavar="person|organization|any", help="People, organizations, or both.", rich_help_panel=ROWS
        ),
    ] = None
    everyone: Annotated[bool, _row("--all", "Also actors outside the panels, who are in no count.")] = False

    def statuses(self) -> Texts:
        """The statuses asked for; none means all."""
        asked = {"spoke": self.spoke, "silent": self.silent, "unchecked": self.unchecked}
        return tuple(status for status, wanted in asked.items() if wanted)

    def period(self) -> tuple[str | None, str | None]:
        """The days `since` and `until` as ISO texts; `since` may give both, as `A..B`.

        Raises DateError for what is no day, UsageError for two last days.
        """
        since, until = self.since, self.until
        if since is not None and ".." in since:
            since, last = since.split("..", 1)
            if until is not None:
                raise UsageError(f"two last days: --since {self.since} and --until {until}")
            if not (since.strip() and last.strip()):
                raise UsageError(f"a range has two days: --since {self.since}")
            until = last
        first, final = (None if day is None else parse_day(day, today()) for day in (since, until))
        return first, final


class Output(Group):
    """In which form an answer is printed, and where."""

    fallback: ClassVar[str | None] = None
    """The format where none is asked for; None: a table on a terminal, TSV elsewhere."""
    rows_are_status_1: ClassVar[bool] = False
    """Whether -e is about any row being there, not about none."""

    format: Annotated[
        str | None,
        _out(
            "-f",
            "--format",
            help=f"{', '.join(formats.names())}; else a table on a terminal, TSV elsewhere.",
            metavar="FORMAT",
            parser=formats.known,
            autocompletion=formats.starting,
        ),
    ] = None
    json: Annotated[bool, _out("--json", help="The same as -f json.")] = False
    jsonl: Annotated[bool, _out("--jsonl", help="The same as -f jsonl.")] = False
    csv: Annotated[bool, _out("--csv", help="The same as -f csv.")] = False
    tsv: Annotated[bool, _out("--tsv", help="The same as -f tsv.")] = False
    md: Annotated[bool, _out("--md", help="The same as -f md.")] = False
    plain: Annotated[bool, _out("--plain", help="The same as -f plain, for screen readers.")] = False
    output: Annotated[
        Path | None,
        _out("-o", "--output", metavar="FILE", help="Write to this file; its ending tells the format."),
    ] = None
    columns: Annotated[
        Texts, _out("--columns", metavar="A,B", help="Only these columns, in this order.")
    ] = ()
    sort: Annotated[
        str | None,
        _out("--sort", metavar="COLUMN", help="Sort by this column; --sort=-COLUMN turns it round."),
    ] = None
    limit: Annotated[int | None, _out("--limit", metavar="N", min=0, help="Print at most N rows.")] = None
    no_headers: Annotated[bool, _out("--no-headers", help="Leave the heading line out.")] = False
    section: Annotated[
        str | None, _out("--section", metavar="NAME", help="Print another section of the answer.")
    ] = None
    exit_code: Annotated[bool, _out("-e", "--exit-code", help="Exit 1 when nothing matched.")] = False
    color: Annotated[
        Literal["auto", "always", "never"],
        _out("--color", metavar="auto|always|never", help="When to use colour."),
    ] = "auto"
    ascii: Annotated[bool, _out("--ascii", help="Write shapes and dashes in ASCII.")] = False
    raw: Annotated[
        bool, _out("--raw", help="In CSV, leave cells that a spreadsheet would run as they are.")
    ] = False


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Spread the option groups a function takes into flags, and fill the groups when it is called."""
    hints = get_type_hints(function, include_extras=True)
    flags: list[inspect.Parameter] = []
    groups: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        kind = hints[parameter.name]
        if isinstance(kind, type) and issubclass(kind, Group):
            groups[parameter.name] = kind
            flags += parameters(kind)
        else:
            keyword = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=kind)
            flags.append(keyword)

    def run(**values: Any) -> None:
        for flag in flags:
            _refuse_empty(flag, values[flag.name])
        filled = {name: _fill(group, values) for name, group in groups.items()}
        return function(**values, **filled)

    run.__name__, run.__doc__, run.__module__ = function.__name__, function.__doc__, function.__module__
    return signed(run, flags)


def _refuse_empty(flag: inspect.Parameter, value: Any) -> None:
    """Raise UsageError for an option that was given without a value: dropped unseen, it would change the answer."""
    options = [note for note in get_args(flag.annotation) if isinstance(note, OptionInfo)]
    given = value if isinstance(value, list) else [value]
    if options and any(isinstance(item, str) and not item.strip() for item in given):
        names = [*(options[0].param_decls or ()), f"--{flag.name.replace('_', '-')}"]
        raise UsageError(f"{next(name for name in names if name[:2] == '--')} is empty", _NOT_EMPTY)


def signed(run: Callable[..., None], flags: Sequence[inspect.Parameter]) -> Callable[..., None]:
    """The function, taking these flags: Typer reads them off two attributes, and nothing else."""
    run.__signature__ = inspect.Signature(flags)  # type: ignore[attr-defined]
    run.__annotations__ = {flag.name: flag.annotation for flag in flags}
    return run


def parameters(group: type[Group]) -> list[inspect.Parameter]:
    """The flags of a group, as Typer reads them off a function."""
    return [_flag(name, hint, getattr(group, name)) for name, hint in group.flags.items()]


def _flag(name: str, hint: Any, default: object) -> inspect.Parameter:
    base, *notes = get_args(hint)
    if get_origin(base) is tuple:  # Typer's word for a repeated flag is list
        hint = Annotated[list[get_args(base)[0]], *notes]  # type: ignore[misc]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=hint, default=default)


def _fill(group: Any, values: dict[str, Any]) -> Any:
    taken = {name: values.pop(name) for name in group.flags}
    return group(**{name: tuple(v) if isinstance(v, list) else v for name, v in taken.items()})
