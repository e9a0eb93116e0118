"""The closed lists: the model, the words and the lists are one."""

from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from stancetracker.base import vocabulary, wording
from stancetracker.base.vocabulary import STANCES
from stancetracker.ledger.kinds import RECORD_CLASSES
from stancetracker.ledger.model.tie import Amount
from stancetracker.ledger.record import Source

LITERALS = {
    name: get_args(value)
    for name, value in vars(vocabulary).items()
    if get_origin(value) is Literal
}


def _words(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((words for arm in get_args(annotation) if (words := _words(arm))), ())


def test_every_tuple_has_the_words_of_a_literal_type() -> None:
    tuples = {
        value
        for name, value in vars(vocabulary).items()
        if name.isupper() and isinstance(value, tuple)
    }

    assert STANCES in tuples <= set(LITERALS.values())


@pytest.mark.parametrize(
    "record_class", [*RECORD_CLASSES, Source, Amount], ids=lambda cls: cls.__name__
)
def test_every_closed_list_of_the_model_is_in_the_vocabulary(record_class: type) -> None:
    for name, annotation in get_type_hints(record_class, include_extras=True).items():
        assert name == "kind" or _words(annotation) in {(), *LITERALS.values()}


@pytest.mark.parametrize(
    ("phrases", "literal"),
    [
        (wording.SIDES, "Stance"),
        (wording.RESPONSES, "Response"),
        (wording.CHANNELS, "Channel"),
        (wording.VOICES, "Voice"),
        (wording.WORDINGS, "Wording"),
        (wording.BOUNDS, "Bound"),
    ],
)
def test_every_word_of_a_closed_list_has_a_phrase(phrases: dict[str, str], literal: str) -> None:
    assert set(LITERALS[literal]) == set(phrases)


def test_every_stance_and_status_has_a_mark_of_its_own() -> None:
    assert {*STANCES, "silent", "searched", "unchecked", "private", "uncounted"} == set(
        wording.MARKS
    )
    assert len(wording.MARKS) == len(set(wording.MARKS.values()))
