"""The closed lists: every word a record, a flag or a column may hold.

Each list is a `Literal` for the type checker and a tuple for everything else.
"""

from typing import Final, Literal, get_args

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
]
Audience = Literal["public", "internal", "private"]
Voice = Literal["self", "spokesperson", "cosigned"]
Verification = Literal["unverified", "verified", "disputed"]
Basis = Literal["own-search", "asked", "reported"]
Response = Literal["none-found", "no-reply", "declined", "avoided"]
Tier = Literal["primary", "secondary", "reprint"]
TieType = Literal["contract", "donation", "attendance"]
Bound = Literal["exact", "about", "at-least", "at-most"]
AmountOf = Literal["obligated", "award", "ceiling"]
PublisherType = Literal["newsroom", "wire", "agency", "company", "campaign", "aggregator", "generated"]
CorrectionType = Literal["retraction", "supersession", "redaction"]
Status = Literal["spoke", "silent", "unchecked"]
AskedAudience = Literal["public", "any"]
Actors = Literal["person", "organization", "any"]
Severity = Literal["fatal", "error", "notice"]
Change = Literal[
    "altered-quote",
    "status",
    "stance",
    "standing",
    "withdrawn",
    "gone",
    "new",
    "label",
    "deadline",
    "changed",
    "id",
]

STANCES: Final[tuple[str, ...]] = get_args(Stance)
CHANNELS: Final[tuple[str, ...]] = get_args(Channel)
RESPONSES: Final[tuple[str, ...]] = get_args(Response)
STATUSES: Final[tuple[str, ...]] = get_args(Status)
ASKED_AUDIENCES: Final[tuple[str, ...]] = get_args(AskedAudience)
ACTORS: Final[tuple[str, ...]] = get_args(Actors)
CHANGES: Final[tuple[str, ...]] = get_args(Change)

SLUG: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_LENGTH: Final = 80
DOMAIN: Final = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"
