"""Put actors on the panels of issues as a table lists them, and take them off as it does not."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.existing import Existing, line_of
from stancetracker.addons.tables.history import table_reason
from stancetracker.addons.tables.listing import listing
from stancetracker.base.dates import add_days, words
from stancetracker.base.text import plural
from stancetracker.contribute.batch import Item, NotImportedError
from stancetracker.contribute.dataset import Dataset
from stancetracker.ledger.lines import StoredLine
from stancetracker.ledger.record import OF_EVERY_KIND

PANEL_FIELDS: Final = ("panel", "panel_rule")


@dataclass
class PanelChange:
    """The change of a panel: who joins it and who leaves it."""

    joining: dict[str, str] = field(default_factory=dict)
    """The rules by which actors join it."""
    leaving: dict[str, None] = field(default_factory=dict)
    days_off: dict[str, str] = field(default_factory=dict)
    """The days on which the table took actors off, who may come back."""


class Departing(NamedTuple):
    """The issues and actors of whom a version has a row no more, or none that can be read."""

    staying: Collection[tuple[str, str]] = ()
    """Those of rows that wait."""
    leaving: Collection[tuple[str, str]] = ()
    """Those of rows that are gone."""
    days_off: Mapping[tuple[str, str], str] = MappingProxyType({})
    """The days on which the table took actors off."""


class PanelResult:
    """A changed issue, and for whom nothing changed since an editor took them off."""

    def __init__(
        self, dataset: Dataset, issue: Mapping[str, Any], change: PanelChange, day: str | None
    ):
        """Change the panel of an issue that is on record."""
        entries = [_as_object(entry) for entry in issue.get("panel", ())]
        now = {entry["actor"] for entry in entries if "until" not in entry}
        days_off = _days_off(dataset.lines(str(issue["id"])), entries)
        self.left = {
            actor: days_off[actor]
            for actor in change.joining
            if actor in days_off
            and actor not in now
            and change.days_off.get(actor) != days_off[actor]
        }
        """The days on which an editor took actors off whom the table lists."""
        self.joining = [
            actor for actor in change.joining if actor not in now and actor not in self.left
        ]
        self.leaving = [actor for actor in change.leaving if actor in now]
        rules = dict.fromkeys(change.joining[actor] for actor in self.joining)
        for entry in entries:
            if entry["actor"] in self.leaving and "until" not in entry:
                entry["until"] = add_days(str(day), -1)
        for actor in self.joining:
            entry = {"actor": actor}
            if actor in days_off and day is not None:
                entry["since"] = day
            entries.append(entry)
        self.issue = {**issue, "panel": [_as_written(entry) for entry in entries]}
        if rules:
            self.issue["panel_rule"] = issue.get("panel_rule") or next(iter(rules))
        self.other_rules = [rule for rule in rules if rule != self.issue["panel_rule"]]
        """The rules of joining actors that the panel hasn't got."""

    @property
    def is_changed(self) -> bool:
        """Return whether anybody joins or leaves."""
        return bool(self.joining or self.leaving)


def _as_object(entry: str | Mapping[str, str]) -> dict[str, str]:
    return {"actor": entry} if isinstance(entry, str) else dict(entry)


def _as_written(entry: dict[str, str]) -> str | dict[str, str]:
    return entry if len(entry) > 1 else entry["actor"]


def _days_off(
    versions: Iterable[StoredLine], entries: Iterable[Mapping[str, str]]
) -> dict[str, str]:
    """Return the days on which actors were taken off a panel, or left out of a version."""
    days_off: dict[str, str] = {}
    before: set[str] = set()
    for line in sorted(versions, key=lambda line: line.version):
        listed = {_as_object(entry)["actor"] for entry in line.values.get("panel", ())}
        days_off |= dict.fromkeys(before - listed, str(line.values.get("recorded", "")))
        before |= listed
    days_off |= {
        entry["actor"]: add_days(entry["until"], 1) for entry in entries if "until" in entry
    }
    return days_off


