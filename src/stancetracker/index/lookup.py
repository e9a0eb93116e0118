"""Records by id, actors and sources, and the texts that match words."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.text import CLOSING, OPENING, fold, is_whole, nfc
from stancetracker.base.vocabulary import Traits
from stancetracker.index.queries import Question, names, sql, texts

_KINDS_WITH_REPORTS: Final = ("statement", "silence", "tie")
"""The kinds that reports and `base.wording` put into words of their own."""


def kinds(connection: sqlite3.Connection) -> dict[str, Traits]:
    """Return every kind of record with what it says about itself, in their order."""
    rows = connection.execute("SELECT name, traits FROM main.kind ORDER BY position")
    return {str(name): Traits.of(json.loads(text)) for name, text in rows}


def traits_of(connection: sqlite3.Connection, kind: str) -> Traits:
    """Return what a kind of record says about itself."""
    [(text,)] = connection.execute("SELECT traits FROM main.kind WHERE name = ?", (kind,))
    return Traits.of(json.loads(text))


def kind_of(connection: sqlite3.Connection, record: str) -> str | None:
    """Return the kind of the record with this id, or None."""
    if not is_whole(record):
        return None
    row = connection.execute(
        "SELECT kind FROM main.record WHERE id = ? AND id != ''", (record,)
    ).fetchone()
    return None if row is None else str(row[0])


def redacted(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the ids of all records that a correction redacts, whose words are shown nowhere."""
    return frozenset(
        texts(connection, "SELECT corrects FROM main.correction WHERE type = 'redaction'")
    )


def redaction_of(connection: sqlite3.Connection, record: str) -> str | None:
    """Return the id of the redaction that stands for a record with this id, or None."""
    if not is_whole(record):
        return None
    row = connection.execute(
        "SELECT id FROM main.correction WHERE type = 'redaction' AND corrects = ? ORDER BY id",
        (record,),
    ).fetchone()
    return None if row is None else str(row[0])


