"""Checks for what may be one thing twice, or be mistaken for another."""

import json
import re
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stancetracker.base.text import fold
from stancetracker.index.checks.findings import Finding, Findings, place_of
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.scan import Path

_WORD: Final = re.compile(r"\w+")
# Comparing all quotes of one speaker with each other takes time; neighbours by day are enough.
_MOST_COMPARED: Final = 100
# Cyrillic, Greek and Latin letters as they look in small letters; source: confusables.txt of UTS #39.
_LETTERS: Final = str.maketrans(
    "авеёзікмнорсԛтухѕјԍһԁәαβεηικνορτυχωɑɡıɩƽ",
    "abee3ikmhopcqtyxsjghdeabenikvoptuxwagiis",
)
_DIGITS: Final = str.maketrans("01", "ol")
_PAIRS: Final = (("rn", "m"), ("vv", "w"))
_NAMES: Final = """
SELECT id, name AS called, file, line, -1 AS position FROM actor
UNION ALL SELECT id, value, file, line, position FROM person_other_names JOIN person ON id = record
UNION ALL SELECT id, value, file, line, position FROM organization_other_names JOIN organization ON id = record
ORDER BY file, line, position
"""
_DISTINCT: Final = """
SELECT record, value FROM person_distinct_from UNION ALL SELECT record, value FROM organization_distinct_from
"""
_SHARED_PAIRS: Final = "SELECT speaker, issue FROM statement GROUP BY issue, speaker HAVING count(*) > 1"
_OF_PAIR: Final = """
SELECT id, date_earliest, date_latest, quote, (
    SELECT json_group_array(url) FROM (
        SELECT url FROM source WHERE record = statement.id AND part = '' AND url IS NOT NULL ORDER BY position
    )
)
FROM statement WHERE issue = ? AND speaker = ? AND id NOT IN (SELECT corrects FROM correction) ORDER BY file, line
"""


@dataclass
class _Said:
    """A statement as it is compared with others of its speaker and issue."""

    id: str
    position: int
    start: str
    end: str
    quote: str | None
    urls: str

    @cached_property
    def words(self) -> str:
        """The words of the quote, each between spaces; empty where there are none."""
        words = " ".join(_WORD.findall(fold(self.quote or "")))
        return words and f" {words} "


Pair = tuple[_Said, _Said]


def possible_duplicate(connection: sqlite3.Connection, today: str) -> Findings:
    """Two statements that may be one

    The same speaker, issue and days, and the same quote, one that holds the other, or the same address. If
    they are one, keep the better record and add the other's source to it.
    """
    for speaker, issue in connection.execute(_SHARED_PAIRS):
        rows = connection.execute(_OF_PAIR, (issue, speaker))
        said = [_Said(row[0], position, *row[1:]) for position, row in enumerate(rows)]
        told = set()
        for earlier, later in (*_of_one_key(said), *_of_one_wording(said)):
            if later.id not in told:
                told.add(later.id)
                message = f"may be the same as {earlier.id} at {place_of(connection, earlier.id)}"
                yield Finding(later.id, (), message, "if it is, keep one, with the sources of both")


def _of_one_key(said: Iterable[_Said]) -> Iterator[Pair]:
    """Yield the pairs of neighbours with overlapping days and the same quote or the same address."""
    groups: dict[str, list[_Said]] = defaultdict(list)
    for one in said:
        for key in dict.fromkeys(key for key in (one.quote, *json.loads(one.urls)) if key):
            groups[key].append(one)
    for group in groups.values():
        latest, *others = sorted(group, key=_by_day)
        for one in others:
            if latest.end >= one.start:
                yield _in_order(latest, one)
            latest = max(latest, one, key=lambda each: each.end)


def _of_one_wording(said: Iterable[_Said]) -> Iterator[Pair]:
    """Yield the pairs with overlapping days of which one quote holds the other, word by word."""
    recent: deque[_Said] = deque(maxlen=_MOST_COMPARED)
    for one in sorted((each for each in said if each.quote), key=_by_day):
        for other in recent:
            holds = one.words in other.words or other.words in one.words
            if other.end >= one.start and one.words and other.words and holds:
                yield _in_order(other, one)
        recent.append(one)


def _by_day(said: _Said) -> tuple[str, str, int]:
    return said.start, said.end, said.position


def _in_order(one: _Said, other: _Said) -> Pair:
    return (one, other) if one.position < other.position else (other, one)


def confusable_names(connection: sqlite3.Connection, today: str) -> Findings:
    """Two actors with one name

    Their names or aliases are the same but for case, accents or look-alike characters, such as Cyrillic
    letters for Latin ones. A filter by that name finds both, or the wrong one. Where they are two, say so: one's
    `distinct_from` names the other.
    """
    return _confusable(connection)


def confusable_ids(connection: sqlite3.Connection, today: str) -> Findings:
    """Two ids that look alike

    They differ only by hyphens or by characters that look alike, as 0 and o, 1 and l, rn and m. Where they are
    two, one's `distinct_from` names the other.
    """
    return _confusable(connection, ids=True)


def _confusable(connection: sqlite3.Connection, *, ids: bool = False) -> Findings:
    known: dict[str, tuple[str, str]] = {}
    distinct = {frozenset(pair) for pair in connection.execute(_DISTINCT)}
    for record, name, path in names(connection, ids=ids):
        other_name, other = known.setdefault(skeleton(name, ids=ids), (name, record))
        if other != record and frozenset((record, other)) not in distinct:
            taken = f"{other_name} ({other} at {place_of(connection, other)})"
            yield Finding(record, path, f"{name} is easily mistaken for {taken}")


def names(connection: sqlite3.Connection, *, ids: bool = False) -> Iterator[tuple[str, str, Path]]:
    """Yield the names of all actors, or the ids that people write, in order: record, name and its path."""
    if ids:
        named = (
            kind for kind, cls in CLASS_BY_KIND.items() if not cls.derives_id and "id" in cls.model_fields
        )
        query = " UNION ALL ".join(f"SELECT id, file, line FROM [{kind}]" for kind in named)
        for record, _, _ in connection.execute(f"{query} ORDER BY file, line"):
            yield record, record, ("id",)
        return
    for record, name, _, _, position in connection.execute(_NAMES):
        yield record, name, ("name",) if position < 0 else ("other_names", position)


def skeleton(name: str, *, ids: bool = False) -> str:
    """Return what two names have in common if people may mistake one for the other.

    For ids, whose readers see no context, also digits for letters, and hyphens.
    """
    shown = fold(name).translate(_LETTERS)
    if not ids:
        return shown
    shown = shown.translate(_DIGITS)
    for pair, letter in _PAIRS:
        shown = shown.replace(pair, letter)
    return shown.replace("-", "")
