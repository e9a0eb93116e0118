"""Flags that many commands share: those of a question, and those of how its answer is printed."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, NamedTuple

import typer

from stancetracker.base import plugins
from stancetracker.base.dates import parse_day, utc_today
from stancetracker.base.errors import DateError, StancetrackerError, UsageError
from stancetracker.base.vocabulary import STATUSES, AskedAudience
from stancetracker.cli import hints, streams
from stancetracker.cli.parser import DATA, OUTPUT, Declared, Flag, Flags, starting
from stancetracker.index import store
from stancetracker.index.cache import Index, cache_folder, is_shared
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder, here
from stancetracker.render import Display, formats
from stancetracker.reports.filters import FILTERS, Filter
from stancetracker.reports.run import Maker, answer, on_day_of_commit
from stancetracker.reports.table import Report, Section, arrange


def option(metavar: str, help: str, *names: str, default: Any = ..., **more: Any) -> Any:
    """Return an option that takes a value; without names, it has that of its parameter."""
    return Flag(typer.Option(*names, metavar=metavar, help=help, **more), default)


def switch(help: str, *names: str) -> Any:
    """Return an option that takes no value."""
    return Flag(typer.Option(*names, help=help))


def argument(metavar: str, help: str, **more: Any) -> Any:
    """Return an argument."""
    return Flag(typer.Argument(metavar=metavar, help=help, **more))


def choice(metavar: str, words: Sequence[str], more: str = "") -> Any:
    """Return an argument that is one of these words, which its help lists."""
    return argument(metavar, f"{', '.join(words)}{more}.", autocompletion=starting(words))


DRY_RUN: Final = switch("Print what would be written; write nothing.", "-n", "--dry-run")
PROPOSALS: Final = option("FILE", "Write the proposals as JSON lines.", "-o", "--output")
Texts = tuple[str, ...]
_ROWS: Final = "Which rows (repeat a flag for OR; different flags combine with AND)"
_SHORTHANDS: Final = ("json", "jsonl", "csv", "tsv", "md")
# Digits and what stands between them in dates, as in 01/02/2026: no revision, but for a hash.
_MEANT_AS_DAY: Final = r"[\d\s./-]*"
_HASH_OF_DIGITS: Final = r"[0-9]{5,40}"


@lru_cache(maxsize=1)
def today() -> str:
    """Return today in UTC, or STANCETRACKER_TODAY, the same for the whole run.

    Raises DateError if that is no day.
    """
    day = utc_today()
    return parse_day(os.environ.get("STANCETRACKER_TODAY") or day, day)


def ids(*kinds: str) -> Callable[[typer.Context, str], list[str]]:
    """Return a completer for the ids, or one-word names, of records of these kinds or any.

    It completes nothing where the dataset can't be read.
    """

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        from stancetracker.index import lookup

        def candidates(index: Index) -> list[str]:
            return lookup.starting(index.connection, kinds, incomplete)

        try:
            folder = Dataset(data=context.params.get("data")).folder(quiet=True)
            return store.ask(folder, Question(today()), candidates)
        except (StancetrackerError, OSError):
            return []

    return complete


class Dataset(Flags):
    """The flag that names the dataset."""

    data: Path | None = DATA

    def folder(self, *, quiet: bool = False) -> Folder:
        """Find the dataset; unless `quiet`, say which one answers if nobody named it."""
        hints.name_dataset(self.data)
        folder = here(self.data)
        if folder.notice and not quiet:
            streams.warn(folder.notice)
        is_cached = not getattr(self, "no_cache", False)
        if is_cached and not quiet and is_shared(cache_folder()):
            streams.warn(
                f"not using the cache, as other users may write to it: delete {cache_folder()}"
            )
        return folder._replace(cached=is_cached)


class IndexedDataset(Dataset):
    """The flags that name the dataset and decide whether its cached index is used."""

    no_cache: bool = switch("Don't use the index cache.", "--no-cache")


class QuestionFlags(IndexedDataset, panel="As of when"):
    """A question to a dataset: as of which day, as known on which day, counting what."""

    as_of: str | None = option("DAY", "Answer as of that day instead of today.")
    known_by: str | None = option(
        "DAY|REV", "Use only what was recorded by that day, or is in that git revision."
    )
    audience: AskedAudience = option(
        "public|any",
        "Count public statements only, or also those made known later.",
        default="public",
    )

    def revision(self) -> str | None:
        """Return the git revision that --known-by names; None where it names a day or nothing."""
        try:
            parse_day(self.known_by or "today", today())
        except DateError:
            if not re.fullmatch(_MEANT_AS_DAY, str(self.known_by)) or self._is_commit():
                return self.known_by
            raise
        return None

    def commit(self) -> str | None:
        """Return the hash of the commit that --known-by names; None where it names none.

        Raises HistoryError for an unknown one.
        """
        revision = self.revision()
        if revision is None:
            return None
        from stancetracker.ledger.git import commit_of

        return commit_of(self.folder(), revision)

    def _is_commit(self) -> bool:
        """Return whether --known-by is a short hash that happens to be all digits."""
        from stancetracker.ledger.git import HistoryError, commit_of

        if not re.fullmatch(_HASH_OF_DIGITS, str(self.known_by)):
            return False
        try:
            commit_of(self.folder(), str(self.known_by))
        except HistoryError:
            return False
        return True

    def question(self, revision_day: str | None = None) -> Question:
        """Return the question of the flags.

        Where --known-by names a revision, give its day: the answer is as of that day by default.
        """
        known_by = None
        if self.known_by is not None and revision_day is None:
            known_by = parse_day(self.known_by, today())
        as_of = revision_day or known_by or today()
        if self.as_of is not None:
            as_of = parse_day(self.as_of, today())
        if as_of > today():
            streams.warn(f"{as_of} is in the future; what will be said by then is not on record")
        return Question(as_of, known_by, self.audience)

    def report(self, make: Maker, **more: Any) -> Report:
        """Ask the dataset, as it is or as a revision has it, and make a report.

        `more` replaces fields of the question.
        """
        folder = self.folder()
        revision = self.revision()
        revision_day = None
        if revision is not None:
            from stancetracker.ledger.git import day_of

            revision_day = self.as_of or day_of(folder, revision)
            if self.as_of is None:
                make = on_day_of_commit(make, revision)
        question = self.question(revision_day)._replace(**more)
        return answer(folder, question, make, revision=revision)


def _flags_of(*filters: Filter) -> dict[str, Declared]:
    """Return the flags of these filters, by the names of their values."""
    flags: dict[str, Declared] = {}
    for filter in filters:
        option_name = f"--{filter.name.replace('_', '-')}"
        if filter.metavar is None:
            for name, help in filter.switches or ((filter.name, filter.help),):
                flags[name] = Declared(bool, switch(help, f"--{name.replace('_', '-')}"))
        elif filter.is_day:
            flags[filter.field] = Declared(
                str | None, option(filter.metavar, filter.help, option_name)
            )
        else:
            completer = ids(filter.record) if filter.record else starting(filter.words)
            flags[filter.field] = Declared(
                Texts,
                option(filter.metavar, filter.help, option_name, autocompletion=completer),
            )
    return flags


_FILTER_FLAGS: Final = _flags_of(*FILTERS)


class SubjectFlags(Flags, panel=_ROWS):
    """The flags that say about whom and what; names are as typed."""

    issues: Texts = _FILTER_FLAGS["issues"].flag
    people: Texts = _FILTER_FLAGS["people"].flag
    organizations: Texts = _FILTER_FLAGS["organizations"].flag


class StandingFlags(QuestionFlags, panel="The view standing"):
    """A question in SQL, and what `standing` in it is about; names are as typed."""

    issues: Texts = option(
        "NAME", "Compute it only for this issue.", "--issue", autocompletion=ids("issue")
    )
    people: Texts = option(
        "NAME", "Compute it only for this person.", "--person", autocompletion=ids("person")
    )

    def question(self, revision_day: str | None = None) -> Question:
        """Return the question of the flags; names are looked up later."""
        question = super().question(revision_day)
        return question._replace(issues=self.issues, people=self.people)


class Period(NamedTuple):
    """The days from one to another; None where there is no limit."""

    since: str | None
    until: str | None


class FilterFlags(QuestionFlags, SubjectFlags, panel=_ROWS, declared=_FILTER_FLAGS):
    """A question about chosen rows, with the flags of all filters; names are as typed."""

    since: str | None = _FILTER_FLAGS["since"].flag
    until: str | None = _FILTER_FLAGS["until"].flag
    everyone: bool = switch("Include actors outside the panel (not counted).", "--all")

    def question(self, revision_day: str | None = None) -> Question:
        """Return the question of the flags; names are looked up later."""
        since, until = self._days()
        question = super().question(revision_day)
        fields: dict[str, Any] = {
            name: getattr(self, name)
            for name in Question._fields
            if hasattr(self, name) and name not in QuestionFlags.flags
        }
        fields |= {
            "since": since,
            "until": until,
            "statuses": tuple(status for status in STATUSES if getattr(self, status)),
        }
        return question._replace(**fields)

    def _days(self) -> Period:
        """Return the days of --since and --until, of which --since may give both."""
        since = self.since
        until = self.until
        first, _, last = (since or "").partition("..")
        if first.strip() and last.strip():
            if until is not None:
                raise UsageError(f"two last days: --since {since} and --until {until}")
            since = first
            until = last
        return Period(_day_or_none(since), _day_or_none(until))


def _day_or_none(text: str | None) -> str | None:
    return None if text is None else parse_day(text, today())


def format_option(*command_formats: str, **more: Any) -> Any:
    """Return the flag -f; `command_formats` are of this command alone, the first its default."""
    names = [*command_formats, *plugins.names(formats)]
    default = command_formats[0] if command_formats else "a table on a terminal, TSV elsewhere"
    return option(
        "FORMAT",
        f"{', '.join(names)}; else {default}.",
        "-f",
        "--format",
        parser=lambda name: plugins.known_name(formats, name, "format", *command_formats),
        autocompletion=starting(names),
        show_default=False,
        **more,
    )


Render = Callable[[Report, Section, Display], Iterator[str | bytes]]


class Writer(NamedTuple):
    """A format: the function that writes an answer in it."""

    render: Render
    is_whole: bool = False
    """True if it writes all sections, and last why there are no rows."""


class Output(Flags, panel=OUTPUT):
    """In which form an answer is printed, and where."""

    fallback: ClassVar[str | None] = None
    """The default format; None: a table on a terminal, TSV elsewhere."""
    rows_are_status_1: ClassVar[bool] = False
    """True if -e is about any row being there, not about none."""

    format: str | None = format_option()
    json: bool = switch("Short for -f json.", "--json")
    jsonl: bool = switch("Short for -f jsonl.", "--jsonl")
    csv: bool = switch("Short for -f csv.", "--csv")
    tsv: bool = switch("Short for -f tsv.", "--tsv")
    md: bool = switch("Short for -f md.", "--md")
    output: Path | None = option(
        "FILE", "Write to this file; the extension sets the format.", "-o", "--output"
    )
    columns: Texts = option("A,B", "Only these columns, in this order.")
    sort: str | None = option(
        "COLUMN", "Sort by this column; prefix - for descending (--sort=-COLUMN)."
    )
    limit: int | None = option("N", "Print at most N rows.", min=0)
    no_headers: bool = switch("Omit the header line.", "--no-headers")
    section: str | None = option("NAME", "Print another section of the answer.")
    exit_code: bool = switch("Exit 1 when nothing matched.", "-e", "--exit-code")
    color: Literal["auto", "always", "never"] = option(
        "auto|always|never", "When to use colour.", default="auto"
    )
    raw: bool = switch("In CSV, don't escape cells that look like formulas.", "--raw")

    def emit(self, report: Report, command_formats: Mapping[str, Render] | None = None) -> None:
        """Print a report as asked, to standard output or a file.

        `command_formats` are written by the command itself.
        Raises typer.Exit(1) when -e was given and nothing matched; for some commands, when
        anything did.
        """
        format_name = self.format_name()
        section = report.section(self.section)
        arranged = arrange(section, self._column_names(), self.sort, self.limit)
        writer = _writer(format_name, command_formats or {})
        chosen = self._chosen_parts(report, section, arranged)
        self._write(writer.render(chosen, arranged, self.display()))
        if not writer.is_whole:
            streams.say(*report.caveats)
        if self.exit_code and bool(section.rows) == self.rows_are_status_1:
            raise typer.Exit(1)

    def shows_hints(self) -> bool:
        """Return whether anybody reads the counts of panels."""
        name = self.format_name()
        return streams.hints_are_seen() or getattr(
            plugins.load(formats, name, "format"), "WHOLE", False
        )

    def prints_main_alone(self) -> bool:
        """Return whether it prints the main section of an answer, and nothing else of it."""
        module = plugins.load(formats, self.format_name(), "format")
        prints_more = getattr(module, "WHOLE", False) or getattr(module, "AS_OBJECT", False)
        return not self.section and not prints_more

    def _column_names(self) -> Sequence[str]:
        """Return the names that --columns lists, or what stands there instead of names."""
        names = [name.strip() for name in ",".join(self.columns).split(",")]
        return [name for name in names if name] or self.columns

    def _chosen_parts(self, report: Report, section: Section, arranged: Section) -> Report:
        """Return the report with only what the flags choose, and a section as it is arranged."""
        rows_chosen = self.section or self.columns or self.sort or self.limit is not None
        stands_alone = self.section or (rows_chosen and (section.elsewhere or report.chapters))
        sections = [
            arranged if candidate is section else candidate for candidate in report.sections
        ]
        return report._replace(
            sections=(arranged,) if stands_alone else tuple(sections),
            chapters=() if stands_alone else report.chapters,
            main=0 if stands_alone else report.main,
            figures=() if self.section or self.columns else report.figures,
            is_drawn=report.is_drawn and not rows_chosen,
            make_whole=None if rows_chosen else report.make_whole,
        )

    def _write(self, chunks: Iterator[str | bytes]) -> None:
        file = self.file()
        if file is None:
            streams.write(chunks)
        else:
            streams.write_file(file, chunks)

    def file(self) -> Path | None:
        """Return the file that the answer goes to; None for standard output."""
        is_file = self.output is not None and not streams.is_standard_output(self.output)
        return self.output if is_file else None

    def chosen_format(self) -> str | None:
        """Return the format that a flag names; None where none does.

        Raises UsageError for two.
        """
        names = [name for name in _SHORTHANDS if getattr(self, name)]
        if self.format is not None and self.format not in names:
            names.insert(0, self.format)
        if len(names) > 1:
            raise UsageError(f"more than one format asked for: {', '.join(names)}")
        return names[0] if names else None

    def format_name(self) -> str:
        """Return the format that a flag names, else that of the file, else the default."""
        name = self.chosen_format()
        if name is not None:
            return name
        file = self.file()
        name = None if file is None else _format_of_file(file)
        if name is not None:
            return name
        return self.fallback or ("table" if streams.is_terminal() else "tsv")

    def display(self) -> Display:
        """Return how an answer is shown, by the options, the environment and the terminal."""
        is_on_terminal = self.file() is None and streams.is_terminal()
        return Display(
            width=streams.width(),
            color=self.color == "always"
            or (self.color == "auto" and _is_colour_allowed(terminal=is_on_terminal)),
            headers=not self.no_headers,
            raw=self.raw,
            terminal=is_on_terminal,
        )


def _writer(name: str, command_formats: Mapping[str, Render]) -> Writer:
    """Return the writer of a format, which the command itself may write."""
    if name in command_formats:
        return Writer(command_formats[name])
    module = plugins.load(formats, name, "format")
    return Writer(module.render, getattr(module, "WHOLE", False))


def _format_of_file(file: Path) -> str | None:
    """Return the format that a file's extension names; None for a pipe or a device without one.

    Raises UsageError for a file with an unknown extension.
    """
    extension = file.suffix.removeprefix(".").casefold()
    names = plugins.names(formats)
    for name in names:
        if extension in plugins.load(formats, name, "format").EXTENSIONS:
            return name
    if streams.is_stream(file):
        return None
    raise UsageError(f"unknown extension: {file}", f"name a format with -f: {', '.join(names)}")


def _is_colour_allowed(*, terminal: bool) -> bool:
    """Return whether the environment and the terminal allow colour: NO_COLOR, FORCE_COLOR, TERM."""
    if os.environ.get("NO_COLOR"):
        return False
    force = os.environ.get("FORCE_COLOR", "").casefold()
    if force:
        return force not in ("0", "false")
    return terminal and os.environ.get("TERM") != "dumb"


class Findings(Output):
    """As everywhere, but -e is about any row being there."""

    rows_are_status_1: ClassVar[bool] = True

    exit_code: bool = switch("Exit 1 when anything is listed.", "-e", "--exit-code")
