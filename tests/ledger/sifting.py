"""Checks a dataset both ways: whole, and reduced to what has to be looked at closely."""

from __future__ import annotations

from typing import NamedTuple

from stancetracker.base.problems import Problem
from stancetracker.ledger.checks import check
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.large.sift import Sifted, sift

TODAY = "2026-11-25"


class Checked(NamedTuple):
    problems: tuple[Problem, ...]
    records: int


def whole(folder: Folder) -> Checked:
    dataset = load(folder)
    return Checked(check(dataset, TODAY), len(dataset.entries))


def agree(folder: Folder, block: int = 1000) -> bool:
    """Hold the two ways against each other; whether the dataset could be reduced."""
    told, counted = (sift(folder, TODAY, notices=notices, block=block) for notices in (True, False))
    if told is None or counted is None:
        assert told is counted
        return False
    expected = whole(folder)
    assert expected == found(told)
    assert [others(expected), len(expected.problems)] == [others(found(counted)), counted_problems(counted)]
    return True


def found(sifted: Sifted) -> Checked:
    """What is found in a dataset that was reduced."""
    return Checked(check(sifted.dataset, TODAY), len(sifted.dataset.entries) + sifted.left_out)


def counted_problems(sifted: Sifted) -> int:
    return len(found(sifted).problems) + sifted.second_hand


def others(checked: Checked) -> list[Problem]:
    """The problems that are not only counted."""
    return [problem for problem in checked.problems if problem.code != "second-hand-only"]
