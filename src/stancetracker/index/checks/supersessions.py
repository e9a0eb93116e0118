"""The check of supersessions: a record that takes the place of another stands itself."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from stancetracker.index.checks.findings import Finding, Findings, place_of

# Of one day, two supersessions may be a chain; whatever else withdrew the replacement, it was gone.
_WITHDRAWN: Final = """
WITH gone(id, day) AS MATERIALIZED (
    SELECT corrects, min(recorded || (type = 'supersession') || id) FROM correction GROUP BY corrects
)
SELECT correction.id, replacement, substr(day, 12) FROM correction JOIN gone ON gone.id = replacement
WHERE replacement <> corrects AND substr(day, 1, 11) < recorded || '1'
"""


def replacement_withdrawn(connection: sqlite3.Connection, today: str) -> Findings:
    """A replacement that was withdrawn itself

    On the day of the supersession its replacement was already withdrawn, or it leads back to what it replaces
    (two records that supersede each other): no record would stand. Name the one that does. A replacement may
    well be superseded or retracted on a later day: that is history, and no mistake.
    """
    hint = "name a record that stands"
    told = set()
    for record, new, gone in connection.execute(_WITHDRAWN).fetchall():
        told.add(record)
        why = f"was withdrawn by {gone} at {place_of(connection, gone)}"
        yield Finding(record, ("replacement",), f"{new} {why}", hint)
    for record, old, new in _in_a_circle(connection):
        if record not in told:
            yield Finding(record, ("replacement",), f"{new} is itself replaced by {old}", hint)


def _in_a_circle(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield the supersessions whose replacement leads back to what they replace: id, old and new."""
    query = "SELECT id, corrects, replacement FROM correction WHERE replacement <> corrects"
    edges = defaultdict[str, list[str]](list)
    for _, old, new in connection.execute(query):
        edges[old].append(new)
    circle = _circles(edges)
    for record, old, new in connection.execute(query):
        if old in circle and circle[old] == circle.get(new):
            yield record, old, new


def _circles(edges: Mapping[str, list[str]]) -> dict[str, str]:
    """Map each node to the first found of those that it leads to and that lead to it (Kosaraju's algorithm)."""
    finished: dict[str, None] = {}
    back = defaultdict[str, list[str]](list)
    seen: set[str] = set()
    for start in edges:
        waiting = [(start, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                finished[node] = None
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                for following in edges.get(node, ()):
                    back[following].append(node)
                    waiting.append((following, False))
    found: dict[str, str] = {}
    for root in reversed(finished):
        nodes = [root]
        while nodes:
            node = nodes.pop()
            if node not in found:
                found[node] = root
                nodes += back.get(node, ())
    return found
