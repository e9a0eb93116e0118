"""Sentences of sources about silences, with who wrote them."""

from typing import NamedTuple

from stancetracker.base import wording
from stancetracker.index.record_queries import Silence
from stancetracker.reports import cells


class Remark(NamedTuple):
    """A source's sentence about a silence: who wrote it and when, and its language if known.

    An empty language is one that the sources leave open.
    """

    wrote: str
    text: str
    language: str | None

    @property
    def sentence(self) -> str:
        """Return it whole, with who wrote it."""
        return f"{self.wrote}: “{self.text}”"


def remark_of(silence: Silence, home_language: str) -> Remark:
    """Return the sentence of a silence's source, in the language of that source."""
    wrote = wording.wrote(cells.origin_of(silence), home_language)
    return Remark(wrote, str(silence.label), silence.source_language)
