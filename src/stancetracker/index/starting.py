"""What a text may be the beginning of, for a shell that completes what is typed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Final

from stancetracker.index.kinds import with_ids
from stancetracker.index.queries import names

MOST: Final = 200
"""As many as help anybody who looks for one."""
_PLAIN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def starting(connection: sqlite3.Connection, kinds: Sequence[str], text: str) -> list[str]:
    """Return the ids of these kinds, or of any, that begin with a text, sorted; else the names of one word that do.

    At most MOST of them. No other name is given: a shell could break it apart, or run what stands in it.
    """
    kinds = kinds or with_ids(connection)
    union = " UNION ALL ".join(
        f"SELECT id FROM main.{kind} WHERE id >= :low AND id < :high" for kind in kinds
    )
    bounds = {"low": text, "high": f"{text}\U0010ffff", "most": MOST}
    found = connection.execute(f"SELECT id FROM ({union}) ORDER BY id LIMIT :most", bounds).fetchall()
    return [str(row[0]) for row in found] or _called(connection, kinds, text)


def _called(connection: sqlite3.Connection, kinds: Sequence[str], text: str) -> list[str]:
    known = (named.name for named in names(connection) if named.kind in kinds)
    return sorted({name for name in known if name.startswith(text) and _PLAIN.fullmatch(name)})[:MOST]
