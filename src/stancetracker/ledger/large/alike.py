"""Statements of one speaker, issue and day that may be one, by what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from stancetracker.ledger.checks.doubles import keys, wording
from stancetracker.ledger.sound import Values

_MOST_COMPARED: Final = 100


class Said(NamedTuple):
    """What was said, as far as it is compared: by whom on what as a hash, between which days, and the words.

    Of a quote and of addresses, which are compared as they are, the hashes are kept.
    """

    pair: int
    first: int
    last: int
    words: str
    keys: tuple[int, ...]


def said(values: Values, first: int, last: int) -> Said:
    """A statement as it is compared."""
    quote, urls = values.get("quote"), (source.get("url") for source in values["sources"])
    pair = hash((values["speaker"], values["issue"]))
    return Said(pair, first, last, wording(quote), tuple(map(hash, keys(quote, urls))))


def alike(found: Iterable[Said]) -> frozenset[int]:
    """The pairs of which two statements may be one; where there are very many of a pair, they may be."""
    groups: dict[int, list[Said]] = defaultdict(list)
    for one in found:
        groups[one.pair].append(one)
    return frozenset(pair for pair, group in groups.items() if _has_alike(group))


def _has_alike(group: Sequence[Said]) -> bool:
    return len(group) > _MOST_COMPARED or any(_may_be_one(*pair) for pair in combinations(group, 2))


def _may_be_one(one: Said, other: Said) -> bool:
    if one.first > other.last or other.first > one.last:
        return False
    if not set(one.keys).isdisjoint(other.keys):
        return True
    return bool(one.words and other.words) and (one.words in other.words or other.words in one.words)
