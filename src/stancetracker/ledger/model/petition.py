"""A petition, with its demands and how many signed."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Demand(record.Part):
    """One thing a petition asks for."""

    id: record.Id = Field(description="the demand's id, which statements name as petition/demand")
    text: record.Text = Field(description="the words of the demand")


class SignatureCount(record.Part):
    """The least number of people who had signed on a day."""

    date: record.Date = Field(description="when they were counted")
    at_least: record.Count = Field(description="how many had signed, at least")
    sources: record.Sources = Field((), description="where the count was read")


class Petition(record.Record):
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
    id: record.Id = Field(description="the petition's id")
    issue: record.IssueId = Field(description="the issue it is on")
    title: record.Name = Field(description="what it is called")
    published: record.Date = Field(description="when it was published")
    organizers: tuple[record.OrganizationId, ...] = Field(
        (), description="the organizations behind it"
    )
    addressees: tuple[record.ActorId, ...] = Field(
        (), description="the actors whom it asks for something"
    )
    demands: tuple[Demand, ...] = Field((), description="what it asks for")
    signatures: tuple[SignatureCount, ...] = Field(
        (), description="how many had signed, at least, on a day"
    )
    sources: record.Sources = Field((), description="where it was read")
    note: record.Text | None = Field(None, description="a note by the contributor")
