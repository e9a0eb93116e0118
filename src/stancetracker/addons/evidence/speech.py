"""Find who said a quotation in a text: only somebody whom the dataset names, beyond doubt."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from stancetracker.addons.evidence.actors import SOMEBODY, Actors
from stancetracker.addons.evidence.grammar import (
    QUOTATION_SIGN,
    Kind,
    code_pattern,
    language_of,
    pattern,
    reading,
)
from stancetracker.addons.evidence.quotations import MARKS, Quotation, quotations, trimmed
from stancetracker.contribute.proposal import Span

_FEWEST_WORDS: Final = 4
"""The words of a quotation that is asked about although no verb of saying is near."""
_MOST_BEFORE: Final = 6
"""The most sentences before a quotation in which the names of those who may have said it are looked for."""
_MOST_NAMING: Final = 2
"""The most of these that name somebody."""
_FARTHEST: Final = 18
"""The most words between a name and its verb."""
_WINDOW: Final = 200
"""The words on each side of a quotation that are read; nobody writes longer sentences."""
_LONGEST_ABBREVIATION: Final = 20
_LONGEST_SIGNATURE: Final = 80
"""The characters of the longest line that is no sentence but says whose words stand above it."""
_LONGEST_LINE: Final = 100
"""The characters of the longest line at which texts are wrapped."""
_ACTORS: Final = (Kind.PERSON, Kind.ORGANIZATION)
_NULL_SUBJECTS: Final = ("es", "it", "pt")
"""The languages in which a verb goes without a pronoun."""

# The end of a sentence that is not in a run of such signs, since each place in that would be searched up to its end.
_END: Final = re.compile(r"(?<![.!?…])[.!?…]++(?=\s+[^a-zß-ÿ\s])")
_BEGINNING: Final = r"(?:\w+ ){{0,2}}?(?:{})"
"""The form of a pattern of verbs by how they begin, after “has” and an adverb."""
_SPACE: Final = re.compile(r"\s*")
_WORD: Final = re.compile(r"\w[\w’'-]*")
_WRAPPED_PARAGRAPH: Final = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
# A line, and others that go on with it: after a quotation or a comma, with a small letter or a comma.
_LINES_OF_PARAGRAPH: Final = re.compile(
    r"\S[^\n]*(?:(?<=[”\"»“,])[^\S\n]*+\n\s*+(?=[,a-zß-ÿ])[^\n]*)*"
)
_DENIED: Final = re.compile(r"(?:\b(?:not|never|no longer|pas|nicht|no|non)|n[’']t)\s+(?:\w+\s+)?$")

_SPEAKS: Final = code_pattern("[<saying><telling><pronoun_saying>]")
_LAST_SPEAKS: Final = code_pattern(
    """
    [<saying><telling><pronoun_saying><also_said>]
    (?= [^<saying><telling><pronoun_saying><also_said>]* $)
    """
)
# The first word after a quotation, and the marks before it.
_LEAD: Final = re.compile("[,;.–]*[^,;.–]?")
_NEW_CLAUSE: Final = code_pattern("[<and><but><conjunction><que>]")
# Tim Cook, head of Apple, … · Tim Cook (Apple) … · Tim Cook – since 2011 – …
_ASIDE: Final = code_pattern(
    r"""
    (?<=<person>) (?: \( [^()]* \) )? , [^,<person><quotation>]{1,30} ,
    | \( [^()]* \)
    | – [^–<quotation>]* –
    """
)
# “according to Apple’s chief executive Tim Cook”, but not “according to a critic of Tim Cook”
_NAMED_SOURCE: Final = code_pattern(
    """
    <according>
    (?: <word> (?= <title> | <organization> ) )?
    (?: [<article><il><capitalized><title><possessive>] | <of>? <organization> ){0,10}
    <person> (?! <possessive> )
    """
)
# After a verb. “said Tim Cook” · “said Apple’s Tim Cook” · “said the chief executive of Apple, Tim Cook” · “said Apple.”
# Not “said Tim Cook’s brother” · “said Tim Cook critic Jane Doe”
_NAMED_AFTER: Final = code_pattern(
    """
    (?: (?: [<capitalized><article><il><possessive><time>] | <of>? <organization> ){0,10} ,?
        | (?= [^<person>]{0,12} <title> )
          (?: [^,;:.<quotation><person><unnamed><to><of><organization>] | <of>? <organization> ){0,12} ,?
    )
    (?<! <word> ) <person> (?! <possessive> | <unnamed><capitalized> | <word><capitalized><capitalized> )
    | <organization> (?= [,.;] | $ )
    """
)
# After a verb. “said Jane Doe” · “said the chief of staff, Jane Doe”; in German, nouns have capitals as well
_STRANGER_AFTER: Final = code_pattern(
    "[<article><title>]{0,4} (?: <of> <title> )? ,? <capitalized> (?! [<capitalized><title>.]* <person> )"
)
_GERMAN_STRANGER_AFTER: Final = code_pattern(
    "[<article><title>]{0,4} <capitalized>{2} (?! [<capitalized><title>.]* <person> )"
)
_UNNAMED_AFTER: Final = code_pattern("[^,;:.]{0,5} <unnamed>")
# A verb after a quotation has its subject before it: “…,” she said
_SUBJECT_BEFORE: Final = code_pattern(
    "[<capitalized><pronoun><plural_pronoun><il><unnamed><title>] [<time><word>]? $"
)
# A verb before a quotation has its subject before it: “Critics said Tim Cook was”
_ANY_SUBJECT: Final = code_pattern(
    "[<capitalized><pronoun><plural_pronoun><il><unnamed><title><article>] [^,;:.]* $"
)
# “he said” · “she then said”
_PRONOUN_BEFORE: Final = code_pattern(
    "[<pronoun><il>] [^,;:.<unnamed><title><person><organization><capitalized>]{0,2} $"
)
_PLURAL_BEFORE: Final = code_pattern("<plural_pronoun> [^,;:.<person><organization>]{0,2} $")
# “Jane Doe said” · “a worker said”
_STRANGER_BEFORE: Final = code_pattern("<capitalized> $ | <unnamed> .? $")
# “the chief executive said” · “le patron de LVMH a dit”
_ROLE: Final = code_pattern("[^,;:.]{0,2} <title>")
# Whom a verb has beside it: “told employees that”
_LISTENER: Final = code_pattern("[<telling><to><of>] [^,;:.<person>]{1,2} (?= . )")
# “The note that Tim Cook got”
_IN_CLAUSE: Final = code_pattern("[^,:.] [<conjunction><que>] $")
# Another verb stands between: “added an app called”
_SAYS_BEFORE: Final = code_pattern("[<saying><telling>] [^<and><but>,<quotation>]* $")
_NOUNS: Final = (Kind.WORD, Kind.CAPITALIZED, Kind.UNNAMED, Kind.TITLE)
_PARTICIPLES: Final = ("ing", "ant", "ndo")
# Between a name and a verb: it is about something of theirs, of somebody else, or in another clause.
_OF_ANOTHER: Final = code_pattern(
    """
    ^ <possessive>
    | [<capitalized><unnamed>.;:<subordinate><conjunction>]
    | ^ ,? [^,<who>] .* [<que><who>]
    """
)
# Not “the brother of Tim Cook”
_PERSON_OF_NOBODY: Final = code_pattern("(?<! <of> ) <person> $")
# “Elon Musk, qui a dit” · “Tim Cook who said”
_RELATIVE: Final = code_pattern(",? [<who><article><il><que>]")
# A name that can be the subject of what follows; many organizations are named in a sentence, and few speak.
_SUBJECT: Final = code_pattern(
    """
    ^ (?: [^<organization>]* [,;:<quotation>] )? <organization> $
    | (?: ^ | [^a-zA-Z] | [<capitalized><title><time><person><organization><quotation><possessive>] ) <person> $
    | (?: ^ | [^.:()<capitalized><person><organization>–] ) [<and><but><conjunction><que>] <person> $
    """
)
# “a estimé que « … », et” before “conclu”
_SAID_BEFORE: Final = code_pattern(
    """
    <saying>
    (?= [^<saying><telling><person><organization><unnamed><pronoun><il><plural_pronoun>]*
        <quotation> [^<saying><telling><person><organization><unnamed><pronoun><il><plural_pronoun>]* $ )
    """
)
# “Tim Cook and” · “Tim Cook,” before a name
_JOINED_BEFORE: Final = code_pattern(
    "<person> (?: [^.;:<person><quotation>]* <and> [^,<person><quotation>]* | , ) $"
)
_JOINED_AFTER: Final = code_pattern("[,<and>] [^,;:.<person><quotation><and>]{0,3} <person>")
# Words of whoever asked: “Asked whether it was “over”, Tim Cook”
_QUESTION: Final = code_pattern("<questioned> [^.;:,]* $")
# Their words, in somebody's mouth: They quoted Tim Cook’s “…”.
_OWNED: Final = code_pattern("<person> <possessive> <word>? $")
# – Tim Cook, scientist
_SIGNATURE: Final = code_pattern("(–*) <person> [^.:;<quotation><saying><telling>]* $")
_NAMES_AND_QUOTATIONS: Final = code_pattern("[<person><quotation><organization>,.;:–]* $")
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
# Words of the reporter in a quotation: – said Tim Cook – · , regrette le patron.
_REPORTED: Final = code_pattern(
    """
    [–,] [<saying><telling>] <word>? (?: <person> | [<article><il>] <title> )
    | [–,] <pronoun_saying>
    | <person> [<saying><telling>] [–,]
    """
)
_FROM: Final = code_pattern(r"\( [^()]* \) | <of> <organization>")
# Who did not speak
_EXCEPTED: Final = code_pattern("<except> [^<person>,]{0,2} $")
_LIST_OF_NAMES: Final = code_pattern(",? <and>?")
_UP_TO_VERB: Final = code_pattern(
    """
    ,? [^,;:.<and><but><conjunction><que><title><possessive><capitalized><unnamed>]{0,2}
    """
)
_NO_SUBJECT_AFTER: Final = code_pattern(
    """
    [<article><to><word><il><of><telling><unnamed><subordinate><who>] $
    | [^,] [<but><conjunction><que>] $
    """
)
# A run of words that may be somebody's name
_CAPITALIZED_RUN: Final = code_pattern("<capitalized>+")

_MASCULINE: Final = re.compile(r"\b(?:he|il|er|él|ele|egli)\b", re.IGNORECASE)
_FEMININE: Final = re.compile(r"\b(?:she|elle|ella|ela|lei)\b", re.IGNORECASE)
_OF_MEN: Final = re.compile(
    r"\b(?:he|his|him|himself|Mr|Monsieur|Herr|Señor)\b|\bM\.", re.IGNORECASE
)
_OF_WOMEN: Final = re.compile(
    r"\b(?:she|her|hers|herself|Mrs|Ms|Mme|Madame|Frau|Señora)\b", re.IGNORECASE
)
_PRONOUN_AND_VERB: Final = code_pattern(
    "[<pronoun><il>] [<word><time>]? <saying> | <pronoun_saying>"
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
    sure: Mapping[str, frozenset[str]]
    """Whom its names surely mean, by their kind."""

    def named(self, kinds: str = Kind.PERSON + Kind.ORGANIZATION) -> frozenset[str]:
        """Return the actors whom it surely names outside its quotations."""
        return frozenset().union(*(self.sure[kind] for kind in kinds))

    def word(self, number: int) -> str:
        """Return a word, by its number."""
        match = _WORD.match(self.text, self.places[number])
        return match[0] if match else ""


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
        self._speakers = dict[int, Speaker]()
        self._resolved = 0
        self._pronouns = dict[int, Speaker | _Open]()
        self.paragraphs = [
            trimmed(text, *match.span()) for match in _paragraph_pattern(text).finditer(text)
        ]
        self.sentences = [
            sentence
            for number, quoted in enumerate(quotations(text, self.paragraphs))
            for sentence in self._cut(number, quoted)
        ]
        # Names may stand alone on lines that no quotation is right above.
        codes = ["", *(sentence.code for sentence in self.sentences)]
        self._has_headings = any(
            _SIGNATURE.match(code) and above.strip(f"{Kind.QUOTATION}.")
            for above, code in pairwise(codes)
        )

    def _cut(self, number: int, quoted: Sequence[Quotation]) -> Iterator[Sentence]:
        """Yield the sentences of a paragraph; what ends inside a quotation does not end a sentence."""
        span = self.paragraphs[number]
        frame = self._frame(span, quoted)
        starts = [quotation.whole.start for quotation in quoted]
        abbreviated = pattern("abbreviations", r"(?-i:\b(?:{})\.$)")
        start = 0
        for end in (*(match.end() for match in _END.finditer(frame)), len(frame)):
            word = max(start, end - _LONGEST_ABBREVIATION)
            is_end = end == len(frame) or not abbreviated.search(frame, word, end)
            if start < end and is_end:
                whole = Span(span.start + start, span.start + end)
                own = quoted[bisect_left(starts, whole.start) : bisect_left(starts, whole.end)]
                masked = self._actors.masked(frame[start:end])
                code, places = reading(masked.text, self._language)
                ids = {n: masked.ids[at] for n, at in enumerate(places) if at in masked.ids}
                named = {kind: _named(kind, code, ids) for kind in _ACTORS}
                yield Sentence(
                    span=whole,
                    paragraph=number,
                    quotations=tuple(own),
                    frame=frame[start:end],
                    text=masked.text,
                    code=code,
                    places=places,
                    ids=ids,
                    people=frozenset().union(*named[Kind.PERSON]),
                    sure={kind: _sure(meant) for kind, meant in named.items()},
                )
                start = next(_SPACE.finditer(frame, end)).end()

    def _frame(self, span: Span, quoted: Sequence[Quotation]) -> str:
        """Return the text of a paragraph with signs in place of its quotations."""
        characters = list(self.text[slice(*span)])
        for quotation in quoted:
            start, end = quotation.whole.start - span.start, quotation.whole.end - span.start
            characters[start:end] = QUOTATION_SIGN * (end - start)
            words = self.text[slice(*quotation.words)]
            after = (self.text[quotation.whole.end : span.end].lstrip() or "-")[0]
            stops = after in MARKS and words.endswith((".", "!", "?", "…"))
            if stops or (words.endswith(".") and after.isupper()):
                characters[end - 1] = "."  # it ends the sentence around it as well
        return "".join(characters)

    def named(self, at: int, kinds: str = Kind.PERSON + Kind.ORGANIZATION) -> frozenset[str]:
        """Return the actors whom the sentence with this number surely names outside its quotations."""
        return self.sentences[at].named(kinds)

    def reported_in(self, text: str) -> bool:
        """Return whether a quotation seems to hold words of the reporter: – said NAME –."""
        code, _ = reading(self._actors.masked(text).text, self._language)
        return _REPORTED.search(code) is not None

    def subjects(self, at: int, cue: int) -> Speaker:
        """Return whom a verb at a place of a sentence may be about, people before organizations."""
        sentence = self.sentences[at]
        end = bisect_left(sentence.places, cue)
        code, kind = sentence.code, Kind.ORGANIZATION
        if Kind.PERSON in code:
            code, kind = _FROM.sub(lambda match: "_" * len(match[0]), code), Kind.PERSON
        named = [
            number
            for number, letter in enumerate(code)
            if letter == kind and not _EXCEPTED.search(code[:number])
        ]
        *earlier, group = [[number] for number in named if number < end] or [[]]
        for (number,) in reversed(earlier):
            if _LIST_OF_NAMES.fullmatch(code[number + 1 : group[0]]):
                group.insert(0, number)
        ids = [sentence.ids[number] for number in named if number in sentence.ids]
        is_sure = (
            bool(group)
            and len(group) == len(named)
            and all(len(own) == 1 and SOMEBODY not in own for own in ids)
            and _UP_TO_VERB.fullmatch(code[group[-1] + 1 : end].replace("_", "")) is not None
            and not _NO_SUBJECT_AFTER.search(code[: group[0]])
            and not _FROM.search(code)  # somebody from there may be meant
            and not pattern("doubt").search(sentence.text)
            and not _DENIED.search(sentence.text, 0, cue)
        )
        return Speaker(frozenset().union(*ids) - {SOMEBODY}, is_sure)

    def of(self, at: int, quotation: Quotation) -> Speaker:
        """Return who said a quotation of the sentence with this number, or who may have."""
        for number in range(self._resolved, at + 1):
            for earlier in self.sentences[number].quotations:
                self._speakers[earlier.whole.start] = self._speaker(number, earlier)
            self._resolved = number + 1
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
        if answer is _Open.STRANGER:
            return _NOBODY
        if isinstance(answer, Speaker) and answer.is_sure:
            return answer
        near = sentence.code[max(0, start - _WINDOW) : end + _WINDOW]
        length = len(self.text[slice(*quotation.words)].split())
        if length < _FEWEST_WORDS and not _LAST_SPEAKS.search(near):
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
            for aside in _ASIDE.finditer(code)
            for number in range(*aside.span())
            if code[number] != Kind.PERSON
        }
        kept = [number for number in range(len(code)) if number not in gone]
        return _Part("".join(code[number] for number in kept), [start + number for number in kept])

    def _by_words(self, at: int, start: int, end: int) -> Speaker | _Open:
        """Return who said what stands between two words of a sentence, by the verbs of saying around it."""
        before = self._part(at, max(0, start - _WINDOW), start)
        after = self._part(at, end, end + _WINDOW)
        answer: Speaker | _Open = _Open.NOTHING
        if (cue := _SPEAKS.search(after.code)) and _belongs(cue.start(), before.code, after.code):
            answer = self._subject(at, after, cue.start(), follows=True)
        is_named = answer is not _Open.STRANGER and isinstance(answer, Speaker) and answer.is_sure
        if (cue := _LAST_SPEAKS.search(before.code)) and not is_named:
            earlier = self._subject(at, before, cue.start(), follows=False)
            answer = earlier if answer is _Open.NOTHING else answer
        if _QUESTION.search(before.code):
            return Speaker(_ids(answer))
        if _OWNED.search(before.code):
            answer = Speaker(_ids(answer) | self.named(at, Kind.PERSON))
        for part in (after, before):
            if source := _NAMED_SOURCE.search(part.code):
                answer = self._either(at, part.numbers[source.end() - 1], answer)
        if answer is not _Open.PRONOUN:
            return answer
        if at not in self._pronouns:
            self._pronouns[at] = self._pronoun(at)
        return self._pronouns[at]

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
        if code[cue] == Kind.ALSO_SAID:
            earlier = _SAID_BEFORE.search(left)
            return (
                self._subject(at, part, earlier.start(), follows=False)
                if earlier
                else _Open.NOTHING
            )
        inverted = _NAMED_AFTER.match(right)
        if inverted and self._may_be_inverted(at, part, cue, follows=follows):
            return self._named_by(at, numbers[cue + inverted.end()])
        is_beside = follows and not left.strip(",.–")
        if is_beside and (self._is_stranger(right) or _UNNAMED_AFTER.match(right)):
            return _Open.STRANGER
        if self._has_no_subject(at, numbers, left, cue, follows=follows):
            return _Open.PRONOUN
        return self._subject_before(at, part, cue)

    def _begins_as(self, name: str, at: int, part: _Part, cue: int) -> bool:
        """Return whether a verb, after “has” and an adverb, begins as the words of this list."""
        sentence = self.sentences[at]
        place = sentence.places[part.numbers[cue]]
        return pattern(name, _BEGINNING).match(sentence.text, place) is not None

    def _may_be_about_others(self, at: int, part: _Part, cue: int, bridge: str) -> bool:
        """Return whether a verb may say what others said, or what was said of its subject.

        “criticized the slogan “…”” · “Tim Cook, called “…” by critics”
        """
        if bridge == "," and self._begins_as("addressing", at, part, cue):
            return True
        return part.code.endswith(_NOUNS) and self._begins_as("reacting", at, part, cue)

    def _may_be_inverted(self, at: int, part: _Part, cue: int, *, follows: bool) -> bool:
        """Return whether the name after a verb may be its subject, and not whom or what it is about."""
        left = part.code[:cue]
        if part.code[cue] == Kind.TELLING or Kind.PERSON in left:
            return False
        if follows:
            return not _SUBJECT_BEFORE.search(left)
        has_object = self._begins_as("addressing", at, part, cue)
        return not has_object and not _ANY_SUBJECT.search(left)

    def _is_stranger(self, right: str) -> bool:
        """Return whether a verb before these words is about somebody whom the dataset does not have."""
        stranger = _GERMAN_STRANGER_AFTER if self._language == "de" else _STRANGER_AFTER
        return stranger.match(right) is not None

    def _has_no_subject(
        self, at: int, numbers: Sequence[int], left: str, cue: int, *, follows: bool
    ) -> bool:
        """Return whether a verb goes without a subject, as in “…”, añade."""
        if self._language not in _NULL_SUBJECTS or left.strip(f",.–{Kind.AND}"):
            return False
        sentence, number = self.sentences[at], numbers[cue] + 1
        if number >= len(sentence.code):
            return follows
        letter = sentence.code[number]
        if not follows:
            return letter in (Kind.QUOTATION, ":", Kind.QUE)
        is_preposition = pattern("prepositions").fullmatch(sentence.word(number)) is not None
        return letter in f".,;:){Kind.TO}{Kind.OF}{Kind.AND}{Kind.QUE}" or is_preposition

    def _subject_before(self, at: int, part: _Part, cue: int) -> Speaker | _Open:
        """Return the subject that a verb of saying has before it."""
        left = part.code[:cue]
        name = max(left.rfind(Kind.PERSON), left.rfind(Kind.ORGANIZATION))
        bridge = _LISTENER.sub("", left[name + 1 :].replace(Kind.TIME, ""))
        if (nearer := _nearer_subject(bridge)) is not None:
            return nearer
        if name < 0:
            has_role = _ROLE.search(left) or _ROLE.match(part.code, cue + 1)
            return _Open.ROLE if has_role else _Open.NOTHING
        is_participle = self.sentences[at].word(part.numbers[cue]).endswith(_PARTICIPLES)
        if _OF_ANOTHER.search(bridge) or (_SAYS_BEFORE.search(bridge) and not is_participle):
            return _Open.NOTHING
        is_about_others = not is_participle and self._may_be_about_others(at, part, cue, bridge)
        if is_about_others or not _is_subject(left[:name], left[name], bridge):
            return Speaker(self.named(at, Kind.PERSON))
        return self._named_by(at, part.numbers[name])

    def _named_by(self, at: int, number: int) -> Speaker:
        """Return the one whose name is a word of a sentence; names joined by "and" are a question."""
        code, ids = self.sentences[at].code, self.sentences[at].ids
        before = code[max(0, number - _WINDOW) : number]
        is_joined = _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(code, number + 1)
        if is_joined or number not in ids:
            return Speaker(self.named(at, Kind.PERSON))
        return Speaker(ids[number], len(ids[number]) == 1)

    def _pronoun(self, at: int) -> Speaker | _Open:
        """Return whom a pronoun stands for: the one person of the sentence before, who speaks or is its subject."""
        if not at or self.named(at, Kind.PERSON):
            return _Open.PRONOUN
        before, speaker = self.sentences[at - 1], self._last_speaker(at - 1)
        if speaker.is_sure and before.people <= speaker.ids:
            is_clear = not self._has_stranger(before)
        else:
            speaker = Speaker(before.people)
            is_clear = self._is_about_one_person(before)
        if not is_clear or not self._agrees(at, speaker):
            return _Open.PRONOUN
        return Speaker(speaker.ids, is_sure=True)

    def _last_speaker(self, at: int) -> Speaker:
        """Return who said the last quotation of a sentence."""
        quoted = self.sentences[at].quotations
        return self._speakers[quoted[-1].whole.start] if quoted else _NOBODY

    def _is_about_one_person(self, sentence: Sentence) -> bool:
        """Return whether a sentence has one person as its subject, and perhaps names nobody else."""
        people, code = sentence.people, _without_parentheses(sentence.code)
        name = code.find(Kind.PERSON)
        if len(people) != 1 or SOMEBODY in people or not _SUBJECT.search(code[: name + 1]):
            return False
        return not any(
            code[number] == Kind.CAPITALIZED and not _is_never_a_person(sentence.word(number))
            for number in range(name, len(code))
        )

    def _has_stranger(self, sentence: Sentence) -> bool:
        """Return whether a sentence seems to name a person whom the dataset doesn't have."""
        return any(
            self._is_name(sentence, *run.span())
            for run in _CAPITALIZED_RUN.finditer(_without_parentheses(sentence.code))
        )

    def _is_name(self, sentence: Sentence, start: int, end: int) -> bool:
        """Return whether capitalized words in a row may be the name of a person."""
        unknown = [
            word for word in map(sentence.word, range(start, end)) if not _is_never_a_person(word)
        ]
        after_title = start > 0 and sentence.code[start - 1] == Kind.TITLE
        return len(unknown) > 1 or any(
            after_title or word in self._surnames_of_strangers for word in unknown
        )

    @cached_property
    def _surnames_of_strangers(self) -> frozenset[str]:
        """Return the last words of what may be whole names in the text."""
        runs = (
            [
                word
                for word in map(sentence.word, range(*run.span()))
                if not _is_never_a_person(word)
            ]
            for sentence in self.sentences
            for run in _CAPITALIZED_RUN.finditer(sentence.code)
        )
        return frozenset(words[-1] for words in runs if len(words) > 1)

    def _agrees(self, at: int, speaker: Speaker) -> bool:
        """Return whether a person may be meant by the pronoun of a sentence."""
        genders = _genders(self.sentences[at].text, _MASCULINE, _FEMININE)
        if len(genders) != 1:
            return not genders
        [id] = speaker.ids
        known = self._genders_by_person.get(id, frozenset())
        if len(self._genders_of_speakers) > 1:
            return known == genders
        return not known or known == genders

    @cached_property
    def _genders_of_speakers(self) -> frozenset[str]:
        """Return the genders of the pronouns that stand beside verbs of saying in the text."""
        return frozenset().union(
            *(
                _genders(sentence.text, _MASCULINE, _FEMININE)
                for sentence in self.sentences
                if _PRONOUN_AND_VERB.search(sentence.code)
            )
        )

    @cached_property
    def _genders_by_person(self) -> Mapping[str, frozenset[str]]:
        """Return the genders of the words in sentences that name one person alone."""
        genders = dict[str, frozenset[str]]()
        for sentence in self.sentences:
            people = sentence.people
            if len(people) == 1 and not self._has_stranger(sentence):
                [id] = people
                own = _genders(sentence.frame, _OF_MEN, _OF_WOMEN)
                genders[id] = genders.get(id, frozenset()) | own
        return genders

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

    def _signed(self, at: int) -> Speaker | None:
        """Return whose name stands alone on the line below a sentence."""
        below = self.sentences[at + 1 : at + 2]
        if not below or below[0].paragraph != self.sentences[at].paragraph + 1:
            return None
        line = _SIGNATURE.match(below[0].code)
        if line is None or len(below[0].frame) >= _LONGEST_SIGNATURE:
            return None
        speaker = self._named_by(at + 1, line.end(1))
        return speaker if line[1] or not self._has_headings else Speaker(speaker.ids)


