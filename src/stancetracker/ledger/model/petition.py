"""A petition, with its demands and how many signed."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.record import (
    ActorId,
    Count,
    Date,
    Id,
    IssueId,
    Name,
    OrganizationId,
    Part,
    Record,
    Sources,
    Text,
)


class Demand(Part):
    """One thing a petition asks for."""

    id: Id = Field(description="the demand's id, which statements name as petition/demand")
    text: Text = Field(description="the words of the demand")


class SignatureCount(Part):
    """The least number of people who had signed on a day."""

    date: Date = Field(description="when they were counted")
    at_least: Count = Field(description="how many had signed, at least")
    sources: Sources = Field((), description="where the count was read")


class Petition(Record):
    """A letter or petition with its demands; signatories are counted, never named."""

    traits: ClassVar[Traits] = Traits(
        file="issues.jsonl",
        order=6,
        line="“{title}”",
        name="title",
        dates=("published",),
        issue="issue",
        others=("organizers", "addressees"),
        texts=("title", "note", "demands.text"),
        schema_org="",
    )

    kind: Literal["petition"] = Field(description="the kind of record")
    id: Id = Field(description="the petition's id")
    issue: IssueId = Field(description="the issue it is on")
    title: Name = Field(description="what it is called")
    published: Date = Field(description="when it was published")
    organizers: tuple[OrganizationId, ...] = Field((), description="the organizations behind it")
    addressees: tuple[ActorId, ...] = Field((), description="the actors whom it asks for something")
    demands: tuple[Demand, ...] = Field((), description="what it asks for")
    signatures: tuple[SignatureCount, ...] = Field((), description="how many had signed, at least, on a day")
    sources: Sources = Field((), description="where it was read")
    note: Text | None = Field(None, description="a note by the contributor")
