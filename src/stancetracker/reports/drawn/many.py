"""How many had spoken: on each day, at least and at most, as far as the sources allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from stancetracker.base import wording
from stancetracker.index.recorded import Happened, Looked, Said
from stancetracker.reports.drawn.on_record import OnRecord, axis, on_record
from stancetracker.reports.figures import HowManyHadSpoken, Step
from stancetracker.reports.panel import Panel


def how_many_had_spoken(
    asked: Panel, said: Sequence[Said], looks: Sequence[Looked], events: Sequence[Happened]
) -> HowManyHadSpoken | None:
    """A band over the days; it ends at how many of the panel spoke. None without a panel."""
    if not asked.counts.total:
        return None
    found = on_record(asked, said, looks)
    days = axis(asked, found, events)
    return HowManyHadSpoken(
        first=days.first,
        last=days.last,
        as_of=asked.counts.as_of,
        total=asked.counts.total,
        people=wording.actors(asked.counts.total, asked.counts.kind),
        looked_until=_looked_until(asked),
        triggers=days.triggers,
        steps=tuple(_steps(found)),
    )


def _looked_until(asked: Panel) -> str | None:
    """Up to which day somebody looked for each who had not spoken: the least of their last looks."""
    others = [each for each in asked.standings if each.panel and each.status != "spoke"]
    if any(each.status == "unchecked" for each in others):
        return None
    return min((str(each.earliest) for each in others), default=asked.counts.as_of)


def _steps(found: Iterable[OnRecord]) -> Iterator[Step]:
    """The days on which either number grows: one has spoken for sure when some statement had to be over by then."""
    spoken = [one.spells for one in found if one.spells]
    surely = Counter(min(spell.latest for spell in spells) for spells in spoken)
    perhaps = Counter(min(spell.earliest for spell in spells) for spells in spoken)
    least = most = 0
    for day in sorted({*surely, *perhaps}):
        least, most = least + surely[day], most + perhaps[day]
        yield Step(day, least, most)
