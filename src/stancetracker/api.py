"""The Python interface: the answers of the command line as typed rows, and as dicts for `pandas.DataFrame`.

    import stancetracker

    ledger = stancetracker.load("data")
    ledger.standings(as_of="2026-01-26", issue="The bridge", status="silent")
    pandas.DataFrame(ledger.rows(ledger.report("speech")))

Whatever can't be answered is an error of `stancetracker.base.errors`.
"""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, Final, Protocol, TypedDict, TypeVar, Unpack, get_args, get_type_hints

from stancetracker.base import dates, plugins
from stancetracker.base.vocabulary import ACTORS, ASKED_AUDIENCES, STATUSES
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Said, Silence, Tied
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder, here
from stancetracker.reports import catalogue, filters
from stancetracker.reports.run import Maker, resolve, selection
from stancetracker.reports.table import Cell, Report, known

Answer = TypeVar("Answer")
Method = TypeVar("Method", bound=Callable[..., Any])
Words = str | Iterable[str]
Day = str | date


class TypedRow(Protocol):
    """A typed row: a named tuple."""

    def _asdict(self) -> dict[str, Any]: ...


class When(TypedDict, total=False):
    """The as-of day, the day of knowledge and the audience."""

    as_of: Day
    known_by: Day
    audience: str


class OfTies(When, total=False):
    """Filters of ties."""

    person: Words
    org: Words


class OfSilences(OfTies, total=False):
    """Filters of silences."""

    issue: Words
    source: Words
    since: Day
    until: Day


class OfStatements(OfSilences, total=False):
    """Filters of statements."""

    stance: Words
    channel: Words


class OfStandings(OfStatements, total=False):
    """Filters of standings and of rows of reports."""

    status: Words
    silent: bool
    spoke: bool
    unchecked: bool
    actors: str
    stale: bool
    reported: bool
    everyone: bool


_DAYS: Final = ("as_of", "known_by", "since", "until")
_PLAIN: Final = ("audience", "actors", "stale", "reported", "everyone")
_CLOSED: Final = {"audience": ASKED_AUDIENCES, "actors": ACTORS, "status": STATUSES}


def load(path: str | os.PathLike[str] | None = None, cache: str | os.PathLike[str] | None = None) -> Ledger:
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


def _spelled_out(method: Method) -> Method:
    """Show the names of the filters in the signature of a method, for help and completion."""
    found = signature(method, eval_str=True)
    known, asked = [], []
    for each in found.parameters.values():
        if each.kind is each.VAR_KEYWORD:
            filters = get_args(each.annotation)[0]
            asked = [
                Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=of)
                for name, of in get_type_hints(filters).items()
            ]
        else:
            known.append(each)
    method.__signature__ = found.replace(parameters=[*known, *asked])  # type: ignore[attr-defined]
    return method


