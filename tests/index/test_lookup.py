"""Any record, field by field."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tests.datasets import SHIPPED

from stancetracker.index import lookup
from stancetracker.index.lookup import Fact


def test_a_record_is_told_by_its_filled_fields_then_its_lists(connection: sqlite3.Connection) -> None:
    """
    {"kind": "person", "id": "ada", "other_names": ["A", "Ada L"], "memberships": [{"role": "chief",
     "start_date": "2026"}]}
    """
    found = lookup.facts(connection, "person", "ada")

    assert [
        Fact("id", "ada"),
        Fact("name", "Ada"),
        Fact("file", "all.jsonl"),
        Fact("line", 1),
        Fact("other_names.0", "A"),
        Fact("other_names.1", "Ada L"),
        Fact("memberships.0.role", "chief"),
        Fact("memberships.0.start_date", "2026"),
    ] == found


def test_a_list_is_told_in_its_order_whatever_its_dates_are_like(connection: sqlite3.Connection) -> None:
    """
    {"kind": "issue", "id": "bridge"}
    {"kind": "petition", "id": "letter", "signatures": [{"date": "2026-01-01", "at_least": 1},
     {"date": "2026-02", "at_least": 2}, {"date": "2026-03-01", "at_least": 3}]}
    """
    found = lookup.facts(connection, "petition", "letter")

    assert [(f"signatures.{at}.at_least", at + 1) for at in range(3)] == [
        fact for fact in found if fact.field.endswith("at_least")
    ]


def _flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The values in a record, each with the name of its fact; identifiers are told by their place."""
    if isinstance(value, dict):
        joint = "_" if path in ("amount", "stance_words") else "."
        for key, item in value.items():
            yield from _flat(item, f"{path}{joint}{key}" if path else key)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _flat(item, f"{path}.{number}")
    elif not path.startswith("identifiers"):
        yield path, value


def test_every_record_and_value_of_the_shipped_data_is_told(shipped: sqlite3.Connection) -> None:
    for name in (ids := lookup.ids(shipped)):
        values = dict(_flat(lookup.values(shipped, name)))
        kind = str(values.pop("kind"))
        facts = lookup.facts(shipped, kind, name)

        assert kind == lookup.kind_of(shipped, name)
        assert len(facts) == len({fact.field for fact in facts}), name
        assert values.items() <= {fact.field: fact.value for fact in facts}.items(), name
    lines = [line for file in SHIPPED.files() for line in file.path.read_bytes().splitlines()]

    assert len(lines) - 1 == len(ids)
