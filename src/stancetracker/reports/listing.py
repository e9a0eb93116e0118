"""List standings, who spoke, who is silent and who is unchecked: the answer of `list`."""

import sqlite3
from collections.abc import Mapping, Sequence

from stancetracker.base import wording
from stancetracker.index import queries
from stancetracker.index.queries import LIST_COLUMNS, Issue, OnRecord, Question, Standing
from stancetracker.reports import cells, filters
from stancetracker.reports.counts import count
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Report, Section, Shown, grouped


def listing(connection: sqlite3.Connection, question: Question) -> Report:
    """Return one row for each actor and issue that passes the filters."""
    standings = filters.standings(connection, question)
    selection = filters.choose(standings, question)
    only_issue = question.issues[0] if len(question.issues) == 1 else None
    issues = {issue.id: issue for issue in queries.issues(connection, issue=only_issue)}
    issue_ids = {standing.issue for standing in standings}
    day = wording.as_of_words(question.as_of, question.known_by)
    section = Section(
        "standing",
        LIST_COLUMNS,
        selection,
        _shown(selection, above=_is_grouped(standings)),
        key="actor",
        caption=_proposition(issues, issue_ids),
        ending=(
            *_counts(standings, issues, question),
            f"{day} · data {queries.data_version(connection)}",
        ),
    )
    return Report(
        title="Standings",
        question=f"Who spoke, and for whom was no public statement found, {day}?",
        sections=stamped(connection, question, section),
        left_out=_left_out(connection, issues, issue_ids, question),
    )


def _proposition(issues: Mapping[str, Issue], issue_ids: set[str]) -> str | None:
    """Return the proposition of the one issue that is listed; None where there are several."""
    if len(issue_ids) != 1:
        return None
    return f"The proposition: {issues[min(issue_ids)].proposition}"


def _counts(
    standings: Sequence[Standing], issues: Mapping[str, Issue], question: Question
) -> list[str]:
    """Return a line for each panel: its counts, and the flags within them."""
    of_panels = (
        standing
        for standing in standings
        if standing.panel and question.actors in ("any", standing.actor_kind)
    )
    lines = []
    for issue, members in grouped(of_panels, lambda standing: standing.issue).items():
        counts = count(members, question.actors, question, issues[issue])
        _day, *flags = counts.besides()
        line = f"{issue}: {counts.headline()}"
        lines.append(f"{line} {'; '.join(flags)}." if flags else line)
    return lines


def _is_grouped(standings: Sequence[Standing]) -> bool:
    """Return whether the standings are on several issues, or in and outside of a panel."""
    return len({(standing.issue, standing.panel) for standing in standings}) > 1


def _shown(selection: Sequence[Standing], *, above: bool) -> tuple[Shown[Standing], ...]:
    """Return the columns of `list`, with headings that fit; with `above`, the issue is a line."""
    headings: dict[str, str] = {}
    if selection and all(standing.status == "silent" for standing in selection):
        headings = {"Said or checked": "Last checked", "Source": "Checked by"}
    elif all(standing.status != "silent" for standing in selection):
        headings = {"Said or checked": "Date"}
    if any(standing.audience == "any" for standing in selection):
        headings["Public statement"] = "Statement"
    columns = cells.GROUPED if above else cells.STANDING
    return tuple(
        column._replace(heading=headings.get(column.heading, column.heading)) for column in columns
    )


def _left_out(
    connection: sqlite3.Connection,
    issues: Mapping[str, Issue],
    listed_ids: set[str],
    question: Question,
) -> tuple[str, ...]:
    """Return lines on who else is on record on the issues listed, and on issues that are not."""
    others = filters.others(connection, question, question.issues, question.actors)
    on_listed = [row for row in others if row.issue in listed_ids]
    elsewhere = [row for row in others if row.issue not in listed_ids]
    if not (question.issues or filters.names_actors(question)):
        for issue in issues.values():
            if issue.id not in listed_ids:
                elsewhere += _panel_kinds(issue)
    lines = filters.outside(on_listed, question.actors)
    if not elsewhere:
        return lines
    unlisted = wording.no_panel(
        sorted({row.issue for row in elsewhere}),
        question.actors,
        filters.flags_to_list(elsewhere, question.actors),
        more=bool(listed_ids),
    )
    return (*lines, unlisted)


def _panel_kinds(issue: Issue) -> list[OnRecord]:
    """Return a row, of no actor, for each kind of actor in the panel of an issue."""
    sizes = {"person": issue.people, "organization": issue.organizations}
    return [OnRecord(issue.id, "", kind, panel=True) for kind, size in sizes.items() if size]
