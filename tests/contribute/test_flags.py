"""Flags of each kind: their names, and the records that they fill."""

from typing import Any

import pytest
from tests.loading import opening

from stancetracker.contribute.flags import flags, other_names, record, valid_record, values_of
from stancetracker.ledger.folder import Folder


def names(kind: str) -> set[str]:
    return {flag.name for flag in flags(kind)}


def test_a_flag_of_a_list_is_called_by_one_of_its_items() -> None:
    assert {"other-name", "identifier", "id"} & names("person") == {"other-name", "id"}


def test_a_flag_of_an_object_has_both_names_and_no_other() -> None:
    assert {"source-url", "source-language", "language"} <= names("statement")
    assert "url" not in names("statement")
    assert "membership-role" in names("person")


def test_an_organization_has_the_flag_that_reading_commands_have() -> None:
    assert "org" in names("person")
    assert other_names("person")["membership-organization"] == "org"
    assert other_names("person")["organization"] == "org"


def test_a_name_of_a_removed_or_reading_flag_leads_to_the_one_that_is_there() -> None:
    statement = other_names("statement")

    assert (statement["url"], statement["person"]) == ("source-url", "speaker")
    assert "language" not in statement


def test_a_list_of_objects_in_another_object_has_no_flags() -> None:
    assert "signature-date" in names("petition")
    assert not [name for name in names("petition") if name.startswith("signature-source")]


def test_flags_fill_the_first_item_of_a_list_of_objects() -> None:
    values: dict[str, Any] = {
        "actor": "acme",
        "amount-value": "12.5",
        "source-url": "https://example.org/",
        "source-tier": "primary",
        "counterparty": None,
    }
    tie = {
        "kind": "tie",
        "actor": "acme",
        "amount": {"value": 12.5},
        "sources": [{"url": "https://example.org/", "tier": "primary"}],
    }

    assert tie == record("tie", values)
    assert values_of(tie) == {
        name: value for name, value in values.items() if value is not None
    } | {"amount-value": 12.5}


@pytest.mark.parametrize(("text", "value"), [("10", 10), ("ten", "ten"), ("1.5", "1.5"), ("", "")])
def test_a_text_that_is_no_whole_number_stays_for_the_checks(text: str, value: object) -> None:
    assert {"kind": "issue", "recheck_days": value} == record("issue", {"recheck-days": text})


@pytest.mark.parametrize(
    ("recipient", "stored"), [("ACME INC.", "acme"), ("acme", "acme"), ("Shop", "Shop")]
)
def test_who_was_paid_is_the_organization_of_that_name_or_else_a_name(
    folder: Folder, recipient: str, stored: str
) -> None:
    values = {
        "type": "contract",
        "actor": "person-a",
        "recipient": recipient,
        "source-url": "https://example.org/",
        "source-tier": "primary",
    }
    tie = valid_record("tie", values, opening(folder).names, "--{}".format)

    assert stored == tie["recipient"]
