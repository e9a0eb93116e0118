"""A person, with the roles in which they are on record."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Membership(record.Part):
    """A professional or public role of a person."""

    role: record.Name = Field(description="the role")
    organization: record.OrganizationId | None = Field(None, description="the organization")
    start_date: record.Date | None = Field(None, description="when it began")
    end_date: record.Date | None = Field(None, description="when it ended")


class Person(record.Record):
    """A person whom a published source names in a professional or public role."""

    traits: ClassVar[Traits] = Traits(
        file="people.jsonl",
        order=2,
        line="{name}",
        name="name",
        actors=("id",),
        texts=("name", "note", "other_names"),
    )

    kind: Literal["person"] = Field(description="the kind of record")
    id: record.Id = Field(description="the person's id")
    name: record.Name = Field(description="the name")
    sort_name: record.Name | None = Field(
        None, description="the name as lists order it, such as Pichai, Sundar"
    )
    feeds: tuple[record.Url, ...] = Field(
        (), description="addresses of feeds of the person's own words"
    )
    other_names: tuple[record.Name, ...] = Field((), description="other names the person goes by")
    memberships: Annotated[tuple[Membership, ...], Field(min_length=1)] = Field(
        description="professional or public roles, with their dates"
    )
    distinct_from: tuple[record.ActorId, ...] = Field(
        (), description="ids that look alike and are somebody else"
    )
    identifiers: dict[str, record.Text] = Field({}, description="ids elsewhere, such as wikidata")
    note: record.Text | None = Field(None, description="a note by the contributor")
