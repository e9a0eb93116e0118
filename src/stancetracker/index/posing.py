"""How a question is put to an index: by a view that all SQL sees, and texts whose lines are in force as it needs."""

import sqlite3
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_QUESTION: Final = "SELECT :as_of AS as_of, :known_by AS known_by, :audience AS audience"
_ONLY_IF: Final = "-- if "
_PARTS: Final = ("of_issue", "of_actor", "issues_of")


class Asked(NamedTuple):
    """What an index is opened for: all SQL sees it as the view `standing`."""

    as_of: str
    known_by: str | None = None
    audience: str = "public"


@cache
def sql(name: str) -> str:
    """The text of one of the queries in `index/sql`."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def pose(connection: sqlite3.Connection, asked: Asked) -> None:
    """Make the TEMP view of the question; SQLite has no parameters in views."""
    connection.execute(f"CREATE TEMP VIEW question AS {posed(_QUESTION, asked)}")


def standing(asked: Asked) -> str:
    """The name of the text that answers who stands where: the rule itself, or by way of the summary."""
    return "summed" if asked.known_by is None and asked.audience == "public" else "standing"


def posed_to(connection: sqlite3.Connection) -> Asked:
    """What an index was opened for."""
    return Asked(*connection.execute("SELECT as_of, known_by, audience FROM temp.question").fetchone())


def posed(text: str, asked: Asked) -> str:
    """SQL with the question's values written in."""
    for name in ("as_of", "known_by", "audience"):
        text = text.replace(f":{name}", _literal(getattr(asked, name)))
    return text


def narrowed(name: str, **asked: bool) -> str:
    """The text of a query with its lines `-- if issue:` in force where `issue` is asked for, and so on."""
    return _narrowed(name, frozenset(word for word, wanted in asked.items() if wanted))


@cache
def _narrowed(name: str, asked: frozenset[str]) -> str:
    text = _summed() if name == "summed" else sql(name)
    lines = text.split("\n")
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


def _summed() -> str:
    """`summed.sql` with what it shares with `standing.sql`: the rule itself, for some pairs, and what is shown."""
    whole = sql("standing")
    rule = whole[whole.index("-- 1. ") : whole.index("-- Who is asked about")]
    rows = whole[whole.rindex("\nSELECT\n") :]
    # Pairs are narrowed before the rule is asked for some of them.
    for word in ("issue", "actor"):
        rule = rule.replace(f"-- if {word}: ", "-- ")
    return sql("summed").replace(":rule", rule.replace("-- if unsettled: ", "")).replace(":rows", rows)


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"
