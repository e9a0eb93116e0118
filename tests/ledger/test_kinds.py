"""The kinds of record: their order, and other ids in what names records."""

from typing import ClassVar

import pytest

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.kinds import CLASS_BY_KIND, in_order, with_other_ids
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
