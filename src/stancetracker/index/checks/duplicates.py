"""Checks for what may be one thing twice, or be mistaken for another."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stancetracker.base.text import fold
from stancetracker.index.checks.fields import Finding, Findings, place_of
from stancetracker.ledger.kinds import CLASS_BY_KIND, Path

_WORD: Final = re.compile(r"\w+")
# Comparing all statements of one speaker with each other takes time; neighbours by day are enough.
_MOST_COMPARED: Final = 100
# Letters of other alphabets and digits, each with the small Latin letter that it resembles; of Greek, capitals have
# others than small letters. Source: confusables.txt of UTS #39.
_LETTERS: Final = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαβεηικνορτυχωϲавезікмнорсԛтухѕјԍһԁәօոսհցզᎪᏴᏟᎬᎻᎫᏦᏞᎷᏢᏚᎡᎢᏙᎳᏃᎥᎠᏀɑɡıɩƽøłđħ0134578|i",
    "abezhlkmnoptyxcabenlkvoptuxwcabeelkmhopcqtyxsjghdeonuhgqabcehjklmpsrtvwzldgagllsoldholeastbll",
)
_JOINED: Final = (("rn", "m"), ("vv", "w"))
_BETWEEN: Final = re.compile(r"[\s!-/:-@\[-`{-~\u2010-\u2019]+")
_DISTINCT: Final = """
SELECT record, value FROM person_distinct_from UNION ALL SELECT record, value FROM organization_distinct_from
"""
_SHARED_PAIRS: Final = "SELECT speaker, issue FROM statement GROUP BY issue, speaker HAVING count(*) > 1"
_OF_PAIR: Final = """
SELECT id, row_number() OVER (ORDER BY file, line), date_earliest, date_latest, quote, (
    SELECT json_group_array(url || ' ' || channel) FROM (
        SELECT url FROM source WHERE record = statement.id AND part = '' AND url IS NOT NULL ORDER BY position
    )
)
FROM statement
WHERE issue = ? AND speaker = ? AND verification <> 'disputed' AND id NOT IN (SELECT corrects FROM correction)
ORDER BY date_earliest, date_latest, file, line
"""


@dataclass
class _Said:
    """A statement as it is compared with others of its speaker and issue."""

    id: str
    position: int
    start: str
    end: str
    quote: str | None
    read_at: str

    @cached_property
    def keys(self) -> set[str]:
        """The quote, and each address with its channel."""
        return {*json.loads(self.read_at), *([self.quote] if self.quote else ())}

    @cached_property
    def words(self) -> str:
        """The words of the quote, each between spaces; empty where there are none."""
        words = " ".join(_WORD.findall(fold(self.quote or "")))
        return words and f" {words} "

    def may_be(self, other: _Said) -> bool:
        """Return whether both have the same quote or address, or one quote holds the other, word by word."""
        if not self.keys.isdisjoint(other.keys):
            return True
        return bool(self.words and other.words) and (self.words in other.words or other.words in self.words)


def possible_duplicate(connection: sqlite3.Connection, today: str) -> Findings:
    """Two statements that may be one

    The same speaker, issue and days, and the same quote, one that holds the other, or the same address and channel;
    neither is disputed. If they are one, keep the better record and add the other's source to it.
    """
    for speaker, issue in connection.execute(_SHARED_PAIRS).fetchall():
        told = set()
        recent: deque[_Said] = deque(maxlen=_MOST_COMPARED)
        for one in (_Said(*row) for row in connection.execute(_OF_PAIR, (issue, speaker)).fetchall()):
            for other in recent:
                if other.end >= one.start and one.may_be(other):
                    earlier, later = sorted((one, other), key=lambda each: each.position)
                    message = f"may be the same as {earlier.id} at {place_of(connection, earlier.id)}"
                    if later.id not in told:
                        yield Finding(later.id, (), message, "if it is, keep one, with the sources of both")
                    told.add(later.id)
            recent.append(one)


def look_alike(connection: sqlite3.Connection, today: str) -> Findings:
    """Two actors who may be taken for one

    Their ids, names, aliases or former ids are the same but for case, accents, spaces and hyphens, or characters that
    look alike: digits for letters, letters of another alphabet, `rn` for `m`. One person is one record: if they are
    one, keep one record, with the names of both. If they are two, say so: `distinct_from` of one names the other.

    wrong: {"kind":"person","id":"jane-d0e","name":"Jane D0e",...}
    right: {"kind":"person","id":"jane-doe-2","name":"Jane Doe","distinct_from":["jane-doe"],...}
    """
    return _alike(connection, actors=True)


def confusable_ids(connection: sqlite3.Connection, today: str) -> Findings:
    """Two ids that look alike

    They are not ids of actors, and differ only by hyphens or by characters that look alike, as 0 and o, 1 and l, rn
    and m.
    """
    return _alike(connection, actors=False)


def _alike(connection: sqlite3.Connection, *, actors: bool) -> Findings:
    """Yield each record that may be taken for an earlier one, once for each of those."""
    distinct = {frozenset(pair) for pair in connection.execute(_DISTINCT)}
    seen = defaultdict[str, dict[str, str]](dict)
    for record, name, path in names(connection, actors=actors):
        earlier = seen[skeleton(name)]
        other = next((one for one in earlier if frozenset((record, one)) not in distinct), record)
        if record not in earlier and other != record:
            distinct.add(frozenset((record, other)))
            said = f"{name} may be taken for {earlier[other]} ({other} at {place_of(connection, other)})"
            hint = f'if they are one, keep one record; if not, write "distinct_from":["{other}"]'
            yield Finding(record, path, said, hint if actors else None)
        earlier.setdefault(record, name)


def names(connection: sqlite3.Connection, *, actors: bool) -> Iterator[tuple[str, str, Path]]:
    """Yield every id and name of actors, or the ids of what else is named by hand: record, name and its path."""
    ids = " UNION ALL ".join(
        f"SELECT id FROM [{kind}]"
        for kind, cls in CLASS_BY_KIND.items()
        if "id" in cls.model_fields and not cls.derives_id and actors == ("distinct_from" in cls.model_fields)
    )
    query = f"SELECT id, json FROM ({ids}) JOIN record USING (id) ORDER BY file, line"
    for record, line in connection.execute(query):
        values = json.loads(line)
        for field in ("name", "id", "other_names", "former_ids") if actors else ("id",):
            if isinstance(called := values.get(field, ()), str):
                yield record, called, (field,)
            else:
                yield from ((record, one, (field, at)) for at, one in enumerate(called))


def skeleton(name: str) -> str:
    """Return what two names or ids have in common if people may mistake one for the other."""
    # Capitals of other alphabets are not always what their small letters look like.
    seen = name if name.isascii() else unicodedata.normalize("NFD", name).translate(_LETTERS)
    shown = fold(seen).translate(_LETTERS)
    for joined, letter in _JOINED:
        shown = shown.replace(joined, letter)
    return _BETWEEN.sub("", shown) or shown
