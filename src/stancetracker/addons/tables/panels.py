"""Put actors on the panels of issues as a table lists them, and take them off as it does not."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from stancetracker.contribute.dataset import (
    Dataset,
    members,
    panel_entries,
    with_members,
    without_members,
)


@dataclass
class PanelChange:
    """The change of a panel: who joins it and who leaves it."""

    joining: dict[str, None] = field(default_factory=dict)
    leaving: dict[str, None] = field(default_factory=dict)
    rule: str = ""
    days_off: dict[str, str] = field(default_factory=dict)
    """The days on which the table took actors off, who may come back."""


class PanelResult:
    """A changed issue, and for whom nothing changed since an editor took them off."""

    def __init__(
        self, dataset: Dataset, issue: Mapping[str, Any], change: PanelChange, day: str | None
    ):
        """Change the panel of an issue that is on record."""
        self._dataset = dataset
        entries = {dataset.todays_id(entry.actor): entry for entry in panel_entries(issue)}
        now = {dataset.todays_id(actor): actor for actor in members(issue)}
        off = {actor: entry.removed for actor, entry in entries.items() if actor not in now}
        self.left = {
            actor: str(removed)
            for actor, removed in off.items()
            if actor in change.joining and change.days_off.get(actor) != removed
        }
        self.joining = [
            actor for actor in change.joining if actor not in now and actor not in self.left
        ]
        self.leaving = [actor for actor in change.leaving if actor in now]
        as_written = [now[actor] for actor in self.leaving]
        smaller = without_members(issue, as_written, str(day), ()) if as_written else issue
        self.issue = with_members(smaller, self.joining, day, change.rule)

    @property
    def is_changed(self) -> bool:
        """Return whether anybody joins or leaves."""
        return bool(self.joining or self.leaving)


def changes(
    joining: Collection[tuple[str, str, str]],
    staying: Collection[tuple[str, str]],
    leaving: Collection[tuple[str, str]],
    days_off: Mapping[tuple[str, str], str],
) -> dict[str, PanelChange]:
    """Return the changes of panels by issue.

    `joining` are issues, actors and rules of rows; `staying` are issues and actors of rows that
    wait; `leaving` those of rows that are gone; `days_off` when the table took actors off.
    """
    changes_by_issue: dict[str, PanelChange] = defaultdict(PanelChange)
    listed = {(issue, actor) for issue, actor, _ in joining} | set(staying)
    for issue, actor, rule in joining:
        change = changes_by_issue[issue]
        change.joining[actor] = None
        change.rule = change.rule or rule
    for issue, actor in leaving:
        if (issue, actor) not in listed:
            changes_by_issue[issue].leaving[actor] = None
    for (issue, actor), day in days_off.items():
        if issue in changes_by_issue:
            changes_by_issue[issue].days_off[actor] = day
    return changes_by_issue
