"""The question, the SQL texts it is put to (in `index/sql`), and the queries every answer starts from."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base.text import is_whole

_QUESTION: Final = "SELECT :as_of AS as_of, :known_by AS known_by, :audience AS audience"
_ONLY_IF: Final = "-- if "
_PARTS: Final = ("of_issue", "of_actor")


class Question(NamedTuple):
    """A question, from the flags to the SQL: as of when, about whom and what.

    Days are ISO texts. The names in it are as they were typed until `reports.run.resolve` makes them ids.
    """

    as_of: str
    known_by: str | None = None
    audience: str = "public"
    actors: str = "person"
    actors_asked: bool = False
    """Whether `actors` was asked for, so that a panel of others changes nothing about it."""
    everyone: bool = False
    issues: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    statuses: tuple[str, ...] = ()
    stale: bool = False
    reported: bool = False
    members: frozenset[str] = frozenset()
    """The organizations asked for and all who belong to them on the day; filled in by `run.resolve`."""
    citing: frozenset[str] = frozenset()
    """The records that cite a source asked for; filled in by `run.resolve`."""

    @property
    def parameters(self) -> dict[str, str | None]:
        """Return the SQL parameters of the question."""
        return {"as_of": self.as_of, "known_by": self.known_by, "audience": self.audience}


@cache
def sql(name: str) -> str:
    """Return the text of one of the queries in `index/sql`."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def pose(connection: sqlite3.Connection, asked: Question) -> None:
    """Make the TEMP view of the question, in place of an earlier one; SQLite has no parameters in views."""
    views = connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'view'").fetchall()
    for (name,) in views:
        connection.execute(f"DROP VIEW temp.[{name}]")
    connection.execute(f"CREATE TEMP VIEW question AS {posed(_QUESTION, asked)}")


def posed_to(connection: sqlite3.Connection) -> Question:
    """Return the question posed to an index."""
    return Question(*connection.execute("SELECT as_of, known_by, audience FROM temp.question").fetchone())


def posed(text: str, asked: Question) -> str:
    """SQL with the question's values written in."""
    for name, value in asked.parameters.items():
        text = text.replace(f":{name}", _literal(value))
    return text


def narrowed(name: str, **asked: bool) -> str:
    """Return the text of a query with its lines `-- if issue:` uncommented where `issue` is true, and so on."""
    return _narrowed(name, frozenset(word for word, wanted in asked.items() if wanted))


@cache
def _narrowed(name: str, asked: frozenset[str]) -> str:
    lines = sql(name).split("\n")
    return "\n".join(_in_force(line, asked) if _ONLY_IF in line else line for line in lines)


def _in_force(line: str, asked: frozenset[str]) -> str:
    before, mark, rest = line.partition(_ONLY_IF)
    word, colon, only = rest.partition(": ")
    if not mark or not colon or word not in asked:
        return line
    for part in _PARTS:
        if f"(:{part})" in only:
            only = only.replace(f"(:{part})", f"(\n{sql(part)})")
    return f"{before}{only}"


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


class Standing(NamedTuple):
    """An actor's standing on an issue as of a day: the keys of `list`, then columns shown to people only."""

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
    """Return a row for each actor and issue, in the order of issues and panels; with `panel`, panels only."""
    if issues:
        chosen = sorted({*issues} if issue is None else {*issues} & {issue})
        return [row for one in chosen for row in _standings(connection, one, actor, panel)]
    return _standings(connection, issue, actor, panel)


def _standings(
    connection: sqlite3.Connection, issue: str | None, actor: str | None, panel: bool
) -> list[Standing]:
    asked = posed_to(connection)
    rows = narrowed_rows(Standing, connection, "standing", asked, issue, actor, panel=panel)
    rows.sort(key=lambda row: (row.issue, row.position is None, row.position or 0, row.name, row.actor))
    return rows


def issues(connection: sqlite3.Connection, issue: str | None = None) -> list[Issue]:
    """Return every issue, by id; or the one asked for."""
    text = narrowed("issues", issue=issue is not None)
    return list(typed(Issue, connection.execute(text, {"issue": issue})))


def is_id(connection: sqlite3.Connection, kind: str, text: str) -> bool:
    """Return whether a record of this kind has this id."""
    found = f"SELECT 1 FROM main.{kind} WHERE id = ?"
    return is_whole(text) and connection.execute(found, (text,)).fetchone() is not None


def names(connection: sqlite3.Connection) -> list[Named]:
    """Return every name by which an actor, issue or event may be asked for."""
    return list(typed(Named, connection.execute(sql("names"))))


def narrowed_rows(
    row_class: type[Typed],
    connection: sqlite3.Connection,
    name: str,
    asked: Question,
    issue: str | None,
    actor: str | None,
    to: Iterable[str] | None = None,
    **more: bool,
) -> list[Typed]:
    """Return the rows of a query, all or those of an issue, an actor or about the records `to`.

    `more` names other lines of its text that are in force.
    """
    text = narrowed(name, issue=issue is not None, actor=actor is not None, to=to is not None, **more)
    values = {**asked.parameters, "issue": issue, "actor": actor}
    if to is not None:
        values["to"] = json.dumps(list(to))
    return list(typed(row_class, connection.execute(text, values)))


def folder(connection: sqlite3.Connection) -> str:
    """Return the dataset folder that the index was made of."""
    [(path,)] = connection.execute("SELECT value FROM meta WHERE name = 'folder'")
    return str(path)


