"""Lines become records: which version counts, and what corrections do beside each other."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import lines_of
from tests.depth import quick

from stancetracker.base.errors import Place
from stancetracker.index import resolution
from stancetracker.index.resolution import Fault, Line

Values = dict[str, Any]


def lines(*all_values: Values) -> list[Line]:
    return [
        Line(
            values["id"],
            Place("a.jsonl", number),
            hashlib.sha256(json.dumps(values, sort_keys=True).encode()).digest(),
            values,
        )
        for number, values in enumerate(all_values, 1)
    ]


def person(version: int = 1, note: str = "", recorded: str = "2026-01-01", **more: Any) -> Values:
    """Return a line of Ada's record; the note tells versions apart."""
    reason = {"reason": f"Because of {note}."} if version > 1 else {}
    values = {"kind": "person", "id": "ada", "recorded": recorded, **reason, **more}
    return values | ({"version": version} if version > 1 else {}) | ({"note": note} if note else {})


def resolved(*all_values: Values) -> tuple[Mapping[str, Any] | None, list[str]]:
    """Return the record of these lines in every order, and the codes of its faults."""
    answers = [resolution.record(order) for order in permutations(lines(*all_values))]
    said = [
        (answer.line.values if answer.line else None, sorted(fault.code for fault in answer.faults))
        for answer in answers
    ]

    assert all(answer == said[0] for answer in said)
    return said[0]


def test_the_highest_version_is_the_record() -> None:
    versions = [person(), person(2, "b"), person(3, "c")]

    assert (versions[2], []) == resolved(*versions)


def test_a_line_twice_is_a_line_once() -> None:
    assert (person(), []) == resolved(person(), person())
    assert (person(2, "b"), []) == resolved(person(), person(2, "b"), person(2, "b"))


def test_of_lines_that_differ_in_their_day_alone_the_earlier_counts() -> None:
    later = person(2, "b", "2026-02-02")
    earlier = person(2, "b", "2026-02-01")

    assert (earlier, []) == resolved(person(), later, earlier)


def test_of_two_lines_of_one_version_the_one_recorded_first_counts() -> None:
    first = person(2, "b", "2026-02-01")
    second = person(2, "c", "2026-02-02")

    assert (first, ["two-versions"]) == resolved(person(), second, first)


def test_of_two_lines_of_one_version_and_day_the_smaller_hash_counts() -> None:
    both = lines(person(2, "b"), person(2, "c"))
    smaller = min(both, key=lambda line: line.sha256)

    assert smaller.values == resolved(person(), person(2, "b"), person(2, "c"))[0]


def test_the_version_after_both_ends_it() -> None:
    both = [person(), person(2, "b"), person(2, "c")]

    assert (person(4, "d"), []) == resolved(*both, person(4, "d"))
    assert (person(3, "d"), ["two-versions"]) == resolved(*both, person(3, "d"))
    again = [*both, person(4, "d"), person(4, "e")]
    assert ["two-versions"] == resolved(*again)[1]
    assert (person(6, "f"), []) == resolved(*again, person(6, "f"))


def test_two_first_versions_count_neither_until_a_version_says_whom_it_means() -> None:
    two = [person(name="John Smith"), person(name="John A. Smith")]

    assert (None, ["two-first-versions"]) == resolved(*two)
    # A branch that knew one of them alone means that one, and says nothing of the other.
    assert (None, ["two-first-versions"]) == resolved(*two, person(2, "b"))
    assert (person(3, "c"), []) == resolved(*two, person(3, "c"))


ABOUT = lines_of(
    """
    {"kind": "statement", "id": "x", "speaker": "ada", "issue": "bridge"}
    {"kind": "silence", "id": "x", "actors": ["ada"], "issue": "bridge"}
    {"kind": "tie", "id": "x", "actor": "ada", "type": "contract"}
    {"kind": "reply", "id": "x", "to": "s", "by": "ada"}
    {"kind": "correction", "id": "x", "type": "supersession", "corrects": "s", "replacement": "t"}
    """
)


