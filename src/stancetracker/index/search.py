"""Full-text search: typed words become quoted terms, and passages come out best first."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.text import CLOSING, OPENING, nfc
from stancetracker.index.queries import Question, fact, sql

EVERYWHERE: Final = 10_000
"""Words found in more passages than this are not weighed: that would mean reading them all first."""
_MOST_TERMS: Final = 100
_TERM: Final = re.compile(r'"([^"]*)"(\*?)(?!\S)|(\S+)')
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
    channel: str | None
    audience: str | None
    verification: str | None
    withdrawn: str | None


class Match(NamedTuple):
    """A passage and how well it matches; None where too much matches to be weighed."""

    passage: Passage
    score: float | None


def terms(text: str) -> str:
    """Turn typed text into FTS5 terms that must all match; no character in it is an operator.

    Raises UsageError for a text that holds nothing to search for, and for one too long.
    """
    clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in nfc(text))
    found = [term for match in _TERM.finditer(clean) if (term := _term(match))]
    if not found:
        raise UsageError(
            f"nothing to search for: {text}" if clean.strip() else "nothing to search for", _HINT
        )
    if len(found) > _MOST_TERMS:
        raise UsageError(f"more than {_MOST_TERMS} words to search for", "search for fewer")
    return " ".join(found)


def _term(match: re.Match[str]) -> str | None:
    phrase, star, word = match.groups()
    if phrase is None:
        star = "*" if word.endswith("*") else ""
        phrase = word.rstrip("*")
    if not any(map(_is_searched, phrase)):
        return None
    quoted = phrase.replace('"', '""')
    return f'"{quoted}"{star}'


def _is_searched(character: str) -> bool:
    """Return whether FTS5's unicode61 tokenizer keeps a character."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


def matches(connection: sqlite3.Connection, asked: Question, found: str) -> Iterator[Match]:
    """Yield the passages that match these terms, if said and known by then.

    The best come first, of equals the newest; where more than EVERYWHERE match, the newest.
    """
    text = sql("passage")
    for passage, score in _hits(connection, found):
        row = connection.execute(text, {"passage": passage, **asked.parameters}).fetchone()
        if row is not None:
            yield Match(Passage(*row), score)


def _hits(connection: sqlite3.Connection, found: str) -> Iterable[Hit]:
    newest = connection.execute(sql("newest"), {"terms": found})
    first = list(islice(newest, EVERYWHERE + 1))
    if len(first) <= EVERYWHERE:
        return best_first(connection, connection.execute(sql("search"), {"terms": found}))
    return newest_first(connection, chain(first, newest))


# Texts gathered when an index was made have ids in the order of their days; those of records that came later have
# higher ones, wherever they belong.
Hit = tuple[int, float | None]
"""The id of a text in which words were found, and its score."""
_PLACE: Final = (
    "SELECT coalesce(latest, ''), coalesce(earliest, ''), record, field FROM main.passage WHERE id = ?"
)


def newest_first(connection: sqlite3.Connection, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Order hits, given by descending id, the newest text first, lazily."""
    hits, last, added = iter(hits), gathered(connection), list[Hit]()
    for hit in hits:
        if hit[0] <= last:
            hits = chain([hit], hits)
            break
        added.append(hit)
    if not added:
        return hits

    def place(hit: Hit) -> tuple[str, ...]:
        return tuple(connection.execute(_PLACE, hit[:1]).fetchone())

    return merge(sorted(added, key=place, reverse=True), hits, key=place, reverse=True)


def best_first(connection: sqlite3.Connection, hits: Iterable[Hit]) -> list[Hit]:
    """Sort hits, given by descending id, by score and then the newest first."""
    return sorted(newest_first(connection, hits), key=lambda hit: hit[1] or 0.0, reverse=True)


def gathered(connection: sqlite3.Connection) -> int:
    """Return the id of the last text gathered when the index was built."""
    return int(fact(connection, "texts_gathered"))


def snippets(connection: sqlite3.Connection, found: str, shown: Sequence[Passage]) -> dict[int, str]:
    """Return a one-line snippet of each passage around these terms, by the passage's id.

    Each found word stands between OPENING and CLOSING; a text that holds one of these itself loses them.
    """
    ambiguous = [one for one in shown if OPENING in one.text or CLOSING in one.text]
    marked = [one for one in shown if one not in ambiguous] if ambiguous else shown
    return {
        **_snippets(connection, found, marked, OPENING, CLOSING),
        **_snippets(connection, found, ambiguous, "", ""),
    }


def _snippets(
    connection: sqlite3.Connection, found: str, shown: Sequence[Passage], opening: str, closing: str
) -> dict[int, str]:
    if not shown:
        return {}
    ids = [one.id for one in shown]
    values = {"passages": json.dumps(ids), "first": min(ids), "last": max(ids)}
    rows = connection.execute(
        sql("snippets"), values | {"terms": found, "opening": opening, "closing": closing}
    )
    own = {} if opening else dict.fromkeys(map(ord, (OPENING, CLOSING)))
    return {passage: " ".join(text.translate(own).split()) for passage, text in rows}


def place(connection: sqlite3.Connection, passage: Passage) -> tuple[str, int]:
    """Return the file and line of a passage's record."""
    [(file, line)] = connection.execute(
        f"SELECT file, line FROM main.{passage.kind} WHERE id = ?", (passage.record,)
    )
    return file, line
