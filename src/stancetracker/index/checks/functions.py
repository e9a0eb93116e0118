"""The checks that take more than a query: names and ids, days, our own words, and what may be one thing twice."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.errors import Severity, did_you_mean
from stancetracker.base.text import fold
from stancetracker.index.schema import SOURCE_TABLE, Column, fields, tables
from stancetracker.ledger.kinds import CLASS_BY_KIND, DERIVED, EACH, Path

_ANY: Final = ("*",)
# Finding the nearest of many ids takes time; after some, people know what is wrong.
_MOST_SUGGESTIONS: Final = 25
# An id that an unreadable line seems to have is not reported as unknown.
_UNREAD: Final = "substr(id, 1, instr(id || '/', '/') - 1) NOT IN (SELECT id FROM unread)"
# `{ids}` is `_former_ids()`.
_TAKEN: Final = """
SELECT former.id, position, value, record.id FROM ({ids}) AS former JOIN record ON record.id = value
"""
_SHARED: Final = """
SELECT id, position, value, owner FROM (
    SELECT former.id, position, value,
        first_value(former.id) OVER (PARTITION BY value ORDER BY file, line, position) AS owner
    FROM ({ids}) AS former JOIN record ON record.id = former.id
    WHERE value NOT IN (SELECT id FROM record)
) WHERE id <> owner
"""
_REPEATED_DEMAND: Final = """
SELECT record, position, id FROM (
    SELECT *, row_number() OVER (PARTITION BY record, id ORDER BY position) AS number FROM petition_demands
) WHERE number > 1
"""
# Of one day, two supersessions may be a chain; whatever else withdrew the replacement, it was gone.
_WITHDRAWN: Final = """
WITH gone(id, day) AS MATERIALIZED (
    SELECT corrects, min(recorded || (type = 'supersession') || id) FROM correction GROUP BY corrects
)
SELECT correction.id, replacement, substr(day, 12) FROM correction JOIN gone ON gone.id = replacement
WHERE replacement <> corrects AND substr(day, 1, 11) < recorded || '1'
"""
# Dates that may lie ahead: a term of office, a contract's period, an issue's last day.
_MAY_LIE_AHEAD: Final = ("start_date", "end_date", "period")
_DAYS: Final = (
    ("recorded",),
    ("asked_on",),
    ("sources", "*", "retrieved"),
    ("panel", "*", "recorded"),
    ("searched", "*", "to"),
)
_OURS: Final = ("summary", "reason", "note")
_QUOTED: Final = re.compile(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_JUDGING: Final = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)


class Finding(NamedTuple):
    """Something wrong with a record: which value of it, and what; then the code and severity of the check."""

    record: str | None
    """Its id, '' for the `dataset` record; None where the dataset as a whole is at fault."""
    path: Path
    message: str
    hint: str | None = None
    code: str = ""
    severity: Severity = "error"


Findings = Iterator[Finding]


def place_of(connection: sqlite3.Connection, record: str) -> str:
    """Return where a record stands, as people write it: `statements.jsonl:3:1`."""
    text = "SELECT file || ':' || line || ':1' FROM record WHERE id = ?"
    [place] = connection.execute(text, (record,)).fetchone()
    return str(place)


def _having(
    connection: sqlite3.Connection, table: str, column: Column, condition: str, value: str
) -> Iterator[tuple[str, Path, Any]]:
    """Yield the values in a column that meet a condition, which has a parameter: record, path and value."""
    lists = column.pattern.count(EACH)
    keys, inside = "record, '', position" if lists else "id, '', NULL", "TRUE"
    if table == SOURCE_TABLE:
        keys = "record, part, position"
        inside = "part = ''" if lists == 1 else f"part LIKE '{column.pattern[0]}/%'"
    name = f"[{column.name}]"
    rows = f"SELECT {keys}, {name} FROM [{table}] WHERE {inside} AND {name} IS NOT NULL AND ({condition})"
    for record, part, position, found in connection.execute(rows, (value,)):
        numbers = iter([*(int(step) for step in part.split("/") if step.isdigit()), position or 0])
        yield (
            record,
            tuple(next(numbers) if step == EACH else step for step in column.pattern),
            found,
        )


@cache
def references() -> tuple[tuple[str, Column], ...]:
    """Return the columns that name records, each with its table."""
    return tuple((table, column) for table, column in fields() if column.kinds)


@cache
def _former_ids() -> str:
    kinds = [kind for kind, cls in CLASS_BY_KIND.items() if "former_ids" in cls.model_fields]
    return " UNION ALL ".join(
        f"SELECT record AS id, position, value FROM {one}_former_ids" for one in kinds
    )


def duplicate_id(connection: sqlite3.Connection, today: str) -> Findings:
    """fatal: Former ids that are in use or belong to two records, and demands of one petition with one id.

    Two lines with one id that differ are found while they are read.
    """
    for query in (_TAKEN, _SHARED):
        for record, position, former, owner in connection.execute(query.format(ids=_former_ids())):
            message = (
                f"the former id {former} is also that of {owner} at {place_of(connection, owner)}"
            )
            yield Finding(record, ("former_ids", position), message)
    for record, position, demand in connection.execute(_REPEATED_DEMAND):
        yield Finding(record, ("demands", position, "id"), f"{record}/{demand} occurs twice")


def unknown_reference(connection: sqlite3.Connection, today: str) -> Findings:
    """fatal: Names of records that are not there, are of another kind than the field wants, or have another id now."""
    suggested: dict[str, str | None] = {}
    for table, column in references():
        known, wanted = tuple(_known(column.kinds)), " or ".join(column.kinds)
        absent = " AND ".join(f"id NOT IN ({text})" for text in known)
        strays = (
            "SELECT id, (SELECT kind FROM record WHERE record.id = named.id),"
            f" (SELECT former.id FROM ({_former_ids()}) AS former WHERE value = named.id)"
            f" FROM (SELECT DISTINCT [{column.name}] AS id FROM [{table}]) AS named"
            f" WHERE id IS NOT NULL AND {absent} AND {_UNREAD} ORDER BY id"
        )
        for name, kind, owner in connection.execute(strays).fetchall():
            code, message, hint = "unknown-reference", f"no such {wanted}: {name}", None
            if kind:
                code, message = "wrong-kind-reference", f"{name} is of kind {kind}, not {wanted}"
            elif owner:
                code, message, hint = "former-id", f"{name} is now called {owner}", f"write {owner}"
            else:
                if name not in suggested and len(suggested) < _MOST_SUGGESTIONS:
                    ids = connection.execute(" UNION ALL ".join(known))
                    suggested[name] = did_you_mean(name, (id for (id,) in ids if id))
                message, hint = message.replace("such *", "such record"), suggested.get(name)
            for record, path, _ in _having(connection, table, column, f"[{column.name}] = ?", name):
                yield Finding(record, path, message, hint, code)


def _known(kinds: tuple[str, ...]) -> Iterable[str]:
    """Return queries of the names that may stand; a redaction stands for the record that it erased."""
    if kinds == ("demand",):
        return ["SELECT record || '/' || id FROM petition_demands"]
    if kinds == _ANY:
        return ["SELECT id FROM record", "SELECT corrects FROM correction WHERE type = 'redaction'"]
    return [f"SELECT id FROM [{kind}]" for kind in kinds]


def naming(condition: str) -> Iterator[str]:
    """Yield SQL for the records that may name what is not there yet: by former ids, or although it was erased.

    The condition is on the name, as in `IN (...)`.
    """
    yield f"SELECT id FROM ({_former_ids()}) WHERE value {condition}"
    for table, column in references():
        if column.kinds == _ANY:
            yield f"SELECT id FROM [{table}] WHERE [{column.name}] {condition}"


def replacement_withdrawn(connection: sqlite3.Connection, today: str) -> Findings:
    """error: A replacement that was withdrawn itself

    On the day of the supersession its replacement was already withdrawn, or it leads back to what it replaces
    (two records that supersede each other): no record would stand. Name the one that does. A replacement may
    well be superseded or retracted on a later day: that is history, and no mistake.
    """
    hint = "name a record that stands"
    told = set()
    for record, new, gone in connection.execute(_WITHDRAWN).fetchall():
        told.add(record)
        why = f"was withdrawn by {gone} at {place_of(connection, gone)}"
        yield Finding(record, ("replacement",), f"{new} {why}", hint)
    query = "SELECT id, corrects, replacement FROM correction WHERE replacement <> corrects"
    found = connection.execute(query).fetchall()
    ending = _ending((old, new) for _, old, new in found) | _ending(
        (new, old) for _, old, new in found
    )
    for record, old, new in found:
        if record not in told and not {old, new} & ending:  # it leads back to what it replaces
            yield Finding(record, ("replacement",), f"{new} is itself replaced by {old}", hint)


def _ending(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Return what leads to an end, following each pair from first to second; not what leads into a circle."""
    sorter = TopologicalSorter[str]()
    for one, other in pairs:
        sorter.add(one, other)
    with suppress(CycleError):  # what is in no circle can be had all the same
        sorter.prepare()
    found: set[str] = set()
    while ready := sorter.get_ready():
        found.update(ready)
        sorter.done(*ready)
    return found


