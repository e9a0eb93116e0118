"""All on record about an actor, an issue, an event or a record: the answer of `show`."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from stancetracker.base import dates, versions, wording
from stancetracker.base.errors import DateError
from stancetracker.index import fields, lookup, queries, record_queries
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.record_queries import Event, Role, Silence, Statement, Tie
from stancetracker.ledger.folder import Folder
from stancetracker.reports import cells
from stancetracker.reports.panel import framed
from stancetracker.reports.profile_rows import (
    CHAIN,
    FIELD,
    HISTORY,
    LINE,
    REASON,
    RECORD_ISSUE,
    RECORD_NAME,
    RECORD_REST,
    RECORD_START,
    ROLE,
    SOURCE,
    STANDING_COLUMNS,
    STANDING_NAME,
    TIE,
    FieldRow,
    HistoryRow,
    LineRow,
    RecordRow,
    SourceRow,
    StandingRow,
    by_person,
)
from stancetracker.reports.run import Reference, find, stamped
from stancetracker.reports.table import (
    Cell,
    Report,
    RowT,
    Section,
    Stamp,
    public_columns,
)

_ACTORS: Final = ("person", "organization")
_WITH_STANDINGS: Final = (*_ACTORS, "issue")
_KEYS: Final = {
    "also-on-record": "also_on_record",
    "not-counted": "not_counted",
    "history": "history",
}
"""The keys of sections in the whole answer that are not the plurals of their names."""
Values = Mapping[str, Any]
"""The fields of a record as its line has them."""


class Profile(NamedTuple):
    """A record that `show` is asked about, with the statements, silences and standings of it."""

    connection: sqlite3.Connection
    question: Question
    reference: Reference
    line: Values
    records: Sequence[RecordRow]
    standings: Sequence[StandingRow]
    with_commits: bool
    """True if its history has the commits that changed its line, for which git reads all of its."""

    @property
    def is_actor(self) -> bool:
        """Return whether it is a person or an organization."""
        return self.reference.kind in _ACTORS

    @property
    def has_standings(self) -> bool:
        """Return whether it is an actor or an issue, rather than a record about them."""
        return self.reference.kind in _WITH_STANDINGS

    @property
    def main(self) -> str:
        """Return the name of the section that programs get: the standings of an actor or issue.

        Of whatever else, and of who has no standing, they get the fields of the record.
        """
        return "standing" if self.has_standings and self.standings else "record"


def profile(
    connection: sqlite3.Connection,
    question: Question,
    ref: str,
    *,
    history: bool = False,
    main_alone: bool = False,
) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    With `history`, also the commits that changed the record's line. With `main_alone`, no section
    but the main one, which costs no more than itself.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = reference = find(connection, ref)
    has_records = not main_alone or kind not in _WITH_STANDINGS
    records = _records(connection, question, reference) if has_records else []
    subject = _profile(connection, question, reference, records, with_commits=history)
    if main_alone:
        sections = stamped(connection, question, _main_section(subject))
    else:
        own_sections = tuple(_sections(subject))
        records_shown = _records_shown(subject, own_sections)
        sections = framed(connection, question, records_shown, *own_sections)
    name = _name(subject)
    version = queries.data_version(connection)
    notes = [wording.HOW_TO_READ, f"Data {versions.short(version)}."]
    if not subject.standings and kind in (*_ACTORS, "statement", "silence", "search"):
        notes.insert(0, wording.no_standing(kind, question.as_of))
    return Report(
        title=f"{name or record} ({kind})",
        question=f"What does the dataset hold about {name or record} {cells.scope(question)}?",
        sections=sections,
        notes=tuple(notes),
        main=[section.name for section in sections].index(subject.main),
        make_whole=partial(_whole, subject, sections, version),
    )


def _whole(subject: Profile, sections: Sequence[Section], version: str) -> dict[str, Any]:
    """Return what is on record about a record as one object."""
    kind, record = subject.reference
    return {
        "id": record,
        "kind": kind,
        "name": _name(subject),
        "record": subject.line,
        **{_key(section): _objects(section) for section in sections if _is_listed(section)},
        **subject.question.parameters,
        "data_version": version,
    }


def _name(subject: Profile) -> str | None:
    """Return the name or title of a record, if it has one."""
    name: str | None = subject.line.get("name") or subject.line.get("title")
    return name


def _main_section(subject: Profile) -> Section:
    """Return the section that programs get."""
    if subject.main == "standing":
        return _standings_section(subject)
    return _fields_section(subject)


def _profile(
    connection: sqlite3.Connection,
    question: Question,
    reference: Reference,
    records: Sequence[RecordRow],
    *,
    with_commits: bool,
) -> Profile:
    """Fetch what is on record about a record; of a redacted one, only what may be shown."""
    line: Values = lookup.values(connection, reference.id)
    if any(row.id == reference.id and row.withdrawn == "redaction" for row in records):
        line = {field: line[field] for field in ("kind", "id", "recorded")}
    standings = _standings(connection, question, reference, records)
    return Profile(connection, question, reference, line, records, standings, with_commits)


def _records_shown(subject: Profile, sections: Sequence[Section]) -> set[str]:
    """Return the ids of all records in the sections, and of the one that they are about."""
    listed = (row for section in sections if section.columns[0] == "id" for row in section.rows)
    return {subject.reference.id, *(str(row.id) for row in (*subject.records, *listed))}


def _records(
    connection: sqlite3.Connection, question: Question, reference: Reference
) -> list[RecordRow]:
    """Return the statements and silences of an actor, on an issue, or with an id, oldest first."""
    limits: dict[str, Any] = {"to": (reference.id,)}
    if reference.kind in _ACTORS:
        limits = {"actor": reference.id}
    elif reference.kind == "issue":
        limits = {"issue": reference.id}
    records: list[Statement | Silence] = [
        *record_queries.statements(connection, question, **limits),
        *record_queries.silences(connection, question, **limits),
    ]
    records.sort(key=lambda record: (record.date_earliest, record.date_latest, record.id))
    corrections = record_queries.corrections(
        connection, question, to={record.id for record in records}
    )
    reasons = {correction.corrects: correction.reason for correction in corrections}
    row_class = _record_class(connection)
    ids = {record.id for record in records}
    origins = lookup.sources_by_record(connection, ids)
    translations = lookup.translations_by_record(connection, ids)
    return [
        _record_row(
            row_class,
            record,
            reasons.get(record.id),
            origins.get(record.id, []),
            translations.get(record.id, []),
        )
        for record in records
    ]


def _record_class(connection: sqlite3.Connection) -> type[RecordRow]:
    """Return the class of rows of records, with every other field that either kind declares."""
    names = (
        *record_queries.statements.other_fields(connection),
        *record_queries.silences.other_fields(connection),
    )
    others = dict.fromkeys(name for name in names if name not in RecordRow._fields)
    return fields.extended(RecordRow, tuple(fields.Field(name, is_flag=False) for name in others))


def _record_row(
    row_class: type[RecordRow],
    record: Statement | Silence,
    reason: str | None,
    origins: Sequence[Origin],
    translations: Sequence[Values],
) -> RecordRow:
    """Return the row of a record; the words and sources of a redacted one are shown nowhere."""
    if isinstance(record, Silence):
        row = _silence_row(record, reason, origins)
        others = record_queries.silences.other_values(record)
    else:
        row = _statement_row(record, reason, origins, translations)
        others = record_queries.statements.other_values(record)
    if record.withdrawn == "redaction":
        row = _redacted(row)
        others = {}
    names = row_class._fields[len(RecordRow._fields) :]
    return row_class(*row, *(others.get(name) for name in names))


def _redacted(row: RecordRow) -> RecordRow:
    """Return the row of a record without its words and sources."""
    return row._replace(
        label=None,
        remark="",
        quote=None,
        pull=None,
        summary=None,
        note=None,
        source=None,
        publisher=None,
        original_publisher=None,
        translations=[],
        origins=[],
    )


def _statement_row(
    statement: Statement,
    reason: str | None,
    origins: Sequence[Origin],
    translations: Sequence[Values],
) -> RecordRow:
    is_disputed = statement.verification == "disputed"
    if statement.private and not statement.counts:
        state = wording.PRIVATE
    else:
        state = wording.state(statement.verification, statement.withdrawn, counts=statement.counts)
    reason = reason or (statement.note if is_disputed else None)
    return RecordRow(
        id=statement.id,
        kind="statement",
        issue=statement.issue,
        actor=statement.speaker,
        name=statement.name,
        date=statement.date,
        stance=statement.stance,
        stance_basis=statement.stance_basis,
        side=statement.side,
        coded_by=statement.coded_by,
        label=statement.label,
        quote=statement.quote,
        wording=statement.wording,
        language=statement.language,
        pull=statement.pull,
        summary=statement.summary,
        channel=statement.channel,
        voice=statement.voice,
        statement_audience=statement.audience,
        made_public=statement.made_public,
        basis=None,
        response=None,
        checked_by=None,
        asked_on=None,
        searched=None,
        includes_internal=None,
        verification=statement.verification,
        withdrawn=statement.withdrawn,
        counts=statement.counts,
        reason=wording.not_counted(state, reason) or None,
        recorded=statement.recorded,
        note=statement.note,
        source=statement.source,
        publisher=statement.publisher,
        original_publisher=statement.original_publisher,
        earliest=statement.date_earliest,
        tier=statement.tier,
        remark="",
        translations=translations,
        origins=origins,
        evidence=statement.id,
    )


def _silence_row(silence: Silence, reason: str | None, origins: Sequence[Origin]) -> RecordRow:
    state = wording.state("", silence.withdrawn, counts=silence.counts)
    return RecordRow(
        id=silence.id,
        kind="silence",
        issue=silence.issue,
        actor=silence.actor,
        name=silence.name,
        date=silence.date,
        stance=None,
        stance_basis=None,
        side=None,
        coded_by=None,
        label=silence.label,
        quote=None,
        wording=None,
        language=None,
        pull=None,
        summary=None,
        channel=None,
        voice=None,
        statement_audience=None,
        made_public=None,
        basis=silence.basis,
        response=silence.response,
        checked_by=silence.checked_by,
        asked_on=silence.asked_on,
        searched=silence.searched,
        includes_internal=silence.includes_internal,
        verification=None,
        withdrawn=silence.withdrawn,
        counts=silence.counts,
        reason=wording.not_counted(state, reason) or None,
        recorded=silence.recorded,
        note=silence.note,
        source=silence.source,
        publisher=silence.publisher,
        original_publisher=silence.original_publisher,
        earliest=silence.date_earliest,
        tier=silence.tier,
        remark=cells.remark(silence, silence.label),
        translations=[],
        origins=origins,
        evidence=silence.id,
    )


def _standings(
    connection: sqlite3.Connection,
    question: Question,
    reference: Reference,
    records: Sequence[RecordRow],
) -> list[StandingRow]:
    """Return the standings of an actor, on an issue, or that rest on a record."""
    standings = _fetch_standings(connection, reference, records)
    by_key = {(row.id, row.actor): row for row in records}
    issues: dict[str, Issue] = {}
    events: dict[str, list[Event]] = {}
    for issue in {standing.issue for standing in standings}:
        [issues[issue]] = queries.issues(connection, (issue,))
        events[issue] = record_queries.events(connection, question, issue=issue)
    return [
        _standing_row(
            connection,
            standing,
            by_key.get((standing.evidence or "", standing.actor)),
            issues[standing.issue],
            events[standing.issue],
        )
        for standing in standings
    ]


def _fetch_standings(
    connection: sqlite3.Connection, reference: Reference, records: Sequence[RecordRow]
) -> list[Standing]:
    """Fetch the standings of an actor, on an issue, or that rest on a record."""
    if reference.kind == "issue":
        return queries.standings(connection, (reference.id,))
    if reference.kind in _ACTORS:
        return queries.standings(connection, actors={reference.id})
    if reference.kind == "search":
        search = lookup.values(connection, reference.id)
        issue, actors = search["issue"], {*search["actors"]}
    elif records:
        issue, actors = records[0].issue, {record.actor for record in records}
    else:
        return []
    on_issue = queries.standings(connection, (issue,), actors=actors)
    return [standing for standing in on_issue if standing.evidence == reference.id]


def _standing_row(
    connection: sqlite3.Connection,
    standing: Standing,
    record: RecordRow | None,
    issue: Issue,
    events: Sequence[Event],
) -> StandingRow:
    due = _recheck_due(standing, issue, events)
    search = None
    if standing.status == "searched":
        search = lookup.values(connection, str(standing.evidence))
    return StandingRow(
        standing,
        record,
        search,
        issue.proposition,
        _private_side(standing, issue),
        due,
        wording.would_change(standing._asdict(), issue.since, due),
    )


def _private_side(standing: Standing, issue: Issue) -> str:
    """Return the side that private words take, with its basis; empty where there are none."""
    if not standing.private:
        return ""
    if standing.private_stance is None:
        return wording.SIDES["neither"]
    side = wording.sides(issue.favor, issue.against)[standing.private_stance]
    return wording.with_basis(side, standing.private_stance_basis)


def _recheck_due(standing: Standing, issue: Issue, events: Sequence[Event]) -> str | None:
    """Return the day by which a silence or search is to be repeated; None where nothing is due."""
    looked_on = standing.last_searched if standing.status == "searched" else standing.last_checked
    if standing.status not in ("silent", "searched") or looked_on is None:
        return None
    last_day = min(standing.as_of, issue.until or standing.as_of)
    days = [
        event.date_latest
        for event in events
        if event.trigger and looked_on < event.date_latest <= last_day
    ]
    with suppress(DateError):  # the calendar ends in 9999
        days.append(dates.add_days(looked_on, issue.recheck_days))
    if not days:
        return None
    due = min(days)
    return due if standing.stale or issue.until is None or due < issue.until else None


def _sections(subject: Profile) -> Iterator[Section]:
    """Yield every section, also those without rows.

    A record's own fields come first, those of an actor or issue late.
    """
    own_fields = _fields_section(subject)
    if not subject.has_standings:
        yield own_fields
    yield _roles_section(subject)
    yield _standings_section(subject)
    yield _sources_section(subject)
    yield from _record_sections(subject)
    yield _ties_section(subject)
    yield from _other_sections(subject)
    if subject.has_standings:
        yield own_fields
    yield _history_section(subject)


def _fields_section(subject: Profile) -> Section[FieldRow]:
    """Return the fields of a record's line, and its place; roles and sources have sections."""
    kind, record = subject.reference
    file, line = lookup.place(subject.connection, record)
    side = next((row.side for row in subject.records if row.id == record), None)
    rows = [
        FieldRow(record, kind, field, value, side if field == "stance" else None)
        for field, value in (*_flat(subject.line), ("file", file), ("line", line))
        if not field.startswith("kind")
    ]
    return Section(
        "record",
        public_columns(FieldRow),
        rows,
        FIELD,
        key="record",
        elsewhere=lambda row: row.field.startswith(("memberships.", "sources.")),
    )


