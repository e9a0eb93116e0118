"""People by issues, the oldest issue first: the mark of each standing, and the sides of each issue."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index import record_queries
from stancetracker.index.queries import LIST_COLUMNS, Issue, Question, Standing
from stancetracker.reports import cells, filters
from stancetracker.reports.beside import BESIDE, BesideRow, rows_beside
from stancetracker.reports.panel import Panel, fetch_panels, framed, notes
from stancetracker.reports.table import (
    Figure,
    Report,
    Section,
    Shown,
    grouped,
    plain,
    public_columns,
)

OPTIONS: Final = ("beside",)
"""The options that this report alone takes."""
_ACTOR: Final = ("actor", "name", "organization", "role")
_LISTED_BELOW: Final = "– "
"""Stands before an organization below a person."""


class GridRow(dict[str, Any]):
    """An actor by column, with a column an issue; and, for people alone, the standings by issue.

    It holds no cell of an issue on which the actor has no standing: most actors are on few issues.
    """

    def __missing__(self, column: str) -> None:
        """Return the cell of an issue on which the actor has no standing."""


class IssueRow(NamedTuple):
    """An issue, the key of its column, and the words for both of its sides."""

    key: str
    issue: str
    title: str
    since: str
    until: str | None
    proposition: str
    favor_side: str
    against_side: str


class Line(NamedTuple):
    """A row of the grid: the standings of an actor by issue."""

    actor: str
    kind: str
    standings: Mapping[str, Standing]
    stands_below: bool = False
    """True for an organization, in the line below one of its people."""


def report(connection: sqlite3.Connection, question: Question, *, beside: bool = False) -> Report:
    """Set the standings on several issues side by side, an actor a row.

    The whole row of an actor stands in the grid; the other rows are those that pass the filters.
    With `beside`, the organizations of each person stand below them.
    """
    panels = fetch_panels(connection, question)
    standings = [standing for panel in panels for standing in panel.standings]
    selection = filters.choose(connection, standings, question)
    details: list[Section]
    if beside:
        pairs = rows_beside(connection, question, panels)
        chosen_pairs = _choose(pairs, selection)
        lines = _lines_of_pairs(pairs, chosen_pairs)
        details = [_differing_section(chosen_pairs), _pairs_section(chosen_pairs)]
    else:
        lines = _lines(standings, selection)
        details = [_standings_section(selection, panels, question.audience)]
    actors = {line.actor for line in lines}
    records = _records(connection, question, {panel.issue.id for panel in panels}, actors)
    has_outsiders = any(
        not standing.panel
        for line in lines
        if not line.stands_below
        for standing in line.standings.values()
    )
    day = cells.scope(question)
    sections = framed(
        connection,
        question,
        records,
        _grid(panels, lines),
        _issues_section([panel.issue for panel in panels], has_outsiders=has_outsiders),
        *details,
        corrected=False,
    )
    return Report(
        title="Standings, people beside issues",
        question=f"Who spoke about what, and for whom was no public statement found, {day}?",
        sections=sections,
        notes=(*notes(panels), *([wording.BESIDE] if beside else [])),
        main=len(sections) - 1,
        figures=(_figure(panels, lines),),
    )


def _records(
    connection: sqlite3.Connection, question: Question, issues: Set[str], actors: Set[str]
) -> set[str]:
    """Return the ids of these issues and of every known record of these actors on one of them."""
    records = record_queries.ids(connection, question, actors=actors)
    return {*issues, *(record.id for record in records if record.issue in issues)}


def _lines(standings: Iterable[Standing], selection: Iterable[Standing]) -> list[Line]:
    """Return a line for each actor of the selection, with all their standings; people first."""
    listed = {standing.actor for standing in selection}
    by_actor = grouped(
        (standing for standing in standings if standing.actor in listed),
        lambda standing: standing.actor,
    )
    lines = [
        Line(actor, of_actor[0].actor_kind, _by_issue(of_actor))
        for actor, of_actor in by_actor.items()
    ]
    return sorted(lines, key=lambda line: line.kind != "person")


def _by_issue(standings: Iterable[Standing]) -> dict[str, Standing]:
    return {standing.issue: standing for standing in standings}


def _choose(pairs: Sequence[BesideRow], selection: Iterable[Standing]) -> list[BesideRow]:
    """Return the pairs of which one of both is selected on that issue."""
    chosen = {(standing.issue, standing.actor) for standing in selection}
    return [pair for pair in pairs if {(pair.issue, pair.actor), (pair.issue, pair.party)} & chosen]


def _lines_of_pairs(pairs: Sequence[BesideRow], chosen: Sequence[BesideRow]) -> list[Line]:
    """Return a line for each person of the pairs chosen, and below it one for each organization.

    Organizations without a person stand last.
    """
    listed = {(pair.actor, pair.party) for pair in chosen}
    rows = [pair for pair in pairs if (pair.actor, pair.party) in listed]
    lines = []
    for actor, of_actor in grouped(
        (row for row in rows if row.actor), lambda row: row.actor
    ).items():
        own = _by_issue(row.standing for row in of_actor if row.standing)
        lines.append(Line(str(actor), "person", own))
        lines += _lines_of_organizations(of_actor, stands_below=True)
    alone = [row for row in rows if row.actor is None]
    return [*lines, *_lines_of_organizations(alone, stands_below=False)]


def _lines_of_organizations(rows: Iterable[BesideRow], *, stands_below: bool) -> list[Line]:
    """Return a line for each organization of these rows."""
    by_party = grouped((row for row in rows if row.party), lambda row: row.party)
    return [
        Line(
            str(party),
            "organization",
            _by_issue(row.party_standing for row in of_party if row.party_standing),
            stands_below,
        )
        for party, of_party in by_party.items()
    ]


def _grid(panels: Sequence[Panel], lines: Sequence[Line]) -> Section[GridRow]:
    """Return a row for each line, with a column for each issue: words, or marks on a terminal."""
    # No other column has a colon in its name.
    columns = {panel.issue.id: f"issue:{panel.issue.id}" for panel in panels}
    titles = {panel.issue.id: panel.issue.title for panel in panels}
    shown = [
        Shown(titles[issue], _words_on(issue), keep=place, short=Shown(key, _sign_on(issue)))
        for place, (key, issue) in enumerate(_keys(columns))
    ]
    return Section(
        "matrix",
        (*_ACTOR, *columns.values()),
        [_grid_row(line, columns) for line in lines],
        (plain("Name", lambda row: row["label"]), *shown),
        key="actor",
        caption=wording.MARKS_KEY,
    )


def _keys(issues: Iterable[str]) -> list[tuple[str, str]]:
    """Return the issues, each after the number that heads its column."""
    return [(str(number), issue) for number, issue in enumerate(issues, start=1)]


def _words_on(issue: str) -> Callable[[GridRow], str]:
    """Return a function that words the standing of a row on an issue."""
    return lambda row: _words(row["standings"][issue]) if issue in row["standings"] else ""


def _sign_on(issue: str) -> Callable[[GridRow], str]:
    """Return a function that returns the mark of a row's standing on an issue."""

    def sign(row: GridRow) -> str:
        standing = row["standings"].get(issue)
        if standing is None:
            return ""
        is_compared = standing.panel or row["stands_below"]
        return wording.sign(standing._replace(panel=is_compared)._asdict())

    return sign


