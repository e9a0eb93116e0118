"""Who spoke first after each trigger, surely or perhaps, and how many days later.

Days count from the trigger, day 0; where the issue's first day is no trigger, they count from it as well. A statement
may follow a trigger unless its last possible day is before it, and surely does if its first one is not. Among the
panel, someone is surely first whose last possible day is before everyone else's first; perhaps first, whose first one
is not after the last one of anybody who surely spoke. A statement that may be made only after the day asked about
makes nobody surely first.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question
from stancetracker.index.record_queries import Statement
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, plain

COLUMNS: Final = columns(
    "issue trigger trigger_title trigger_earliest trigger_latest actor name organization role panel status first",
    "days_earliest days_latest sure stances last_checked evidence stale reported may_have_spoken",
)


class Start(NamedTuple):
    """The day from which days are counted: that of a trigger, or the first of the issue."""

    trigger: str | None
    trigger_title: str | None
    trigger_earliest: str
    trigger_latest: str


class Span(NamedTuple):
    """The days between which a first statement lies, and whether one surely follows the start."""

    earliest: str
    latest: str
    sure: bool


def places(spans: Mapping[str, Span]) -> dict[str, str]:
    """Return whether each of these spans is `surely` the first of them, `perhaps`, or `no`."""
    starts = sorted(one.earliest for one in spans.values())
    end = min((one.latest for one in spans.values() if one.sure), default=None)

    def place(one: Span) -> str:
        if end is not None and one.earliest > end:
            return "no"
        return "surely" if one.sure and bisect_right(starts, one.latest) == 1 else "perhaps"

    return {key: place(one) for key, one in spans.items()}


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the panel after each start, by the days of the first statement; filters choose rows."""
    asked = panel(connection, question)
    found = asked.material()
    chosen = {one.actor for one in filters.choose_actors(asked.standings, question)}
    of_statements = (
        question.stances
        or question.channels
        or question.sources
        or question.since
        or question.until
    )

    def may_count(one: Statement) -> bool:
        """Return whether a statement counts, or is public and may have been made by the day asked about."""
        begun = one.audience == "public" and one.date_earliest <= question.as_of
        return one.counts or (begun and one.withdrawn is None and one.verification != "disputed")

    of_actor = table.grouped(filter(may_count, found.said), lambda one: one.speaker)
    starts = [
        Start(one.id, one.title, one.date_earliest, one.date_latest) for one in found.triggers
    ]
    since = asked.issue.since
    if all(one[2:] != (since, since) for one in starts):
        starts.insert(0, Start(None, None, since, since))
    rows: list[Row] = []
    about = []
    for start in starts:
        if asked.standings and start.trigger_latest <= question.as_of:
            after = _rows(start, asked, of_actor)
            compared = [
                wording.Candidate(row["first"], row["name"], wording.days_after(row))
                for row in after
                if row["first"]
            ]
            day = dates.interval_words(start.trigger_earliest, start.trigger_latest)
            called = f"“{start.trigger_title}”" if start.trigger else "the issue's first day"
            about.append(wording.first_after(f"{called}, {day}", compared))
            rows += [
                row
                for row in after
                if row["actor"] in chosen
                and (not of_statements or filters.choose_records(row["said"], question))
            ]
    return asked.report(
        Section("first", COLUMNS, rows, SHOWN, "actor", " ".join(about) or None),
        title="who spoke first",
        asks="Who spoke first after each trigger, and how many days later",
        about=asked.records(chosen),
        notes=[wording.FIRST],
        figures=[("when", (asked, found))],
    )


def _rows(
    start: Start, asked: Panel, of_actor: Mapping[str, list[Statement]]
) -> list[dict[str, Any]]:
    """Return a row for each actor, by the days of the first statement; only the panel is compared, if there is one."""
    said: dict[str, list[Statement]] = {}
    spans: dict[str, Span] = {}
    for actor, every in of_actor.items():
        if after := [one for one in every if one.date_latest >= start.trigger_earliest]:
            sure = [
                one.date_latest
                for one in after
                if one.counts and one.date_earliest >= start.trigger_latest
            ]
            earliest = max(start.trigger_earliest, min(one.date_earliest for one in after))
            latest = min(sure, default=max(one.date_latest for one in after))
            spans[actor] = Span(earliest, latest, bool(sure))
            said[actor] = [one for one in after if one.date_earliest <= latest]
    compared = {one.actor for one in asked.standings if one.panel or not asked.counts.total}
    first = places({actor: span for actor, span in spans.items() if actor in compared})
    rows = []
    for standing in sorted(
        asked.standings, key=lambda one: spans.get(one.actor, Span("A", "", sure=False))
    ):
        span, own = spans.get(standing.actor), said.get(standing.actor, [])
        checked = standing.earliest if standing.status == "silent" else None
        cells = {
            "first": first.get(standing.actor),
            "days_earliest": span
            and max(dates.days_between(start.trigger_latest, span.earliest), 0),
            "days_latest": span and dates.days_between(start.trigger_earliest, span.latest),
            "sure": span and span.sure,
            "stances": " ".join(dict.fromkeys(one.stance for one in own)) or None,
            "last_checked": checked,
            "evidence": " ".join(one.id for one in own) or (checked and standing.evidence),
            "said": own,
            "begun": bool(span and span.latest > standing.as_of),
        }
        rows.append({**standing._asdict(), **start._asdict(), **cells})
    return rows


SHOWN: Final = (
    Shown(
        "After", lambda row: dates.interval_words(row["trigger_earliest"], row["trigger_latest"])
    ),
    plain("Name", "name"),
    plain("First", "first"),
    Shown("Days later", wording.days_after),
    Shown(
        "Stance",
        lambda row: " or ".join(
            dict.fromkeys(wording.side(one.stance, one.stance_basis) for one in row["said"])
        ),
        keep=1,
    ),
    Shown(
        "Note", lambda row: table.note({**row, "stale": False, "may_have_spoken": False}), keep=1
    ),
)