def _roles_section(subject: Profile) -> Section[Role]:
    """Return every role of a person, or everybody's in an organization by the day asked about."""
    kind, record = subject.reference
    roles: list[Role] = []
    if kind == "person":
        roles = record_queries.memberships(subject.connection, subject.question, actor=record)
    elif kind == "organization":
        roles = record_queries.members(subject.connection, subject.question, actor=record)
    return _quiet(Section("role", Role._fields, roles, ROLE, key="actor"))


def _standings_section(subject: Profile) -> Section[StandingRow]:
    """Return the standings: on an issue a line a person, else the whole chain."""
    columns = CHAIN if subject.is_actor else (STANDING_NAME, *CHAIN)
    caption = None
    if subject.reference.kind == "issue":
        [issue] = queries.issues(subject.connection, (subject.reference.id,))
        columns = cells.headed(by_person(issue), subject.question.audience)
        sides = wording.sides_of(subject.line)
        caption = ". ".join(wording.both_sides(subject.line["proposition"], sides))
    section = Section(
        "standing",
        STANDING_COLUMNS,
        subject.standings,
        columns,
        key="evidence",
        caption=caption,
    )
    return _quiet(section)


def _sources_section(subject: Profile) -> Section[SourceRow]:
    """Return the sources of the record, and of the records that standings rest on."""
    records = [subject.reference.id] if "sources" in subject.line else []
    records += [row.evidence for row in subject.standings if row.evidence]
    origins = lookup.sources_by_record(subject.connection, records, parts=True)
    rows = [
        SourceRow(*origin, source=origin.address)
        for record in dict.fromkeys(records)
        for origin in origins.get(record, [])
    ]
    return _quiet(Section("source", Origin._fields, rows, SOURCE, key="record"))


