"""Flags that many commands share, written once: the question they make, and how its answer is printed."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

import typer

from stancetracker.base import plugins
from stancetracker.base.dates import parse_day, utc_today
from stancetracker.base.errors import DateError, StancetrackerError, UsageError
from stancetracker.base.vocabulary import CHANNELS, STANCES, STATUSES, Actors, AskedAudience
from stancetracker.cli import streams
from stancetracker.cli.parser import DATA, OUTPUT, Flag, Flags, starting
from stancetracker.index import store
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder, here
from stancetracker.render import Display, formats
from stancetracker.reports.run import Maker, answer
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
Render = Callable[[Report, Section, Display], Iterator[str | bytes]]
_SHORTHANDS: Final = ("json", "jsonl", "csv", "tsv", "md", "plain")
# Digits and what stands between them in dates, as in 01/02/2026: never a revision.
_MEANT_AS_DAY: Final = r"[\d\s./-]*"


@lru_cache(maxsize=1)
def today() -> str:
    """Return today in UTC, or STANCETRACKER_TODAY, the same for the whole run; raises DateError for no day."""
    day = utc_today()
    return parse_day(os.environ.get("STANCETRACKER_TODAY") or day, day)


def ids(*kinds: str) -> Callable[[typer.Context, str], list[str]]:
    """Return a completer for the ids, or one-word names, of records of these kinds or any; it never complains."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        from stancetracker.index import lookup

        def begun(index: store.Index) -> list[str]:
            return lookup.starting(index.connection, kinds, incomplete)

        try:
            folder = Dataset(data=context.params.get("data")).folder(quiet=True)
            return store.ask(folder, Question(today()), begun)
        except (StancetrackerError, OSError):
            return []

    return complete


class Dataset(Flags):
    """The flag that names the dataset."""

    data: Path | None = DATA

    def folder(self, *, quiet: bool = False) -> Folder:
        """Find the dataset, and say so where it is the one inside the package."""
        found = here(self.data)
        if found.notice and not quiet:
            streams.say(found.notice)
        cached = not getattr(self, "no_cache", False)
        if cached and not quiet and store.is_shared(store.cache_folder()):
            streams.say(
                f"not using the cache, as other users may write to it: delete {store.cache_folder()}"
            )
        return found._replace(cached=cached)


class Indexed(Dataset):
    """The flags that name the dataset and decide whether its cached index is used."""

    no_cache: bool = switch("Don't use the index cache.", "--no-cache")


class Asked(Indexed, panel="As of when"):
    """A question to a dataset: as of which day, as known on which day, counting which statements."""

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
            if re.fullmatch(_MEANT_AS_DAY, str(self.known_by)):
                raise
            return self.known_by
        return None

    def question(self, day: str | None = None) -> Question:
        """Return the question of the flags; `day` is the as-of day where none is given and --known-by is a revision."""
        known_by = None if day or self.known_by is None else parse_day(self.known_by, today())
        asked = (
            parse_day(self.as_of, today()) if self.as_of is not None else day or known_by or today()
        )
        if asked > today():
            streams.say(f"{asked} is in the future; what will be said by then is not on record")
        return Question(asked, known_by, self.audience)

    def report(self, make: Maker, **more: Any) -> Report:
        """Ask the dataset, as it is or as a revision has it, and make a report; `more` goes into the question."""
        found, revision, day = self.folder(), self.revision(), None
        if revision is not None:
            from stancetracker.ledger.git import day_of

            day = self.as_of or day_of(found, revision)
        return answer(found, self.question(day)._replace(**more), make, revision=revision)


def _named(flag: str, kind: str, help: str) -> Any:
    return option("NAME", help, flag, autocompletion=ids(kind))


class About(Flags, panel=_ROWS):
    """The flags that say about whom and what; names are as typed."""

    issues: Texts = _named("--issue", "issue", "On this issue: an id or title.")
    people: Texts = _named("--person", "person", "This person: an id, name or alias.")
    organizations: Texts = _named("--org", "organization", "This organization, or people in it.")


