"""An organization."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Organization(record.Record):
    """A company, agency, campaign or other body."""

    traits: ClassVar[Traits] = Traits(
        file="organizations.jsonl",
        order=3,
        line="{name}",
        name="name",
        actors=("id",),
        texts=("name", "note", "other_names"),
    )

    kind: Literal["organization"] = Field(description="the kind of record")
    id: record.Id = Field(description="the organization's id")
    name: record.Name = Field(description="the name")
    sort_name: record.Name | None = Field(
        None, description="the name as lists order it, such as Pichai, Sundar"
    )
    tags: tuple[record.Text, ...] = Field(
        (), description="groups of organizations that it belongs to, such as cloud"
    )
    feeds: tuple[record.Url, ...] = Field(
        (), description="addresses of feeds of the organization's own words"
    )
    other_names: tuple[record.Name, ...] = Field(
        (), description="other names the organization goes by"
    )
    distinct_from: tuple[record.ActorId, ...] = Field(
        (), description="ids that look alike and are somebody else"
    )
    identifiers: dict[str, record.Text] = Field({}, description="ids elsewhere, such as wikidata")
    note: record.Text | None = Field(None, description="a note by the contributor")
