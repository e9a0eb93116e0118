"""Find quotations in a text, by the marks of six languages."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from stancetracker.contribute.proposal import Span

# Opening marks, and what closes each. German closes „ with “, and some books set »so«.
_CLOSING: Final = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", '"': '"”', "'": "'"}
MARKS: Final = "".join(_CLOSING) + "”’"
# A mark, with what it may close (1) and open (2). A straight single one may be an apostrophe, also
# at the start of a word that lost its first letters; » may close what was never opened.
_MARK: Final = re.compile(
    r"""(?=([”“»«]|(?<!\s)'(?![^\W_])|[’"](?![^\W_]))?)
    (?=((?<![^\W_])(?:[“„«]|[‘"](?=\S))|(?<!\S)»(?=\S)
        |(?<![^\s(\[“"«—–])'(?=[^\W\d_])(?!(?i:em|til|cause|tis|twas|bout|round|n|s|d|ll|re|ve|t)\b))?)
    """
    rf"[{MARKS}]",
    re.VERBOSE,
)
# An apostrophe stands after a plural that owns what follows.
_OWNER: Final = re.compile(r"(?<=s)['’]\s[a-z](?:[^'’‘]|\w['’]\w){0,300}[\w.,!?]['’](?!\w)")
_TWO_SINGLE: Final = "’’"
"""Two single marks, which some newspapers write for the double one that closes."""
_DEEPEST: Final = 4
"""The most quotations in one another."""


class Quotation(NamedTuple):
    """Quoted words: the words themselves, and all of it with its marks."""

    words: Span
    whole: Span
    continues: bool
    """True where it goes on with a quotation that the paragraph before left open."""


def trimmed(text: str, start: int, end: int) -> Span:
    """Return a part of a text without the white space around it."""
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return Span(start, start + len(inside.strip()))


def quotations(text: str, paragraphs: Sequence[Span]) -> list[list[Quotation]]:
    """Return the quotations of each paragraph of a text."""
    by_paragraph: list[list[Quotation]] = []
    left_open = ""
    for number, span in enumerate(paragraphs):
        following = paragraphs[number + 1].start if number + 1 < len(paragraphs) else len(text)
        paragraph = _Paragraph(text, span, goes_on=bool(left_open))
        left_open = paragraph.left_open(text[following : following + 1])
        by_paragraph.append(paragraph.quotations)
    return by_paragraph


class _Paragraph:
    """The quotations of a paragraph, and the places of marks that are open."""

    def __init__(self, text: str, span: Span, *, goes_on: bool) -> None:
        self._text = text
        self._span = span
        self._goes_on = goes_on
        self._open = list[int]()
        self.quotations = list[Quotation]()
        for mark in _MARK.finditer(text, *span):
            self._add(mark.start(), *mark.groups())

    def _add(self, place: int, closes: str | None, opens: str | None) -> None:
        end = place + 1
        is_double_open = bool(self._open) and self._text[self._open[-1]] == "“"
        if is_double_open and self._text[place : place + 2] == _TWO_SINGLE:
            closes = "”"
            opens = None
            end = place + len(_TWO_SINGLE)
        start = next(
            (
                opening
                for opening in reversed(self._open)
                if closes and closes in _CLOSING[self._text[opening]]
            ),
            None,
        )
        if start is not None:
            quotation = self._close(start, place, end)
            # Else nobody can say which of the marks closes it.
            if not _OWNER.match(self._text, place, self._span.end):
                self.quotations.append(quotation)
        elif opens and len(self._open) < _DEEPEST:
            self._open.append(place)

    def _close(self, start: int, closed: int, end: int) -> Quotation:
        del self._open[self._open.index(start) :]
        # What a quotation quotes is a part of it.
        while self.quotations and self.quotations[-1].whole.start > start:
            self.quotations.pop()
        words = trimmed(self._text, start + 1, closed)
        if self._text[slice(*words)].endswith(","):  # the comma is of the sentence around it
            words = words._replace(end=words.end - 1)
        continues = self._goes_on and start == self._span.start
        return Quotation(words, Span(start, end), continues)

    def left_open(self, following: str) -> str:
        """Return the mark of a quotation that goes on in the next paragraph, and end it here.

        `following` is the first character of that: what was never closed opened nothing.
        """
        if not self._open or self._text[self._open[0]] != following:
            return ""
        self.quotations.append(self._close(self._open[0], self._span.end, self._span.end))
        return following
