"""Checks a dataset both ways: whole, and reduced to what has to be looked at closely."""

from __future__ import annotations

from typing import NamedTuple

from stancetracker.base.problems import Problem
from stancetracker.ledger.checks import check
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.large.sift import sift

TODAY = "2026-11-25"


class Checked(NamedTuple):
    problems: tuple[Problem, ...]
    records: int


def whole(folder: Folder) -> Checked:
    dataset = load(folder)
    return Checked(check(dataset, TODAY), len(dataset.entries))


def reduced(folder: Folder, block: int = 1000) -> Checked | None:
    """What a reduced dataset is found to have; None where it has to be read whole."""
    sifted = sift(folder, TODAY, block=block)
    if sifted is None:
        return None
    return Checked(check(sifted.dataset, TODAY), len(sifted.dataset.entries) + sifted.left_out)


def agree(folder: Folder, block: int = 1000) -> bool:
    """Hold the two ways against each other; whether the dataset could be reduced."""
    found = reduced(folder, block)
    assert found is None or whole(folder) == found
    return found is not None
