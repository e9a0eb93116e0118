"""The number of examples by HYPOTHESIS_PROFILE: quick and weekly (always the same), or deep (new ones)."""

import os
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings

PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE", "quick")
DEEP: Final = PROFILE == "deep"
STRIDE: Final = {"quick": 11, "weekly": 5, "deep": 1}[PROFILE]
"""Of the calls that may be killed or fail, every eleventh is tried, every fifth in weekly, all in deep."""
Item = TypeVar("Item")

# No test asserts a time, and the first example also waits for what is made on demand.
settings.register_profile("quick", max_examples=4, derandomize=True, deadline=None)
# A change is never refused for an example that it has nothing to do with: only deep draws new ones.
settings.register_profile("weekly", max_examples=12, derandomize=True, deadline=None)
settings.register_profile(
    "deep", max_examples=2000, derandomize=False, deadline=None, print_blob=True
)
# Whole datasets are slow to draw, and some are discarded.
quick = settings(
    settings.get_profile(PROFILE),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def tried(quick: int, deep: int) -> settings:
    """Return settings for a law with slow examples; weekly tries twice as many as quick."""
    return settings(
        max_examples={"quick": quick, "weekly": min(2 * quick, deep), "deep": deep}[PROFILE],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def often(few: int, many: int) -> settings:
    """Return settings of a law whose examples each run many command lines; weekly tries no more."""
    # A failing example is reported as it is, and made smaller only in deep.
    phases = (Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if DEEP else ()))
    return settings(
        tried(few, many if DEEP else few),
        derandomize=not DEEP,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )


def sample(items: Sequence[Item], quick: int) -> Sequence[Item]:
    """Return `quick` of the items, evenly spread; twice as many in weekly, all in deep."""
    return _spread(items, {"quick": quick, "weekly": 2 * quick, "deep": len(items)}[PROFILE])


def mostly_slow(items: Sequence[Any], always: int = 1) -> list[Any]:
    """Return the items as parameters of a test, all but `always` of them marked slow.

    Every third of those is tried, all in deep. A tuple is the values of several parameters.
    """
    always_tried = _spread(range(len(items)), always)
    others = [at for at in range(len(items)) if at not in always_tried]
    tried = {*always_tried, *(others if DEEP else others[::3])}
    return [
        pytest.param(*_values(item), marks=() if at in always_tried else pytest.mark.slow)
        for at, item in enumerate(items)
        if at in tried
    ]


def rest_slow(items: Sequence[Any], always: int = 1) -> list[Any]:
    """Return the items as parameters of a test, all but `always` of them, evenly spread, marked slow.

    For variants of one rule that are all worth a trial, though not each time.
    """
    always_tried = _spread(range(len(items)), always)
    return [
        pytest.param(*_values(item), marks=() if at in always_tried else pytest.mark.slow)
        for at, item in enumerate(items)
    ]


def _values(item: Any) -> tuple[Any, ...]:
    return item if isinstance(item, tuple) else (item,)


def _spread(items: Sequence[Item], few: int) -> Sequence[Item]:
    if len(items) <= few:
        return items
    return [items[round((at + 0.5) * len(items) / few - 0.5)] for at in range(few)]
