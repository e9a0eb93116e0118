"""Records by id: the fields of any kind, actors with their roles and names, and sources."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from stancetracker.base.text import is_whole
from stancetracker.base.traits import Traits
from stancetracker.index.queries import Question, names, narrowed, posed_to, sql, whole, with_ids

_TABLES: Final = """
SELECT name FROM main.sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'
ORDER BY rowid
"""
_OWN_WORDS: Final = ("statement", "silence", "tie")
_DERIVED: Final = ("_earliest", "_latest")


class Fact(NamedTuple):
    """One field of a record; `field` is its path, such as `memberships.0.role`."""

    field: str
    value: str | int | float


def kinds(connection: sqlite3.Connection) -> dict[str, Traits]:
    """Return every kind of record with what it says about itself, in their order."""
    rows = connection.execute("SELECT name, traits FROM main.kind ORDER BY position")
    return {str(name): Traits.of(json.loads(text)) for name, text in rows}


def kind_of(connection: sqlite3.Connection, record: str) -> str | None:
    """Return the kind of the record with this id, or None."""
    if not is_whole(record):
        return None
    row = connection.execute("SELECT kind FROM main.record WHERE id = ? AND id != ''", (record,)).fetchone()
    return None if row is None else str(row[0])


def ids(connection: sqlite3.Connection) -> list[str]:
    """Return the id of every record."""
    return [str(row[0]) for row in connection.execute("SELECT id FROM main.record WHERE id != ''")]


def facts(connection: sqlite3.Connection, kind: str, record: str) -> list[Fact]:
    """Return every filled field of a record, then those of its lists and sources."""
    return list(_facts(connection, kind, record))


def values(connection: sqlite3.Connection, record: str) -> dict[str, Any]:
    """Return the fields of a record as its line has them; none where there is no such record."""
    row = connection.execute("SELECT json FROM main.record WHERE id = ?", (record,)).fetchone()
    found: dict[str, Any] = {} if row is None else json.loads(row[0])
    return found


def in_line(connection: sqlite3.Connection, record: str) -> str:
    """Return a record in one line, as its kind says."""
    known, own = kinds(connection), values(connection, record)

    def called(other: str) -> str:
        found = values(connection, other)
        return known[found["kind"]].called(other, found) if found else other

    return known[own["kind"]].in_line(own, called)


def others(connection: sqlite3.Connection, asked: Question, about: str) -> dict[str, list[dict[str, Any]]]:
    """Return the known records about an actor or on an issue, of each kind about actors that has no words of its own.

    Each is the object on its line with `line`, the record in one line.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for kind, of in kinds(connection).items():
        if kind in _OWN_WORDS or of.target or of.actors in ((), ("id",)):
            continue
        for record in _on_record(connection, kind, of, about):
            own = values(connection, record)
            if of.is_known(own, asked.as_of, asked.known_by):
                found.setdefault(kind, []).append({**own, "line": in_line(connection, record)})
    return found


def _on_record(connection: sqlite3.Connection, kind: str, of: Traits, about: str) -> list[str]:
    own = {str(row[1]) for row in connection.execute(f"PRAGMA main.table_info([{kind}])")}
    union = " UNION ".join(
        f"SELECT id FROM main.[{kind}] WHERE [{field}] = :about"
        if field in own
        else f"SELECT record FROM main.[{kind}_{field}] WHERE value = :about"
        for field in (of.issue, *of.actors, *of.others)
        if field
    )
    return [str(row[0]) for row in connection.execute(f"{union} ORDER BY 1", {"about": about})]


def _facts(connection: sqlite3.Connection, kind: str, record: str) -> Iterator[Fact]:
    yield from _row_facts(connection, kind, "id = ?", record, "")
    tables = [str(row[0]) for row in connection.execute(_TABLES)]
    for table in tables:
        if table.startswith(f"{kind}_"):
            where = "record = ? ORDER BY position"
            yield from _row_facts(connection, table, where, record, table.removeprefix(f"{kind}_"))
    yield from _row_facts(connection, "source", "record = ? ORDER BY part, position", record, "sources")


def _row_facts(
    connection: sqlite3.Connection, table: str, where: str, record: str, part: str
) -> Iterator[Fact]:
    cursor = connection.execute(f"SELECT * FROM main.[{table}] WHERE {where}", (record,))
    for row in cursor:
        values = dict(zip((column[0] for column in cursor.description), row, strict=True))
        place = _place(part, values)
        for name, value in values.items():
            value = whole(value)
            if value is not None and not name.endswith(_DERIVED):
                path = place if name == "value" else f"{place}.{name}" if place else name
                yield Fact(path, value)


def _place(part: str, values: dict[str, str | int | float | None]) -> str:
    """Return the path of a row of a list, such as `signatures.0.sources.1`; takes its keys out of `values`."""
    if not part:
        return ""
    values.pop("record")
    owner = str(values.pop("part", "") or "").replace("/", ".")
    path = f"{owner}.{part}" if owner else part
    return f"{path}.{values.pop('position')}"