def _word(flag: str, words: Texts) -> Any:
    return option(flag[2:].upper(), f"{', '.join(words)}.", flag, autocompletion=starting(words))


class Filtered(Asked, About, panel=_ROWS):
    """A question about chosen rows; names are as typed."""

    stances: Texts = _word("--stance", STANCES)
    channels: Texts = _word("--channel", CHANNELS)
    sources: Texts = option("NAME", "From this source: a publisher or address.", "--source")
    since: str | None = option("DAY|A..B", "Dated on that day or later, or from A to B.")
    until: str | None = option("DAY", "Dated on that day or earlier.")
    silent: bool = switch("No public statement was found.", "--silent")
    spoke: bool = switch("A statement is on record.", "--spoke")
    unchecked: bool = switch("Nobody has checked.", "--unchecked")
    stale: bool = switch("Not rechecked for too long.", "--stale")
    reported: bool = switch("Private remarks were reported.", "--reported")
    actors: Actors | None = option("person|organization|any", "People, organizations, or both.")
    everyone: bool = switch("Include actors outside the panel (not counted).", "--all")

    def question(self, day: str | None = None) -> Question:
        """Return the question of the flags; names are looked up later."""
        since, until = self.since, self.until
        first, _, last = (since or "").partition("..")
        if first.strip() and last.strip():
            if until is not None:
                raise UsageError(f"two last days: --since {since} and --until {until}")
            since, until = first, last
        since, until = (
            None if each is None else parse_day(each, today()) for each in (since, until)
        )
        asked = super().question(day)
        given: Any = {name: getattr(self, name, value) for name, value in asked._asdict().items()}
        return asked._replace(**given)._replace(
            as_of=asked.as_of,
            known_by=asked.known_by,
            actors=self.actors or "person",
            actors_asked=self.actors is not None,
            since=since,
            until=until,
            statuses=tuple(status for status in STATUSES if getattr(self, status)),
        )


def format_option(*own: str, **more: Any) -> Any:
    """Return the flag -f; `own` are formats that a command has besides, and prints where none is asked for."""
    known = [*own, *plugins.names(formats)]
    otherwise = f"else {own[0]}" if own else "else a table on a terminal, TSV elsewhere"
    return option(
        "FORMAT",
        f"{', '.join(known)}; {otherwise}.",
        "-f",
        "--format",
        parser=lambda name: plugins.known(formats, name, "format", *own),
        autocompletion=starting(known),
        show_default=False,
        **more,
    )


