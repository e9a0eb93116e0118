"""What was said and checked on one issue, in order: statements, silences, events, replies and corrections."""

import sqlite3
from typing import Any

from stancetracker.base import dates, wording
from stancetracker.index import record_queries
from stancetracker.index.queries import Question
from stancetracker.index.record_queries import Event, Silence
from stancetracker.reports import filters, table
from stancetracker.reports.panel import ELAPSED, Material, Panel, elapsed, panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns

COLUMNS = columns(
    "issue entry actor name organization role date earliest latest",
    *ELAPSED,
    "stance response channel statement_audience text about verification withdrawn counts source",
    "publisher recorded evidence",
)
ORDER = ("trigger", "event", "statement", "look", "reply", "correction")
Entry = dict[str, Any]


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List all that had begun by the day asked about, withdrawn or not, by its first possible day.

    Filters choose statements, silences and events; filters about actors leave events out. A reply and a
    correction stand with the record that they are about, where days are asked for by their own.
    """
    asked = panel(connection, question)
    found = asked.material()
    entries = _entries(asked, question._replace(since=None, until=None), found)
    about = {asked.issue.id, *(one["evidence"] for one in entries)}
    entries += _asides(asked, question, about)
    triggers = found.triggers
    rows = [
        {
            **dict.fromkeys(COLUMNS),
            **one,
            **elapsed(asked.issue, triggers, one["earliest"], one["latest"], but=one["evidence"]),
            "issue": asked.issue.id,
        }
        for one in entries
        if filters.is_dated(one["earliest"], one["latest"], question)
    ]
    rows.sort(
        key=lambda row: (row["earliest"], row["latest"], ORDER.index(row["entry"]), row["evidence"])
    )
    return asked.report(
        Section("entry", COLUMNS, rows, SHOWN, "evidence", wording.DAYS_OF_ENTRIES),
        title="timeline",
        asks=f"What was said and checked about “{asked.issue.proposition}”",
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=[(name, (asked, found)) for name in ("when", "many")],
    )


def _entries(asked: Panel, question: Question, found: Material) -> list[Entry]:
    """Return the statements, silences and events that pass the filters."""

    def entry(kind: str, one: Silence | Event, text: str) -> Entry:
        days = {"date": one.date, "earliest": one.date_earliest, "latest": one.date_latest}
        return {"entry": kind, "evidence": one.id, "text": text, **days}

    chosen = {each.actor: each for each in filters.choose_actors(asked.standings, question)}
    entries = [
        one.cells() | {"entry": "statement", "text": one.quote or one.summary}
        for one in filters.choose_records(found.said, question)
        # The first day on which a statement may have been known to those asked about.
        if one.speaker in chosen
        and max(one.made_public_earliest or "", one.date_earliest) <= question.as_of
    ]
    for one in filters.choose_records(found.looks, question):
        if one.actor in chosen and one.date_earliest <= question.as_of:
            standing = chosen[one.actor]
            role = {
                name: getattr(standing, name)
                for name in ("organization", "organization_name", "role")
            }
            cells = one._asdict()
            text = wording.none_found(one.response, one.date_earliest, wording.checker(cells))
            text += f": “{one.label}”" if one.label else ""
            entries.append({**role, **cells, **entry("look", one, text)})
    named = question.people or question.organizations
    if not (named or question.statuses or question.stale or question.reported):
        entries += [
            entry("trigger" if one.trigger else "event", one, one.title)
            for one in filters.choose_records(found.events, question)
            if one.date_earliest <= question.as_of
        ]
    return entries


def _asides(asked: Panel, question: Question, about: set[str]) -> list[Entry]:
    """Return the replies to these records and the corrections of them, by the day asked about."""
    entries: list[Entry] = []
    for reply in record_queries.replies(asked.connection, question, to=about):
        first, last = dates.parse(reply.date)
        days = {"earliest": min(first or asked.issue.since, last), "latest": last}
        entries.append(
            {**reply._asdict(), "entry": "reply", "evidence": reply.id, "actor": reply.by, **days}
        )
    for one in record_queries.corrections(asked.connection, question, to=about):
        if one.recorded <= question.as_of:
            text = wording.withdrawal(one.type, one.corrects, one.reason, one.replacement)
            said = {"entry": "correction", "evidence": one.id, "about": one.corrects, "text": text}
            days = dict.fromkeys(("date", "earliest", "latest", "recorded"), one.recorded)
            entries.append({**said, **days})
    return entries


def _who(row: Row) -> str:
    if row["entry"] in ("statement", "look"):
        checked = "silent" if row["counts"] else "uncounted"
        mark = wording.mark_of(row) if row["entry"] == "statement" else checked
        return f"{wording.MARKS[mark]} {row['name']}"
    return row["name"] or ("▼ trigger" if row["entry"] == "trigger" else row["entry"])


def _what(row: Row) -> str:
    text = table.text(row, "text")
    if row["entry"] == "reply":
        return wording.ANSWERED.format(row["about"], text)
    if row["entry"] not in ("statement", "look"):
        return text
    if row["entry"] == "statement":
        text = f"{wording.side(row['stance'], row['stance_basis'])}, {table.where(row)}: {table.words(row)}"
    state = wording.state(
        row["verification"] or "", row["withdrawn"], counts=row["counts"], note=row["note"]
    )
    return f"{text} [{state}]" if state else text


def _span(row: Row, since: str) -> str:
    first, last = row[f"days_from_{since}_earliest"], row[f"days_from_{since}_latest"]
    return "" if first is None else wording.span(first, last)


SHOWN = (
    Shown("When", table.date),
    Shown("Day", lambda row: _span(row, "start"), keep=1),
    Shown("After trigger", lambda row: _span(row, "trigger"), keep=2),
    Shown("Who", _who),
    Shown("What", _what),
    Shown("Source", table.published_by, keep=3),
)
