"""Flags of each kind: their names, and the records that they fill."""

from typing import Any

import pytest
from tests.loading import opening

from stancetracker.contribute.flags import flags, record, valid_record, values_of
from stancetracker.ledger.folder import Folder


def names(kind: str) -> dict[str, str | None]:
    return {flag.name: flag.alias for flag in flags(kind)}


def test_a_flag_of_a_list_is_called_by_one_of_its_items() -> None:
    assert {"other-name", "identifier", "id"} & names("person").keys() == {"other-name", "id"}


def test_a_flag_of_an_object_has_both_names_and_its_own_if_no_other_has_it() -> None:
    person = names("person")
    statement = names("statement")

    assert (person["membership-role"], person["membership-start-date"]) == ("role", "start-date")
    assert statement["source-url"] == "url"
    assert statement["source-language"] is None


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
