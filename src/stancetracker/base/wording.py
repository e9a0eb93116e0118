"""The words in front of people: every standing, flag and count is put into words here, and only here.

Each standing has a shape and words besides any colour; none is better than another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stancetracker.base import dates
from stancetracker.base.text import plural

FORBIDDEN: Final = (
    r"refus(?:e|es|ed|ing)",
    r"fail(?:s|ed|ing)?",
    r"ignor(?:e|es|ed|ing)",
    r"still",
    r"finally",
    r"br(?:oke|eaks?|oken|eaking) (?:his|her|its|their|the) silence",
)
"""Patterns of words that judge; they stand in no sentence of ours."""

MARKS: Final = {
    "against": "●",
    "favor": "◆",
    "mixed": "◐",
    "neither": "□",
    "silent": "○",
    "unchecked": "·",
}
ASCII_MARKS: Final = {"●": "*", "◆": "#", "◐": "%", "□": "=", "○": "o", "·": "."}
STANCES: Final = {
    "against": "against",
    "favor": "in favor",
    "mixed": "both in favor and against",
    "neither": "taking no side",
}
RESPONSES: Final = {
    "none-found": "none found",
    "no-reply": "no reply",
    "declined": "declined",
    "avoided": "avoided",
}
CHANNELS: Final = {
    "social-post": "social post",
    "interview": "interview",
    "op-ed": "op-ed",
    "speech": "speech",
    "open-letter": "open letter",
    "press-release": "press release",
    "internal-memo": "internal memo",
    "meeting": "meeting",
    "filing": "filing",
    "correspondence": "correspondence",
    "action": "action",
}
VOICES: Final = {"self": "", "spokesperson": "through a spokesperson", "cosigned": "as a cosignatory"}
WORDINGS: Final = {"verbatim": "", "excerpt": "excerpt", "translation": "translation"}
BOUNDS: Final = {"exact": "", "at-least": "at least ", "at-most": "up to "}
NONE_FOUND: Final = "No public statement found"
HOW_TO_READ: Final = (
    "How to read this: “no public statement found” says that somebody looked and found none by the day"
    " given; it says nothing about later days, nor about why. “Unchecked” says that no look is on record."
)
NO_ESTIMATE: Final = (
    "The panel was fixed by the rule above. Its counts are about these actors alone and estimate nothing"
    " about any others."
)


def mark(status: str, stance: str | None) -> str:
    """The shape of a standing."""
    return MARKS[stance if status == "spoke" and stance else status]


def standing(status: str, stance: str | None, earliest: str | None, audience: str = "public") -> str:
    """A standing as a sentence about a person; a look is dated by its own day, never by today."""
    if status == "spoke":
        kind = "Public statement" if audience == "public" else "Statement"
        return f"{kind}, {STANCES[stance or 'neither']}"
    if status == "silent" and earliest is not None:
        return f"{NONE_FOUND} as of {dates.words(earliest)}"
    return "Unchecked: no look on record"


def flags(row: Mapping[str, object]) -> tuple[str, ...]:
    """The flags of a standing, in words."""
    words = (
        ("reported", "reported, not public"),
        ("may_have_spoken", "may have spoken"),
        ("stale", "stale look"),
    )
    return tuple(text for key, text in words if row[key])


def looked(basis: str | None, checked_by: str | None, publisher: str | None, source: str | None) -> str:
    """Who looked, and how: `searched by …`, `asked by …`, `reported by …`."""
    verb = {"own-search": "searched by", "asked": "asked by", "reported": "reported by"}.get(basis or "")
    if verb is None:
        return ""
    who = " via ".join(dict.fromkeys(name for name in (checked_by, publisher) if name))
    return f"{verb} {who or source or 'us'}"


def split(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    """A count's parts, none left out that is not zero: `3 none found, 1 declined`."""
    return ", ".join(f"{counts[key]} {text}" for key, text in words.items() if counts.get(key))


def actors(count: int, kind: str) -> str:
    """How many, of what: `11 people`, `1 organization`, `3 actors`."""
    nouns = {"person": ("person", "people"), "organization": ("organization", "organizations")}
    return plural(count, *nouns.get(kind, ("actor", "actors")))


def days(first: int, last: int) -> str:
    """A span of days, no more exact than it is: `2`, `0–19`."""
    return str(last) if first == last else f"{first}–{last}"


def money(value: float | None, currency: str | None, bound: str | None) -> str:
    """An amount with its bound: `at least 75,000,000 USD`; empty where none is on record."""
    if value is None:
        return ""
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return f"{BOUNDS.get(bound or '', '')}{number} {currency}"
