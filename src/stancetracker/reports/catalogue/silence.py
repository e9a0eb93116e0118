"""For whom no public statement was found: who checked, when, where, what came back, and how long ago."""

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.base.text import fold
from stancetracker.index import lookup, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.reports import filters, table
from stancetracker.reports.catalogue.ties import context
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Cell, Report, Section, Shown, columns, joined, plain

COLUMNS = columns(
    "issue actor name organization role date earliest latest age_days stale basis checked_by sources response",
    "searched label includes_internal source publisher evidence may_have_spoken reported reported_on",
    "reported_channel reported_summary reported_source reported_evidence",
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the silences of one issue's panel, then the context of the whole panel."""
    asked = panel(connection, question)
    silent = [one for one in filters.choose(asked.standings, question) if one.status == "silent"]
    found = asked.material()
    looks = {look.id: look for look in found.looks}
    sources = _sources(connection, [look for look in found.looks if look.counts])
    rows = [
        {
            **_row(standing, looks[str(standing.evidence)], found.said),
            "sources": len(sources[standing.actor]),
        }
        for standing in silent
    ]
    columns_of_records = (*COLUMNS, *record_queries.silences.other_fields(connection))
    single = [row for row in rows if row["sources"] == 1]
    one_source = (wording.ONE_SOURCE.format(len(single), len(rows)),) if single else ()
    beside = context(connection, question, [one for one in asked.standings if one.panel])
    return asked.report(
        Section("look", columns_of_records, rows, SHOWN, key="actor"),
        Section(
            "single-source",
            columns_of_records,
            single,
            _SINGLE,
            "actor",
            wording.SINGLE_SOURCE,
            one_source,
            True,
        ),
        *beside.sections(),
        title="no public statement found",
        asks="For whom was no public statement found, and who checked",
        about=asked.records({standing.actor for standing in silent}),
        figures=[(name, (asked, found)) for name in ("stand", "when")],
    )


def _sources(connection: sqlite3.Connection, looks: list[Silence]) -> dict[str, set[str]]:
    """Return, by actor, who first published the silences; for what was searched or asked, who checked."""
    found: dict[str, set[str]] = {}
    for look in looks:
        sources = lookup.sources_of(connection, look.id)
        names = [one.original_publisher or one.publisher or one.address for one in sources]
        if look.basis != "reported" and look.checked_by:
            names = [look.checked_by]
        found.setdefault(look.actor, set()).update(map(fold, names or [look.id]))
    return found


def _row(standing: Standing, look: Silence, said: list[Statement]) -> dict[str, Cell]:
    """Return the standing, its silence, and reported words that were not public, by the day they became known."""
    reported = [one for one in said if one.speaker == standing.actor and one.reported]
    reported.sort(
        key=lambda one: (one.made_public_latest or "", one.made_public_earliest or "", one.id)
    )
    first = reported[0] if reported else None
    return {
        **standing._asdict(),
        "age_days": dates.days_between(look.date_earliest, standing.as_of),
        "searched": look.searched,
        "label": look.label,
        "includes_internal": look.includes_internal,
        "reported_on": first and first.made_public,
        "reported_channel": first and first.channel,
        "reported_summary": first and (first.summary or first.quote),
        "reported_source": first and first.source,
        "reported_evidence": " ".join(one.id for one in reported) or None,
        **record_queries.silences.other_values(look),
        "reported_words": "; ".join(
            f"{wording.CHANNELS[one.channel]}, made known {table.day(one._asdict(), 'made_public')}"
            for one in reported
        ),
    }


SHOWN = (
    Shown("Name", table.name),
    Shown("Organization", table.role, keep=3),
    Shown("Last checked", lambda row: table.ago(row, "earliest")),
    Shown("Checked by", wording.checker, keep=1),
    Shown(
        "Where",
        lambda row: joined("; ", row["searched"], row["includes_internal"] and "also internally"),
        keep=4,
    ),
    Shown("What came back", table.came_back, keep=2),
    Shown("Words", table.label, keep=3),
    plain("Source", "source", 5),
    Shown("Note", lambda row: "may have spoken" if row["may_have_spoken"] else "", keep=1),
    plain("Reported, not public", "reported_words", 2),
)
_SINGLE = (SHOWN[0], Shown("Last checked", lambda row: dates.words(row["earliest"])), SHOWN[3])
