"""Kaplan-Meier, exactly: the share without an event after each day, where some are followed to a day only.

Source: E. L. Kaplan and P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

BLOCKS: Final = "▁▂▃▄▅▆▇█"
_BAR: Final = 20
_CURVE: Final = 40


class Followed(NamedTuple):
    """How many days somebody was followed, and whether the event ended that."""

    days: int
    event: bool


class Step(NamedTuple):
    """A day: how many are at risk when it begins, how many have the event on it, the share without after it."""

    day: int
    at_risk: int
    events: int
    share: Fraction


def curve(followed: Sequence[Followed], days: Iterable[int] = ()) -> list[Step]:
    """The steps on these days and on all with an event, in order; who is followed to a day is at risk on it."""
    share, steps = Fraction(1), []
    for day in sorted({*days, *(one.days for one in followed if one.event)}):
        at_risk = sum(one.days >= day for one in followed)
        events = sum(one.event and one.days == day for one in followed)
        share *= 1 - Fraction(events, at_risk or 1)
        steps.append(Step(day, at_risk, events, share))
    return steps


def bar(one: float, other: float) -> str:
    """Two shares as a bar: full to the smaller, shaded to the larger."""
    low, high = sorted((round(one * _BAR), round(other * _BAR)))
    return "█" * low + "▒" * (high - low) + "·" * (_BAR - high)


def sparkline(steps: Sequence[Step], last: int) -> str:
    """A curve in blocks from day 0 to the last, each the share after one day, or after several where it is long."""
    wide = last // _CURVE + 1
    ends = range(wide - 1, last + wide, wide)
    return "".join(BLOCKS[round(_share(steps, end) * (len(BLOCKS) - 1))] for end in ends)


def _share(steps: Sequence[Step], day: int) -> Fraction:
    return next((step.share for step in reversed(steps) if step.day <= day), Fraction(1))
