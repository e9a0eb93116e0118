"""The checks that take more than a query: of ids, days, our own words, and likely duplicates."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import Any, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.errors import Severity, did_you_mean
from stancetracker.base.text import decomposed, fold, given_name_first, host
from stancetracker.base.vocabulary import is_id
from stancetracker.index.schema import SOURCE_TABLE, Column, fields, tables
from stancetracker.ledger.kinds import ANY_ITEM, CLASS_BY_KIND, DERIVED, Path, Pattern

_ANY: Final = ("*",)
# Finding the nearest of many ids takes time; after some, people know what is wrong.
_MOST_SUGGESTIONS: Final = 25
# An id that an unreadable line seems to have is not reported as unknown.
_UNREAD: Final = (
    "substr(id, 1, instr(id || '/', '/') - 1) NOT IN"
    " (SELECT id FROM unread UNION ALL SELECT id FROM other_line)"
)
_REPEATED_DEMAND: Final = """
SELECT record, position, id FROM (
    SELECT *, row_number() OVER (PARTITION BY record, id ORDER BY position) AS number
    FROM petition_demands
) WHERE number > 1
"""
_CORRECTED_KINDS: Final = """
SELECT correction.id, corrects, correction.type, record.kind
FROM correction JOIN record ON record.id = corrects
"""
_OF_ACTORS: Final = (
    "correct the records about them; a wrong name: stancetracker amend ID --set name=…; two records"
    " of one: stancetracker amend OLD --merge NEW"
)
_INSTEAD_OF_WITHDRAWING: Final = {
    "issue": (
        "correct the records on it; a field put better: stancetracker amend ISSUE --set FIELD=…;"
        " whom it counts: stancetracker amend ISSUE --remove panel=ACTOR"
    ),
    "person": _OF_ACTORS,
    "organization": _OF_ACTORS,
    "publisher": "what it says of itself: stancetracker amend ID --set FIELD=…",
}
"""What to do about a record of a kind that the dataset is taken to have as it is."""
_TO_ERASE: Final = "delete its line first, with every record that names it"
# Dates that may lie ahead: a term of office, a contract's period, an issue's last day.
_MAY_LIE_AHEAD: Final = ("start_date", "end_date", "period")
_DAYS: Final = (
    ("recorded",),
    ("asked_on",),
    ("sources", "*", "retrieved"),
    ("searched", "*", "to"),
    ("to",),
    ("retrieved",),
)
_OWN_TEXTS: Final = ("summary", "reason", "note")
_QUOTED: Final = re.compile(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_JUDGING: Final = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)


class Finding(NamedTuple):
    """Something wrong with a value of a record, found by a check."""

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


class _Value(NamedTuple):
    """A value in a column, with the record that it stands in and its path there."""

    record: str
    path: Path
    value: Any


def _having(
    connection: sqlite3.Connection, table: str, column: Column, condition: str, value: str
) -> Iterator[_Value]:
    """Yield the values in a column that meet a condition, which has a parameter for a value."""
    lists = column.pattern.count(ANY_ITEM)
    id = "id" if "id" in tables()[table] else "''"  # that of the dataset
    keys = "record, '', position" if lists else f"{id}, '', NULL"
    if "part" in tables()[table]:
        keys = "record, part, position"
    is_inside = "TRUE"
    if table == SOURCE_TABLE:
        is_inside = "part = ''" if lists == 1 else f"part LIKE '{column.pattern[0]}/%'"
    name = f"[{column.name}]"
    query = (
        f"SELECT {keys}, {name} FROM [{table}]"
        f" WHERE {is_inside} AND {name} IS NOT NULL AND ({condition})"
    )
    for record, part, position, found_value in connection.execute(query, (value,)):
        places = [int(step) for step in part.split("/") if step.isdigit()]
        yield _Value(record, _path(column.pattern, [*places, position or 0]), found_value)


def path_of(steps: str) -> Path:
    """Return the path that SQL writes as `sources/0/url`."""
    return tuple(int(step) if step.isdigit() else step for step in steps.split("/") if step)


def _path(pattern: Pattern, places: Iterable[int]) -> Path:
    """Return the path to a value; its `places` in lists stand for each `*` in the pattern."""
    places = iter(places)
    return tuple(next(places) if step == ANY_ITEM else step for step in pattern)


@cache
def references() -> tuple[tuple[str, Column], ...]:
    """Return the columns that name records, each with its table."""
    return tuple((table, column) for table, column in fields() if column.kinds)


def duplicate_id(connection: sqlite3.Connection, today: str) -> Findings:
    """fatal: Demands of one petition with one id."""
    for record, position, demand in connection.execute(_REPEATED_DEMAND):
        yield Finding(record, ("demands", position, "id"), f"{record}/{demand} occurs twice")


def unknown_reference(connection: sqlite3.Connection, today: str) -> Findings:
    """fatal: Ids that no record has, or one of another kind."""
    nearest = _NearestIds(connection)
    for table, column in references():
        for name, kind in connection.execute(strays(table, column)).fetchall():
            if column.or_name and not is_id(name):
                continue
            fault = _fault(name, kind, column, nearest)
            for record, path, _ in _having(connection, table, column, f"[{column.name}] = ?", name):
                yield Finding(record, path, fault.message, fault.hint, fault.code)


def withdraws_nothing(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: A correction that withdraws nothing

    Issues, people, organizations and publishers are taken as the dataset has them, so a retraction,
    supersession or redaction of one would leave it in every count and on every page. Correct the
    statements and silences on it instead, or amend what it says of itself. A redaction of one
    stands for a line that was deleted, with every record that names it. `add` takes no such
    correction, and `check --against` has an error for one that is new.
    """
    for id, corrects, type, kind in connection.execute(_CORRECTED_KINDS):
        if kind in _INSTEAD_OF_WITHDRAWING and type != "merge":
            hint = _TO_ERASE if type == "redaction" else _INSTEAD_OF_WITHDRAWING[kind]
            message = f"no {type} withdraws {corrects}, which is of kind {kind}"
            yield Finding(id, ("corrects",), message, hint)


