"""The dataset itself; there is one such record."""

from typing import ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.record import Language, Name, Record, Text, Url


class Dataset(Record):
    """The title, publisher and licence of the dataset."""

    traits: ClassVar[Traits] = Traits(file="dataset.jsonl", order=1, line="The dataset", name="title")

    kind: Literal["dataset"] = Field(description="the kind of record")
    title: Name = Field(description="what it is called")
    publisher: Name = Field(description="who publishes it")
    licence: Text = Field(description="the licence of the data")
    contact: Text = Field(description="whom to write to")
    url: Url | None = Field(None, description="where it is published")
    language: Language = Field("en", description="the language of its notes and summaries, as a tag")
