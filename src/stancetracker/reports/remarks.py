"""Sentences of sources about silences, with who wrote them."""

import sqlite3
from typing import NamedTuple

from stancetracker.base import wording
from stancetracker.base.text import host
from stancetracker.index import lookup, queries
from stancetracker.index.record_queries import Silence


class Remark(NamedTuple):
    """A source's sentence about a silence: who wrote it and when, and its language if known."""

    wrote: str
    text: str
    language: str | None

    @property
    def sentence(self) -> str:
        """Return it whole, with who wrote it."""
        return f"{self.wrote}: “{self.text}”"


def remark_of(connection: sqlite3.Connection, silence: Silence, home_language: str) -> Remark:
    """Return the sentence of a silence's source, in the language of that source."""
    source = lookup.best_source(connection, silence.id)
    address = source.address if source else ""
    language = source and source.language
    sentence = wording.SourceSentence(
        basis=silence.basis,
        checked_by=silence.checked_by,
        publisher=source and source.publisher,
        original_publisher=source and source.original_publisher,
        author=source and source.author,
        place=host(address) or address.partition(", ")[0],
        tier=source and source.tier,
        date=(source and source.published) or silence.date,
        language=language,
    )
    return Remark(wording.wrote(sentence, home_language), str(silence.label), language)


def sentence_of(connection: sqlite3.Connection, silence: Silence) -> str:
    """Return the sentence of a silence's source, with who wrote it; empty without one."""
    if not silence.label:
        return ""
    home_language = queries.dataset_facts(connection)["language"] or "en"
    return remark_of(connection, silence, home_language).sentence
