"""The records: one class a kind, strict and frozen; its table, schema and canonical form follow from it.

Fields stand in canonical order. A field that names another record says which kinds it may name (`Ref`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, Self, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic_core import PydanticCustomError

from stancetracker.base import dates
from stancetracker.base.errors import DateError
from stancetracker.base.vocabulary import (
    SLUG,
    SLUG_LENGTH,
    Audience,
    Basis,
    Bound,
    Channel,
    CorrectionType,
    Response,
    Stance,
    Tier,
    TieType,
    Verification,
    Voice,
    Wording,
)

EDTF: Final = "edtf"
"""Marks a date that may span days; the index gives it its first and last possible day."""
NFC: Final = "nfc"
"""Marks a text that the canonical form composes (ids, names and titles)."""

# Spaces, controls, invisible and bidi characters, and what no address holds unescaped.
_NEVER_IN_URL: Final = re.compile(
    '[\\s\\x00-\\x20\\x7f-\\xa0\\xad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff<>"\\\\^`{|}]'
)


class Ref:
    """Marks a field that holds the id of a record of one of these kinds."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds


class Unmet(NamedTuple):
    """A rule over several fields that is not met, and the field it is about."""

    code: str
    field: str
    message: str


class Surely(NamedTuple):
    """What makes certain that a part meets its rules over several fields: those that are given, and those that are not.

    Where a part has several, they are for each word of one field, the first of `when`, and leave nothing out.
    """

    given: tuple[str, ...]
    absent: tuple[str, ...] = ()
    when: tuple[str, str] = ("", "")


def _problem(code: str, message: str, hint: str | None = None) -> PydanticCustomError:
    # Braces in a message would be read as a template.
    return PydanticCustomError(code, "{text}", {"text": message, "hint": hint})


@lru_cache(4096)  # a dataset has few days, each of them many times
def _date(text: str) -> str:
    try:
        dates.parse(text)
    except DateError as error:
        raise _problem("invalid-date", error.message, error.hint) from None
    return text


@lru_cache(4096)
def _day(text: str) -> str:
    if not _date(text) or len(text) != 10 or not dates.parse(text).is_day:
        raise _problem("invalid-date", f"not one day: {text}", "write one day, as 2026-01-24")
    return text


def _closed(text: str) -> str:
    if _date(text).startswith(".."):
        raise _problem("open-date", f"a look needs a first day it vouches for: {text}")
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port
    except ValueError:
        sound = False
    if not sound or _NEVER_IN_URL.search(text):
        raise _problem("invalid-url", f"not an http(s) address: {text}")
    return text


_SURE_DAY: Final = (
    r"^(?:19|20)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)$"
)
_SURE_URL: Final = r"^https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[!#-;=?-Z_a-z~]*)?$"
SURE: Final[Mapping[Any, str]] = {_date: _SURE_DAY, _day: _SURE_DAY, _closed: _SURE_DAY, _url: _SURE_URL}
"""Texts that each of these functions takes for certain, as a pattern of the sort that pydantic matches by itself."""


