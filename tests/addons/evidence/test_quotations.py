"""Quotations and sentences, by their offsets."""

import pytest

from stancetracker.addons.evidence.speech import QUOTED, Speech


def quoted(text: str) -> list[str]:
    return [
        text[slice(*one.words)] for each in Speech((), text).sentences for one in each.quotations
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
def test_the_marks_of_five_languages(text: str, words: list[str]) -> None:
    assert words == quoted(text)


def test_what_ends_inside_a_quotation_ends_no_sentence_but_its_own() -> None:
    text = "“Why? Now.” Mr. Lee left on Jan. 3. He said “No. Never” to J. Doe!"
    frames = [one.frame.replace(QUOTED, "") for one in Speech((), text).sentences]

    assert [".", "Mr. Lee left on Jan. 3.", "He said  to J. Doe!"] == frames


def test_a_wrapped_text_has_paragraphs_of_several_lines() -> None:
    assert 2 == len(Speech((), "One line\nand its end.\n\nAnother.").sentences)
    assert 3 == len(Speech((), f"One line.\n{'Long ' * 30}.\n\nAnother.").sentences)