def _record_sections(subject: Profile) -> Iterator[Section[RecordRow]]:
    """Yield the records that no standing rests on: those that count, then those that do not."""
    deciding = {(row.evidence, row.actor) for row in subject.standings}
    others = [row for row in subject.records if row.counts and (row.id, row.actor) not in deciding]
    not_counted = [row for row in subject.records if not row.counts]
    issues = {row.issue for row in subject.records} | {row.issue for row in subject.standings}
    first = []
    if not subject.is_actor:
        first.append(RECORD_NAME)
    if len(issues) > 1:
        first.append(RECORD_ISSUE)
    columns = public_columns(_record_class(subject.connection))
    yield _quiet(Section("also-on-record", columns, others, (*first, *RECORD_START, *RECORD_REST)))
    yield _quiet(
        Section(
            "not-counted",
            columns,
            not_counted,
            (*first, *RECORD_START, REASON, *RECORD_REST),
            caption=wording.NOT_COUNTED,
        )
    )


def _ties_section(subject: Profile) -> Section[Tie]:
    """Return the ties of an actor."""
    columns = record_queries.ties.row_class(subject.connection)._fields
    ties: list[Tie] = []
    if subject.is_actor:
        ties = record_queries.ties(subject.connection, subject.question, actor=subject.reference.id)
    return _quiet(Section("tie", columns, ties, TIE, caption=wording.CONTEXT_ALONE))