def _whole(number: int | float) -> int | float:
    return int(number) if isinstance(number, float) and number.is_integer() else number


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Name = Annotated[Text, NFC]
Id = Annotated[str, NFC, StringConstraints(pattern=SLUG, max_length=SLUG_LENGTH)]
ActorId = Annotated[Id, Ref("person", "organization")]
OrganizationId = Annotated[Id, Ref("organization")]
IssueId = Annotated[Id, Ref("issue")]
EventId = Annotated[Id, Ref("event")]
DemandId = Annotated[
    str, NFC, StringConstraints(pattern=f"{SLUG[:-1]}/{SLUG[1:]}", max_length=161), Ref("demand")
]
AnyId = Annotated[Id, Ref("*")]
Date = Annotated[str, AfterValidator(_date), EDTF]
ClosedDate = Annotated[Date, AfterValidator(_closed)]
Day = Annotated[str, AfterValidator(_day)]
Url = Annotated[str, AfterValidator(_url)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Count = Annotated[int, Field(ge=0, le=10**9)]
Money = Annotated[
    # The limits stand in each arm, so that the JSON Schema has them too.
    Annotated[int, Field(ge=0, le=10**15)] | Annotated[float, Field(ge=0, le=10**15, allow_inf_nan=False)],
    AfterValidator(_whole),
]


class Part(BaseModel):
    """A record or an object inside one: strict, frozen, without unknown fields."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)
    surely: ClassVar[tuple[Surely, ...]] = ()

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """Tell which rules over several fields these values do not meet; the values may be unchecked."""
        return iter(())

    @model_validator(mode="after")
    def _meets_its_rules(self) -> Self:
        for unmet in self.unmet(self.__dict__):
            raise _problem("unmet", unmet.message)
        return self


class Record(Part):
    """A line of a dataset."""

    model_config = ConfigDict(title=None)
    derives_id: ClassVar[bool] = False


class Source(Part):
    """Where something was read: an address or a citation."""

    surely: ClassVar[tuple[Surely, ...]] = (Surely(given=("url",)),)

    url: Url | None = None
    citation: Text | None = None
    tier: Tier
    publisher: Name | None = None
    title: Name | None = None
    author: Name | None = None
    published: Date | None = None
    retrieved: Day | None = None
    language: Language | None = None
    original_publisher: Name | None = None
    original_url: Url | None = None
    archive_url: Url | None = None

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """It has a `url` or a `citation`."""
        if given.get("url") is None and given.get("citation") is None:
            yield Unmet("missing-field", "url", "a source needs a `url` or a `citation`")


Sources = tuple[Source, ...]
SomeSources = Annotated[Sources, Field(min_length=1)]


class Membership(Part):
    """A professional or public role of a person."""

    role: Name
    organization: OrganizationId | None = None
    start_date: Date | None = None
    end_date: Date | None = None


class StanceWords(Part):
    """What `favor` and `against` are called on this issue."""

    favor: Text
    against: Text


class Demand(Part):
    """One thing a petition asks for."""

    id: Id
    text: Text


class SignatureCount(Part):
    """How many had signed, at least, on a day."""

    date: Date
    at_least: Count
    sources: Sources = ()


class Amount(Part):
    """A sum of money."""

    value: Money
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    bound: Bound


class Dataset(Record):
    """What this dataset is called, who publishes it and under which licence."""

    kind: Literal["dataset"]
    title: Name
    publisher: Name
    licence: Text
    contact: Text
    url: Url | None = None
    language: Language = "en"


class Person(Record):
    """A person whom a published source names in a professional or public role."""

    kind: Literal["person"]
    id: Id
    name: Name
    other_names: tuple[Name, ...] = ()
    former_ids: tuple[Id, ...] = ()
    memberships: Annotated[tuple[Membership, ...], Field(min_length=1)]
    identifiers: dict[str, Text] = {}
    note: Text | None = None


class Organization(Record):
    """A company, agency, campaign or other body."""

    kind: Literal["organization"]
    id: Id
    name: Name
    other_names: tuple[Name, ...] = ()
    former_ids: tuple[Id, ...] = ()
    identifiers: dict[str, Text] = {}
    note: Text | None = None


class Issue(Record):
    """What one can be for or against, and perhaps the panel its counts are about."""

    kind: Literal["issue"]
    id: Id
    title: Name
    proposition: Text
    since: Day
    until: Day | None = None
    panel: tuple[ActorId, ...] = ()
    panel_rule: Text | None = None
    recheck_days: Annotated[int, Field(ge=1, le=36500)] = 30
    stance_words: StanceWords | None = None
    note: Text | None = None

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """A panel has its `panel_rule`."""
        if given.get("panel") and given.get("panel_rule") is None:
            yield Unmet("missing-field", "panel_rule", "a panel needs its `panel_rule`")


class Event(Record):
    """Something that happened; a trigger gives everyone a new occasion to speak."""

    kind: Literal["event"]
    id: Id
    title: Name
    date: Date
    issues: Annotated[tuple[IssueId, ...], Field(min_length=1)]
    trigger: bool = False
    sources: Sources = ()
    note: Text | None = None


class Petition(Record):
    """A letter or petition with its demands; signatories are counted, never named."""

    kind: Literal["petition"]
    id: Id
    issue: IssueId
    title: Name
    published: Date
    organizers: tuple[OrganizationId, ...] = ()
    addressees: tuple[ActorId, ...] = ()
    demands: tuple[Demand, ...] = ()
    signatures: tuple[SignatureCount, ...] = ()
    sources: Sources = ()
    note: Text | None = None


class Statement(Record):
    """Words an actor put out, with a stance, a date, a channel and sources."""

    derives_id: ClassVar[bool] = True
    surely: ClassVar[tuple[Surely, ...]] = (
        Surely(given=("quote", "wording", "language"), absent=("audience", "made_public")),
    )

    kind: Literal["statement"]
    id: Id | None = None
    speaker: ActorId
    issue: IssueId
    date: Date
    stance: Stance
    label: Text | None = None
    quote: Text | None = None
    wording: Wording | None = None
    language: Language | None = None
    summary: Text | None = None
    channel: Channel
    audience: Audience = "public"
    made_public: Date | None = None
    voice: Voice = "self"
    event: EventId | None = None
    demands: tuple[DemandId, ...] = ()
    sources: SomeSources
    verification: Verification = "unverified"
    recorded: Day
    note: Text | None = None

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """It has a `quote`, with `wording` and `language`, or a `summary`; `made_public` if it was not public."""
        quoted = given.get("quote") is not None
        if not quoted and given.get("summary") is None:
            yield Unmet("missing-field", "quote", "a statement needs a `quote` or a `summary`")
        for field in ("wording", "language"):
            if quoted and given.get(field) is None:
                yield Unmet("missing-field", field, f"a quote needs its `{field}`")
        if not quoted and given.get("wording") is not None:
            yield Unmet("unexpected-field", "wording", "`wording` is about a quote, and there is none")
        public = given.get("audience", "public") == "public"
        if not public and given.get("made_public") is None:
            yield Unmet("missing-field", "made_public", "internal and private statements need `made_public`")
        if public and given.get("made_public") is not None:
            message = "a public statement has its `date`, no `made_public`"
            yield Unmet("unexpected-field", "made_public", message)


class Silence(Record):
    """A look: up to its date, a source found no public statement by these actors."""

    derives_id: ClassVar[bool] = True
    surely: ClassVar[tuple[Surely, ...]] = (
        Surely(given=("searched", "checked_by"), when=("basis", "own-search")),
        Surely(given=("asked_on",), when=("basis", "asked")),
        Surely(given=("sources",), when=("basis", "reported")),
    )

    kind: Literal["silence"]
    id: Id | None = None
    actors: Annotated[tuple[ActorId, ...], Field(min_length=1)]
    issue: IssueId
    date: ClosedDate
    basis: Basis
    response: Response
    searched: tuple[Text, ...] = ()
    checked_by: Name | None = None
    asked_on: Day | None = None
    includes_internal: bool = False
    label: Text | None = None
    sources: Sources = ()
    recorded: Day
    note: Text | None = None

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """`own-search` has `checked_by` and `searched`, `asked` has `asked_on`, `reported` has `sources`."""
        basis = given.get("basis")
        for field in ("checked_by", "searched"):
            if basis == "own-search" and not given.get(field):
                yield Unmet("missing-field", field, f"an own search needs `{field}`")
        if basis == "asked" and given.get("asked_on") is None:
            yield Unmet("missing-field", "asked_on", "who asked needs to say when: `asked_on`")
        if basis == "reported" and not given.get("sources"):
            yield Unmet("missing-field", "sources", "a reported look needs a source")


class Tie(Record):
    """A contract, donation or attendance: context beside a standing, never mixed into it."""

    derives_id: ClassVar[bool] = True

    kind: Literal["tie"]
    id: Id | None = None
    type: TieType
    actor: ActorId
    counterparty: ActorId | None = None
    event: EventId | None = None
    title: Name | None = None
    amount: Amount | None = None
    date: Date | None = None
    period: Date | None = None
    sources: SomeSources
    verification: Verification = "unverified"
    recorded: Day
    note: Text | None = None


class Correction(Record):
    """Says that a record was wrong, for every as-of day; nothing is erased."""

    derives_id: ClassVar[bool] = True

    kind: Literal["correction"]
    id: Id | None = None
    corrects: AnyId
    type: CorrectionType
    reason: Text
    replacement: AnyId | None = None
    by: Name | None = None
    sources: Sources = ()
    recorded: Day

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """A supersession, and nothing else, has a `replacement`."""
        supersedes, replaced = given.get("type") == "supersession", given.get("replacement") is not None
        if supersedes and not replaced:
            yield Unmet("missing-field", "replacement", "a supersession needs its `replacement`")
        if replaced and not supersedes:
            message = f"a {given.get('type')} has no `replacement`"
            yield Unmet("unexpected-field", "replacement", message)


class Reply(Record):
    """What someone answered to a record about them; shown dated above it."""

    derives_id: ClassVar[bool] = True

    kind: Literal["reply"]
    id: Id | None = None
    to: AnyId
    by: ActorId
    date: Date
    text: Text
    language: Language
    sources: Sources = ()
    recorded: Day


RECORD_CLASSES: Final[tuple[type[Record], ...]] = (
    Dataset,
    Person,
    Organization,
    Issue,
    Event,
    Petition,
    Statement,
    Silence,
    Tie,
    Correction,
    Reply,
)


def kind_of(record_class: type[Record]) -> str:
    """The word a record class has in `kind`."""
    [kind] = get_args(record_class.model_fields["kind"].annotation)
    return str(kind)


CLASS_BY_KIND: Final[dict[str, type[Record]]] = {kind_of(c): c for c in RECORD_CLASSES}
ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {k: TypeAdapter(c) for k, c in CLASS_BY_KIND.items()}
