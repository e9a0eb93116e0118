"""A person, with the roles in which they are on record."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.record import ActorId, Date, Id, Name, OrganizationId, Part, Record, Text


class Membership(Part):
    """A professional or public role of a person."""

    role: Name = Field(description="the role")
    organization: OrganizationId | None = Field(None, description="the organization")
    start_date: Date | None = Field(None, description="when it began")
    end_date: Date | None = Field(None, description="when it ended")


class Person(Record):
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
    id: Id = Field(description="the person's id")
    name: Name = Field(description="the name")
    other_names: tuple[Name, ...] = Field((), description="other names the person goes by")
    former_ids: tuple[Id, ...] = Field((), description="ids the person had before")
    memberships: Annotated[tuple[Membership, ...], Field(min_length=1)] = Field(
        description="professional or public roles, with their dates"
    )
    distinct_from: tuple[ActorId, ...] = Field((), description="ids that look alike and are somebody else")
    identifiers: dict[str, Text] = Field({}, description="ids elsewhere, such as wikidata")
    note: Text | None = Field(None, description="a note by the contributor")
