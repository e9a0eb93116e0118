"""List whom to check next, and why: the answer of `due`."""

import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.recorded import Happened, Said
from stancetracker.reports import filters, table
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, plain

COLUMNS: Final = columns(
    "issue actor name organization role panel status why reason last_look evidence days_overdue",
)


# What makes a check overdue; the days of other reasons are counted from something else.
_CLOCKS: Final = ("unchecked", "old-look", "trigger")


class Reason(NamedTuple):
    """Why somebody is due: one of `wording.DUE`, in words, and since how many days."""

    why: str
    words: str
    days: int


def due(connection: sqlite3.Connection, question: Question) -> Report:
    """Return a row for each actor and issue that is due: the unchecked first, then the longest unchecked."""
    standings = filters.standings(connection, question)
    issues = {issue.id: issue for issue in queries.issues(connection)}
    events = recorded.events(connection, question)
    happened = (one for one in events if one.trigger and one.date_latest <= question.as_of)
    triggers = table.grouped(happened, lambda one: one.issue)
    unpublished = recorded.statements(connection, question, unpublished=True)
    reported = table.grouped(unpublished, lambda one: (one.issue, one.speaker))
    rows, over = [], set[str]()
    for one in filters.choose(standings, question):
        if _is_over(issues[one.issue], one.as_of):
            over.add(one.issue)
        elif why := _reasons(one, issues[one.issue], triggers[one.issue], reported[one.issue, one.actor]):
            rows.append(_row(one, why))
    rows.sort(key=_turn)
    ending = _ending(connection, rows, len(over), question)
    section = Section("due", COLUMNS, rows, _shown(rows), key="actor", ending=ending)
    return Report(
        title="Due",
        question=f"Whom to check next, as of {dates.words(question.as_of)}?",
        sections=stamped(connection, question, section),
        left_out=filters.left_out(connection, question),
    )


def _is_over(issue: Issue, day: str) -> bool:
    return issue.until is not None and issue.until < day


def _reasons(
    standing: Standing, issue: Issue, triggers: list[Happened], unpublished: list[Said]
) -> list[Reason]:
    """Return why to check; nothing before the first day of an issue, nor for one who spoke."""
    day = standing.as_of
    if standing.status == "spoke" or day < issue.since:
        return []
    reasons = list(_unseen(standing, issue, triggers))
    if standing.may_have_spoken:
        reasons.append(Reason("may-have-spoken", wording.DUE["may-have-spoken"], 0))
    known = [one.made_public_latest for one in unpublished if one.reported and one.made_public_latest]
    if unseen := [latest for latest in known if latest > (standing.earliest or "")]:
        reasons.append(Reason("reported", wording.DUE["reported"], dates.days_between(min(unseen), day)))
    return reasons


def _unseen(standing: Standing, issue: Issue, triggers: list[Happened]) -> Iterator[Reason]:
    """Yield that nobody checked, or why a recheck is due; whether it is, was computed with the standing."""
    day, checked = standing.as_of, standing.earliest
    if checked is None:
        yield Reason("unchecked", wording.DUE["unchecked"], dates.days_between(issue.since, day))
    elif standing.stale:
        age = dates.days_between(checked, day)
        if age > issue.recheck_days:
            words = wording.DUE["old-look"].format(age=wording.days(age, age), days=issue.recheck_days)
            yield Reason("old-look", words, age - issue.recheck_days)
        if later := [event for event in triggers if checked < event.date_latest]:
            first = min(later, key=lambda event: (event.date_latest, event.id))
            when = dates.interval_words(first.date_earliest, first.date_latest)
            words = wording.DUE["trigger"].format(title=first.title, when=when)
            yield Reason("trigger", words, dates.days_between(first.date_latest, day))


def _row(standing: Standing, reasons: list[Reason]) -> dict[str, Cell]:
    cells = standing._asdict()
    clocks = [reason.days for reason in reasons if reason.why in _CLOCKS]
    cells |= {
        "why": reasons[0].why,
        "reason": "; ".join(reason.words for reason in reasons),
        "last_look": standing.earliest,
        "days_overdue": max(clocks, default=reasons[0].days),
    }
    return cells


def _turn(row: Row) -> tuple[bool, str, int, str, str]:
    """Sort panels before others, the unchecked first, then the longest unchecked."""
    return (not row["panel"], row["last_look"] or "", -row["days_overdue"], row["issue"], row["name"])


def _shown(rows: list[dict[str, Cell]]) -> tuple[Shown, ...]:
    return (
        plain("Name", "name"),
        plain("Why", "reason"),
        Shown("Last checked", lambda row: dates.words(row["last_look"]) if row["last_look"] else "", keep=1),
        plain("Days overdue", "days_overdue", 1, numeric=True),
        *((table.ISSUE,) if len({row["issue"] for row in rows}) > 1 else ()),
        Shown("Organization", table.role, keep=3),
    )


def _ending(
    connection: sqlite3.Connection, rows: list[dict[str, Cell]], over: int, question: Question
) -> tuple[str, ...]:
    unchecked = sum(row["why"] == "unchecked" for row in rows)
    kinds = {str(row["actor_kind"]) for row in rows}
    kind = kinds.pop() if len(kinds) == 1 else question.actors
    what = f"{wording.actors(len({row['actor'] for row in rows}), kind)} due"
    return (
        f"{what}: {unchecked:,} unchecked, {len(rows) - unchecked:,} to recheck,"
        f" as of {dates.words(question.as_of)}",
        *([wording.over(over)] if over else []),
        f"Data {queries.data_version(connection)}",
    )
