"""A vote: a kind of record that only tests have, in one file."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.record import (
    ActorId,
    Date,
    Id,
    IssueId,
    Name,
    Part,
    Record,
    SomeSources,
    Text,
)


class Round(Part):
    """A round of voting."""

    number: int = Field(description="the number of the round")
    remark: Text | None = Field(None, description="what was remarked about it")


class Vote(Record):
    """A vote that an actor cast."""

    traits: ClassVar[Traits] = Traits(
        file="votes.jsonl",
        line="vote of {actor} on {issue}, {date}[: {remark}]",
        dates=("date",),
        issue="issue",
        actors=("actor",),
        texts=("remark", "committees", "rounds.remark"),
    )

    kind: Literal["vote"]
    id: Id | None = Field(None, description="the vote's id")
    actor: ActorId = Field(description="who voted")
    issue: IssueId = Field(description="the issue it is on")
    date: Date = Field(description="when it was cast")
    choice: Literal["yes", "no"] = Field(description="how they voted")
    remark: Text | None = Field(None, description="what they remarked")
    committees: tuple[Name, ...] = Field((), description="the committees it was cast in")
    rounds: tuple[Round, ...] = Field((), description="the rounds of voting")
    sources: SomeSources = Field(description="where it was read")
