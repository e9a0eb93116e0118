"""An event, which may be a trigger."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Event(record.Record):
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
    id: record.Id = Field(description="the event's id")
    title: record.Name = Field(description="what it is called")
    date: record.Date = Field(description="when it happened")
    issues: Annotated[tuple[record.IssueId, ...], Field(min_length=1)] = Field(
        description="the issues it concerns"
    )
    trigger: bool = Field(False, description="whether it gave everyone a new occasion to speak")
    sources: record.Sources = Field((), description="where it was read")
    note: record.Text | None = Field(None, description="a note by the contributor")
