"""An axis of counts: where each number lies, and which of them are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from stancetracker.render.charts.drawing import Label, label
from stancetracker.render.charts.frame import Frame

_MOST_MARKS: Final = 4
_NICE: Final = (1, 2, 5)


class Scale(NamedTuple):
    """Counts from none at the bottom to all at the top."""

    total: int
    top: float
    bottom: float

    def y(self, count: float) -> float:
        """Where a count lies."""
        return self.bottom - (self.bottom - self.top) * count / max(self.total, 1)

    def marks(self) -> list[int]:
        """The counts to be written: none, round ones, all; none of them twice."""
        step = next(size for size in _sizes() if self.total / size <= _MOST_MARKS)
        rounds = [each for each in range(step, self.total, step) if self.total - each > 0.6 * step]
        return list(dict.fromkeys((0, *rounds, self.total)))


def _sizes() -> Iterator[int]:
    power = 1
    while True:
        yield from (nice * power for nice in _NICE)
        power *= 10


def levels(counts: Scale, frame: Frame, left: float) -> Iterator[Label]:
    """The counts beside their lines."""
    for each in counts.marks():
        yield label("level", left - 8, counts.y(each) + 0.35 * frame.size, f"{each:,}")