def note(connection: sqlite3.Connection, kind: str, record: str) -> str | None:
    """Return a record's note."""
    row = connection.execute(f"SELECT note FROM main.{kind} WHERE id = ?", (record,)).fetchone()
    return None if row is None else row[0]


MOST: Final = 200
"""As many as help anybody who looks for one."""
_PLAIN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def starting(connection: sqlite3.Connection, kinds: Sequence[str], text: str) -> list[str]:
    """Return the ids of these kinds, or of any, that begin with a text, sorted; else the names of one word that do.

    At most MOST of them. No other name is given: a shell could break it apart, or run what stands in it.
    """
    kinds = kinds or with_ids(connection)
    union = " UNION ALL ".join(
        f"SELECT id FROM main.{kind} WHERE id >= :low AND id < :high" for kind in kinds
    )
    bounds = {"low": text, "high": f"{text}\U0010ffff", "most": MOST}
    found = connection.execute(f"SELECT id FROM ({union}) ORDER BY id LIMIT :most", bounds).fetchall()
    return [str(row[0]) for row in found] or _called(connection, kinds, text)


def _called(connection: sqlite3.Connection, kinds: Sequence[str], text: str) -> list[str]:
    known = (named.name for named in names(connection) if named.kind in kinds)
    return sorted({name for name in known if name.startswith(text) and _PLAIN.fullmatch(name)})[:MOST]


class Who(NamedTuple):
    """An actor: `person` or `organization`, and what it is called."""

    id: str
    kind: str
    name: str
    note: str | None


class Role(NamedTuple):
    """A role on a day; a former one says so."""

    actor: str
    role: str
    organization: str | None
    organization_name: str | None


class Held(NamedTuple):
    """A role on record, with the days it began and ended as they are written."""

    role: str
    organization_name: str | None
    start_date: str | None
    end_date: str | None


class Belonging(NamedTuple):
    """Somebody who has, or had, a role in an organization."""

    id: str
    name: str
    role: str


def who(connection: sqlite3.Connection, actor: str) -> Who | None:
    """Return the actor with an id, if any."""
    row = connection.execute("SELECT id, kind, name, note FROM main.actor WHERE id = ?", (actor,)).fetchone()
    return None if row is None else Who(*row)


def actors(connection: sqlite3.Connection) -> dict[str, Who]:
    """Return every actor by its id."""
    rows = connection.execute("SELECT id, kind, name, note FROM main.actor")
    return {row[0]: Who(*row) for row in rows}


def everyone(connection: sqlite3.Connection, kind: str) -> list[Who]:
    """Return all people, or all organizations, by name."""
    rows = connection.execute(f"SELECT id, '{kind}', name, note FROM main.{kind} ORDER BY name, id")
    return [Who(*row) for row in rows]


def role(connection: sqlite3.Connection, actor: str, as_of: str) -> Role | None:
    """Return the role of a person on a day."""
    row = connection.execute(
        f"SELECT * FROM ({sql('roles')}) WHERE actor = :actor", {"actor": actor, "as_of": as_of}
    )
    return next((Role(*each) for each in row), None)


def roles(connection: sqlite3.Connection, as_of: str) -> dict[str, Role]:
    """Return the role of each person on a day."""
    found = (Role(*row) for row in connection.execute(sql("roles"), {"as_of": as_of}))
    return {each.actor: each for each in found}


def memberships(connection: sqlite3.Connection, actor: str) -> list[Held]:
    """Return every role of a person on record."""
    return [Held(*row) for row in connection.execute(sql("memberships"), {"actor": actor})]


def members(connection: sqlite3.Connection, organization: str, as_of: str) -> list[Belonging]:
    """Return the people of an organization on a day, and the former ones, a row for each role."""
    rows = connection.execute(sql("members"), {"actor": organization, "as_of": as_of})
    return [Belonging(*row) for row in rows]


def other_names(connection: sqlite3.Connection, who: Who) -> tuple[str, ...]:
    """Return an actor's other names."""
    rows = connection.execute(
        f"SELECT value FROM main.{who.kind}_other_names WHERE record = ? ORDER BY position", (who.id,)
    )
    return tuple(str(row[0]) for row in rows)


def identifiers(connection: sqlite3.Connection, who: Who) -> tuple[tuple[str, str], ...]:
    """Return an actor's identifiers elsewhere, each with its name."""
    rows = connection.execute(
        f"SELECT name, value FROM main.{who.kind}_identifiers WHERE record = ? ORDER BY position", (who.id,)
    )
    return tuple((str(name), str(value)) for name, value in rows)


def ties_of(connection: sqlite3.Connection, parties: Iterable[str]) -> set[str]:
    """Return the ids of the ties of these actors, withdrawn or not."""
    found: set[str] = set()
    for party in parties:
        found.update(
            str(row[0]) for row in connection.execute("SELECT id FROM main.tie WHERE actor = ?", (party,))
        )
    return found


