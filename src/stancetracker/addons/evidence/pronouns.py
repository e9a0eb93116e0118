"""Decide whom a pronoun may stand for.

It is nobody where a sentence may name others, or the gender differs.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from stancetracker.addons.evidence import rules
from stancetracker.addons.evidence.actors import SOMEBODY
from stancetracker.addons.evidence.grammar import Kind, pattern
from stancetracker.addons.evidence.sentences import Sentence

_MASCULINE: Final = re.compile(r"\b(?:he|il|er|él|ele|egli)\b", re.IGNORECASE)
_FEMININE: Final = re.compile(r"\b(?:she|elle|ella|ela|lei)\b", re.IGNORECASE)
_OF_MEN: Final = re.compile(
    r"\b(?:he|his|him|himself|Mr|Monsieur|Herr|Señor)\b|\bM\.", re.IGNORECASE
)
_OF_WOMEN: Final = re.compile(
    r"\b(?:she|her|hers|herself|Mrs|Ms|Mme|Madame|Frau|Señora)\b", re.IGNORECASE
)


_ENDS: Final = (".", ":")
_PLURAL: Final = "s"
_NEAR: Final = 3
"""The sentences before a pronoun in which somebody else may be meant."""


def is_never_a_person(word: str) -> bool:
    """Return whether a word is of media, a place or a body."""
    bare = word.removesuffix("’s").removesuffix("'s")
    return pattern("never_people", r"(?-i:(?:{}))").fullmatch(bare) is not None


class Pronouns:
    """The sentences of a text, and what they say of people whom a pronoun may stand for."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """Keep the sentences; they are read on demand."""
        self._sentences = sentences

    def is_about_one_person(self, sentence: Sentence) -> bool:
        """Return whether a sentence has one person as its subject, and may name nobody else."""
        people, code = sentence.people, _without_parentheses(sentence.code)
        name = code.find(Kind.PERSON)
        if len(people) != 1 or SOMEBODY in people or not rules.SUBJECT.search(code[: name + 1]):
            return False
        # A heading, or the words below a picture; or somebody of theirs.
        if not code.endswith(_ENDS) or code[name + 1] == Kind.POSSESSIVE:
            return False
        return not any(
            code[number] == Kind.CAPITALIZED and not is_never_a_person(sentence.word(number))
            for number in range(name, len(code))
        )

    def has_somebody_else(self, sentence: Sentence) -> bool:
        """Return whether a sentence has a person, named or not, besides the one whom it names."""
        return self.has_stranger(sentence) or _has_unnamed(sentence)

    def has_stranger(self, sentence: Sentence) -> bool:
        """Return whether a sentence seems to name a person whom the dataset doesn't have."""
        return any(
            self._is_name(sentence, *run.span())
            for run in rules.CAPITALIZED_RUN.finditer(_without_parentheses(sentence.code))
        )

    def _is_name(self, sentence: Sentence, start: int, end: int) -> bool:
        """Return whether capitalized words in a row may be the name of a person."""
        unknown = _unknown_words(sentence, start, end)
        after_title = start > 0 and sentence.code[start - 1] == Kind.TITLE
        return len(unknown) > 1 or any(
            after_title or word in self._surnames_of_strangers for word in unknown
        )

    @cached_property
    def _surnames_of_strangers(self) -> frozenset[str]:
        """Return the last words of what may be whole names in the text."""
        names = (
            _unknown_words(sentence, *run.span())
            for sentence in self._sentences
            for run in rules.CAPITALIZED_RUN.finditer(sentence.code)
        )
        return frozenset(words[-1] for words in names if len(words) > 1)

    def agrees(self, at: int, id: str, *, speaks: bool) -> bool:
        """Return whether a person may be meant by the pronoun of the sentence with this number.

        `speaks` is true for whoever speaks in the sentence before.
        """
        genders = _genders(self._sentences[at].text, _MASCULINE, _FEMININE)
        if len(genders) != 1:
            return not genders
        known_genders = self._genders_by_person.get(id, frozenset())
        if known_genders:
            return known_genders == genders
        is_only_gender = len(self._genders_of_speakers) == 1
        return is_only_gender and (speaks or not self._are_others_near(at, id))

    def _are_others_near(self, at: int, id: str) -> bool:
        """Return whether sentences before one name anybody else, who may be meant as well."""
        before = self._sentences[max(0, at - _NEAR) : at]
        return any(
            not sentence.people <= {id} or self.has_stranger(sentence) for sentence in before
        )

    @cached_property
    def _genders_of_speakers(self) -> frozenset[str]:
        """Return the genders of the pronouns that stand beside verbs of saying in the text."""
        return frozenset().union(
            *(
                _genders(sentence.text, _MASCULINE, _FEMININE)
                for sentence in self._sentences
                if rules.PRONOUN_AND_VERB.search(sentence.code)
            )
        )

    @cached_property
    def _genders_by_person(self) -> Mapping[str, frozenset[str]]:
        """Return the genders of the words in sentences that name one person alone."""
        genders = dict[str, frozenset[str]]()
        for sentence in self._sentences:
            if len(sentence.people) == 1 and not self.has_stranger(sentence):
                [id] = sentence.people
                own = _genders(sentence.frame, _OF_MEN, _OF_WOMEN)
                genders[id] = genders.get(id, frozenset()) | own
        return genders


def _has_unnamed(sentence: Sentence) -> bool:
    """Return whether a sentence has one more person behind the last name: “sued his brother”."""
    code = rules.APPOSITION.sub(lambda match: "," * len(match[0]), sentence.code)
    behind_name = range(code.rfind(Kind.PERSON) + 1, len(code))
    words = [sentence.word(number) for number in behind_name if code[number] in rules.UNNAMED_KINDS]
    return any(
        not word.endswith(_PLURAL) and not pattern("bodies").fullmatch(word) for word in words
    )


def _unknown_words(sentence: Sentence, start: int, end: int) -> list[str]:
    words = map(sentence.word, range(start, end))
    return [word for word in words if not is_never_a_person(word)]


def _without_parentheses(code: str) -> str:
    """Return a code with as many marks in place of parentheses: Mitch McConnell (R-Ky.)"""
    return rules.PARENTHESES.sub(lambda match: "," * len(match[0]), code)


def _genders(text: str, men: re.Pattern[str], women: re.Pattern[str]) -> frozenset[str]:
    both = (("m", men), ("f", women))
    return frozenset(gender for gender, pronouns in both if pronouns.search(text))
