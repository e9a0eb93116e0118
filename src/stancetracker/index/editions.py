"""What every page of an edition says of the dataset, and the days that have an edition."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from stancetracker.index.question import Question, sql

_RECORDED: Final = ("statement", "silence", "tie", "correction", "reply")
_OTHERS: Final = ("person", "organization", "issue", "event", "petition")


class About(NamedTuple):
    """What a dataset says of itself."""

    title: str
    publisher: str
    licence: str
    contact: str
    url: str | None
    language: str


def days(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Every day on which a statement, a look, a reply or a correction was recorded, oldest first."""
    return tuple(str(row[0]) for row in connection.execute(sql("days")))


def about(connection: sqlite3.Connection) -> About | None:
    """What the dataset says of itself, if it says anything."""
    row = connection.execute(f"SELECT {', '.join(About._fields)} FROM main.dataset").fetchone()
    return None if row is None else About(*row)


def counts(connection: sqlite3.Connection, known_by: str | None) -> dict[str, int]:
    """How many records of each kind there are; of those that say when they were recorded, how many by then."""
    until = "WHERE ?1 IS NULL OR recorded <= ?1"
    wheres = {**dict.fromkeys(_OTHERS, ""), **dict.fromkeys(_RECORDED, until)}
    return {
        kind: int(
            connection.execute(
                f"SELECT count(*) FROM main.{kind} {where}", (known_by,) if where else ()
            ).fetchone()[0]
        )
        for kind, where in wheres.items()
    }


def titles(connection: sqlite3.Connection) -> dict[str, str]:
    """The title of each issue, the latest to begin first."""
    rows = connection.execute("SELECT id, title FROM main.issue ORDER BY since DESC, id")
    return {str(issue): str(title) for issue, title in rows}


def records_of(connection: sqlite3.Connection, issue: str, as_of: str) -> set[str]:
    """The events and petitions of an issue that had begun by a day, withdrawn or not."""
    rows = connection.execute(
        "SELECT id FROM main.event WHERE date_earliest <= ?2"
        " AND id IN (SELECT record FROM main.event_issues WHERE value = ?1)"
        " UNION SELECT id FROM main.petition WHERE issue = ?1 AND published_earliest <= ?2",
        (issue, as_of),
    )
    return {str(row[0]) for row in rows}


def petitions_of(connection: sqlite3.Connection, issue: str, as_of: str) -> list[str]:
    """The petitions of an issue that were published by a day, oldest first."""
    rows = connection.execute(
        "SELECT id FROM main.petition WHERE issue = ? AND published_earliest <= ? ORDER BY published_earliest, id",
        (issue, as_of),
    )
    return [str(row[0]) for row in rows]


def withdrawn_replies(connection: sqlite3.Connection, known_by: str | None) -> list[tuple[str, str]]:
    """The replies that were withdrawn, each with the record it was to."""
    rows = connection.execute(
        'SELECT DISTINCT reply.id, reply."to" FROM main.correction AS correction'
        " JOIN main.reply AS reply ON reply.id = correction.corrects"
        " WHERE ?1 IS NULL OR (correction.recorded <= ?1 AND reply.recorded <= ?1)",
        (known_by,),
    )
    return [(str(reply), str(to)) for reply, to in rows]


def held(connection: sqlite3.Connection, asked: Question, issue: str) -> tuple[int, int]:
    """How many statements and looks on an issue were known and had begun, withdrawn or not."""
    known = "issue = ?1 AND (?2 IS NULL OR recorded <= ?2) AND date_earliest <= ?3"
    return tuple(  # type: ignore[return-value]
        int(
            connection.execute(
                f"SELECT count(*) FROM main.{kind} WHERE {where}", (issue, asked.known_by, asked.as_of)
            ).fetchone()[0]
        )
        for kind, where in (
            ("statement", f"{known} AND coalesce(made_public_earliest, '') <= ?3"),
            ("silence", known),
        )
    )


def redacted_lines(connection: sqlite3.Connection, known_by: str | None) -> list[str]:
    """The reasons of the redactions whose line is gone, so that no page of a record can tell of them."""
    rows = connection.execute(
        "SELECT reason FROM main.correction AS correction WHERE type = 'redaction'"
        " AND (?1 IS NULL OR recorded <= ?1)"
        f" AND NOT EXISTS (SELECT 1 FROM ({_EVERY_ID}) AS known WHERE known.id = correction.corrects)"
        " ORDER BY recorded, id",
        (known_by,),
    )
    return [str(row[0]) for row in rows]


_EVERY_ID: Final = " UNION ALL ".join(f"SELECT id FROM main.{kind}" for kind in (*_OTHERS, *_RECORDED))
