"""The words of exported files about themselves, and what is told of an export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from stancetracker.base import dates
from stancetracker.base.text import plural

WHAT: Final = (
    "Who spoke on public issues, what they said, and for whom no public statement was found. Silence is a finding"
    " here: `silent` says that somebody looked up to a day and found none, `unchecked` that nobody looked. A look"
    " vouches for no day after its own, and tells nothing of why."
)
DEFUSED: Final = (
    "A cell that a spreadsheet would run as a formula begins with an apostrophe, which `stancetracker import` takes"
    " away again; --raw leaves such cells as they are."
)
NO_SILENCE: Final = (
    "JSON-LD holds people, organizations, statements and ties. It can't hold silence: schema.org has no word for a"
    " look that found no public statement, so whoever is missing here may be silent or unchecked. The sqlite, csv and"
    " parquet exports hold all three."
)


def either(words: Iterable[str]) -> str:
    """Words of which one is asked for."""
    return " or ".join(words)


def about(facts: Mapping[str, str | None]) -> str:
    """What an export is, as of when, and how it may be used."""
    known = f", as known by {facts['known_by']}" if facts["known_by"] else ""
    audience = "public statements" if facts["audience"] == "public" else "any statements made known"
    narrowed = f" Narrowed to: {facts['narrowed_to']}." if facts["narrowed_to"] else ""
    day = dates.words(str(facts["as_of"]))
    return f"{WHAT} As of {day}{known}, counting {audience}. Data {facts['data_version']}.{narrowed}"


def exported(path: str, standings: int, facts: Mapping[str, str | None]) -> str:
    """That an export is written, in a line."""
    day = dates.words(str(facts["as_of"]))
    return f"{path}: {plural(standings, 'standing')} as of {day}, data {facts['data_version']}"
