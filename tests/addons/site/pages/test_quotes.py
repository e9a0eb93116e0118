"""The words of a statement in a line: what is never cut off, and what marks a cut."""

from typing import NamedTuple

import pytest

from stancetracker.addons.site.pages.quotes import words_in_line


class Words(NamedTuple):
    """The words of a statement."""

    quote: str | None
    pull: str | None = None
    wording: str | None = "verbatim"
    summary: str | None = None


THIRTEEN = "It is pure evil for people to stop the arrest of violent child predators"
TWENTY = (
    "There is far more outrage over a wealth tax than over masked agents who terrorize whole"
    " communities in the streets."
)
SUMMARY = "Said, as a page renders it, " + "and so on " * 20 + "that it should be built."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (Words(THIRTEEN), THIRTEEN),
        (Words(TWENTY), TWENTY),
        (Words(f"{TWENTY} {TWENTY}"), f"{TWENTY} …"),
        (Words(f"No. {TWENTY} To the U.S. Senate, {TWENTY}"), f"No. {TWENTY} …"),
        (Words("word " * 60), "word " * 39 + "word…"),
        (Words("terrorized thousands", wording="excerpt"), "…terrorized thousands"),
        (Words("lower case by choice"), "lower case by choice"),
        (Words("We will keep fighting until it ends.", "will keep fighting"), "…will keep fighting…"),
        (Words("No. We will fight. Now.", "We will fight."), "We will fight."),
        (Words("I say: Build it. And now.", "Build it"), "…Build it"),
        (Words(None, summary=SUMMARY), SUMMARY),
    ],
)  # fmt: skip
def test_words_in_a_line_are_whole_or_show_where_they_are_cut(words: Words, expected: str) -> None:
    assert expected == words_in_line(words)
