"""The answers to who speaks: somebody whom a sentence names, or what it says of somebody else."""

from enum import Enum, auto
from typing import Final, NamedTuple

from stancetracker.addons.evidence import rules
from stancetracker.addons.evidence.grammar import Kind
from stancetracker.addons.evidence.sentences import Sentence

WINDOW: Final = 200
"""The words on each side of a quotation that are read; nobody writes longer sentences."""


class Speaker(NamedTuple):
    """Who speaks: one id, or several that are candidates; none where nobody on record does."""

    ids: frozenset[str] = frozenset()
    is_sure: bool = False


class Unnamed(Enum):
    """What a sentence says of a speaker whom it does not name."""

    NOTHING = auto()
    STRANGER = auto()
    """Somebody whom the dataset does not have."""
    PRONOUN = auto()
    """Whoever is meant by “he”, or by a verb without a subject."""
    ROLE = auto()
    """Whoever is meant by “the chief executive” or “they”."""


Answer = Speaker | Unnamed
NOBODY: Final = Speaker()


def is_sure(answer: Answer) -> bool:
    """Return whether an answer is somebody without doubt."""
    return isinstance(answer, Speaker) and answer.is_sure


def doubted(answer: Answer) -> Speaker:
    """Return the same candidates, of whom none is sure."""
    return Speaker(answer.ids) if isinstance(answer, Speaker) else NOBODY


def people_of(sentence: Sentence) -> Speaker:
    """Return the people whom a sentence surely names, as candidates."""
    return Speaker(sentence.named(Kind.PERSON))


def named_by(sentence: Sentence, number: int) -> Speaker:
    """Return the one whose name is a word of a sentence; names joined by "and" are a question."""
    before = sentence.code[max(0, number - WINDOW) : number]
    is_joined = rules.JOINED_BEFORE.search(before) or rules.JOINED_AFTER.match(
        sentence.code, number + 1
    )
    if is_joined or number not in sentence.ids:
        return people_of(sentence)
    ids = sentence.ids[number]
    return Speaker(ids, len(ids) == 1)
