"""A silence: a check that found no public statement."""

# From Python 3.14 on, a class that is being made has its annotations only with this.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Basis, Response, Traits
from stancetracker.ledger import record


class SearchedPlace(record.Part):
    """A place that was searched, so that the search can be repeated."""

    what: record.Text = Field(description="what was searched")
    url: record.Url | None = Field(None, description="its address")
    # `from` is a word of Python, which no plain assignment can name.
    __annotations__["from"] = "record.Day | None"
    locals()["from"] = Field(None, description="the first day that it covers")
    to: record.Day | None = Field(None, description="the last day that it covers")
    items: record.Count | None = Field(None, description="how many items were read")
    matched: record.Count | None = Field(None, description="how many of them have one of the terms")
    terms: tuple[record.Text, ...] = Field((), description="the words that were searched for")
    sha256: record.Sha256 | None = Field(None, description="the SHA-256 of what was searched")


class Silence(record.Record):
    """A check: up to its date, no public statement by these actors was found."""

    traits: ClassVar[Traits] = Traits(
        file="statements.jsonl",
        order=8,
        line="silence for {actors} on {issue}, {date}",
        dates=("date",),
        issue="issue",
        actors=("actors",),
        texts=("label", "note"),
        schema_org="",
    )

    kind: Literal["silence"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the silence's id")
    actors: Annotated[tuple[record.ActorId, ...], Field(min_length=1)] = Field(
        description="the actors it is about"
    )
    issue: record.IssueId = Field(description="the issue it is on")
    date: record.ClosedDate = Field(
        description="the day up to which no public statement was found; of several, the first"
    )
    basis: Basis = Field(description="how it was found")
    response: Response = Field(description="what came back; none-found where nobody was asked")
    searched: tuple[record.Text | SearchedPlace, ...] = Field(
        (), description="where somebody searched"
    )
    checked_by: record.Name | None = Field(None, description="who checked")
    asked_on: record.Day | None = Field(None, description="the day on which the actor was asked")
    includes_internal: bool = Field(
        False, description="whether internal words were searched for as well"
    )
    label: record.Text | None = Field(None, description="the finding in the source's own words")
    sources: record.Sources = Field((), description="where it was read")
    note: record.Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """Its `basis` decides which other fields it needs.

        `own-search` has `checked_by` and `searched`, `asked` has `asked_on`, `reported` has
        `sources`.
        """
        basis = values.get("basis")
        for field in ("checked_by", "searched"):
            if basis == "own-search" and not values.get(field):
                yield record.Unmet("missing-field", field, f"an own search needs `{field}`")
        if basis == "asked" and values.get("asked_on") is None:
            yield record.Unmet(
                "missing-field", "asked_on", "`asked_on` is missing: the day of the request"
            )
        if basis == "reported" and not values.get("sources"):
            yield record.Unmet("missing-field", "sources", "a reported silence needs its `sources`")
