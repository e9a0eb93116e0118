"""A tie: context beside a standing."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from stancetracker.base.vocabulary import AmountOf, Bound, TieType, Traits, Verification
from stancetracker.ledger import record


class Amount(record.Part):
    """A sum of money."""

    value: record.Money = Field(
        description="the amount, exactly 0 for a search that found none; never a sum of different"
        " periods or sources"
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        description="the currency, as three letters"
    )
    bound: Bound = Field(description="whether it is exact, rounded, a minimum or a maximum")
    of: AmountOf | None = Field(
        None, description="whether it was obligated or awarded, or is a ceiling"
    )


class Tie(record.Record):
    """A contract, donation or attendance: context beside a standing, never mixed into it."""

    traits: ClassVar[Traits] = Traits(
        file="ties.jsonl",
        order=11,
        line="{type} of {actor}[ with {counterparty}][, paid to {recipient}]",
        dates=("date", "period"),
        issue="issues",
        actors=("actor",),
        others=("counterparty", "recipient"),
        texts=("title", "note"),
    )

    kind: Literal["tie"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the tie's id")
    type: TieType = Field(description="what it is")
    actor: record.ActorId = Field(description="the actor whose tie it is")
    counterparty: record.ActorId | None = Field(None, description="the other side")
    recipient: record.OrganizationIdOrName | None = Field(
        None, description="who was paid under a contract, where that is not the actor"
    )
    issues: tuple[record.IssueId, ...] = Field((), description="the issues it bears on")
    event: record.EventId | None = Field(None, description="the event attended")
    title: record.Name | None = Field(None, description="what it is about")
    amount: Amount | None = Field(None, description="the sum of money")
    date: record.Date | None = Field(None, description="when it happened")
    period: record.Date | None = Field(None, description="the period that the amount covers")
    part_of: record.TieId | None = Field(None, description="the tie that already contains this one")
    sources: record.SomeSources = Field(description="where it was read")
    verification: Verification = Field(
        "unverified", description="whether somebody checked it at its source"
    )
    note: record.Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """A contract, and nothing else, may have a `recipient`, who is not its actor."""
        recipient = values.get("recipient")
        if recipient is None:
            return
        if values.get("type") != "contract":
            message = f"a {values.get('type')} has no `recipient`"
            yield record.Unmet("unexpected-field", "recipient", message)
        elif recipient == values.get("actor"):
            message = "a contract has a `recipient` only where that is not its actor"
            yield record.Unmet("unexpected-field", "recipient", message)
