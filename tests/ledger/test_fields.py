from __future__ import annotations

from stancetracker.ledger.fields import (
    composed_fields,
    date_fields,
    field_at,
    fields,
    put,
    reach,
    reference_fields,
)
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.model.tie import Amount, Tie
from stancetracker.ledger.record import Source


def test_references_are_found_at_any_depth() -> None:
    found = {".".join(field.pattern): field.ref.kinds for field in reference_fields(Person) if field.ref}

    assert {"memberships.*.organization": ("organization",)} == found
    assert {"issue", "organizers.*", "addressees.*"} == {
        ".".join(field.pattern) for field in reference_fields(Petition)
    }


def test_marks_and_parts_are_found_at_any_depth() -> None:
    names = {field.pattern for field in composed_fields(Statement)}
    days = {field.pattern for field in date_fields(Statement)}

    assert ("sources", "*", "publisher") in names
    assert ("quote",) not in names
    assert {("date",), ("made_public",), ("sources", "*", "published")} == days
    assert Amount is fields(Tie)[("amount",)].part
    assert Source is fields(Tie)[("sources", "*")].part


def test_every_record_class_can_be_described() -> None:
    for record_class in CLASS_BY_KIND.values():
        assert record_class is fields(record_class)[()].part


def test_a_path_leads_to_a_field_or_to_none() -> None:
    found = field_at(Statement, ("sources", 3, "url"))

    assert found is not None
    assert ("sources", "*", "url") == found.pattern
    assert field_at(Statement, ("sources", 3, "nothing")) is None
    assert field_at(Person, ("identifiers", "wikidata")) is not None


def test_values_are_reached_whatever_they_are() -> None:
    value = {"sources": [{"url": "a"}, {"url": None}, 3], "identifiers": {"x": "y"}, "actors": "b"}

    assert [(("sources", 0, "url"), "a")] == list(reach(value, ("sources", "*", "url")))
    assert [(("identifiers", "x"), "y")] == list(reach(value, ("identifiers", "*")))
    assert [] == list(reach(value, ("actors", "*")))


def test_a_value_is_put_where_a_path_leads() -> None:
    value = {"sources": [{"url": "a"}]}
    put(value, ("sources", 0, "url"), "b")

    assert {"sources": [{"url": "b"}]} == value