def speakers(connection: sqlite3.Connection, statements: Iterable[str]) -> dict[str, str]:
    """Return the speakers of these statements, each with its kind."""
    text = (
        "SELECT actor.id, actor.kind FROM main.statement AS statement"
        " JOIN main.actor AS actor ON actor.id = statement.speaker WHERE statement.id = ?"
    )
    found = (connection.execute(text, (statement,)).fetchone() for statement in statements)
    return {str(speaker): str(kind) for speaker, kind in found}


def sought(connection: sqlite3.Connection, looks: Iterable[str]) -> dict[str, list[Who]]:
    """Return the actors of each of these silences, in order."""
    text = (
        "SELECT DISTINCT actor.id, actor.kind, actor.name, actor.note FROM main.silence_actors AS looked_for"
        " JOIN main.actor AS actor ON actor.id = looked_for.value"
        " WHERE looked_for.record = ? ORDER BY looked_for.position"
    )
    return {look: [Who(*row) for row in connection.execute(text, (look,))] for look in looks}


def issues_of(connection: sqlite3.Connection) -> dict[str, int]:
    """On how many issues each actor has a standing, of those who have any."""
    asked = posed_to(connection)
    text = f"SELECT actor, count(*) FROM ({narrowed('standing')}) GROUP BY actor"
    rows = connection.execute(text, asked.parameters)
    return {str(actor): int(count) for actor, count in rows}


_KEY_LENGTH: Final = 12


class Origin(NamedTuple):
    """A source as a record gives it."""

    record: str
    url: str | None
    citation: str | None
    tier: str | None
    publisher: str | None
    title: str | None
    author: str | None
    published: str | None
    retrieved: str | None
    language: str | None
    original_publisher: str | None
    original_url: str | None
    archive_url: str | None

    @property
    def address(self) -> str:
        """Return its url, else its citation: by this two records mean one source."""
        return self.url or self.citation or ""


class Citing(NamedTuple):
    """That a record of some kind cites a source."""

    kind: str
    origin: Origin


def source_key(address: str) -> str:
    """Return the id of the source at an address, the same in every dataset."""
    return sha256(address.encode()).hexdigest()[:_KEY_LENGTH]


def sources_of(connection: sqlite3.Connection, record: str) -> list[Origin]:
    """Return the sources of a record, as they are listed."""
    return _origins(connection, "record = :ref AND part = '' ORDER BY position", record)


def sources_within(connection: sqlite3.Connection, record: str) -> list[Origin]:
    """Return the sources of a record and of all its parts, as they are listed."""
    return _origins(connection, "record = :ref ORDER BY part, position", record)


def sources_at(connection: sqlite3.Connection, address: str) -> list[Origin]:
    """Return every description of the source at an address, also an original or archived one, in record order."""
    if not is_whole(address):
        return []
    of_address = ":ref IN (url, archive_url, original_url, citation)"
    return _origins(
        connection, f"{of_address} ORDER BY coalesce(url = :ref, 0) DESC, record, part, position", address
    )


def _origins(connection: sqlite3.Connection, where: str, ref: str) -> list[Origin]:
    text = f"SELECT {', '.join(Origin._fields)} FROM main.source WHERE {where}"
    return [Origin(*row) for row in connection.execute(text, {"ref": ref})]


def cited(
    connection: sqlite3.Connection, asked: Question, records: Iterable[str] | None = None
) -> list[Citing]:
    """Return every source of a record that is known and had begun, or of these records, by record."""
    text, values = sql("cited"), {**asked.parameters}
    if records is not None:
        text += " WHERE record.id IN (SELECT value FROM json_each(:records))"
        values["records"] = json.dumps(list(records))
    rows = connection.execute(f"{text} ORDER BY source.record, part, position", values)
    return [Citing(kind, Origin(*fields[: len(Origin._fields)])) for kind, *fields in rows]


def cited_as(connection: sqlite3.Connection, asked: Question, source: str) -> list[Citing]:
    """Return the citations of the source with this key by records known and begun by then, in record order."""
    _keep_keys(connection)
    rows = connection.execute("SELECT DISTINCT record FROM temp.source_key WHERE id = ?", (source,))
    found = cited(connection, asked, [str(row[0]) for row in rows])
    return [each for each in found if source_key(each.origin.address) == source]


def _keep_keys(connection: sqlite3.Connection) -> None:
    """Keep the key of every source with the connection, since SQLite can't make one."""
    if connection.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = 'source_key'").fetchone():
        return
    rows = connection.execute("SELECT DISTINCT record, coalesce(url, citation) FROM main.source").fetchall()
    connection.execute("CREATE TEMP TABLE source_key (id TEXT, record TEXT)")
    connection.executemany(
        "INSERT INTO source_key VALUES (?, ?)",
        ((source_key(str(address)), record) for record, address in rows),
    )
    connection.execute("CREATE INDEX temp.source_key_id ON source_key (id)")
