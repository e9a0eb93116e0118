"""A search: somebody looked for a pair, and found no statement."""

# From Python 3.14 on, a class that is being made has its annotations only with this.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class SearchQuery(record.Part):
    """A query as it was typed, and what turned up."""

    text: record.Text = Field(description="the words of the query")
    where: record.Text | None = Field(None, description="where it was asked, if not as the search")
    pages: record.Count | None = Field(None, description="how many pages were read")
    found: record.Text | None = Field(None, description="what turned up, in words")
    addresses: tuple[record.Url, ...] = Field((), description="where that stands")
    records: tuple[record.AnyId, ...] = Field((), description="the records that were made of it")


class Search(record.Record):
    """A search for a statement that found none; it doesn't claim that there is none."""

    traits: ClassVar[Traits] = Traits(
        file="searches.jsonl",
        order=9,
        line="search for {actors} on {issue}, {date}",
        dates=("date",),
        issue="issue",
        actors=("actors",),
        texts=("found", "queries.found", "note"),
        schema_org="",
    )

    kind: Literal["search"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the search's id")
    actors: Annotated[tuple[record.ActorId, ...], Field(min_length=1)] = Field(
        description="the actors whose words were looked for"
    )
    issue: record.IssueId = Field(description="the issue it is on")
    date: record.Date = Field(description="when it was made")
    by: record.Name = Field(description="who searched, or a program's name and version")
    where: record.Text = Field(description="in what was searched")
    # `from` is a word of Python, which no plain assignment can name.
    __annotations__["from"] = "record.Day | None"
    locals()["from"] = Field(None, description="the first day that it covers")
    to: record.Day | None = Field(None, description="the last day that it covers")
    items: record.Count | None = Field(None, description="how many items were read")
    complete: bool = Field(False, description="whether these are all items of the days it covers")
    queries: tuple[SearchQuery, ...] = Field((), description="the queries, as typed")
    found: record.Text | None = Field(
        None, description="what turned up that is no statement, in words"
    )
    note: record.Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """A complete one says of which days."""
        for field in ("from", "to"):
            if values.get("complete") is True and values.get(field) is None:
                message = f"a complete search needs `{field}`"
                yield record.Unmet("missing-field", field, message)
