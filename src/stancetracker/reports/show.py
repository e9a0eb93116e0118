"""All on record about a person, organization, issue or record, down to what each standing rests on: `show`."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

from stancetracker.base import dates, wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import LIST_COLUMNS, Question
from stancetracker.index.recorded import Tied
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import HistoryError, commits
from stancetracker.reports import evidence, table
from stancetracker.reports.panel import framed, same
from stancetracker.reports.run import names_of
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, plain

_WITH_STANDINGS: Final = (*evidence.ACTORS, "statement", "silence")
ROLE: Final = columns("actor name role organization organization_name start_date end_date")
_KEYS: Final = {"also-on-record": "also_on_record", "not-counted": "not_counted", "history": "history"}


def profile(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Show a record by its id, or an actor, issue or event by a name.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind, record = find(connection, ref)
    line = lookup.values(connection, record)
    known = evidence.records(connection, question, kind, record)
    if any(row["id"] == record and row["withdrawn"] == "redaction" for row in known):
        line = {field: line[field] for field in ("kind", "id", "recorded")}
    standings = evidence.standings(connection, question, kind, record, known)
    found = tuple(_sections(connection, question, kind, record, line, known, standings))
    listed = (row for section in found if section.columns[0] == "id" for row in section.rows)
    about = {record, *(str(row["id"]) for row in (*known, *listed))}
    sections, _ = framed(connection, question, about, *found)
    none = not standings and kind in _WITH_STANDINGS
    name = line.get("name") or line.get("title")
    return Report(
        title=f"{name or record} ({kind})",
        question=f"What does the dataset hold about {name or record} as of {dates.words(question.as_of)}?",
        sections=sections,
        notes=(
            *((wording.no_standing(kind, question.as_of),) if none else ()),
            wording.HOW_TO_READ,
            f"Data {queries.data_version(connection)}.",
        ),
        main=[section.name for section in sections].index("record"),
        whole={
            "id": record,
            "kind": kind,
            "name": name,
            "record": line,
            **dict(_objects(sections)),
            **same(connection, question),
        },
    )


def find(connection: sqlite3.Connection, ref: str) -> tuple[str, str]:
    """Return the kind and id of the record that an id or a name means.

    Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
    """
    kind = lookup.kind_of(connection, ref)
    if kind is not None:
        return kind, ref
    names = names_of(connection)
    with suppress(UnknownNameError):  # a surname goes before the beginning of a record's own id
        found = names.resolve(ref, {*names.kinds.values()}, "record or name", begun=True)
        return names.kinds[found], found
    for record, its_kind in lookup.ids(connection).items():
        names.add(its_kind, record, record)
    found = names.resolve(ref, {*names.kinds.values()}, "record or name", begun=True)
    return names.kinds[found], found


def _sections(
    connection: sqlite3.Connection,
    question: Question,
    kind: str,
    record: str,
    line: Mapping[str, Any],
    known: Sequence[Row],
    standings: Sequence[Row],
) -> Iterator[Section]:
    """Yield every section, also those without rows; a record's own fields first, an actor's or issue's late."""
    many = kind in (*evidence.ACTORS, "issue")
    fields = [*_flat(line), *zip(("file", "line"), lookup.place(connection, record), strict=True)]
    of_own = [
        {"record": record, "kind": kind, "field": field, "value": value}
        for field, value in fields
        if not field.startswith(("kind", "memberships.", "sources."))  # roles and sources have sections
    ]
    own = Section("record", ("record", "kind", "field", "value"), of_own, _FACT, key="record")
    deciding = {(row["evidence"], row["actor"]) for row in standings}
    own_sources = (record,) if "sources" in line else ()
    cited = dict.fromkeys((*own_sources, *(row["evidence"] for row in standings if row["evidence"])))
    origins = [origin for one in cited for origin in lookup.sources_within(connection, one)]
    sources = [{**origin._asdict(), "source": origin.address} for origin in origins]
    others = [row for row in known if row["counts"] and (row["id"], row["actor"]) not in deciding]
    left_out = [row for row in known if not row["counts"]]
    ties = recorded.ties(connection, question, actor=record) if kind in evidence.ACTORS else []
    name = () if kind in evidence.ACTORS else (plain("Name", "name"),)
    which = (*name, *((table.ISSUE,) if len({row["issue"] for row in (*known, *standings)}) > 1 else ()))
    if not many:
        yield own
    yield _quiet("role", ROLE, _roles(connection, question, kind, record), _ROLE, "actor")
    yield _quiet(
        "standing",
        evidence.STANDING,
        standings,
        table.STANDING if kind == "issue" else (*name, *evidence.CHAIN),
        "evidence",
    )
    yield _quiet("source", Origin._fields, sources, evidence.SOURCE, "record")
    yield _quiet("also-on-record", evidence.RECORD, others, (*which, *evidence.OTHER))
    yield _quiet(
        "not-counted", evidence.RECORD, left_out, (*which, *evidence.LEFT_OUT), about=wording.NOT_COUNTED
    )
    yield _quiet("tie", Tied._fields, [one._asdict() for one in ties], _TIE, about=wording.CONTEXT_ALONE)
    kinds = lookup.kinds(connection)
    for other, found in lookup.others(connection, question, record if many else "").items():
        rows = [{"id": one["id"], "date": kinds[other].date(one), "line": one["line"]} for one in found]
        yield _quiet(other, ("id", "date", "line"), rows, _LINE)
    if many:
        yield own
    yield _history(connection, question, record, line.get("recorded"))


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


