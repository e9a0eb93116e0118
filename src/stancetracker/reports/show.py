"""All on record about a person, organization, issue or record, down to what each standing rests on: `show`."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

from stancetracker.base import dates, wording
from stancetracker.base.errors import DateError
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.index.record_queries import Event, Role, Silence, Statement
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import HistoryError, commits
from stancetracker.reports import table
from stancetracker.reports.panel import framed
from stancetracker.reports.run import find
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, plain

_ACTORS: Final = ("person", "organization")
_STANDING: Final = (*LIST_COLUMNS[: LIST_COLUMNS.index("as_of")], "recheck_due", "would_change")
_RECORD: Final = columns(
    "id kind issue actor name date stance stance_basis coded_by label quote wording language pull summary",
    "channel voice statement_audience made_public basis response checked_by asked_on searched includes_internal",
    "verification withdrawn counts reason recorded note source publisher original_publisher",
)
"""The keys of a statement or silence, the same for both, before the fields that no code names."""
_REDACTED: Final = columns("label quote pull summary note source publisher original_publisher")
_KEYS: Final = {
    "also-on-record": "also_on_record",
    "not-counted": "not_counted",
    "history": "history",
}


def _records(
    connection: sqlite3.Connection, question: Question, kind: str, record: str
) -> list[Row]:
    """Return the statements and silences of an actor, on an issue, or with an id, oldest first, with their sources."""
    asked: dict[str, Any] = {"to": (record,)}
    if kind in (*_ACTORS, "issue"):
        asked = {"issue" if kind == "issue" else "actor": record}
    found: list[Statement | Silence] = [
        *record_queries.statements(connection, question, **asked),
        *record_queries.silences(connection, question, **asked),
    ]
    found.sort(key=lambda one: (one.date_earliest, one.date_latest, one.id))
    ids = {one.id for one in found}
    reasons = {
        one.corrects: one.reason for one in record_queries.corrections(connection, question, to=ids)
    }
    record_columns = _record_columns(connection)
    redacted = (*_REDACTED, *record_columns[len(_RECORD) :])
    rows: list[Row] = []
    for one in found:
        cells = one.cells() if isinstance(one, Statement) else one._asdict()
        gone = one.withdrawn == "redaction"  # its words are shown nowhere
        verification = cells.get("verification", "")
        state = wording.state(verification, one.withdrawn, counts=one.counts)
        state = wording.REPORTED if cells.get("reported") and not one.counts else state
        reason = reasons.get(one.id) or (one.note if verification == "disputed" else None)
        beside = lookup.values(connection, one.id).get("translations", ())
        translations = [
            {name: each.get(name) for name in ("language", "text", "by")} for each in beside
        ]
        sources = [origin._asdict() for origin in lookup.sources_of(connection, one.id)]
        also = {
            "kind": "statement" if isinstance(one, Statement) else "silence",
            "reason": wording.not_counted(state, reason) or None,
            "translations": [] if gone else translations,
            "sources": [] if gone else sources,
        }
        rows.append(
            {
                **dict.fromkeys(record_columns),
                **cells,
                **dict.fromkeys(redacted if gone else ()),
                **also,
            }
        )
    return rows


def _record_columns(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the keys of a statement or silence, with every field that either kind declares."""
    others = (
        *record_queries.statements.other_fields(connection),
        *record_queries.silences.other_fields(connection),
    )
    return (*_RECORD, *dict.fromkeys(name for name in others if name not in _RECORD))


def _standings(
    connection: sqlite3.Connection, question: Question, kind: str, record: str, known: Sequence[Row]
) -> list[Row]:
    """Return the standings of an actor, on an issue, or that rest on a record, each with that record."""
    if kind == "issue":
        found = queries.standings(connection, (record,))
    elif kind in _ACTORS:
        found = queries.standings(connection, actor=record)
    else:
        only = known[0]["actor"] if len(known) == 1 else None
        of_issue = queries.standings(connection, (known[0]["issue"],), actor=only) if known else []
        found = [one for one in of_issue if one.evidence == record]
    records = {(row["id"], row["actor"]): row for row in known}
    about = {one: queries.issues(connection, issue=one)[0] for one in {one.issue for one in found}}
    events = {one: record_queries.events(connection, question, issue=one) for one in about}
    rows: list[Row] = []
    for one in found:
        cells, issue, evidence = (
            one._asdict(),
            about[one.issue],
            records.get((one.evidence, one.actor)),
        )
        due = _recheck_due(one, issue, events[one.issue])
        beside = {
            "proposition": issue.proposition,
            "rests_on": evidence,
            "recheck_due": due,
            "would_change": wording.would_change(cells, issue.since, due),
        }
        without = dict.fromkeys((*_record_columns(connection), "translations"))
        rows.append({**(evidence or without), **cells, **beside})
    return rows


