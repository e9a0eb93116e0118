"""People by issues: the mark and words of each standing, and how much of each panel is covered."""

import sqlite3
from collections.abc import Sequence

from stancetracker.base import wording
from stancetracker.index.queries import LIST_COLUMNS, Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, framed, panels
from stancetracker.reports.table import Cell, Report, Section, plain

WHO = ("actor", "name", "organization", "role")


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
    about = {record for each in asked for record in each.records(actors)}
    wanted = {standing.actor for standing in chosen}
    rows = table.grouped((one for one in standings if one.actor in wanted), lambda one: one.actor)
    shown = table.GROUPED if len(issues) > 1 else table.STANDING
    found = Section("standing", LIST_COLUMNS, [one._asdict() for one in chosen], shown, key="actor")
    return Report(
        title="Standings, people beside issues",
        question="Who spoke about what, and for whom was no public statement found,"
        f" {wording.as_of_words(question.as_of, question.known_by)}?",
        sections=framed(
            connection, question, about, _matrix(asked, [*rows.values()]), found, corrected=False
        ),
        notes=_notes(asked),
        main=2,
        left_out=filters.outside(others, question.actors),
        figures=(("grid", (issues, [standing for row in rows.values() for standing in row])),),
    )


def _matrix(asked: Sequence[Panel], actors: Sequence[list[Standing]]) -> Section:
    """Return a row for each actor, with a column for each issue, and the counts of each panel below."""
    keys = {
        each.issue.id: f"issue:{each.issue.id}" for each in asked
    }  # no other column is called so
    none: dict[str, Cell] = dict.fromkeys((*WHO, *keys.values()))
    rows = []
    for standings in actors:
        who = {name: getattr(standings[0], name) for name in WHO}
        stood = {
            keys[one.issue]: f"{wording.mark(one.status, one.stance)} {wording.cell(one._asdict())}"
            for one in standings
        }
        rows.append({**none, **who, **stood})
    coverage = [
        {**none, "name": f"Coverage: {status}"} for status in ("spoke", "silent", "unchecked")
    ]
    for counts, key in ((each.counts, keys[each.issue.id]) for each in asked if each.counts.total):
        spoke = (counts.spoke.total(), wording.split(counts.spoke, counts.sides))
        parts = (spoke, (counts.silent.total(), counts.came_back), (counts.unchecked, ""))
        for row, (number, split) in zip(coverage, parts, strict=True):
            row[key] = wording.with_details(f"{number} of {counts.total}", (split,))
    columns = (
        plain(issue, key, n)._replace(wraps=True) for n, (issue, key) in enumerate(keys.items())
    )
    shown = (plain("Name", "name"), *columns)
    ending = tuple(f"{each.issue.id}: {each.issue.proposition}" for each in asked)
    return Section(
        "matrix", tuple(none), [*rows, *coverage], shown, "actor", wording.LEGEND, ending
    )


def _notes(asked: Sequence[Panel]) -> tuple[str, ...]:
    """Return the closing notes, those that differ between issues once for each."""
    how_to_read, *_, version = asked[0].notes()
    if len(asked) == 1:
        return asked[0].notes()
    of_issues = [
        f"{each.issue.id}: {' '.join(note for note in each.notes()[1:-1] if note != wording.NO_ESTIMATE)}"
        for each in asked
    ]
    estimates = (wording.NO_ESTIMATE,) if any(each.issue.panel_rule for each in asked) else ()
    return (how_to_read, *of_issues, *estimates, version)