class _Fault(NamedTuple):
    """The fault of a reference."""

    code: str
    message: str
    hint: str | None = None


def _fault(name: str, kind: str | None, column: Column, nearest: _NearestIds) -> _Fault:
    """Return what is wrong with an id: a `kind` has it, or no record."""
    wanted = " or ".join(column.kinds)
    if kind:
        return _Fault("wrong-kind-reference", f"{name} is of kind {kind}, not {wanted}")
    wanted = "record" if column.kinds == _ANY else wanted
    return _Fault(
        "unknown-reference", f"no such {wanted}: {name}", nearest.hint(name, column.kinds)
    )


@cache
def strays(table: str, column: Column) -> str:
    """Return the query for the ids in a column that no record has which may stand there.

    Each comes with the kind of the record that has it.
    """
    is_absent = " AND ".join(f"id NOT IN ({query})" for query in _valid_ids(column.kinds))
    return (
        "SELECT id, (SELECT kind FROM record WHERE record.id = named.id)"
        f" FROM (SELECT DISTINCT [{column.name}] AS id FROM [{table}]) AS named"
        f" WHERE id IS NOT NULL AND {is_absent} AND {_UNREAD} ORDER BY id"
    )


class _NearestIds:
    """Finds the id that somebody may have meant, for the first few that are unknown."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._hints: dict[str, str | None] = {}

    def hint(self, name: str, kinds: tuple[str, ...]) -> str | None:
        """Return the hint for an id that no record of these kinds has."""
        if name not in self._hints and len(self._hints) < _MOST_SUGGESTIONS:
            rows = self._connection.execute(" UNION ALL ".join(_valid_ids(kinds)))
            self._hints[name] = did_you_mean(name, (known_id for (known_id,) in rows if known_id))
        return self._hints.get(name)


def _valid_ids(kinds: tuple[str, ...]) -> list[str]:
    """Return queries for ids of these kinds; a redaction stands for the record that it erased."""
    if kinds == ("demand",):
        return ["SELECT record || '/' || id FROM petition_demands"]
    if kinds == _ANY:
        return [
            "SELECT id FROM record",
            "SELECT corrects FROM correction WHERE type = 'redaction'",
            "SELECT id FROM merged",
        ]
    return [f"SELECT id FROM [{kind}]" for kind in kinds]


def naming(condition: str) -> Iterator[str]:
    """Yield SQL for the records that name what is not there, such as what was erased.

    The condition is on the name, as in `IN (...)`.
    """
    for table, column in references():
        if column.kinds == _ANY:
            key = next(iter(tables()[table]))
            yield f"SELECT [{key}] FROM [{table}] WHERE [{column.name}] {condition}"


def future_date(connection: sqlite3.Connection, today: str) -> Findings:
    """error: A day that is yet to come

    Records say what happened, so `recorded`, the date of a record and those of its sources are not
    after today (in UTC). Terms of office, periods of contracts and the days of an issue may lie
    ahead.
    """
    for table, column in fields():
        name = column.name
        first = f"[{name}]"
        spans_days = f"{name}_earliest" in tables()[table]
        if spans_days and name not in _MAY_LIE_AHEAD:
            # A start that is open says nothing of days to come.
            first = f"iif([{name}] LIKE '..%', [{name}_latest], [{name}_earliest])"
        elif column.type != "day" or column.pattern not in _DAYS:
            continue
        for record, path, day in _having(connection, table, column, f"{first} > ?", today):
            yield Finding(record, path, f"{day} is in the future; today is {today}")


def judging_words(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: A word that judges in our own words

    Summaries, reasons and notes are ours, and say what was said or done without judging it: nobody
    `refused`, `failed`, `ignored`, spoke `finally`, is `still` silent or `broke their silence`.
    Between quotation marks the words are somebody's, and may stand.

    wrong: "summary":"Finally spoke against it."
    right: "summary":"Spoke against it."
    """
    hint = "say what was said or done"
    for field in _OWN_TEXTS:
        query = f"SELECT id, json ->> '$.{field}' AS ours FROM record WHERE ours IS NOT NULL"
        for record, text in connection.execute(query):
            if _JUDGING.search(text):  # few texts have any, so quotations are rarely looked for
                word = _JUDGING.search(_QUOTED.sub("", text))
                if word:
                    yield Finding(record, (field,), f"“{word[0]}” judges", hint)


