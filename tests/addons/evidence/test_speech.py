"""Quotations and sentences, by their offsets."""

import pytest

from stancetracker.addons.evidence.grammar import QUOTATION_SIGN
from stancetracker.addons.evidence.speech import Speech


def quoted(text: str) -> list[str]:
    return [
        text[slice(*quotation.words)]
        for sentence in Speech((), text).sentences
        for quotation in sentence.quotations
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“One,” she said.", ["One"]),
        ("He said “it’s ‘done’ now” twice.", ["it’s ‘done’ now"]),
        ('a 5" nail and "two words"', ["two words"]),
        ('"Mixed marks.”', ["Mixed marks."]),
        ("Il dit : « Trop ‹ loin › ».", ["Trop ‹ loin ›"]),
        ("«Uno “dos” tres»", ["Uno “dos” tres"]),
        ("„Zu ‚weit‘ gegangen“, sagt er.", ["Zu ‚weit‘ gegangen"]),
        ("»So nicht«, schrieb er.", ["So nicht"]),
        ("the workers’ vote and ‘one word’.", ["one word"]),
        ("“Never closed, and “a quotation” inside.", ["a quotation"]),
        ("“One paragraph.\n\n“And the next,” she said.", ["One paragraph.", "And the next"]),
        ("Escribió: “ Con espacio ”.", ["Con espacio"]),
        ("“Lost.\n\nNo mark here.", []),
    ],
)
def test_quotations_are_found_by_the_marks_of_five_languages(text: str, words: list[str]) -> None:
    assert words == quoted(text)


def test_a_full_stop_inside_a_quotation_does_not_end_the_sentence_around_it() -> None:
    text = "“Why? Now.” Mr. Lee left on Jan. 3. He said “No. Never” to J. Doe!"
    frames = [sentence.frame.replace(QUOTATION_SIGN, "") for sentence in Speech((), text).sentences]

    assert [".", "Mr. Lee left on Jan. 3.", "He said  to J. Doe!"] == frames


def test_a_wrapped_paragraph_is_read_as_one() -> None:
    assert 2 == len(Speech((), "One line\nand its end.\n\nAnother.").sentences)
    assert 3 == len(Speech((), f"One line.\n{'Long ' * 30}.\n\nAnother.").sentences)
