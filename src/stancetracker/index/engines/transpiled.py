"""Our SQL, which is SQLite's, in the words of another engine: the same text, so the same rule.

sqlglot knows the words. What SQLite alone allows is put otherwise first, each by one function here: a CROSS JOIN
with an ON, days as Julian numbers. So our texts have neither a number for yes or no, nor a subquery that looks at both
sides of a join, nor a group by fewer columns than are shown.
"""

import re
from functools import cache
from typing import Final

import sqlglot
from sqlglot import exp

from stancetracker.index.queries import Question, sql

_CHOICE: Final = re.compile(r"^\s*-- if \w+:.*\n", re.MULTILINE)
_ASKED: Final = (
    "SELECT 1 FROM pair_asked WHERE pair_asked.issue = whole.issue AND pair_asked.actor = whole.actor"
)


def rule(dialect: str, asked: Question, *, narrowed: bool = False) -> str:
    """Return the standing rule for a question; with `narrowed`, for the pairs of the table `pair_asked` alone."""
    tree = sqlglot.parse_one(_CHOICE.sub("", sql("standing")), dialect="sqlite")
    text = put(_with_values(tree, asked), dialect)
    if not narrowed:
        return text
    return f"SELECT * FROM ({text}) AS whole WHERE EXISTS ({_ASKED})"


@cache
def query(text: str, dialect: str) -> str:
    """A query of ours in the words of an engine; its parameters stay parameters."""
    return put(sqlglot.parse_one(_CHOICE.sub("", text), dialect="sqlite"), dialect)


def put(tree: exp.Expr, dialect: str) -> str:
    """A statement in the words of an engine."""
    for change in (_unqualified, _joined, _counted_in_days):
        tree = change(tree)
    return str(tree.sql(dialect=dialect, comments=False))


def _with_values(tree: exp.Expr, asked: Question) -> exp.Expr:
    """Write the question into the rule."""
    values = {name: _text(value) for name, value in asked.parameters.items()}
    return tree.transform(
        lambda node: values[node.name].copy() if isinstance(node, exp.Placeholder) else node
    )


def _text(value: str | None) -> exp.Expr:
    return exp.cast(exp.Null() if value is None else exp.Literal.string(value), "text")


def _unqualified(tree: exp.Expr) -> exp.Expr:
    """Tables by their names alone."""
    for table in tree.find_all(exp.Table):
        table.set("db", None)
    return tree


def _joined(tree: exp.Expr) -> exp.Expr:
    """Turn each CROSS JOIN with a condition, which fixes SQLite's order, into a join."""
    for join in tree.find_all(exp.Join):
        if join.args.get("on") and join.kind == "CROSS":
            join.set("kind", "INNER")
    return tree


def _counted_in_days(tree: exp.Expr) -> exp.Expr:
    """The days between two days, which SQLite counts by Julian numbers."""

    def change(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Sub) and _is_julian(node.this) and _is_julian(node.expression):
            last, first = (_day(side) for side in (node.this, node.expression))
            return exp.DateDiff(this=last, expression=first, unit=exp.var("DAY"))
        return node

    return tree.transform(change)


def _is_julian(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() == "julianday"


def _day(node: exp.Expr) -> exp.Expr:
    return exp.cast(node.expressions[0], "date")
