"""The Python interface: the answers of the command line as typed rows, as reports and as tables of other libraries.

    import stancetracker

    ledger = stancetracker.load("data")
    ledger.standings(as_of="2026-01-26", issue="The bridge", status="silent")
    ledger.report("speech").to_pandas()

Whatever can't be answered is an error of `stancetracker.base.errors`.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final, Literal, TypedDict, TypeVar, Unpack

from stancetracker.base import dates, plugins
from stancetracker.base.vocabulary import ACTORS, ASKED_AUDIENCES, STATUSES
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Silence, Statement, Tie
from stancetracker.index.store import Index, ask
from stancetracker.ledger.folder import Folder, here
from stancetracker.reports import catalogue, citation, filters, listing, matches, show
from stancetracker.reports.run import Maker, resolve, selection
from stancetracker.reports.table import Cell, Report, Section, known

Found = TypeVar("Found")
Row = TypeVar("Row")
Word = str | None
Words = str | Iterable[str] | None
Day = str | date | None
"""A day as an ISO text, or as anything that is printed as one begins: a time of pandas or NumPy too."""
_DAYS: Final = ("as_of", "known_by", "since", "until")
_CLOSED: Final = {"audience": ASKED_AUDIENCES, "actors": ACTORS, "status": STATUSES}


class Asked(TypedDict, total=False):
    """The filters of every method."""

    as_of: Day
    known_by: Day
    audience: Word


class OfCitations(Asked, total=False):
    """The filters of `cite`."""

    issue: Words


class OfActors(Asked, total=False):
    """The filters of `ties`."""

    person: Words
    org: Words


class OfChecks(OfActors, OfCitations, total=False):
    """The filters of `silences`."""

    source: Words
    since: Day
    until: Day


class OfStatements(OfChecks, total=False):
    """The filters of `statements`."""

    stance: Words
    channel: Words


class OfStandings(OfStatements, total=False):
    """The filters of `standings` and `report`."""

    status: Words
    silent: bool
    spoke: bool
    unchecked: bool
    stale: bool
    reported: bool
    actors: Word
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
    """Makes tables of other libraries, and of notebooks, of the rows of an answer."""

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
        return self.to_polars(
            section
        ).to_arrow()  # which makes one type of a column of texts and numbers

    def _cells(self, section: str | None) -> dict[str, list[Cell]]:
        asked = self._report.section(section)
        return {column: [row[column] for row in asked.rows] for column in asked.columns}

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
        return f"<{self.title}: {self.question} {len(self.section(None).rows)} rows>"

    def figure(self, size: Literal["page", "column"] = "page") -> Figure:
        """Return the first figure of the report, 180 or 85 mm wide; raises UsageError where it has none."""
        from stancetracker.render import formats

        svg = plugins.load(formats, "svg", "format")
        return Figure(svg.figure(self, column=size == "column"))


class Rows(list[Row], Tables):
    """Typed rows, or the dicts of a query: a list that a notebook shows as a table."""

    def __init__(self, rows: Iterable[Row], report: Report) -> None:
        """Take the rows, and the report that they are the main section of."""
        super().__init__(rows)
        self._whole = report

    @property
    def left_out(self) -> tuple[str, ...]:
        """Return the lines that say who is on record and in no row."""
        return self._whole.left_out

    @property
    def _report(self) -> Report:
        section = self._whole.section(None)
        return self._whole._replace(sections=(section._replace(rows=Ledger.rows(self)),))


@dataclass(frozen=True)
class Ledger:
    """A dataset to ask; each answer is from the dataset as it is then.

    The methods take filters of the command line by name, and refuse others with a TypeError: `issue`, `person`, `org`,
    `stance`, `channel`, `source` and `status` as a text or several; `since`, `until`, `as_of` and `known_by` as ISO
    texts or dates; `audience` ("public" or "any") and `actors` ("person", "organization" or "any"); `silent`, `spoke`,
    `unchecked`, `stale`, `reported` and `everyone` as bools.
    """

    folder: Folder
    cache: Path | None = None

    @property
    def data_version(self) -> str:
        """Return the content hash of the dataset."""
        return self._ask({}, lambda connection, _: queries.data_version(connection))

    def standings(self, **asked: Unpack[OfStandings]) -> Rows[Standing]:
        """Return who spoke, is silent or unchecked, each with evidence and source: the rows of `list`."""
        made = self._ask(asked, listing.listing, OfStandings)
        [section] = made.sections
        section = section._replace(columns=Standing._fields)
        return Rows((Standing(**row) for row in section.rows), made._replace(sections=(section,)))

    def statements(self, counting: bool = True, **asked: Unpack[OfStatements]) -> Rows[Statement]:
        """Return statements, oldest first: those that count, or with `counting=False` all that are known.

        Then `counts`, `withdrawn`, `verification` and `audience` say why one does not count.
        """

        def said(connection: Connection, question: Question) -> Rows[Statement]:
            found = record_queries.statements(connection, question)
            chosen = filters.choose_records(
                (one for one in found if one.counts or not counting), question
            )
            about = [one for one in chosen if filters.is_about(one.issue, one.speaker, question)]
            return _rows(about, record_queries.statements.row_class(connection))

        return self._ask(asked, said, OfStatements)

    def silences(self, counting: bool = True, **asked: Unpack[OfChecks]) -> Rows[Silence]:
        """Return the checks that found no public statement, by whom and where, a row for each actor, oldest first.

        `counting` is as for statements.
        """

        def checked(connection: Connection, question: Question) -> Rows[Silence]:
            found = record_queries.silences(connection, question)
            chosen = filters.choose_records(
                (one for one in found if one.counts or not counting), question
            )
            about = [one for one in chosen if filters.is_about(one.issue, one.actor, question)]
            return _rows(about, record_queries.silences.row_class(connection))

        return self._ask(asked, checked, OfChecks)

    def ties(self, **asked: Unpack[OfActors]) -> Rows[Tie]:
        """Return contracts, donations and attendance that are not withdrawn; `org` also finds those of its people."""

        def tied(connection: Connection, question: Question) -> Rows[Tie]:
            ties = record_queries.ties(connection, question)
            about = [tie for tie in ties if filters.is_about(None, tie.actor, question)]
            return _rows(about, record_queries.ties.row_class(connection))

        return self._ask(asked, tied, OfActors)

    def report(self, name: str, **asked: Unpack[OfStandings]) -> Answer:
        """Return a report by its name, as `stancetracker report` makes it."""
        make: Maker = plugins.load(catalogue, name, "report").report
        return Answer(*self._ask(asked, make, OfStandings))

    def show(self, ref: str, **asked: Unpack[Asked]) -> Answer:
        """Return everything on record about an actor, an issue or a record; `whole` has it as one object."""
        return Answer(*self._ask(asked, partial(show.profile, ref=ref)))

    def search(self, text: str, **asked: Unpack[Asked]) -> Answer:
        """Return the records about anybody in which words are found."""

        def found(connection: Connection, question: Question) -> Report:
            question = question._replace(actors="any", actors_asked=True, everyone=True)
            return matches.matching(connection, question, text)

        return Answer(*self._ask(asked, found))

    def cite(self, ref: str, **asked: Unpack[OfCitations]) -> Answer:
        """Return a citation of a record, of an issue, of a source, or of an actor's standing on an issue."""
        return Answer(*self._ask(asked, partial(citation.citation, ref=ref), OfCitations))

    def query(self, sql: str, **asked: Unpack[Asked]) -> Rows[dict[str, Cell]]:
        """Return the rows of a SELECT as dicts, read-only, with no limit of time or memory; raises QueryError."""
        made = self._ask(asked, lambda connection, question: selection(connection, sql, question))
        return Rows(self.rows(made), made)

    @staticmethod
    def rows(found: Report | Iterable[Any], section: str | None = None) -> list[dict[str, Cell]]:
        """Return flat dicts with the same keys always: of a section of a report, its main one, or of typed rows."""
        if isinstance(found, Report):
            asked = found.section(section)
            return [{column: row[column] for column in asked.columns} for row in asked.rows]
        typed: Iterable[Any] = found
        return [row if isinstance(row, dict) else row._asdict() for row in typed]

    def _ask(
        self,
        given: Mapping[str, Any],
        answer: Callable[[Connection, Question], Found],
        taken: Any = Asked,
    ) -> Found:
        """Ask with the filters given but those of None; raises TypeError for one not `taken`, else UsageError."""
        if unknown := given.keys() - taken.__annotations__:
            raise TypeError(
                f"no filter here: {min(unknown)}; use {', '.join(taken.__annotations__)}"
            )
        today, fields = dates.utc_today(), dict[str, Any]()
        for name, value in given.items():
            if value is None or name in STATUSES:
                continue
            words = (value,) if isinstance(value, str) else value
            if name in filters.FIELDS:
                words = fields[filters.FIELDS[name]] = tuple(words)
            elif name in _DAYS:  # of a time, its day
                fields[name] = dates.parse_day(
                    value if isinstance(value, str) else str(value)[:10], today
                )
            else:
                fields[name] = value
            for word in words if name in _CLOSED else ():
                known(name, word, _CLOSED[name])
        fields.setdefault("as_of", fields.get("known_by", today))
        fields["statuses"] = (
            *fields.get("statuses", ()),
            *(name for name in STATUSES if given.get(name)),
        )
        question = Question(**fields, actors_asked="actors" in fields)

        def answered(index: Index) -> Found:
            return answer(index.connection, resolve(index.connection, question))

        return ask(self.folder, question, answered, self.cache)


def _library(name: str) -> Any:
    plugins.require(f"a table of {name}", (name,), "frames")
    return import_module(name)


def _rows(found: list[Row], of: Any) -> Rows[Row]:
    """Return typed rows; their class knows the columns where there are none."""
    return Rows(found, Report("", "", (Section("record", of._fields, ()),)))
