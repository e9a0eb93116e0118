"""Find who did not speak, by a verb that says so."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from stancetracker.addons.evidence import rules
from stancetracker.addons.evidence.actors import SOMEBODY
from stancetracker.addons.evidence.grammar import Kind, pattern
from stancetracker.addons.evidence.sentences import Sentence
from stancetracker.addons.evidence.speakers import Speaker

_DENIED: Final = re.compile(r"(?:\b(?:not|never|no longer|pas|nicht|no|non)|n[’']t)\s+(?:\w+\s+)?$")
_BLANK: Final = "_"
"""Stands in a code for each word that says where people are from."""


def silent_actors(sentence: Sentence, place: int) -> Speaker:
    """Return whom a verb at a place of a sentence may be about, people before organizations."""
    end = bisect_left(sentence.places, place)
    code, kind = sentence.code, Kind.ORGANIZATION
    if Kind.PERSON in code:
        code, kind = rules.FROM.sub(lambda match: _BLANK * len(match[0]), code), Kind.PERSON
    names = [
        number
        for number, letter in enumerate(code)
        if letter == kind and not rules.EXCEPTED.search(code[:number])
    ]
    meanings = [sentence.ids[number] for number in names if number in sentence.ids]
    subject = _names_in_a_row(code, [number for number in names if number < end])
    is_sure = (
        bool(subject)
        and len(subject) == len(names)
        and all(len(ids) == 1 and SOMEBODY not in ids for ids in meanings)
        and _is_subject(code, subject, end)
        and not rules.FROM.search(code)  # somebody from there may be meant
        and not pattern("doubt").search(sentence.text)
        and not _DENIED.search(sentence.text, 0, place)
    )
    return Speaker(frozenset().union(*meanings) - {SOMEBODY}, is_sure)


def subjects(sentence: Sentence) -> list[int]:
    """Return the places in a sentence after which it may say on what somebody did not speak.

    “has not commented on [his divorce]”; not “on Monday” nor “on Facebook”.
    """
    return [
        match.end()
        for match in pattern("subjects_of_silence").finditer(sentence.text)
        if not _is_day_or_medium(sentence, match.end())
    ]


def may_have_spoken(sentence: Sentence) -> bool:
    """Return whether who did not speak may have spoken before, since or in the same breath.

    “has not commented since May” · “declined to comment further” · “… but told staff “no””
    """
    has_time = pattern("other_times").search(sentence.text) is not None
    return has_time or rules.SPEAKS_AS_WELL.search(sentence.code) is not None


def _is_day_or_medium(sentence: Sentence, place: int) -> bool:
    """Return whether a day or a medium is the next word after a place."""
    number = bisect_left(sentence.places, place)
    if number >= len(sentence.code):
        return True
    word = sentence.word(number)
    is_medium = pattern("never_people").fullmatch(word) is not None
    return is_medium or word.isdigit() or sentence.code[number] in (Kind.TIME, Kind.ORGANIZATION)


def _names_in_a_row(code: str, names: Sequence[int]) -> list[int]:
    """Return the last name and those right before it: “Tim Cook, Jeff Dean and Elon Musk”."""
    row = [*names[-1:]]
    for number in reversed(names[:-1]):
        if rules.BETWEEN_NAMES.fullmatch(code[number + 1 : row[0]]):
            row.insert(0, number)
    return row


def _is_subject(code: str, names: Sequence[int], end: int) -> bool:
    """Return whether names are the subject of a verb that ends the code there."""
    between = code[names[-1] + 1 : end].replace(_BLANK, "")
    is_beside = rules.UP_TO_VERB.fullmatch(between) is not None
    return is_beside and not rules.NO_SUBJECT_AFTER.search(code[: names[0]])
