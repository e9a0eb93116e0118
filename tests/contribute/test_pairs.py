"""Records of two states in pairs, by id; and the fields that differ."""

import json
from typing import Any

import pytest

from stancetracker.contribute.pairs import FieldChange, Pair, Values, differences, fields, path_of

ADA: Values = {"kind": "person", "id": "ada", "name": "Ada"}
BO: Values = {"kind": "person", "id": "bo", "name": "Bo"}


def lines(*records: Values) -> dict[str, str]:
    return {record["id"]: json.dumps(record) for record in records}


def test_a_record_of_one_state_alone_is_paired_with_nothing() -> None:
    assert [Pair(ADA, {}), Pair({}, BO)] == [*differences(lines(ADA), lines(BO))]


def test_a_record_of_another_kind_is_another_record_even_under_the_same_id() -> None:
    organization = {"kind": "organization", "id": "bo", "name": "Bo"}

    assert [Pair(BO, {}), Pair({}, organization)] == [*differences(lines(BO), lines(organization))]


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