def _recheck_due(one: Standing, issue: Issue, events: Sequence[Event]) -> str | None:
    """Return the day by which a silence is or was to be rechecked, or None where nothing is due."""
    if one.status != "silent" or one.earliest is None:
        return None
    last = min(one.as_of, issue.until or one.as_of)
    days = [
        event.date_latest
        for event in events
        if event.trigger and one.earliest < event.date_latest <= last
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
    translated = (
        wording.RENDERED.format(one["text"], table.joined(" by ", one["language"], one["by"]))
        for one in row["translations"]
    )
    return table.joined(
        "; ", table.words(row), *translated, label and wording.LABELLED.format(label)
    )


def _checked(row: Row) -> str:
    """Return who checked, where and how; empty for a statement."""
    return table.joined(
        "; ",
        wording.checker(row),
        row["searched"] and f"searched: {row['searched']}",
        row["asked_on"] and f"asked on {dates.words(row['asked_on'])}",
        "also searched internally" if row["includes_internal"] else "",
    )


_CHANNEL: Final = Shown("Channel", lambda row: table.where(row) if row["channel"] else "", keep=2)
_CHECKED: Final = Shown("Checked", _checked, keep=2)
# A note may be said already as why the record does not count.
_REMARK: Final = Shown(
    "Remark",
    lambda row: "" if (row["note"] or "") in (row["reason"] or "") else row["note"],
    keep=2,
)
_CHAIN: Final = (
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
_SOURCE: Final = (
    Shown("Source", table.published_by),
    Shown("Published", lambda row: table.day(row, "published"), keep=1),
    Shown("Read", lambda row: table.day(row, "retrieved") or wording.NOT_RECORDED, keep=2),
    Shown("Address", lambda row: row["url"] or row["citation"] or "", keep=3),
    plain("Original", "original_url", 3),
    Shown("Archive", lambda row: row["archive_url"] or wording.NOT_RECORDED, keep=3),
    plain("Of", "record", 3),
)
_ID: Final = plain("Id", "id", 3)
_OTHER: Final = (
    Shown(
        "When",
        lambda row: (
            f"as of {dates.words(row['date_earliest'])}" if row["response"] else table.day(row)
        ),
    ),
    Shown(
        "Finding",
        lambda row: (
            wording.side(row["stance"], row["stance_basis"])
            if row["kind"] == "statement"
            else table.joined(", ", wording.NONE_FOUND, wording.response_words(row["response"]))
        ),
    ),
    Shown("Words", _words, keep=1),
    _CHANNEL,
    _CHECKED,
    _REMARK,
    Shown("Source", table.published_by, keep=2),
    _ID,
)
_LEFT_OUT: Final = (*_OTHER[:2], plain("Why not", "reason", 1), *_OTHER[2:])


def profile(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = find(connection, ref)
    line = lookup.values(connection, record)
    known = _records(connection, question, kind, record)
    if any(row["id"] == record and row["withdrawn"] == "redaction" for row in known):
        line = {field: line[field] for field in ("kind", "id", "recorded")}
    standings = _standings(connection, question, kind, record, known)
    found = tuple(_sections(connection, question, line, record, known, standings))
    listed = (row for section in found if section.columns[0] == "id" for row in section.rows)
    about = {record, *(str(row["id"]) for row in (*known, *listed))}
    sections = framed(connection, question, about, *found)
    none = not standings and kind in (*_ACTORS, "statement", "silence")
    name, version = line.get("name") or line.get("title"), queries.data_version(connection)
    said = {"id": record, "kind": kind, "name": name, "record": line}
    columns_of_records = _record_columns(connection)
    objects = dict(
        _object(one, columns_of_records) for one in sections if one.name not in ("record", "source")
    )
    return Report(
        title=f"{name or record} ({kind})",
        question=f"What does the dataset hold about {name or record} as of {dates.words(question.as_of)}?",
        sections=sections,
        notes=(
            *((wording.no_standing(kind, question.as_of),) if none else ()),
            wording.HOW_TO_READ,
            f"Data {version}.",
        ),
        main=[section.name for section in sections].index("record"),
        whole={**said, **objects, **question.parameters, "data_version": version},
    )


def _sections(
    connection: sqlite3.Connection,
    question: Question,
    line: Mapping[str, Any],
    record: str,
    known: Sequence[Row],
    standings: Sequence[Row],
) -> Iterator[Section]:
    """Yield every section, also those without rows; a record's own fields first, an actor's or issue's late."""
    kind = line["kind"]
    many = kind in (*_ACTORS, "issue")
    fields = [*_flat(line), *zip(("file", "line"), lookup.place(connection, record), strict=True)]
    of_own = [
        {"record": record, "kind": kind, "field": field, "value": value}
        for field, value in fields
        if not field.startswith(
            ("kind", "memberships.", "sources.")
        )  # roles and sources have sections
    ]
    own = Section("record", ("record", "kind", "field", "value"), of_own, _FACT, key="record")
    deciding = {(row["evidence"], row["actor"]) for row in standings}
    own_sources = (record,) if "sources" in line else ()
    cited = dict.fromkeys(
        (*own_sources, *(row["evidence"] for row in standings if row["evidence"]))
    )
    origins = [origin for one in cited for origin in lookup.sources_of(connection, one, parts=True)]
    sources = [{**origin._asdict(), "source": origin.address} for origin in origins]
    others = [row for row in known if row["counts"] and (row["id"], row["actor"]) not in deciding]
    left_out = [row for row in known if not row["counts"]]
    ties = record_queries.ties(connection, question, actor=record) if kind in _ACTORS else []
    # Every role of a person, and everybody's in an organization by the day asked about.
    held = {"person": record_queries.memberships, "organization": record_queries.members}.get(kind)
    roles = [one._asdict() for one in held(connection, question, actor=record)] if held else []
    name = () if kind in _ACTORS else (plain("Name", "name"),)
    which = (
        *name,
        *((table.ISSUE,) if len({row["issue"] for row in (*known, *standings)}) > 1 else ()),
    )
    chain = table.STANDING if kind == "issue" else (*name, *_CHAIN)
    if not many:
        yield own
    yield _quiet("role", Role._fields, roles, _ROLE, "actor")
    yield _quiet("standing", _STANDING, standings, chain, "evidence")
    yield _quiet("source", Origin._fields, sources, _SOURCE, "record")
    columns_of_records = _record_columns(connection)
    yield _quiet("also-on-record", columns_of_records, others, (*which, *_OTHER))
    not_counted = (*which, *_LEFT_OUT)
    yield _quiet(
        "not-counted", columns_of_records, left_out, not_counted, about=wording.NOT_COUNTED
    )
    yield _quiet(
        "tie",
        record_queries.ties.row_class(connection)._fields,
        [one._asdict() for one in ties],
        _TIE,
        about=wording.CONTEXT_ALONE,
    )
    kinds = lookup.kinds(connection)
    for other, found in lookup.others(connection, question, record if many else "").items():
        rows = [
            {"id": one["id"], "date": kinds[other].date(one), "line": one["line"]} for one in found
        ]
        yield _quiet(other, ("id", "date", "line"), rows, _LINE)
    if many:
        yield own
    history = _history(connection, question, record, line.get("recorded"))
    yield _quiet("history", ("record", "day", "happened", "detail"), history, _HISTORY, "record")


def _quiet(
    name: str,
    columns: tuple[str, ...],
    rows: Sequence[Row],
    shown: Sequence[Shown],
    key: str = "id",
    about: str | None = None,
) -> Section:
    """Return a section that is shown only where it has rows, without the columns that are empty in all of them."""
    filled = tuple(one for one in shown if not rows or any(map(one.say, rows)))
    return Section(name, columns, rows, filled, key, about, quiet=True)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, Cell]]:
    """Yield each value in a record with its path, such as `memberships.0.role`."""
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, cast(Cell, value)


def _object(section: Section, record_columns: tuple[str, ...]) -> tuple[str, list[dict[str, Any]]]:
    """Return a section as a list of objects: a standing holds its evidence, a statement or silence its sources."""
    whole = (*record_columns, "translations", "sources")
    names = [
        name for name in section.columns if name not in LIST_COLUMNS[LIST_COLUMNS.index("as_of") :]
    ]
    if section.columns[: len(record_columns)] == record_columns:
        names = [*whole]
    rows = [{name: row[name] for name in names} for row in section.rows]
    if section.name == "standing":
        for row, of in zip(rows, section.rows, strict=True):
            row["evidence"] = of["rests_on"] and {name: of["rests_on"][name] for name in whole}
    return _KEYS.get(section.name) or wording.several(section.name), rows


def _history(
    connection: sqlite3.Connection, question: Question, record: str, day: str | None
) -> list[Row]:
    """Return the days on which something happened to a record, oldest first, from the ledger and from git."""
    found = [(day, "recorded", "")] if day else []
    try:
        made = commits(Folder(Path(queries.fact(connection, "folder"))), record)
        found += [(each.day, "committed", f"{each.hash} {each.subject}") for each in made]
    except HistoryError as error:
        found.append(("", "not read", error.message))
    corrections = record_queries.corrections(connection, question, to=(record,))
    found += [(one.recorded, one.type, one.reason) for one in corrections if one.corrects == record]
    replies = record_queries.replies(connection, question, to=(record,))
    found += [(dates.parse(reply.date).latest, "reply", reply.name) for reply in replies]
    return [
        {"record": record, "day": day or None, "happened": what, "detail": detail}
        for day, what, detail in sorted(found, key=lambda each: each[0])
        if question.known_by is None or day <= question.known_by
    ]


_FACT: Final = (plain("Field", "field"), plain("Value", "value"))
_ROLE: Final = (
    plain("Name", "name"),
    Shown("Role", table.role),
    Shown("Began", lambda row: table.day(row, "start_date")),
    Shown("Ended", lambda row: table.day(row, "end_date")),
)
_TIE: Final = (
    Shown("Tie", table.tie),
    Shown("Amount", table.amount, keep=1),
    Shown("When", table.tie_day, keep=1),
    Shown("Source", table.published_by, keep=2),
    plain("Remark", "note", 2),
    _ID,
)
_LINE: Final = (plain("Record", "line"), _ID)
_HISTORY: Final = (
    Shown("Day", lambda row: dates.words(row["day"]) if row["day"] else ""),
    plain("What happened", "happened"),
    plain("Detail", "detail"),
)
