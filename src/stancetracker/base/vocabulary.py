"""The words of records: the closed lists, and the traits of a kind.

Traits are written on the class of a kind, and kept in the index.

Each list is a `Literal` for the type checker and a tuple for everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

from stancetracker.base import dates

Stance = Literal["favor", "against", "mixed", "undecided", "neither"]
StanceBasis = Literal["explicit", "inferred"]
Wording = Literal["verbatim", "excerpt", "translation"]
Channel = Literal[
    "social-post",
    "interview",
    "op-ed",
    "speech",
    "open-letter",
    "press-release",
    "internal-memo",
    "meeting",
    "filing",
    "correspondence",
    "action",
    "vote",
    "unknown",
]
Audience = Literal["public", "internal", "private"]
Voice = Literal["self", "spokesperson", "cosigned"]
Verification = Literal["unverified", "verified", "disputed"]
Basis = Literal["own-search", "asked", "reported"]
Response = Literal["none-found", "no-reply", "declined", "avoided"]
Bears = Literal["words", "day", "speaker", "amount", "place"]
Tier = Literal["primary", "secondary", "reprint"]
TieType = Literal["contract", "donation", "attendance"]
Bound = Literal["exact", "about", "at-least", "at-most"]
AmountOf = Literal["obligated", "award", "ceiling"]
PublisherType = Literal[
    "newsroom", "wire", "agency", "company", "campaign", "aggregator", "generated"
]
CorrectionType = Literal["retraction", "supersession", "merge", "redaction"]
Side = Literal["favor", "against", "mixed"]
Status = Literal["spoke", "silent", "searched", "unchecked"]
AskedAudience = Literal["public", "any"]
ActorKind = Literal["person", "organization"]
Change = Literal[
    "withdrawn",
    "altered-quote",
    "status",
    "stance",
    "standing",
    "gone",
    "new",
    "label",
    "deadline",
    "changed",
]

STANCES: Final[tuple[str, ...]] = get_args(Stance)
SIDES: Final[tuple[str, ...]] = get_args(Side)
"""The stances that take a side."""
STANCE_BASES: Final[tuple[str, ...]] = get_args(StanceBasis)
TIERS: Final[tuple[str, ...]] = get_args(Tier)
CHANNELS: Final[tuple[str, ...]] = get_args(Channel)
RESPONSES: Final[tuple[str, ...]] = get_args(Response)
STATUSES: Final[tuple[str, ...]] = get_args(Status)
ASKED_AUDIENCES: Final[tuple[str, ...]] = get_args(AskedAudience)
ACTORS: Final[tuple[str, ...]] = get_args(ActorKind)
CHANGES: Final[tuple[str, ...]] = get_args(Change)

SLUG: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_LENGTH: Final = 80
DEMAND: Final = f"{SLUG[:-1]}/{SLUG[1:]}"
DOMAIN: Final = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"


def is_id(text: str) -> bool:
    """Return whether a text has the form of an id."""
    return len(text) <= SLUG_LENGTH and re.fullmatch(SLUG, text) is not None


# The parts of a kind's line: `{speaker} on {issue}[, {date}]`. Compiled where they are used, as no
# list needs them.
_OPTIONAL_PART: Final = r"\[([^\]]*)\]"
_FIELD: Final = r"\{(\w+)\}"


LAST: Final = 1000
"""The place of kinds that name none: after all others."""


class Traits(NamedTuple):
    """The rules for filing, naming, dating, searching and citing a kind, by names of its fields."""

    file: str
    """The data file that `add` appends to."""
    line: str
    """The record in one line: fields in braces, in brackets a part that needs all its fields."""
    order: int = LAST
    """Its place among the kinds, which no other has."""
    name: str = ""
    """The field that names it; a title is put in quotation marks."""
    dates: tuple[str, ...] = ()
    """The fields that date it: the first that is filled."""
    public: str = ""
    """The field with the date on which it became public, if that differs from its date."""
    issue: str = ""
    """The field with the issue or issues it is on; `id` of an issue itself."""
    actors: tuple[str, ...] = ()
    """The fields with the actors it is about; `id` of an actor."""
    others: tuple[str, ...] = ()
    """The fields with other actors who take part."""
    target: str = ""
    """The field with the record it answers or corrects, whose issue and actors are its own too."""
    texts: tuple[str, ...] = ()
    """The fields that `search` reads, as `note` or `demands.text`.

    It reads titles and citations of sources as well.
    """
    schema_org: str = "CreativeWork"
    """Its type in schema.org; empty where that has none."""
    refs: tuple[str, ...] = ()
    """All fields with ids of other records, read off the class."""
    days: tuple[str, ...] = ()
    """All fields with dates, read off the class."""
    flags: tuple[str, ...] = ()
    """All columns with true or false, read off the class."""

    @classmethod
    def of(cls, json_object: Mapping[str, Any]) -> Traits:
        """Return the traits that an object of JSON gives."""
        values: Any = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in json_object.items()
        }
        return cls(**values)

    def date(self, values: Mapping[str, Any]) -> str | None:
        """Return the date of a record, or None where none of its dates is filled."""
        return next((str(values[name]) for name in self.dates if values.get(name)), None)

    def may_have_happened(self, values: Mapping[str, Any], as_of: str) -> bool:
        """Return whether a record may have happened by `as_of`."""
        date = values.get(self.public) or self.date(values)
        earliest = dates.parse(str(date)).earliest if date else None
        return earliest is None or earliest <= as_of

    def called(self, record: str, values: Mapping[str, Any]) -> str:
        """Return what other records call this one: its name or title, else its id."""
        name = values.get(self.name)
        if name is None:
            return record
        return f"“{name}”" if self.name == "title" else str(name)

    def in_line(self, values: Mapping[str, Any], name_of: Callable[[str], str]) -> str:
        """Return a record in one line; `name_of` returns what a record is called, by its id."""

        def part(match: re.Match[str]) -> str:
            fields = re.findall(_FIELD, match[1])
            return match[1] if all(values.get(field) for field in fields) else ""

        def words(match: re.Match[str]) -> str:
            return self._words(match[1], values.get(match[1]), name_of)

        return re.sub(_FIELD, words, re.sub(_OPTIONAL_PART, part, self.line))

    def _words(self, field: str, value: Any, name_of: Callable[[str], str]) -> str:
        """Return the value of a field as a reader has it: ids by their names, dates in words."""
        if value is None:
            return ""
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self._words(field, item, name_of) for item in value)
        if field in self.days:
            return dates.interval_words(*dates.parse(str(value)))
        if field in self.refs:
            return name_of(str(value))
        return str(value)


LICENCE_ADDRESSES: Final = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}
"""The addresses of the licences that data are often under, by their names in SPDX's list."""
