"""The views that a person's own SQL reads, with the question's values written in.

A view is a text in `index/sql/views`, `standing`, or made for a list in records. They are TEMP
views. A name alone has what counts; `…_all` has the rest too, with a column `state` that says why.
They go by the names of the tables, so that nobody reads one by mistake that knows of no flag;
`main.statement` and so on are refused (`index.sandbox`). A view takes its rows from the query of
the same matter where there is one (`:statements` in a text), so that no rule is written twice.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from stancetracker.index import fields
from stancetracker.index.queries import Question, bind_question, literal, query_text, sql
from stancetracker.ledger.files import shipped

Descriptions = Mapping[str, str]
"""The columns of a table or view, each with what it holds; empty where nobody reads that."""
_FOLDER: Final = Path(__file__).parent / "sql" / "views"
# `FROM (:statements) AS statement`
_QUERY: Final = re.compile(r"\(:(\w+)\)")
# `  -- if issue: AND statement.issue = :issue`
_CONDITION: Final = re.compile(r"^\s*-- if \w+:.*\n", re.MULTILINE)
# `    statement.note, -- a note of whoever recorded it`
_DESCRIBED: Final = re.compile(r"(\w+)\]?,? -- (.+)$", re.MULTILINE)
# `    -- other fields: reply, but to`
_OTHER_FIELDS: Final = re.compile(
    r"^(?P<indent> +)-- other fields: (?P<table>\w+)(?:, but (?P<left_out>\w+))?\n", re.MULTILINE
)
_COUNTING: Final = "-- What counts of {0}_all.\nSELECT * FROM {0}_all WHERE state = 'counts'"
_LISTED: Final = """-- A list in the records of {0}.
SELECT * FROM main.{1} WHERE record IN (SELECT id FROM {0})"""
_SOUND: Final = """-- Records of the kind {0} that are not withdrawn.
SELECT * FROM main.{0} WHERE withdrawn IS NULL"""
_COLUMNS: Final = """
SELECT owner.name, column.name
FROM main.sqlite_schema AS owner JOIN pragma_table_info(owner.name, 'main') AS column
WHERE owner.type = 'table'
ORDER BY owner.name, column.cid"""


@cache
def written_views() -> dict[str, str]:
    """Return the texts of views by their names; that of `standing` is the rule's own."""
    files = sorted(_FOLDER.glob("*.sql"))
    return {
        "standing": sql("standing"),
        **{file.stem: shipped(file) for file in files},
    }


def columns(name: str, tables: Mapping[str, Descriptions]) -> Descriptions:
    """Return the columns of a view, each with what it holds; none for a view without a text."""
    text = written_views().get(name.removesuffix("_all"), "")
    return described(with_other_fields(text, tables))


def texts(kinds: Collection[str], tables: Mapping[str, Descriptions]) -> dict[str, str]:
    """Return the SQL of every view: with a text, of a kind, or of a list in records."""
    views: dict[str, str] = {}
    for name, own_text in written_views().items():
        text = _whole_text(own_text, tables)
        if "state" in described(own_text):
            views[f"{name}_all"] = text
            views[name] = _COUNTING.format(name)
        else:
            views[name] = text
    for table in tables:
        kind, _, part = table.partition("_")
        if table in views or kind not in kinds:
            continue
        if part and kind in views:
            views[table] = _LISTED.format(kind, table)
        elif not part and "withdrawn" in tables[table]:
            views[table] = _SOUND.format(table)
    return views


def _whole_text(text: str, tables: Mapping[str, Descriptions]) -> str:
    """Return the text of a view with all its fields, and with the queries that it names."""
    text = _CONDITION.sub("", with_other_fields(text, tables))
    text = _QUERY.sub(lambda match: f"(\n{sql(match[1])})", text)
    return _CONDITION.sub("", text).rstrip()


def described(text: str) -> dict[str, str]:
    """Return the columns of a view's text, each with what it holds: the comment on its line."""
    return dict(_DESCRIBED.findall(f"{text.rstrip()}\n".rpartition("\nSELECT\n")[2]))


def with_other_fields(text: str, tables: Mapping[str, Descriptions]) -> str:
    """Write the other fields of a kind into the text of a view, a line each."""
    described_columns = described(text)

    def lines(match: re.Match[str]) -> str:
        table = match["table"]
        names = fields.others(tables[table], {*described_columns, match["left_out"]})
        return "".join(
            f"{match['indent']}{table}.[{name}], -- {tables[table][name]}\n" for name in names
        )

    return _OTHER_FIELDS.sub(lines, text)


def make_views(connection: sqlite3.Connection, question: Question) -> None:
    """Make the views that see the question.

    Where it names issues or people, `standing` has only theirs, and costs no more.
    """
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column in connection.execute(_COLUMNS):
        tables[table][column] = ""
    kinds = {str(kind) for (kind,) in connection.execute("SELECT name FROM main.kind")}
    for name, text in (texts(kinds, tables) | {"standing": _standing(question)}).items():
        connection.execute(f"CREATE TEMP VIEW [{name}] AS {bind_question(text, question)}")


def _standing(question: Question) -> str:
    """Return the text of `standing` on the issues and about the people that a question names."""
    of_people = bool(question.people)
    actors = literal(json.dumps(question.people))
    rules = []
    for issue in question.issues or (None,):
        rule = query_text("standing", issue=issue is not None, actors=of_people)
        rule = _CONDITION.sub("", rule).replace(":actors", actors).replace(":issue", literal(issue))
        rules.append(f"SELECT * FROM (\n{rule}\n)")
    return "\nUNION ALL ".join(rules)
