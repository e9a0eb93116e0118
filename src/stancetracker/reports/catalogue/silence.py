"""For whom no public statement was found: who checked, when, where, what came back, and how long ago."""

from __future__ import annotations

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Said, Silence
from stancetracker.reports import filters, table
from stancetracker.reports.panel import SAME, Material, Panel, context, framed, material, panel, records
from stancetracker.reports.table import Cell, Drawn, Report, Row, Section, Shown, columns

COLUMNS = columns(
    "issue actor name organization role date earliest latest age_days stale basis checked_by response",
    "searched label includes_internal source publisher evidence may_have_spoken reported reported_on",
    "reported_channel reported_summary reported_source reported_evidence",
    *SAME,
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the silences of one issue's panel, then the context of the whole panel."""
    asked = panel(connection, question)
    silent = [s for s in filters.choose(asked.standings, question) if s.status == "silent"]
    found = material(connection, question, asked.issue.id)
    actors = {standing.actor for standing in silent}
    about = records(connection, question, asked.issue.id, actors)
    looks = _looks(silent, asked, found)
    sections, main = framed(connection, question, about, looks, context(connection, question, asked))
    return Report(
        title=f"{asked.issue.title}: no public statement found",
        question=f"For whom was no public statement found as of {dates.words(question.as_of)}, and who checked?",
        headline=asked.headline,
        sections=sections,
        notes=asked.notes(),
        main=main,
        figures=(
            Drawn("stand", (asked, *found)),
            Drawn("when", (asked, *found)),
        ),
    )


def _looks(silent: list[Standing], asked: Panel, found: Material) -> Section:
    looks = {look.id: look for look in found.looks}
    return Section(
        name="look",
        columns=COLUMNS,
        rows=[_row(standing, looks[str(standing.evidence)], found.said) for standing in silent],
        shown=SHOWN,
        key="actor",
        ending=asked.ending,
    )


def _row(standing: Standing, look: Silence, said: list[Said]) -> dict[str, Cell]:
    """Return the standing, its silence, and reported words that were not public."""
    reported = _reported(standing, said)
    first = reported[0] if reported else None
    return {
        **standing._asdict(),
        "age_days": dates.days_between(look.date_earliest, standing.as_of),
        "searched": look.searched,
        "label": look.label,
        "includes_internal": look.includes_internal,
        "reported_on": first.made_public if first else None,
        "reported_channel": first.channel if first else None,
        "reported_summary": (first.summary or first.quote) if first else None,
        "reported_source": first.source if first else None,
        "reported_evidence": " ".join(one.id for one in reported) or None,
        "reported_words": "; ".join(map(_reported_words, reported)),
    }


def _reported(standing: Standing, said: list[Said]) -> list[Said]:
    """Return the non-public statements made known by the day asked about, in the order in which they became known."""
    made_known = [
        one for one in said if (one.issue, one.speaker) == (standing.issue, standing.actor) and one.reported
    ]
    return sorted(
        made_known, key=lambda one: (one.made_public_latest or "", one.made_public_earliest or "", one.id)
    )


def _reported_words(said: Said) -> str:
    day = dates.interval_words(*dates.parse(said.made_public or said.date))
    return f"{wording.CHANNELS[said.channel]}, made known {day}"


def _look_words(row: Row) -> str:
    age = (
        plural(int(table.text(row, "age_days")), "day")
        + " ago"
        + (", overdue for a recheck" if row["stale"] else "")
    )
    return f"{dates.words(table.text(row, 'earliest'))} ({age})"


def _where(row: Row) -> str:
    internal = "also internally" if row["includes_internal"] else ""
    return "; ".join(part for part in (table.text(row, "searched"), internal) if part)


SHOWN = (
    Shown("Name", table.name),
    Shown("Organization", table.role, keep=3),
    Shown("Last checked", _look_words),
    Shown("Checked by", table.checked_by, keep=1),
    Shown("Where", _where, keep=4),
    Shown("What came back", table.came_back, keep=2),
    Shown("Source", lambda row: table.text(row, "source"), keep=5),
    Shown("Note", lambda row: wording.may_have_spoken(bool(row["may_have_spoken"])), keep=1),
    Shown("Reported, not public", lambda row: table.text(row, "reported_words"), keep=2),
)
