"""A correction of another record."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import CorrectionType, Traits
from stancetracker.ledger import record


class Correction(record.Record):
    """A finding that a record was wrong, for every as-of day; nothing is erased."""

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
    id: record.Id | None = Field(None, description="the correction's id")
    corrects: record.AnyId = Field(description="the record that it withdraws")
    type: CorrectionType = Field(description="how it corrects")
    reason: record.Text = Field(description="why")
    replacement: record.AnyId | None = Field(
        None, description="the record that stands in its place"
    )
    by: record.Name | None = Field(None, description="who corrected it")
    sources: record.Sources = Field((), description="where the reason was read")
    recorded: record.Day = Field(description="the day on which it was added to the dataset")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """A supersession, and nothing else, has a `replacement`."""
        is_supersession = values.get("type") == "supersession"
        has_replacement = values.get("replacement") is not None
        if is_supersession and not has_replacement:
            yield record.Unmet(
                "missing-field", "replacement", "a supersession needs its `replacement`"
            )
        if has_replacement and not is_supersession:
            message = f"a {values.get('type')} has no `replacement`"
            yield record.Unmet("unexpected-field", "replacement", message)
