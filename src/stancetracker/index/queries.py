"""Who stands where, and the names and issues it is about: each a text in `index/sql`, typed rows out."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base.text import is_whole
from stancetracker.index.question import Question, narrowed, posed_to, sql, standing


class Standing(NamedTuple):
    """Where an actor stands on an issue, as of a day; the keys of `list`, then what people are shown besides."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    status: str
    stance: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    evidence: str | None
    basis: str | None
    response: str | None
    checked_by: str | None
    channel: str | None
    source: str | None
    publisher: str | None
    stale: bool
    reported: bool
    may_have_spoken: bool
    as_of: str
    known_by: str | None
    audience: str
    data_version: str
    actor_kind: str
    position: int | None
    organization_name: str | None


LIST_COLUMNS: Final = Standing._fields[: Standing._fields.index("data_version") + 1]
FLAGS: Final = frozenset(
    {"panel", "stale", "reported", "may_have_spoken", "trigger", "includes_internal", "counts"}
)
"""Columns that hold 0 or 1 in SQLite and mean no or yes."""


class Issue(NamedTuple):
    """An issue, its rule and how many its panel holds, by kind of actor."""

    id: str
    title: str
    proposition: str
    since: str
    until: str | None
    panel_rule: str | None
    recheck_days: int
    favor: str | None
    against: str | None
    people: int
    organizations: int


class Named(NamedTuple):
    """A name by which a record goes: its id, its name, another name, or a former id."""

    kind: str
    id: str
    name: str


Cell = str | int | float | None
Typed = TypeVar("Typed", bound=tuple[object, ...])


def standings(
    connection: sqlite3.Connection,
    issues: Sequence[str] = (),
    *,
    issue: str | None = None,
    actor: str | None = None,
    panel: bool = False,
) -> list[Standing]:
    """One row for each actor and issue, in the order of issues and their panels; with `panel`, of these alone."""
    if issues:
        chosen = sorted({*issues} if issue is None else {*issues} & {issue})
        return [row for one in chosen for row in _standings(connection, one, actor, panel)]
    return _standings(connection, issue, actor, panel)


def _standings(
    connection: sqlite3.Connection, issue: str | None, actor: str | None, panel: bool
) -> list[Standing]:
    asked = posed_to(connection)
    rows = narrowed_rows(Standing, connection, standing(asked), asked, issue, actor, panel=panel)
    rows.sort(key=lambda row: (row.issue, row.position is None, row.position or 0, row.name, row.actor))
    return rows


def issues(connection: sqlite3.Connection, issue: str | None = None) -> list[Issue]:
    """Every issue, by id; or the one asked for."""
    text = narrowed("issues", issue=issue is not None)
    return list(typed(Issue, connection.execute(text, {"issue": issue})))


def is_id(connection: sqlite3.Connection, kind: str, text: str) -> bool:
    """Whether a record of this kind has this id."""
    found = f"SELECT 1 FROM main.{kind} WHERE id = ?"
    return is_whole(text) and connection.execute(found, (text,)).fetchone() is not None


def names(connection: sqlite3.Connection) -> list[Named]:
    """Every name by which an actor, issue or event may be asked for."""
    return list(typed(Named, connection.execute(sql("names"))))


def narrowed_rows(
    row_class: type[Typed],
    connection: sqlite3.Connection,
    name: str,
    asked: Question,
    issue: str | None,
    actor: str | None,
    **more: bool,
) -> list[Typed]:
    """The rows of a query, all or those of an issue and an actor; `more` names lines of it that are in force."""
    text = narrowed(name, issue=issue is not None, actor=actor is not None, **more)
    return list(
        typed(row_class, connection.execute(text, {**asked.parameters, "issue": issue, "actor": actor}))
    )


def folder(connection: sqlite3.Connection) -> str:
    """The dataset folder that the index was made of."""
    [(path,)] = connection.execute("SELECT value FROM meta WHERE name = 'folder'")
    return str(path)


def data_version(connection: sqlite3.Connection) -> str:
    """The content hash of the dataset."""
    [(version,)] = connection.execute("SELECT value FROM meta WHERE name = 'data_version'")
    return str(version)


def typed(row_class: type[Typed], cursor: sqlite3.Cursor) -> Iterator[Typed]:
    """The rows of a query as the records they are; its columns are their fields."""
    columns = [column[0] for column in cursor.description]
    assert tuple(columns) == row_class._fields, (columns, row_class)  # type: ignore[attr-defined]
    flags = [position for position, name in enumerate(columns) if name in FLAGS]
    for row in cursor:
        values: list[Any] = list(map(whole, row))
        for position in flags:
            values[position] = bool(values[position])
        yield row_class(*values)


def whole(value: Cell) -> Cell:
    """A number without a fraction as a whole one; SQLite keeps amounts with one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def dataset_facts(connection: sqlite3.Connection) -> dict[str, str | None]:
    """What the dataset says of itself: title, publisher, licence, contact; nulls where it says nothing."""
    names = ("title", "publisher", "licence", "contact")
    row = connection.execute(f"SELECT {', '.join(names)} FROM dataset").fetchone()
    return dict(zip(names, row or (None,) * len(names), strict=True))
