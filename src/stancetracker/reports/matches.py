"""Full-text matches in a dataset: the answer of `search`."""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from stancetracker.base import versions, wording
from stancetracker.base.text import CLOSING, OPENING
from stancetracker.index import lookup, queries
from stancetracker.index.lookup import Passage
from stancetracker.index.queries import Question
from stancetracker.reports import cells, filters
from stancetracker.reports.run import stamped
from stancetracker.reports.table import (
    PeopleOnly,
    Report,
    Section,
    Shown,
    joined,
    plain,
    public_columns,
    text,
)

MOST: Final = 1_000
"""The number of rows that are listed where nobody says how many."""
ORDER: Final = (
    "The best match first (bm25), of equal ones the newest; a word in more than half of the texts"
    f" weighs nothing. Where more than {lookup.EVERYWHERE:,} texts match, the newest first, without"
    " a score."
)
_NAMES_SHOWN: Final = 3
_WITHOUT_MARKS: Final = {ord(OPENING): None, ord(CLOSING): None}
_MARKS_IN_PRINT: Final = {ord(OPENING): "«", ord(CLOSING): "»"}


class PassageRow(NamedTuple):
    """A text of a record that matches; several issues or actors are joined by spaces."""

    record: str
    kind: str
    field: str
    issue: str | None
    actor: str | None
    name: str | None
    date: str | None
    statement_audience: str | None
    verification: str | None
    withdrawn: str | None
    snippet: str
    file: str
    line: int
    score: float | None
    marked: PeopleOnly[str]
    """The snippet with the words searched for between `text.OPENING` and `text.CLOSING`."""


def _field(row: PassageRow) -> str:
    """Return the kind of a record and the field of the text, without positions in lists."""
    parts = (part for part in row.field.split(".") if not part.isdigit())
    return f"{row.kind}, {' '.join(part.replace('_', ' ') for part in parts)}"


def _names(row: PassageRow) -> str:
    names = text(row.name).split("; ")
    others = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {others} more" if others > 0 else "")


def _note(row: PassageRow) -> str:
    is_public = row.statement_audience in (None, "public")
    state = wording.state(row.verification or "", row.withdrawn, counts=True)
    return joined(", ", state, not is_public and wording.PRIVATE)


WORDS: Final[Shown[PassageRow]] = Shown(
    "Words", lambda row: row.marked.translate(_MARKS_IN_PRINT), marked=lambda row: row.marked
)
"""The snippet with the words searched for between «»."""
SHOWN: Final[tuple[Shown[PassageRow], ...]] = (
    Shown("Found in", _field),
    Shown("Who", _names, keep=1),
    Shown("When", lambda row: cells.day(row.date), keep=2),
    Shown("Note", _note, keep=3),
    Shown("Issue", lambda row: text(row.issue).replace(" ", ", "), keep=5),
    plain("Record", lambda row: row.record, 4),
    Shown("Line", lambda row: f"{row.file}:{row.line}", keep=6),
    WORDS,
)


def matching(
    connection: sqlite3.Connection, question: Question, words: str, most: int = MOST
) -> Report:
    """Return the passages that match these words and pass the filters, the best ones first.

    At most `most` of them. A record dated after the day or recorded after `known_by` is not found;
    a withdrawn one says that it is.

    Raises UsageError for words that hold nothing to search for.
    """
    terms = lookup.within_words(connection, lookup.terms(words))
    most = min(most, sys.maxsize - 1)  # whatever was typed
    passages = list(islice(_chosen(connection, question, terms), most + 1))
    section = Section(
        "passage",
        public_columns(PassageRow),
        _rows(connection, terms, passages[:most]),
        SHOWN,
        key="record",
    )
    if len(passages) > most:
        limit = f"The first {most:,}; more match. Add a filter, or raise --limit."
        section = section._replace(caption=limit)
    day = cells.scope(question)
    caveats = () if passages else tuple(_reasons(connection, question, words))
    return Report(
        title="Search",
        question=f"Where is “{words}” on record, {day}?",
        sections=stamped(connection, question, section),
        notes=(ORDER, f"Data {versions.short(queries.data_version(connection))}."),
        caveats=caveats,
    )


