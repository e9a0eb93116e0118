"""Rows that a version of a table has no more, and new ones that look like them."""

import pytest

from stancetracker.addons.tables.departures import Departures
from stancetracker.addons.tables.memory import Claim, Memory, RowMemory

SAME_CELLS = "a digest of the other cells"


def row(stem: str, name: str, issue: str = "tolls", others: str = SAME_CELLS) -> RowMemory:
    actor = name.lower().replace(" ", "-")
    claim = (Claim(issue, 0, "statement"),)
    return RowMemory(stem, stem, (actor,), name, others=others, claims=claim)


def departures(old: RowMemory, new: RowMemory) -> Departures:
    memory = Memory("members", rows={old.stem: old})
    return Departures(memory, {0: new}, {}, is_whole=True)


def test_a_new_key_of_one_actor_and_issue_is_the_row_that_went() -> None:
    found = departures(row("a", "Ann Albrecht"), row("b", "Ann Albrecht"))

    assert (["1 under a new key"], []) == ([*found.notes(())], found.look_alikes)


def test_a_look_alike_with_the_same_cells_may_be_the_row_that_went() -> None:
    [look_alike] = departures(row("a", "Ann Albrecht"), row("b", "Ann Albrech")).look_alikes

    assert ("Ann Albrecht", "Ann Albrech") == (look_alike.old.name, look_alike.now.name)


@pytest.mark.parametrize(
    "new",
    [
        row("b", "Ann Albrech", others="other cells"),
        row("b", "Bo Brandt"),
        row("b", "Ann Albrecht", "toll"),
    ],
)
def test_others_are_no_look_alikes(new: RowMemory) -> None:
    assert [] == departures(row("a", "Ann Albrecht"), new).look_alikes


def test_a_part_of_a_version_says_nothing_of_other_rows() -> None:
    old = row("a", "Ann Albrecht")
    memory = Memory("members", rows={"a": old})
    departures = Departures(memory, {0: row("b", "Bo Brandt")}, {}, is_whole=False)

    assert [] == departures.gone
    assert "" == departures.remembered({}, (), "2026-02-01")["a"].gone
