"""Records as parts of sentences about other records: `the statement of Ada, 24 Jan 2026`."""

from __future__ import annotations

import sqlite3

from stancetracker.base import dates, record_words
from stancetracker.index import lookup
from stancetracker.reports.cited_records import Fields


def about(connection: sqlite3.Connection, record: str) -> str:
    """A record by who, what and when; one that is not there is just a record."""
    kind = lookup.kind_of(connection, record)
    if kind is None:
        return record_words.A_RECORD
    fields = Fields(connection, record)
    if kind in ("person", "organization"):
        return fields["name"]
    if kind in ("issue", "event", "petition"):
        return f"“{fields['title']}”"
    return _record(connection, kind, fields)


def _record(connection: sqlite3.Connection, kind: str, fields: Fields) -> str:
    if kind == "statement":
        return record_words.the_statement(_name(connection, fields["speaker"]), fields["date"])
    if kind == "silence":
        names = ", ".join(_name(connection, actor) for actor in fields.many("actors"))
        return record_words.the_look(names, dates.parse(fields["date"]).earliest or "")
    if kind == "tie":
        return record_words.the_tie(fields["type"], _name(connection, fields["actor"]))
    if kind == "reply":
        return record_words.the_reply(_name(connection, fields["by"]), fields["date"])
    return record_words.the_correction(fields["recorded"])


def _name(connection: sqlite3.Connection, actor: str) -> str:
    found = lookup.who(connection, actor)
    return found.name if found else actor
