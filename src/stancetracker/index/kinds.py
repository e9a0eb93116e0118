"""The kinds of record of an open index, as its table `kind` has them; reading needs no record class."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from stancetracker.base.traits import Traits

_KINDS: Final = "SELECT name, traits FROM main.kind ORDER BY position"
_LINE: Final = "SELECT kind, json FROM main.record WHERE id = ?"


def kinds(connection: sqlite3.Connection) -> dict[str, Traits]:
    """Return every kind with its traits, in their order."""
    return {str(name): Traits(**json.loads(text)) for name, text in connection.execute(_KINDS)}


def with_ids(connection: sqlite3.Connection) -> list[str]:
    """Return the kinds whose records have ids: all but the dataset's own."""
    return [kind for kind in kinds(connection) if kind != "dataset"]
