"""Read a sentence as the kinds of its words, and write patterns over kinds by their names.

Each kind has a letter, and a sentence is a string of such letters, its code: “Cook said it” is read
as `PSw`. A pattern names kinds, as in `<person> <saying>`, and is a regular expression over codes.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.ledger.files import shipped

PERSON_SIGN: Final = "\x01"
QUOTATION_SIGN: Final = "\x02"
ORGANIZATION_SIGN: Final = "\x03"
"""Stand in a sentence for each character of a name or a quotation."""

_FEWEST_SMALL_WORDS: Final = 3
_CLEARLY_MORE: Final = 1.2


class Kind(StrEnum):
    """The kinds of words, each with its letter.

    The words of those without a comment are in speech.toml.
    """

    PERSON = "P"  # a name of a person of the dataset
    ORGANIZATION = "O"  # a name of an organization of the dataset
    QUOTATION = "Q"
    POSSESSIVE = "G"  # ’s after a name
    NOT_SAYING = "p"
    TIME = "D"
    QUESTIONED = "q"
    PRONOUN_SAYING = "h"
    FURTHER_SAYING = "c"
    SAYING = "S"
    PLURAL_SAYING = "s"
    TELLING = "V"
    ACCORDING = "B"
    EXCEPT = "E"
    UNNAMED = "N"
    TITLE = "T"
    PRONOUN = "H"
    PLURAL_PRONOUN = "U"
    IL = "i"
    QUE = "K"
    CONJUNCTION = "Z"
    SUBORDINATE = "X"
    WHO = "R"
    AND = "A"
    BUT = "J"
    ARTICLE = "a"
    OF = "f"
    TO = "t"
    CAPITALIZED = "C"  # any other word with a capital
    WORD = "w"  # any other word


_SIGNS: Final = str.maketrans("!?…—-", "...––")
"""Marks that are read alike: what ends a sentence, and dashes."""


class Reading(NamedTuple):
    """A text as the kinds of its words and its marks, a letter each, and where each begins."""

    code: str
    places: Sequence[int]


@cache
def words() -> dict[str, Any]:
    """Return the words of six languages by which speech and silence are known."""
    return tomllib.loads(shipped(Path(__file__).with_name("speech.toml")))


@cache
def pattern(name: str, form: str = r"(?<!\w)(?:{})(?!\w)") -> re.Pattern[str]:
    """Return one of the lists of words as a regular expression, in a form of its own."""
    entries: Any = words()
    for step in name.split("."):
        entries = entries[step]
    return re.compile(form.format("|".join(entries)), re.IGNORECASE)


def code_pattern(text: str) -> re.Pattern[str]:
    """Return a verbose pattern over codes, in which `<title>` is the letter of that kind."""
    return re.compile(re.sub(r"<([a-z_]+)>", lambda name: Kind[name[1].upper()], text), re.VERBOSE)


def language_of(text: str) -> str | None:
    """Return the language of which a text has clearly the most small words, if there is one."""
    seen = Counter(re.findall(r"\w+", text.lower()))
    counts = sorted(
        (sum(seen[word] for word in small), name) for name, small in words()["language"].items()
    )
    (second, _), (first, name) = counts[-2:]
    return name if first >= _FEWEST_SMALL_WORDS and first > _CLEARLY_MORE * second else None


def reading(text: str, language: str | None) -> Reading:
    """Read a sentence in a language, with signs in place of names and quotations."""
    matches = [*_alphabet(language if language in words()["words_in"] else None).finditer(text)]
    letters = (
        match[0][0] if match.lastgroup == "mark" else _letter(str(match.lastgroup))
        for match in matches
    )
    code = "".join(letters).translate(_SIGNS)
    if code.startswith(Kind.CAPITALIZED) and pattern("openers").fullmatch(matches[0][0]):
        code = Kind.WORD + code[1:]
    return Reading(code, tuple([match.start() for match in matches]))


@cache
def kind_of(word: str) -> Kind | None:
    """Return the kind of a word that stands alone; None where it is several."""
    match = _alphabet(None).fullmatch(word)
    return Kind[str(match.lastgroup).upper()] if match and match.lastgroup != "mark" else None


def _letter(group: str) -> str:
    return Kind[group.partition("_in_")[0].upper()]


@cache
def _alphabet(language: str | None) -> re.Pattern[str]:
    """Return a pattern that matches a word or a mark by a group with the name of its kind."""
    lists = [(f"{name}_in_{language}", entries) for name, entries in _words_in(language).items()]
    lists += words()["words"].items()
    named = (rf"(?P<{name}>(?<!\w)(?:{'|'.join(entries)})(?!\w))" for name, entries in lists)
    signs = (
        rf"(?P<person>{PERSON_SIGN}+)|(?P<organization>{ORGANIZATION_SIGN}+)"
        rf"|(?P<quotation>{QUOTATION_SIGN}+)"
        rf"|(?P<possessive>(?<=[{PERSON_SIGN}{ORGANIZATION_SIGN}])[’']s?)"
    )
    others = (
        r"(?P<capitalized>(?-i:[A-ZÀ-Þ])[\w’'-]*)|(?P<word>\w[\w’'-]*)"
        r"|(?P<mark>[,.!?…;:()]|[—–-]+)"
    )
    return re.compile("|".join((signs, *named, others)), re.IGNORECASE)


def _words_in(language: str | None) -> dict[str, list[str]]:
    return words()["words_in"].get(language, {}) if language else {}
