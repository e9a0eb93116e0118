"""Every error says one thing in one line, and ends with its own status."""

import pytest

from stancetracker.base import errors
from stancetracker.base.errors import BrokenDatasetError, StancetrackerError, UsageError


def _all(cls: type[StancetrackerError]) -> list[type[StancetrackerError]]:
    return [cls, *(sub for child in cls.__subclasses__() for sub in _all(child))]


OURS = [cls for cls in _all(StancetrackerError) if cls.__module__ == errors.__name__]


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__name__)
def test_every_error_stands_in_the_tree_with_its_status(cls: type[StancetrackerError]) -> None:
    tree = errors.__doc__ or ""
    statuses = {2: UsageError, 3: BrokenDatasetError}

    assert cls.__name__.endswith("Error")
    assert cls.__name__ in tree
    assert issubclass(cls, statuses.get(cls.exit_status, StancetrackerError))
    assert cls is StancetrackerError or f"({cls.exit_status})" in tree
