"""The kinds of record: their order, and other ids in what names records."""

import json
from typing import Any, ClassVar

import pytest
from tests.hostile.records import every_kind

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.jsonl import read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND, RECORD_CLASSES, in_order, with_other_ids
from stancetracker.ledger.record import Record


class First(Record):
    traits: ClassVar[Traits] = Traits(file="a.jsonl", line="", order=1)


class Second(Record):
    traits: ClassVar[Traits] = Traits(file="a.jsonl", line="", order=2)


class Unplaced(Record):
    traits: ClassVar[Traits] = Traits(file="a.jsonl", line="")


class AlsoUnplaced(Record):
    traits: ClassVar[Traits] = Traits(file="a.jsonl", line="")


class AlsoSecond(Record):
    traits: ClassVar[Traits] = Traits(file="a.jsonl", line="", order=2)


def test_kinds_stand_in_their_order_and_those_without_one_last_by_name() -> None:
    ordered = (First, Second, AlsoUnplaced, Unplaced)

    assert ordered == in_order(reversed(ordered))


def test_two_kinds_with_one_order_are_an_error() -> None:
    with pytest.raises(ValueError, match="AlsoSecond and Second have the same order, 2"):
        in_order((Second, First, AlsoSecond))


def test_two_names_in_a_list_that_become_one_are_named_once() -> None:
    silence = {"actors": ["ann", "bo", "ada", "bo"], "issue": "span"}
    new_ids = {"ann": "ada", "span": "bridge"}

    assert {"actors": ["ada", "bo", "bo"], "issue": "bridge"} == with_other_ids(
        CLASS_BY_KIND["silence"], silence, new_ids
    )
    assert ["ann", "bo", "ada", "bo"] == silence["actors"]


def test_a_demand_is_named_by_the_new_id_of_its_petition() -> None:
    statement = {"demands": ["letter/stop", "other/stop"]}

    assert {"demands": ["appeal/stop", "other/stop"]} == with_other_ids(
        CLASS_BY_KIND["statement"], statement, {"letter": "appeal"}
    )


@pytest.mark.parametrize("record_class", RECORD_CLASSES)
def test_every_kind_has_a_version_a_day_a_reason_and_an_editor_before_a_note(
    record_class: type[Record],
) -> None:
    names = [name for name in record_class.model_fields if name != "note"]

    assert "kind" == names[0]
    shared = [name for name in names if name in Record.model_fields]
    if record_class is CLASS_BY_KIND["correction"]:  # its reason is not that of a version
        shared.remove("reason")
    assert names[-len(shared) :] == shared
    assert {"version", "recorded", "reason", "editor"} == {*names} & {*Record.model_fields}
    assert "note" not in record_class.model_fields or "note" == [*record_class.model_fields][-1]


@pytest.mark.parametrize("line", every_kind(), ids=lambda line: line.get("id", line["kind"]))
def test_a_version_above_1_needs_a_reason(line: dict[str, Any]) -> None:
    def codes(**fields: Any) -> list[str]:
        text = json.dumps({**without_reason, **fields})
        return [fault.code for fault in read_line(text).faults]

    without_reason = {name: value for name, value in line.items() if name != "reason"}
    always = ["missing-field"] if "reason" in line else []  # of a correction

    assert always == codes(version=1)
    assert "missing-field" in codes(version=2)
    assert [] == codes(version=2, reason="A wrong date.", editor="Ed", recorded="2026-02-01")
    assert ["out-of-range"] == codes(version=0, reason="A wrong date.")
