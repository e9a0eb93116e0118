"""Find quotations in a text, and who said them: only somebody whom the dataset names, beyond doubt.

A sentence is read as a string of letters, one for each of its words, and the rules are regular expressions over
these: P is a person of the dataset, O an organization, Q a quotation, C another capitalized word, w any other word;
the rest are the lists of `speech.toml`.
"""

import re
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.text import fold
from stancetracker.contribute.proposal import Span
from stancetracker.ledger.files import shipped

PERSON: Final = "\x01"
QUOTED: Final = "\x02"
ORGANIZATION: Final = "\x03"
"""Stand in a sentence for each character of a name or a quotation."""

# Opening marks, and what closes each. German closes „ with “, and some books set »so«.
_CLOSING: Final = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", '"': '"”', "'": "'"}
_MARKS: Final = "".join(_CLOSING) + "”’"
# A mark, with what it may close (1) and open (2). A straight single one may be an apostrophe, also at the start of a
# word that lost its first letters; » may close what was never opened.
_MARK: Final = re.compile(
    r"""(?=([”“»«]|(?<!\s)'(?![^\W_])|[’"](?![^\W_]))?)
    (?=((?<![^\W_])(?:[“„«]|[‘"](?=\S))|(?<!\S)»(?=\S)
        |(?<![^\s(\[“"«—–])'(?=[^\W\d_])(?!(?i:em|til|cause|tis|twas|bout|round|n|s|d|ll|re|ve|t)\b))?)
    """
    rf"[{_MARKS}]",
    re.VERBOSE,
)
# An apostrophe stands after a plural that owns what follows.
_OWNER: Final = re.compile(r"(?<=s)['’]\s[a-z](?:[^'’‘]|\w['’]\w){0,300}[\w.,!?]['’](?!\w)")

_FEWEST: Final = (
    4  # the words of a quotation that is asked about although no verb of saying is near
)
_BACK: Final = 10  # the most quotations in a row that go on with one whose speaker is named
_FARTHEST: Final = 18  # the most words between a name and its verb
_WINDOW: Final = (
    200  # the words on each side of a quotation that are read; nobody writes longer sentences
)
# One that is not in a run of such signs, since each place in that would be searched up to its end.
_END: Final = re.compile(r"(?<![.!?…])[.!?…]++(?=\s+[^a-zß-ÿ\s])")
_SPACE: Final = re.compile(r"\s*")
_LONGEST_ABBREVIATION: Final = 20
_SHORT: Final = 80  # the longest line that is no sentence but says whose words stand above it
_SIGNS: Final = str.maketrans("!?…—-", "...––")
_FROM: Final = re.compile(r"\([^()]*\)|fO")
# “according to Apple’s chief executive Tim Cook”, but not “according to a critic of Tim Cook”
_BY: Final = re.compile(r"B(?:w(?=[TO]))?(?:[aiCTG]|f?O){0,10}P(?!G)")
# “said Tim Cook”, “said Apple’s Tim Cook”, “said the chief executive of Apple, Tim Cook”, “said Apple.”
_INVERTED: Final = re.compile(
    r"(?:(?:[CaiG]|f?O){0,10},?|(?=[^P]{0,12}T)(?:[^,;:.QPNtfO]|f?O){0,12},?)(?<!w)P(?!G|NC|wCC)|O(?=[,.;]|$)"
)
_DENIED: Final = re.compile(r"(?:\b(?:not|never|no longer|pas|nicht|no|non)|n[’']t)\s+(?:\w+\s+)?$")
# A name that can be the subject of what follows; many organizations are named in a sentence, and few speak.
_SUBJECT: Final = re.compile(r"^(?:[^O]*[,;:Q])?O$|(?:^|[^a-zA-Z]|[CTDPOQG]|[^.:()CPO–][AJZK])P$")
_SIGNED: Final = re.compile(r"(–*)P(?:[^.:;QSV]*)$")


@cache
def words() -> dict[str, Any]:
    """Return the words of five languages by which speech and silence are known."""
    return tomllib.loads(shipped(Path(__file__).with_name("speech.toml")))


@cache
def pattern(name: str, form: str = r"(?<!\w)(?:{})(?!\w)") -> re.Pattern[str]:
    """Return one of the lists of words as a regular expression, in a form of its own."""
    found = words()
    for step in name.split("."):
        found = found[step]
    return re.compile(form.format("|".join(found)), re.IGNORECASE)


