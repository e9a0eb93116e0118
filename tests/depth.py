"""How much is tried: little each time, far more with HYPOTHESIS_PROFILE=deep."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TypeVar

from hypothesis import HealthCheck, settings

DEEP: Final = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
Item = TypeVar("Item")


def tried(few: int, many: int) -> settings:
    """Settings of a law that runs the whole program: so many examples, or so many when it goes deep."""
    return settings(
        max_examples=many if DEEP else few,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def some(items: Sequence[Item], few: int) -> Sequence[Item]:
    """So many of the items, evenly spread; all of them when it goes deep."""
    if DEEP or len(items) <= few:
        return items
    return [items[round(at * (len(items) - 1) / (few - 1))] for at in range(few)]