def data_version(connection: sqlite3.Connection) -> str:
    """Return the content hash of the dataset."""
    [(version,)] = connection.execute("SELECT value FROM meta WHERE name = 'data_version'")
    return str(version)


def typed(row_class: type[Typed], cursor: sqlite3.Cursor) -> Iterator[Typed]:
    """Yield the rows of a query as the records they are; its columns are their fields."""
    columns = [column[0] for column in cursor.description]
    assert tuple(columns) == row_class._fields, (columns, row_class)  # type: ignore[attr-defined]
    flags = [position for position, name in enumerate(columns) if name in FLAGS]
    for row in cursor:
        values: list[Any] = [whole(value) if type(value) is float else value for value in row]
        for position in flags:
            values[position] = bool(values[position])
        yield row_class(*values)


def whole(value: Cell) -> Cell:
    """Return a float without a fraction as an int; SQLite stores amounts as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def dataset_facts(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Return the dataset's title, publisher, licence and contact; None where missing."""
    names = ("title", "publisher", "licence", "contact")
    row = connection.execute(f"SELECT {', '.join(names)} FROM dataset").fetchone()
    return dict(zip(names, row or (None,) * len(names), strict=True))


def with_ids(connection: sqlite3.Connection) -> list[str]:
    """Return the kinds whose records have ids, which is all but the dataset's own, in their order."""
    rows = connection.execute("SELECT name FROM main.kind WHERE name != 'dataset' ORDER BY position")
    return [str(row[0]) for row in rows]


class About(NamedTuple):
    """A dataset's description of itself."""

    title: str
    publisher: str
    licence: str
    contact: str
    url: str | None
    language: str


def days(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return every day on which a statement, a silence, a reply or a correction was recorded, oldest first."""
    return tuple(str(row[0]) for row in connection.execute(sql("days")))


def about(connection: sqlite3.Connection) -> About | None:
    """Return the dataset's description of itself, if any."""
    row = connection.execute(f"SELECT {', '.join(About._fields)} FROM main.dataset").fetchone()
    return None if row is None else About(*row)


def counts(connection: sqlite3.Connection, known_by: str | None) -> dict[str, int]:
    """Return how many records of each kind there are; of those that say when they were recorded, how many by then."""
    found = {}
    for kind in with_ids(connection):
        columns = {row[1] for row in connection.execute(f"PRAGMA main.table_info([{kind}])")}
        until = "WHERE :day IS NULL OR recorded <= :day" if "recorded" in columns else ""
        [count] = connection.execute(
            f"SELECT count(*) FROM main.[{kind}] {until}", {"day": known_by}
        ).fetchone()
        found[kind] = int(count)
    return found


def titles(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the title of each issue, the latest to begin first."""
    rows = connection.execute("SELECT id, title FROM main.issue ORDER BY since DESC, id")
    return {str(issue): str(title) for issue, title in rows}


def records_of(connection: sqlite3.Connection, issue: str, as_of: str) -> set[str]:
    """Return the events and petitions of an issue that had begun by a day, withdrawn or not."""
    rows = connection.execute(
        "SELECT id FROM main.event WHERE date_earliest <= ?2"
        " AND id IN (SELECT record FROM main.event_issues WHERE value = ?1)"
        " UNION SELECT id FROM main.petition WHERE issue = ?1 AND published_earliest <= ?2",
        (issue, as_of),
    )
    return {str(row[0]) for row in rows}


def petitions_of(connection: sqlite3.Connection, issue: str, as_of: str) -> list[str]:
    """Return the petitions of an issue that were published by a day, oldest first."""
    rows = connection.execute(
        "SELECT id FROM main.petition WHERE issue = ? AND published_earliest <= ? ORDER BY published_earliest, id",
        (issue, as_of),
    )
    return [str(row[0]) for row in rows]


def withdrawn_replies(connection: sqlite3.Connection, known_by: str | None) -> list[tuple[str, str]]:
    """Return the replies that were withdrawn, each with the record it was to."""
    rows = connection.execute(
        'SELECT DISTINCT reply.id, reply."to" FROM main.correction AS correction'
        " JOIN main.reply AS reply ON reply.id = correction.corrects"
        " WHERE ?1 IS NULL OR (correction.recorded <= ?1 AND reply.recorded <= ?1)",
        (known_by,),
    )
    return [(str(reply), str(to)) for reply, to in rows]


def held(connection: sqlite3.Connection, asked: Question, issue: str) -> tuple[int, int]:
    """Return how many statements and silences on an issue were known and had begun, withdrawn or not."""
    known = "issue = ?1 AND (?2 IS NULL OR recorded <= ?2) AND date_earliest <= ?3"
    return tuple(  # type: ignore[return-value]
        int(
            connection.execute(
                f"SELECT count(*) FROM main.{kind} WHERE {where}", (issue, asked.known_by, asked.as_of)
            ).fetchone()[0]
        )
        for kind, where in (
            ("statement", f"{known} AND coalesce(made_public_earliest, '') <= ?3"),
            ("silence", known),
        )
    )


def redacted_lines(connection: sqlite3.Connection, known_by: str | None) -> list[str]:
    """Return the reasons of redactions whose record is gone, which no page shows otherwise."""
    rows = connection.execute(
        "SELECT reason FROM main.correction AS correction WHERE type = 'redaction'"
        " AND (?1 IS NULL OR recorded <= ?1)"
        " AND NOT EXISTS (SELECT 1 FROM main.record WHERE record.id = correction.corrects)"
        " ORDER BY recorded, id",
        (known_by,),
    )
    return [str(row[0]) for row in rows]