class Output(Flags, panel=OUTPUT):
    """In which form an answer is printed, and where."""

    fallback: ClassVar[str | None] = None
    """The format where none is asked for; None: a table on a terminal, TSV elsewhere."""
    rows_are_status_1: ClassVar[bool] = False
    """Whether -e is about any row being there, not about none."""

    format: str | None = format_option()
    json: bool = switch("Short for -f json.", "--json")
    jsonl: bool = switch("Short for -f jsonl.", "--jsonl")
    csv: bool = switch("Short for -f csv.", "--csv")
    tsv: bool = switch("Short for -f tsv.", "--tsv")
    md: bool = switch("Short for -f md.", "--md")
    plain: bool = switch("Short for -f plain, for screen readers.", "--plain")
    output: Path | None = option(
        "FILE", "Write to this file; the extension sets the format.", "-o", "--output"
    )
    columns: Texts = option("A,B", "Only these columns, in this order.")
    sort: str | None = option(
        "COLUMN", "Sort by this column; prefix - for descending (--sort=-COLUMN)."
    )
    limit: int | None = option("N", "Print at most N rows.", min=0)
    no_headers: bool = switch("Leave out the heading line.", "--no-headers")
    section: str | None = option("NAME", "Print another section of the answer.")
    exit_code: bool = switch("Exit 1 when nothing matched.", "-e", "--exit-code")
    color: Literal["auto", "always", "never"] = option(
        "auto|always|never", "When to use colour.", default="auto"
    )
    ascii: bool = switch("Use only ASCII for symbols and dashes.", "--ascii")
    size: Literal["page", "column"] = option(
        "page|column", "Width of a figure: 180 or 85 mm.", default="page"
    )
    raw: bool = switch("In CSV, don't escape cells that look like formulas.", "--raw")

    def emit(self, report: Report, own: Mapping[str, Render] | None = None) -> None:
        """Print a report as asked, to standard output or a file; `own` are formats as this command writes them.

        Raises typer.Exit(1) when -e was given and nothing matched; for some options, when anything did.
        """
        name = self.format_name()
        asked = report.section(self.section)
        named = [
            column.strip()
            for given in self.columns
            for column in given.split(",")
            if column.strip()
        ]
        section = arrange(asked, named or self.columns, self.sort, self.limit)
        render, whole = (own or {}).get(name), False
        if render is None:
            module = plugins.load(formats, name, "format")
            render, whole = module.render, getattr(module, "WHOLE", False)
        if whole:
            section = section._replace(ending=(*section.ending, *report.left_out))
        shown = (
            (section,)
            if self.section
            else tuple(section if s is asked else s for s in report.sections)
        )
        rows_asked = self.section or self.columns or self.sort or self.limit is not None
        figures = () if self.section or self.columns else report.figures
        whole_answer = None if rows_asked else report.whole
        report = report._replace(sections=shown, figures=figures, whole=whole_answer)
        chunks = render(report, section, self.display())
        if file := self.file():
            streams.write_file(file, chunks)
        else:
            streams.write(chunks)
        if not whole:
            streams.say(*report.left_out)
        if self.exit_code and bool(asked.rows) == self.rows_are_status_1:
            raise typer.Exit(1)

    def file(self) -> Path | None:
        """Return the file that the answer goes to; None for standard output."""
        return None if str(self.output) == "-" else self.output

    def asked_format(self) -> str | None:
        """Return the format named by a flag, or None; refuse two."""
        asked = [name for name in _SHORTHANDS if getattr(self, name)]
        if self.format is not None and self.format not in asked:
            asked.insert(0, self.format)
        if len(asked) > 1:
            raise UsageError(f"more than one format asked for: {', '.join(asked)}")
        return asked[0] if asked else None

    def format_name(self) -> str:
        """Return the format asked for; else the file's; else a table on a terminal and TSV elsewhere."""
        if asked := self.asked_format():
            return asked
        file = self.file()
        if file is None:
            return self.fallback or ("table" if streams.is_terminal() else "tsv")
        known = plugins.names(formats)
        for name in known:
            if (
                file.suffix.removeprefix(".").casefold()
                in plugins.load(formats, name, "format").EXTENSIONS
            ):
                return name
        raise UsageError(f"unknown extension: {file}", f"name a format with -f: {', '.join(known)}")

    def display(self) -> Display:
        """Return how an answer is shown, by the options, NO_COLOR, FORCE_COLOR and the terminal."""
        terminal = self.file() is None and streams.is_terminal()
        color = self.color == "always"
        if self.color == "auto" and not os.environ.get("NO_COLOR"):
            forced = os.environ.get("FORCE_COLOR", "").casefold()
            color = (
                forced not in ("0", "false")
                if forced
                else terminal and os.environ.get("TERM") != "dumb"
            )
        return Display(
            width=streams.width(),
            color=color,
            ascii=self.ascii,
            headers=not self.no_headers,
            raw=self.raw,
            terminal=terminal,
            column=self.size == "column",
        )


class Findings(Output):
    """As everywhere, but -e is about any row being there."""

    rows_are_status_1: ClassVar[bool] = True

    exit_code: bool = switch("Exit 1 when anything is listed.", "-e", "--exit-code")
