"""Find who said a quotation: only somebody whom the dataset names, and only where the sentence leaves no doubt.

A sentence is read as a string of letters, one for each of its words, and the rules are regular expressions over
these: P is a person of the dataset, O an organization, Q a quotation, C another capitalized word, w any other word;
the rest are the lists of `speech.toml`.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final, NamedTuple

from stancetracker.base.text import fold
from stancetracker.contribute.quotations import QUOTED, Passages, Quotation

PERSON: Final = "\x01"
ORGANIZATION: Final = "\x03"
"""Stand in a frame for each character of a name."""
_FEWEST: Final = 4
"""The words of a quotation that is asked about although no verb of saying is near."""
_BACK: Final = 10
"""The most quotations in a row that go on with one whose speaker is named."""
_FARTHEST: Final = 18
"""The most words between a name and its verb."""
_WINDOW: Final = 200
"""The words of a sentence on each side of a quotation that are read; nobody writes longer ones."""
_SHORT: Final = 80
"""The longest line that is no sentence but says whose words stand above it."""
_ANYBODY: Final = ("", "person")
"""Somebody whom the dataset does not have, who may be meant."""
_OTHERS: Final = rf"""
(?P<P>{PERSON}+)|(?P<O>{ORGANIZATION}+)|(?P<Q>{QUOTED}+)|(?P<G>(?<=[{PERSON}{ORGANIZATION}])[’']s?)|%s
|(?P<C>(?-i:[A-ZÀ-Þ])[\w’'-]*)|(?P<w>\w[\w’'-]*)|(?P<comma>,)|(?P<stop>[.!?…])|(?P<dash>[—–-]+)|(?P<mark>[;:()])
"""
_SIGNS: Final = {"comma": ",", "stop": ".", "dash": "–"}
_ASIDE: Final = re.compile(r"(?<=P),[^,PQ]{1,30},|\([^()]*\)|–[^–Q]*–")
# “according to Apple’s chief executive Tim Cook”, but not “according to a critic of Tim Cook”
_BY: Final = re.compile(r"B(?:w(?=[TO]))?(?:[aiCTG]|f?O){0,10}P(?!G)")
# “said Tim Cook”, “said Apple’s Tim Cook”, “said the chief executive of Apple, Tim Cook”, “said Apple.”
_INVERTED: Final = re.compile(
    r"(?:(?:[CaiG]|f?O){0,10},?|(?=[^P]{0,12}T)(?:[^,;:.QPNtfO]|f?O){0,12},?)(?<!w)P(?!G|NC|wCC)|O(?=[,.;]|$)"
)
_SPOKEN_TO: Final = re.compile(r"[Vtf][^,;:.P]{1,2}")
_STRANGE: Final = re.compile(r"^G|[CN.;:]|^,?[^,].*[XZK]")
_JOINED: Final = re.compile(r"P(?:[^.;:PQ]*A[^,PQ]*|,)$")
_JOINING: Final = re.compile(r"[,A][^,;:.PQA]{0,3}P")
_DENIED: Final = re.compile(r"(?:\b(?:not|never|no longer|pas|nicht|no|non)|n[’']t)\s+(?:\w+\s+)?$")
_SIGNED: Final = re.compile(r"(–*)P(?:[^.:;QSV]*)$")


@cache
def words() -> dict[str, Any]:
    """Return the words of five languages by which speech and silence are known."""
    return tomllib.loads(files(__package__).joinpath("speech.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, form: str = r"(?<!\w)(?:{})(?!\w)") -> re.Pattern[str]:
    """Return one of the lists of words as a regular expression, in a form of its own."""
    found = words()
    for step in name.split("."):
        found = found[step]
    return re.compile(form.format("|".join(found)), re.IGNORECASE)


@cache
def _alphabet() -> re.Pattern[str]:
    lists = "|".join(rf"(?P<{x}>(?<!\w)(?:{'|'.join(some)})(?!\w))" for x, some in words()["letter"].items())
    return re.compile((_OTHERS % lists).replace("\n", ""), re.IGNORECASE)


class Said(NamedTuple):
    """An answer to who said it: one id, or several that are candidates; none where a stranger spoke."""

    ids: frozenset[str] = frozenset()
    sure: bool = False

    def __or__(self, other: "Said") -> "Said":
        """Return what both say; two that differ make a question."""
        if self.ids == other.ids or not (self.ids and other.ids):
            return self if self.ids else other
        return Said(self.ids | other.ids)


_STRANGER: Final = Said(frozenset(), sure=True)
_NOBODY: Final = Said()
_PRONOUN: Final = Said(frozenset({""}))


class Line(NamedTuple):
    """A sentence as letters, one for each word: where each word is, and the ids that a name among them may mean."""

    code: str
    places: Sequence[int]
    who: Mapping[int, frozenset[str]]


_NOTHING: Final = Line("", (), {})
Part = tuple[str, Sequence[int]]
"""A part of a sentence: letters, and the number of each in the line."""


class Speakers:
    """The names of a dataset as a text has them; surnames alone where the whole name stands somewhere."""

    def __init__(self, names: Iterable[tuple[str, str, str]], text: str) -> None:
        """`names` are kinds, ids and names of actors."""
        self.passages, self._called = Passages(text), defaultdict[str, set[tuple[str, str]]](set)
        for kind, one, name in names:
            for form in {name, _bare(name), name.replace("'", "’")}:
                if not form.islower() and (len(form) > 2 or kind == "organization"):
                    self._called[form].add((one, kind))
        whole = {match[0] for match in _any_of(self._called).finditer(text)}
        self._surnames = self._add_surnames(whole)
        self._names = _any_of(self._called)
        masked = [self._masked(sentence.frame) for sentence in self.passages.sentences]
        self.frames = [frame for frame, _ in masked]
        self._lines = [_line(*each) for each in masked]

    def _add_surnames(self, whole: set[str]) -> set[str]:
        """Add the surnames of people; return those whose whole name the text has nowhere, who are never sure."""
        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        others: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for name, owners in self._called.items():
            first, _, last = name.rpartition(" ")
            people = {one for one in owners if one[1] == "person"}
            if first and people and last[0].isupper():
                (found if name in whole else others)[last] |= people
        for last, owners in found.items():
            # Somebody else in the text may have this surname, whom the dataset does not know.
            for match in re.finditer(
                rf"\b((?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ][\w’'-]*) {re.escape(last)}\b", self.passages.text
            ):
                known = any(full.endswith(match[0]) for full in self._called) or match[1] in words()["titles"]
                owners |= set() if known else {_ANYBODY}
        unsure = others.keys() - found.keys() - self._called.keys()
        for last in unsure:
            self._called[last] = others[last] | {_ANYBODY}
        for last, owners in found.items():
            self._called[last] |= owners
        return unsure

    def _masked(self, frame: str) -> tuple[str, Mapping[int, frozenset[str]]]:
        """Return a frame with signs in place of names, and the ids that each may mean, by its place."""
        masked, ids = list(frame), dict[int, frozenset[str]]()
        for match in self._names.finditer(frame):
            start, end = match.span()
            owners = self._called[match[0]]
            if match[0] not in self._surnames or not _is_part(frame, start, end):
                is_person = any(kind == "person" for _, kind in owners)
                masked[start:end] = (PERSON if is_person else ORGANIZATION) * (end - start)
                ids[start] = frozenset(one for one, _ in owners)
        return "".join(masked), ids

    def named(self, at: int, kinds: str = "PO") -> frozenset[str]:
        """Return the actors whom a sentence surely names outside its quotations: people (P) and organizations (O)."""
        code, _, who = self._lines[at] if 0 <= at < len(self._lines) else _NOTHING
        return frozenset().union(*(ids for n, ids in who.items() if code[n] in kinds and "" not in ids))

    def reported_in(self, text: str) -> bool:
        """Return whether a quotation seems to hold words of the reporter: – said NAME –."""
        return bool(re.search("[–,][SV]w?P|P[SV][,–]", _line(*self._masked(text)).code))

    def subjects(self, at: int, cue: int) -> tuple[frozenset[str], bool]:
        """Return whom a verb in a sentence may be about, people before organizations, and whether that is sure."""
        code, places, them = self._lines[at]
        aside, end = re.compile(r"\([^()]*\)|fO"), sum(place < cue for place in places)
        if "P" in code:
            code = aside.sub(lambda found: "_" * len(found[0]), code)
        kind = "P" if "P" in code else "O"
        named = [n for n, x in enumerate(code) if x == kind and not re.search("E[^P,]{0,2}$", code[:n])]
        group = [n for n in named if n < end][-1:]
        for n in reversed([n for n in named if n < end][:-1]):
            group = [n, *group] if re.fullmatch(",?A?", code[n + 1 : group[0]]) else group
        who = [them[n] for n in named if n in them]
        sure = (
            bool(group)
            and len(group) == len(named)
            and all(len(ids) == 1 and "" not in ids for ids in who)
            and re.fullmatch(r",?[^,;:.AJZKTGCN]{0,2}", code[group[-1] + 1 : end].replace("_", ""))
            is not None
            and not re.search("[atwiftNXR]$|[^,][JZK]$", code[: group[0]])
            and not aside.search(code)  # somebody from there may be meant
            and not pattern("doubt").search(self.frames[at])
            and not _DENIED.search(self.frames[at], 0, cue)
        )
        return frozenset(one for ids in who for one in ids if one), sure

    def of(self, at: int, quotation: Quotation, back: int = _BACK) -> Said:
        """Return who said a quotation of the sentence with this number, or who may have."""
        code, places, _ = self._lines[at]
        base = self.passages.sentences[at].span.start
        start, end = (sum(place + base < offset for place in places) for offset in quotation.whole)
        said = self._by_words(at, start, end)
        if said == _PRONOUN:
            said = self._before(at)
        elif said == _NOBODY and not re.search("[^PQO,.;:–]", code):
            said = self._beside(at, quotation, back)
        words = self.passages.text[slice(*quotation.words)].split()
        if len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words):
            return _NOBODY  # a name or a title
        if said.sure or said == _STRANGER:
            return said
        window = said.ids | self.named(at, "P") or self._near(at)
        spoken = re.search("[SV]", code[max(0, start - _WINDOW) : end + _WINDOW])
        return Said(frozenset() if len(words) < _FEWEST and not spoken else frozenset(window - {""}))

    def _near(self, at: int) -> frozenset[str]:
        """Return the people of the sentences before and after, in the same paragraph."""
        sentences = self.passages.sentences
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(sentences)]
        here = sentences[at].paragraph
        return frozenset().union(*(self.named(one, "P") for one in near if sentences[one].paragraph == here))

    def _part(self, at: int, start: int, end: int) -> Part:
        """Return a part of a sentence without what stands after a name, in parentheses or between dashes."""
        code = self._lines[at].code[start:end]
        gone = {n for found in _ASIDE.finditer(code) for n in range(*found.span()) if code[n] != "P"}
        kept = [n for n in range(len(code)) if n not in gone]
        return "".join(code[n] for n in kept), [start + n for n in kept]

    def _by_words(self, at: int, start: int, end: int) -> Said:
        """Return who said what stands between two words of a sentence, by the verbs of saying around it."""
        before, after = self._part(at, max(0, start - _WINDOW), start), self._part(at, end, end + _WINDOW)
        (left, _), (right, _) = before, after
        found = _NOBODY
        if cue := re.search("[SV]", right):
            lead = re.match(r"[,;.–]*[^,;.–]?", right)
            near = lead is not None and (cue.start() < lead.end() + 1 or "P" in lead[0])
            if near or not (re.search("[SV]", left) or re.search("[AJZK]", right[: cue.start()])):
                found = self._subject(at, after, cue.start(), follows=True)
        if (cue := re.search("[SV](?=[^SV]*$)", left)) and (not found.sure or not found.ids):
            earlier = self._subject(at, before, cue.start(), follows=False)
            found = earlier if found == _NOBODY else found
        if re.search("PGw?$", left):  # their words, in somebody's mouth
            found = Said(found.ids | self.named(at, "P"))
        for code, numbers in (after, before):
            if by := _BY.search(code):
                found = self._sure(at, numbers[by.end() - 1]) | found
        return found

    def _subject(self, at: int, part: Part, cue: int, *, follows: bool) -> Said:
        """Return the subject of a verb of saying in a part of a sentence."""
        code, numbers = part
        left, right = code[:cue], code[cue + 1 :]
        # Who stands after such a verb (V) is the listener.
        may_follow = code[cue] != "V" and "P" not in left and not left.endswith("C")
        if may_follow and (inverted := _INVERTED.match(right)):
            return self._sure(at, numbers[cue + inverted.end()])
        name = max(left.rfind("P"), left.rfind("O"))
        bridge = _SPOKEN_TO.sub("", left[name + 1 :].replace("D", ""))
        if re.search("[Hi][^,;:.NT]?$", bridge):
            return _PRONOUN
        if (follows and not left.strip(",.–") and "N" in right[:6]) or re.search("C$|N.?$", bridge):
            return _STRANGER
        if name < 0 or _STRANGE.search(bridge):
            return _NOBODY
        is_relative = re.match(",?[RaiK]", bridge)
        if not is_relative and (len(bridge) > _FARTHEST or not _may_be_subject(left[: name + 1])):
            return Said(self.named(at, "P"))
        return self._sure(at, numbers[name])

    def _sure(self, at: int, number: int) -> Said:
        """Return the one whose name is a word of a sentence; names joined by "and" are a question."""
        code, _, who = self._lines[at]
        joined = _JOINED.search(code[max(0, number - _WINDOW) : number]) or _JOINING.match(code, number + 1)
        if joined or number not in who:
            return Said(self.named(at, "P"))
        return Said(who[number], len(who[number]) == 1)

    @cached_property
    def _has_headings(self) -> bool:
        """Return whether names stand alone on lines that no quotation is right above."""
        codes = ["", *(each.code for each in self._lines)]
        return any(_SIGNED.match(code) and above.strip("Q.") for above, code in pairwise(codes))

    def _before(self, at: int) -> Said:
        """Return whom a pronoun stands for: the one person of the sentence before, if that begins with the name."""
        code, _, who = self._lines[at - 1] if at else _NOTHING
        people = frozenset().union(*(ids for n, ids in who.items() if code[n] == "P"))
        own, first = self.named(at, "P"), code.find("P")
        if len(people) != 1 or own or not _may_be_subject(code[: first + 1]):
            return Said(people | own)
        return Said(people, "C" not in code[first:])

    def _beside(self, at: int, quotation: Quotation, back: int) -> Said:
        """Return who said a quotation that is a sentence of its own: by the line below or the colon above."""
        sentences, here = self.passages.sentences, self.passages.sentences[at].paragraph
        if at + 1 < len(sentences) and sentences[at + 1].paragraph == here + 1:
            line = _SIGNED.match(self._lines[at + 1].code)
            if line and len(sentences[at + 1].frame) < _SHORT:
                said = self._sure(at + 1, line.end(1))
                return said if line[1] or not self._has_headings else Said(said.ids)
        if not at:
            return _NOBODY
        above, code = sentences[at - 1], self._lines[at - 1].code
        if above.paragraph == here - 1 and code.endswith(":"):
            found = self._by_words(at - 1, len(code), len(code))
            return self._before(at - 1) if found == _PRONOUN else found
        if back and above.quotations and (above.paragraph == here or quotation.continues):
            return self.of(at - 1, above.quotations[-1], back - 1)
        return _NOBODY


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![\w-])")


def _is_part(frame: str, start: int, end: int) -> bool:
    """Return whether a surname stands in the name of somebody or something else."""
    before = re.search(r"\b([A-ZÀ-Þ]\w+)\s$", frame[max(0, start - _SHORT) : start])
    following = re.compile(r"[’']?s?\s[A-ZÀ-Þ]").match(frame, end)
    return bool(following) or (before is not None and before[1] not in words()["titles"])


def _bare(name: str) -> str:
    """Return a name without accents, in its own capitals."""
    return "".join(fold(c).upper() if c.isupper() else fold(c) or c for c in name)


def _line(frame: str, ids: Mapping[int, frozenset[str]]) -> Line:
    """Read a frame as letters, where names begin at these places."""
    found = [*_alphabet().finditer(frame)]
    code = (match[0] if match.lastgroup == "mark" else str(match.lastgroup) for match in found)
    who = {n: ids[match.start()] for n, match in enumerate(found) if match.start() in ids}
    return Line("".join(_SIGNS.get(x, x) for x in code), [match.start() for match in found], who)


def _may_be_subject(left: str) -> bool:
    """Return whether a name at the end of this much of a sentence can be the subject of its verb."""
    left, name = left[:-1], left[-1]
    if name == "O":  # many are named in a sentence, and few speak
        return not left or (left[-1] in ",;:Q" and "O" not in left)
    return not re.search("[a-zA-Z]$", left) or re.search("[CTDPOQG]$|[^.:()CPO–][AJZK]$", left) is not None
