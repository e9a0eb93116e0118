"""The tables follow from the record classes, and the schema's number from the tables."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.datasets import SHIPPED

from stancetracker.index import derived, passages, schema, tables
from stancetracker.index.posing import Asked, sql
from stancetracker.index.store import SCHEMA, Index, ask
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.model import RECORD_CLASSES

DIGEST = "7324dd4419cd2fea"


def digest() -> str:
    columns = "\n".join(
        f"{table.name}({', '.join(f'{name} {kind.__name__}' for name, kind in table.columns)})"
        for table in schema.tables()
    )
    texts = f"{' '.join(passages.COLUMNS)}\n{tables.TOKENIZER}\n{sql('passages')}"
    made = f"{tables.INDICES}\n{derived.INDICES}\n{derived.SUMMARY}\n{sql('summary')}\n{sql('mixed')}"
    return hashlib.sha256(f"{columns}\n{sql('standing')}\n{texts}\n{made}".encode()).hexdigest()[:16]


def test_tables_that_change_need_a_new_schema_number() -> None:
    # Indexes of the old tables are found by the old number: raise SCHEMA, then put the new digest here.
    assert (6, DIGEST) == (SCHEMA, digest())


def test_every_row_has_as_many_values_as_its_table_has_columns() -> None:
    width = {table.name: len(table.columns) for table in schema.tables()}
    seen = set()
    for entry in load(SHIPPED).entries:
        for table, row in schema.rows(entry.record.model_dump(), entry.place.file, entry.place.line):
            seen.add(table)

            assert width[table] == len(row), table
    assert {"statement", "silence_actors", "petition_signatures", "source", "tie"} <= seen


def test_rows_stand_in_the_order_of_the_columns(folder: Folder) -> None:
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
    dataset = load(folder)
    found: dict[str, list[dict[str, object]]] = {}
    columns = {table.name: table.written for table in schema.tables()}
    for entry in dataset.entries:
        for table, row in schema.rows(entry.record.model_dump(), entry.place.file, entry.place.line):
            found.setdefault(table, []).append(dict(zip(columns[table], row, strict=True)))

    assert [{"record": "ada", "position": 0, "name": "wikidata", "value": "Q1"}] == found[
        "person_identifiers"
    ]
    assert ("build", "leave", 2) == tuple(
        found["issue"][0][name] for name in ("stance_words_favor", "stance_words_against", "line")
    )
    assert (schema.NULL, schema.NULL) == tuple(
        found["issue"][1][name] for name in ("stance_words_favor", "stance_words_against")
    )
    assert (1, "../2026-01", "0001-01-01", "2026-01-31") == tuple(
        found["event"][0][name] for name in ("trigger", "date", "date_earliest", "date_latest")
    )
    assert ("0001-01-01", "2026-01-09", None, schema.NULL) == tuple(
        found["statement"][0][name]
        for name in ("date_earliest", "date_latest", "made_public", "made_public_earliest")
    )
    assert [{"record": "s", "position": 0, "value": "letter/build"}] == found["statement_demands"]
    assert (5, "USD", "at-least") == tuple(
        found["tie"][0][f"amount_{name}"] for name in ("value", "currency", "bound")
    )
    assert [("letter", "signatures/0", 0), ("s", "", 0), ("t", "", 0)] == [
        (row["record"], row["part"], row["position"]) for row in found["source"]
    ]


def test_every_kind_has_its_table() -> None:
    kinds = {
        str(record_class.model_fields["kind"].annotation).split("'")[1] for record_class in RECORD_CLASSES
    }

    assert kinds <= {table.name for table in schema.tables()}


def test_the_tables_of_an_index_have_these_columns(tmp_path: Path) -> None:
    def columns(index: Index) -> dict[str, list[str]]:
        return {
            table.name: [
                row["name"] for row in index.connection.execute(f"PRAGMA table_info([{table.name}])")
            ]
            for table in schema.tables()
        }

    assert {table.name: [name for name, _ in table.columns] for table in schema.tables()} == ask(
        SHIPPED, Asked("2026-01-01"), columns, tmp_path
    )
