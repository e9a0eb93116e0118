"""Any record, by its id."""

from __future__ import annotations

import sqlite3

from tests.datasets import SHIPPED

from stancetracker.index import lookup


def test_every_record_of_the_shipped_data_has_a_kind_and_a_place(shipped: sqlite3.Connection) -> None:
    kinds = lookup.ids(shipped)
    places = {lookup.place(shipped, name) for name in kinds}
    lines = [line for file in SHIPPED.files() for line in file.path.read_bytes().splitlines()]

    assert kinds == {name: lookup.kind_of(shipped, name) for name in kinds}
    assert len(lines) - 1 == len(places)
