"""Who said what, when, where and on whose authority, with days since the issue began and since its last trigger."""

from __future__ import annotations

import sqlite3

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question
from stancetracker.index.recorded import Happened, Said
from stancetracker.reports import filters, table
from stancetracker.reports.panel import SAME, Material, Panel, elapsed, framed, material, panel, records, same
from stancetracker.reports.table import Cell, Drawn, Report, Row, Section, Shown, columns

COLUMNS = columns(
    "issue actor name organization role stance label date earliest latest days_from_start_earliest",
    "days_from_start_latest trigger days_from_trigger_earliest days_from_trigger_latest decides quote",
    "wording language summary channel statement_audience made_public voice verification source",
    "publisher original_publisher tier evidence",
    *SAME,
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List every statement that counts, of the actors asked about, oldest first."""
    asked = panel(connection, question)
    found = material(connection, question, asked.issue.id)
    said = _said(found, question, asked)
    triggers, on_each = found.triggers, same(connection, question)
    decides = {standing.evidence for standing in asked.standings}
    section = Section(
        name="statement",
        columns=COLUMNS,
        rows=[{**_row(one, decides, triggers, asked), **on_each} for one in said],
        shown=SHOWN,
        key="evidence",
        ending=asked.ending,
    )
    about = records(connection, question, asked.issue.id, {one.speaker for one in said})
    sections, main = framed(connection, question, about, section)
    return Report(
        title=f"{asked.issue.title}: what was said",
        question=f"Who said what about “{asked.issue.proposition}” by {dates.words(question.as_of)}?",
        headline=asked.headline,
        sections=sections,
        notes=(*asked.notes(), *_disputed(found, question, asked), wording.LANGUAGE_OF_QUOTES),
        main=main,
        figures=(Drawn("when", (asked, *found)),),
    )


def _disputed(found: Material, question: Question, asked: Panel) -> tuple[str, ...]:
    """Return a note that names the disputed statements of those asked about, if there are any."""
    speakers = {s.actor for s in filters.choose_actors(asked.standings, question)}
    ids = [
        one.id
        for one in found.said
        if one.verification == "disputed"
        and one.withdrawn is None
        and one.speaker in speakers
        and one.date_latest <= question.as_of
    ]
    return (wording.left_out(ids),) if ids else ()


def _said(found: Material, question: Question, asked: Panel) -> list[Said]:
    speakers = {s.actor for s in filters.choose_actors(asked.standings, question)}
    counting = [one for one in found.said if one.counts and one.speaker in speakers]
    return filters.choose_said(counting, question)


def _row(said: Said, decides: set[str | None], triggers: list[Happened], asked: Panel) -> dict[str, Cell]:
    return {
        **said._asdict(),
        "actor": said.speaker,
        "earliest": said.date_earliest,
        "latest": said.date_latest,
        **elapsed(asked.issue, triggers, said.date_earliest, said.date_latest),
        "decides": said.id in decides,
        "statement_audience": said.audience,
        "evidence": said.id,
    }


def _who(row: Row) -> str:
    return f"{wording.mark('spoke', table.optional(row, 'stance'))} {table.text(row, 'name')}"


def _after(row: Row) -> str:
    text = f"{_span(row, 'start')} after the issue's first day"
    if row["trigger"] is not None:
        text += f", {_span(row, 'trigger')} after “{row['trigger_title']}”"
    return text


def _span(row: Row, since: str) -> str:
    first, last = row[f"days_from_{since}_earliest"], row[f"days_from_{since}_latest"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return wording.days(first, last)


SHOWN = (
    Shown("Name", _who),
    Shown("Organization", table.role, keep=4),
    Shown("Stance", lambda row: wording.STANCES[table.text(row, "stance")]),
    Shown("When", table.date),
    Shown("Words", table.words),
    Shown("Where", table.where, keep=1),
    Shown("Source", table.authority, keep=2),
    Shown("Days", _after, keep=3),
)
