"""The base of every record: strict, frozen, without unknown fields; and what its kind says about itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancetracker.base.traits import Traits
from stancetracker.base.vocabulary import Tier
from stancetracker.ledger.values import Date, Day, Language, Name, Text, Url, problem


class Unmet(NamedTuple):
    """A rule over several fields that is not met, and the field it is about."""

    code: str
    field: str
    message: str


class Part(BaseModel):
    """A record or an object inside one: strict, frozen, without unknown fields."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """Yield the rules over several fields that these values, which may be unchecked, do not meet."""
        return iter(())

    @model_validator(mode="after")
    def _meets_its_rules(self) -> Self:
        for unmet in self.unmet(self.__dict__):
            raise problem("unmet", unmet.message)
        return self


class Record(Part):
    """A line of a dataset; fields stand in canonical order."""

    model_config = ConfigDict(title=None)
    derives_id: ClassVar[bool] = False
    traits: ClassVar[Traits]


def kind_of(record_class: type[Record]) -> str:
    """Return the word a record class has in `kind`."""
    [kind] = get_args(record_class.model_fields["kind"].annotation)
    return str(kind)


class Source(Part):
    """Where something was read: an address or a citation."""

    url: Url | None = Field(None, description="the address")
    citation: Text | None = Field(None, description="the citation, where there is no address")
    tier: Tier = Field(
        description="whether it holds the words themselves, reports them, or copies another text"
    )
    publisher: Name | None = Field(None, description="who published it")
    title: Name | None = Field(None, description="its title")
    author: Name | None = Field(None, description="who wrote it")
    published: Date | None = Field(None, description="when it was published")
    retrieved: Day | None = Field(None, description="the day on which it was read")
    language: Language | None = Field(None, description="its language, as a tag such as en")
    original_publisher: Name | None = Field(None, description="who published it first, where it is a copy")
    original_url: Url | None = Field(None, description="its address there")
    archive_url: Url | None = Field(None, description="the address of an archived copy")

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """It has a `url` or a `citation`."""
        if given.get("url") is None and given.get("citation") is None:
            yield Unmet("missing-field", "url", "a source needs a `url` or a `citation`")


Sources = tuple[Source, ...]
SomeSources = Annotated[Sources, Field(min_length=1)]
