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
    """A span of days, no more exact than it is: `1 day`, `0–19 days`."""
    return plural(last, "day") if first == last else f"{first}–{last} days"


def money(value: float | None, currency: str | None, bound: str | None) -> str:
    """An amount with its bound: `at least 75,000,000 USD`; empty where none is on record."""
    if value is None:
        return ""
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return f"{BOUNDS.get(bound or '', '')}{number} {currency}"


def happened(stance: str, when: str, audience: str, words: str | None) -> str:
    """A statement as a part of a sentence: `public statement, against, 24 Jan 2026: “…”`."""
    kind = "public statement" if audience == "public" else f"{audience} statement"
    return f"{kind}, {STANCES[stance]}, {when}" + (f": {words}" if words else "")


def standing_on(
    status: str,
    stance: str | None,
    when: str,
    response: str | None = None,
    marks: tuple[str, ...] = (),
    audience: str = "public",
) -> str:
    """A standing as a part of a sentence; `when` is that of the deciding statement or the look."""
    if status == "unchecked":
        words = "unchecked"
    elif status == "silent":
        came_back = f" ({RESPONSES[response]})" if response and response != "none-found" else ""
        words = f"no public statement found as of {when}{came_back}"
    else:
        kind = "public statement" if audience == "public" else "statement"
        words = f"{kind}, {STANCES[stance or 'neither']}, {when}"
    return ", ".join((words, *marks))


def turned(about: str, after: str | None, before: str | None) -> str:
    """What is so now, and what was so before: `Tim Cook on “…”: …; before: …`."""
    if after is None:
        return f"{about}: no longer listed; before: {before}"
    return f"{about}: {after}; " + ("not listed before" if before is None else f"before: {before}")


def marked(about: str, flag: str, now: bool) -> str:
    """A flag that was set or is gone."""
    return f"{about}: {'now' if now else 'no longer'} marked “{flag}”"


def field_changed(about: str, field: str, after: str | None, before: str | None) -> str:
    """A field of a record before and after, each as it is written."""
    name = field.replace("_", " ")
    if after is None:
        return f"{about}: no {name} any more; before: {before}"
    return f"{about}: {name} is now {after}; " + ("none before" if before is None else f"before: {before}")


def list_changed(about: str, field: str, added: tuple[str, ...], dropped: tuple[str, ...]) -> str:
    """What was added to a list and what was taken out of it."""
    parts = [f"{verb} {', '.join(names)}" for verb, names in (("with", added), ("without", dropped)) if names]
    return f"{about}: {field.replace('_', ' ')} now {' and '.join(parts) or 'in another order'}"


def kind_changed(sentence: str, after: str, before: str) -> str:
    """A record that is of another kind under the same id, with all that it says now."""
    was, now = (
        f"{'an' if noun[0] in 'aeio' else 'a'} {noun}" for noun, _ in (KIND_NOUNS[before], KIND_NOUNS[after])
    )
    return f"Recorded as {was} before, as {now} now: {sentence}"


def quote_changed(about: str, after: str | None, before: str) -> str:
    """An altered quote: both readings, whole."""
    now = "there is no quote any more" if after is None else f"the quote reads now “{after}”"
    return f"{about}: {now}; before: “{before}”"


def withdraws(kind: str, about: str, reason: str, replacement: str | None) -> str:
    """A correction: what it withdraws, and why."""
    return (
        f"A {kind} withdraws {about}"
        + (f", replaced by {replacement}" if replacement else "")
        + f": {reason}"
    )


def day_passed(about: str, field: str, day: str) -> str:
    """A day of an issue that passed between two days."""
    if field == "since":
        return f"{about}: its first day was {dates.words(day)}"
    return f"{about}: nothing is due after {dates.words(day)}"


KIND_NOUNS: Final = {
    "dataset": ("dataset", "datasets"),
    "person": ("person", "people"),
    "organization": ("organization", "organizations"),
    "issue": ("issue", "issues"),
    "event": ("event", "events"),
    "petition": ("petition", "petitions"),
    "statement": ("statement", "statements"),
    "silence": ("look", "looks"),
    "tie": ("tie", "ties"),
    "correction": ("correction", "corrections"),
    "reply": ("reply", "replies"),
    "standing": ("standing", "standings"),
}
_COUNTED: Final = {
    "altered-quote": ("altered quote", "altered quotes"),
    "status": ("status changed", "statuses changed"),
    "stance": ("stance changed", "stances changed"),
    "standing": ("other change of a standing", "other changes of standings"),
    "withdrawn": ("record withdrawn", "records withdrawn"),
    "label": ("label changed", "labels changed"),
    "deadline": ("deadline changed", "deadlines changed"),
    "id": ("id changed", "ids changed"),
}


def changes(count: int, change: str, kind: str) -> str:
    """How many changes, of what: `14 people new`, `7 labels changed`."""
    if change in _COUNTED:
        return plural(count, *_COUNTED[change])
    return f"{plural(count, *KIND_NOUNS[kind])} {change}"


def changes_heading(change: str, kind: str, before: str | None, after: str | None) -> str:
    """What stands above changes of one sort: `People new`, `Standings: unchecked → silent`."""
    if change == "status":
        return f"Standings: {before or 'not listed'} → {after or 'not listed'}"
    if change == "standing":
        return "Other changes of standings"
    words = _COUNTED[change][1] if change in _COUNTED else f"{KIND_NOUNS[kind][1]} {change}"
    return words[:1].upper() + words[1:]


DUE: Final = {
    "unchecked": "unchecked",
    "old-look": "look is {age} old, recheck after {days}",
    "trigger": "before the trigger “{title}” of {when}",
    "may-have-spoken": "may have spoken",
    "reported": "reported, not public",
}
"""Why somebody is due to be looked at."""