def _nearer_subject(bridge: str) -> _Open | None:
    """Return what a verb has as its subject between a name and itself, if anything."""
    if _PRONOUN_BEFORE.search(bridge):
        return _Open.PRONOUN
    if _PLURAL_BEFORE.search(bridge):
        return _Open.ROLE
    return _Open.STRANGER if _STRANGER_BEFORE.search(bridge) else None


def _is_subject(before: str, name: str, bridge: str) -> bool:
    """Return whether a name can be the subject of a verb, by what stands before it and between them."""
    if _RELATIVE.match(bridge) and _PERSON_OF_NOBODY.search(before + name):
        return True
    is_in_clause = bridge and _IN_CLAUSE.search(before)
    is_near = len(bridge) <= _FARTHEST and not is_in_clause
    return is_near and _SUBJECT.search(before + name) is not None


def _named(kind: Kind, code: str, ids: Mapping[int, frozenset[str]]) -> list[frozenset[str]]:
    """Return what each name of a kind in a sentence may mean."""
    return [meant for number, meant in ids.items() if code[number] == kind]


def _sure(meanings: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(ids for ids in meanings if SOMEBODY not in ids))


def _paragraph_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of paragraphs, which stand between blank lines where a text is wrapped, else on lines."""
    has_blank_lines = re.search(r"\n[^\S\n]*\n", text) is not None
    is_wrapped = has_blank_lines and max(map(len, text.split("\n"))) <= _LONGEST_LINE
    return _WRAPPED_PARAGRAPH if is_wrapped else _LINES_OF_PARAGRAPH


def _belongs(cue: int, before: str, after: str) -> bool:
    """Return whether a verb after a quotation is about that, and not about what comes next."""
    lead = _LEAD.match(after)
    if lead is None or cue < lead.end() + 1 or Kind.PERSON in lead[0]:
        return True
    return not (_LAST_SPEAKS.search(before) or _NEW_CLAUSE.search(after[:cue]))


def _without_parentheses(code: str) -> str:
    """Return a code with as many marks in place of what stands in parentheses: Mitch McConnell (R-Ky.)"""
    return _PARENTHESES.sub(lambda match: "," * len(match[0]), code)


def _ids(answer: Speaker | _Open) -> frozenset[str]:
    return answer.ids if isinstance(answer, Speaker) else frozenset()


def _is_title(quoted: str) -> bool:
    """Return whether quoted words are a title or a name, as of a newspaper."""
    words = quoted.split()
    if len(words) == 1:
        return _is_never_a_person(quoted)
    return all(word[0].isupper() and not word.isupper() for word in words)


def _is_never_a_person(word: str) -> bool:
    """Return whether a word is of media, a place or a body."""
    bare = word.removesuffix("’s").removesuffix("'s")
    return pattern("never_people", r"(?-i:(?:{}))").fullmatch(bare) is not None


def _genders(text: str, men: re.Pattern[str], women: re.Pattern[str]) -> frozenset[str]:
    both = (("m", men), ("f", women))
    return frozenset(gender for gender, pronouns in both if pronouns.search(text))


@lru_cache(maxsize=1)
def _says_nothing(code: str) -> bool:
    """Return whether a sentence has names and quotations alone; asked for each of its quotations."""
    return _NAMES_AND_QUOTATIONS.match(code) is not None
