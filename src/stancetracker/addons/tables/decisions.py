"""Decide what becomes of a row's statement, with what an editor decided of the one before it."""

from enum import Enum, auto
from typing import Final, NamedTuple

from stancetracker.addons.tables.comparison import Change


class Hand(Enum):
    """An editor's decision about a record of a table."""

    NONE = auto()
    CORRECTED = auto()
    RETRACTED = auto()
    REDACTED = auto()


class Step(Enum):
    """The step that an import takes for a row."""

    NOTHING = auto()
    ADD = auto()
    """Add a statement; what was said before stays."""
    REPLACE = auto()
    """Supersede the statement before."""
    ASK = auto()


class Reason(Enum):
    """The reason for a step that a person should hear of."""

    NONE = auto()
    WITHDRAWN_BY_HAND = auto()
    CORRECTED_BY_HAND = auto()
    REDACTED = auto()
    AGREES = auto()
    LATE_DATE = auto()
    CORRECTED = auto()
    MORE = auto()
    MORE_AFTER_HAND = auto()
    MOVED_OR_CORRECTED = auto()
    TAKE_OR_LEAVE = auto()


MOVED: Final = "moved"
CORRECTED: Final = "corrected"
TAKE: Final = "take"
LEAVE: Final = "leave"
CHOICES: Final = {
    Reason.MOVED_OR_CORRECTED: (MOVED, CORRECTED),
    Reason.TAKE_OR_LEAVE: (TAKE, LEAVE),
}
"""The answers to each question."""


class Decision(NamedTuple):
    """A step, and why it is taken."""

    step: Step
    reason: Reason = Reason.NONE


_OF_UNTOUCHED: Final = {
    Change.SAME: Decision(Step.NOTHING),
    Change.LATE_DATE: Decision(Step.NOTHING, Reason.LATE_DATE),
    Change.CORRECTED: Decision(Step.REPLACE, Reason.CORRECTED),
    Change.MORE: Decision(Step.ADD, Reason.MORE),
}
_LEFT_AS_CORRECTED: Final = Decision(Step.NOTHING, Reason.CORRECTED_BY_HAND)
_OF_CORRECTED: Final = {
    Change.SAME: Decision(Step.NOTHING),
    Change.LATE_DATE: _LEFT_AS_CORRECTED,
    Change.CORRECTED: _LEFT_AS_CORRECTED,
    Change.MORE: Decision(Step.ADD, Reason.MORE_AFTER_HAND),
}
_LEFT_AS_WITHDRAWN: Final = Decision(Step.NOTHING, Reason.WITHDRAWN_BY_HAND)


def decide(change: Change, hand: Hand, *, agrees: bool = False, answer: str = "") -> Decision:
    """Return what to do with a row whose statement changed.

    `agrees` says that the row says what an editor put in the place of its statement; `answer` is
    the answer of a person to the question that an earlier decision asked.
    """
    if hand is Hand.REDACTED:
        return Decision(Step.NOTHING, Reason.REDACTED)
    if hand is Hand.RETRACTED:
        return _decide_after_retraction(change, answer)
    if hand is Hand.CORRECTED and agrees and change is not Change.SAME:
        return Decision(Step.NOTHING, Reason.AGREES)
    if change is Change.UNCLEAR:
        if answer not in CHOICES[Reason.MOVED_OR_CORRECTED]:
            return Decision(Step.ASK, Reason.MOVED_OR_CORRECTED)
        change = Change.MORE if answer == MOVED else Change.CORRECTED
    return (_OF_CORRECTED if hand is Hand.CORRECTED else _OF_UNTOUCHED)[change]


def _decide_after_retraction(change: Change, answer: str) -> Decision:
    if change not in (Change.MORE, Change.UNCLEAR) or answer == LEAVE:
        return _LEFT_AS_WITHDRAWN
    if answer == TAKE:
        return Decision(Step.ADD, Reason.MORE)
    return Decision(Step.ASK, Reason.TAKE_OR_LEAVE)