@pytest.mark.parametrize(
    ("line", "field"),
    [(line, field) for line in ABOUT for field in resolution.ABOUT[line["kind"]]],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
def test_a_version_about_something_else_has_no_effect(line: Values, field: str) -> None:
    other = {**line, "version": 2, "reason": "No.", field: "other"}
    again = {**line, "version": 3, "reason": "As it was."}

    assert (line, ["changed-subject"]) == resolved(line, other)
    assert (again, []) == resolved(line, other, again)


def test_a_version_recorded_before_an_earlier_one_is_an_error() -> None:
    early = person(2, "b", "2025-12-31")

    assert (early, ["version-before-another"]) == resolved(person(), early)
    assert (person(3, "c"), []) == resolved(person(), early, person(3, "c"))


def hints(faults: Iterable[Fault]) -> list[Values]:
    """Return the lines that faults say to append."""
    return [json.loads(fault.hint[fault.hint.index("{") :]) for fault in faults]


def test_the_line_to_append_has_what_both_changed() -> None:
    first = person(name="Ada", note="n")
    both = [
        first,
        {**first, "version": 2, "reason": "A name.", "name": "Ada L"},
        {**first, "version": 2, "reason": "A note.", "note": "o", "recorded": "2026-02-01"},
    ]
    [proposed] = hints(resolution.record(lines(*both)).faults)

    assert ("Ada L", "o", 4) == (proposed["name"], proposed["note"], proposed["version"])
    assert ("A name. A note.", "2026-02-01") == (proposed["reason"], proposed["recorded"])
    assert (proposed, []) == resolved(*both, proposed)


versions = st.builds(
    person,
    st.integers(1, 4),
    st.sampled_from(["", "b", "c", "d"]),
    st.sampled_from(["2026-01-01", "2026-01-02", "2026-01-03"]),
)


@quick
@given(st.lists(versions, min_size=1, max_size=6), st.randoms())
def test_the_order_of_lines_changes_no_record(all_values: list[Values], random: Any) -> None:
    def said(ordered: list[Line]) -> tuple[Mapping[str, Any] | None, list[str]]:
        record = resolution.record(ordered)
        faults = [fault.code for fault in record.faults]
        return record.line.values if record.line else None, faults

    ordered = lines(*all_values)
    shuffled = [*ordered]
    random.shuffle(shuffled)

    assert said(ordered) == said(shuffled)
    assert said(ordered) == said([*ordered, *shuffled])


@quick
@given(st.lists(versions, min_size=1, max_size=6))
def test_one_more_line_clears_every_fault_of_versions(all_values: list[Values]) -> None:
    record = resolution.record(lines(*all_values))
    for proposed in hints(record.faults):
        line, faults = resolution.record(lines(*all_values, proposed))[::2]

        assert () == faults
        assert line is not None
        assert proposed == line.values


class Ledger:
    """Records a to h of one kind; a and b are distinct."""

    def __init__(self, gone: str = "") -> None:
        self._gone = gone

    def kind(self, id: str) -> str | None:
        return None if id in self._gone else "person"

    def is_gone(self, id: str) -> bool:
        return id in self._gone

    def is_distinct(self, id: str, other: str) -> bool:
        return {id, other} == {"a", "b"}


def correction(id: str, type: str, corrects: str, new: str | None = None, day: int = 1) -> Values:
    values = {"kind": "correction", "id": id, "type": type, "corrects": corrects}
    replacement = {"replacement": new} if new else {}
    return {**values, **replacement, "recorded": f"2026-01-{day:02}", "reason": id}


def effects(*all_values: Values, gone: str = "") -> tuple[Values, Values, list[str]]:
    """Return what corrections do in any order: the withdrawn, the merged and the faults."""
    answers = [
        resolution.effects(order, Ledger(gone)) for order in permutations(lines(*all_values))
    ]
    said = [
        (
            dict(answer.withdrawn),
            dict(answer.merged),
            sorted(f"{fault.code} {fault.line.id}" for fault in answer.faults),
        )
        for answer in answers
    ]

    assert all(answer == said[0] for answer in said)
    return said[0]


RETRACTED = correction("one", "retraction", "c")
SUPERSEDED = correction("two", "supersession", "c", "d", 2)
MERGED = correction("three", "merge", "c", "d", 3)


def test_a_retraction_and_a_supersession_withdraw() -> None:
    assert ({"c": "retraction"}, {}, []) == effects(RETRACTED)
    assert ({"c": "supersession"}, {}, []) == effects(SUPERSEDED)


def test_two_retractions_agree() -> None:
    again = correction("two", "retraction", "c", day=2)

    assert ({"c": "retraction"}, {}, []) == effects(RETRACTED, again)


@pytest.mark.parametrize("undone", [RETRACTED | {"id": "two"}, SUPERSEDED])
def test_a_retraction_of_a_correction_makes_both_as_neither(undone: Values) -> None:
    undo = correction("undo", "retraction", "two", day=4)
    redo = correction("redo", "retraction", "undo", day=5)

    assert ({"two": "retraction"}, {}, []) == effects(undone, undo)
    assert {"c", "undo"} == effects(undone, undo, redo)[0].keys()


def test_a_merge_is_undone_by_a_retraction() -> None:
    assert ({}, {"c": "d"}, []) == effects(MERGED)
    assert {} == effects(MERGED, correction("x", "retraction", "three", day=4))[1]


def test_of_two_supersessions_of_one_record_the_first_counts() -> None:
    other = correction("other", "supersession", "c", "e", 3)
    undo = correction("undo", "retraction", "other", day=4)

    assert ({"c": "supersession"}, {}, ["replaced-twice other"]) == effects(SUPERSEDED, other)
    assert [] == effects(SUPERSEDED, other, undo)[2]


def test_no_circle_is_closed() -> None:
    back = correction("back", "supersession", "d", "c", 4)
    itself = correction("itself", "merge", "e", "e")

    assert ({"c": "supersession"}, {}, ["replaced-in-circle back"]) == effects(SUPERSEDED, back)
    assert ({}, {}, ["replaced-in-circle itself"]) == effects(itself)


def test_a_chain_of_merges_leads_to_the_last() -> None:
    chain = [correction("x", "merge", "e", "c", 4), MERGED, correction("y", "merge", "d", "f", 5)]

    assert {"e": "f", "c": "f", "d": "f"} == effects(*chain)[1]


def test_those_who_are_distinct_are_not_merged_not_even_through_a_third() -> None:
    assert ["merge-of-distinct x"] == effects(correction("x", "merge", "a", "b"))[2]
    through = [correction("x", "merge", "a", "c"), correction("y", "merge", "b", "c", 2)]
    assert ({}, {"a": "c"}, ["merge-of-distinct y"]) == effects(*through)


@pytest.mark.parametrize("gone", ["", "d"])
def test_a_supersession_by_what_is_withdrawn_and_not_superseded_has_no_effect(gone: str) -> None:
    withdrawal = [] if gone else [correction("x", "retraction", "d", day=4)]
    withdrawn, _, faults = effects(SUPERSEDED, *withdrawal, gone=gone)

    assert (["replacement-withdrawn two"], False) == (faults, "c" in withdrawn)
    onward = correction("y", "supersession", "d", "e", 5)
    assert [] == effects(SUPERSEDED, *withdrawal, onward, gone=gone)[2]


ids = st.sampled_from("abcdefgh")
numbers = st.sampled_from([f"n{number}" for number in range(8)])


@st.composite
def corrections(draw: st.DrawFn) -> list[Values]:
    """Draw corrections of records and of one another, circles among them."""
    drawn = []
    for number in range(draw(st.integers(1, 7))):
        type = draw(st.sampled_from(["retraction", "supersession", "merge", "redaction"]))
        corrects = draw(ids | numbers if type == "retraction" else ids)
        new = draw(ids) if type in ("supersession", "merge") else None
        drawn.append(correction(f"n{number}", type, corrects, new, draw(st.integers(1, 3))))
    return drawn


def said(ordered: list[Line]) -> tuple[Values, Values, list[Fault]]:
    answer = resolution.effects(ordered, Ledger())
    faults = sorted(answer.faults, key=lambda fault: fault.line.id)
    return dict(answer.withdrawn), dict(answer.merged), faults


@quick
@given(corrections(), st.randoms())
def test_the_order_of_corrections_changes_nothing(all_values: list[Values], random: Any) -> None:
    ordered = lines(*all_values)
    shuffled = [*ordered]
    random.shuffle(shuffled)

    assert said(ordered) == said(shuffled)


@quick
@given(corrections())
def test_retractions_of_those_without_effect_clear_every_fault(all_values: list[Values]) -> None:
    faults = resolution.effects(lines(*all_values), Ledger()).faults
    for round in range(len(all_values)):
        proposed = [{**line, "id": f"u{round}{n}"} for n, line in enumerate(hints(faults))]
        all_values = [*all_values, *proposed]
        faults = resolution.effects(lines(*all_values), Ledger()).faults

    assert () == faults
