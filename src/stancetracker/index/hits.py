"""The order of texts in which words were found: FTS5 gives them by their ids, which are in order but for a few.

Texts that were gathered when an index was made have ids in the order of `sql/passages.sql`, the oldest first. Those of
records that came later have higher ones, wherever they belong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain
from typing import Final

Hit = tuple[int, float | None]
"""The id of a text in which words were found, and its score."""
_PLACE: Final = (
    "SELECT coalesce(latest, ''), coalesce(earliest, ''), record, field FROM main.passage WHERE id = ?"
)


def newest_first(connection: sqlite3.Connection, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits that come by descending ids, the newest text first; they are taken as they are asked for."""
    hits, last, added = iter(hits), gathered(connection), list[Hit]()
    for hit in hits:
        if hit[0] <= last:
            hits = chain([hit], hits)
            break
        added.append(hit)
    if not added:
        return hits

    def place(hit: Hit) -> tuple[str, ...]:
        return tuple(connection.execute(_PLACE, hit[:1]).fetchone())

    return merge(sorted(added, key=place, reverse=True), hits, key=place, reverse=True)


def best_first(connection: sqlite3.Connection, hits: Iterable[Hit]) -> list[Hit]:
    """Hits that come by descending ids, the best first and of equals the newest."""
    return sorted(newest_first(connection, hits), key=lambda hit: hit[1] or 0.0, reverse=True)


def gathered(connection: sqlite3.Connection) -> int:
    """The id of the last text that was gathered, and not added later."""
    [(found,)] = connection.execute("SELECT value FROM meta WHERE name = 'texts_gathered'")
    return int(found)