_WORD: Final = re.compile(r"\w+")
# Comparing all statements of one speaker with each other takes time; neighbours by day are enough.
_MOST_COMPARED: Final = 100
# Letters of other alphabets and digits, each with the small Latin letter that it resembles; of
# Greek, capitals have others than small letters. Source: confusables.txt of UTS #39.
_LETTERS: Final = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαβεηικνορτυχωϲавезікмнорсԛтухѕјԍһԁәօոսհցզᎪᏴᏟᎬᎻᎫᏦᏞᎷᏢᏚᎡᎢᏙᎳᏃᎥᎠᏀɑɡıɩƽøłđħ0134578|i",
    "abezhlkmnoptyxcabenlkvoptuxwcabeelkmhopcqtyxsjghdeonuhgqabcehjklmpsrtvwzldgagllsoldholeastbll",
)
_LIKE_LATIN: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN")
_PAIRS_OF_LETTERS: Final = (("rn", "m"), ("vv", "w"))
_BETWEEN: Final = re.compile(r"[\s!-/:-@\[-`{-~\u2010-\u2019]+")
_FIELDS_WITH_NAMES: Final = ("name", "id", "sort_name", "other_names")
_DISTINCT: Final = """
SELECT record, value FROM person_distinct_from
UNION ALL SELECT record, value FROM organization_distinct_from
"""
_SHARED_PAIRS: Final = (
    "SELECT speaker, issue FROM statement GROUP BY issue, speaker HAVING count(*) > 1"
)
_OF_PAIR: Final = """
SELECT
    row_number() OVER (ORDER BY file, line), id, date_earliest, date_latest, coalesce(quote, ''),
    (
        SELECT json_group_array(key) FROM (
            SELECT quote AS key WHERE quote <> ''
            UNION ALL
            SELECT url || ' ' || channel FROM source
            WHERE record = statement.id AND part = '' AND url IS NOT NULL
        )
    )
FROM statement
WHERE issue = ? AND speaker = ? AND verification <> 'disputed'
  AND withdrawn IS NULL
ORDER BY date_earliest, date_latest, file, line
"""


_DOMAINS: Final = """
SELECT name, value FROM publisher JOIN publisher_domains ON publisher_domains.record = publisher.id
"""
_PAGES_WITH_PUBLISHERS: Final = """
WITH page AS (
    SELECT record, part, position, 'publisher' AS field, publisher AS name, url FROM source
    UNION ALL
    SELECT record, part, position, 'original_publisher', original_publisher, original_url
    FROM source
)
SELECT record, part || '/sources/' || position || '/' || field, name, url
FROM page
WHERE name IS NOT NULL AND url IS NOT NULL
  AND record NOT IN (SELECT id FROM record WHERE withdrawn IS NOT NULL)
"""


