"""How much is tried: HYPOTHESIS_PROFILE is quick (few examples, always the same), ci or deep (new each time)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TypeVar

from hypothesis import HealthCheck, settings

PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE", "quick")
DEEP: Final = PROFILE == "deep"
Item = TypeVar("Item")

# No test asserts a time: the first example also waits for what is made when it is first needed.
settings.register_profile("quick", max_examples=12, derandomize=True, deadline=None)
settings.register_profile("ci", max_examples=100, derandomize=False, deadline=None, print_blob=True)
settings.register_profile("deep", max_examples=2000, derandomize=False, deadline=None, print_blob=True)


def tried(quick: int, deep: int) -> settings:
    """Return settings of a law whose examples are slow; ci tries four times as many as quick."""
    return settings(
        max_examples={"quick": quick, "ci": min(4 * quick, deep), "deep": deep}[PROFILE],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def some(items: Sequence[Item], quick: int) -> Sequence[Item]:
    """Return so many of the items, evenly spread; twice as many in ci, all of them in deep."""
    few = {"quick": quick, "ci": 2 * quick, "deep": len(items)}[PROFILE]
    if len(items) <= few:
        return items
    return [items[round(at * (len(items) - 1) / (few - 1))] for at in range(few)]
