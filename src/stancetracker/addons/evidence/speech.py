"""Find who said a quotation in a text: only somebody whom the dataset names, beyond doubt."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from stancetracker.addons.evidence import rules
from stancetracker.addons.evidence.actors import SOMEBODY, Actors
from stancetracker.addons.evidence.grammar import Kind, language_of, pattern, reading
from stancetracker.addons.evidence.pronouns import Pronouns, is_never_a_person
from stancetracker.addons.evidence.quotations import Quotation
from stancetracker.addons.evidence.sentences import paragraphs, sentences

_FEWEST_WORDS: Final = 4
"""The words of a quotation that is asked about although no verb of saying is near."""
_MOST_BEFORE: Final = 6
"""The most sentences before a quotation in which the names of those who may have said it are looked for."""
_MOST_NAMING: Final = 2
"""The most of these that name somebody."""
_MARKS: Final = ",.;:–"
_WINDOW: Final = 200
"""The words on each side of a quotation that are read; nobody writes longer sentences."""
_IT_IN_ITALIAN: Final = "Lo"
_LONGEST_TOPIC: Final = 40
_LONGEST_SIGNATURE: Final = 80
"""The characters of the longest line that is no sentence but says whose words stand above it."""
_BEGINNING: Final = r"(?:\w+ ){{0,2}}?(?:{})"
"""The form of a pattern of verbs by how they begin, after “has” and an adverb."""
_DENIED: Final = re.compile(r"(?:\b(?:not|never|no longer|pas|nicht|no|non)|n[’']t)\s+(?:\w+\s+)?$")


class Speaker(NamedTuple):
    """An answer to who said it: one id, or several that are candidates; none where nobody on record did."""

    ids: frozenset[str] = frozenset()
    is_sure: bool = False


_NOBODY: Final = Speaker()


class _Open(Enum):
    """What a sentence says of a speaker whom it does not name."""

    NOTHING = auto()
    STRANGER = auto()
    """Somebody whom the dataset does not have."""
    PRONOUN = auto()
    """Whoever is meant by “he”, or by a verb without a subject."""
    ROLE = auto()
    """Whoever is meant by “the chief executive” or “they”."""


class _Part(NamedTuple):
    """A part of a sentence: its kinds, and their numbers in the sentence."""

    code: str
    numbers: Sequence[int]


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
        self._meant = dict[int, Speaker | _Open]()
        """Whom a pronoun stands for, by the numbers of sentences."""
        # Names may stand alone on lines that no quotation is right above.
        codes = ["", *(sentence.code for sentence in self.sentences)]
        self._has_headings = any(
            rules.SIGNATURE.match(code) and above.strip(f"{Kind.QUOTATION}.")
            for above, code in pairwise(codes)
        )

    def named(self, at: int, kinds: str = Kind.PERSON + Kind.ORGANIZATION) -> frozenset[str]:
        """Return the actors whom the sentence with this number surely names outside its quotations."""
        return self.sentences[at].named(kinds)

    def reported_in(self, text: str) -> bool:
        """Return whether a quotation seems to hold words of the reporter: – said NAME –."""
        code, _ = reading(self._actors.masked(text).text, self._language)
        return rules.REPORTED.search(code) is not None

    def subjects(self, at: int, cue: int) -> Speaker:
        """Return whom a verb at a place of a sentence may be about, people before organizations."""
        sentence = self.sentences[at]
        end = bisect_left(sentence.places, cue)
        code, kind = sentence.code, Kind.ORGANIZATION
        if Kind.PERSON in code:
            code, kind = rules.FROM.sub(lambda match: "_" * len(match[0]), code), Kind.PERSON
        named = [
            number
            for number, letter in enumerate(code)
            if letter == kind and not rules.EXCEPTED.search(code[:number])
        ]
        *earlier, group = [[number] for number in named if number < end] or [[]]
        for (number,) in reversed(earlier):
            if rules.BETWEEN_NAMES.fullmatch(code[number + 1 : group[0]]):
                group.insert(0, number)
        ids = [sentence.ids[number] for number in named if number in sentence.ids]
        is_sure = (
            bool(group)
            and len(group) == len(named)
            and all(len(own) == 1 and SOMEBODY not in own for own in ids)
            and rules.UP_TO_VERB.fullmatch(code[group[-1] + 1 : end].replace("_", "")) is not None
            and not rules.NO_SUBJECT_AFTER.search(code[: group[0]])
            and not rules.FROM.search(code)  # somebody from there may be meant
            and not pattern("doubt").search(sentence.text)
            and not _DENIED.search(sentence.text, 0, cue)
        )
        return Speaker(frozenset().union(*ids) - {SOMEBODY}, is_sure)

    def of(self, at: int, quotation: Quotation) -> Speaker:
        """Return who said a quotation of the sentence with this number, or who may have."""
        for number in range(self._read, at + 1):
            for earlier in self.sentences[number].quotations:
                self._speakers[earlier.whole.start] = self._speaker(number, earlier)
            self._read = number + 1
        return self._speakers[quotation.whole.start]

    def _speaker(self, at: int, quotation: Quotation) -> Speaker:
        if _is_title(self.text[slice(*quotation.words)]):
            return _NOBODY
        sentence = self.sentences[at]
        start, end = (
            bisect_left(sentence.places, offset - sentence.span.start) for offset in quotation.whole
        )
        answer = self._by_words(at, start, end)
        if answer is _Open.NOTHING and _says_nothing(sentence.code):
            answer = self._beside(at, quotation)
        if answer is _Open.NOTHING and sentence.quotations[-1] == quotation:
            answer = self._said_after(at)
        if answer is _Open.STRANGER:
            return _NOBODY
        if isinstance(answer, Speaker) and answer.is_sure:
            return answer
        near = sentence.code[max(0, start - _WINDOW) : end + _WINDOW]
        length = len(self.text[slice(*quotation.words)].split())
        is_short = length < _FEWEST_WORDS and not rules.LAST_SPEAKS.search(near)
        if is_short and not isinstance(answer, Speaker):
            return _NOBODY
        return Speaker(self._candidates(at, answer) - {SOMEBODY})

    def _candidates(self, at: int, answer: Speaker | _Open) -> frozenset[str]:
        """Return who may have said a quotation, where it is not sure."""
        sentence = self.sentences[at]
        ids = sentence.people
        if isinstance(answer, Speaker):
            ids |= answer.ids
        elif answer is _Open.ROLE and Kind.TELLING in sentence.code:
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

    def _part(self, at: int, start: int, end: int) -> _Part:
        """Return a part of a sentence without asides: after a name, or in dashes."""
        code = self.sentences[at].code[start:end]
        gone = {
            number
            for aside in rules.ASIDE.finditer(code)
            for number in range(*aside.span())
            if code[number] != Kind.PERSON
        }
        kept = [number for number in range(len(code)) if number not in gone]
        return _Part("".join(code[number] for number in kept), [start + number for number in kept])

    def _by_words(self, at: int, start: int, end: int) -> Speaker | _Open:
        """Return who said what stands between two words of a sentence, by the verbs of saying around it."""
        before = self._part(at, max(0, start - _WINDOW), start)
        after = self._part(at, end, end + _WINDOW)
        answer = self._by_verbs(at, before, after)
        if rules.QUESTION.search(before.code):
            return Speaker(_ids(answer))
        if rules.OWNED.search(before.code):
            answer = Speaker(_ids(answer) | self.named(at, Kind.PERSON))
        for part in (after, before):
            if source := rules.NAMED_SOURCE.search(part.code):
                answer = self._either(at, part.numbers[source.end() - 1], answer)
        if answer is not _Open.PRONOUN:
            return answer
        if at not in self._meant:
            self._meant[at] = self._pronoun(at)
        return self._meant[at]

    def _by_verbs(self, at: int, before: _Part, after: _Part) -> Speaker | _Open:
        """Return the subject of the verb of saying after a quotation, else of the one before it."""
        answer: Speaker | _Open = _Open.NOTHING
        cue = rules.SPEAKS.search(after.code)
        if cue and _belongs(cue.start(), before.code, after.code):
            answer = self._subject(at, after, cue.start(), follows=True)
            has_clause = before.code.strip(_MARKS) != ""
            if has_clause and _is_sure(answer) and self._has_object(at, after, cue.start()):
                answer = Speaker(_ids(answer))
        cue = rules.LAST_SPEAKS.search(before.code)
        if cue and not _is_sure(answer):
            earlier = self._subject(at, before, cue.start(), follows=False)
            answer = earlier if answer is _Open.NOTHING else answer
        return answer

    def _has_object(self, at: int, part: _Part, cue: int) -> bool:
        """Return whether a verb has something else that is said: Named “…” by fans, Tim Cook said no."""
        sentence, number = self.sentences[at], part.numbers[cue] + 1
        if part.code[cue] != Kind.SAYING or number >= len(sentence.code):
            return False
        word, letter = sentence.word(number), sentence.code[number]
        if rules.NO_OBJECT.match(letter) and word != "that":
            return False
        is_name_after = letter in rules.NAMES
        return not is_name_after and not any(
            pattern(words).fullmatch(word) for words in ("openers", "prepositions")
        )

    def _either(self, at: int, number: int, answer: Speaker | _Open) -> Speaker | _Open:
        """Return whom “according to” names; where a verb has another subject, both are candidates."""
        named = self._named_by(at, number)
        ids = _ids(answer)
        if named.ids and ids and named.ids != ids:
            return Speaker(named.ids | ids)
        return named if named.ids else answer

    def _subject(self, at: int, part: _Part, cue: int, *, follows: bool) -> Speaker | _Open:
        """Return the subject of a verb of saying in a part of a sentence; `follows` where that is after a quotation."""
        code, numbers = part
        left, right = code[:cue], code[cue + 1 :]
        if code[cue] == Kind.PRONOUN_SAYING:
            return _Open.PRONOUN
        if code[cue] == Kind.PLURAL_SAYING:
            is_unnamed = rules.STRANGER_BEFORE.search(left) or rules.UNNAMED_AFTER.match(right)
            return _Open.STRANGER if is_unnamed else _Open.NOTHING
        if code[cue] == Kind.ALSO_SAID:
            earlier = rules.SAID_BEFORE.search(left)
            return (
                self._subject(at, part, earlier.start(), follows=False)
                if earlier
                else _Open.NOTHING
            )
        inverted = rules.NAMED_AFTER.match(right)
        if inverted and self._may_be_inverted(at, part, cue, follows=follows):
            return self._named_by(at, numbers[cue + inverted.end()])
        is_beside = follows and not left.strip(",.–")
        if is_beside and (self._is_stranger(right) or rules.UNNAMED_AFTER.match(right)):
            return _Open.STRANGER
        if self._has_no_subject(at, numbers, left, cue, follows=follows):
            return _Open.PRONOUN
        return self._subject_before(at, part, cue, follows=follows)

    def _begins_as(self, name: str, at: int, part: _Part, cue: int) -> bool:
        """Return whether a verb, after “has” and an adverb, begins as the words of this list."""
        sentence = self.sentences[at]
        place = sentence.places[part.numbers[cue]]
        return pattern(name, _BEGINNING).match(sentence.text, place) is not None

    def _may_be_about_others(
        self, at: int, part: _Part, cue: int, bridge: str, *, follows: bool
    ) -> bool:
        """Return whether a verb may say what others said, or what was said of its subject.

        “criticized the slogan “…”” · “spoke about “…”” · “Tim Cook, called “…” by critics”
        """
        if bridge == "," and self._begins_as("addressing", at, part, cue):
            return True
        if follows:
            return False
        if Kind.WHO in part.code[cue:] or self._is_topic(at, part):
            return True
        return part.code.endswith(rules.NOUNS) and self._begins_as("reacting", at, part, cue)

    def _is_topic(self, at: int, part: _Part) -> bool:
        """Return whether the words before a quotation say what somebody speaks about."""
        sentence, number = self.sentences[at], part.numbers[-1]
        end = sentence.places[number] + len(sentence.word(number))
        start = max(0, end - _LONGEST_TOPIC)
        return pattern("topics", r"\b(?:{})$").search(sentence.text, start, end) is not None

    def _may_be_inverted(self, at: int, part: _Part, cue: int, *, follows: bool) -> bool:
        """Return whether the name after a verb may be its subject, and not whom or what it is about."""
        left = part.code[:cue]
        if part.code[cue] == Kind.TELLING or Kind.PERSON in left:
            return False
        if follows:
            return not rules.SUBJECT_BEFORE.search(left)
        has_object = self._begins_as("addressing", at, part, cue)
        return not has_object and not rules.ANY_SUBJECT.search(left)

    def _is_stranger(self, right: str) -> bool:
        """Return whether a verb before these words is about somebody whom the dataset does not have."""
        stranger = rules.GERMAN_STRANGER_AFTER if self._language == "de" else rules.STRANGER_AFTER
        return stranger.match(right) is not None

    def _has_no_subject(
        self, at: int, numbers: Sequence[int], left: str, cue: int, *, follows: bool
    ) -> bool:
        """Return whether a verb goes without a subject, as in “…”, añade."""
        if self._language not in rules.NULL_SUBJECTS or left.strip(f",.–{Kind.AND}"):
            return False
        sentence, number = self.sentences[at], numbers[cue] + 1
        if number >= len(sentence.code):
            return follows
        letter = sentence.code[number]
        if not follows:
            return letter in (Kind.QUOTATION, ":", Kind.QUE)
        is_preposition = pattern("prepositions").fullmatch(sentence.word(number)) is not None
        return letter in f".,;:){Kind.TO}{Kind.OF}{Kind.AND}{Kind.QUE}" or is_preposition

    def _subject_before(self, at: int, part: _Part, cue: int, *, follows: bool) -> Speaker | _Open:
        """Return the subject that a verb of saying has before it."""
        left = part.code[:cue]
        name = max(left.rfind(Kind.PERSON), left.rfind(Kind.ORGANIZATION))
        bridge = rules.LISTENER.sub("", left[name + 1 :].replace(Kind.TIME, ""))
        if (nearer := _nearer_subject(bridge)) is not None:
            return nearer
        if name < 0:
            has_role = rules.ROLE.search(left) or rules.ROLE.match(part.code, cue + 1)
            return _Open.ROLE if has_role else _Open.NOTHING
        is_participle = self.sentences[at].word(part.numbers[cue]).endswith(rules.PARTICIPLES)
        if rules.OF_ANOTHER.search(bridge) or (
            rules.SAYS_BEFORE.search(bridge) and not is_participle
        ):
            return _Open.NOTHING
        is_about_others = not is_participle and self._may_be_about_others(
            at, part, cue, bridge, follows=follows
        )
        if is_about_others or not _is_subject(left[:name], left[name], bridge):
            return Speaker(self.named(at, Kind.PERSON))
        return self._named_by(at, part.numbers[name])

    def _named_by(self, at: int, number: int) -> Speaker:
        """Return the one whose name is a word of a sentence; names joined by "and" are a question."""
        code, ids = self.sentences[at].code, self.sentences[at].ids
        before = code[max(0, number - _WINDOW) : number]
        is_joined = rules.JOINED_BEFORE.search(before) or rules.JOINED_AFTER.match(code, number + 1)
        if is_joined or number not in ids:
            return Speaker(self.named(at, Kind.PERSON))
        return Speaker(ids[number], len(ids[number]) == 1)

    def _pronoun(self, at: int) -> Speaker | _Open:
        """Return whom a pronoun stands for: the one person of the sentence before, who speaks or is its subject."""
        if not at or self.named(at, Kind.PERSON):
            return _Open.PRONOUN
        before, speaker = self.sentences[at - 1], self._last_speaker(at - 1)
        if speaker.is_sure and before.people <= speaker.ids:
            is_clear = not self._pronouns.has_stranger(before)
        else:
            speaker = Speaker(before.people)
            is_clear = self._pronouns.is_about_one_person(before)
        if not is_clear or len(speaker.ids) != 1:
            return _Open.PRONOUN
        [id] = speaker.ids
        agrees = self._pronouns.agrees(self.sentences[at], id)
        return Speaker(speaker.ids, is_sure=True) if agrees else _Open.PRONOUN

    def _last_speaker(self, at: int) -> Speaker:
        """Return who said the last quotation of a sentence."""
        quoted = self.sentences[at].quotations
        return self._speakers[quoted[-1].whole.start] if quoted else _NOBODY

    def _beside(self, at: int, quotation: Quotation) -> Speaker | _Open:
        """Return who said a quotation that is a sentence of its own: by the line below or the colon above."""
        signed = self._signed(at)
        if signed is not None:
            return signed
        if not at:
            return _Open.NOTHING
        above, paragraph = self.sentences[at - 1], self.sentences[at].paragraph
        if above.paragraph == paragraph - 1 and above.code.endswith(":"):
            return self._by_words(at - 1, len(above.code), len(above.code))
        if above.paragraph == paragraph or quotation.continues:
            earlier = self._last_speaker(at - 1)
            return earlier if earlier.ids else _Open.NOTHING
        return _Open.NOTHING

    def _said_after(self, at: int) -> Speaker | _Open:
        """Return who said a quotation by the sentence after it: “…”. Lo ha detto NAME."""
        following = self.sentences[at + 1 : at + 2]
        if not following or following[0].paragraph != self.sentences[at].paragraph:
            return _Open.NOTHING
        [sentence] = following
        verb = rules.SAID_IT.match(sentence.code)
        if verb is None or sentence.word(0) != _IT_IN_ITALIAN:
            return _Open.NOTHING
        name = rules.NAMED_AFTER.match(sentence.code, verb.end())
        return self._named_by(at + 1, name.end() - 1) if name else _Open.NOTHING

    def _signed(self, at: int) -> Speaker | None:
        """Return whose name stands alone on the line below a sentence."""
        below = self.sentences[at + 1 : at + 2]
        if not below or below[0].paragraph != self.sentences[at].paragraph + 1:
            return None
        line = rules.SIGNATURE.match(below[0].code)
        if line is None or len(below[0].frame) >= _LONGEST_SIGNATURE:
            return None
        speaker = self._named_by(at + 1, line.end(1))
        return speaker if line[1] or not self._has_headings else Speaker(speaker.ids)


def _nearer_subject(bridge: str) -> _Open | None:
    """Return what a verb has as its subject between a name and itself, if anything."""
    if rules.PRONOUN_BEFORE.search(bridge):
        return _Open.PRONOUN
    if rules.PLURAL_BEFORE.search(bridge):
        return _Open.ROLE
    return _Open.STRANGER if rules.STRANGER_BEFORE.search(bridge) else None


def _is_subject(before: str, name: str, bridge: str) -> bool:
    """Return whether a name can be the subject of a verb, by what stands before it and between them."""
    if rules.RELATIVE.match(bridge) and rules.NOT_OF_SOMEBODY.search(before + name):
        return True
    is_in_clause = bridge and rules.IN_CLAUSE.search(before)
    is_near = len(bridge) <= rules.FARTHEST and not is_in_clause
    return is_near and rules.SUBJECT.search(before + name) is not None


def _belongs(cue: int, before: str, after: str) -> bool:
    """Return whether a verb after a quotation is about that, and not about what comes next."""
    lead = rules.LEAD.match(after)
    if lead is None or cue < lead.end() + 1 or Kind.PERSON in lead[0]:
        return True
    return not (rules.LAST_SPEAKS.search(before) or rules.NEW_CLAUSE.search(after[:cue]))


def _is_sure(answer: Speaker | _Open) -> bool:
    return isinstance(answer, Speaker) and answer.is_sure


def _ids(answer: Speaker | _Open) -> frozenset[str]:
    return answer.ids if isinstance(answer, Speaker) else frozenset()


def _is_title(quoted: str) -> bool:
    """Return whether quoted words are a title or a name, as of a newspaper."""
    words = quoted.split()
    if len(words) == 1:
        return is_never_a_person(quoted)
    return all(word[0].isupper() and not word.isupper() for word in words)


@lru_cache(maxsize=1)
def _says_nothing(code: str) -> bool:
    """Return whether a sentence has names and quotations alone; asked for each of its quotations."""
    return rules.NAMES_AND_QUOTATIONS.match(code) is not None
