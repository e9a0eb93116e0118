"""Full-text matches in a dataset: the answer of `search`."""

import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Final

from stancetracker.base import wording
from stancetracker.base.text import CLOSING, OPENING
from stancetracker.index import lookup, queries
from stancetracker.index.lookup import Passage
from stancetracker.index.queries import Question
from stancetracker.reports import filters, table
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, joined, plain

COLUMNS: Final = columns(
    "record kind field issue actor name date statement_audience verification withdrawn snippet file line score",
)
MOST: Final = 1_000
"""How many rows are given where nobody says how many."""
MARKED: Final = "marked"
"""The key of the snippet with the found words between `text.OPENING` and `text.CLOSING`; not a column."""
ORDER: Final = (
    "The best match first (bm25), of equal ones the newest; a word in more than half of the texts weighs nothing."
    f" Where more than {lookup.EVERYWHERE:,} texts match, the newest first, without a score."
)
_NAMES_SHOWN: Final = 3
_IN_TEXT: Final = {ord(OPENING): None, ord(CLOSING): None}
_IN_PRINT: Final = {ord(OPENING): "«", ord(CLOSING): "»"}


def matching(
    connection: sqlite3.Connection, question: Question, text: str, most: int = MOST
) -> Report:
    """Return the passages that match a text and pass the filters, at most so many, the best or else the newest first.

    A record dated after the day or recorded after `known_by` is not found; a withdrawn one says that it is.
    Raises UsageError for a text that holds nothing to search for.
    """
    terms = lookup.terms(text)
    most = min(most, sys.maxsize - 1)  # whatever was typed
    rows = list(islice(_chosen(connection, question, terms), most + 1))
    cut = f"The first {most:,}; more match. Add a filter, or raise --limit."
    found, about = list(_rows(connection, terms, rows[:most])), cut if len(rows) > most else None
    section = Section("passage", COLUMNS, found, SHOWN, "record", about)
    return Report(
        title="Search",
        question=f"Where is “{text}” on record, {wording.as_of_words(question.as_of, question.known_by)}?",
        sections=stamped(connection, question, section),
        notes=(ORDER, f"Data {queries.data_version(connection)}."),
    )


def _chosen(connection: sqlite3.Connection, question: Question, terms: str) -> Iterator[Passage]:
    """Yield the matches that pass every filter, also those of actors and of their standings on its issues."""
    of_actors = question.actors != "any" or question.people or question.organizations
    actors = lookup.actors(connection) if of_actors else {}
    of_standings = question.statuses or question.stale or question.reported
    standings = queries.standings(connection, question.issues) if of_standings else ()

    def asked(actor: str) -> bool:
        return question.actors in ("any", actors[actor].kind) and filters.is_about(
            None, actor, question
        )

    pairs = {(one.issue, one.actor) for one in filters.choose_actors(standings, question)}
    for one in lookup.matches(connection, question, terms):
        issues, about = ((ids or "").split() for ids in (one.issue, one.actor))
        if (
            filters.passes(
                one.record, one.stance, one.channel, (one.earliest, one.latest), question
            )
            and (not question.issues or not {*issues}.isdisjoint(question.issues))
            and (not of_actors or any(map(asked, about)))
            and (
                not of_standings
                or any((issue, actor) in pairs for issue in issues for actor in about)
            )
        ):
            yield one


def _rows(
    connection: sqlite3.Connection, terms: str, found: list[Passage]
) -> Iterator[dict[str, Cell]]:
    actors = lookup.actors(connection) if found else {}
    snippets = lookup.snippets(connection, terms, found)
    for passage in found:
        file, line = lookup.place(connection, passage.record)
        yield {
            **passage._asdict(),
            "name": "; ".join(actors[actor].name for actor in (passage.actor or "").split())
            or None,
            "statement_audience": passage.audience,
            "snippet": snippets[passage.id].translate(_IN_TEXT),
            MARKED: snippets[passage.id],
            "file": file,
            "line": line,
        }


def _where(row: Row) -> str:
    words = " ".join(
        part.replace("_", " ") for part in row["field"].split(".") if not part.isdigit()
    )
    return f"{row['kind']}, {words}"


def _who(row: Row) -> str:
    names = table.text(row, "name").split("; ")
    others = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {others} more" if others > 0 else "")


def _note(row: Row) -> str:
    public = "" if row["statement_audience"] in (None, "public") else "reported, not public"
    return joined(
        ", ", wording.state(row["verification"] or "", row["withdrawn"], counts=True), public
    )


WORDS: Final = Shown(
    "Words",
    lambda row: row[MARKED].translate(_IN_PRINT),
    marked=lambda row: table.text(row, MARKED),
)
"""The snippet with the found words between «»."""
SHOWN: Final = (
    Shown("Found in", _where),
    Shown("Who", _who, keep=1),
    Shown("When", table.day, keep=2),
    Shown("Note", _note, keep=3),
    Shown("Issue", lambda row: table.text(row, "issue").replace(" ", ", "), keep=5),
    plain("Record", "record", 4),
    Shown("Line", lambda row: f"{row['file']}:{row['line']}", keep=6),
    WORDS,
)
