"""Words broken into lines."""

from stancetracker.render import wrap


def test_a_word_breaks_between_characters_that_a_reader_sees() -> None:
    assert wrap("👩‍👧👩‍👧👩‍👧", 4) == ["👩‍👧👩‍👧", "👩‍👧"]
    assert wrap("\u0301", 1) == ["\u0301"]
    assert wrap("a  b", 10) == ["a  b"]


def test_a_first_line_may_be_longer_than_the_others() -> None:
    assert wrap("a b c d e f", 3, 5) == ["a b c", "d e", "f"]
    assert wrap("abcdef g", 3, 5) == ["abc", "def", "g"]
