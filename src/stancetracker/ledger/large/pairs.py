"""What two of the many have in common, so that a check has to look at them closely: an id, or actor, issue and days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from stancetracker.ledger.large.facts import Facts, Spot
from stancetracker.ledger.large.second import shared

_AT_ONCE: Final = 250_000


class Common(NamedTuple):
    """Hashes of what is to be looked at closely, whoever has it."""

    doubled: frozenset[int]
    """Of ids that two of the many have, be it as one record or as two."""
    contradicted: frozenset[int]
    """Of pairs of which somebody may have spoken before a look."""
    overlapping: frozenset[int]
    """Of pairs of which two statements may be of the same day."""


def common(every: Sequence[Facts]) -> Common:
    """What two of the many have in common; it is looked for in parts, so that little is held at once."""
    of = 1 + sum(len(facts.ids) for facts in every) // _AT_ONCE
    found: tuple[set[int], ...] = tuple(set() for _ in _FINDS)
    for results in shared(partial(_common, every, of), of * len(_FINDS)):
        for which, hashes in results:
            found[which].update(hashes)
    return Common(*map(frozenset, found))


def _common(every: Sequence[Facts], of: int, numbers: Iterator[int]) -> list[tuple[int, frozenset[int]]]:
    return [(number // of, frozenset(_FINDS[number // of](every, number % of, of))) for number in numbers]


def _doubled(every: Sequence[Facts], part: int, of: int) -> Iterator[int]:
    found = [one for facts in every for one in facts.ids if one % of == part]
    if len(set(found)) < len(found):
        yield from (one for one, count in Counter(found).items() if count > 1)


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


_FINDS: Final = (_doubled, _contradicted, _overlapping)


def statements(facts: Facts, pairs: frozenset[int]) -> Iterator[Spot]:
    """Where the statements of such pairs are."""
    said = zip(facts.said, facts.said_at, strict=True)
    return (facts.spot(at) for pair, at in said if pair in pairs)


def looks(facts: Facts, pairs: frozenset[int]) -> Iterator[Spot]:
    """Where the looks of such pairs are."""
    looked = zip(facts.looked, facts.looked_at, strict=True)
    return (facts.spot(at) for pair, at in looked if pair in pairs)
