"""An issue: a proposition, the day its clock starts, and perhaps a panel."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from stancetracker.base.vocabulary import Traits
from stancetracker.ledger import record


class StanceWords(record.Part):
    """The words for `favor` and `against` on this issue."""

    favor: record.Text = Field(description="what favor is called on this issue")
    against: record.Text = Field(description="what against is called on this issue")


class PanelEntry(record.Part):
    """A member of a panel who counts from a day on, or until one."""

    actor: record.ActorId = Field(description="the actor")
    since: record.Day | None = Field(
        None, description="the first day on which the actor belongs to the panel"
    )
    until: record.Day | None = Field(
        None, description="the last day on which the actor belongs to the panel"
    )

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """It has a day; the id alone says that it has none."""
        if all(values.get(name) is None for name in ("since", "until")):
            message = "an entry that is an object needs its `since` or its `until`"
            yield record.Unmet("missing-field", "since", message)


class Issue(record.Record):
    """Something to be for or against, perhaps with a panel that its counts are about."""

    traits: ClassVar[Traits] = Traits(
        file="issues.jsonl",
        order=4,
        line="“{title}”",
        name="title",
        issue="id",
        texts=("title", "short_title", "proposition", "note"),
    )

    kind: Literal["issue"] = Field(description="the kind of record")
    id: record.Id = Field(description="the issue's id")
    title: record.Name = Field(description="what it is called")
    short_title: record.Name | None = Field(
        None, description="what it is called where there is little room, such as Travel ban"
    )
    proposition: record.Text = Field(description="what one is in favor of or against")
    since: record.Day = Field(description="the first day; before it everyone is unchecked")
    until: record.Day | None = Field(None, description="the last day on which a check is due")
    panel: tuple[record.ActorId | PanelEntry, ...] = Field(
        (),
        description="the actors whom the issue's counts are about; who belongs to it in some days"
        " alone has these days",
    )
    panel_rule: record.Text | None = Field(
        None, description="the rule by which the panel was fixed"
    )
    panel_noun: record.Name | None = Field(
        None, description="what the members of the panel are called, such as tech executives"
    )
    recheck_days: Annotated[int, Field(ge=1, le=36500)] = Field(
        30, description="days after which a silence is stale"
    )
    stance_words: StanceWords | None = Field(
        None, description="what the stances are called on this issue"
    )
    terms: tuple[record.Text, ...] = Field(
        (), description="words to search sources for on this issue"
    )
    note: record.Text | None = Field(None, description="a note by the contributor")

    @classmethod
    def unmet(cls, values: Mapping[str, Any]) -> Iterator[record.Unmet]:
        """A panel has its `panel_rule`."""
        if values.get("panel") and values.get("panel_rule") is None:
            yield record.Unmet("missing-field", "panel_rule", "a panel needs its `panel_rule`")