def changes(
    joining: Collection[tuple[str, str, str]], departing: Departing
) -> dict[str, PanelChange]:
    """Return the changes of panels by issue; `joining` are issues, actors and rules of rows."""
    changes_by_issue: dict[str, PanelChange] = defaultdict(PanelChange)
    listed = {(issue, actor) for issue, actor, _ in joining} | set(departing.staying)
    for issue, actor, rule in joining:
        changes_by_issue[issue].joining.setdefault(actor, rule)
    for issue, actor in departing.leaving:
        if (issue, actor) not in listed:
            changes_by_issue[issue].leaving[actor] = None
    for (issue, actor), day in departing.days_off.items():
        if issue in changes_by_issue:
            changes_by_issue[issue].days_off[actor] = day
    return changes_by_issue


def _refuse_other_rules(issue: str, result: PanelResult) -> None:
    """Raise NotImportedError where actors would join a panel by another rule than its own."""
    if not result.other_rules:
        return
    what = (
        f"the rule of the panel of {issue} is “{result.issue['panel_rule']}”, and by the mapping"
        f" “{result.other_rules[0]}”"
    )
    hint = (
        "if the panel's rule is true of all whom the table lists, write it in [[panel]]; if not,"
        " leave out [[panel]]: they are then outside the panel"
    )
    raise NotImportedError(what, hint)


class PanelUpdates:
    """The panels of issues, as a version of a table changes them."""

    def __init__(self, existing: Existing, recorded: str) -> None:
        """Take the day of the version."""
        self._existing = existing
        self._recorded = recorded
        self.notes: list[str] = []
        self.taken_off: list[tuple[str, str]] = []
        """The issues and actors of those who left."""

    def updated(self, items: Iterable[Item], changes: Mapping[str, PanelChange]) -> Iterator[Item]:
        """Yield the items with the changed panels, by issue, and the other issues with one."""
        left = dict(changes)
        changed_items = [(item, left.pop(str(item.value.get("id")), None)) for item in items]
        changed_items += [
            (Item(self._existing.dataset.values(issue), (), issue), change)
            for issue, change in left.items()
        ]
        for item, change in changed_items:
            yield item if change is None else self._with_panel(item, change)

    def _with_panel(self, item: Item, change: PanelChange) -> Item:
        """Return an issue with a changed panel."""
        value = item.value
        if value.get("kind") != "issue":
            if not change.joining:  # an issue that is there no more has no panel to leave
                return item
            raise NotImportedError(f"no issue {item.origin} for the mapping's panel")
        existing = self._existing
        id = str(value["id"])
        there = existing.dataset.values(id)
        # It replaces the dataset's if it differs in further members alone.
        fields = (*PANEL_FIELDS, *OF_EVERY_KIND)
        kept: dict[str, Any] = {key: there[key] for key in fields if key in there}
        revised = existing.revised.get(id)
        is_there = bool(revised) or line_of({**value, **kept}, existing.names) == there
        base = existing.values_as_written(id) if is_there else {**value, **kept}
        day = self._recorded if there else None
        result = PanelResult(existing.dataset, base, change, day)
        _refuse_other_rules(id, result)
        self._note(id, result, is_there=is_there)
        if is_there and not revised and not result.is_changed:
            return item._replace(record=there)
        reason = table_reason(self._recorded) if is_there else ""
        return item._replace(record=result.issue, reason=reason)

    def _note(self, issue: str, result: PanelResult, *, is_there: bool) -> None:
        if result.joining and is_there:
            panel = f"the panel of {issue}, from {self._recorded} on"
            self.notes.append(f"{plural(len(result.joining), 'member')} added to {panel}")
        if result.leaving:
            self.taken_off += [(issue, actor) for actor in result.leaving]
            names = listing([self._existing.name_of(actor) for actor in result.leaving])
            self.notes.append(
                f"{len(result.leaving):,} gone, off the panel of {issue} from"
                f" {words(self._recorded)}; what they said stays: {names}"
            )
        for day, count in sorted(Counter(result.left.values()).items()):
            self.notes.append(f"you took {count:,} off the panel of {issue} on {words(day)}: left")
