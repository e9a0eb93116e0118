"""The Python interface: the answers of the command line as typed rows, reports and tables.

    import stancetracker

    ledger = stancetracker.load("data")
    ledger.standings(as_of="2026-01-26", issue="The bridge", status="silent")
    ledger.report("speech").to_pandas()

Whatever can't be answered is an error of `stancetracker.base.errors`.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final, TypedDict, TypeVar, Unpack

from stancetracker.base import dates, plugins
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import ASKED_AUDIENCES, STATUSES
from stancetracker.index import queries, record_queries
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Silence, Statement, Tie
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder, here
from stancetracker.reports import citation, due, filters, listing, makers, matches, show
from stancetracker.reports.run import not_yet_known, resolve, selection
from stancetracker.reports.table import Cell, Report, Section, known_word

Result = TypeVar("Result")
Row = TypeVar("Row")
Word = str | None
Words = str | Iterable[str] | None
Day = str | date | None
"""An ISO date, or anything whose `str()` starts with one, such as a time of pandas or NumPy."""
_DAYS: Final = ("as_of", "known_by")
_CLOSED: Final = {"audience": ASKED_AUDIENCES}
"""The words that these take."""
_FILTERS: Final = {filter.name: filter for filter in filters.FILTERS}
_SWITCHES: Final = frozenset(
    {
        "everyone",
        *STATUSES,
        *(name for name, filter in _FILTERS.items() if not (filter.metavar or filter.switches)),
    }
)
"""The filters that are on or off."""
_ISO_LENGTH: Final = len("2026-01-26")


class Filters(TypedDict, total=False):
    """The filters of every method."""

    as_of: Day
    known_by: Day
    audience: Word


class CitationFilters(Filters, total=False):
    """The filters of `cite`."""

    issue: Words


class QueryFilters(CitationFilters, total=False):
    """The filters of `query`; its issues and people are those of the view `standing`."""

    person: Words


class TieFilters(Filters, total=False):
    """The filters of `ties`; their issues are those that they bear on."""

    person: Words
    org: Words
    tag: Words
    issue: Words


class SilenceFilters(TieFilters, CitationFilters, total=False):
    """The filters of `silences`."""

    source: Words
    tier: Words
    since: Day
    until: Day


class StatementFilters(SilenceFilters, total=False):
    """The filters of `statements`."""

    stance: Words
    stance_basis: Words
    own_words: bool
    channel: Words


class StandingFilters(StatementFilters, total=False):
    """The filters of `standings`, `due` and `report`."""

    status: Words
    silent: bool
    spoke: bool
    searched: bool
    unchecked: bool
    stale: bool
    private: bool
    moved: bool
    kind: Words
    everyone: bool


def load(
    path: str | os.PathLike[str] | None = None, cache: str | os.PathLike[str] | None = None
) -> Ledger:
    """Open a dataset: the folder named, else the one the command line would read here.

    `cache` is the folder for its index; the user's cache folder if left out.
    Warns, as the command line does, where the dataset that came with the program is all there is.

    Raises NoDatasetError, and BrokenDatasetError when the dataset does not load.
    """
    folder = here(path)
    if folder.notice:
        warnings.warn(folder.notice, stacklevel=2)
    ledger = Ledger(folder, None if cache is None else Path(cache))
    assert ledger.data_version
    return ledger


class Tables:
    """Makes tables of other libraries, and of notebooks, from the rows of an answer."""

    @property
    def _report(self) -> Any:
        return self

    def to_pandas(self, section: str | None = None) -> Any:
        """Return a `pandas.DataFrame` of the rows, or of another section of a report."""
        return _library("pandas").DataFrame(self._cells(section))

    def to_polars(self, section: str | None = None) -> Any:
        """Return a `polars.DataFrame` of the rows, or of another section of a report."""
        return _library("polars").DataFrame(self._cells(section), strict=False)

    def to_arrow(self, section: str | None = None) -> Any:
        """Return a `pyarrow.Table` of the rows, or of another section of a report."""
        _library("pyarrow")
        # Polars gives a column of texts and numbers one type.
        return self.to_polars(section).to_arrow()

    def _cells(self, name: str | None) -> dict[str, list[Cell]]:
        section: Section[Any] = self._report.section(name)
        return {
            column: [section.cell(row, column) for row in section.rows]
            for column in section.columns
        }

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        from stancetracker.render.formats import html  # only a notebook needs it

        return html.fragment(self._report)


class Figure(str):
    """A figure as SVG, which a notebook draws."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


class Answer(Tables, Report):
    """A report, as `stancetracker report` makes it."""

    def __repr__(self) -> str:
        """Return what it asks and how many rows it has; `rows` gives them."""
        section = self.section(None)
        words = ": ".join(filter(None, [self.title, self.question])) or section.name
        return f"<{words}, {plural(len(section.rows), 'row')}>"

    def figure(self) -> Figure:
        """Return the first figure of the report.

        Raises UsageError where it has none.
        """
        from stancetracker.render import formats

        svg = plugins.load(formats, "svg", "format")
        return Figure(svg.figure(self))


