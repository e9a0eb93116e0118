"""Standings with the record that each rests on: its words, sources, who checked and where, what would change it."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.errors import DateError
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports import table
from stancetracker.reports.table import Row, Shown, columns, plain

ACTORS: Final = ("person", "organization")
STANDING: Final = (*LIST_COLUMNS[: LIST_COLUMNS.index("as_of")], "recheck_due", "would_change")
RECORD: Final = columns(
    "id kind issue actor name date stance stance_basis coded_by label quote wording language pull summary",
    "channel voice statement_audience made_public basis response checked_by asked_on searched includes_internal",
    "verification withdrawn counts reason recorded note source publisher original_publisher",
)
"""The keys of a statement or silence, the same for both."""
_REDACTED: Final = columns("label quote pull summary note source publisher original_publisher")


def records(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> list[Row]:
    """Return the known statements and silences of an actor, on an issue, or with an id, oldest first."""
    asked: dict[str, Any] = {"to": (record,)}
    if kind in (*ACTORS, "issue"):
        asked = {"issue" if kind == "issue" else "actor": record}
    found: list[Said | Silence] = [
        *recorded.statements(connection, question, **asked),
        *recorded.silences(connection, question, **asked),
    ]
    found.sort(key=lambda one: (one.date_earliest, one.date_latest, one.id))
    ids = {one.id for one in found}
    reasons = {one.corrects: one.reason for one in recorded.corrections(connection, question, to=ids)}
    beside: dict[str, list[dict[str, Any]]] = {}
    for translation in recorded.translations(connection, to=ids):
        cells = translation._asdict()
        beside.setdefault(cells.pop("record"), []).append(cells)
    return [_row(connection, one, reasons.get(one.id), beside.get(one.id, [])) for one in found]


def _row(
    connection: sqlite3.Connection,
    one: Said | Silence,
    reason: str | None,
    translations: list[dict[str, Any]],
) -> Row:
    """Return a statement or silence with its sources, and why it does not count; no words of a redacted one."""
    said = one if isinstance(one, Said) else None
    actor = one.speaker if isinstance(one, Said) else one.actor
    who = lookup.who(connection, actor)
    gone, unpublished = one.withdrawn == "redaction", said is not None and said.reported and not said.counts
    state = wording.state(said.verification if said else "", one.withdrawn, counts=one.counts)
    disputed = one.note if said and said.verification == "disputed" else None
    sources = [] if gone else lookup.sources_of(connection, one.id)
    return {
        **dict.fromkeys(RECORD),
        **one._asdict(),
        **(dict.fromkeys(_REDACTED) if gone else {}),
        "kind": "statement" if said else "silence",
        "actor": actor,
        "name": who.name if who else actor,
        "statement_audience": said and said.audience,
        "reason": wording.not_counted(wording.REPORTED if unpublished else state, reason or disputed) or None,
        "translations": [] if gone else translations,
        "sources": [origin._asdict() for origin in sources],
    }


def standings(
    connection: sqlite3.Connection, question: Question, kind: str, record: str, known: Sequence[Row]
) -> list[Row]:
    """Return the standings of an actor, on an issue, or that rest on a record, each with that record."""
    if kind == "issue":
        found = queries.standings(connection, (record,))
    elif kind in ACTORS:
        found = queries.standings(connection, actor=record)
    else:
        only = known[0]["actor"] if len(known) == 1 else None
        of_issue = queries.standings(connection, (known[0]["issue"],), actor=only) if known else []
        found = [one for one in of_issue if one.evidence == record]
    evidence = {(row["id"], row["actor"]): row for row in known}
    about = {one: queries.issues(connection, issue=one)[0] for one in {one.issue for one in found}}
    events = {one: recorded.events(connection, question, issue=one) for one in about}
    return [
        _standing(one, about[one.issue], events[one.issue], evidence.get((one.evidence, one.actor)))
        for one in found
    ]


def _standing(one: Standing, issue: Issue, events: Sequence[Happened], evidence: Row | None) -> Row:
    due = _recheck_due(one, issue, events)
    cells = one._asdict()
    return {
        **(evidence or dict.fromkeys((*RECORD, "translations"))),
        **cells,
        "proposition": issue.proposition,
        "rests_on": evidence,
        "recheck_due": due,
        "would_change": wording.would_change(cells, issue.since, due),
    }


def _recheck_due(one: Standing, issue: Issue, events: Sequence[Happened]) -> str | None:
    """Return the day by which a silence is or was to be rechecked, or None where nothing is due."""
    if one.status != "silent" or one.earliest is None:
        return None
    last = min(one.as_of, issue.until or one.as_of)
    days = [
        event.date_latest for event in events if event.trigger and one.earliest < event.date_latest <= last
    ]
    with suppress(DateError):
        days.append(dates.add_days(one.earliest, issue.recheck_days))
    due = min(days, default=None)
    return due if due and (one.stale or issue.until is None or due < issue.until) else None


def _words(row: Row) -> str:
    """Return the words of a record: a quote with its translations, a summary, or the source's own sentence."""
    label = row["label"]
    if row["kind"] != "statement":
        return f"“{label}”" if label else ""
    translated = (wording.rendered(one["language"], one["text"], one["by"]) for one in row["translations"])
    return table.joined("; ", table.words(row), *translated, label and wording.LABELLED.format(label))