def language_of(text: str) -> str | None:
    """Return the language whose small words a text has most of, if it has clearly more of them than of others."""
    seen = Counter(re.findall(r"\w+", text.lower()))
    counts = sorted(
        (sum(seen[word] for word in small), name) for name, small in words()["language"].items()
    )
    (second, _), (first, name) = counts[-2:]
    return name if first >= 3 and first > 1.2 * second else None


@cache
def _alphabet() -> re.Pattern[str]:
    lists = "|".join(
        rf"(?P<{x}>(?<!\w)(?:{'|'.join(some)})(?!\w))" for x, some in words()["letter"].items()
    )
    signs = rf"(?P<P>{PERSON}+)|(?P<O>{ORGANIZATION}+)|(?P<Q>{QUOTED}+)|(?P<G>(?<=[{PERSON}{ORGANIZATION}])[’']s?)"
    others = r"(?P<C>(?-i:[A-ZÀ-Þ])[\w’'-]*)|(?P<w>\w[\w’'-]*)|(?P<mark>[,.!?…;:()]|[—–-]+)"
    return re.compile(f"{signs}|{lists}|{others}", re.IGNORECASE)


class Quotation(NamedTuple):
    """Quoted words: the words themselves, and all of it with its marks."""

    words: Span
    whole: Span
    continues: bool
    """True where it goes on with a quotation that the paragraph before left open."""


class Sentence(NamedTuple):
    """A sentence: where it is, its paragraph, its quotations, and its words as letters."""

    span: Span
    paragraph: int
    quotations: tuple[Quotation, ...]
    frame: str
    """Its text with quotations blanked; in `text`, names are too."""
    text: str
    code: str
    places: Sequence[int]
    """The place of each word in the text."""
    who: Mapping[int, frozenset[str]]
    """The ids that a word may mean, by its number."""


class Said(NamedTuple):
    """An answer to who said it: one id, or several that are candidates; none where a stranger spoke."""

    ids: frozenset[str] = frozenset()
    sure: bool = False


_NOBODY, _STRANGER, _PRONOUN = Said(), Said(sure=True), Said(frozenset({""}))


