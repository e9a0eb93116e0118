"""What a record's rows hold: each field in its column, what is left out as it is anyway, and nothing else."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

from hypothesis import given
from tests.datasets import SHIPPED
from tests.index.strategies import Line, datasets

from stancetracker.base import dates
from stancetracker.index import rows, tables
from stancetracker.ledger.dataset import Dataset, load
from stancetracker.ledger.fields import members
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND, RECORD_CLASSES
from stancetracker.ledger.record import Part, Record

Cells = dict[str, Any]


def inserted(records: list[tuple[Record, str, int]]) -> sqlite3.Connection:
    """A database with the tables of an index and the rows of these records."""
    connection = sqlite3.connect(":memory:")
    tables.make(connection)
    found: rows.Rows = defaultdict(list)
    for record, file, line in records:
        rows.add(record.model_dump(exclude_defaults=True), file, line, found)
    tables.put(connection, found)
    connection.row_factory = sqlite3.Row
    return connection


def of(dataset: Dataset) -> sqlite3.Connection:
    """A database with the rows of a dataset."""
    return inserted([(entry.record, entry.place.file, entry.place.line) for entry in dataset.entries])


def held(connection: sqlite3.Connection, table: str) -> list[Cells]:
    """The cells of a table's rows that hold something."""
    found = connection.execute(f"SELECT * FROM [{table}] ORDER BY rowid")
    return [{name: row[name] for name in row.keys() if row[name] is not None} for row in found]  # noqa: SIM118


def test_each_field_has_its_column(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada", "identifiers": {"wikidata": "Q1"}, "former_ids": ["a"],
     "other_names": ["A"], "note": "N"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "stance_words": {"favor": "build",
     "against": "leave"}, "until": "2026-02-01"}
    {"kind": "issue", "id": "tunnel"}
    {"kind": "event", "id": "vote", "trigger": true, "date": "../2026-01"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "build", "text": "Build"}],
     "signatures": [{"date": "2026-01", "at_least": 5, "sources": [{"citation": "C", "tier": "primary"}]}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "../2026-01-09", "stance": "favor",
     "demands": ["letter/build"], "event": "vote"}
    {"kind": "tie", "id": "t", "actor": "ada", "amount": {"value": 5, "currency": "USD", "bound": "at-least"}}
    """
    connection = of(load(folder))
    [statement] = held(connection, "statement")
    [event] = held(connection, "event")
    first, second = held(connection, "issue")

    assert [{"record": "ada", "position": 0, "name": "wikidata", "value": "Q1"}] == held(
        connection, "person_identifiers"
    )
    assert ("build", "leave", 2) == tuple(
        first[name] for name in ("stance_words_favor", "stance_words_against", "line")
    )
    assert not {"stance_words_favor", "stance_words_against"} & second.keys()
    assert (1, "../2026-01", "0001-01-01", "2026-01-31") == tuple(
        event[name] for name in ("trigger", "date", "date_earliest", "date_latest")
    )
    assert ("0001-01-01", "2026-01-09") == (statement["date_earliest"], statement["date_latest"])
    assert ("public", "unverified") == (statement["audience"], statement["verification"])
    assert not {"made_public", "made_public_earliest"} & statement.keys()
    assert [{"record": "s", "position": 0, "value": "letter/build"}] == held(connection, "statement_demands")
    assert [(5, "USD", "at-least")] == [
        tuple(row[f"amount_{name}"] for name in ("value", "currency", "bound"))
        for row in held(connection, "tie")
    ]
    assert [("letter", "signatures/0", 0), ("s", "", 0), ("t", "", 0)] == [
        (row["record"], row["part"], row["position"]) for row in held(connection, "source")
    ]


@given(datasets())
def test_a_row_holds_what_is_written_out_and_what_it_is_otherwise(lines: list[Line]) -> None:
    records = [ADAPTERS[line["kind"]].validate_python(line, strict=False) for line in lines]
    connection = inserted([(record, "a.jsonl", number) for number, record in enumerate(records, 1)])

    for kind, record_class in CLASS_BY_KIND.items():
        own = [record for record in records if isinstance(record, record_class)]
        rows_ = connection.execute(f"SELECT * FROM [{kind}] ORDER BY line")
        for record, row in zip(own, rows_, strict=True):
            assert_holds(row, record)


def assert_holds(row: Cells, record: Record) -> None:
    """A row has each single value of a record, and the first and last days of its dates."""
    for one in members(type(record)):
        value = getattr(record, one.name)
        if not one.many and one.part is None:
            assert value == row[one.name]
        if one.is_date:
            earliest, latest = dates.parse(value) if value else (None, None)
            bounds = (earliest or rows.FIRST_DAY, latest) if value else (None, None)
            assert bounds == (row[f"{one.name}_earliest"], row[f"{one.name}_latest"])


def test_objects_in_a_record_hold_single_values_that_are_always_there() -> None:
    # Each has a column of its own, and nothing is worked out from it.
    inner = [one.part for part in RECORD_CLASSES for one in members(part) if one.part and not one.many]

    assert 2 <= len(inner)
    for part in inner:
        assert all(part.model_fields[one.name].is_required() for one in members(part))
        assert not any(one.many or one.part or one.is_date for one in members(part))


def test_ways_are_forgotten_when_they_are_many() -> None:
    ways = rows._Ways(Part, "statement")
    for number in range(rows._MOST + 1):
        ways[(str(number),)]

    assert 1 == len(ways)


def test_the_shipped_records_go_into_their_tables() -> None:
    dataset = load(SHIPPED)
    connection = of(dataset)
    assert len(dataset.entries) == sum(
        connection.execute(f"SELECT count(*) FROM [{kind}]").fetchone()[0]
        for kind in {entry.record.kind for entry in dataset.entries}  # type: ignore[attr-defined]
    )
    assert all(
        held(connection, table)
        for table in ("statement", "silence_actors", "petition_signatures", "source", "tie")
    )
