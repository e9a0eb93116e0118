"""Checks of the fields of every kind: days that are yet to come, and words that judge."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from stancetracker.base import wording
from stancetracker.index.checks.findings import Column, Finding, Findings, columns
from stancetracker.ledger.kinds import Field, Pattern

# Dates that may lie ahead: a term of office, a contract's period, an issue's last day.
_MAY_LIE_AHEAD: Final = ("start_date", "end_date", "period")
_DAYS: Final = (
    ("recorded",),
    ("asked_on",),
    ("sources", "*", "retrieved"),
    ("panel", "*", "recorded"),
    ("searched", "*", "to"),
)
_OURS: Final = ("summary", "reason", "note")
_QUOTED: Final = re.compile(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_JUDGING: Final = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)


def future_date(connection: sqlite3.Connection, today: str) -> Findings:
    """A day that is yet to come

    Records say what happened, so `recorded`, the date of a record and those of its sources are not after
    today (in UTC). Terms of office, periods of contracts and the days of an issue may lie ahead.
    """
    for column, first in _past():
        for record, part, position, day in connection.execute(column.query(f"{first} > ?"), (today,)):
            yield Finding(record, column.path(part, position), f"{day} is in the future; today is {today}")


@cache
def _past() -> tuple[tuple[Column, str], ...]:
    """Return the columns of days that must not lie ahead, each with SQL for its first possible day."""

    def chosen(known: Mapping[Pattern, Field]) -> Iterator[Field]:
        dated = (field for field in known.values() if field.is_date)
        yield from (field for field in dated if field.pattern[-1] not in _MAY_LIE_AHEAD)
        yield from (known[pattern] for pattern in _DAYS if pattern in known)

    # A start that is open says nothing of days to come.
    spans = "iif([{0}] LIKE '..%', [{0}_latest], [{0}_earliest])"
    return tuple(
        (column, spans.format(column.name) if field.is_date else f"[{column.name}]")
        for column, field in columns(chosen).items()
    )


def judging_words(connection: sqlite3.Connection, today: str) -> Findings:
    """A word that judges in our own words

    Summaries, reasons and notes are ours, and say what was said or done without judging it: nobody `refused`,
    `failed`, `ignored`, spoke `finally`, is `still` silent or `broke their silence`. Between quotation marks
    the words are somebody's, and may stand.

    wrong: "summary":"Finally spoke against it."
    right: "summary":"Spoke against it."
    """
    for field in _OURS:
        query = f"SELECT id, json ->> '$.{field}' AS ours FROM record WHERE ours IS NOT NULL"
        for record, text in connection.execute(query):
            if word := _judging_word(text):
                yield Finding(record, (field,), f"“{word}” judges", "say what was said or done")


def _judging_word(text: str) -> str | None:
    """Return the first word of ours that judges, outside quotation marks."""
    if not _JUDGING.search(text):
        return None
    word = _JUDGING.search(_QUOTED.sub("", text))
    return word and word[0]
