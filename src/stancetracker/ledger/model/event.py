"""An event, which may be a trigger."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.record import Date, Id, IssueId, Name, Record, Sources, Text


class Event(Record):
    """Something that happened; a trigger gives everyone a new occasion to speak."""

    traits: ClassVar[Traits] = Traits(
        file="issues.jsonl",
        order=5,
        line="“{title}”, {date}",
        name="title",
        dates=("date",),
        issue="issues",
        texts=("title", "note"),
    )

    kind: Literal["event"] = Field(description="the kind of record")
    id: Id = Field(description="the event's id")
    title: Name = Field(description="what it is called")
    date: Date = Field(description="when it happened")
    issues: Annotated[tuple[IssueId, ...], Field(min_length=1)] = Field(description="the issues it concerns")
    trigger: bool = Field(False, description="whether it gave everyone a new occasion to speak")
    sources: Sources = Field((), description="where it was read")
    note: Text | None = Field(None, description="a note by the contributor")
