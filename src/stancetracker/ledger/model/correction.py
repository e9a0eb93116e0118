"""A correction of another record."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import CorrectionType, Traits
from stancetracker.ledger.record import AnyId, Day, Id, Name, Record, Sources, Text, Unmet


class Correction(Record):
    """A finding that a record was wrong, for every as-of day; nothing is erased."""

    derives_id: ClassVar[bool] = True
    traits: ClassVar[Traits] = Traits(
        file="statements.jsonl",
        order=10,
        line="the {type} of {corrects}",
        target="corrects",
        known="recorded",
        texts=("reason",),
        schema_org="",
    )

    kind: Literal["correction"] = Field(description="the kind of record")
    id: Id | None = Field(None, description="the correction's id")
    corrects: AnyId = Field(description="the record that it withdraws")
    type: CorrectionType = Field(description="how it corrects")
    reason: Text = Field(description="why")
    replacement: AnyId | None = Field(None, description="the record that stands in its place")
    by: Name | None = Field(None, description="who corrected it")
    sources: Sources = Field((), description="where the reason was read")
    recorded: Day = Field(description="the day on which it was added to the dataset")

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """A supersession, and nothing else, has a `replacement`."""
        supersedes, replaced = given.get("type") == "supersession", given.get("replacement") is not None
        if supersedes and not replaced:
            yield Unmet("missing-field", "replacement", "a supersession needs its `replacement`")
        if replaced and not supersedes:
            message = f"a {given.get('type')} has no `replacement`"
            yield Unmet("unexpected-field", "replacement", message)