def publisher_elsewhere(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: A source at an address that is not its publisher's

    A publisher of the name it has, or of one that looks like it, has domains on record, and the
    address is at none of them, so the page may be somebody else's: a copy, a short link, or a
    forgery. Name who published that page; if the domain is the publisher's own, add it to that
    record.
    """
    domains = defaultdict[str, set[str]](set)
    for name, domain in connection.execute(_DOMAINS):
        domains[skeleton("publisher", name)].add(domain)
    key_of = cache(partial(skeleton, "publisher"))
    for record, steps, name, url in connection.execute(_PAGES_WITH_PUBLISHERS):
        own_domains = domains.get(key_of(name))
        page_host = host(url).lower()
        if own_domains and not any(f".{page_host}".endswith(f".{own}") for own in own_domains):
            yield Finding(record, path_of(steps), f"{page_host} is not a domain of {name}")


_COPIES: Final = """
SELECT copy.id, copy.url, copy.archive_url, json_group_array(source.original_url)
FROM copy LEFT JOIN source ON source.url = copy.url
WHERE copy.archive_url IS NOT NULL AND copy.withdrawn IS NULL GROUP BY copy.id
"""
# The address of a copy with that of its page in it.
_COPY: Final = re.compile(
    r"""
    https?://
    (?:
        [^/]+/.*?(?P<page>https?:/.+)       # https://web.archive.org/web/2026/https://example.org/
        | web\.archive\.org/web/[^/]+/(?P<bare_page>.+)                   # …/web/2026/example.org/
    )
    """,
    re.VERBOSE | re.DOTALL,
)
# What two addresses of one page may differ in.
_SCHEME: Final = re.compile(r"\Ahttps?:/+(?:www\.)?")


def copy_of_another_page(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: An archived copy of another page

    The address of an archived copy has the address of its page in it, as those of web.archive.org
    do, and it is neither that of the copy nor that of an original.

    wrong: "url":"https://example.org/a","archive_url":"https://web.archive.org/web/2026/https://example.org/b"
    right: "url":"https://example.org/a","archive_url":"https://web.archive.org/web/2026/https://example.org/a"
    """
    for record, url, archive_url, original_urls in connection.execute(_COPIES):
        copy = _COPY.fullmatch(archive_url)
        if copy is None:
            continue
        page = copy["page"] or f"https://{copy['bare_page']}"
        addresses = (url, *filter(None, json.loads(original_urls)))
        if _page(page) not in map(_page, addresses):
            yield Finding(record, ("archive_url",), f"a copy of another page: {page}")


def _page(address: str) -> str:
    """Return what the addresses of one page share."""
    return _SCHEME.sub("", address.partition("#")[0].casefold()).rstrip("/")


class _Statement(NamedTuple):
    """A statement as it is compared with others of its speaker and issue."""

    position: int
    id: str
    start: str
    end: str
    quote: str
    keys: set[str]
    """The quote, and each address with its channel."""

    def may_be(self, other: _Statement) -> bool:
        """Return whether quote or address are the same, or one quote holds the other's words."""
        if not self.keys.isdisjoint(other.keys):
            return True
        words, other_words = _words(self.quote), _words(other.quote)
        return bool(words and other_words) and (words in other_words or other_words in words)


@lru_cache(2 * _MOST_COMPARED)
def _words(quote: str) -> str:
    """Return the words of a quote, each between spaces; empty where there are none."""
    words = " ".join(_WORD.findall(fold(quote)))
    return words and f" {words} "


def possible_duplicate(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: Two statements that may be one

    The same speaker, issue and days, and the same quote, one that holds the other, or the same
    address and channel; neither is disputed. If they are one, keep the better record and add the
    other's source to it.
    """
    hint = "if it is, keep one, with the sources of both"
    for speaker, issue in connection.execute(_SHARED_PAIRS).fetchall():
        reported = set()
        for earlier, later in _pairs_that_may_be_one(connection, speaker, issue):
            if later.id not in reported:
                place = place_of(connection, earlier.id)
                yield Finding(later.id, (), f"may be the same as {earlier.id} at {place}", hint)
                reported.add(later.id)


def _pairs_that_may_be_one(
    connection: sqlite3.Connection, speaker: str, issue: str
) -> Iterator[list[_Statement]]:
    """Yield pairs of statements that may be one, each in the order of files and lines."""
    recent: deque[_Statement] = deque(maxlen=_MOST_COMPARED)
    for row in connection.execute(_OF_PAIR, (issue, speaker)).fetchall():
        statement = _Statement._make((*row[:-1], {*json.loads(row[-1])}))
        for neighbour in recent:
            if neighbour.end >= statement.start and statement.may_be(neighbour):
                yield sorted((statement, neighbour), key=attrgetter("position"))
        recent.append(statement)


def look_alike(connection: sqlite3.Connection, today: str) -> Findings:
    """error: Two actors who may be taken for one

    Their ids, names, sort names or aliases are the same but for case, accents, spaces and hyphens,
    or characters that look alike: digits for letters, letters of another alphabet, `rn` for `m`.
    `Doe, Jane` is the same name as `Jane Doe`.
    One person is one record: if they are one, keep one record, with the names of both. If they are
    two, say so: `distinct_from` of one names the other.

    wrong: {"kind":"person","id":"jane-d0e","name":"Jane D0e",...}
    right: {"kind":"person","id":"jane-doe-2","name":"Jane Doe","distinct_from":["jane-doe"],...}
    """
    return _alike(connection, actors=True)


def mixed_script(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: A name with letters of several alphabets

    Letters of another alphabet that look like Latin ones make a name that reads like somebody
    else's. No `distinct_from` makes this notice go: a person has to look.

    wrong: {"kind":"person","id":"cook-2","name":"Tim \u0421ook","distinct_from":["tim-cook"],...}
    right: {"kind":"person","id":"cook-2","name":"Tim Cook","distinct_from":["tim-cook"],...}
    """
    for record, _, name, path in names(connection, actors=True):
        alphabets = sorted({*map(_alphabet, filter(str.isalpha, name))} - {""})
        if len(alphabets) > 1:
            yield Finding(record, path, f"{name} has letters of {' and '.join(alphabets)}")


@cache
def _alphabet(letter: str) -> str:
    """Return the alphabet of a letter, if it has letters that look like those of another."""
    script = unicodedata.name(letter, "").partition(" ")[0]
    return script.capitalize() if script in _LIKE_LATIN else ""


def confusable_ids(connection: sqlite3.Connection, today: str) -> Findings:
    """notice: Two ids that look alike

    They are not ids of actors, and differ only by hyphens or by characters that look alike, as 0
    and o, 1 and l, rn and m.
    """
    return _alike(connection, actors=False)


def _alike(connection: sqlite3.Connection, *, actors: bool) -> Findings:
    """Yield each record that may be taken for an earlier one, once for each of those."""
    # Pairs of which a record says that they are two, then those that were reported.
    settled = {frozenset(pair) for pair in connection.execute(_DISTINCT)}
    names_by_skeleton = defaultdict[str, dict[str, str]](dict)
    for record, kind, name, path in names(connection, actors=actors):
        name_by_record = names_by_skeleton[skeleton(kind, name)]
        if record in name_by_record:
            continue
        for twin, name_of_twin in name_by_record.items():
            if frozenset((record, twin)) in settled:
                continue
            settled.add(frozenset((record, twin)))
            place = place_of(connection, twin)
            message = f"{name} may be taken for {name_of_twin} ({twin} at {place})"
            hint = f'if they are one, keep one record; if not, write "distinct_from":["{twin}"]'
            yield Finding(record, path, message, hint if actors else None)
            break
        name_by_record[record] = name


class Name(NamedTuple):
    """An id or name of a record, with its path there."""

    record: str
    kind: str
    name: str
    path: Path


def names(connection: sqlite3.Connection, *, actors: bool) -> Iterator[Name]:
    """Yield every id and name of actors, or the ids of what else is named by hand."""
    ids = " UNION ALL ".join(
        f"SELECT id FROM [{kind}]"
        for kind, record_class in CLASS_BY_KIND.items()
        if "id" in record_class.model_fields
        and kind not in DERIVED
        and actors == ("distinct_from" in record_class.model_fields)
    )
    query = f"SELECT id, json FROM ({ids}) JOIN record USING (id) ORDER BY file, line"
    fields_with_names = _FIELDS_WITH_NAMES if actors else ("id",)
    for record, line in connection.execute(query):
        values = json.loads(line)
        for field in fields_with_names:
            value = values.get(field, ())
            for path, name in _texts_in(field, value):
                yield Name(record, values["kind"], name, path)


def _texts_in(field: str, value: str | Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Yield the texts in a field, which has one or a list of them, each by its path."""
    if isinstance(value, str):
        yield (field,), value
        return
    for position, text in enumerate(value):
        yield (field, position), text


def skeleton(kind: str, name: str) -> str:
    """Return the key that two names or ids share if people may mistake one for the other.

    `kind` is that of the record.
    """
    if kind == "person":
        name = given_name_first(name)
    # Capitals of other alphabets are not always what their small letters look like.
    if not name.isascii():
        name = decomposed("NFD", name).translate(_LETTERS)
    letters = fold(name).translate(_LETTERS)
    for pair, letter in _PAIRS_OF_LETTERS:
        letters = letters.replace(pair, letter)
    return _BETWEEN.sub("", letters) or letters
