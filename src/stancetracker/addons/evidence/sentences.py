"""Cut a text into paragraphs and sentences that know what they quote, and whom they name."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.addons.evidence.actors import SOMEBODY, Actors
from stancetracker.addons.evidence.grammar import QUOTATION_SIGN, Kind, pattern, reading
from stancetracker.addons.evidence.quotations import MARKS, Quotation, quotations, trimmed
from stancetracker.contribute.proposal import Span

_LONGEST_ABBREVIATION: Final = 20
_LONGEST_LINE: Final = 100
"""The characters of the longest line at which texts are wrapped."""
_ACTORS: Final = (Kind.PERSON, Kind.ORGANIZATION)

# The end of a sentence that is not in a run of such signs, since each place in that would be
# searched up to its end.
_END: Final = re.compile(r"(?<![.!?…])[.!?…]++(?=\s+[^a-zß-ÿ\s])")
_SPACE: Final = re.compile(r"\s*")
_WORD: Final = re.compile(r"\w[\w’'-]*")
_WRAPPED_PARAGRAPH: Final = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
# A line, and others that go on with it: after a quotation or a comma, with a small letter or comma.
_LINES_OF_PARAGRAPH: Final = re.compile(
    r"\S[^\n]*(?:(?<=[”\"»“,])[^\S\n]*+\n\s*+(?=[,a-zß-ÿ])[^\n]*)*"
)


class Sentence(NamedTuple):
    """A sentence: where it is, its paragraph, its quotations, and its words as kinds."""

    span: Span
    paragraph: int
    quotations: tuple[Quotation, ...]
    frame: str
    """Its text with quotations blanked; in `text`, names are too."""
    text: str
    code: str
    places: Sequence[int]
    """The place of each word in the text."""
    ids: Mapping[int, frozenset[str]]
    """The ids that a word may mean, by its number."""
    people: frozenset[str]
    """Everybody whom its names may mean."""
    sure_by_kind: Mapping[str, frozenset[str]]
    """Whom its names surely mean, by their kind."""

    def named(self, kinds: str = Kind.PERSON + Kind.ORGANIZATION) -> frozenset[str]:
        """Return the actors whom it surely names outside its quotations."""
        return frozenset().union(*(self.sure_by_kind[kind] for kind in kinds))

    def word(self, number: int) -> str:
        """Return a word, by its number."""
        match = _WORD.match(self.text, self.places[number])
        return match[0] if match else ""


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of a text: between blank lines where it is wrapped, else its lines."""
    has_blank_lines = re.search(r"\n[^\S\n]*\n", text) is not None
    is_wrapped = has_blank_lines and max(map(len, text.split("\n"))) <= _LONGEST_LINE
    form = _WRAPPED_PARAGRAPH if is_wrapped else _LINES_OF_PARAGRAPH
    return [trimmed(text, *match.span()) for match in form.finditer(text)]


def sentences(
    text: str, spans: Sequence[Span], actors: Actors, language: str | None
) -> Iterator[Sentence]:
    """Yield the sentences of paragraphs; what ends inside a quotation does not end a sentence."""
    for number, quoted in enumerate(quotations(text, spans)):
        span, starts = spans[number], [quotation.whole.start for quotation in quoted]
        frame = _frame(text, span, quoted)
        for start, end in _parts(frame):
            whole = Span(span.start + start, span.start + end)
            own = quoted[bisect_left(starts, whole.start) : bisect_left(starts, whole.end)]
            yield _sentence(whole, number, own, frame[start:end], actors, language)


def _sentence(
    span: Span,
    paragraph: int,
    quoted: Sequence[Quotation],
    frame: str,
    actors: Actors,
    language: str | None,
) -> Sentence:
    masked = actors.masked(frame)
    code, places = reading(masked.text, language)
    ids = {number: masked.ids[at] for number, at in enumerate(places) if at in masked.ids}
    meanings = {
        kind: [meant for number, meant in ids.items() if code[number] == kind] for kind in _ACTORS
    }
    people = frozenset().union(*meanings[Kind.PERSON])
    sure_by_kind = {kind.value: _sure(meant) for kind, meant in meanings.items()}
    return Sentence(
        span, paragraph, tuple(quoted), frame, masked.text, code, places, ids, people, sure_by_kind
    )


def _sure(meanings: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(ids for ids in meanings if SOMEBODY not in ids))


def _frame(text: str, span: Span, quoted: Sequence[Quotation]) -> str:
    """Return the text of a paragraph with signs in place of its quotations."""
    characters = list(text[slice(*span)])
    for quotation in quoted:
        start, end = quotation.whole.start - span.start, quotation.whole.end - span.start
        characters[start:end] = QUOTATION_SIGN * (end - start)
        words = text[slice(*quotation.words)]
        after = (text[quotation.whole.end : span.end].lstrip() or "-")[0]
        stops = after in MARKS and words.endswith((".", "!", "?", "…"))
        if stops or (words.endswith(".") and after.isupper()):
            characters[end - 1] = "."  # it ends the sentence around it as well
    return "".join(characters)


def _parts(frame: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a paragraph starts and ends."""
    abbreviated = pattern("abbreviations", r"(?-i:\b(?:{})\.$)")
    start = 0
    for end in (*(match.end() for match in _END.finditer(frame)), len(frame)):
        word = max(start, end - _LONGEST_ABBREVIATION)
        is_end = end == len(frame) or not abbreviated.search(frame, word, end)
        if start < end and is_end:
            yield start, end
            start = next(_SPACE.finditer(frame, end)).end()
