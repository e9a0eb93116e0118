"""Many records at once: what can be added is separated from what can't, with reasons."""

from collections.abc import Collection, Mapping, Sequence

import pytest
from tests.contribute.conftest import a_statement
from tests.loading import opening

from stancetracker.contribute.batch import Item, NotImportedError, Settlement, settle
from stancetracker.ledger.folder import Folder

TODAY = "2026-06-01"
BOLT = {"kind": "organization", "id": "bolt", "name": "Bolt"}


def rows(*records: Mapping[str, object]) -> list[Item]:
    """Return an item a record, each of a row of its own."""
    return [
        Item(record, (row,), f"line {row + 1} of the table") for row, record in enumerate(records)
    ]


def settle_items(folder: Folder, items: Sequence[Item]) -> Settlement:
    def accepted(rejected: Collection[int]) -> list[Item]:
        return [
            item for item in items if not item.rows or any(row not in rejected for row in item.rows)
        ]

    return settle(opening(folder), accepted, TODAY, TODAY, {})


def ids(settlement: Settlement) -> list[str]:
    return [addition.id for addition in settlement.plan.additions]


def test_a_row_with_an_unknown_name_or_a_wrong_word_is_rejected_with_every_reason(
    folder: Folder,
) -> None:
    wrong = a_statement(speaker="Nobody", stance="fvor")
    settlement = settle_items(folder, rows(BOLT, wrong))

    assert ["bolt"] == ids(settlement)
    [(row, reasons)] = settlement.rejected.items()
    assert 1 == row
    assert ["unknown person or organization: Nobody", "`stance` can't be fvor"] == [
        reason.partition(" (")[0] for reason in reasons
    ]


def test_a_row_that_names_a_rejected_one_is_rejected_too_and_so_on(folder: Folder) -> None:
    """The event is at fault; the statement names it, and the reply the statement."""
    event = {"kind": "event", "id": "strike", "title": "A strike", "date": "2027-01-01"}
    statement = a_statement(id="s", event="strike")
    reply = {"kind": "reply", "to": "s", "by": "acme", "date": "2026-01-30", "text": "No."}
    settlement = settle_items(
        folder,
        rows(BOLT, event | {"issues": ["issue-a"]}, statement, reply | {"language": "en"}),
    )

    assert ["bolt"] == ids(settlement)
    assert {1, 2, 3} == settlement.rejected.keys()
    assert ["it names strike, which is rejected"] == settlement.rejected[2]
    assert ["it names s, which is rejected"] == settlement.rejected[3]


def test_a_reason_names_other_rows_by_where_they_come_from(folder: Folder) -> None:
    settlement = settle_items(folder, rows(BOLT, BOLT | {"name": "Another"}))

    [reason] = settlement.rejected[1]
    assert "line 1 of the table" in reason


def test_a_record_without_a_row_stops_all_if_it_is_at_fault(folder: Folder) -> None:
    item = Item(a_statement(stance="fvor"), (), "records[0] of the mapping")

    with pytest.raises(NotImportedError, match=r"records\[0\] of the mapping: `stance` can't be"):
        settle_items(folder, [*rows(BOLT), item])


def test_a_record_of_two_rows_stays_while_one_of_them_is_accepted(folder: Folder) -> None:
    shared = Item(BOLT, (0, 1), "line 1")
    wrong = Item(a_statement(stance="fvor"), (1,), "line 2")
    settlement = settle_items(folder, [shared, wrong])

    assert ["bolt"] == ids(settlement)
    assert [1] == list(settlement.rejected)
