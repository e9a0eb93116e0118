"""What two of the many have in common, so that a check has to look at them closely: an id, or actor, issue and days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stancetracker.ledger.large.facts import Facts, Spot

_AT_ONCE = 250_000


def doubled(every: Sequence[Facts]) -> frozenset[int]:
    """The hashes of ids that two of the many have, and may have as one record or two."""
    return frozenset(one for part in _parts(every) for one in _doubled(every, *part))


def _doubled(every: Sequence[Facts], part: int, of: int) -> Iterator[int]:
    found = [one for facts in every for one in facts.ids if one % of == part]
    if len(set(found)) < len(found):
        yield from (one for one, count in Counter(found).items() if count > 1)


def contradicted(every: Sequence[Facts]) -> frozenset[int]:
    """The hashes of the pairs of which somebody may have spoken before a look."""
    return frozenset(pair for part in _parts(every) for pair in _contradicted(every, *part))


def _contradicted(every: Sequence[Facts], part: int, of: int) -> Iterator[int]:
    spoke: dict[int, int] = {}
    for facts in every:
        for pair, last, is_public in zip(facts.said, facts.said_last, facts.is_public, strict=True):
            if is_public and pair % of == part and last < spoke.get(pair, last + 1):
                spoke[pair] = last
    for facts in every:
        for pair, first in zip(facts.looked, facts.looked_first, strict=True):
            if pair in spoke and spoke[pair] < first:
                yield pair


def overlapping(every: Sequence[Facts]) -> frozenset[int]:
    """The hashes of the pairs of which two statements may be of the same day."""
    return frozenset(pair for part in _parts(every) for pair in _overlapping(every, *part))


def _overlapping(every: Sequence[Facts], part: int, of: int) -> Iterator[int]:
    counts = Counter(pair for facts in every for pair in facts.said if pair % of == part)
    days: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for facts in every:
        for pair, first, last in zip(facts.said, facts.said_first, facts.said_last, strict=True):
            if counts.get(pair, 0) > 1:
                days[pair].append((first, last))
    for pair, found in days.items():
        found.sort()
        if any(one[1] >= other[0] for one, other in pairwise(found)):
            yield pair


def _parts(every: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """The parts, and of how many, that all are looked at in, so that little is held at once."""
    of = 1 + sum(len(facts.ids) for facts in every) // _AT_ONCE
    return ((part, of) for part in range(of))


def statements(facts: Facts, pairs: frozenset[int]) -> Iterator[Spot]:
    """Where the statements of such pairs are."""
    said = zip(facts.said, facts.said_at, strict=True)
    return (facts.spot(at) for pair, at in said if pair in pairs)


def looks(facts: Facts, pairs: frozenset[int]) -> Iterator[Spot]:
    """Where the looks of such pairs are."""
    looked = zip(facts.looked, facts.looked_at, strict=True)
    return (facts.spot(at) for pair, at in looked if pair in pairs)