@dataclass(frozen=True)
class Ledger:
    """A dataset to ask; each answer is from the dataset as it is then.

    The methods take the filters of the command line by name: `issue`, `person`, `org`, `stance`, `channel`, `source`
    and `status` as a text or several; `since`, `until`, `as_of` and `known_by` as ISO texts or dates; `audience`
    ("public" or "any") and `actors` ("person", "organization" or "any"); `silent`, `spoke`, `unchecked`, `stale`,
    `reported` and `everyone` as bools.
    A filter that a method can't apply is an UnknownNameError.
    """

    folder: Folder
    cache: Path | None = None

    @property
    def data_version(self) -> str:
        """Return the content hash of the dataset."""
        return self._ask(_question({}, When), lambda connection, _: queries.data_version(connection))

    @_spelled_out
    def standings(self, **asked: Unpack[OfStandings]) -> list[Standing]:
        """Return the rows of `list`: one for each actor and issue."""
        return self._ask(_question(asked, OfStandings), _standings)

    @_spelled_out
    def statements(self, counting: bool = True, **asked: Unpack[OfStatements]) -> list[Said]:
        """Return statements, oldest first: those that count, or with `counting=False` all that are known.

        Then `counts`, `withdrawn`, `verification` and `audience` say why one does not count.
        """
        return self._ask(
            _question(asked, OfStatements), lambda connection, each: _said(connection, each, counting)
        )

    @_spelled_out
    def silences(self, counting: bool = True, **asked: Unpack[OfSilences]) -> list[Silence]:
        """Return the checks that found no public statement, a row for each actor, oldest first.

        `counting` is as for statements.
        """
        return self._ask(
            _question(asked, OfSilences), lambda connection, each: _looked(connection, each, counting)
        )

    @_spelled_out
    def ties(self, **asked: Unpack[OfTies]) -> list[Tied]:
        """Contracts, donations and attendance that are not withdrawn; `org` also finds those of its people."""
        return self._ask(_question(asked, OfTies), _tied)

    @_spelled_out
    def report(self, name: str, **asked: Unpack[OfStandings]) -> Report:
        """Return a report by its name, as `stancetracker report` makes it."""
        make: Maker = plugins.load(catalogue, name, "report").report
        return self._ask(_question(asked, OfStandings), make)

    @_spelled_out
    def query(self, sql: str, **asked: Unpack[When]) -> list[dict[str, Cell]]:
        """Return the rows that one SELECT gives, read-only, as dicts; only the command limits its time and memory.

        Raises QueryError.
        """
        return self.rows(
            self._ask(_question(asked, When), lambda connection, each: selection(connection, sql, each))
        )

    @staticmethod
    def rows(found: Report | Iterable[TypedRow], section: str | None = None) -> list[dict[str, Cell]]:
        """Flat dicts with the same keys always: of a report's main section or the one named, or of typed rows."""
        if not isinstance(found, Report):
            return [row._asdict() for row in found]
        asked = found.section(section)
        return [{column: row[column] for column in asked.columns} for row in asked.rows]

    def _ask(self, question: Question, answer: Callable[[sqlite3.Connection, Question], Answer]) -> Answer:
        return ask(
            self.folder,
            question,
            lambda index: answer(index.connection, resolve(index.connection, question)),
            self.cache,
        )


def _standings(connection: sqlite3.Connection, question: Question) -> list[Standing]:
    return filters.choose(filters.standings(connection, question), question)


def _said(connection: sqlite3.Connection, question: Question, counting: bool) -> list[Said]:
    found = recorded.statements(connection, question)
    chosen = filters.choose_said((one for one in found if one.counts or not counting), question)
    return [one for one in chosen if filters.is_about(one.issue, one.speaker, question)]


def _looked(connection: sqlite3.Connection, question: Question, counting: bool) -> list[Silence]:
    found = recorded.silences(connection, question)
    chosen = filters.choose_silences((one for one in found if one.counts or not counting), question)
    return [one for one in chosen if filters.is_about(one.issue, one.actor, question)]


def _tied(connection: sqlite3.Connection, question: Question) -> list[Tied]:
    ties = recorded.ties(connection, question)
    return [tie for tie in ties if filters.is_about(None, tie.actor, question)]


def _question(given: Mapping[str, Any], allowed: type[Any]) -> Question:
    """Build a question from filters; those that are None are left out.

    Raises UnknownNameError for another filter or word, DateError for something that is not a day.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    for name in given:
        known("filter", name, tuple(allowed.__annotations__))
    for name, words in _CLOSED.items():
        for word in _texts(asked.get(name, ())):
            known(name, word, words)
    today = dates.utc_today()
    fields: dict[str, Any] = {name: _day(asked[name], today) for name in _DAYS if name in asked}
    fields.setdefault("as_of", fields.get("known_by", today))
    fields |= {field: _texts(asked[name]) for name, field in filters.FIELDS.items() if name in asked}
    fields |= {name: asked[name] for name in _PLAIN if name in asked}
    fields["statuses"] = (*fields.get("statuses", ()), *(name for name in STATUSES if asked.get(name)))
    return Question(**fields, actors_asked="actors" in asked)


def _day(given: Day, today: str) -> str:
    return dates.parse_day(
        given if isinstance(given, str) else given.isoformat()[:10], today
    )  # of a time, its day


def _texts(given: Words) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
