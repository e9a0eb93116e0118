"""The keys of answers: a name means one type of value, whatever report it stands in."""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import NoneType
from typing import get_args, get_type_hints

import stancetracker.reports
from stancetracker.reports.table import public_columns


def row_classes() -> Iterator[type]:
    """Yield the classes of the rows that answers have."""
    package = stancetracker.reports
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        for name, value in vars(import_module(module.name)).items():
            is_row = name.endswith("Row") or name == "Standing"
            if is_row and isinstance(value, type) and issubclass(value, tuple):
                yield value


def test_a_key_has_one_type_in_every_answer() -> None:
    types_by_key = defaultdict[str, set[type]](set)
    for row_class in row_classes():
        hints = get_type_hints(row_class)
        for key in public_columns(row_class):
            types = set(get_args(hints[key]) or [hints[key]])
            types_by_key[key] |= types - {NoneType}
    del types_by_key["value"]  # of any field or fact

    assert {"name", "panel", "total"} <= types_by_key.keys()
    assert {} == {key: types for key, types in types_by_key.items() if len(types) > 1}
