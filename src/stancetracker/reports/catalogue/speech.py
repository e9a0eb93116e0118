"""Who said what, when, where and on whose authority, with days since the issue began and since its last trigger."""

import sqlite3

from stancetracker.base import wording
from stancetracker.index import recorded
from stancetracker.index.queries import Question
from stancetracker.index.recorded import Happened, Said
from stancetracker.reports import filters, table
from stancetracker.reports.panel import ELAPSED, Panel, elapsed, panel
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, joined

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
    said = filters.choose_said((one for one in of_them if one.counts), question)
    decides = {standing.evidence for standing in asked.standings}
    triggers = found.triggers
    rows = [_row(one, decides, triggers, asked) for one in said]
    return asked.report(
        Section("statement", COLUMNS, rows, SHOWN, key="evidence", ending=asked.ending),
        _translations(connection, rows),
        title="what was said",
        asks=f"Who said what about “{asked.issue.proposition}”",
        about=asked.records({one.speaker for one in said}),
        notes=(*_disputed(of_them, question), wording.LANGUAGE_OF_QUOTES),
        figures=["when"],
        found=found,
    )


def _disputed(said: list[Said], question: Question) -> tuple[str, ...]:
    """Return a note that names the disputed statements, if there are any."""
    ids = [
        one.id
        for one in said
        if one.verification == "disputed" and one.withdrawn is None and one.date_latest <= question.as_of
    ]
    return (wording.LEFT_OUT.format(", ".join(ids)),) if ids else ()


def _row(said: Said, decides: set[str | None], triggers: list[Happened], asked: Panel) -> dict[str, Cell]:
    return {
        **said.cells(),
        **elapsed(asked.issue, triggers, said.date_earliest, said.date_latest),
        "decides": said.id in decides,
    }


def _translations(connection: sqlite3.Connection, rows: list[dict[str, Cell]]) -> Section:
    """Return a row for each translation: those beside a quote, and quotes that are translations themselves."""
    beside: dict[str, list[tuple[Cell, ...]]] = {}
    for record, language, text, by in recorded.translations(
        connection, to=[str(row["evidence"]) for row in rows]
    ):
        beside.setdefault(record, []).append((text, language, by))
    found = []
    for row in rows:
        translated = beside.get(str(row["evidence"]), [])
        original = (row["quote"], row["language"])
        if row["wording"] == "translation":
            translated, original = [(*original, None), *translated], (None, None)
        found += [{**row, **dict(zip(PAIR, (*original, *each), strict=True))} for each in translated]
    return Section("translation", TRANSLATIONS, found, BESIDE, "evidence", wording.TRANSLATIONS, quiet=True)


def _quoted(row: Row, key: str) -> str:
    return f"“{row[key]}” ({row[f'{key}_language']})" if row[key] else ""


def _after(row: Row) -> str:
    text = f"{_span(row, 'start')} after the issue's first day"
    if row["trigger"] is not None:
        text += f", {_span(row, 'trigger')} after “{row['trigger_title']}”"
    return text


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
    Shown("Name", lambda row: row["name"]),
    Shown("When", table.date),
    Shown("Original", lambda row: _quoted(row, "original") or wording.NO_ORIGINAL),
    Shown("Translation", lambda row: joined(", ", _quoted(row, "translation"), row["translated_by"])),
    Shown("Source", table.published_by, keep=1),
)