class Rows(list[Row], Tables):
    """Typed rows, or the dicts of a query: a list that a notebook shows as a table."""

    def __init__(self, rows: Iterable[Row], report: Report) -> None:
        """Take the rows, and the report that they are the main section of."""
        super().__init__(rows)
        self._whole = report

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return the lines that say why there is no row, or that nothing was known yet."""
        return self._whole.caveats

    def with_caveats(self, caveats: tuple[str, ...]) -> Rows[Row]:
        """Return the same rows with more caveats."""
        return Rows(self, self._whole._replace(caveats=(*caveats, *self._whole.caveats)))

    @property
    def as_section(self) -> Section[Any]:
        """Return the rows as the section of a report, with its columns."""
        return self._whole.section(None)._replace(rows=self)

    @property
    def _report(self) -> Report:
        return self._whole._replace(sections=(self.as_section,))


@dataclass(frozen=True)
class Ledger:
    """A dataset to ask; each answer is from the dataset as it is then.

    The methods take filters of the command line by name, and refuse others with a TypeError:
    `issue`, `person`, `org`, `tag`, `kind`, `stance`, `stance_basis`, `channel`, `source`, `tier`
    and `status` as a text or several; `since`, `until`, `as_of` and `known_by` as ISO texts or
    dates; `audience` ("public" or "any"); `own_words`, `silent`, `spoke`, `searched`, `unchecked`,
    `stale`, `private`, `moved` and `everyone` as bools.
    """

    folder: Folder
    cache: Path | None = None

    @property
    def data_version(self) -> str:
        """Return the content hash of the dataset."""
        return self._ask({}, Filters, lambda connection, _: queries.data_version(connection))

    def standings(self, **filters: Unpack[StandingFilters]) -> Rows[Standing]:
        """Return who spoke, is silent, searched or unchecked, each with evidence and source: the rows of `list`."""
        report = self._ask(filters, StandingFilters, listing.listing)
        [section] = report.sections
        section = section._replace(columns=Standing._fields)
        return Rows(section.rows, report._replace(sections=(section,)))

    def statements(
        self, counting: bool = True, **filters: Unpack[StatementFilters]
    ) -> Rows[Statement]:
        """Return statements, oldest first: those that count, or with `counting=False` all that are known.

        Then `counts`, `withdrawn`, `verification` and `audience` say why one does not count.
        """
        return self._ask(filters, StatementFilters, partial(_statements, counting=counting))

    def silences(self, counting: bool = True, **filters: Unpack[SilenceFilters]) -> Rows[Silence]:
        """Return the checks that found no public statement, by whom and where, a row for each actor, oldest first.

        `counting` is as for statements.
        """
        return self._ask(filters, SilenceFilters, partial(_silences, counting=counting))

    def ties(self, **filters: Unpack[TieFilters]) -> Rows[Tie]:
        """Return contracts, donations and attendance that are not withdrawn, and searches that found none.

        A search is of the type that it was for; `is_none_found` tells them apart.
        `org` and `tag` also find those of the organizations' people, `issue` those that bear on it.
        """
        return self._ask(filters, TieFilters, _ties)

    def report(
        self, name: str, options: Iterable[str] = (), **filters: Unpack[StandingFilters]
    ) -> Answer:
        """Return a report by its name, as `stancetracker report` makes it.

        `options` are those that it alone takes: `beside` of `matrix`, `footnotes` of `speech`.
        """
        make = makers.maker(name, tuple(options))
        return Answer(*self._ask(filters, StandingFilters, make))

    def due(self, **filters: Unpack[StandingFilters]) -> Answer:
        """Return who needs checking next and why: first the unchecked, then those checked longest ago."""
        return Answer(*self._ask(filters, StandingFilters, due.due))

    def show(self, ref: str, *, history: bool = False, **filters: Unpack[Filters]) -> Answer:
        """Return everything on record about an actor, an issue or a record; `whole` has it as one object.

        With `history`, also the git commits that changed the record's line.
        """
        make = partial(show.profile, ref=ref, history=history)
        return Answer(*self._ask(filters, Filters, make))

    def search(self, text: str, **filters: Unpack[Filters]) -> Answer:
        """Return the records about anybody in which words are found."""

        def search(connection: Connection, question: Question) -> Report:
            question = question._replace(everyone=True)
            return matches.matching(connection, question, text, most=sys.maxsize)

        return Answer(*self._ask(filters, Filters, search))

    def cite(self, ref: str, **filters: Unpack[CitationFilters]) -> Answer:
        """Return a citation of a record, of an issue, of a source, or of an actor's standing on an issue."""
        return Answer(*self._ask(filters, CitationFilters, partial(citation.citation, ref=ref)))

    def query(self, sql: str, **filters: Unpack[QueryFilters]) -> Rows[dict[str, Cell]]:
        """Return the rows of a SELECT as dicts, read-only, with no limit of time or memory.

        `issue` and `person` limit the view `standing`, which then costs no more than these.

        Raises QueryError.
        """
        report = self._ask(
            filters, QueryFilters, lambda connection, question: selection(connection, sql, question)
        )
        return Rows(self.rows(report), report)

    @staticmethod
    def rows(answer: Report | Iterable[Any], section: str | None = None) -> list[dict[str, Cell]]:
        """Return typed rows, or a section of a report, as flat dicts with the same keys always.

        Of a report it is the main section, unless another is named.
        """
        if isinstance(answer, Report):
            named_section = answer.section(section)
            return [named_section.cells(row) for row in named_section.rows]
        rows: Iterable[Any] = answer
        return [row if isinstance(row, dict) else row._asdict() for row in rows]

    def _ask(
        self,
        filters: Mapping[str, Any],
        allowed: Any,
        answer: Callable[[Connection, Question], Result],
    ) -> Result:
        """Answer a question with these filters.

        Raises TypeError for a filter that is not allowed, and UsageError.
        """
        names = allowed.__annotations__
        unknown = filters.keys() - names
        if unknown:
            raise TypeError(f"no filter here: {min(unknown)}; use {', '.join(names)}")
        question = _question(filters)

        def answer_resolved(index: Index) -> Result:
            result = answer(index.connection, resolve(index.connection, question))
            caveats = not_yet_known(index.connection, question)
            with_caveats: Result = _with_caveats(result, caveats)
            return with_caveats

        return ask(self.folder, question, answer_resolved, self.cache)


