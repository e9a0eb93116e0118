"""A correction of another record."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import CorrectionType, Traits
from stancetracker.ledger import record


class RemovedLine(record.Part):
    """A line that a redaction removes."""

    sha256: record.Sha256 = Field(description="the SHA-256 of the line, as RFC 8785 writes it")
    recorded: record.Day | None = Field(
        None, description="the day on which the line was added to the dataset"
    )


class Correction(record.Record):
    """A finding that a record was wrong, for every as-of day; nothing is erased.

    It withdraws a record, or what another correction did. A merge says that two actors are one. To
    change what a record says, its next version is appended.
    """

    traits: ClassVar[Traits] = Traits(
        file="statements.jsonl",
        order=12,
        line="the {type} of {corrects}",
        target="corrects",
        texts=("reason",),
        schema_org="",
    )

    kind: Literal["correction"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the correction's id")
    corrects: record.AnyId = Field(description="the record that it corrects")
    type: CorrectionType = Field(description="how it corrects")
    reason: record.Text = Field(description="why")
    replacement: record.AnyId | None = Field(
        None, description="the record that stands in its place"
    )
    removed: tuple[RemovedLine, ...] = Field(
        (), description="the lines of the record, which a redaction removes"
    )
    sources: record.Sources = Field((), description="where the reason was read")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """Its `type` decides which other fields it needs.

        A supersession or merge has its `replacement`, a redaction what is `removed`; no other type
        has these.
        """
        yield from _unmet_of_replacement(values)
        yield from _unmet_of_redaction(values)


def _unmet_of_replacement(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    type = values.get("type")
    replaces = type in ("supersession", "merge")
    has_replacement = values.get("replacement") is not None
    if replaces and not has_replacement:
        yield record.Unmet("missing-field", "replacement", f"a {type} needs its `replacement`")
    if has_replacement and not replaces:
        message = "only a supersession or a merge has a `replacement`"
        yield record.Unmet("unexpected-field", "replacement", message)


def _unmet_of_redaction(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    is_redaction = values.get("type") == "redaction"
    if is_redaction and not values.get("removed"):
        message = "a redaction needs `removed`, the SHA-256 of each line that it removes"
        yield record.Unmet("missing-field", "removed", message)
    if values.get("removed") and not is_redaction:
        message = "only a redaction says what is `removed`"
        yield record.Unmet("unexpected-field", "removed", message)
