"""Find the terms of an issue in the texts of actors, and the words around them."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import Any, Final, NamedTuple

from stancetracker.addons.evidence.grammar import language_of
from stancetracker.addons.evidence.speech import Speech
from stancetracker.base.text import fold
from stancetracker.contribute.proposal import Span

_ARTICLE: Final = re.compile(
    r"\W*(?:(?:the|this|that|these|those|le|la|les|ce|cette|ces|el|los|las|il|lo|gli|der|die|das"
    r"|dem|den|o|os|a|as)\s+|l\W)?"
)
_END_OF_SUBJECT: Final = re.compile(
    r"\s*(?:$|[.,;:!?)]|(?:on|at|in|and|but|so|yet|publicly|when|as|to|et|au|pour|und|y|e)\b)"
)


class Excerpt(NamedTuple):
    """The words around a term, and who may have said them."""

    span: Span
    speakers: Sequence[str]
    is_own: bool
    """True for a quotation that is surely the actor's own."""
    language: str | None
    """The language of the words; None where they are too few to tell."""


class _Rank(IntEnum):
    """The ranks of words around a term, best first."""

    OWN_QUOTATION = 0
    TEXT = 1
    """Narration, or a quotation of somebody else."""
    TITLE = 2


class _Passage(NamedTuple):
    rank: _Rank
    span: Span
    speakers: frozenset[str]


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


def terms_in(text: bytes, terms_by_issue: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the first term of each issue that is in a text, by the issue's id."""
    bare = _bare(_decoded(text))
    return {
        issue: term
        for issue, terms in terms_by_issue.items()
        if (term := next((term for term in terms if matcher((term,)).search(bare)), None))
    }


def is_about_term(text: str, terms: Sequence[str]) -> bool:
    """Return whether a text begins with a term alone, as what somebody speaks on: “the bridge,”.

    Not “the bridge’s cost”.
    """
    bare = _bare(text)
    article = _ARTICLE.match(bare)
    term = matcher(tuple(terms)).match(bare, article.end() if article else 0)
    return term is not None and _END_OF_SUBJECT.match(bare, term.end()) is not None


class Sought(NamedTuple):
    """The terms of an issue, and the names of actors."""

    terms: Sequence[str]
    names: Sequence[tuple[str, str, str]]


def excerpt(text: bytes, title_length: int, actor: str, sought: Sequence[Any]) -> Excerpt:
    """Return the words around a term in a text that has one, and begins with a title.

    Best is a quotation of the actor, by the rules of `draft`; else it is a sentence, or words that
    somebody else may have said. `sought` is a `Sought`.
    """
    terms, names = sought
    return _Finder(_decoded(text), title_length, actor, names).best(terms)


class _Finder:
    """A text of an actor, read for who speaks in it."""

    def __init__(
        self, text: str, title_length: int, actor: str, names: Sequence[tuple[str, str, str]]
    ) -> None:
        self.text = text
        self.title_length = title_length
        self.actor = actor
        self.speech = Speech(names, text)
        self.ends = [sentence.span.end for sentence in self.speech.sentences]

    def best(self, terms: Sequence[str]) -> Excerpt:
        """Return the best words around any of the terms."""
        places = (match.start() for match in matcher(tuple(terms)).finditer(_bare(self.text)))
        rank, span, speakers = min(map(self._passage_at, places), key=lambda passage: passage.rank)
        language = language_of(self.text[slice(*span)])
        return Excerpt(span, sorted(speakers), rank == _Rank.OWN_QUOTATION, language)

    def _passage_at(self, place: int) -> _Passage:
        """Return the words around a place, and who may have said them."""
        at = min(bisect_right(self.ends, place), len(self.ends) - 1)
        sentence = self.speech.sentences[at]
        rank = _Rank.TITLE if place < self.title_length else _Rank.TEXT
        for quotation in sentence.quotations:
            if quotation.whole.start <= place < quotation.whole.end:
                speakers, is_sure = self.speech.of(at, quotation)
                if is_sure and speakers == {self.actor}:
                    return _Passage(_Rank.OWN_QUOTATION, quotation.words, speakers)
                return _Passage(rank, quotation.words, speakers | {self.actor})
        # A sentence, the title too, is of whoever writes the releases.
        return _Passage(rank, sentence.span, frozenset({self.actor}))


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
