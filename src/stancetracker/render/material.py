"""The material of an export: the standings asked for, their records, and words about both."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from stancetracker.base import __version__, dates
from stancetracker.base.text import in_json
from stancetracker.index import lookup, queries, record_queries, schema
from stancetracker.index.extract import Extract, Pair, extract, pairs_on
from stancetracker.index.queries import Cell, Question, Standing, drop_zero_fraction
from stancetracker.index.record_queries import Statement, Tie
from stancetracker.index.schema import Sheet, Value
from stancetracker.reports import filters

_SUBJECT: Final = (
    "Who spoke on public issues, what they said, and for whom no public statement was found."
    " Silence is a finding here: `silent` means that somebody checked up to a day and found none,"
    " `searched` that somebody looked in some places and found none, `unchecked` that nobody did. A"
    " check vouches for no day after its own, and says nothing about why."
)
_WORDS: Final[Mapping[Value, Cell]] = {0: "false", 1: "true"}


@dataclass(frozen=True)
class Material:
    """The rows to export, with the question they answer."""

    extract: Extract
    question: Question
    standings: Callable[[], Iterator[Standing]]
    """Reads the standings anew, an issue at a time: there may be more than fit in memory."""
    pairs: Collection[Pair] | None
    """The issue and actor of each, where not everything is asked for."""
    facts: Mapping[str, str | None]
    """The dataset, the question and the version of the data, each by its name."""
    issues: tuple[str, ...]
    """The issues that it is limited to, where it is limited to whole issues."""

    def records(self, *kinds: str) -> Iterator[dict[str, Any]]:
        """Yield the records of these kinds, as their lines have them."""
        for kind in kinds:
            condition = f"kind = '{kind}' AND {self.extract.condition('id')}"
            text = f"SELECT json FROM main.record WHERE {condition} ORDER BY id"
            yield from (json.loads(str(line)) for (line,) in self.extract.select(text))

    def statements(self) -> Iterator[tuple[Statement, dict[str, Any]]]:
        """Yield the chosen actors' statements that count or were made known, each with its line."""
        for statement in record_queries.statements.rows(
            self.extract.connection, self.question.parameters
        ):
            is_chosen = self.pairs is None or (statement.issue, statement.speaker) in self.pairs
            if is_chosen and (statement.counts or statement.private):
                yield statement, lookup.values(self.extract.connection, statement.id)

    def ties(self) -> Iterator[tuple[Tie, dict[str, Any]]]:
        """Yield the ties of the actors chosen, each with its line; no search that found none."""
        actors = {actor for _, actor in self.pairs or ()}
        for tie in record_queries.ties.rows(self.extract.connection, self.question.parameters):
            is_chosen = self.pairs is None or tie.actor in actors
            if is_chosen and not tie.is_none_found:
                yield tie, lookup.values(self.extract.connection, tie.id)


def gather(connection: sqlite3.Connection, question: Question, revision: str | None) -> Material:
    """Gather what a question is about: everything, or what the filters leave.

    `revision` is the git revision of the connection's data, if they are of one.
    """
    question = question._replace(everyone=True)
    standings = partial(_standings, connection, question)
    narrowing = _narrowing(question)
    issues_alone = Question("", issues=question.issues)
    issues = question.issues if narrowing == _narrowing(issues_alone) else ()
    pairs = None
    words_before = set[str]()
    if narrowing:
        rows = [*standings()]
        pairs = {(standing.issue, standing.actor) for standing in rows}
        words_before = {standing.before for standing in rows if standing.before}
    # Whole issues answer for any day, so whoever has a record later belongs to them.
    extracted_pairs = pairs_on(connection, issues) if issues else pairs
    extracted = extract(connection, extracted_pairs, words_before)
    facts = {
        **queries.dataset_facts(connection),
        "as_of": question.as_of,
        "known_by": revision or question.known_by,
        "audience": question.audience,
        "narrowed_to": narrowing,
        "data_version": queries.data_version(connection),
        "program": f"stancetracker {__version__}",
    }
    return Material(extracted, question, standings, pairs, facts, issues)


def _standings(connection: sqlite3.Connection, question: Question) -> Iterator[Standing]:
    for issue in sorted({*(question.issues or queries.titles(connection))}):
        of_issue = question._replace(issues=(issue,))
        yield from filters.choose(connection, filters.standings(connection, of_issue), of_issue)


def description(facts: Mapping[str, str | None]) -> str:
    """Return what an export is, as of when, and how it may be used."""
    knowledge = f", as known by {facts['known_by']}" if facts["known_by"] else ""
    audience = "public statements" if facts["audience"] == "public" else "any statements made known"
    limited = f" Limited to: {facts['narrowed_to']}." if facts["narrowed_to"] else ""
    day = dates.words(str(facts["as_of"]))
    question = f"As of {day}{knowledge}, counting {audience}."
    return f"{_SUBJECT} {question} Data {facts['data_version']}.{limited}"


def tables(material: Material) -> Iterator[tuple[Sheet, Iterable[list[Cell]]]]:
    """Yield every table with its rows, yes and no in words.

    The standings are first, then the actors, then the records.
    """
    standing = schema.standing()
    yield standing, map(partial(_plain, standing), material.standings())
    for sheet in (schema.ACTORS, *(sheet.without_place() for sheet in schema.sheets())):
        yield sheet, map(partial(_plain, sheet), material.extract.rows(sheet))


def _plain(sheet: Sheet, row: Sequence[Value]) -> list[Cell]:
    cells = zip(sheet.columns, row, strict=True)
    return [
        _WORDS.get(cell, cell) if column.type == "boolean" else drop_zero_fraction(cell)
        for column, cell in cells
    ]


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of JSON without what is empty in it."""
    return {name: value for name, value in values.items() if value}


def as_json(value: Any, indent: int = 2) -> str:
    """Return JSON as people read it."""
    return in_json(f"{json.dumps(value, indent=indent, ensure_ascii=False)}\n")


def _narrowing(question: Question) -> str | None:
    """Return the filters in words; None where there is none."""
    parts = [filter.words_of(question) for filter in filters.of_question(question)]
    return "; ".join(parts) or None
