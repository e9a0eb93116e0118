"""List standings: who spoke, who is silent and who is unchecked (`list`), and whom to check next, and why (`due`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index import queries
from stancetracker.index.queries import LIST_COLUMNS, Issue, OnRecord, Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Report, Section, Shown, columns, plain

if TYPE_CHECKING:
    from stancetracker.index.record_queries import Event, Statement


def listing(connection: sqlite3.Connection, question: Question) -> Report:
    """Return one row for each actor and issue that passes the filters."""
    standings = filters.standings(connection, question)
    chosen = filters.choose(standings, question)
    one = question.issues[0] if len(question.issues) == 1 else None
    issues = {each.id: each for each in queries.issues(connection, issue=one)}
    about = {standing.issue for standing in standings}
    asked = wording.as_of_words(question.as_of, question.known_by)
    lines = []
    counted = (one for one in standings if one.panel and question.actors in ("any", one.actor_kind))
    for issue, members in table.grouped(counted, lambda one: one.issue).items():
        counts = filters.count(members, question.actors, question, issues[issue])
        flags = "; ".join(counts.besides()[1:])
        lines.append(f"{issue}: {counts.headline()}" + (f" {flags}." if flags else ""))
    rows = [standing._asdict() for standing in chosen]
    shown = _shown(chosen, grouped=len({(one.issue, one.panel) for one in standings}) > 1)
    proposition = f"The proposition: {issues[min(about)].proposition}" if len(about) == 1 else None
    ending = (*lines, f"{asked} · data {queries.data_version(connection)}")
    return Report(
        title="Standings",
        question=f"Who spoke, and for whom was no public statement found, {asked}?",
        sections=(Section("standing", LIST_COLUMNS, rows, shown, "actor", proposition, ending),),
        left_out=_left_out(connection, issues, about, question),
    )


def _shown(chosen: list[Standing], *, grouped: bool) -> tuple[Shown, ...]:
    """Return the columns of `list`, headed by what is in them."""
    headings: dict[str, str] = {}
    if chosen and all(standing.status == "silent" for standing in chosen):
        headings = {"Said or checked": "Last checked", "Source": "Checked by"}
    elif all(standing.status != "silent" for standing in chosen):
        headings = {"Said or checked": "Date"}
    if any(standing.audience == "any" for standing in chosen):
        headings["Public statement"] = "Statement"
    columns = table.GROUPED if grouped else table.STANDING
    return tuple(
        each._replace(heading=headings.get(each.heading, each.heading)) for each in columns
    )


def _left_out(
    connection: sqlite3.Connection, issues: Mapping[str, Issue], shown: set[str], question: Question
) -> tuple[str, ...]:
    """Say who is on record besides those answered, on the same issues, and which issues are in no row."""
    actors = question.actors
    others = filters.others(connection, question, question.issues, actors)
    beside = [one for one in others if one.issue in shown]
    elsewhere = [one for one in others if one.issue not in shown]
    if not (question.issues or question.people or question.organizations):
        for one in issues.values():
            panels = (("person", one.people), ("organization", one.organizations))
            elsewhere += [
                OnRecord(one.id, "", kind, True) for kind, n in panels if n and one.id not in shown
            ]
    lines = filters.outside(beside, actors)
    if elsewhere:
        names, flags = sorted({one.issue for one in elsewhere}), filters.reach(elsewhere, actors)
        lines += (wording.no_panel(names, actors, flags, more=bool(shown)),)
    return lines


DUE: Final = columns(
    "issue actor name organization role panel status why reason last_look evidence days_overdue"
)
_DUE_SHOWN: Final = (
    plain("Name", "name"),
    plain("Why", "reason"),
    Shown(
        "Last checked",
        lambda row: dates.words(row["last_look"]) if row["last_look"] else "",
        keep=1,
    ),
    plain("Days overdue", "days_overdue", 1, numeric=True),
    table.ISSUE,
    Shown("Organization", table.role, keep=3),
)


def due(connection: sqlite3.Connection, question: Question) -> Report:
    """Return a row for each actor and issue that is due: the unchecked first, then the longest unchecked."""
    from stancetracker.index import record_queries  # `list` needs it for an organization only

    issues = {issue.id: issue for issue in queries.issues(connection)}
    events = record_queries.events(connection, question)
    happened = (one for one in events if one.trigger and one.date_latest <= question.as_of)
    triggers = table.grouped(happened, lambda one: one.issue)
    unpublished = record_queries.statements(connection, question, unpublished=True)
    reported = table.grouped(unpublished, lambda one: (one.issue, one.speaker))
    rows: list[dict[str, Any]] = []
    over = set()
    for one in filters.choose(filters.standings(connection, question), question):
        issue = issues[one.issue]
        if issue.until is not None and issue.until < one.as_of:
            over.add(issue.id)
        elif reasons := _reasons(one, issue, triggers[issue.id], reported[issue.id, one.actor]):
            why = next(iter(reasons))
            # The days of other reasons are counted from something else.
            clocks = [
                reasons[each][1] for each in ("unchecked", "old-look", "trigger") if each in reasons
            ]
            cells = {
                "why": why,
                "reason": "; ".join(words for words, _ in reasons.values()),
                "last_look": one.earliest,
                "days_overdue": max(clocks, default=reasons[why][1]),
            }
            rows.append(one._asdict() | cells)
    rows.sort(key=lambda row: (row["issue"], row["name"]))
    rows.sort(key=lambda row: (not row["panel"], row["last_look"] or "", -row["days_overdue"]))
    unchecked = sum(row["why"] == "unchecked" for row in rows)
    kinds = {str(row["actor_kind"]) for row in rows}
    kind = kinds.pop() if len(kinds) == 1 else question.actors
    ending = (
        f"{wording.actors(len({row['actor'] for row in rows}), kind)} due: {unchecked:,} unchecked,"
        f" {len(rows) - unchecked:,} to recheck, as of {dates.words(question.as_of)}",
        *([wording.OVER.format(plural(len(over), "issue"))] if over else []),
        f"Data {queries.data_version(connection)}",
    )
    several = len({row["issue"] for row in rows}) > 1
    shown = tuple(one for one in _DUE_SHOWN if several or one is not table.ISSUE)
    return Report(
        title="Due",
        question=f"Whom to check next, as of {dates.words(question.as_of)}?",
        sections=stamped(
            connection, question, Section("due", DUE, rows, shown, "actor", ending=ending)
        ),
        left_out=filters.left_out(connection, question),
    )


def _reasons(
    one: Standing, issue: Issue, triggers: list[Event], unpublished: list[Statement]
) -> dict[str, tuple[str, int]]:
    """Return why to check: each of `wording.DUE` that holds, in words, and for how many days."""
    day, checked = one.as_of, one.earliest
    reasons: dict[str, tuple[str, int]] = {}
    if (
        one.status == "spoke" or day < issue.since
    ):  # nothing is due before the first day of an issue
        return reasons
    if checked is None:
        reasons["unchecked"] = (wording.DUE["unchecked"], dates.days_between(issue.since, day))
    elif one.stale:
        age = dates.days_between(checked, day)
        if age > issue.recheck_days:
            words = wording.DUE["old-look"].format(
                age=wording.days(age, age), days=issue.recheck_days
            )
            reasons["old-look"] = (words, age - issue.recheck_days)
        if later := [event for event in triggers if checked < event.date_latest]:
            first = min(later, key=lambda event: (event.date_latest, event.id))
            when = dates.interval_words(first.date_earliest, first.date_latest)
            words = wording.DUE["trigger"].format(title=first.title, when=when)
            reasons["trigger"] = (words, dates.days_between(first.date_latest, day))
    if one.may_have_spoken:
        reasons["may-have-spoken"] = (wording.DUE["may-have-spoken"], 0)
    known = [
        each.made_public_latest for each in unpublished if each.reported and each.made_public_latest
    ]
    if unseen := [latest for latest in known if latest > (checked or "")]:
        reasons["reported"] = (wording.DUE["reported"], dates.days_between(min(unseen), day))
    return reasons