class Speech:
    """A text, cut into sentences that know what they quote, and the names in it: surnames where a whole name stands."""

    def __init__(self, names: Iterable[tuple[str, str, str]], text: str) -> None:
        """`names` are kinds, ids and names of actors."""
        self.text, self._called = text, defaultdict[str, set[tuple[str, str]]](set)
        for kind, one, name in names:
            bare = "".join(fold(c).upper() if c.isupper() else fold(c) or c for c in name)
            for form in {name, bare, name.replace("'", "’")}:
                if not form.islower() and (len(form) > 2 or kind == "organization"):
                    self._called[form].add((one, kind))
        self._unsure = set(self._add_surnames())
        self._names = _any_of(self._called)
        # Paragraphs stand between blank lines or, in a text with longer lines than any is wrapped at, on a line.
        wrapped = re.search(r"\n[^\S\n]*\n", text) and max(map(len, text.split("\n"))) <= 100
        paragraph = r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*" if wrapped else r"\S[^\n]*"
        self.paragraphs = [self._trimmed(*match.span()) for match in re.finditer(paragraph, text)]
        self.sentences, mark = list[Sentence](), ""
        for at, (span, following) in enumerate(
            pairwise([*self.paragraphs, Span(len(text), len(text))])
        ):
            quotations, mark = self._quotations(
                span, mark, text[following.start : following.start + 1]
            )
            self.sentences += self._cut(at, span, quotations)
        # Names may stand alone on lines that no quotation is right above.
        codes = ["", *(sentence.code for sentence in self.sentences)]
        self._has_headings = any(
            _SIGNED.match(code) and above.strip("Q.") for above, code in pairwise(codes)
        )

    def _trimmed(self, start: int, end: int) -> Span:
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip())
        return Span(start, start + len(inside.strip()))

    def _quotations(self, span: Span, mark: str, following: str) -> tuple[list[Quotation], str]:
        """Return the quotations of a paragraph, and the mark it leaves open; `mark` is that of the one before."""
        text, opened, found = self.text, list[int](), list[Quotation]()

        def close(start: int, closed: int, end: int) -> Quotation:
            del opened[opened.index(start) :]
            while (
                found and found[-1].whole.start > start
            ):  # what a quotation quotes is a part of it
                found.pop()
            words = self._trimmed(start + 1, closed)
            if text[slice(*words)].endswith(","):  # the comma is of the sentence around it
                words = words._replace(end=words.end - 1)
            return Quotation(words, Span(start, end), bool(mark) and start == span.start)

        for match in _MARK.finditer(text, *span):
            at, (closes, opens) = match.start(), match.groups()
            start = next(
                (n for n in reversed(opened) if closes and closes in _CLOSING[text[n]]), None
            )
            if start is not None:
                quotation = close(start, at, at + 1)
                if not _OWNER.match(
                    text, at, span.end
                ):  # else nobody can say which of the marks closes it
                    found.append(quotation)
            elif opens and len(opened) < 4:
                opened.append(at)
        if opened and text[opened[0]] == following:
            # A quotation that goes on in the next paragraph is closed only there.
            found.append(close(opened[0], span.end, span.end))
            return found, following
        return found, ""  # what was never closed opened nothing

    def _cut(
        self, paragraph: int, span: Span, quotations: Sequence[Quotation]
    ) -> Iterator[Sentence]:
        """Yield the sentences of a paragraph; what ends inside a quotation does not end a sentence."""
        blanked = list(self.text[slice(*span)])
        for one in quotations:
            start, end = one.whole.start - span.start, one.whole.end - span.start
            blanked[start:end] = QUOTED * (end - start)
            said = self.text[slice(*one.words)]
            after = (self.text[one.whole.end : span.end].lstrip() or "-")[0]
            stops = after in _MARKS and said.endswith((".", "!", "?", "…"))
            if stops or (said.endswith(".") and after.isupper()):
                blanked[end - 1] = "."  # it ends the sentence around it as well
        frame, start = "".join(blanked), 0
        starts = [one.whole.start for one in quotations]
        abbreviated = pattern("abbreviations", r"(?-i:\b(?:{})\.$)")
        ends = (match.end() for match in _END.finditer(frame))
        for end in (*ends, len(frame)):
            word = max(start, end - _LONGEST_ABBREVIATION)
            if start < end and (end == len(frame) or not abbreviated.search(frame, word, end)):
                whole = Span(span.start + start, span.start + end)
                own = quotations[bisect_left(starts, whole.start) : bisect_left(starts, whole.end)]
                yield Sentence(
                    whole, paragraph, tuple(own), frame[start:end], *self._read(frame[start:end])
                )
                start = next(_SPACE.finditer(frame, end)).end()

    def _add_surnames(self) -> Iterator[str]:
        """Add the surnames of people, and yield those whose whole name the text has nowhere: they are never sure."""
        whole = {match[0] for match in _any_of(self._called).finditer(self.text)}
        by_surname = defaultdict[str, set[str]](set)
        for name, owners in self._called.items():
            first, _, last = name.rpartition(" ")
            if first and last[0].isupper() and any(kind == "person" for _, kind in owners):
                by_surname[last].add(name)
        for last, names in by_surname.items():
            there = names & whole
            if not there and last in self._called:
                continue
            owners = {
                one for name in there or names for one in self._called[name] if one[1] == "person"
            }
            # Somebody else in the text may have this surname, whom the dataset does not know.
            named = rf"\b((?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ][\w’'-]*) {re.escape(last)}\b"
            known = (
                match[1] in words()["titles"]
                or any(full.endswith(match[0]) for full in self._called)
                for match in re.finditer(named, self.text)
            )
            if not there or not all(known):
                owners.add(("", "person"))
            if not there:
                yield last
            self._called[last] |= owners

    def _read(self, frame: str) -> tuple[str, str, Sequence[int], Mapping[int, frozenset[str]]]:
        """Read a sentence as letters, with signs in place of names."""
        masked, ids = list(frame), dict[int, frozenset[str]]()
        for match in self._names.finditer(frame):
            start, end = match.span()
            if match[0] in self._unsure:  # it may stand in the name of somebody or something else
                before = re.search(r"\b([A-ZÀ-Þ]\w+)\s$", frame[max(0, start - _SHORT) : start])
                after = re.match(r"[’']?s?\s[A-ZÀ-Þ]", frame[end : end + _SHORT])
                if after or (before and before[1] not in words()["titles"]):
                    continue
            owners = self._called[match[0]]
            sign = PERSON if any(kind == "person" for _, kind in owners) else ORGANIZATION
            masked[start:end] = sign * (end - start)
            ids[start] = frozenset(one for one, _ in owners)
        text = "".join(masked)
        found = [*_alphabet().finditer(text)]
        letters = (
            match[0] if match.lastgroup == "mark" else str(match.lastgroup) for match in found
        )
        code = "".join(letter[0].translate(_SIGNS) for letter in letters)
        who = {n: ids[match.start()] for n, match in enumerate(found) if match.start() in ids}
        return text, code, [match.start() for match in found], who

    def named(self, at: int, kinds: str = "PO") -> frozenset[str]:
        """Return the actors whom a sentence surely names outside its quotations: people (P) and organizations (O)."""
        one = self.sentences[at]
        sure = (ids for n, ids in one.who.items() if one.code[n] in kinds and "" not in ids)
        return frozenset().union(*sure)

    def reported_in(self, text: str) -> bool:
        """Return whether a quotation seems to hold words of the reporter: – said NAME –."""
        return bool(re.search("[–,][SV]w?P|P[SV][,–]", self._read(text)[1]))

    def subjects(self, at: int, cue: int) -> tuple[frozenset[str], bool]:
        """Return whom a verb in a sentence may be about, people before organizations, and whether that is sure."""
        *_, text, code, places, them = self.sentences[at]
        end = bisect_left(places, cue)
        if "P" in code:
            code = _FROM.sub(lambda found: "_" * len(found[0]), code)
        kind = "P" if "P" in code else "O"
        named = [
            n for n, x in enumerate(code) if x == kind and not re.search("E[^P,]{0,2}$", code[:n])
        ]
        *earlier, group = [[n] for n in named if n < end] or [[]]
        for (n,) in reversed(earlier):
            if re.fullmatch(",?A?", code[n + 1 : group[0]]):
                group.insert(0, n)
        who = [them[n] for n in named if n in them]
        sure = (
            bool(group)
            and len(group) == len(named)
            and all(len(ids) == 1 and "" not in ids for ids in who)
            and re.fullmatch(r",?[^,;:.AJZKTGCN]{0,2}", code[group[-1] + 1 : end].replace("_", ""))
            is not None
            and not re.search("[atwiftNXR]$|[^,][JZK]$", code[: group[0]])
            and not _FROM.search(code)  # somebody from there may be meant
            and not pattern("doubt").search(text)
            and not _DENIED.search(text, 0, cue)
        )
        return frozenset().union(*who) - {""}, sure

    def of(self, at: int, quotation: Quotation, back: int = _BACK) -> Said:
        """Return who said a quotation of the sentence with this number, or who may have."""
        here, code = self.sentences[at], self.sentences[at].code
        start, end = (
            bisect_left(here.places, offset - here.span.start) for offset in quotation.whole
        )
        said = self._by_words(at, start, end)
        if said == _NOBODY and _says_nothing(code):
            said = self._beside(at, quotation, back)
        words = self.text[slice(*quotation.words)].split()
        if len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words):
            return _NOBODY  # a name or a title
        if said.sure or said == _STRANGER:
            return said
        if len(words) < _FEWEST and not re.search(
            "[SV]", code[max(0, start - _WINDOW) : end + _WINDOW]
        ):
            return _NOBODY
        ids = said.ids | self.named(at, "P")
        for near in (at - 1, at + 1) if not ids else ():
            if 0 <= near < len(self.sentences) and self.sentences[near].paragraph == here.paragraph:
                ids |= self.named(near, "P")
        return Said(ids - {""})

    def _part(self, at: int, start: int, end: int) -> tuple[str, list[int]]:
        """Return a part of a sentence and the numbers of its letters, without asides: after a name, or in dashes."""
        code = self.sentences[at].code[start:end]
        asides = re.finditer(r"(?<=P),[^,PQ]{1,30},|\([^()]*\)|–[^–Q]*–", code)
        gone = {n for aside in asides for n in range(*aside.span()) if code[n] != "P"}
        kept = [n for n in range(len(code)) if n not in gone]
        return "".join(code[n] for n in kept), [start + n for n in kept]

    def _by_words(self, at: int, start: int, end: int) -> Said:
        """Return who said what stands between two words of a sentence, by the verbs of saying around it."""
        before, after = (
            self._part(at, max(0, start - _WINDOW), start),
            self._part(at, end, end + _WINDOW),
        )
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
                named = self._sure(at, numbers[by.end() - 1])
                differ = named.ids and found.ids and named.ids != found.ids
                found = Said(named.ids | found.ids) if differ else named if named.ids else found
        return self._before(at) if found == _PRONOUN else found

    def _subject(self, at: int, part: tuple[str, list[int]], cue: int, *, follows: bool) -> Said:
        """Return the subject of a verb of saying in a part of a sentence."""
        code, numbers = part
        left, right = code[:cue], code[cue + 1 :]
        # Who stands after such a verb (V) is the listener.
        may_follow = code[cue] != "V" and "P" not in left and not left.endswith("C")
        if may_follow and (inverted := _INVERTED.match(right)):
            return self._sure(at, numbers[cue + inverted.end()])
        name = max(left.rfind("P"), left.rfind("O"))
        bridge = re.sub(
            "[Vtf][^,;:.P]{1,2}", "", left[name + 1 :].replace("D", "")
        )  # who is spoken to
        if re.search("[Hi][^,;:.NT]?$", bridge):
            return _PRONOUN
        if (follows and not left.strip(",.–") and "N" in right[:6]) or re.search("C$|N.?$", bridge):
            return _STRANGER
        if name < 0 or re.search("^G|[CN.;:]|^,?[^,].*[XZK]", bridge):
            return _NOBODY
        is_relative = re.match(",?[RaiK]", bridge)
        if not is_relative and (len(bridge) > _FARTHEST or not _SUBJECT.search(left[: name + 1])):
            return Said(self.named(at, "P"))
        return self._sure(at, numbers[name])

    def _sure(self, at: int, number: int) -> Said:
        """Return the one whose name is a word of a sentence; names joined by "and" are a question."""
        *_, code, _, who = self.sentences[at]
        before, after = code[max(0, number - _WINDOW) : number], code[number + 1 :]
        joined = re.search("P(?:[^.;:PQ]*A[^,PQ]*|,)$", before) or re.match(
            "[,A][^,;:.PQA]{0,3}P", after
        )
        if joined or number not in who:
            return Said(self.named(at, "P"))
        return Said(who[number], len(who[number]) == 1)

    def _before(self, at: int) -> Said:
        """Return whom a pronoun stands for: the one person of the sentence before, if that begins with the name."""
        own = self.named(at, "P")
        if not at:
            return Said(own)
        *_, code, _, who = self.sentences[at - 1]
        people = frozenset().union(*(ids for n, ids in who.items() if code[n] == "P"))
        subject, _, rest = code.partition("P")
        is_subject = _SUBJECT.search(f"{subject}P") is not None
        return Said(people | own, is_subject and len(people) == 1 and not own and "C" not in rest)

    def _beside(self, at: int, quotation: Quotation, back: int) -> Said:
        """Return who said a quotation that is a sentence of its own: by the line below or the colon above."""
        sentences, here = self.sentences, self.sentences[at].paragraph
        if at + 1 < len(sentences) and sentences[at + 1].paragraph == here + 1:
            line = _SIGNED.match(sentences[at + 1].code)
            if line and len(sentences[at + 1].frame) < _SHORT:
                said = self._sure(at + 1, line.end(1))
                return said if line[1] or not self._has_headings else Said(said.ids)
        if not at:
            return _NOBODY
        above = sentences[at - 1]
        if above.paragraph == here - 1 and above.code.endswith(":"):
            return self._by_words(at - 1, len(above.code), len(above.code))
        if back and above.quotations and (above.paragraph == here or quotation.continues):
            return self.of(at - 1, above.quotations[-1], back - 1)
        return _NOBODY


@lru_cache(maxsize=1)
def _says_nothing(code: str) -> bool:
    """Return whether a sentence has names and quotations alone; asked for each of its quotations."""
    return re.search("[^PQO,.;:–]", code) is None


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![\w-])")
