"""An issue: a proposition, the day its clock starts, and perhaps a panel."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger.record import ActorId, Day, Id, Name, Part, Record, Text, Unmet


class StanceWords(Part):
    """The words for `favor` and `against` on this issue."""

    favor: Text = Field(description="what favor is called on this issue")
    against: Text = Field(description="what against is called on this issue")


class PanelEntry(Part):
    """A member of a panel who counts from a day on."""

    actor: ActorId = Field(description="the actor")
    recorded: Day = Field(description="the day on which the actor was added to the panel")


class Issue(Record):
    """Something to be for or against, perhaps with a panel that its counts are about."""

    traits: ClassVar[Traits] = Traits(
        file="issues.jsonl",
        order=4,
        line="“{title}”",
        name="title",
        issue="id",
        texts=("title", "proposition", "note"),
    )

    kind: Literal["issue"] = Field(description="the kind of record")
    id: Id = Field(description="the issue's id")
    title: Name = Field(description="what it is called")
    proposition: Text = Field(description="what one is in favor of or against")
    since: Day = Field(description="the first day; before it everyone is unchecked")
    until: Day | None = Field(None, description="the last day on which a check is due")
    panel: tuple[ActorId | PanelEntry, ...] = Field(
        (),
        description="the actors whom the issue's counts are about; one added later with the day of that",
    )
    panel_rule: Text | None = Field(None, description="the rule by which the panel was fixed")
    recheck_days: Annotated[int, Field(ge=1, le=36500)] = Field(
        30, description="days after which a silence is stale"
    )
    stance_words: StanceWords | None = Field(None, description="what the stances are called on this issue")
    terms: tuple[Text, ...] = Field((), description="the words by which the issue is found")
    note: Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, given: Mapping[str, Any]) -> Iterator[Unmet]:
        """A panel has its `panel_rule`."""
        if given.get("panel") and given.get("panel_rule") is None:
            yield Unmet("missing-field", "panel_rule", "a panel needs its `panel_rule`")
