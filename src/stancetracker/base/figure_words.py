"""The words in and beside figures: of groups of a panel, of spans of days, of columns of ties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from stancetracker.base import wording

WHOLE_PANEL: Final = "The figures draw the whole panel, whatever rows are chosen below."
TIES: Final = {"contract": "Contracts", "donation": "Donations", "attendance": "Attendance"}
"""The types of ties as headings of columns, in their order."""
_STANCES: Final = {
    "against": "Their last {words} on record that take a side are against the proposition.",
    "favor": "Their last {words} on record that take a side are in favor of the proposition.",
    "mixed": "Their last {words} on record take both sides, or others that may be as late take another side.",
    "neither": "Their {words} on record take no side.",
}
_RESPONSES: Final = {
    "none-found": "Somebody looked and found none by the day given.",
    "no-reply": "None was found by the day given; a request brought no reply.",
    "declined": "None was found by the day given; asked, they declined to answer.",
    "avoided": "None was found by the day given; asked, they answered about something else.",
}
_UNCHECKED: Final = "No look is on record, so nothing is said about whether there is a public statement."


def group(status: str, stance: str | None, response: str | None, audience: str) -> str:
    """What those of a group have in common: `Public statement, against`, `No public statement found: declined`."""
    if status == "silent" and response is not None:
        return f"{wording.NONE_FOUND}: {wording.RESPONSES[response]}"
    return wording.standing(status, stance, None, audience)


def about_group(status: str, stance: str | None, response: str | None, audience: str) -> str:
    """What that means, in a sentence."""
    if status == "spoke":
        words = "public words" if audience == "public" else "words"
        return _STANCES[stance or "neither"].format(words=words)
    return _RESPONSES[response] if status == "silent" and response is not None else _UNCHECKED


def beside(finding: Iterable[str], flags: Iterable[str]) -> str:
    """What is said beside a name: `as of 26 Jan 2026, reported by The Example; reported, not public`."""
    return "; ".join(part for part in (", ".join(filter(None, finding)), *flags) if part)


def tie(parts: Iterable[str], publisher: str) -> str:
    """A tie in a cell: what is known of it, and who published that."""
    known = ", ".join(part for part in parts if part)
    return f"{known} ({publisher})" if publisher else known
