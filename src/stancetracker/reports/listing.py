"""List who spoke, who is silent and who is unchecked: the rows of `list`."""

import sqlite3
from collections.abc import Mapping

from stancetracker.base import wording
from stancetracker.base.wording import asked_on
from stancetracker.index import queries
from stancetracker.index.queries import LIST_COLUMNS, Issue, OnRecord, Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.filters import count
from stancetracker.reports.table import Report, Section, Shown


def listing(connection: sqlite3.Connection, question: Question) -> Report:
    """Return one row for each actor and issue that passes the filters."""
    standings = filters.standings(connection, question)
    chosen = filters.choose(standings, question)
    one = question.issues[0] if len(question.issues) == 1 else None
    issues = {each.id: each for each in queries.issues(connection, issue=one)}
    about = {standing.issue for standing in standings}
    section = Section(
        name="standing",
        columns=LIST_COLUMNS,
        rows=[standing._asdict() for standing in chosen],
        shown=_shown(chosen, grouped=len({(one.issue, one.panel) for one in standings}) > 1),
        key="actor",
        about=f"The proposition: {issues[about.pop()].proposition}" if len(about) == 1 else None,
        ending=_ending(issues, standings, question, queries.data_version(connection)),
    )
    return Report(
        title="Standings",
        question="Who spoke, and for whom was no public statement found,"
        f" {asked_on(question.as_of, question.known_by)}?",
        sections=(section,),
        left_out=_left_out(connection, issues, standings, question),
    )


def _shown(chosen: list[Standing], *, grouped: bool) -> tuple[Shown, ...]:
    """Return the columns of `list`, headed by what is in them."""
    columns = table.GROUPED if grouped else table.STANDING
    headings: dict[str, str] = {}
    if chosen and all(standing.status == "silent" for standing in chosen):
        headings = {"Said or checked": "Last checked", "Source": "Checked by"}
    elif all(standing.status != "silent" for standing in chosen):
        headings = {"Said or checked": "Date"}
    if any(standing.audience == "any" for standing in chosen):
        headings["Public statement"] = "Statement"
    return tuple(each._replace(heading=headings.get(each.heading, each.heading)) for each in columns)


def _ending(
    issues: Mapping[str, Issue], standings: list[Standing], question: Question, version: str
) -> tuple[str, ...]:
    lines = []
    counted = (one for one in standings if one.panel and question.actors in ("any", one.actor_kind))
    for issue, members in table.grouped(counted, lambda one: one.issue).items():
        counts = count(members, question.actors, question, issues[issue])
        flags = "; ".join(counts.besides()[1:])
        lines.append(f"{issue}: {counts.headline()}" + (f" {flags}." if flags else ""))
    return (*lines, f"{wording.asked_on(question.as_of, question.known_by)} · data {version}")


def _left_out(
    connection: sqlite3.Connection,
    issues: Mapping[str, Issue],
    standings: list[Standing],
    question: Question,
) -> tuple[str, ...]:
    """Say who is on record besides those answered, on the same issues, and which issues are in no row."""
    actors = question.actors
    others = filters.others(connection, question, question.issues, actors)
    shown = {one.issue for one in standings}
    beside = [one for one in others if one.issue in shown]
    elsewhere = [one for one in others if one.issue not in shown]
    if not (question.issues or question.people or question.organizations):
        for one in issues.values():
            panels = (("person", one.people), ("organization", one.organizations))
            elsewhere += [OnRecord(one.id, "", kind, True) for kind, n in panels if n and one.id not in shown]
    lines = filters.outside(beside, actors)
    if elsewhere:
        names, flags = sorted({one.issue for one in elsewhere}), filters.reach(elsewhere, actors)
        lines += (wording.no_panel(names, actors, flags, more=bool(shown)),)
    return lines
