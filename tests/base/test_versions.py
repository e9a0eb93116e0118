"""The version of a dataset, and the forgery that a sum of hashes falls to."""

import itertools
import json
import tracemalloc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from tests.datasets import complete

from stancetracker.base.versions import is_evidence, is_too_short, short, whole_version

MODULUS = 2**256
DIGITS = 6
"""The digits of the version that is forged here; 12 take four times four times four as many."""
FILLERS = 4 * 2 ** (4 * DIGITS // 3)
PERSON = '{"kind":"person","id":"ada","name":"Ada","memberships":[{"role":"CEO"}]}'


def line_hash(line: str) -> bytes:
    return sha256(line.encode()).digest()


class Forgery(NamedTuple):
    """Two datasets in which somebody stands on opposite sides."""

    honest: tuple[str, ...]
    forged: tuple[str, ...]


def statement(stance: str) -> str:
    return json.dumps(
        complete({"kind": "statement", "id": "ada-1", "speaker": "ada", "stance": stance})
    )


def version(lines: Iterable[str]) -> str:
    return whole_version(sorted(map(line_hash, lines)))


def sum_of_hashes(lines: Iterable[str]) -> int:
    return sum(int.from_bytes(line_hash(line)) for line in lines) % MODULUS


def version_by_sum(lines: Iterable[str]) -> str:
    """Return what was the version once: the first digits of the sum of the hashes."""
    return f"{sum_of_hashes(lines):064x}"[:DIGITS]


def fillers(name: str) -> list[str]:
    return [
        f'{{"kind":"organization","id":"{name}-{number}","name":"{name} {number}"}}'
        for number in range(FILLERS)
    ]


class Sum(NamedTuple):
    rest: int
    lines: tuple[str, str]


def sums_close_to(target: int, lists: Sequence[list[str]]) -> list[Sum]:
    """Return the pairs of lines whose hashes sum up to a little more than the target."""
    first, second = ([(sum_of_hashes([line]), line) for line in lines] for lines in lists)
    second.sort()
    numbers = [number for number, _ in second]
    width = MODULUS >> (4 * DIGITS // 3)
    sums = []
    for number, line in first:
        wanted = (target - number) % MODULUS
        for position in range(bisect_left(numbers, wanted), len(numbers)):
            rest = numbers[position] - wanted
            if rest >= width:
                break
            sums.append(Sum(rest, (line, second[position][1])))
    return sorted(sums)


def forge(version_of: Callable[[Iterable[str]], str]) -> Forgery | None:
    """Look for two datasets of one version by the birthday of four lists (Wagner, 2002)."""
    honest = (PERSON, statement("against"))
    forged = (PERSON, statement("favor"))
    difference = (sum_of_hashes(honest) - sum_of_hashes(forged)) % MODULUS
    lists = [fillers(name) for name in "abcd"]
    sums = sums_close_to(0, lists[:2])
    other_sums = sums_close_to(difference, lists[2:])
    rests = [candidate.rest for candidate in other_sums]
    for candidate in sums:
        position = bisect_left(rests, candidate.rest)
        for other in other_sums[max(position - 1, 0) : position + 1]:
            forgery = Forgery((*honest, *candidate.lines), (*forged, *other.lines))
            if version_of(forgery.honest) == version_of(forgery.forged):
                return forgery
    return None


def test_the_forgery_that_a_sum_of_hashes_falls_to_fails() -> None:
    forgery = forge(version_by_sum)

    assert forgery is not None
    assert version(forgery.honest)[:DIGITS] != version(forgery.forged)[:DIGITS]
    assert forge(lambda lines: version(lines)[:DIGITS]) is None


def test_a_version_is_the_hash_of_the_sorted_hashes_in_any_order_of_the_records() -> None:
    lines = ["b", "a", "c"]
    hashes = sorted(sha256(line.encode()).digest() for line in lines)

    for order in itertools.permutations(lines):
        assert sha256(b"".join(hashes)).hexdigest() == version(order)
    assert sha256(b"").hexdigest() == version([])


def test_40_digits_and_more_are_evidence_and_12_are_for_people() -> None:
    whole = version(["a"])

    assert whole[:12] == short(whole[:40])
    assert [12, *range(13, 40)] == [size for size in range(70) if is_too_short(whole[:size])]
    assert [*range(40, 65)] == [size for size in range(70) if is_evidence((whole + "0")[:size])]


def test_the_version_of_many_records_takes_no_memory_for_each() -> None:
    hashes = (number.to_bytes(32, "big") for number in range(100_000))
    tracemalloc.start()
    whole_version(hashes)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most_bytes < 100_000
