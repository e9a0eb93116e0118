"""Quotations, by the marks of six languages."""

import pytest

from stancetracker.addons.evidence.quotations import quotations
from stancetracker.addons.evidence.sentences import paragraphs


def quoted(text: str) -> list[str]:
    """Return the quoted words of a text."""
    return [
        text[slice(*quotation.words)]
        for paragraph in quotations(text, paragraphs(text))
        for quotation in paragraph
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
        ("“One,’’ she said. “Two.’’\n“Three,’’ he said.", ["One", "Two.", "Three"]),
        ("‘One ‘two’’, she said.", ["One ‘two’"]),
        ("“Lost.\n\nNo mark here.", []),
    ],
)
def test_quotations_are_found_by_the_marks_of_six_languages(text: str, words: list[str]) -> None:
    assert words == quoted(text)
