"""A copy of a page."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Copy(record.Record):
    """A copy of what stood at an address; it belongs to every record that cites the address."""

    traits: ClassVar[Traits] = Traits(
        file="copies.jsonl",
        order=15,
        line="copy of {url}[, {retrieved}]",
        schema_org="",
    )

    kind: Literal["copy"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the copy's id")
    url: record.Url = Field(description="the address")
    sha256: record.Sha256 = Field(description="the SHA-256 of the copy")
    retrieved: record.Day | None = Field(None, description="the day on which it was made")
    archive_url: record.Url | None = Field(
        None, description="the address of a copy that is archived"
    )
    media_type: record.Text | None = Field(None, description="what it is, such as text/html")