def _other_sections(subject: Profile) -> Iterator[Section[LineRow]]:
    """Yield a section for each kind about actors that has no words of its own."""
    kinds = lookup.kinds(subject.connection)
    record = subject.reference.id if subject.has_standings else ""
    others = lookup.others(subject.connection, subject.question, record)
    for kind, records in others.items():
        rows = [
            LineRow(values["id"], kinds[kind].date(values), values["line"]) for values in records
        ]
        yield _quiet(Section(kind, public_columns(LineRow), rows, LINE))


def _quiet(section: Section[RowT]) -> Section[RowT]:
    """Return a section that is shown only where it has rows, without columns that are empty."""
    filled = tuple(
        column
        for column in section.shown
        if not section.rows or any(column.say(row) for row in section.rows)
    )
    return section._replace(shown=filled, quiet=True)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, Cell]]:
    """Yield each value in a record with its path, such as `memberships.0.role`."""
    items: Iterator[tuple[object, object]]
    if isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    else:
        yield path, cast(Cell, value)
        return
    for key, item in items:
        yield from _flat(item, f"{path}.{key}" if path else str(key))


def _is_listed(section: Section) -> bool:
    """Return whether a section has a key of its own in the whole answer."""
    return section.name not in ("record", "source")


def _key(section: Section) -> str:
    """Return the key of a section in the whole answer."""
    return _KEYS.get(section.name) or wording.several(section.name)