def _with_caveats(result: Any, caveats: tuple[str, ...]) -> Any:
    """Return an answer with more caveats; whatever else is no answer stays as it is."""
    if isinstance(result, Rows):
        return result.with_caveats(caveats)
    if isinstance(result, Report):
        return result._replace(caveats=(*caveats, *result.caveats))
    return result


def _question(named_filters: Mapping[str, Any]) -> Question:
    """Return the question with these filters; one that is None is left out.

    Raises UsageError for a word or a day that can't be read, and for a list of no values, which
    would choose nothing or everything; TypeError for a switch that is neither on nor off.
    """
    today = dates.utc_today()
    fields: dict[str, Any] = {}
    for name, value in named_filters.items():
        if name in _SWITCHES and value not in (True, False, None):
            raise TypeError(f"{name} is True or False, not {value!r}")
        if value is not None and name not in STATUSES:
            filter = _FILTERS.get(name)
            field = filter.field if filter else name
            fields[field] = _filter_value(name, filter, value, today)
    fields.setdefault("as_of", fields.get("known_by", today))
    flags = tuple(name for name in STATUSES if named_filters.get(name))
    fields["statuses"] = (*fields.get("statuses", ()), *flags)
    return Question(**fields)


def _filter_value(name: str, filter: filters.Filter | None, value: Any, today: str) -> Any:
    """Return the value of a filter as a question has it, many as a tuple."""
    if filter is not None and filter.has_several_values:
        values = (value,) if isinstance(value, str) else tuple(value)
        if not values:
            raise UsageError(f"no value in {name}", "name at least one, or leave it out for all")
        return values
    if name in _DAYS or (filter is not None and filter.is_day):
        return _day(value, today)
    if name in _CLOSED:
        known_word(name, value, _CLOSED[name])
    return value


def _day(value: Any, today: str) -> str:
    """Return a day as an ISO date; of a time, its day."""
    text = value if isinstance(value, str) else str(value)[:_ISO_LENGTH]
    return dates.parse_day(text, today)


def _statements(connection: Connection, question: Question, *, counting: bool) -> Rows[Statement]:
    """Return the statements that pass the filters; with `counting`, those that count."""
    statements = record_queries.statements(connection, question)
    selection = [
        statement
        for statement in filters.choose_records(connection, statements, question)
        if (statement.counts or not counting)
        and filters.is_about(statement.issue, statement.speaker, question)
    ]
    return _rows(selection, record_queries.statements.row_class(connection))


def _silences(connection: Connection, question: Question, *, counting: bool) -> Rows[Silence]:
    """Return the silences that pass the filters; with `counting`, those that count."""
    silences = record_queries.silences(connection, question)
    selection = [
        silence
        for silence in filters.choose_records(connection, silences, question)
        if (silence.counts or not counting)
        and filters.is_about(silence.issue, silence.actor, question)
    ]
    return _rows(selection, record_queries.silences.row_class(connection))


def _ties(connection: Connection, question: Question) -> Rows[Tie]:
    """Return the ties of the actors asked about."""
    ties = record_queries.ties(connection, question)
    selection = [
        tie
        for tie in ties
        if filters.is_about(None, tie.actor, question)
        and (not question.issues or any(map(tie.bears_on, question.issues)))
    ]
    return _rows(selection, record_queries.ties.row_class(connection))


def _library(name: str) -> Any:
    """Import a library that makes tables; raise MissingLibraryError where it isn't installed."""
    plugins.require(f"a table of {name}", (name,), "frames")
    return import_module(name)


def _rows(rows: list[Row], row_class: Any) -> Rows[Row]:
    """Return typed rows; their class knows the columns where there are none."""
    return Rows(rows, Report("", "", (Section("record", row_class._fields, ()),)))
