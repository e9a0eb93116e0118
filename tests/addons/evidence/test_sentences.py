"""Paragraphs and sentences, by their offsets."""

from stancetracker.addons.evidence.grammar import QUOTATION_SIGN
from stancetracker.addons.evidence.speech import Speech


def frames(text: str) -> list[str]:
    """Return the sentences of a text without their quotations."""
    return [sentence.frame.replace(QUOTATION_SIGN, "") for sentence in Speech((), text).sentences]


def test_a_full_stop_inside_a_quotation_does_not_end_the_sentence_around_it() -> None:
    text = "“Why? Now.” Mr. Lee left on Jan. 3. He said “No. Never” to J. Doe!"

    assert [".", "Mr. Lee left on Jan. 3.", "He said  to J. Doe!"] == frames(text)


def test_a_wrapped_paragraph_is_read_as_one() -> None:
    assert 2 == len(frames("One line\nand its end.\n\nAnother."))
    assert 3 == len(frames(f"One line.\n{'Long ' * 30}.\n\nAnother."))


def test_a_line_that_begins_small_after_a_quotation_goes_on_with_it() -> None:
    long_line = f"« {'Un mot ' * 20}»"

    assert ["\na dit Cook.", "Un autre."] == frames(f"{long_line}\na dit Cook.\nUn autre.")
    assert ["\n\n, a dit Cook."] == frames(f"{long_line}\n\n, a dit Cook.")
