"""Find the terms of an issue in the texts of actors, and the words around them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from stancetracker.addons.evidence.speech import Speech, language_of
from stancetracker.base.text import fold
from stancetracker.contribute.proposal import Span

_DOUBTED: Final = 2  # the rank of words that somebody else may have said
_WORD: Final = re.compile(r"[\w’'-]+")
_OF_ANOTHER: Final = re.compile(r"\b(?:statement|remarks|words) (?:of|by|from)\b", re.IGNORECASE)


class Excerpt(NamedTuple):
    """The words around a term, and who may have said them."""

    span: Span
    ids: Sequence[str]
    is_own: bool
    """Whether they are surely the actor's own."""
    language: str | None
    """The language of the text."""


@cache
def _letter(letter: str) -> str:
    bare = fold(letter)
    return bare if len(bare) == 1 else letter


def _bare(text: str) -> str:
    """Return a text without case and accents, letter for letter, so that offsets stay."""
    return "".join(map(_letter, text))


@cache
def matcher(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds terms in bare text: whole words, or their beginnings before a *."""
    forms = (re.escape(" ".join(_bare(term).split())) for term in terms)
    forms = (form.replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def has_term(text: bytes, terms: Sequence[str]) -> bool:
    """Return whether one of the terms is in a text."""
    return matcher(tuple(terms)).search(_bare(_decoded(text))) is not None


class Sought(NamedTuple):
    """The terms of an issue, and the names of actors."""

    terms: Sequence[str]
    names: Sequence[tuple[str, str, str]]


def excerpt(text: bytes, title_length: int, actor: str, sought: Sequence[Any]) -> Excerpt:
    """Return the words around a term in a text that has one, and begins with a title.

    Best are words of the actor in quotation marks, else a sentence. `sought` is a `Sought`.
    """
    terms, names = sought
    return _Finder(_decoded(text), title_length, actor, names).best(terms)


class _Finder:
    """A text of an actor, read for who speaks in it."""

    def __init__(
        self, text: str, title_length: int, actor: str, names: Sequence[tuple[str, str, str]]
    ) -> None:
        self.text, self.title_length, self.actor = text, title_length, actor
        self.speech = Speech(names, text)
        self.ends = [sentence.span.end for sentence in self.speech.sentences]
        self.surnames = {name.rpartition(" ")[2] for _, id, name in names if id == actor}

    def best(self, terms: Sequence[str]) -> Excerpt:
        """Return the best words around any of the terms."""
        places = (match.start() for match in matcher(tuple(terms)).finditer(_bare(self.text)))
        span, ids, rank = min(map(self._words_at, places), key=lambda words: words[2])
        language = language_of(self.text[self.title_length :])
        return Excerpt(span, sorted(ids), rank < _DOUBTED, language)

    def _words_at(self, place: int) -> tuple[Span, frozenset[str], int]:
        """Return the words around a place, who may have said them, and their rank, best first."""
        at = min(bisect_right(self.ends, place), len(self.ends) - 1)
        sentence = self.speech.sentences[at]
        for quotation in sentence.quotations:
            if quotation.whole.start <= place < quotation.whole.end:
                ids, is_sure = self.speech.of(at, quotation)
                if is_sure and ids == {self.actor}:
                    return quotation.words, ids, 0
                speakers = ids if is_sure and ids else ids | {self.actor}
                return quotation.words, speakers, _DOUBTED
        # A headline, and a sentence about the actor or of somebody else, are the words of whoever
        # writes the releases.
        is_about = not self.surnames.isdisjoint(_WORD.findall(sentence.frame))
        is_doubted = is_about or _OF_ANOTHER.search(sentence.frame)
        rank = _DOUBTED if is_doubted else 1
        if place < self.title_length:
            rank = _DOUBTED + 1
        return sentence.span, frozenset({self.actor}), rank


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