def _objects(section: Section) -> Iterator[dict[str, Any]]:
    """Yield the rows of a section as objects.

    A standing holds its evidence, a statement or silence its sources.
    """
    columns = tuple(column for column in section.columns if column not in Stamp._fields)
    unstamped = section._replace(columns=columns)
    for row in section.rows:
        if isinstance(row, RecordRow):
            yield row.as_object()
            continue
        whole: dict[str, Any] = {**unstamped.cells(row)}
        if isinstance(row, StandingRow):
            whole["evidence"] = row.record.as_object() if row.record else row.search
        yield whole


class Happening(NamedTuple):
    """Something that happened to a record on a day; the day is empty where it isn't known."""

    day: str
    what: str
    detail: str


def _history_section(subject: Profile) -> Section[HistoryRow]:
    """Return the days on which something happened to a record, oldest first."""
    known_by = subject.question.known_by
    rows = [
        HistoryRow(subject.reference.id, happening.day or None, happening.what, happening.detail)
        for happening in sorted(_happenings(subject), key=lambda happening: happening.day)
        if known_by is None or happening.day <= known_by
    ]
    return _quiet(Section("history", public_columns(HistoryRow), rows, HISTORY, key="record"))


def _happenings(subject: Profile) -> Iterator[Happening]:
    """Yield what happened to a record: recorded, corrected, replied to, perhaps committed."""
    connection, record = subject.connection, subject.reference.id
    if recorded := subject.line.get("recorded"):
        yield Happening(recorded, "recorded", "")
    if subject.with_commits:
        yield from _commits(Folder(Path(queries.fact(connection, "folder"))), record)
    for correction in record_queries.corrections(connection, subject.question, to=(record,)):
        if correction.corrects == record:
            yield Happening(correction.recorded or "", correction.type, correction.reason)
    for reply in record_queries.replies(connection, subject.question, to=(record,)):
        yield Happening(dates.parse(reply.date).latest, "reply", reply.name)


def _commits(folder: Folder, record: str) -> Iterator[Happening]:
    """Yield the commits that changed a record's line, or why they can't be read."""
    from stancetracker.ledger.git import HistoryError, commits  # few ask for them

    try:
        for commit in commits(folder, record):
            yield Happening(commit.day, "committed", f"{commit.hash} {commit.subject}")
    except HistoryError as error:
        yield Happening("", "not read", error.message)