def future_date(connection: sqlite3.Connection, today: str) -> Findings:
    """error: A day that is yet to come

    Records say what happened, so `recorded`, the date of a record and those of its sources are not after
    today (in UTC). Terms of office, periods of contracts and the days of an issue may lie ahead.
    """
    for table, column in fields():
        name, first = column.name, f"[{column.name}]"
        spans = f"{name}_earliest" in tables()[table]
        if spans and name not in _MAY_LIE_AHEAD:
            # A start that is open says nothing of days to come.
            first = f"iif([{name}] LIKE '..%', [{name}_latest], [{name}_earliest])"
        elif column.pattern not in _DAYS:
            continue
        for record, path, day in _having(connection, table, column, f"{first} > ?", today):
            yield Finding(record, path, f"{day} is in the future; today is {today}")


def judging_words(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: A word that judges in our own words

    Summaries, reasons and notes are ours, and say what was said or done without judging it: nobody `refused`,
    `failed`, `ignored`, spoke `finally`, is `still` silent or `broke their silence`. Between quotation marks
    the words are somebody's, and may stand.

    wrong: "summary":"Finally spoke against it."
    right: "summary":"Spoke against it."
    """
    for field in _OURS:
        query = f"SELECT id, json ->> '$.{field}' AS ours FROM record WHERE ours IS NOT NULL"
        for record, text in connection.execute(query):
            if _JUDGING.search(text) and (word := _JUDGING.search(_QUOTED.sub("", text))):
                yield Finding(record, (field,), f"“{word[0]}” judges", "say what was said or done")


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
_SHARED_PAIRS: Final = (
    "SELECT speaker, issue FROM statement GROUP BY issue, speaker HAVING count(*) > 1"
)
_OF_PAIR: Final = """
SELECT row_number() OVER (ORDER BY file, line), id, date_earliest, date_latest, coalesce(quote, ''), (
    SELECT json_group_array(own) FROM (
        SELECT quote AS own WHERE quote <> ''
        UNION ALL SELECT url || ' ' || channel FROM source WHERE record = statement.id AND part = '' AND url IS NOT NULL
    )
)
FROM statement
WHERE issue = ? AND speaker = ? AND verification <> 'disputed' AND id NOT IN (SELECT corrects FROM correction)
ORDER BY date_earliest, date_latest, file, line
"""


class _Said(NamedTuple):
    """A statement as it is compared with others of its speaker and issue."""

    position: int
    id: str
    start: str
    end: str
    quote: str
    keys: set[str]
    """The quote, and each address with its channel."""

    def may_be(self, other: _Said) -> bool:
        """Return whether both have the same quote or address, or one quote holds the other, word by word."""
        if not self.keys.isdisjoint(other.keys):
            return True
        one, two = _words(self.quote), _words(other.quote)
        return bool(one and two) and (one in two or two in one)


@lru_cache(2 * _MOST_COMPARED)
def _words(quote: str) -> str:
    """Return the words of a quote, each between spaces; empty where there are none."""
    words = " ".join(_WORD.findall(fold(quote)))
    return words and f" {words} "


def possible_duplicate(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: Two statements that may be one

    The same speaker, issue and days, and the same quote, one that holds the other, or the same address and channel;
    neither is disputed. If they are one, keep the better record and add the other's source to it.
    """
    for speaker, issue in connection.execute(_SHARED_PAIRS).fetchall():
        told = set()
        recent: deque[_Said] = deque(maxlen=_MOST_COMPARED)
        found = connection.execute(_OF_PAIR, (issue, speaker)).fetchall()
        for one in (_Said._make((*row, {*json.loads(keys)})) for *row, keys in found):
            for other in recent:
                if other.end >= one.start and one.may_be(other):
                    earlier, later = sorted((one, other))
                    message = (
                        f"may be the same as {earlier.id} at {place_of(connection, earlier.id)}"
                    )
                    if later.id not in told:
                        yield Finding(
                            later.id, (), message, "if it is, keep one, with the sources of both"
                        )
                    told.add(later.id)
            recent.append(one)


def look_alike(connection: sqlite3.Connection, today: str) -> Findings:
    """error: Two actors who may be taken for one

    Their ids, names, aliases or former ids are the same but for case, accents, spaces and hyphens, or characters that
    look alike: digits for letters, letters of another alphabet, `rn` for `m`. One person is one record: if they are
    one, keep one record, with the names of both. If they are two, say so: `distinct_from` of one names the other.

    wrong: {"kind":"person","id":"jane-d0e","name":"Jane D0e",...}
    right: {"kind":"person","id":"jane-doe-2","name":"Jane Doe","distinct_from":["jane-doe"],...}
    """
    return _alike(connection, actors=True)


def confusable_ids(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: Two ids that look alike

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
        if "id" in cls.model_fields
        and kind not in DERIVED
        and actors == ("distinct_from" in cls.model_fields)
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
    """Return the key that two names or ids share if people may mistake one for the other."""
    # Capitals of other alphabets are not always what their small letters look like.
    seen = name if name.isascii() else unicodedata.normalize("NFD", name).translate(_LETTERS)
    shown = fold(seen).translate(_LETTERS)
    for joined, letter in _JOINED:
        shown = shown.replace(joined, letter)
    return _BETWEEN.sub("", shown) or shown
