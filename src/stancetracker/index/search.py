"""Full-text search: typed words become quoted terms, and passages come out best first."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.text import CLOSING, OPENING, nfc
from stancetracker.index.queries import Question, sql

EVERYWHERE: Final = 10_000
"""Words found in more passages than this are not weighed: that would mean reading them all first."""
_COUNT: Final = "SELECT count(*) FROM passage_fts WHERE passage_fts MATCH :terms"
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
    [(found_in,)] = connection.execute(_COUNT, {"terms": found})
    hits = connection.execute(sql("search"), {"terms": found, "weighed": found_in <= EVERYWHERE})
    for passage, score in hits:
        values = {"passage": passage, **asked.parameters}
        row = connection.execute(sql("passage"), values).fetchone()
        if row is not None:
            yield Match(Passage(*row), score)


def snippets(connection: sqlite3.Connection, found: str, shown: Sequence[Passage]) -> dict[int, str]:
    """Return a one-line snippet of each passage around these terms, by the passage's id.

    Each found word stands between OPENING and CLOSING; a text that holds one of these itself loses it.
    """
    if not shown:
        return {}
    ids = [one.id for one in shown]
    # No text has a control character.
    asked = {"terms": found, "opening": "\x01", "closing": "\x02", "passages": json.dumps(ids)}
    marks = {1: OPENING, 2: CLOSING, ord(OPENING): None, ord(CLOSING): None}
    rows = connection.execute(sql("snippets"), {**asked, "first": min(ids), "last": max(ids)})
    return {passage: " ".join(text.translate(marks).split()) for passage, text in rows}
