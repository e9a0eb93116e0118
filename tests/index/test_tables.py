"""The rows of a record have each of its fields in a column, defaults included, and nothing else."""

import json
import sqlite3
from contextlib import closing
from typing import Any

from hypothesis import given
from tests.index.strategies import Line, datasets
from tests.index.tables import filled
from tests.loading import with_id

from stancetracker.base import dates
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.kinds import CLASS_BY_KIND, members
from stancetracker.ledger.record import Record

Cells = dict[str, Any]


def filled_cells(connection: sqlite3.Connection, table: str) -> list[Cells]:
    """Return the cells of a table's rows that are not NULL."""
    rows = connection.execute(f"SELECT * FROM [{table}] ORDER BY rowid")
    return [{name: row[name] for name in row.keys() if row[name] is not None} for row in rows]  # noqa: SIM118


def test_parts_lists_and_sources_have_their_columns(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada", "identifiers": {"wikidata": "Q1"}}
    {"kind": "issue", "id": "bridge", "stance_words": {"favor": "build", "against": "leave"}}
    {"kind": "issue", "id": "tunnel"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "build", "text": "Build"}],
     "signatures": [{"date": "2026-01", "at_least": 5, "sources": [{"citation": "C", "tier": "primary"}]}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor",
     "demands": ["letter/build"]}
    {"kind": "tie", "id": "t", "actor": "ada", "amount": {"value": 5, "currency": "USD", "bound": "at-least"}}
    """
    with closing(filled(folder)) as connection:
        connection.row_factory = sqlite3.Row
        [statement], [tie] = filled_cells(connection, "statement"), filled_cells(connection, "tie")
        bridge, tunnel = filled_cells(connection, "issue")
        left_out = {
            "stance_words_favor",
            "stance_words_against",
            "made_public",
            "made_public_earliest",
        }

        identifier = {"record": "ada", "position": 0, "name": "wikidata", "value": "Q1"}
        assert [identifier] == filled_cells(connection, "person_identifiers")
        assert ("build", "leave") == (bridge["stance_words_favor"], bridge["stance_words_against"])
        assert not left_out & {*tunnel, *statement}
        assert [{"record": "s", "position": 0, "value": "letter/build"}] == filled_cells(
            connection, "statement_demands"
        )
        assert (5, "USD", "at-least") == (
            tie["amount_value"],
            tie["amount_currency"],
            tie["amount_bound"],
        )
        places = [
            (row["record"], row["part"], row["position"])
            for row in filled_cells(connection, "source")
        ]
        assert [("letter", "signatures/0", 0), ("s", "", 0), ("t", "", 0)] == places


@given(datasets())
def test_a_row_has_every_single_value_and_date_of_its_record(lines: list[Line]) -> None:
    lines = [line for line in lines if line.get("type") != "redaction"]
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    with closing(filled({"a.jsonl": content})) as connection:
        connection.row_factory = sqlite3.Row
        records = {line.number: line for line in parse(content, "a.jsonl").lines}

        assert len(records) == len(lines)
        since = dict(connection.execute("SELECT id, since FROM issue").fetchall())
        rows = [
            row for kind in CLASS_BY_KIND for row in connection.execute(f"SELECT * FROM [{kind}]")
        ]
        assert [*records] == sorted(row["line"] for row in rows)
        for row in rows:
            record = with_id(records[row["line"]])
            assert_holds(row, record, since.get(getattr(record, "issue", ""), "0001-01-01"))


def assert_holds(row: Cells, record: Record, since: str) -> None:
    """Assert that a row has each single value of a record, and both bounds of its dates."""
    for member in members(type(record)):
        value = getattr(record, member.name)
        if not member.many and member.part is None:
            assert value == row[member.name]
        if member.is_date:
            earliest, latest = dates.parse(value) if value else (None, None)
            bounds = (earliest or min(since, str(latest)), latest) if value else (None, None)
            assert bounds == (row[f"{member.name}_earliest"], row[f"{member.name}_latest"])


QUESTIONS = (
    "SELECT id, published_earliest FROM petition",
    "SELECT record, date_earliest FROM petition_signatures",
    "SELECT record, published_earliest FROM source ORDER BY record",
)


def test_an_open_start_begins_with_the_issue_of_the_record(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "petition", "id": "letter", "published": "../2026-01", "demands": [{"id": "build", "text": "Build"}],
     "signatures": [{"date": "../2026-01", "at_least": 5,
                     "sources": [{"citation": "C", "tier": "primary", "published": "2026-01"}]}]}
    {"kind": "statement", "id": "early", "speaker": "ada", "date": "../2025-12-31", "stance": "favor",
     "sources": [{"citation": "C", "tier": "primary", "published": "../2026-01"}]}
    {"kind": "event", "id": "vote", "date": "../2026-01",
     "sources": [{"citation": "C", "tier": "primary", "published": "../2026-01"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-01-02"}
    """
    with closing(filled(folder)) as connection:
        starts = [connection.execute(text).fetchall() for text in QUESTIONS]

    assert [
        [("letter", "2026-01-02")],
        [("letter", "2026-01-02")],
        [("early", "2026-01-02"), ("letter", "2026-01-01"), ("vote", "0001-01-01")],
    ] == starts
