"""Who spoke first after each trigger, surely or perhaps, and how many days later.

Days count from the trigger, day 0; where the issue's first day is no trigger, they count from it as well. A statement
may follow a trigger unless its last possible day is before it, and surely does if its first one is not. Among the
panel, someone is surely first whose last possible day is before everyone else's first; perhaps first, whose first one
is not after the last one of anybody who surely spoke. A statement that may be made only after the day asked about
makes nobody surely first.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Said
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Material, Panel, panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns

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
    of_actor = _by_actor(found.said, question)
    of_statements = (
        question.stances or question.channels or question.sources or question.since or question.until
    )
    rows: list[Row] = []
    about = []
    for start in _starts(asked, found, question):
        after = _rows(start, asked, of_actor)
        compared = [(row["first"], row["name"], _days(row)) for row in after if row["first"]]
        about.append(wording.first_after(_start(after[0]), compared))
        rows += [
            row
            for row in after
            if row["actor"] in chosen and (not of_statements or filters.choose_said(row["said"], question))
        ]
    section = Section(
        "first", COLUMNS, rows, SHOWN, key="actor", about=" ".join(about) or None, ending=asked.ending
    )
    return asked.report(
        section,
        title="who spoke first",
        asks="Who spoke first after each trigger, and how many days later",
        about=asked.records(chosen),
        notes=[wording.FIRST],
        figures=["when"],
        found=found,
    )


def _starts(asked: Panel, found: Material, question: Question) -> list[Start]:
    """Return the issue's first day, unless a trigger falls on it, and the triggers over by the day asked about."""
    since = asked.issue.since
    starts = [Start(one.id, one.title, one.date_earliest, one.date_latest) for one in found.triggers]
    if all(one[2:] != (since, since) for one in starts):
        starts.insert(0, Start(None, None, since, since))
    return [one for one in starts if asked.standings and one.trigger_latest <= question.as_of]


def _by_actor(said: Sequence[Said], question: Question) -> dict[str, list[Said]]:
    """Return the statements that count, and the public ones of which some possible day has come, by speaker."""

    def may_count(one: Said) -> bool:
        begun = one.audience == "public" and one.date_earliest <= question.as_of
        return one.counts or (begun and one.withdrawn is None and one.verification != "disputed")

    return table.grouped(filter(may_count, said), lambda one: one.speaker)


def _rows(start: Start, asked: Panel, of_actor: dict[str, list[Said]]) -> list[dict[str, Any]]:
    """Return a row for each actor, by the days of the first statement; only the panel is compared, if there is one."""
    said = {
        actor: [one for one in all_said if one.date_latest >= start.trigger_earliest]
        for actor, all_said in of_actor.items()
    }
    spans = {actor: _span(start, after) for actor, after in said.items() if after}
    compared = {one.actor for one in asked.standings if one.panel or not asked.counts.total}
    first = places({actor: span for actor, span in spans.items() if actor in compared})
    rows = [
        {
            **_row(start, one, spans.get(one.actor), said.get(one.actor, [])),
            "first": first.get(one.actor),
        }
        for one in asked.standings
    ]
    return sorted(rows, key=lambda row: spans.get(row["actor"], Span("A", "", sure=False)))


def _span(start: Start, after: Sequence[Said]) -> Span:
    sure = [one.date_latest for one in after if one.counts and one.date_earliest >= start.trigger_latest]
    earliest = max(start.trigger_earliest, min(one.date_earliest for one in after))
    return Span(earliest, min(sure) if sure else max(one.date_latest for one in after), bool(sure))


def _row(start: Start, standing: Standing, span: Span | None, after: Sequence[Said]) -> dict[str, Any]:
    said = [one for one in after if span and one.date_earliest <= span.latest]
    checked = standing.earliest if standing.status == "silent" else None
    return {
        **standing._asdict(),
        **start._asdict(),
        "days_earliest": max(dates.days_between(start.trigger_latest, span.earliest), 0) if span else None,
        "days_latest": dates.days_between(start.trigger_earliest, span.latest) if span else None,
        "sure": span.sure if span else None,
        "stances": " ".join(dict.fromkeys(one.stance for one in said)) or None,
        "last_checked": checked,
        "evidence": " ".join(one.id for one in said) or (checked and standing.evidence),
        "said": said,
        "begun": bool(span and span.latest > standing.as_of),
    }


def _start(row: Row) -> str:
    day = dates.interval_words(row["trigger_earliest"], row["trigger_latest"])
    return f"“{row['trigger_title']}”, {day}" if row["trigger"] else f"the issue's first day, {day}"


def _days(row: Row) -> str:
    """Say how many days later, if at all."""
    if row["days_latest"] is not None:
        days = wording.days(row["days_earliest"], row["days_latest"])
        return wording.days_after(days, sure=row["sure"], begun=row["begun"])
    return wording.none_after(row["status"], row["last_checked"], row["trigger_latest"])


SHOWN: Final = (
    Shown("After", lambda row: dates.interval_words(row["trigger_earliest"], row["trigger_latest"])),
    Shown("Name", lambda row: row["name"]),
    Shown("First", lambda row: row["first"] or ""),
    Shown("Days later", _days),
    Shown(
        "Stance",
        lambda row: " or ".join(
            dict.fromkeys(wording.side(one.stance, one.stance_basis) for one in row["said"])
        ),
        keep=1,
    ),
    Shown("Note", lambda row: table.note({**row, "stale": False, "may_have_spoken": False}), keep=1),
)
