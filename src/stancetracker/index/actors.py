"""Actors one by one: who somebody is, in which roles, and who belongs to an organization."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from stancetracker.index.question import narrowed, posed_to, sql, standing


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
    """Who goes by an id, if anybody."""
    row = connection.execute("SELECT id, kind, name, note FROM main.actor WHERE id = ?", (actor,)).fetchone()
    return None if row is None else Who(*row)


def everyone(connection: sqlite3.Connection, kind: str) -> list[Who]:
    """All people, or all organizations, by name."""
    rows = connection.execute(f"SELECT id, '{kind}', name, note FROM main.{kind} ORDER BY name, id")
    return [Who(*row) for row in rows]


def role(connection: sqlite3.Connection, actor: str, as_of: str) -> Role | None:
    """The role of a person on a day."""
    row = connection.execute(
        f"SELECT * FROM ({sql('roles')}) WHERE actor = :actor", {"actor": actor, "as_of": as_of}
    )
    return next((Role(*each) for each in row), None)


def roles(connection: sqlite3.Connection, as_of: str) -> dict[str, Role]:
    """The role of each person on a day."""
    found = (Role(*row) for row in connection.execute(sql("roles"), {"as_of": as_of}))
    return {each.actor: each for each in found}


def memberships(connection: sqlite3.Connection, actor: str) -> list[Held]:
    """Every role of a person on record."""
    return [Held(*row) for row in connection.execute(sql("memberships"), {"actor": actor})]


def members(connection: sqlite3.Connection, organization: str, as_of: str) -> list[Belonging]:
    """The people of an organization on a day, and the former ones, a row for each role."""
    rows = connection.execute(sql("members"), {"actor": organization, "as_of": as_of})
    return [Belonging(*row) for row in rows]


def other_names(connection: sqlite3.Connection, who: Who) -> tuple[str, ...]:
    """What else an actor is called."""
    rows = connection.execute(
        f"SELECT value FROM main.{who.kind}_other_names WHERE record = ? ORDER BY position", (who.id,)
    )
    return tuple(str(row[0]) for row in rows)


def identifiers(connection: sqlite3.Connection, who: Who) -> tuple[tuple[str, str], ...]:
    """By what an actor goes elsewhere."""
    rows = connection.execute(
        f"SELECT name, value FROM main.{who.kind}_identifiers WHERE record = ? ORDER BY position", (who.id,)
    )
    return tuple((str(name), str(value)) for name, value in rows)


def ties_of(connection: sqlite3.Connection, parties: Iterable[str]) -> set[str]:
    """The ids of the ties of these actors, withdrawn or not."""
    found: set[str] = set()
    for party in parties:
        found.update(
            str(row[0]) for row in connection.execute("SELECT id FROM main.tie WHERE actor = ?", (party,))
        )
    return found


def speakers(connection: sqlite3.Connection, statements: Iterable[str]) -> dict[str, str]:
    """Who speaks in these statements, and whether it is a person or an organization."""
    text = (
        "SELECT actor.id, actor.kind FROM main.statement AS statement"
        " JOIN main.actor AS actor ON actor.id = statement.speaker WHERE statement.id = ?"
    )
    found = (connection.execute(text, (statement,)).fetchone() for statement in statements)
    return {str(speaker): str(kind) for speaker, kind in found}


def sought(connection: sqlite3.Connection, looks: Iterable[str]) -> dict[str, list[Who]]:
    """Whom each of these looks is for, as they are listed."""
    text = (
        "SELECT DISTINCT actor.id, actor.kind, actor.name, actor.note FROM main.silence_actors AS looked_for"
        " JOIN main.actor AS actor ON actor.id = looked_for.value"
        " WHERE looked_for.record = ? ORDER BY looked_for.position"
    )
    return {look: [Who(*row) for row in connection.execute(text, (look,))] for look in looks}


def issues_of(connection: sqlite3.Connection) -> dict[str, int]:
    """On how many issues each actor has a standing, of those who have any."""
    asked = posed_to(connection)
    text = f"SELECT actor, count(*) FROM ({narrowed(standing(asked))}) GROUP BY actor"
    rows = connection.execute(text, asked.parameters)
    return {str(actor): int(count) for actor, count in rows}