def ids(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the kind of every record by its id."""
    return dict(connection.execute("SELECT id, kind FROM main.record WHERE id != ''").fetchall())


def merged_ids(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the id of today by that of each actor who was merged."""
    return dict(connection.execute("SELECT id, replacement FROM main.merged").fetchall())


def place(connection: sqlite3.Connection, record: str) -> tuple[str, int]:
    """Return the file and line of a record."""
    [row] = connection.execute("SELECT file, line FROM main.record WHERE id = ?", (record,))
    return row[0], row[1]


def values(connection: sqlite3.Connection, record: str) -> dict[str, Any]:
    """Return the fields of a record, which names others by their ids of today.

    There are none where there is no such record.
    """
    row = connection.execute("SELECT json FROM main.record WHERE id = ?", (record,)).fetchone()
    return {} if row is None else dict(json.loads(row[0]))


def values_as_written(connection: sqlite3.Connection, record: str) -> dict[str, Any]:
    """Return the fields of a record as written; merged actors keep the ids of that time."""
    row = connection.execute("SELECT json FROM main.written WHERE id = ?", (record,)).fetchone()
    return values(connection, record) if row is None else dict(json.loads(row[0]))


def in_line(connection: sqlite3.Connection, record: str) -> str:
    """Return a record in one line, as its kind says."""
    traits = kinds(connection)
    fields = values(connection, record)

    def called(other: str) -> str:
        """Return what another record is called; its id where it is not there."""
        other_fields = values(connection, other)
        return traits[other_fields["kind"]].called(other, other_fields) if other_fields else other

    return traits[fields["kind"]].in_line(fields, called)


def others(
    connection: sqlite3.Connection, question: Question, subject: str
) -> dict[str, list[dict[str, Any]]]:
    """Return the records about an actor or on an issue, by kind.

    The kinds are those about actors that have no words of their own. Each record is the object on
    its line with `line`, the record in one line.
    """
    records: dict[str, list[dict[str, Any]]] = {}
    for kind, traits in kinds(connection).items():
        is_an_actor = traits.actors == ("id",)
        is_about_actors = bool(traits.actors) and not is_an_actor
        answers_a_record = bool(traits.target)
        if kind in _KINDS_WITH_REPORTS or not is_about_actors or answers_a_record:
            continue
        records[kind] = []
        for record in texts(connection, _naming(traits), {"kind": kind, "name": subject}):
            fields = values(connection, record)
            if traits.may_have_happened(fields, question.as_of):
                records[kind].append({**fields, "line": in_line(connection, record)})
    return records


def _naming(traits: Traits) -> str:
    """Return the query for the records of a :kind that are about :name: an issue, or an actor."""
    names_it = [
        f":name IN (SELECT value FROM json_each(record.json, '$.{field}'))"
        for field in (traits.issue, *traits.actors, *traits.others)
        if field
    ]
    return (
        f"SELECT id FROM main.record WHERE kind = :kind AND ({' OR '.join(names_it)}) ORDER BY id"
    )


MOST: Final = 200
"""The names that completion offers at most."""
_LAST_CHARACTER: Final = "\U0010ffff"
_PLAIN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def starting(connection: sqlite3.Connection, kinds: Sequence[str], text: str) -> list[str]:
    """Return the ids of these kinds that begin with a text, sorted; else the one-word names.

    At most MOST of them. No other name is given: a shell could break it apart, or run what stands
    in it.
    """
    is_of_kinds = "?3 = '[]' OR kind IN (SELECT value FROM json_each(?3))"
    query = (
        "SELECT id FROM main.record"
        f" WHERE id >= ?1 AND id < ?2 AND id != '' AND ({is_of_kinds}) ORDER BY id LIMIT {MOST}"
    )
    ids_of_kinds = texts(connection, query, (text, f"{text}{_LAST_CHARACTER}", json.dumps(kinds)))
    if ids_of_kinds:
        return ids_of_kinds
    all_names = {named.name for named in names(connection) if not kinds or named.kind in kinds}
    matching = (name for name in all_names if name.startswith(text) and _PLAIN.fullmatch(name))
    return sorted(matching)[:MOST]


class Actor(NamedTuple):
    """An actor: `person` or `organization`, and what it is called."""

    id: str
    kind: str
    name: str
    sort_name: str | None
    note: str | None


def actors(connection: sqlite3.Connection) -> dict[str, Actor]:
    """Return every actor by its id, in the order of their names."""
    columns = ", ".join(Actor._fields)
    rows = connection.execute(f"SELECT {columns} FROM main.actor ORDER BY sort_key, id")
    return {row[0]: Actor(*row) for row in rows}


def ties_of(connection: sqlite3.Connection, parties: Iterable[str], issue: str) -> set[str]:
    """Return the ids of these actors' ties that bear on an issue, and of the replies to them.

    Withdrawn ties are among them.
    """
    query = (
        "WITH own(id) AS (SELECT id FROM main.tie WHERE actor IN (SELECT value FROM json_each(?))"
        " AND id IN (SELECT record FROM main.tie_issues WHERE value = ?))"
        " SELECT id FROM own"
        ' UNION ALL SELECT reply.id FROM own JOIN main.reply ON reply."to" = own.id'
    )
    return set(texts(connection, query, (json.dumps([*parties]), issue)))


class Origin(NamedTuple):
    """A source as a record gives it."""

    record: str
    url: str | None
    citation: str | None
    tier: str | None
    publisher: str | None
    title: str | None
    author: str | None
    published: str | None
    retrieved: str | None
    language: str | None
    original_publisher: str | None
    original_url: str | None
    archive_url: str | None

    @property
    def address(self) -> str:
        """Return its url, else its citation: by this two records mean one source."""
        return self.url or self.citation or ""


class Sealed(NamedTuple):
    """A record by its id, the SHA-256 of its canonical line, and when it was recorded."""

    id: str
    sha256: str
    recorded: str | None


def sealed(connection: sqlite3.Connection) -> Iterator[Sealed]:
    """Yield every record that has an id, with its SHA-256 in hexadecimal digits."""
    query = (
        "SELECT id, lower(hex(sha256)), json ->> '$.recorded' FROM main.record"
        " WHERE id != '' ORDER BY id"
    )
    yield from map(Sealed._make, connection.execute(query))


class Content(NamedTuple):
    """A record as JSON, which names others by their ids of today, with the SHA-256 of its line."""

    id: str
    kind: str
    sha256: str
    text: str


def contents(connection: sqlite3.Connection) -> Iterator[Content]:
    """Yield every record, sorted by id; a record without an id has an empty one."""
    query = "SELECT id, kind, lower(hex(sha256)), json FROM main.record ORDER BY id"
    yield from map(Content._make, connection.execute(query))


def source_key(address: str) -> str:
    """Return the id of the source at an address, the same in every dataset."""
    from hashlib import sha256

    return sha256(address.encode()).hexdigest()[:12]


def sources_of(connection: sqlite3.Connection, record: str) -> list[Origin]:
    """Return the sources of a record, as they are listed."""
    return sources_by_record(connection, [record]).get(record, [])


def sources_by_record(
    connection: sqlite3.Connection, records: Iterable[str], *, parts: bool = False
) -> dict[str, list[Origin]]:
    """Return the sources of records that have any, perhaps with those of their parts, as listed."""
    is_wanted = "TRUE" if parts else "part = ''"
    condition = f"record IN (SELECT value FROM json_each(:ref)) AND {is_wanted}"
    by_record: dict[str, list[Origin]] = {}
    for origin in _origins(
        connection, f"{condition} ORDER BY part, position", json.dumps(list(records))
    ):
        by_record.setdefault(origin.record, []).append(origin)
    return by_record


def translations_by_record(
    connection: sqlite3.Connection, records: Iterable[str]
) -> dict[str, list[dict[str, str | None]]]:
    """Return the translations of the statements that have any, as they are listed."""
    query = (
        "SELECT record, language, text, by FROM main.statement_translations"
        " WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, position"
    )
    by_record: dict[str, list[dict[str, str | None]]] = {}
    for record, language, text, by in connection.execute(query, (json.dumps(list(records)),)):
        translation = {"language": language, "text": text, "by": by}
        by_record.setdefault(record, []).append(translation)
    return by_record


def best_source(connection: sqlite3.Connection, record: str) -> Origin | None:
    """Return the source of a record that its standing shows, or None for a record without one."""
    query = (
        f"SELECT {', '.join(Origin._fields)} FROM ({sql('ranked_source')})"
        " WHERE record = ? AND part = '' ORDER BY rank, position LIMIT 1"
    )
    row = connection.execute(query, (record,)).fetchone()
    return None if row is None else Origin(*row)


def sources_at(connection: sqlite3.Connection, address: str) -> list[Origin]:
    """Return every description of the source at an address, an original or archived one too."""
    if not is_whole(address):
        return []
    of_address = ":ref IN (url, archive_url, original_url, citation)"
    order = "coalesce(url = :ref, 0) DESC, record, part, position"
    return _origins(connection, f"{of_address} ORDER BY {order}", address)


def _origins(connection: sqlite3.Connection, condition: str, ref: str) -> list[Origin]:
    described = (
        "SELECT source.*, copy.archive_url FROM main.source AS source"
        f" LEFT JOIN ({sql('archived')}) AS copy ON copy.url = source.url"
    )
    query = f"SELECT {', '.join(Origin._fields)} FROM ({described}) WHERE {condition}"
    return [Origin(*row) for row in connection.execute(query, {"ref": ref})]


def cited(
    connection: sqlite3.Connection, question: Question, records: Iterable[str] | None = None
) -> list[tuple[str, Origin]]:
    """Return the sources of all records that had begun, or of these, with kinds."""
    query = sql("cited")
    parameters = {**question.parameters}
    if records is not None:
        query += " WHERE record.id IN (SELECT value FROM json_each(:records))"
        parameters["records"] = json.dumps(list(records))
    rows = connection.execute(f"{query} ORDER BY source.record, part, position", parameters)
    return [(kind, Origin(*fields[: len(Origin._fields)])) for kind, *fields in rows]


EVERYWHERE: Final = 10_000
"""Words in more passages than this are not weighed: all of these would be read first."""
_COUNT: Final = "SELECT count(*) FROM passage_fts WHERE passage_fts MATCH :terms"
_MOST_TERMS: Final = 100
# Around a match until then: no text has a control character.
_START: Final = "\x01"
_END: Final = "\x02"
_NEVER_SEARCHED: Final = ("Cc", "Cs")
"""The categories of control characters and surrogates."""
# `bridge`, `bridg*`, `"a phrase"`, `"a phra"*`
_TERM: Final = re.compile(
    r"""
    "(?P<phrase>[^"]*)" (?P<star>\*?) (?!\S)
    | (?P<word>\S+)
    """,
    re.VERBOSE,
)
_QUOTED_TERM: Final = re.compile(r'"(?:[^"]|"")*"\*?')
# Chinese and Japanese characters, kana and Korean syllables.
_IN_LONG_WORDS: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_MOST_WORDS: Final = 1_000
_MOST_NEAR_WORDS: Final = 3
_LENGTHS_APART: Final = 2
_LEAST_ALIKE: Final = 0.7
_HINT: Final = 'give words, "a phrase" in quotes, or the beginning of a word with a star: bridg*'


class Passage(NamedTuple):
    """A text of a record; several issues or actors are joined by spaces."""

    id: int
    record: str
    kind: str
    field: str
    issue: str | None
    actor: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    text: str
    stance: str | None
    stance_basis: str | None
    channel: str | None
    wording: str | None
    voice: str | None
    tier: str | None
    """The best of the tiers of the record's sources."""
    audience: str | None
    verification: str | None
    withdrawn: str | None
    score: float | None
    """The weight of the match; None where too much matches to be weighed."""


def terms(text: str) -> str:
    """Turn typed text into FTS5 terms that must all match; no character in it is an operator.

    Raises UsageError for a text that holds nothing to search for, and for one too long.
    """
    clean = "".join(
        " " if unicodedata.category(character) in _NEVER_SEARCHED else character
        for character in nfc(text)
    )
    quoted = [_quoted(match) for match in _TERM.finditer(clean)]
    terms = [term for term in quoted if term]
    if not terms:
        raise UsageError(f"nothing to search for{f': {text}' if clean.strip() else ''}", _HINT)
    if len(terms) > _MOST_TERMS:
        raise UsageError(f"more than {_MOST_TERMS} words to search for", "search for fewer")
    return " ".join(terms)


def within_words(connection: sqlite3.Connection, terms: str) -> str:
    """Return FTS5 terms of which each in Chinese, Japanese or Korean may lie within a word.

    FTS5 ends a word at a space or a sign, and these languages write whole clauses without one.

    Raises UsageError for a term that very many words hold.
    """
    parts = _QUOTED_TERM.findall(terms)
    if not any(map(_IN_LONG_WORDS.search, parts)):
        return terms
    return " AND ".join(_within_words(connection, part) for part in parts)


def _within_words(connection: sqlite3.Connection, term: str) -> str:
    text = term.strip('"*')
    if not _IN_LONG_WORDS.fullmatch(text):
        return term
    _open_vocabulary(connection)
    query = "SELECT term FROM temp.word WHERE instr(term, ?) LIMIT ?"
    words = [row[0] for row in connection.execute(query, (text.lower(), _MOST_WORDS + 1))]
    if len(words) > _MOST_WORDS:
        raise UsageError(f"more than {_MOST_WORDS:,} words hold {text}", "search for more of it")
    alternatives = " OR ".join(f'"{word}"' for word in words)
    return f"({alternatives})" if words else term


def _open_vocabulary(connection: sqlite3.Connection) -> None:
    """Make the table of all words in the full-text index, `temp.word`, unless it is there."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab(main, passage_fts, row)"
    )


def near_words(connection: sqlite3.Connection, text: str) -> dict[str, list[str]]:
    """Return the words of a text that no text of the index has, each with the nearest that one has.

    A word that is near none is left out.
    """
    from difflib import get_close_matches  # only where nothing is found

    _open_vocabulary(connection)
    near = {}
    for word in re.findall(r"\w+", nfc(text)):
        folded = fold(word)
        if texts(connection, "SELECT term FROM temp.word WHERE term = ?", (folded,)):
            continue
        length = len(folded)
        of_like_length = (
            "SELECT term FROM temp.word"
            f" WHERE length(term) BETWEEN {length - _LENGTHS_APART} AND {length + _LENGTHS_APART}"
        )
        candidates = texts(connection, of_like_length)
        nearest = get_close_matches(folded, candidates, _MOST_NEAR_WORDS, _LEAST_ALIKE)
        if nearest:
            near[word] = nearest
    return near


def _quoted(match: re.Match[str]) -> str:
    """Return a word or phrase as a term of FTS5; empty where nothing in it can be found."""
    if match["word"] is None:
        text = match["phrase"]
        is_beginning = bool(match["star"])
    else:
        text = match["word"].rstrip("*")
        is_beginning = match["word"].endswith("*")
    if not any(map(_is_searched, text)):
        return ""
    escaped = text.replace('"', '""')
    return f'"{escaped}"*' if is_beginning else f'"{escaped}"'


def _is_searched(character: str) -> bool:
    """Return whether FTS5's unicode61 keeps it: a letter, a number, one for private use."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


def matches(
    connection: sqlite3.Connection,
    question: Question,
    terms: str,
    condition: str = "TRUE",
    values: Mapping[str, str] | None = None,
) -> Iterator[Passage]:
    """Yield the passages that match these terms, if said and known by then.

    Only those that meet a condition on the columns of `passage.sql`, with the values of its
    parameters. The best come first, of equals the newest; where more than EVERYWHERE match, the
    newest.
    """
    [(count,)] = connection.execute(_COUNT, {"terms": terms})
    text = f"SELECT * FROM (\n{sql('passage')}\n) AS judged WHERE {condition}"
    hits = connection.execute(sql("search"), {"terms": terms, "weighed": count <= EVERYWHERE})
    for passage, score in hits:
        parameters = {"passage": passage, **question.parameters, **(values or {})}
        row = connection.execute(text, parameters).fetchone()
        if row is not None:
            yield Passage._make((*row, score))


def snippets(
    connection: sqlite3.Connection, terms: str, passages: Sequence[Passage]
) -> dict[int, str]:
    """Return a one-line snippet of each passage around these terms, by the passage's id.

    Each word that matches stands between OPENING and CLOSING; a text that holds one of these itself
    loses it.
    """
    if not passages:
        return {}
    ids = [passage.id for passage in passages]
    parameters = {
        "terms": terms,
        "opening": _START,
        "closing": _END,
        "passages": json.dumps(ids),
        "first": min(ids),
        "last": max(ids),
    }
    marks = {ord(_START): OPENING, ord(_END): CLOSING, ord(OPENING): None, ord(CLOSING): None}
    rows = connection.execute(sql("snippets"), parameters)
    return {passage: " ".join(text.translate(marks).split()) for passage, text in rows}