def _words(standing: Standing) -> str:
    """Return a standing as its mark and a few words."""
    return f"{wording.mark(standing.status, standing.stance)} {cells.in_few_words(standing)}"


def _grid_row(line: Line, columns: Mapping[str, str]) -> GridRow:
    """Return a line as a row: an actor by column, and each standing in words."""
    actor = next(iter(line.standings.values()))
    row = GridRow({name: getattr(actor, name) for name in _ACTOR})
    for issue, standing in line.standings.items():
        row[columns[issue]] = _words(standing)
    row["label"] = (_LISTED_BELOW if line.stands_below else "") + actor.name
    row["standings"] = line.standings
    row["stands_below"] = line.stands_below
    row["actor_kind"] = line.kind
    return row


def _issues_section(issues: Sequence[Issue], *, has_outsiders: bool) -> Section[IssueRow]:
    """Return the key of each issue, and both of its sides beside their marks."""
    titles = {issue.id: issue for issue in issues}
    rows = [_issue_row(key, titles[issue]) for key, issue in _keys(titles)]
    shown: list[Shown[IssueRow]] = [
        Shown("Key", lambda row: row.key, terminal=True),
        Shown("Since", lambda row: dates.words(row.since)),
        Shown("Sides", lambda row: wording.marked_sides(row.favor_side, row.against_side)),
        plain("Issue", lambda row: row.title),
    ]
    if any(not (issue.favor and issue.against) for issue in issues):
        shown.append(plain("Proposition", lambda row: row.proposition, 2))
    caption = wording.SIGNS_KEY
    if has_outsiders:
        caption += f" {wording.IN_PARENTHESES}"
    return Section(
        "issue", public_columns(IssueRow), rows, tuple(shown), key="issue", caption=caption
    )


def _issue_row(key: str, issue: Issue) -> IssueRow:
    sides = wording.sides(issue.favor, issue.against)
    return IssueRow(
        key=key,
        issue=issue.id,
        title=issue.title,
        since=issue.since,
        until=issue.until,
        proposition=issue.proposition,
        favor_side=sides["favor"],
        against_side=sides["against"],
    )


def _standings_section(
    selection: Sequence[Standing], panels: Sequence[Panel], audience: str
) -> Section[Standing]:
    """Return the standings, a row each, which people read in the grid."""
    return Section(
        "standing",
        LIST_COLUMNS,
        selection,
        cells.headed(cells.grouped(panel.issue for panel in panels), audience),
        key="actor",
        quiet=True,
        elsewhere=lambda _: True,
    )


def _pairs_section(pairs: Sequence[BesideRow]) -> Section[BesideRow]:
    """Return the pairs, a row each, which people read in the grid."""
    return Section(
        "beside",
        public_columns(BesideRow),
        pairs,
        BESIDE,
        key="actor",
        quiet=True,
        elsewhere=lambda _: True,
    )


def _differing_section(pairs: Sequence[BesideRow]) -> Section[BesideRow]:
    """Return the pairs of which one spoke, and for the other none was found."""
    return Section(
        "one-of-two",
        public_columns(BesideRow),
        [pair for pair in pairs if pair.differs],
        BESIDE,
        key="actor",
        caption=wording.ONE_OF_TWO,
    )


def _figure(panels: Sequence[Panel], lines: Sequence[Line]) -> Figure:
    """Return the figure of the same marks."""
    standings = [standing for line in lines for standing in line.standings.values()]
    return Figure("grid", ([panel.issue for panel in panels], standings))
