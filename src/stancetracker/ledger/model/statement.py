"""A statement: words on record."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import (
    Audience,
    Channel,
    Stance,
    StanceBasis,
    Traits,
    Verification,
    Voice,
    Wording,
)
from stancetracker.ledger.record import (
    LATER,
    ActorId,
    Date,
    Day,
    DemandId,
    EventId,
    Id,
    IssueId,
    Language,
    Name,
    Part,
    Record,
    SomeSources,
    Text,
    Unmet,
)


class Translation(Part):
    """A quote in another language."""

    language: Language = Field(description="the language of the translation, as a tag such as en")
    text: Text = Field(description="the words in that language")
    by: Name | None = Field(None, description="who translated them")


class Statement(Record):
    """Words an actor put out, with a stance, a date, a channel and sources."""

    derives_id: ClassVar[bool] = True
    traits: ClassVar[Traits] = Traits(
        file="statements.jsonl",
        order=7,
        line="{speaker} on {issue}, {date}",
        dates=("date",),
        public="made_public",
        issue="issue",
        actors=("speaker",),
        known="recorded",
        texts=("label", "quote", "translations.text", "summary", "note"),
    )

    kind: Literal["statement"] = Field(description="the kind of record")
    id: Id | None = Field(None, description="the statement's id")
    speaker: ActorId = Field(description="the actor it speaks for")
    issue: IssueId = Field(description="the issue it is on")
    date: Date = Field(description="when it was made")
    stance: Stance = Field(description="the side it takes towards the proposition, undecided, or neither")
    label: Text | None = Field(None, description="the stance in the source's own word")
    quote: Text | None = Field(None, description="the words themselves")
    pull: Annotated[Text | None, LATER] = Field(None, description="about ten words of the quote")
    wording: Wording | None = Field(None, description="how a quote gives the words")
    language: Language | None = Field(None, description="the language of the quote, as a tag such as en")
    translations: Annotated[tuple[Translation, ...], LATER] = Field(
        (), description="the quote in translation"
    )
    summary: Text | None = Field(None, description="what was said, in plain words")
    stance_basis: Annotated[StanceBasis, LATER] = Field(
        "explicit", description="whether the words take the side, or it is inferred"
    )
    coded_by: Annotated[Name | None, LATER] = Field(None, description="who read the stance out of the words")
    channel: Channel = Field(description="where it was said")
    audience: Audience = Field("public", description="to whom it was said")
    made_public: Date | None = Field(None, description="when others disclosed words that were not public")
    voice: Voice = Field("self", description="who said it for the speaker")
    event: EventId | None = Field(None, description="the event it is about")
    demands: tuple[DemandId, ...] = Field((), description="the demands it answers, as petition/demand")
    sources: SomeSources = Field(description="where it was read")
    verification: Verification = Field("unverified", description="whether somebody checked it at its source")
    recorded: Day = Field(description="the day on which it was added to the dataset")
    note: Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """It has a `quote`, with `wording` and `language`, or a `summary`; `made_public` if it was not public.

        An inferred stance has `coded_by` and a `note` that says from what; `pull` and `translations` are of a quote.
        """
        quoted = given.get("quote") is not None
        if not quoted and given.get("summary") is None:
            yield Unmet("missing-field", "quote", "a statement needs a `quote` or a `summary`")
        for field in ("wording", "language"):
            if quoted and given.get(field) is None:
                yield Unmet("missing-field", field, f"a quote needs its `{field}`")
        for field in ("wording", "translations"):
            if not quoted and given.get(field):
                yield Unmet("unexpected-field", field, f"`{field}` without a quote")
        if given.get("pull") is not None and str(given["pull"]) not in str(given.get("quote") or ""):
            yield Unmet("unexpected-field", "pull", "`pull` is no part of the quote")
        for field in ("coded_by", "note"):
            if given.get("stance_basis") == "inferred" and given.get(field) is None:
                yield Unmet("missing-field", field, f"an inferred stance needs its `{field}`")
        public = given.get("audience", "public") == "public"
        if not public and given.get("made_public") is None:
            yield Unmet("missing-field", "made_public", "internal and private statements need `made_public`")
        if public and given.get("made_public") is not None:
            message = "a public statement has its `date`, no `made_public`"
            yield Unmet("unexpected-field", "made_public", message)
