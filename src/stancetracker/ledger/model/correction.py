"""A correction of another record."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from stancetracker.base.vocabulary import AmendedField, CorrectionType, Traits
from stancetracker.ledger import record

_MAY_HAVE_BEEN_EMPTY: Final = ("stance_words.favor", "stance_words.against")


class Correction(record.Record):
    """A finding that a record was wrong, for every as-of day; nothing is erased.

    It withdraws a statement, a silence, a reply, a tie, an event or a petition; issues, actors and
    publishers are taken as the dataset has them. An amendment withdraws nothing: it says what a
    field of an issue, an event or an actor was before it was put better.
    """

    traits: ClassVar[Traits] = Traits(
        file="statements.jsonl",
        order=10,
        line="the {type} of {corrects}",
        target="corrects",
        texts=("reason",),
        schema_org="",
    )

    kind: Literal["correction"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the correction's id")
    corrects: record.AnyId = Field(description="the record that it withdraws or amends")
    type: CorrectionType = Field(description="how it corrects")
    reason: record.Text = Field(description="why")
    replacement: record.AnyId | None = Field(
        None, description="the record that stands in its place"
    )
    field: AmendedField | None = Field(None, description="the field that an amendment changes")
    old: record.Text | None = Field(None, description="what that field said before")
    by: record.Name | None = Field(None, description="who corrected it")
    sources: record.Sources = Field((), description="where the reason was read")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """A supersession alone has a `replacement`, an amendment alone its `field` and `old`."""
        yield from _unmet_of_replacement(values)
        yield from _unmet_of_amendment(values)


def _unmet_of_replacement(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    is_supersession = values.get("type") == "supersession"
    has_replacement = values.get("replacement") is not None
    if is_supersession and not has_replacement:
        yield record.Unmet("missing-field", "replacement", "a supersession needs its `replacement`")
    if has_replacement and not is_supersession:
        message = "only a supersession has a `replacement`"
        yield record.Unmet("unexpected-field", "replacement", message)


def _unmet_of_amendment(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    field = values.get("field")
    has_old = values.get("old") is not None
    if values.get("type") == "amendment":
        if field is None:
            yield record.Unmet("missing-field", "field", "an amendment needs its `field`")
        elif not has_old and field not in _MAY_HAVE_BEEN_EMPTY:
            message = "an amendment needs its `old`, what the field said before"
            yield record.Unmet("missing-field", "old", message)
        return
    for name in ("field", "old"):
        if values.get(name) is not None:
            message = f"only an amendment has its `{name}`"
            yield record.Unmet("unexpected-field", name, message)