def _reasons(connection: sqlite3.Connection, question: Question, words: str) -> Iterator[str]:
    """Yield why nothing is found: filters, or no text with these words, but with some like them."""
    terms = lookup.within_words(connection, lookup.terms(words))
    chosen = filters.of_question(question)
    without_filters = filters.without(question, chosen)
    if next(_chosen(connection, without_filters, terms), None) is not None:
        flags = [filter.flag(question) for filter in chosen]
        yield wording.FOUND_WITHOUT.format(wording.named(flags))
        return
    yield wording.no_such_text(words, question.as_of, lookup.near_words(connection, words))


def _chosen(connection: sqlite3.Connection, question: Question, terms: str) -> Iterator[Passage]:
    """Yield the matches that pass every filter, also those of actors and of their standings."""
    is_of_actors = _actor_filter(connection, question)
    is_of_standings = _standing_filter(connection, question)
    of_records = [filter for filter in filters.of_question(question) if filter.condition]
    condition = filters.condition(of_records) or "TRUE"
    values = filters.values(question)
    for passage in lookup.matches(connection, question, terms, condition, values):
        issues = (passage.issue or "").split()
        actors = (passage.actor or "").split()
        if (
            passage.withdrawn != "redaction"  # its words are shown nowhere
            and (not question.issues or not {*issues}.isdisjoint(question.issues))
            and is_of_actors(actors)
            and is_of_standings(issues, actors)
        ):
            yield passage


def _actor_filter(
    connection: sqlite3.Connection, question: Question
) -> Callable[[Sequence[str]], bool]:
    """Return a function that tells whether one of some actors passes the filters for actors."""
    if not (question.kinds or filters.names_actors(question)):
        return lambda actors: True
    actors_by_id = lookup.actors(connection)

    def passes(actor: str) -> bool:
        is_of_kind = filters.is_of_kind(actors_by_id[actor].kind, question)
        return is_of_kind and filters.is_about(None, actor, question)

    return lambda actors: any(map(passes, actors))


def _standing_filter(
    connection: sqlite3.Connection, question: Question
) -> Callable[[Sequence[str], Sequence[str]], bool]:
    """Return a function that tells whether a standing on these issues passes the filters."""
    of_pairs = [filter for filter in filters.of_question(question) if filter.of_standing]
    if all(filter.condition for filter in of_pairs):
        return lambda issues, actors: True
    actors = filters.named_actors(question)
    standings = queries.standings(connection, question.issues, actors=actors)
    selection = {
        (standing.issue, standing.actor) for standing in filters.choose_actors(standings, question)
    }
    return lambda issues, actors: any(
        (issue, actor) in selection for issue in issues for actor in actors
    )


def _rows(
    connection: sqlite3.Connection, terms: str, passages: Sequence[Passage]
) -> list[PassageRow]:
    """Return the rows of passages, with their actors' names, snippets and lines."""
    if not passages:
        return []
    actors = lookup.actors(connection)
    snippets = lookup.snippets(connection, terms, passages)
    rows = []
    for passage in passages:
        file, line = lookup.place(connection, passage.record)
        names = [actors[actor].name for actor in (passage.actor or "").split()]
        snippet = snippets[passage.id]
        rows.append(
            PassageRow(
                record=passage.record,
                kind=passage.kind,
                field=passage.field,
                issue=passage.issue,
                actor=passage.actor,
                name="; ".join(names) or None,
                date=passage.date,
                statement_audience=passage.audience,
                verification=passage.verification,
                withdrawn=passage.withdrawn,
                snippet=snippet.translate(_WITHOUT_MARKS),
                file=file,
                line=line,
                score=passage.score,
                marked=snippet,
            )
        )
    return rows
