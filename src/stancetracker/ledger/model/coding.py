"""A coding: what a second person judged a statement to say."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Stance, StanceBasis, Traits
from stancetracker.ledger import record


class Coding(record.Record):
    """A judgement of a statement by somebody who had not seen the first."""

    traits: ClassVar[Traits] = Traits(
        file="searches.jsonl",
        order=10,
        line="coding of {statement} by {by}, {date}",
        dates=("date",),
        target="statement",
        texts=("note",),
        schema_org="",
    )

    kind: Literal["coding"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the coding's id")
    statement: record.StatementId = Field(description="the statement that was judged")
    of_version: Annotated[int, Field(ge=1, le=record.MOST_COUNTED)] = Field(
        description="the version of the statement that was judged"
    )
    by: record.Name = Field(description="who judged it")
    date: record.Date = Field(description="when it was judged")
    stance: Stance = Field(
        description="the side it takes towards the proposition, undecided, or neither"
    )
    stance_basis: StanceBasis = Field(
        description="whether the words take the side, or it is inferred"
    )
    codebook: record.Text | None = Field(None, description="the codebook that was followed")
    note: record.Text | None = Field(None, description="a note by the contributor")
