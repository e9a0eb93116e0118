"""The types of values in a record, and the base classes of records and of the objects in them."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, NamedTuple, Self, get_args
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from stancetracker.base import dates
from stancetracker.base.errors import DateError
from stancetracker.base.text import is_web_address
from stancetracker.base.vocabulary import DEMAND, SLUG, SLUG_LENGTH, Bears, Tier, Traits

EDTF: Final = "edtf"
"""Marks a date that may span days; the index stores its first and last possible day."""
DAY: Final = "day"
"""Marks a text that is one day."""
NFC: Final = "nfc"
"""Marks a text that the canonical form composes (ids, names and titles)."""
MULTILINE: Final = ("quote", "text", "note")
"""The texts that may have line ends and tabs."""
# Default-ignorable code points, and the blank Braille cell.
INVISIBLE: Final = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065"
    "\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_NEVER_IN_URL: Final = re.compile(
    "["
    r"\s\x00-\x20\x7f-\xa0"  # spaces and controls
    r"\xad\u200b-\u200f\u2060-\u206f\ufeff"  # invisible characters
    r"\u2028-\u202e"  # separators and bidi controls
    r'<>"\\^`{|}'  # what has to be escaped
    "]"
)
# Most addresses. urlsplit finds out which others are, and takes ten times as long.
_USUAL_URL: Final = re.compile(r"https?://[a-z0-9.-]+(?:/[!#-;=?-Z_a-z~]*)?")
_BARE_URL: Final = re.compile(r"[\w-]+(\.[\w-]+)+(/|$)")  # example.org/page
_URL_HINT: Final = "write https://HOST/PATH, without a user name"
_SCHEME_HINT: Final = "an address begins with https:// or http://; what has none is a `citation`"
_DAY_LENGTH: Final = 10  # 2026-01-24
MOST_COUNTED: Final = 10**9
_MOST_MONEY: Final = 10**15


class Ref:
    """Marks a field that holds the id of a record of one of these kinds."""

    def __init__(self, *kinds: str, or_name: bool = False) -> None:
        self.kinds = kinds
        self.or_name = or_name
        """True where a text that hasn't the form of an id is a name: of somebody not on record."""


def _problem(
    code: str, message: str, hint: str | None = None, at: int | None = None
) -> PydanticCustomError:
    """Return the error that a validator raises, with the code of a problem.

    `at` is the number of the character that it is about.
    """
    # Braces in a message would be read as a template.
    return PydanticCustomError(code, "{text}", {"text": message, "hint": hint, "at": at})


@lru_cache(4096)  # a dataset has few days, each of them many times
def _date(text: str) -> str:
    try:
        dates.parse(text)
    except DateError as error:
        raise _problem("invalid-date", error.message, error.hint) from None
    return text


@lru_cache(4096)
def _day(text: str) -> str:
    _date(text)
    if len(text) != _DAY_LENGTH or not dates.parse(text).is_day:
        raise _problem("invalid-date", f"not one day: {text}", "write one day, as 2026-01-24")
    return text


def _closed(text: str) -> str:
    if text.startswith(".."):
        raise _problem("open-date", f"a silence needs a first day that it vouches for: {text}")
    return text


def _url(text: str) -> str:
    if _USUAL_URL.fullmatch(text):
        return text
    message = f"not an http(s) address: {text}"
    if never := _NEVER_IN_URL.search(text):
        escape = f"take away U+{ord(never[0]):04X}, or write it as {quote(never[0])}"
        raise _problem("invalid-url", message, escape, never.start())
    if hint := _url_hint(text):
        raise _problem("invalid-url", message, hint)
    return text


def _contact(text: str) -> str:
    return _url(text) if is_web_address(text) else text


def _url_hint(text: str) -> str | None:
    """Return how to write an address that is none as it stands; None for one that is."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError where it is no number
    except ValueError:
        return _URL_HINT
    if parts.scheme not in ("http", "https"):
        return f"did you mean https://{text}?" if _BARE_URL.match(text) else _SCHEME_HINT
    if not parts.hostname or "@" in parts.netloc:
        return _URL_HINT
    return None


def _whole(number: int | float) -> int | float:
    """Return 1 for 1.0, so that a sum of money has one form."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Name = Annotated[Text, NFC]
