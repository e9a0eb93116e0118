"""Sources, whole: those of a record, and what records say of one at an address."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from stancetracker.index.store import sql


class Origin(NamedTuple):
    """A source as a record gives it."""

    record: str
    url: str | None
    citation: str | None
    tier: str | None
    publisher: str | None
    title: str | None
    author: str | None
    published: str | None
    retrieved: str | None
    language: str | None
    original_publisher: str | None
    original_url: str | None
    archive_url: str | None


def of_record(connection: sqlite3.Connection, record: str) -> list[Origin]:
    """The sources of a record, as they are listed."""
    return [Origin(*row) for row in connection.execute(sql("sources_of"), {"ref": record})]


def at_address(connection: sqlite3.Connection, address: str) -> list[Origin]:
    """What records say of the source at an address, each as often as it is given."""
    return [Origin(*row) for row in connection.execute(sql("sources_at"), {"ref": address})]
