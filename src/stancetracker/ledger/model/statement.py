"""A statement: words on record."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base import vocabulary
from stancetracker.ledger import record


class Translation(record.Part):
    """A quote in another language."""

    language: record.Language = Field(
        description="the language of the translation, as a tag such as en"
    )
    text: record.Text = Field(description="the words in that language")
    by: record.Name | None = Field(None, description="who translated them")


class Statement(record.Record):
    """Words an actor put out, with a stance, a date, a channel and sources."""

    traits: ClassVar[vocabulary.Traits] = vocabulary.Traits(
        file="statements.jsonl",
        order=7,
        line="{speaker} on {issue}, {date}",
        dates=("date",),
        public="made_public",
        issue="issue",
        actors=("speaker",),
        texts=("label", "quote", "translations.text", "summary", "note"),
    )

    kind: Literal["statement"] = Field(description="the kind of record")
    id: record.Id | None = Field(None, description="the statement's id")
    speaker: record.ActorId = Field(description="the actor it speaks for")
    issue: record.IssueId = Field(description="the issue it is on")
    date: record.Date = Field(description="when it was made")
    stance: vocabulary.Stance = Field(
        description="the side it takes towards the proposition, undecided, or neither"
    )
    label: record.Text | None = Field(None, description="the stance in the source's own word")
    quote: record.Text | None = Field(None, description="the words themselves")
    pull: record.Text | None = Field(None, description="about ten words of the quote")
    wording: vocabulary.Wording | None = Field(None, description="how a quote gives the words")
    language: record.Language | None = Field(
        None, description="the language of the quote, as a tag such as en"
    )
    translations: tuple[Translation, ...] = Field((), description="the quote in translation")
    summary: record.Text | None = Field(None, description="what was said, in plain words")
    stance_basis: vocabulary.StanceBasis = Field(
        "explicit", description="whether the words take the side, or it is inferred"
    )
    coded_by: record.Name | None = Field(None, description="who judged which side the words take")
    channel: vocabulary.Channel = Field("unknown", description="where it was said")
    audience: vocabulary.Audience = Field("public", description="to whom it was said")
    made_public: record.Date | None = Field(
        None, description="when others disclosed words that were not public"
    )
    voice: vocabulary.Voice = Field("self", description="who said it for the speaker")
    event: record.EventId | None = Field(None, description="the event it is about")
    demands: tuple[record.DemandId, ...] = Field(
        (), description="the demands it answers, as petition/demand"
    )
    sources: record.SomeSources = Field(description="where it was read")
    verification: vocabulary.Verification = Field(
        "unverified", description="whether somebody checked it at its source"
    )
    note: record.Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """It has a `quote`, with `wording` and `language`, or a `summary`.

        If it was not public, it has `made_public`. An inferred stance has `coded_by` and a `note`
        that says from what; `pull` and `translations` are of a quote.
        """
        if values.get("quote") is None:
            yield from _unmet_without_quote(values)
        else:
            yield from _unmet_with_quote(values)
        yield from _unmet_of_pull(values)
        yield from _unmet_of_inferred_stance(values)
        yield from _unmet_of_audience(values)


def _unmet_without_quote(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    if values.get("summary") is None:
        yield record.Unmet("missing-field", "quote", "a statement needs a `quote` or a `summary`")
    for field in ("wording", "translations"):
        if values.get(field):
            yield record.Unmet("unexpected-field", field, f"`{field}` without a quote")


def _unmet_with_quote(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    for field in ("wording", "language"):
        if values.get(field) is None:
            yield record.Unmet("missing-field", field, f"a quote needs its `{field}`")


def _unmet_of_pull(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    pull = values.get("pull")
    if pull is not None and str(pull) not in str(values.get("quote") or ""):
        yield record.Unmet("unexpected-field", "pull", "`pull` is not part of the quote")


def _unmet_of_inferred_stance(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    if values.get("stance_basis") != "inferred":
        return
    for field in ("coded_by", "note"):
        if values.get(field) is None:
            yield record.Unmet("missing-field", field, f"an inferred stance needs its `{field}`")


def _unmet_of_audience(values: Mapping[str, Any]) -> Iterator[record.Unmet]:
    is_public = values.get("audience", "public") == "public"
    is_dated = values.get("made_public") is not None
    if not is_public and not is_dated:
        message = "internal and private statements need `made_public`"
        yield record.Unmet("missing-field", "made_public", message)
    if is_public and is_dated:
        message = "a public statement has its `date`, no `made_public`"
        yield record.Unmet("unexpected-field", "made_public", message)