def _found(row: Row) -> str:
    """Return what a statement says, or that nothing was found and what came back."""
    if row["kind"] == "statement":
        return wording.side(row["stance"], row["stance_basis"])
    came_back = wording.RESPONSES[row["response"]] if row["response"] != "none-found" else ""
    return table.joined(", ", wording.NONE_FOUND, came_back)


def _checked(row: Row) -> str:
    """Return who checked, where and how; empty for a statement."""
    return table.joined(
        "; ",
        wording.checked(row),
        row["searched"] and f"searched: {row['searched']}",
        row["asked_on"] and f"asked on {dates.words(row['asked_on'])}",
        "also searched internally" if row["includes_internal"] else "",
    )


def _remark(row: Row) -> str:
    """Return a record's note, unless it is said already as why the record does not count."""
    note = table.text(row, "note")
    return "" if note and note in (row["reason"] or "") else note


_CHANNEL: Final = Shown("Channel", lambda row: table.where(row) if row["channel"] else "", keep=2)
_CHECKED: Final = Shown("Checked", _checked, keep=2)
_REMARK: Final = Shown("Remark", _remark, keep=2)
CHAIN: Final = (
    Shown("Issue", lambda row: f"{table.mark(row)} {row['issue']}"),
    Shown("Finding", table.finding),
    Shown("When", table.when),
    Shown("Note", table.note, keep=1),
    plain("Proposition", "proposition", 2),
    Shown("Words", _words, keep=2),
    _CHANNEL,
    _CHECKED,
    Shown("What came back", table.came_back, keep=2),
    plain("Coded by", "coded_by", 2),
    _REMARK,
    plain("Rests on", "evidence", 2),
    plain("What would change it", "would_change", 2),
)
SOURCE: Final = (
    Shown("Source", table.published_by),
    Shown("Published", lambda row: table.day(row, "published"), keep=1),
    Shown("Read", lambda row: table.day(row, "retrieved") or wording.NOT_RECORDED, keep=2),
    Shown("Address", lambda row: row["url"] or row["citation"] or "", keep=3),
    plain("Original", "original_url", 3),
    Shown("Archive", lambda row: row["archive_url"] or wording.NOT_RECORDED, keep=3),
    plain("Of", "record", 3),
)
ID: Final = plain("Id", "id", 3)
OTHER: Final = (
    Shown(
        "When",
        lambda row: f"as of {dates.words(row['date_earliest'])}" if row["response"] else table.day(row),
    ),
    Shown("Finding", _found),
    Shown("Words", _words, keep=1),
    _CHANNEL,
    _CHECKED,
    _REMARK,
    Shown("Source", table.published_by, keep=2),
    ID,
)
LEFT_OUT: Final = (*OTHER[:2], plain("Why not", "reason", 1), *OTHER[2:])