Id = Annotated[str, NFC, StringConstraints(pattern=SLUG, max_length=SLUG_LENGTH)]
ActorId = Annotated[Id, Ref("person", "organization")]
OrganizationId = Annotated[Id, Ref("organization")]
OrganizationIdOrName = Annotated[Name, Ref("organization", or_name=True)]
IssueId = Annotated[Id, Ref("issue")]
EventId = Annotated[Id, Ref("event")]
DemandId = Annotated[
    str, NFC, StringConstraints(pattern=DEMAND, max_length=2 * SLUG_LENGTH + 1), Ref("demand")
]
TieId = Annotated[Id, Ref("tie")]
StatementId = Annotated[Id, Ref("statement")]
AnyId = Annotated[Id, Ref("*")]
Date = Annotated[str, AfterValidator(_date), EDTF]
ClosedDate = Annotated[Date, AfterValidator(_closed)]
Day = Annotated[str, AfterValidator(_day), DAY]
Url = Annotated[str, AfterValidator(_url)]
Contact = Annotated[Text, AfterValidator(_contact)]
LANGUAGE: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=MOST_COUNTED)]
Money = Annotated[
    # The limits stand in each arm, so that the JSON Schema has them too.
    Annotated[int, Field(ge=0, le=_MOST_MONEY)]
    | Annotated[float, Field(ge=0, le=_MOST_MONEY, allow_inf_nan=False)],
    AfterValidator(_whole),
]


class Unmet(NamedTuple):
    """A rule over several fields that is not met, and the field it is about."""

    code: str
    field: str
    message: str


class Part(BaseModel):
    """A record or an object inside one: strict, frozen, without unknown fields."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[Unmet]:
        """Yield the rules over several fields that these values, perhaps unchecked, don't meet."""
        return iter(())

    @classmethod
    def every_unmet(cls, values: Mapping[str, Any]) -> Iterator[Unmet]:
        """Yield the unmet rules of the class, and of what it shares with other classes."""
        return cls.unmet(values)

    @model_validator(mode="after")
    def _meets_its_rules(self) -> Self:
        for unmet in self.every_unmet(self.__dict__):
            raise _problem("unmet", unmet.message)
        return self


class Record(Part):
    """A line of a dataset; fields stand in canonical order.

    To change a record, its line is appended again, whole, as its next version.
    """

    traits: ClassVar[Traits]

    version: Annotated[int, Field(ge=1, le=MOST_COUNTED)] = Field(
        1, description="which version of the record it is; the highest is the record"
    )
    recorded: Day | None = Field(
        None,
        description="the day on which the line was added to the dataset; without it, it was there"
        " from the start",
    )
    reason: Text | None = Field(None, description="why this version differs from the one before")
    editor: Name | None = Field(None, description="who wrote the line")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Put the fields of the kind first, then those of every kind, then a note."""
        fields = cls.model_fields
        of_kind = [name for name in cls.__annotations__ if name in fields and name != "note"]
        for name in dict.fromkeys([*of_kind, *Record.model_fields, "note"]):
            if name in fields:
                fields[name] = fields.pop(name)

    @classmethod
    def every_unmet(cls, values: Mapping[str, Any]) -> Iterator[Unmet]:
        """A version above 1 has its `reason`."""
        yield from cls.unmet(values)
        version = values.get("version")
        if isinstance(version, int) and version > 1 and values.get("reason") is None:
            yield Unmet("missing-field", "reason", "a version above 1 needs its `reason`")


OF_EVERY_KIND: Final = tuple(Record.model_fields)
"""The fields that every kind has: which version of a record a line is, and how it came about."""


def kind_of(record_class: type[Record]) -> str:
    """Return the word a record class has in `kind`."""
    [kind] = get_args(record_class.model_fields["kind"].annotation)
    return str(kind)


class Source(Part):
    """A place where something was read: an address or a citation."""

    url: Url | None = Field(None, description="the address")
    citation: Text | None = Field(None, description="the citation, where there is no address")
    tier: Tier = Field(
        description="whether it holds the words themselves, reports them, or copies a text"
    )
    publisher: Name | None = Field(None, description="who published it")
    title: Name | None = Field(None, description="its title")
    author: Name | None = Field(None, description="who wrote it")
    published: Date | None = Field(None, description="when it was published")
    retrieved: Day | None = Field(None, description="the day on which it was read")
    language: Language | None = Field(None, description="its language, as a tag such as en")
    original_publisher: Name | None = Field(
        None, description="who published it first, where it is a copy"
    )
    original_url: Url | None = Field(None, description="its address there")
    bears: tuple[Bears, ...] = Field(
        (), description="what of the record it states; empty where nobody said"
    )

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[Unmet]:
        """It has a `url` or a `citation`."""
        if values.get("url") is None and values.get("citation") is None:
            yield Unmet("missing-field", "url", "a source needs a `url` or a `citation`")


Sources = tuple[Source, ...]
SomeSources = Annotated[Sources, Field(min_length=1)]