def _objects(sections: Iterable[Section]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the sections as lists of objects: a standing holds its evidence, a statement or silence its sources."""
    for section in sections:
        if section.name in ("record", "source"):
            continue
        names = [name for name in section.columns if name not in LIST_COLUMNS[LIST_COLUMNS.index("as_of") :]]
        rows = [{name: row[name] for name in names} for row in section.rows]
        if section.columns[: len(evidence.RECORD)] == evidence.RECORD:
            rows = [_object(row) for row in section.rows]
        elif section.name == "standing":
            of = [row["rests_on"] for row in section.rows]
            rows = [{**row, "evidence": one and _object(one)} for row, one in zip(rows, of, strict=True)]
        yield _KEYS.get(section.name) or wording.several(section.name), rows


def _object(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in (*evidence.RECORD, "translations", "sources")}


def _roles(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> list[Row]:
    """Return every role of a person on record, or everybody's in an organization by the day asked about."""
    empty: dict[str, Cell] = dict.fromkeys(ROLE)
    if kind == "person" and (who := lookup.who(connection, record)):
        held = recorded.memberships(connection, actor=record)
        return [{**empty, **one._asdict(), "actor": record, "name": who.name} for one in held]
    if kind == "organization":
        of = recorded.members(connection, question, actor=record)
        return [
            {**empty, "actor": one.id, "name": one.name, "role": one.role, "organization": record}
            for one in of
        ]
    return []


def _history(connection: sqlite3.Connection, question: Question, record: str, day: str | None) -> Section:
    """Return the days on which something happened to a record, oldest first, from the ledger and from git."""
    found = sorted(_happened(connection, question, record, day), key=lambda each: each[0])
    rows = [
        {"record": record, "day": day or None, "happened": what, "detail": detail}
        for day, what, detail in found
        if question.known_by is None or day <= question.known_by
    ]
    return _quiet("history", ("record", "day", "happened", "detail"), rows, _HISTORY, "record")


def _happened(
    connection: sqlite3.Connection, question: Question, record: str, day: str | None
) -> Iterator[tuple[str, str, str]]:
    if day:
        yield day, "recorded", ""
    try:
        for commit in commits(Folder(Path(queries.fact(connection, "folder"))), record):
            yield commit.day, "committed", f"{commit.hash} {commit.subject}"
    except HistoryError as error:
        yield "", "not read", error.message
    for correction in recorded.corrections(connection, question, to=(record,)):
        if correction.corrects == record:
            yield correction.recorded, correction.type, correction.reason
    for reply in recorded.replies(connection, question, to=(record,)):
        yield dates.parse(reply.date).latest, "reply", reply.name


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
    evidence.ID,
)
_LINE: Final = (plain("Record", "line"), evidence.ID)
_HISTORY: Final = (
    Shown("Day", lambda row: dates.words(row["day"]) if row["day"] else ""),
    plain("What happened", "happened"),
    plain("Detail", "detail"),
)
