"""Find the subject of a verb of saying beside a quotation."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from stancetracker.addons.evidence import rules
from stancetracker.addons.evidence.grammar import Kind, pattern
from stancetracker.addons.evidence.sentences import Sentence
from stancetracker.addons.evidence.speakers import (
    Answer,
    Unnamed,
    doubted,
    is_sure,
    named_by,
    people_of,
)

_BEGINNING: Final = r"(?:\w+ ){{0,2}}?(?:{})"
"""The form of a pattern of verbs by how they begin, after “has” and an adverb."""
_BEFORE_TEXT: Final = r"\b(?:{}) (?:[\w’'-]+ ){{0,2}}$"
"""The form of a pattern of words that stand before a text: “in a” of “in a letter”."""
_LONGEST_TOPIC: Final = 40
_FEWEST_WITH_OBJECT: Final = 2
"""The words of a verb with an object."""
_MARKS: Final = ",.;:–"
_MARKS_BESIDE: Final = ",.–"
"""Marks that may stand between a quotation and its verb."""


class Part(NamedTuple):
    """A part of a sentence without asides: its kinds, and their numbers in the sentence."""

    code: str
    numbers: Sequence[int]


def part_of(sentence: Sentence, start: int, end: int) -> Part:
    """Return a part of a sentence without asides: after a name, in parentheses or in dashes."""
    code = sentence.code[start:end]
    gone = {
        number
        for aside in rules.ASIDE.finditer(code)
        for number in range(*aside.span())
        if code[number] != Kind.PERSON
    }
    kept = [number for number in range(len(code)) if number not in gone]
    return Part("".join(code[number] for number in kept), [start + number for number in kept])


def subject_beside(sentence: Sentence, before: Part, after: Part, language: str | None) -> Answer:
    """Return the subject of the verb of saying after a quotation, else of the one before it."""
    answer: Answer = Unnamed.NOTHING
    cue = rules.SPEAKS.search(after.code)
    if cue and _belongs(cue.start(), before.code, after.code):
        verb = _Verb(sentence, after, cue.start(), language, follows=True)
        answer = verb.subject()
        is_other = before.code.strip(_MARKS) and verb.says_something_else()
        if is_sure(answer) and (is_other or verb.passes_on()):
            answer = doubted(answer)
    cue = rules.LAST_SPEAKS.search(before.code)
    if cue and not is_sure(answer):
        verb = _Verb(sentence, before, cue.start(), language, follows=False)
        earlier = verb.subject()
        is_somebody = is_sure(earlier) or earlier is Unnamed.PRONOUN
        if is_somebody and verb.gives_words_of_others():
            earlier = doubted(earlier)
        answer = earlier if answer is Unnamed.NOTHING else answer
    return answer


def _belongs(cue: int, before: str, after: str) -> bool:
    """Return whether a verb after a quotation is about that, and not about what comes next."""
    lead = rules.LEAD.match(after)
    if lead is None or cue < lead.end() + 1 or Kind.PERSON in lead[0]:
        return True
    return not (rules.LAST_SPEAKS.search(before) or rules.NEW_CLAUSE.search(after[:cue]))


class _Verb(NamedTuple):
    """A verb of saying, in a part of a sentence before or after a quotation."""

    sentence: Sentence
    part: Part
    cue: int
    """Its place in the part."""
    language: str | None
    follows: bool
    """Whether it stands after the quotation."""

    @property
    def kind(self) -> str:
        return self.part.code[self.cue]

    @property
    def before(self) -> str:
        return self.part.code[: self.cue]

    @property
    def after(self) -> str:
        return self.part.code[self.cue + 1 :]

    def subject(self) -> Answer:
        """Return whoever says it."""
        if self.kind == Kind.PRONOUN_SAYING:
            return Unnamed.PRONOUN
        if self.kind == Kind.PLURAL_SAYING:
            return self._plural_subject()
        if self.kind == Kind.FURTHER_SAYING:
            earlier = rules.EARLIER_VERB.search(self.before)
            return self._replace(cue=earlier.start()).subject() if earlier else Unnamed.NOTHING
        inverted = rules.NAMED_AFTER.match(self.after)
        if inverted and self._may_be_inverted():
            return named_by(self.sentence, self.part.numbers[self.cue + inverted.end()])
        if self.follows and not self.before.strip(_MARKS_BESIDE) and self._is_of_stranger():
            return Unnamed.STRANGER
        return Unnamed.PRONOUN if self._has_no_subject() else self._subject_before()

    def _plural_subject(self) -> Unnamed:
        is_unnamed = rules.STRANGER_BEFORE.search(self.before) or rules.UNNAMED_AFTER.match(
            self.after
        )
        return Unnamed.STRANGER if is_unnamed else Unnamed.NOTHING

    def _may_be_inverted(self) -> bool:
        """Return whether the name after it may be its subject, and not whom or what it is about."""
        if self.kind == Kind.TELLING or Kind.PERSON in self.before:
            return False
        if self.follows:
            return not rules.SUBJECT_BEFORE.search(self.before)
        return not self._begins_as("addressing") and not rules.ANY_SUBJECT.search(self.before)

    def _is_of_stranger(self) -> bool:
        """Return whether somebody whom the dataset does not have stands after it."""
        stranger = rules.STRANGER_AFTER
        if self.language == "de":
            stranger = rules.GERMAN_STRANGER_AFTER
        return bool(stranger.match(self.after) or rules.UNNAMED_AFTER.match(self.after))

    def _has_no_subject(self) -> bool:
        """Return whether it goes without a subject, as in “…”, añade."""
        no_subject = f"{_MARKS_BESIDE}{Kind.AND}"
        if self.language not in rules.NULL_SUBJECTS or self.before.strip(no_subject):
            return False
        word, kind = self._next()
        if not self.follows:
            return kind in (Kind.QUOTATION, ":", Kind.QUE)
        is_preposition = pattern("prepositions").fullmatch(word) is not None
        return is_preposition or rules.NO_SUBJECT.match(kind) is not None

    def says_something_else(self) -> bool:
        """Return whether it has an object of its own: Named “…” by fans, Tim Cook said no."""
        word, kind = self._next()
        if self.kind != Kind.SAYING or (rules.NO_OBJECT.match(kind) and word != "that"):
            return False
        is_preposition = any(pattern(name).fullmatch(word) for name in ("openers", "prepositions"))
        return kind not in rules.NAMES and not is_preposition

    def passes_on(self) -> bool:
        """Return whether it passes on what others said: “…,” he said, quoting a friend."""
        place = self.sentence.places[self.part.numbers[self.cue]]
        is_citing = pattern("passing_on").search(self.sentence.text, place) is not None
        return is_citing or rules.OTHER_SPEAKS.match(self.after) is not None

    def gives_words_of_others(self) -> bool:
        """Return whether texts of others stand between it and the quotation.

        “added a comment from a user: “…”” · “wrote, citing a report: “…””;
        not “wrote in a letter: “…””
        """
        text, numbers = self.sentence.text, self.part.numbers
        start = self.sentence.places[numbers[self.cue]]
        last = numbers[-1]
        end = self.sentence.places[last] + max(1, len(self.sentence.word(last)))
        if any(pattern(name).search(text, start, end) for name in ("passing_on", "texts_that_say")):
            return True
        own_places = pattern("own_places", _BEFORE_TEXT)
        is_introduced = self.part.code.endswith(":")
        if self._begins_as("addressing") and not is_introduced:  # “called the report “false””
            return False
        return any(
            # “said the slogan “…” was wrong”; not “said the report was “wrong””
            (is_introduced or not text[match.end() : end].strip())
            and not own_places.search(
                text, max(start, match.start() - _LONGEST_TOPIC), match.start()
            )
            for match in pattern("texts_of_others").finditer(text, start, end)
        )

    def _next(self) -> tuple[str, str]:
        """Return the word of the sentence after it, and its kind; both are empty at the end."""
        number = self.part.numbers[self.cue] + 1
        if number >= len(self.sentence.code):
            return "", ""
        return self.sentence.word(number), self.sentence.code[number]

    def _subject_before(self) -> Answer:
        """Return the subject that it has before it."""
        before = self.before
        name = max(before.rfind(Kind.PERSON), before.rfind(Kind.ORGANIZATION))
        bridge = rules.LISTENER.sub("", before[name + 1 :].replace(Kind.TIME, ""))
        if (nearer := _nearer_subject(bridge)) is not None:
            return nearer
        if name < 0:
            has_role = rules.ROLE.search(before) or rules.ROLE.match(self.after)
            return Unnamed.ROLE if has_role else Unnamed.NOTHING
        if self._is_of_another(bridge):
            return Unnamed.NOTHING
        if self._is_of_a_thing(bridge):
            return people_of(self.sentence)
        if not self.follows and rules.TOLD_BY_ANOTHER.search(before[:name]):
            return people_of(self.sentence)
        if self._may_be_about_others(bridge) or not _is_subject(before[: name + 1], bridge):
            return people_of(self.sentence)
        return named_by(self.sentence, self.part.numbers[name])

    def _is_of_another(self, bridge: str) -> bool:
        """Return whether something of theirs, somebody else or another verb is its subject."""
        if rules.OF_ANOTHER.search(bridge):
            return True
        return not self._is_participle() and rules.SAYS_BEFORE.search(bridge) is not None

    def _is_of_a_thing(self, bridge: str) -> bool:
        """Return whether it may be a participle of what somebody shared, got or wore.

        “shared a post saying “…””; not “shared a post, saying “…””, nor “began by saying “…””
        """
        if not self._is_participle() or len(bridge) < _FEWEST_WITH_OBJECT or bridge[-1] in _MARKS:
            return False
        return not self._follows("before_own_participle")

    def _may_be_about_others(self, bridge: str) -> bool:
        """Return whether it may say what others said, or what was said of its subject.

        “criticized the slogan “…”” · “spoke about “…”” · “Tim Cook, called “…” by critics”
        """
        if self._is_participle():
            return False
        if bridge == "," and self._begins_as("addressing"):
            return True
        if self.follows:
            return False
        if Kind.WHO in self.after or self._ends_in_topic() or self._shows_picture():
            return True
        return self.part.code.endswith(rules.NOUNS) and self._begins_as("reacting")

    def _is_participle(self) -> bool:
        return self.sentence.word(self.part.numbers[self.cue]).endswith(rules.PARTICIPLES)

    def _begins_as(self, name: str) -> bool:
        """Return whether it begins, after “has” and an adverb, as the words of this list."""
        place = self.sentence.places[self.part.numbers[self.cue]]
        return pattern(name, _BEGINNING).match(self.sentence.text, place) is not None

    def _shows_picture(self) -> bool:
        """Return whether a picture or the like stands after it: tweeted a photo of a sign: “…”"""
        start = self.sentence.places[self.part.numbers[self.cue]]
        end = self.sentence.places[self.part.numbers[-1]]
        return pattern("pictures").search(self.sentence.text, start, end + 1) is not None

    def _follows(self, name: str) -> bool:
        """Return whether the words of this list stand right before it."""
        place = self.sentence.places[self.part.numbers[self.cue]]
        words = pattern(name, r"\b(?:{}) $")
        return words.search(self.sentence.text, max(0, place - _LONGEST_TOPIC), place) is not None

    def _ends_in_topic(self) -> bool:
        """Return whether the words before the quotation say what somebody speaks about."""
        number = self.part.numbers[-1]
        end = self.sentence.places[number] + len(self.sentence.word(number))
        topics = pattern("topics", r"\b(?:{})$")
        return topics.search(self.sentence.text, max(0, end - _LONGEST_TOPIC), end) is not None


def _nearer_subject(bridge: str) -> Unnamed | None:
    """Return what a verb has as its subject between a name and itself, if anything."""
    if rules.PRONOUN_BEFORE.search(bridge):
        return Unnamed.PRONOUN
    if rules.PLURAL_BEFORE.search(bridge):
        return Unnamed.ROLE
    return Unnamed.STRANGER if rules.STRANGER_BEFORE.search(bridge) else None


def _is_subject(up_to_name: str, bridge: str) -> bool:
    """Return whether a name can be a verb's subject, by what is before it and between them."""
    if rules.RELATIVE.match(bridge) and rules.NOT_OF_SOMEBODY.search(up_to_name):
        return True
    is_in_clause = bridge and rules.IN_CLAUSE.search(up_to_name[:-1])
    is_near = len(bridge) <= rules.FARTHEST and not is_in_clause
    return is_near and rules.SUBJECT.search(up_to_name) is not None
