"""The days from an issue's first day and from the last trigger, no more exact than the dates are."""

from __future__ import annotations

from collections.abc import Iterable

from stancetracker.base import dates
from stancetracker.index.queries import Issue
from stancetracker.index.recorded import Happened
from stancetracker.reports.report import Cell

COLUMNS = (
    "days_from_start_earliest",
    "days_from_start_latest",
    "trigger",
    "days_from_trigger_earliest",
    "days_from_trigger_latest",
)


def elapsed(issue: Issue, triggers: Iterable[Happened], earliest: str, latest: str) -> dict[str, Cell]:
    """The days from the issue's first day, and from the last trigger that was certainly over by the first day."""
    trigger = _last(triggers, earliest)
    return {
        **_days("start", issue.since, earliest, latest),
        "trigger": trigger.id if trigger else None,
        "trigger_title": trigger.title if trigger else None,
        **_days("trigger", trigger.date_latest if trigger else None, earliest, latest),
    }


def _last(triggers: Iterable[Happened], day: str) -> Happened | None:
    before = [trigger for trigger in triggers if trigger.date_latest <= day]
    return max(before, key=lambda trigger: (trigger.date_latest, trigger.id), default=None)


def _days(name: str, start: str | None, earliest: str, latest: str) -> dict[str, Cell]:
    first, last = f"days_from_{name}_earliest", f"days_from_{name}_latest"
    if start is None:
        return {first: None, last: None}
    return {first: dates.days_between(start, earliest), last: dates.days_between(start, latest)}
