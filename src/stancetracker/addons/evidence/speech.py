"""Find who said a quotation in a text: only somebody whom the dataset names, beyond doubt."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from stancetracker.addons.evidence import rules
from stancetracker.addons.evidence.actors import SOMEBODY, Actors
from stancetracker.addons.evidence.grammar import Kind, language_of, pattern, reading
from stancetracker.addons.evidence.pronouns import Pronouns, is_never_a_person
from stancetracker.addons.evidence.quotations import Quotation
from stancetracker.addons.evidence.sentences import paragraphs, sentences
from stancetracker.addons.evidence.speakers import (
    NOBODY,
    WINDOW,
    Answer,
    Speaker,
    Unnamed,
    doubted,
    named_by,
)
from stancetracker.addons.evidence.verbs import part_of, subject_beside

_FEWEST_WORDS: Final = 4
"""The words of a quotation that is asked about although no verb of saying is near."""
_MOST_BEFORE: Final = 6
"""The most sentences before a quotation that are searched for the name of its speaker."""
_MOST_NAMING: Final = 2
"""The most of these that name somebody."""
_LONGEST_SIGNATURE: Final = 80
"""The characters of the longest line that is no sentence but says whose words stand above it."""
_IT: Final = "Lo"


class Speech:
    """A text, cut into sentences that know what they quote, and the names in it."""

    def __init__(self, names: Iterable[tuple[str, str, str]], text: str) -> None:
        """`names` are kinds, ids and names of actors."""
        self.text = text
        self._actors = Actors(names, text)
        self._language = language_of(text)
        self.paragraphs = paragraphs(text)
        self.sentences = [*sentences(text, self.paragraphs, self._actors, self._language)]
        self._pronouns = Pronouns(self.sentences)
        self._speakers = dict[int, Speaker]()
        """The speakers of quotations, by the places of these."""
        self._read = 0
        """The number of sentences whose quotations have speakers."""
        self._pronoun_speakers = dict[int, Answer]()
        """Whom a pronoun stands for, by the numbers of sentences."""
        # Names may stand alone on lines that no quotation is right above.
        codes = ["", *(sentence.code for sentence in self.sentences)]
        self._has_headings = any(
            rules.SIGNATURE.match(code) and above.strip(f"{Kind.QUOTATION}.")
            for above, code in pairwise(codes)
        )

    def reported_in(self, text: str) -> bool:
        """Return whether a quotation seems to hold words of the reporter: – said NAME –."""
        code, _ = reading(self._actors.masked(text).text, self._language)
        return rules.REPORTED.search(code) is not None

    def of(self, at: int, quotation: Quotation) -> Speaker:
        """Return who said a quotation of the sentence with this number, or who may have."""
        for number in range(self._read, at + 1):
            for earlier in self.sentences[number].quotations:
                self._speakers[earlier.whole.start] = self._speaker(number, earlier)
            self._read = number + 1
        return self._speakers[quotation.whole.start]

    def _speaker(self, at: int, quotation: Quotation) -> Speaker:
        words = self.text[slice(*quotation.words)]
        if _is_title(words):
            return NOBODY
        sentence = self.sentences[at]
        start, end = (
            bisect_left(sentence.places, offset - sentence.span.start) for offset in quotation.whole
        )
        answer = self._by_words(at, start, end)
        if answer is Unnamed.NOTHING and _says_nothing(sentence.code):
            answer = self._beside(at, quotation)
        if answer is Unnamed.NOTHING and sentence.quotations[-1] == quotation:
            answer = self._named_in_next(at)
        if answer is Unnamed.STRANGER:
            return NOBODY
        if isinstance(answer, Speaker) and answer.is_sure and not _is_reposted(words):
            return answer
        near = sentence.code[max(0, start - WINDOW) : end + WINDOW]
        length = len(words.split())
        is_short = length < _FEWEST_WORDS and not rules.LAST_SPEAKS.search(near)
        if is_short and not isinstance(answer, Speaker):
            return NOBODY
        return Speaker(self._candidates(at, answer) - {SOMEBODY})

    def _candidates(self, at: int, answer: Answer) -> frozenset[str]:
        """Return who may have said a quotation, where it is not sure."""
        sentence = self.sentences[at]
        ids = sentence.people
        if isinstance(answer, Speaker):
            ids |= answer.ids
        elif answer is Unnamed.ROLE and Kind.TELLING in sentence.code:
            ids = frozenset()  # they are the listeners
        if not ids or not isinstance(answer, Speaker):
            ids |= self._named_before(at)
        following = self.sentences[at + 1 : at + 2]
        if not ids and following and following[0].paragraph == sentence.paragraph:
            ids = following[0].people
        return ids

    def _named_before(self, at: int) -> frozenset[str]:
        """Return the people in the nearest sentences before that name any."""
        before = self.sentences[max(0, at - _MOST_BEFORE) : at]
        naming = [people for sentence in before if (people := sentence.people)]
        return frozenset().union(*naming[-_MOST_NAMING:])

    def _by_words(self, at: int, start: int, end: int) -> Answer:
        """Return who said the text between two words of a sentence, by the verbs around it."""
        sentence = self.sentences[at]
        before = part_of(sentence, max(0, start - WINDOW), start)
        after = part_of(sentence, end, end + WINDOW)
        answer = subject_beside(sentence, before, after, self._language)
        if rules.QUESTION.search(before.code) or _is_doubtful(sentence.text):
            return doubted(answer)
        if rules.OWNED.search(before.code):
            answer = Speaker(doubted(answer).ids | sentence.named(Kind.PERSON))
        for part in (after, before):
            if source := rules.NAMED_SOURCE.search(part.code):
                named = named_by(sentence, part.numbers[source.end() - 1])
                if rules.OTHER_AFTER_SOURCE.match(part.code, source.end()):
                    return doubted(named)
                answer = _either(named, answer)
        if answer is not Unnamed.PRONOUN:
            return answer
        if at not in self._pronoun_speakers:
            self._pronoun_speakers[at] = self._pronoun(at)
        return self._pronoun_speakers[at]

    def _pronoun(self, at: int) -> Answer:
        """Return whom a pronoun stands for.

        It is the one person of the sentence before, who speaks or is its subject.
        """
        if not at or self.sentences[at].named(Kind.PERSON):
            return Unnamed.PRONOUN
        before, speaker = self.sentences[at - 1], self._last_speaker(at - 1)
        speaks = speaker.is_sure and before.people <= speaker.ids
        if not speaks:
            speaker = Speaker(before.people)
        is_clear = speaks or self._pronouns.is_about_one_person(before)
        if not is_clear or len(speaker.ids) != 1 or self._pronouns.has_somebody_else(before):
            return Unnamed.PRONOUN
        [id] = speaker.ids
        agrees = self._pronouns.agrees(at, id, speaks=speaks)
        return Speaker(speaker.ids, is_sure=True) if agrees else Unnamed.PRONOUN

    def _last_speaker(self, at: int) -> Speaker:
        """Return who said the last quotation of a sentence."""
        quoted = self.sentences[at].quotations
        return self._speakers[quoted[-1].whole.start] if quoted else NOBODY

    def _beside(self, at: int, quotation: Quotation) -> Answer:
        """Return who said a quotation in its own sentence, by the line below or the colon above."""
        signed = self._signed(at)
        if signed is not None:
            return signed
        if not at:
            return Unnamed.NOTHING
        above, paragraph = self.sentences[at - 1], self.sentences[at].paragraph
        if above.paragraph == paragraph - 1 and above.code.endswith(":"):
            return self._by_words(at - 1, len(above.code), len(above.code))
        if above.paragraph == paragraph or quotation.continues:
            earlier = self._last_speaker(at - 1)
            return earlier if earlier.ids else Unnamed.NOTHING
        return Unnamed.NOTHING

    def _named_in_next(self, at: int) -> Answer:
        """Return who said a quotation by the sentence after it: “…”. Lo ha detto NAME."""
        following = self.sentences[at + 1 : at + 2]
        if not following or following[0].paragraph != self.sentences[at].paragraph:
            return Unnamed.NOTHING
        [sentence] = following
        verb = rules.IT_AND_VERB.match(sentence.code)
        if verb is None or sentence.word(0) != _IT:
            return Unnamed.NOTHING
        name = rules.NAMED_AFTER.match(sentence.code, verb.end())
        return named_by(self.sentences[at + 1], name.end() - 1) if name else Unnamed.NOTHING

    def _signed(self, at: int) -> Speaker | None:
        """Return whose name stands alone on the line below a sentence."""
        below = self.sentences[at + 1 : at + 2]
        if not below or below[0].paragraph != self.sentences[at].paragraph + 1:
            return None
        line = rules.SIGNATURE.match(below[0].code)
        if line is None or len(below[0].frame) >= _LONGEST_SIGNATURE:
            return None
        speaker = named_by(self.sentences[at + 1], line.end(1))
        return speaker if line[1] or not self._has_headings else Speaker(speaker.ids)


def _either(source: Speaker, answer: Answer) -> Answer:
    """Return whom “according to” names; where a verb has another subject, both are candidates."""
    ids = doubted(answer).ids
    if source.ids and ids and source.ids != ids:
        return Speaker(source.ids | ids)
    return source if source.ids else answer


def _is_title(quoted: str) -> bool:
    """Return whether quoted words are a title or a name, as of a newspaper."""
    words = quoted.split()
    if len(words) == 1:
        return is_never_a_person(quoted)
    return all(word[0].isupper() and not word.isupper() for word in words)


def _is_reposted(quoted: str) -> bool:
    """Return whether quoted words are a post of somebody else: “RT @fan: …”"""
    return quoted.startswith(("RT @", "RT: @"))


@lru_cache(maxsize=1)
def _is_doubtful(text: str) -> bool:
    """Return whether a sentence says that its words may be somebody else's."""
    return pattern("not_surely_theirs").search(text) is not None


@lru_cache(maxsize=1)
def _says_nothing(code: str) -> bool:
    """Return whether a sentence has names and quotations alone."""
    return rules.NAMES_AND_QUOTATIONS.match(code) is not None
