"""Our SQL, which is SQLite's, in the words of another engine: the same text, so the same rule.

sqlglot knows the words. What SQLite alone allows is put otherwise first, each by one function here: a CROSS JOIN
with an ON, a number for yes or no, a subquery that looks at both sides of a join, days as Julian numbers.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import sqlglot
from sqlglot import exp

from stancetracker.index.queries import Question, sql

_CHOICE: Final = re.compile(r"^\s*-- if \w+:.*\n", re.MULTILINE)
_ASKED: Final = (
    "SELECT 1 FROM pair_asked WHERE pair_asked.issue = whole.issue AND pair_asked.actor = whole.actor"
)
_TRUTHS: Final = (exp.Predicate, exp.Not, exp.Connector)


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
    for change in (_unqualified, _joined, _truthful, _grouped, _counted_in_days, _hoisted):
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


def _truthful(tree: exp.Expr) -> exp.Expr:
    """Yes and no where SQLite has 1 and 0."""
    for node in list(tree.find_all(exp.Coalesce)):
        if isinstance(node.this, _TRUTHS):
            node.set("expressions", [_truth(each) for each in node.expressions])
    for where in tree.find_all(exp.Where):
        where.set("this", _truth(where.this))
    return tree


def _truth(node: exp.Expr) -> exp.Expr:
    return exp.Boolean(this=node.name == "1") if isinstance(node, exp.Literal) else node


def _grouped(tree: exp.Expr) -> exp.Expr:
    """Group by every plain column; SQLite is content with the key of the rows."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group is not None:
            shown = [one.unalias() for one in select.expressions if isinstance(one.unalias(), exp.Column)]
            group.set(
                "expressions",
                [*group.expressions, *(one.copy() for one in shown if one not in group.expressions)],
            )
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


def _hoisted(tree: exp.Expr) -> exp.Expr:
    """A subquery in the condition of a join, worked out beside the rows that it is joined to."""
    for select in list(tree.find_all(exp.Select)):
        for number, (join, subquery) in enumerate(_subqueries(select)):
            name = f"hoisted_{number}"
            subquery.replace(exp.column(name, table=_first(select)))
            _beside(select, subquery, name)
            assert join.args["on"].find(exp.Subquery) is None
    return tree


def _subqueries(select: exp.Select) -> Iterator[tuple[exp.Join, exp.Subquery]]:
    for join in select.args.get("joins") or ():
        on = join.args.get("on")
        found = on.find(exp.Subquery) if on is not None else None
        if found is not None:
            yield join, found


def _first(select: exp.Select) -> str:
    return str(select.args["from_"].this.alias_or_name)


def _beside(select: exp.Select, subquery: exp.Subquery, name: str) -> None:
    """Let the first table of a select have a column that is worked out by the subquery."""
    table = select.args["from_"].this
    inner = exp.select("*", exp.alias_(subquery.copy(), name)).from_(table.copy())
    select.args["from_"].set("this", inner.subquery(table.alias_or_name))
