"""Who was checked, by whom, how often and how long ago; and who has no check on record."""

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Silence
from stancetracker.reports import filters, table
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Cell, Report, Section, Shown, columns, plain

COLUMNS = columns(
    "issue actor name organization role panel status stance looks first_look last_look last_look_latest",
    "age_days stale basis response checked_by looked_by searched includes_internal label source",
    "publisher look",
)
SHOWN = (
    Shown("Name", table.name),
    plain("Checks", "looks", numeric=True),
    Shown("Last checked", lambda row: table.ago(row, "last_look") if row["last_look"] else ""),
    Shown("What came back", table.came_back, keep=1),
    plain("Checked by", "looked_by", 2),
    plain("Where", "searched", 3),
    Shown("Words", table.label, keep=3),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the panel with the silences that count as of the day; a row is about all of one actor."""
    asked = panel(connection, question)
    found = asked.material()
    looks = table.grouped((look for look in found.looks if look.counts), lambda look: look.actor)
    of_standings = question._replace(sources=(), since=None, until=None)
    of_silences = question._replace(stances=(), channels=())
    chosen = [
        one
        for one in filters.choose(asked.standings, of_standings)
        if of_standings == question or filters.choose_records(looks[one.actor], of_silences)
    ]
    rows = [_row(standing, looks[standing.actor]) for standing in chosen]
    # Of the whole panel, whatever rows were chosen.
    none = [
        standing for standing in asked.standings if standing.panel and not looks[standing.actor]
    ]
    lines = [
        wording.NO_CHECK.format(which, ", ".join(names))
        for which, spoke in (("unchecked", False), ("with a statement", True))
        if (names := [one.name for one in none if (one.status == "spoke") == spoke])
    ]
    return asked.report(
        Section("coverage", COLUMNS, rows, SHOWN, key="actor", ending=tuple(lines)),
        title="who was checked",
        asks="Who was checked, by whom and when",
        about={look.id for standing in chosen for look in looks[standing.actor]},
        figures=[("checked", (asked, found._replace(said=[])))],
    )


def _row(standing: Standing, looks: list[Silence]) -> dict[str, Cell]:
    """Return an actor with the last silence, if any."""
    own = [look for look in looks if look.id == standing.evidence] or looks
    last = max(own, key=lambda look: (look.date_earliest, look.date_latest, look.id), default=None)
    looked: dict[str, Cell] = dict.fromkeys(COLUMNS[COLUMNS.index("first_look") :])
    if last is not None:
        looked |= {name: value for name, value in last._asdict().items() if name in looked}
        looked |= {
            "first_look": min(look.date_earliest for look in looks),
            "last_look": last.date_earliest,
            "last_look_latest": last.date_latest,
            "age_days": dates.days_between(last.date_earliest, standing.as_of),
            "looked_by": "; ".join(
                dict.fromkeys(wording.checker(look._asdict()) for look in looks)
            ),
            "look": last.id,
        }
    return {**standing._asdict(), **looked, "stale": standing.stale, "looks": len(looks)}
