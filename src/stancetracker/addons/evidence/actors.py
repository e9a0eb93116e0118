"""Find the names of actors in a text: whole names, and surnames where a whole name stands."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, NamedTuple

from stancetracker.addons.evidence.grammar import (
    ORGANIZATION_SIGN,
    PERSON_SIGN,
    Kind,
    kind_of,
    pattern,
    words,
)
from stancetracker.base.text import fold, given_name_first

_SHORTEST: Final = 3
"""The length of the shortest name of a person that is looked for."""
_LONGEST_WORD: Final = 80
_FIRST_NAME: Final = r"\b((?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ][\w’'-]*)\s{}(?!\w)"
_OPENING: Final = re.compile(r"(?:^|[.!?…:;–—”“\"»«’']|\n)\s*$")
_LONGEST_SPACE: Final = 4
_NO_FIRST_NAME: Final = (Kind.TITLE, Kind.UNNAMED)
SOMEBODY: Final = ""
"""Stands among ids for a person whom the dataset may not have."""


class Masked(NamedTuple):
    """A text with signs in place of names, and by the place of each the ids that it may mean."""

    text: str
    ids: Mapping[int, frozenset[str]]


class Actors:
    """The names by which a text may call the actors of a dataset."""

    def __init__(self, names: Iterable[tuple[str, str, str]], text: str) -> None:
        """`names` are kinds, ids and names of actors."""
        self._owners = defaultdict[str, set[tuple[str, str]]](set)
        for kind, id, name in names:
            if kind == "person" and given_name_first(name) != name:
                continue  # "such as Cook, Tim Sweeney and" names no Cook, Tim
            for form in {name, _without_accents(name), name.replace("'", "’")}:
                if not form.islower() and (len(form) >= _SHORTEST or kind == "organization"):
                    self._owners[form].add((id, kind))
        self._surnames_alone = frozenset(self._add_surnames(text))
        self._names = _any_of(self._owners)

    def _add_surnames(self, text: str) -> Iterator[str]:
        """Add the surnames of people, and yield those whose whole name isn't in the text.

        They are never sure.
        """
        whole_names = {match[0] for match in _any_of(self._owners).finditer(text)}
        for surname, names in self._names_by_surname().items():
            if whole := names & whole_names:
                self._add_surname(surname, whole)
                if self._may_be_of_a_stranger(surname, text):
                    self._owners[surname].add((SOMEBODY, "person"))
            elif surname not in self._owners:
                self._add_surname(surname, names)
                self._owners[surname].add((SOMEBODY, "person"))
                yield surname

    def _add_surname(self, surname: str, names: Iterable[str]) -> None:
        owners = (owner for name in names for owner in self._owners[name])
        self._owners[surname].update(owner for owner in owners if owner[1] == "person")

    def _names_by_surname(self) -> Mapping[str, set[str]]:
        names_by_surname = defaultdict[str, set[str]](set)
        for name, owners in self._owners.items():
            if any(kind == "person" for _, kind in owners) and (surname := _surname(name)):
                names_by_surname[surname].add(name)
        return names_by_surname

    def _may_be_of_a_stranger(self, surname: str, text: str) -> bool:
        """Return whether a text has this surname behind a first name that isn't on record."""
        for match in re.finditer(_FIRST_NAME.format(re.escape(surname)), text):
            is_whole = any(name.endswith(" ".join(match[0].split())) for name in self._owners)
            if not is_whole and not _is_no_first_name(match[1], text, match.start()):
                return True
        return False

    def masked(self, text: str) -> Masked:
        """Return a part of the text with signs in place of names."""
        signs = list(text)
        ids: dict[int, frozenset[str]] = {}
        for match in self._names.finditer(text):
            start, end = match.span()
            if match[0] in self._surnames_alone and _is_in_another_name(text, start, end):
                continue
            owners = self._owners[match[0]]
            is_person = any(kind == "person" for _, kind in owners)
            signs[start:end] = (PERSON_SIGN if is_person else ORGANIZATION_SIGN) * (end - start)
            ids[start] = frozenset(id for id, _ in owners)
        return Masked("".join(signs), ids)


def _without_accents(name: str) -> str:
    return "".join(fold(c).upper() if c.isupper() else fold(c) or c for c in name)


def _surname(name: str) -> str:
    """Return the last word of a name with the particles before it: “von der Leyen”."""
    _, *others = name.split(" ")
    if not others or not others[-1][:1].isupper():
        return ""
    start = len(others) - 1
    particles: Set[str] = frozenset(words()["particles"])
    while start and others[start - 1].lower() in particles:
        start -= 1
    return " ".join(others[start:])


def _is_no_first_name(word: str, text: str, place: int) -> bool:
    """Return whether the word at a place before a surname is a title or opens a sentence."""
    if kind_of(word) in _NO_FIRST_NAME:
        return True
    is_opener = pattern("openers").fullmatch(word) is not None
    return is_opener and _OPENING.search(text[max(0, place - _LONGEST_SPACE) : place]) is not None


def _is_in_another_name(text: str, start: int, end: int) -> bool:
    """Return whether a surname stands in the name of somebody or something else."""
    before = re.search(r"\b([A-ZÀ-Þ][\w-]+)\s$", text[max(0, start - _LONGEST_WORD) : start])
    after = re.match(r"[’']?s?\s[A-ZÀ-Þ]", text[end : end + _LONGEST_WORD])
    if after is not None:
        return True
    return before is not None and not _is_no_first_name(before[1], text, start - len(before[0]))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![\w-])")
