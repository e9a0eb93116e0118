"""Who said what, when, where and on whose authority, with days since the issue began and since its last trigger."""

import sqlite3

from stancetracker.base import wording
from stancetracker.index import lookup, record_queries
from stancetracker.index.queries import Question
from stancetracker.reports import filters, table
from stancetracker.reports.panel import ELAPSED, elapsed, panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, joined, plain

COLUMNS = columns(
    "issue actor name organization role stance label date earliest latest",
    *ELAPSED,
    "decides quote wording language summary channel statement_audience made_public voice verification",
    "source publisher original_publisher tier evidence",
)
PAIR = columns("original original_language translation translation_language translated_by")
TRANSLATIONS = columns(
    "issue actor name date earliest latest", *PAIR, "source publisher original_publisher evidence"
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List every statement that counts, of the actors asked about, oldest first."""
    asked = panel(connection, question)
    found = asked.material()
    speakers = {one.actor for one in filters.choose_actors(asked.standings, question)}
    of_them = [one for one in found.said if one.speaker in speakers]
    disputed = [
        one.id
        for one in of_them
        if one.verification == "disputed"
        and one.withdrawn is None
        and one.date_latest <= question.as_of
    ]
    left_out = (wording.LEFT_OUT.format(", ".join(disputed)),) if disputed else ()
    decides = {standing.evidence for standing in asked.standings}
    triggers = found.triggers
    rows: list[Row] = [
        {
            **one.cells(),
            **elapsed(asked.issue, triggers, one.date_earliest, one.date_latest),
            "decides": one.id in decides,
        }
        for one in filters.choose_records((one for one in of_them if one.counts), question)
    ]
    others = record_queries.statements.other_fields(connection)
    return asked.report(
        Section("statement", (*COLUMNS, *others), rows, SHOWN, key="evidence"),
        _translations(connection, rows),
        title="what was said",
        asks=f"Who said what about “{asked.issue.proposition}”",
        about=asked.records({row["actor"] for row in rows}),
        notes=(*left_out, wording.LANGUAGE_OF_QUOTES),
        figures=[("when", (asked, found))],
    )


def _translations(connection: sqlite3.Connection, rows: list[Row]) -> Section:
    """Return a row for each translation: those beside a quote, and quotes that are translations themselves."""
    found: list[Row] = []
    for row in rows:
        beside = lookup.values(connection, row["evidence"]).get("translations", ())
        translated = [(one["text"], one["language"], one.get("by")) for one in beside]
        original = (row["quote"], row["language"])
        if row["wording"] == "translation":
            translated, original = [(*original, None), *translated], (None, None)
        found += [
            {**row, **dict(zip(PAIR, (*original, *each), strict=True))} for each in translated
        ]
    return Section(
        "translation", TRANSLATIONS, found, BESIDE, "evidence", wording.TRANSLATIONS, quiet=True
    )


def _quoted(row: Row, key: str) -> str:
    return f"“{row[key]}” ({row[f'{key}_language']})" if row[key] else ""


def _after(row: Row) -> str:
    text = f"{_span(row, 'start')} after the issue's first day"
    return text + (
        f", {_span(row, 'trigger')} after “{row['trigger_title']}”" if row["trigger"] else ""
    )


def _span(row: Row, since: str) -> str:
    return wording.days(row[f"days_from_{since}_earliest"], row[f"days_from_{since}_latest"])


SHOWN = (
    Shown("Name", lambda row: f"{wording.mark('spoke', row['stance'])} {row['name']}"),
    Shown("Organization", table.role, keep=4),
    Shown("Stance", lambda row: wording.side(row["stance"], row["stance_basis"])),
    Shown("When", table.date),
    Shown("Words", table.words),
    Shown("Where", table.where, keep=1),
    Shown("Source", table.published_by, keep=2),
    Shown("Days", _after, keep=3),
)
BESIDE = (
    plain("Name", "name"),
    Shown("When", table.date),
    Shown("Original", lambda row: _quoted(row, "original") or wording.NOT_RECORDED),
    Shown(
        "Translation", lambda row: joined(", ", _quoted(row, "translation"), row["translated_by"])
    ),
    Shown("Source", table.published_by, keep=1),
)
