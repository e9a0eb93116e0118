"""Paragraphs, sentences and quotations of a text, by their offsets; in the marks of five languages."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

# Opening marks, and what closes each. German closes „ with “, and some books set »so«.
_CLOSING: Final = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", '"': '"”', "'": "'"}
_MARKS: Final = "".join(_CLOSING) + "”’"
_DEEPEST: Final = 4
# An apostrophe begins a word that lost its first letters, or stands after a plural that owns what follows.
_ELISION: Final = re.compile(r"'(?:em|til|cause|tis|twas|bout|round|n|s|d|ll|re|ve|t)\b", re.IGNORECASE)
_OWNER: Final = re.compile(r"(?<=s)['’]\s[a-z](?:[^'’‘]|\w['’]\w){0,300}[\w.,!?]['’](?!\w)")
_WRAPPED: Final = 100
"""The longest line of a text that is broken into lines at some width."""
_BLANK: Final = re.compile(r"\n[^\S\n]*\n\s*")
_LINE: Final = re.compile(r"\n\s*")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Jr|Inc|Corp|Co|vs|No|M|Mme|Sr|Sra|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec)|\b[a-z]\.[a-z])\.$"
)
_END: Final = re.compile(r"[.!?…]+(?=\s+[^a-zß-ÿ\s])")
QUOTED: Final = "\x02"
"""Stands in a frame for each character of a quotation."""


class Span(NamedTuple):
    """A part of a text, by the offsets of its first character and of the one after its last."""

    start: int
    end: int


class Quotation(NamedTuple):
    """Quoted words: the words themselves, and all of it with its marks."""

    words: Span
    whole: Span
    continues: bool
    """True where it goes on with a quotation that the paragraph before left open."""


class Sentence(NamedTuple):
    """A sentence: where it is, its paragraph, its text with all quotations blanked, and these."""

    span: Span
    paragraph: int
    frame: str
    quotations: tuple[Quotation, ...]


class Passages:
    """A text, cut into sentences that know what they quote."""

    def __init__(self, text: str) -> None:
        """Cut a text; what ends inside a quotation does not end a sentence."""
        self.text, self.sentences, is_open = text, list[Sentence](), ""
        # Paragraphs are what stands between blank lines or, in a text without long lines, on a line.
        wrapped = _BLANK.search(text) and max(map(len, text.split("\n"))) <= _WRAPPED
        ends = (match.span() for match in (_BLANK if wrapped else _LINE).finditer(text))
        cuts = [(0, 0), *ends, (len(text),) * 2]
        spans = (self._trimmed(Span(start, end)) for (_, start), (end, _) in pairwise(cuts))
        self._paragraphs = [span for span in spans if span.start < span.end]
        for at, span in enumerate(self._paragraphs):
            following = text[self._paragraphs[at + 1].start] if at + 1 < len(self._paragraphs) else ""
            quotations, is_open = self._quoted(*span, following, is_open)
            self.sentences += self._sentences(at, span, quotations)

    def paragraph(self, at: int) -> str:
        """Return the paragraph that a sentence is in."""
        return self.text[slice(*self._paragraphs[self.sentences[at].paragraph])]

    def _quoted(self, start: int, end: int, following: str, before: str) -> tuple[list[Quotation], str]:
        """Return the quotations of a paragraph, and the mark it leaves open where the next one repeats that."""
        # The marks that are open, and what was quoted since each; below them what is in none.
        stack: list[tuple[int, list[Quotation]]] = [(start, [])]
        for at in (at for at in range(start, end) if self.text[at] in _MARKS):
            level = next((n for n in range(len(stack) - 1, 0, -1) if self._closes(at, stack[n][0], end)), 0)
            if level and _OWNER.match(self.text, at, end):
                del stack[level:]  # nobody can say which of the marks closes it
            elif level:
                opened = stack[level][0]
                del stack[level:]
                stack[-1][1].append(self._quotation(opened, at, at + 1, before, start))
            elif self.text[at] in _CLOSING and len(stack) <= _DEEPEST and self._may_open(at, start):
                stack.append((at, []))
        if len(stack) > 1 and self.text[stack[1][0]] == following:
            # A quotation that goes on in the next paragraph is closed only there.
            return [*stack[0][1], self._quotation(stack[1][0], end, end, before, start)], following
        return [one for _, ones in stack for one in ones], ""  # what was never closed opened nothing

    def _closes(self, at: int, opened: int, end: int) -> bool:
        if self.text[at] not in _CLOSING[self.text[opened]]:
            return False
        after = self.text[at + 1] if at + 1 < end else " "
        if self.text[at] == "'" and self.text[at - 1].isspace():
            return False
        return self.text[at] not in "’\"'" or not after.isalnum()

    def _may_open(self, at: int, start: int) -> bool:
        before = self.text[at - 1] if at > start else " "
        after = self.text[at + 1 : at + 2]
        if self.text[at] == "»":  # else it closes what was never opened
            return bool(after.strip()) and not before.strip()
        if self.text[at] == "'":  # elsewhere it is an apostrophe
            free = before.isspace() or before in '([“"«—–'
            return free and after.isalpha() and not _ELISION.match(self.text, at)
        return not before.isalnum() and (self.text[at] in "“„«" or bool(after.strip()))

    def _quotation(self, opened: int, closed: int, end: int, before: str, start: int) -> Quotation:
        words = self._trimmed(Span(opened + 1, closed))
        if self.text[words.start : words.end].endswith(","):  # the comma is of the sentence around it
            words = Span(words.start, words.end - 1)
        return Quotation(words, Span(opened, end), opened == start and before == self.text[opened])

    def _trimmed(self, span: Span) -> Span:
        inside = self.text[slice(*span)]
        start = span.start + len(inside) - len(inside.lstrip())
        return Span(start, max(start, span.start + len(inside.rstrip())))

    def _sentences(self, paragraph: int, span: Span, quotations: Sequence[Quotation]) -> Iterator[Sentence]:
        blanked = list(self.text[slice(*span)])
        for one in quotations:
            start, end = one.whole.start - span.start, one.whole.end - span.start
            blanked[start:end] = QUOTED * (end - start)
            said = self.text[slice(*one.words)]
            after = self.text[one.whole.end : span.end].lstrip() or "-"
            ends = re.search(r"[.!?…]$", said)
            if ends and (after[:1] in _MARKS or (ends[0] == "." and after[:1].isupper())):
                blanked[end - 1] = "."  # it ends the sentence around it as well
        frame, start = "".join(blanked), 0
        for end in (*(match.end() for match in _END.finditer(frame)), len(frame)):
            if start < end and (end == len(frame) or not _ABBREVIATION.search(frame[start:end])):
                whole = Span(span.start + start, span.start + end)
                own = tuple(one for one in quotations if whole.start <= one.whole.start < whole.end)
                yield Sentence(whole, paragraph, frame[start:end], own)
                start = end + len(frame[end:]) - len(frame[end:].lstrip())
