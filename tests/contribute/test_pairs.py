"""Records of two states in pairs: by id, by former id or by content; and the fields that differ."""

import json
from typing import Any

import pytest

from stancetracker.contribute.pairs import FieldChange, Pair, Values, differences, fields, path_of

ADA: Values = {"kind": "person", "id": "ada", "name": "Ada"}
BO: Values = {"kind": "person", "id": "bo", "name": "Bo"}


def lines(*records: Values) -> dict[str, str]:
    return {record["id"]: json.dumps(record) for record in records}


def test_a_record_of_one_state_alone_is_paired_with_nothing() -> None:
    pairs, _ = differences(lines(ADA), lines(BO))

    assert [Pair(ADA, {}), Pair({}, BO)] == pairs


def test_a_record_is_paired_by_its_former_id() -> None:
    renamed = {**BO, "id": "bob", "former_ids": ["bo"]}
    friend = {**ADA, "distinct_from": ["bo"]}
    friend_later = {**ADA, "distinct_from": ["bob"]}
    pairs, later_ids = differences(lines(BO, friend), lines(renamed, friend_later))

    assert {"bo": "bob"} == later_ids
    assert [Pair(BO, renamed), Pair(friend_later, friend_later)] == pairs


def test_a_record_is_paired_by_its_content_if_its_id_has_gone() -> None:
    renamed = {**BO, "id": "bob", "note": "The same."}

    assert ([Pair(BO, renamed)], {"bo": "bob"}) == differences(lines(BO), lines(renamed))


def test_a_record_of_another_kind_is_another_record_even_under_the_same_id() -> None:
    organization = {"kind": "organization", "id": "bo", "name": "Bo"}
    pairs, later_ids = differences(lines(BO), lines(organization))

    assert {} == later_ids
    assert [Pair(BO, {}), Pair({}, organization)] == pairs


def test_a_former_id_decides_before_the_same_content() -> None:
    renamed = {**BO, "id": "bob", "name": "Bob", "former_ids": ["bo"]}
    namesake = {**BO, "id": "bo-2"}
    pairs, later_ids = differences(lines(BO), lines(renamed, namesake))

    assert {"bo": "bob"} == later_ids
    assert [Pair(BO, renamed), Pair({}, namesake)] == pairs


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [("b", 2, 3)]),
        ({"a": 1}, {"b": 1}, [("a", 1, None), ("b", None, 1)]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [("a.b", 1, 2)]),
        ({"a": [{"b": 1}, {}]}, {"a": [{"b": 2}, {}]}, [("a.0.b", 1, 2)]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {}]}, [("a", [{"b": 1}], [{"b": 1}, {}])]),
        ({"a": ["b"]}, {"a": ["c"]}, [("a", ["b"], ["c"])]),
        ({"a": {"b": 1}}, {"a": "b"}, [("a", {"b": 1}, "b")]),
        ({"a": ["b"]}, {"a": {"b": 1}}, [("a", ["b"], {"b": 1})]),
        ({"a": [{}, "b"]}, {"a": [{}, {}]}, [("a", [{}, "b"], [{}, {}])]),
    ],
)
def test_each_field_that_differs_is_named_by_its_path(
    before: Values, after: Values, changes: list[tuple[str, Any, Any]]
) -> None:
    assert [FieldChange(*change) for change in changes] == list(fields(before, after))


def test_the_name_of_a_field_is_a_path() -> None:
    assert ("sources", 0, "url") == path_of("sources.0.url")
