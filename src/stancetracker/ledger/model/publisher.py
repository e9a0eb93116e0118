"""A publisher of sources."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from stancetracker.base.vocabulary import DOMAIN, PublisherType, Traits
from stancetracker.ledger import record

Domain = Annotated[str, StringConstraints(pattern=DOMAIN)]


class Publisher(record.Record):
    """Somebody who publishes sources, and of what type they are."""

    traits: ClassVar[Traits] = Traits(
        file="organizations.jsonl",
        order=14,
        line="{name}",
        name="name",
        texts=("name", "note"),
        schema_org="Organization",
    )

    kind: Literal["publisher"] = Field(description="the kind of record")
    id: record.Id = Field(description="the publisher's id")
    name: record.Name = Field(description="the name")
    type: PublisherType = Field(
        description="what it is; in this order it decides between sources of one tier"
    )
    domains: tuple[Domain, ...] = Field((), description="the domains it publishes at, without www")
    note: record.Text | None = Field(None, description="a note by the contributor")
