"""The question, and the texts of SQL it is put to: each a file in `index/sql` whose lines are in force as needed."""

import sqlite3
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_QUESTION: Final = "SELECT :as_of AS as_of, :known_by AS known_by, :audience AS audience"
_ONLY_IF: Final = "-- if "
_PARTS: Final = ("of_issue", "of_actor")


class Question(NamedTuple):
    """What is asked, from the flags to the SQL: as of when, about whom and what.

    Days are ISO texts. The names in it are as they were typed until `reports.names.resolve` makes them ids.
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
    """The organizations asked for and all who belong to them on the day; filled in by `names.resolve`."""
    citing: frozenset[str] = frozenset()
    """The records that cite a source asked for; filled in by `names.resolve`."""

    @property
    def parameters(self) -> dict[str, str | None]:
        """The values that the queries take; a TEMP view holds them for those that views need."""
        return {"as_of": self.as_of, "known_by": self.known_by, "audience": self.audience}


@cache
def sql(name: str) -> str:
    """The text of one of the queries in `index/sql`."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def pose(connection: sqlite3.Connection, asked: Question) -> None:
    """Make the TEMP view of the question; SQLite has no parameters in views."""
    connection.execute(f"CREATE TEMP VIEW question AS {posed(_QUESTION, asked)}")


def posed_to(connection: sqlite3.Connection) -> Question:
    """What an index was opened for."""
    return Question(*connection.execute("SELECT as_of, known_by, audience FROM temp.question").fetchone())


def posed(text: str, asked: Question) -> str:
    """SQL with the question's values written in."""
    for name, value in asked.parameters.items():
        text = text.replace(f":{name}", _literal(value))
    return text


def narrowed(name: str, **asked: bool) -> str:
    """The text of a query with its lines `-- if issue:` in force where `issue` is asked for, and so on."""
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
