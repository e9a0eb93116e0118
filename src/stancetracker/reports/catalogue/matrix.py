"""People by issues: the mark and words of each standing, and how much of each panel is covered."""

import sqlite3
from collections.abc import Iterator, Sequence

from stancetracker.base import wording
from stancetracker.index import recorded
from stancetracker.index.queries import LIST_COLUMNS, Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, framed, panels
from stancetracker.reports.table import Cell, Drawn, Report, Section, plain

COVERAGE = ("spoke", "silent", "unchecked")


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Set the standings of several issues side by side; a row for each actor with a standing that is asked for.

    An actor's whole row stands in the matrix; the standings below it are those that pass the filters.
    """
    asked = sorted(panels(connection, question), key=lambda each: not each.issue.people)
    standings = [standing for each in asked for standing in each.standings]
    others = [one for each in asked for one in each.others]
    chosen = filters.choose(standings, question)
    issues = [each.issue for each in asked]
    actors = {standing.actor for standing in standings}
    about = {issue.id for issue in issues}
    about |= {
        one.id
        for one in recorded.ids(connection, question, issue=issues[0].id if len(issues) == 1 else None)
        if one.actor in actors and one.issue in about
    }
    rows = _rows_of(standings, chosen)
    shown = table.GROUPED if len(issues) > 1 else table.STANDING
    found = Section("standing", LIST_COLUMNS, [one._asdict() for one in chosen], shown, key="actor")
    return Report(
        title="Standings, people beside issues",
        question="Who spoke about what, and for whom was no public statement found,"
        f" {wording.asked_on(question.as_of, question.known_by)}?",
        sections=framed(connection, question, about, _matrix(asked, rows), found, corrected=False),
        notes=tuple(_notes(asked)),
        main=2,
        left_out=filters.outside(others, question.actors),
        figures=(Drawn("grid", (issues, [standing for row in rows for standing in row.values()])),),
    )


def _rows_of(standings: Sequence[Standing], chosen: Sequence[Standing]) -> list[dict[str, Standing]]:
    """For each actor with a chosen standing, all of theirs by issue; in the order of the panels."""
    wanted = {standing.actor for standing in chosen}
    rows: dict[str, dict[str, Standing]] = {}
    for standing in standings:
        if standing.actor in wanted:
            rows.setdefault(standing.actor, {})[standing.issue] = standing
    return list(rows.values())


def _matrix(asked: Sequence[Panel], actors: Sequence[dict[str, Standing]]) -> Section:
    keys = [_key(each.issue.id) for each in asked]
    who = ("actor", "name", "organization", "role")
    return Section(
        name="matrix",
        columns=(*who, *keys),
        rows=[
            *(_actor_row(row, keys) for row in actors),
            *(
                dict.fromkeys(who)
                | {"name": f"Coverage: {status}"}
                | {_key(each.issue.id): _covered(status, each) for each in asked}
                for status in COVERAGE
            ),
        ],
        shown=(
            plain("Name", "name"),
            *(
                plain(each.issue.id, _key(each.issue.id), place)._replace(wraps=True)
                for place, each in enumerate(asked)
            ),
        ),
        key="actor",
        about=wording.LEGEND,
        ending=tuple(f"{each.issue.id}: {each.issue.proposition}" for each in asked),
    )


def _key(issue: str) -> str:
    """Return an issue's column name, which no other column can have."""
    return f"issue:{issue}"


def _actor_row(standings: dict[str, Standing], keys: Sequence[str]) -> dict[str, Cell]:
    first = next(iter(standings.values()))
    cells: dict[str, Cell] = dict.fromkeys(keys)
    for issue, standing in standings.items():
        mark = wording.mark(standing.status, standing.stance)
        cells[_key(issue)] = f"{mark} {wording.cell(standing._asdict())}"
    who = {"actor": first.actor, "name": first.name, "organization": first.organization, "role": first.role}
    return {**who, **cells}


def _covered(status: str, each: Panel) -> str | None:
    """Format a count of a panel, always with its total and its split."""
    counts = each.counts
    if not counts.total:
        return None
    number, parts = {
        "spoke": (counts.spoken, wording.split(counts.spoke, counts.sides)),
        "silent": (counts.silences, counts.came_back),
    }.get(status, (counts.unchecked, ""))
    return wording.told(f"{number} of {counts.total}", (parts,))


def _notes(asked: Sequence[Panel]) -> Iterator[str]:
    """Yield the closing notes, those that differ between issues once for each."""
    if len(asked) == 1:
        yield from asked[0].notes()
        return
    yield wording.HOW_TO_READ
    for each in asked:
        of_issue = [note for note in each.notes()[1:-1] if note != wording.NO_ESTIMATE]
        yield f"{each.issue.id}: {' '.join(of_issue)}"
    yield from ((wording.NO_ESTIMATE,) if any(each.issue.panel_rule for each in asked) else ())
    yield asked[0].notes()[-1]
