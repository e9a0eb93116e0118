"""Find who said a quotation: only somebody whom the dataset names, and only where the sentence leaves no doubt."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, NamedTuple

from stancetracker.base.text import fold
from stancetracker.contribute.quotations import QUOTED, Passages, Quotation

PERSON: Final = "\x01"
ORGANIZATION: Final = "\x03"
"""Stand in a frame for each character of a name."""
_NAMED: Final = f"[{PERSON}{ORGANIZATION}]+"
_ARTICLES: Final = ("the", "le", "la", "el", "il", "der", "die")
_FEWEST: Final = 4
"""The words of a quotation that is asked about although no verb of saying is near."""
_BACK: Final = 10
"""The most quotations in a row that go on with one whose speaker is named."""
_FARTHEST: Final = 100
_WINDOW: Final = 1000
"""The characters of a sentence on each side of a quotation that are read; nobody writes longer ones."""
_SHORT: Final = 80
"""The longest line that is no sentence but says whose words stand above it."""
_OWN: Final = re.compile(rf"{PERSON}+\s*,[^,{PERSON}{QUOTED}]{{1,160}},|\([^()]*\)|[–—][^–—{QUOTED}]*[–—]")
_SIGNED: Final = re.compile(rf"[^\S\n]*([—–-]*)\s*({PERSON}+)(?:[,(\s][^.!?:;]{{0,{_SHORT}}})?$")
_AND: Final = r"(?:and|et|und|y|e|or|ou|oder|o)"
_JOINED: Final = re.compile(rf"{PERSON}(?:[^.;:{PERSON}{QUOTED}]*\s{_AND}\s[^,{PERSON}{QUOTED}]*|, )$")
_JOINING: Final = re.compile(rf"(?:, |\s{_AND}\s)(?:[\w-]+\s){{0,3}}{PERSON}")
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-Þ]\w")
_CAPITAL_LAST: Final = re.compile(r"\b[A-ZÀ-Þ]\w+\s$")
_CAPITAL_NEXT: Final = re.compile(r"[’']?s?\s[A-ZÀ-Þ]")
_ANYBODY: Final = ("", "person")
"""Somebody whom the dataset does not have, who may be meant."""
# “Apple’s CEO”, “the Apple CEO”, “the CEO of Apple”, without a name beside it.
_ROLE: Final = (
    rf"(?<!\w)(?<!\w,\s)(?:(?:the|il|le|la|el|l[’'])\s?)?(?:{ORGANIZATION}+(?:[’']s?)?\s(?:{{0}})"
    rf"|(?:{{0}})\s(?:of|at|chez|de|di|von|bei|d[’']|dell[’'])\s?{ORGANIZATION}+)(?!\w|,?\s(?-i:[A-ZÀ-Þ]))"
)


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


class Mention(NamedTuple):
    """A name in a sentence: where it is, and the ids that it may mean."""

    start: int
    end: int
    ids: frozenset[str]
    kind: str


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


class Speakers:
    """The names of a dataset as a text has them; surnames alone where the whole name stands somewhere."""

    def __init__(
        self,
        names: Iterable[tuple[str, str, str]],
        passages: Passages,
        roles: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        """`names` are kinds, ids and names of actors; `roles` are people, their roles, and in which organization."""
        self._passages, self._called = passages, dict[str, set[tuple[str, str]]]()
        self._roles = tuple(roles)
        self._surnames = set[str]()
        for kind, one, name in names:
            for form in {name, _bare(name), name.replace("'", "’")}:
                if not form.islower() and (len(form) > 2 or kind == "organization"):
                    self._called.setdefault(form, set()).add((one, kind))
        self._names = _any_of(self._called)
        full = {match[0] for match in self._names.finditer(passages.text)}
        for name in full:
            self._add_surname(name, {owner for owner in self._called[name] if owner[1] == "person"})
        self._surnames = self._add_other_surnames()
        self._names = _any_of(self._called)
        self._mentions = [self._with_roles(s.frame, [*self._in(s.frame)]) for s in passages.sentences]
        self.frames = [_masked(s.frame, m) for s, m in zip(passages.sentences, self._mentions, strict=True)]

    def _add_surname(self, name: str, owners: set[tuple[str, str]]) -> None:
        last = name.rpartition(" ")[2]
        if last == name or not owners or not last[0].isupper():
            return
        # Somebody else in the text may have this surname, whom the dataset does not know.
        for match in re.finditer(rf"\b([A-ZÀ-Þ]\w+) {re.escape(last)}\b", self._passages.text):
            known = any(full.endswith(match[0]) for full in self._called) or match[1] in words()["titles"]
            owners |= set() if known else {_ANYBODY}
        self._called.setdefault(last, set()).update(owners)

    def _add_other_surnames(self) -> set[str]:
        """Add the surnames of people whose whole name the text has nowhere; who they are is never sure."""
        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for name, owners in self._called.items():
            first, _, last = name.rpartition(" ")
            if first and last[0].isupper() and last not in self._called:
                found[last] |= {owner for owner in owners if owner[1] == "person"}
        added = {last: owners for last, owners in found.items() if owners}
        self._called |= {last: owners | {_ANYBODY} for last, owners in added.items()}
        return {*added}

    def _with_roles(self, frame: str, mentions: list[Mention]) -> Sequence[Mention]:
        """Return the mentions of a sentence, with "the CEO of X" where it names no person."""
        if not self._roles or not mentions or any(one.kind == "person" for one in mentions):
            return mentions
        masked, found = _masked(frame, mentions), []
        for family in words()["role"]:
            for match in pattern(f"role.{family}", _ROLE).finditer(masked):
                inside = [one for one in mentions if match.start() <= one.start < match.end()]
                here = {id for one in inside for id in one.ids}
                is_one = pattern(f"role.{family}").search
                who = {person for person, role, place in self._roles if place in here and is_one(role)}
                if who:
                    found.append(Mention(*match.span(), frozenset(who | {""}), "person"))
        taken = [one for one in mentions if not any(r.start <= one.start < r.end for r in found)]
        return sorted([*found, *taken])

    def _in(self, frame: str) -> Iterator[Mention]:
        for match in self._names.finditer(frame):
            if match[0] in self._surnames and _is_part(frame, *match.span()):
                continue
            owners = self._called[match[0]]
            kinds = {kind for _, kind in owners}
            yield Mention(*match.span(), frozenset(one for one, _ in owners), min(kinds, key=len))

    def named(self, at: int, *kinds: str) -> frozenset[str]:
        """Return the actors of these kinds whom a sentence may name outside its quotations."""
        mentions = self._mentions[at] if 0 <= at < len(self._mentions) else ()
        return frozenset(one for m in mentions if m.kind in kinds and "" not in m.ids for one in m.ids)

    def _people(self, at: int) -> frozenset[str]:
        return self.named(at, "person")

    def reported_in(self, text: str) -> bool:
        """Return whether a quotation seems to hold words of the reporter: – said NAME –."""
        frame = _masked(text, list(self._in(text)))
        inverted = pattern("says", rf"[–—,-]\s*(?:{{}})\s(?:\w+\s)?{PERSON}")
        return bool(inverted.search(frame) or pattern("says", rf"{PERSON}\s(?:{{}})\s?[,–—-]").search(frame))

    def subjects(self, at: int, cue: int) -> tuple[frozenset[str], bool]:
        """Return whom a verb in a sentence may be about, people before organizations, and whether that is sure."""
        aside = rf"\s\([^()]*\)|\s(?:of|from|de|di|von|at|chez|d[’'])\s?{ORGANIZATION}+"
        frame = self.frames[at]
        if PERSON in frame:
            frame = re.sub(aside, lambda found: " " * len(found[0]), frame)
        kind, mark = ("person", PERSON) if PERSON in frame else ("organization", ORGANIZATION)
        named = [
            m
            for m in self._mentions[at]
            if m.kind == kind
            and frame[m.start] == mark
            and not pattern("except", r"(?:{})\s(?:\w+\s){{0,2}}$").search(frame[: m.start])
        ]
        before = [m for m in named if m.end <= cue]
        group = before[-1:]
        for earlier in reversed(before[:-1]):
            if re.fullmatch(
                r"\s*,?\s*(?:and|et|und|y|e|or|ou|oder|o|ni|nor)?\s*", frame[earlier.end : group[0].start]
            ):
                group = [earlier, *group]
        ids = [m.ids for m in group]
        sure = (
            bool(group) and len(group) == len(named) and all(len(one) == 1 and "" not in one for one in ids)
        )
        sure = sure and not re.search(aside, frame)  # somebody from there may be meant
        bridge = frame[group[-1].end : cue] if group else ""
        sure = (
            sure
            and bool(re.fullmatch(r"\s*,?\s*(?:\w+\s){0,2}", bridge))
            and not pattern("joining").search(bridge)
        )
        sure = sure and not pattern("doubt").search(frame)
        return frozenset(one for m in named for one in m.ids if one), sure

    def of(self, at: int, quotation: Quotation, back: int = _BACK) -> Said:
        """Return who said a quotation of the sentence with this number, or who may have."""
        sentence, frame = self._passages.sentences[at], self.frames[at]
        start, end = (offset - sentence.span.start for offset in quotation.whole)
        said = self._by_words(at, frame, start, min(end, len(frame)))
        if said == _PRONOUN:
            said = self._before(at)
        elif said == _NOBODY and not re.search(rf"[^\W\d{PERSON}{ORGANIZATION}{QUOTED}]", frame):
            said = self._beside(at, quotation, back)
        words = self._passages.text[slice(*quotation.words)].split()
        if len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words):
            return _NOBODY  # a name or a title
        if said.sure or said == _STRANGER:
            return said
        window = said.ids | self._people(at) or self._near(at)
        spoken = pattern("says").search(frame[max(0, start - _WINDOW) : end + _WINDOW])
        return Said(frozenset() if len(words) < _FEWEST and not spoken else frozenset(window - {""}))

    def _near(self, at: int) -> frozenset[str]:
        """Return the people of the sentences before and after, in the same paragraph."""
        sentences = self._passages.sentences
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(sentences)]
        here = sentences[at].paragraph
        return frozenset().union(*(self._people(one) for one in near if sentences[one].paragraph == here))

    def _by_words(self, at: int, frame: str, start: int, end: int) -> Said:
        """Return who said what stands between two offsets of a frame, by the verbs of saying around it."""
        first = max(0, start - _WINDOW)
        before, after = _without_asides(frame[first:start]), _without_asides(frame[end : end + _WINDOW])
        by = [self._named(at, part, base) for part, base in ((before, first), (after, end))]
        cues_before, cues_after = (list(pattern("says").finditer(part)) for part in (before, after))
        close = earlier = _NOBODY
        if cues_after:
            lead = re.match(rf"[\s,;.–—-]*(?:{_NAMED}|\w+\s)?", after)
            near = lead is not None and (cues_after[0].start() <= lead.end() or PERSON in lead[0])
            if near or not (cues_before or pattern("joining").search(after[: cues_after[0].start()])):
                close = self._subject(at, after, end, cues_after[0], follows=True)
        if cues_before and (not close.sure or not close.ids):
            earlier = self._subject(at, before, first, cues_before[-1], follows=False)
        found = earlier if close == _NOBODY else close
        if re.search(rf"{_NAMED}[’']s? ?\w* ?$", before):  # their words, in somebody's mouth
            found = Said(found.ids | self._people(at))
        return by[0] | by[1] | found

    def _named(self, at: int, part: str, base: int) -> Said:
        """Return whom "according to" names."""
        match = pattern("by", rf"(?:(?<!\w)(?:{{}})\s(?:[\w-]+ ){{{{0,4}}}}|,\sso\s)({PERSON}+)").search(part)
        return self._sure(at, base + match.start(1)) if match else _NOBODY

    def _subject(self, at: int, part: str, base: int, cue: re.Match[str], *, follows: bool) -> Said:
        """Return the subject of a verb of saying in a part of a frame, which begins at `base`."""
        left, right = part[: cue.start()], part[cue.end() :]
        names = list(re.finditer(_NAMED, left))
        if PERSON not in left and not _CAPITAL_LAST.search(left) and (inverted := _inverted(right)):
            return self._sure(at, base + cue.end() + inverted)
        bridge = pattern("months_and_days").sub("", left[names[-1].end() :] if names else left)
        bridge = pattern("to", r"\b(?:{})\s(?:\w+\s)?\w+").sub("", bridge)  # who is spoken to
        if pattern("pronoun", r"(?:^|[\s,;“”])(?:{})(?:\s\w+)?\s$").search(bridge[-24:]):
            return _PRONOUN
        if follows and not left.strip(" ,.–—-") and pattern("someone").search(right[:40]):
            return _STRANGER
        if _CAPITAL_LAST.search(bridge) or pattern("someone", r"(?:{})\s(?:\w+\s)?$").search(bridge):
            return _STRANGER
        if not names or _strange(bridge):
            return _NOBODY
        name, plain = names[-1], " ".join(bridge.split())
        relative = pattern("relative", r"^,?\s?(?:{})(?!\w)").search(plain)
        if not relative and (len(plain) > _FARTHEST or not _may_be_subject(left[: name.start()], name[0])):
            return Said(self._people(at))
        return self._sure(at, base + name.start())

    def _sure(self, at: int, start: int) -> Said:
        """Return the one whose name begins at an offset of a frame; names joined by "and" are a question."""
        one = next((mention for mention in self._mentions[at] if mention.start == start), None)
        if one is None:  # a name that the window cuts
            return _NOBODY
        joined = _JOINED.search(self.frames[at][max(0, start - _WINDOW) : start]) or _JOINING.match(
            self.frames[at], one.end
        )
        if joined:
            return Said(self._people(at))
        return Said(one.ids, len(one.ids) == 1)

    @cached_property
    def _has_headings(self) -> bool:
        """Return whether names stand alone on lines that no quotation is right above."""
        above = zip(("", *self.frames), self.frames, strict=False)
        return any(_SIGNED.match(frame) and before.strip(f"{QUOTED}. ") for before, frame in above)

    def _before(self, at: int) -> Said:
        """Return whom a pronoun stands for: the one person of the sentence before, if that begins with the name."""
        frame, own = self.frames[at - 1] if at else "", self._people(at)
        named = [one for one in (self._mentions[at - 1] if at else ()) if one.kind == "person"]
        people = frozenset(one for each in named for one in each.ids)
        if len(people) != 1 or own or not _may_be_subject(frame[: named[0].start], PERSON):
            return Said(people | own)
        return Said(people, not _CAPITAL.search(pattern("months_and_days").sub("", frame[named[0].end :])))

    def _beside(self, at: int, quotation: Quotation, back: int) -> Said:
        """Return who said a quotation that is a sentence of its own: by the line below or the colon above."""
        here = self._passages.sentences[at]
        following = self._passages.sentences[at + 1] if at + 1 < len(self._passages.sentences) else None
        if following and following.paragraph == here.paragraph + 1 and len(following.frame) < _SHORT:
            line = _SIGNED.match(self.frames[at + 1])
            if line and not following.quotations and not pattern("says").search(self.frames[at + 1]):
                said = self._sure(at + 1, line.start(2))
                return said if line[1] or not self._has_headings else Said(said.ids)
        if not at:
            return _NOBODY
        above = self._passages.sentences[at - 1]
        if above.paragraph == here.paragraph - 1 and above.frame.rstrip().endswith(":"):
            frame = self.frames[at - 1]
            found = self._by_words(at - 1, frame, len(frame), len(frame))
            return self._before(at - 1) if found == _PRONOUN else found
        if back and above.quotations and (above.paragraph == here.paragraph or quotation.continues):
            return self.of(at - 1, above.quotations[-1], back - 1)
        return _NOBODY


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![\w-])")


def _is_part(frame: str, start: int, end: int) -> bool:
    """Return whether a surname stands in the name of somebody or something else."""
    before = _CAPITAL_LAST.search(frame[:start])
    return bool(_CAPITAL_NEXT.match(frame, end)) or (
        before is not None and before[0].strip() not in words()["titles"]
    )


def _bare(name: str) -> str:
    """Return a name without accents, in its own capitals."""
    return "".join(fold(c).upper() if c.isupper() else fold(c) or c for c in name)


def _masked(frame: str, mentions: Sequence[Mention]) -> str:
    masked = list(frame)
    for start, end, _, kind in mentions:
        masked[start:end] = (PERSON if kind == "person" else ORGANIZATION) * (end - start)
    return "".join(masked)


def _without_asides(frame: str) -> str:
    """Blank what stands between commas after a name, in parentheses or between dashes; offsets stay."""
    return _OWN.sub(lambda aside: re.sub(rf"[^{PERSON}]", " ", aside[0]), frame)


def _strange(bridge: str) -> bool:
    """Return whether between a name and a verb there may be another subject."""
    return bool(
        _CAPITAL.search(bridge)
        or pattern("someone").search(bridge)
        or re.match(r"[’']s?\s", bridge)
        or re.search(r"[.;:!?]", bridge)
        or pattern("other", r"\S\s(?:{})\s").search(bridge.lstrip(" ,"))
    )


def _may_be_subject(left: str, name: str) -> bool:
    """Return whether a name after this much of a sentence can be the subject of its verb."""
    left = left.rstrip()
    if name[0] == ORGANIZATION:  # many are named in a sentence, and few speak
        return not left or (left[-1] in f",;:{QUOTED}" and ORGANIZATION not in left)
    last = re.search(r"[\w-]+$", left)
    if not last or last[0][0].isupper() or pattern("title").fullmatch(last[0]):
        return True
    return bool(pattern("joining", rf"[a-zß-ÿ,;{QUOTED}]\s(?:{{}})$").search(left))


def _inverted(right: str) -> int:
    """Return where the name begins that follows a verb as its subject; 0 where none does."""
    person = re.match(rf"\s((?:(?![,;:{QUOTED}])[^{PERSON}]){{0,60}},?\s?){PERSON}", right)
    if person is None:
        organization = re.match(rf"\s{ORGANIZATION}+(?=\s*[,.;]|$)", right)
        return 1 if organization else 0
    between = re.sub(rf"(?:(?:of|at|de|di|von|bei)\s|d[’'])?{ORGANIZATION}+", "", person[1])
    if not pattern("title").search(between):
        plain = all(one[0].isupper() or one in _ARTICLES for one in re.findall(r"\w+", between))
        return person.end(1) if plain else 0
    return 0 if pattern("someone").search(between) or pattern("to").search(between) else person.end(1)
