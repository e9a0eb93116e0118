"""A reply to a record."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Reply(record.Record):
    """An answer to a record by someone it concerns; shown dated above it."""

    traits: ClassVar[Traits] = Traits(
        file="statements.jsonl",
        order=13,
        line="{by}, reply of {date}",
        dates=("date",),
        actors=("by",),
        target="to",
        texts=("text",),
        schema_org="",
    )

    kind: Literal["reply"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the reply's id")
    to: record.AnyId = Field(description="the record it answers")
    by: record.ActorId = Field(description="who answers")
    date: record.Date = Field(description="when it was made")
    text: record.Text = Field(description="the words")
    language: record.Language = Field(description="the language of the words, as a tag such as en")
    sources: record.Sources = Field((), description="where it was read")
