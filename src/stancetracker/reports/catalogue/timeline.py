"""What was said and checked on one issue, in order: statements, silences, events, replies and corrections."""

import sqlite3
from collections.abc import Iterator

from stancetracker.base import dates, wording
from stancetracker.index import recorded
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports import filters, table
from stancetracker.reports.panel import ELAPSED, Material, Panel, elapsed, panel
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns

COLUMNS = columns(
    "issue entry actor name organization role date earliest latest",
    *ELAPSED,
    "stance response channel statement_audience text about verification withdrawn counts source",
    "publisher recorded evidence",
)
ORDER = ("trigger", "event", "statement", "look", "reply", "correction")
Entry = dict[str, Cell]


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List all that had begun by the day asked about, withdrawn or not, by its first possible day.

    Filters choose statements, silences and events; filters about actors leave events out. A reply and a
    correction stand with the record that they are about, where days are asked for by their own.
    """
    asked = panel(connection, question)
    found = asked.material()
    entries = _entries(connection, question, asked, found)
    entries.sort(
        key=lambda one: (one["earliest"], one["latest"], ORDER.index(str(one["entry"])), one["evidence"])
    )
    triggers = found.triggers
    rows = [
        {
            **dict.fromkeys(COLUMNS),
            **one,
            **elapsed(asked.issue, triggers, *_days(one), but=one["evidence"]),
            "issue": asked.issue.id,
        }
        for one in entries
    ]
    return asked.report(
        Section("entry", COLUMNS, rows, SHOWN, "evidence", wording.DAYS_OF_ENTRIES, asked.ending),
        title="timeline",
        asks=f"What was said and checked about “{asked.issue.proposition}”",
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=("when", "many"),
        found=found,
    )


def _entries(
    connection: sqlite3.Connection, question: Question, asked: Panel, found: Material
) -> list[Entry]:
    issue, whenever = asked.issue, question._replace(since=None, until=None)
    chosen = {each.actor: each for each in filters.choose_actors(asked.standings, question)}
    said = [one for one in found.said if one.speaker in chosen and _begun(one) <= question.as_of]
    entries: list[Entry] = [
        one.cells() | {"entry": "statement", "text": one.quote or one.summary}
        for one in filters.choose_said(said, whenever)
    ]
    looks = (one for one in found.looks if one.actor in chosen and _passes(one, whenever))
    entries += [_look(one, chosen[one.actor]) for one in looks]
    named = question.people or question.organizations
    if not (named or question.statuses or question.stale or question.reported):
        entries += [
            _entry("trigger" if one.trigger else "event", one) | {"text": one.title}
            for one in found.events
            if _passes(one, whenever)
        ]
    about = {issue.id, *(str(one["evidence"]) for one in entries)}
    entries += _replies(connection, question, issue.since, about)
    entries += _corrections(connection, question, about)
    return [one for one in entries if filters.is_dated(*_days(one), question)]


def _days(entry: Entry) -> tuple[str, str]:
    return str(entry["earliest"]), str(entry["latest"])


def _begun(said: Said) -> str:
    """Return the first day on which a statement may have been known to those asked about."""
    return max(said.made_public_earliest or "", said.date_earliest)


def _passes(one: Silence | Happened, question: Question) -> bool:
    days = (one.date_earliest, one.date_latest)
    return days[0] <= question.as_of and filters.passes(one.id, None, None, days, question)


def _entry(kind: str, record: Silence | Happened) -> Entry:
    days = {"earliest": record.date_earliest, "latest": record.date_latest}
    return {"entry": kind, "evidence": record.id, "date": record.date, **days}


def _look(one: Silence, standing: Standing) -> Entry:
    role = {name: getattr(standing, name) for name in ("organization", "organization_name", "role")}
    said = f": “{one.label}”" if one.label else ""
    found = wording.none_found(one.response, one.date_earliest, wording.checked(one._asdict()))
    return {**role, **one._asdict(), **_entry("look", one), "text": found + said}


def _replies(
    connection: sqlite3.Connection, question: Question, since: str, about: set[str]
) -> Iterator[Entry]:
    for one in recorded.replies(connection, question, to=about):
        first, last = dates.parse(one.date)
        days = {"earliest": min(first or since, last), "latest": last}
        yield {**one._asdict(), "entry": "reply", "evidence": one.id, "actor": one.by, **days}


def _corrections(connection: sqlite3.Connection, question: Question, about: set[str]) -> Iterator[Entry]:
    for one in recorded.corrections(connection, question, to=about):
        if one.recorded <= question.as_of:
            yield {
                "entry": "correction",
                "evidence": one.id,
                **dict.fromkeys(("date", "earliest", "latest", "recorded"), one.recorded),
                "about": one.corrects,
                "text": wording.withdraws(one.type, one.corrects, one.reason, one.replacement),
            }


def _who(row: Row) -> str:
    if row["entry"] in ("statement", "look"):
        checked = "silent" if row["counts"] else "uncounted"
        mark = wording.mark_of(row) if row["entry"] == "statement" else checked
        return f"{wording.MARKS[mark]} {row['name']}"
    return row["name"] or ("▼ trigger" if row["entry"] == "trigger" else row["entry"])


def _what(row: Row) -> str:
    if row["entry"] == "reply":
        return wording.ANSWERED.format(row["about"], row["text"])
    if row["entry"] == "statement":
        said = f"{wording.side(row['stance'], row['stance_basis'])}, {table.where(row)}: {table.words(row)}"
        return said + _state(row)
    return table.text(row, "text") + (_state(row) if row["entry"] == "look" else "")


def _state(row: Row) -> str:
    state = wording.state(row["verification"] or "", row["withdrawn"], counts=row["counts"], note=row["note"])
    return f" [{state}]" if state else ""


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
