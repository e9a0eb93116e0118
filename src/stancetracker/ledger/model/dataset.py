"""The dataset itself; there is one such record."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class Dataset(record.Record):
    """The title, publisher and licence of the dataset."""

    traits: ClassVar[Traits] = Traits(
        file="dataset.jsonl", order=1, line="The dataset", name="title"
    )

    kind: Literal["dataset"] = Field(description="the kind of record")
    title: record.Name = Field(description="what it is called")
    publisher: record.Name = Field(description="who publishes it")
    licence: record.Text = Field(description="the licence of the data")
    contact: record.Contact = Field(
        description="an e-mail address, an http(s) address, or a sentence on how to reach you"
    )
    url: record.Url | None = Field(None, description="where it is published")
    forms: record.Url | None = Field(None, description="the page of forms for people without git")
    language: record.Language = Field(
        "en", description="the language of its notes and summaries, as a tag"
    )
