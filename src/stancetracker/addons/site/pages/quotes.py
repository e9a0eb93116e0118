"""The words of a statement for a line: whole where there is room, else cut between sentences."""

import re
from typing import Final, Protocol

_MOST_CHARACTERS: Final = 200
"""About as long as two lines of a row."""
_CUT: Final = "…"
_NO_INITIAL: Final = r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)"
"""No sentence ends with the stop of `U.S.` or `Mr.`."""
_CLOSING: Final = "[\"'”’»)]*"
_SENTENCE_END: Final = re.compile(rf"{_NO_INITIAL}[.!?…]{_CLOSING}(?=\s|$)|[。！？]{_CLOSING}")


class Worded(Protocol):
    """What a statement has of words."""

    @property
    def quote(self) -> str | None:
        """Return the speaker's own words."""

    @property
    def pull(self) -> str | None:
        """Return a part of the quote for where there is little room."""

    @property
    def wording(self) -> str | None:
        """Return whether the quote is verbatim, an excerpt or a translation."""

    @property
    def summary(self) -> str | None:
        """Return what was said, in the words of whoever recorded it."""


def words_in_line(statement: Worded) -> str:
    """Return the words of a statement for a line: its `pull`, else its quote, else its summary.

    A quote is whole up to 200 characters; a longer one ends with a sentence, or where there is none
    with a word. What begins or ends within a sentence has "…" there.
    """
    if not statement.quote:
        return _on_one_line(statement.summary or "")
    quote = _on_one_line(statement.quote)
    if statement.pull:
        return _part(_on_one_line(statement.pull), quote)
    opening = _opening(quote)
    begins_late = statement.wording == "excerpt" and _first_letter(quote).islower()
    return f"{_CUT}{opening}" if begins_late else opening


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _first_letter(text: str) -> str:
    return next((char for char in text if char.isalpha()), "")


def _opening(quote: str) -> str:
    """Return a quote, of a long one the first sentences."""
    if len(quote) <= _MOST_CHARACTERS:
        return quote
    ends = [end.end() for end in _SENTENCE_END.finditer(quote) if end.end() <= _MOST_CHARACTERS]
    if ends:
        return f"{quote[: ends[-1]]} {_CUT}"
    cut = quote[:_MOST_CHARACTERS]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—-") + _CUT


def _part(pull: str, quote: str) -> str:
    """Return a part of a quote, with "…" where it begins or ends within a sentence."""
    before, _, after = quote.partition(pull)
    ends = list(_SENTENCE_END.finditer(before.rstrip()))
    is_first = ends[-1].end() == len(before.rstrip()) if ends else not before.strip()
    begins_whole = is_first and not _first_letter(pull).islower()
    ends_whole = not after or after[0] in ".!?…。！？" or _ends_a_sentence(pull)
    return ("" if begins_whole else _CUT) + pull + ("" if ends_whole else _CUT)


def _ends_a_sentence(text: str) -> bool:
    ends = list(_SENTENCE_END.finditer(text))
    return bool(ends) and ends[-1].end() == len(text)
