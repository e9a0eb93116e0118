"""Who said what, when, where and on whose authority, with days since the issue began and since its last trigger."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.index import lookup, record_queries
from stancetracker.index.queries import Question
from stancetracker.index.record_queries import Statement
from stancetracker.reports import cells, filters
from stancetracker.reports.citation import footnote_texts
from stancetracker.reports.panel import Elapsed, Panel, elapsed, on_each_issue
from stancetracker.reports.table import (
    Figure,
    PeopleOnly,
    Report,
    Section,
    Shown,
    joined,
    plain,
    public_columns,
)

OPTIONS: Final = ("footnotes",)


class StatementRow(NamedTuple):
    """A statement that counts."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    stance: str
    stance_basis: str
    side: str
    label: str | None
    date: str
    earliest: str
    latest: str
    days_from_start_earliest: int
    days_from_start_latest: int
    trigger: str | None
    days_from_trigger_earliest: int | None
    days_from_trigger_latest: int | None
    decides: bool
    moved: bool
    """True if the speaker took one stance and surely later another, by the day asked about."""
    quote: str | None
    wording: str | None
    language: str | None
    summary: str | None
    channel: str
    statement_audience: str
    made_public: str | None
    voice: str
    verification: str
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    evidence: str
    organization_name: PeopleOnly[str | None]
    trigger_title: PeopleOnly[str | None]


class TranslationRow(NamedTuple):
    """A translation of a quote, beside its original where that is on record."""

    issue: str
    actor: str
    name: str
    date: str
    earliest: str
    latest: str
    original: str | None
    original_language: str | None
    translation: str | None
    translation_language: str | None
    translated_by: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    evidence: str
    stance: PeopleOnly[str]
    tier: PeopleOnly[str | None]


class Text(NamedTuple):
    """Words in a language, and who translated them."""

    text: str | None
    language: str | None
    by: str | None = None


def _quoted(text: str | None, language: str | None) -> str:
    return f"“{text}” ({language})" if text else ""


def _days(row: StatementRow) -> str:
    """Return the days since the issue's first day, and since the last trigger."""
    since_start = wording.days(row.days_from_start_earliest, row.days_from_start_latest)
    words = f"{since_start} after the issue's first day"
    if row.days_from_trigger_earliest is None or row.days_from_trigger_latest is None:
        return words
    since_trigger = wording.days(row.days_from_trigger_earliest, row.days_from_trigger_latest)
    return f"{words}, {since_trigger} after “{row.trigger_title}”"


_SHOWN: Final[tuple[Shown[StatementRow], ...]] = (
    Shown("Name", lambda row: f"{wording.mark('spoke', row.stance)} {row.name}"),
    Shown("Organization", cells.role, keep=4),
    Shown("Stance", lambda row: wording.with_basis(row.side, row.stance_basis)),
    Shown("When", cells.possible_days),
    Shown("Words", cells.words),
    Shown(
        "Where",
        lambda row: cells.where(row.channel, row.voice, row.statement_audience),
        keep=1,
    ),
    Shown("Source", cells.published_by, keep=2),
    Shown("Days", _days, keep=3),
)
_TRANSLATIONS_SHOWN: Final[tuple[Shown[TranslationRow], ...]] = (
    plain("Name", lambda row: row.name),
    Shown("When", cells.possible_days),
    Shown(
        "Original",
        lambda row: _quoted(row.original, row.original_language) or wording.NOT_RECORDED,
    ),
    Shown(
        "Translation",
        lambda row: joined(
            ", ", _quoted(row.translation, row.translation_language), row.translated_by
        ),
    ),
    Shown("Source", cells.published_by, keep=1),
)


def report(
    connection: sqlite3.Connection, question: Question, *, footnotes: bool = False
) -> Report:
    """List every statement that counts, of the actors asked about, oldest first on each issue.

    With `footnotes`, each has a citation of it as its footnote.
    """
    return on_each_issue(connection, question, partial(_on_issue, footnotes=footnotes))


def _on_issue(panel: Panel, *, footnotes: bool) -> Report:
    """List the statements on one issue, oldest first."""
    connection = panel.connection
    question = panel.question
    material = panel.material()
    speakers = {standing.actor for standing in filters.choose_actors(panel.standings, question)}
    of_speakers = [statement for statement in material.statements if statement.speaker in speakers]
    deciding = {standing.evidence for standing in panel.standings}
    moved = {standing.actor for standing in panel.standings if standing.moved}
    triggers = material.triggers
    row_class = record_queries.statements.with_other_fields(connection, StatementRow)
    rows = []
    for statement in filters.choose_records(connection, of_speakers, question):
        if statement.counts:
            days = elapsed(panel.issue, triggers, statement.date_earliest, statement.date_latest)
            row = _row(
                statement,
                days,
                decides=statement.id in deciding,
                moved=statement.speaker in moved,
            )
            others = record_queries.statements.other_values(statement)
            rows.append(row_class(*row, *others.values()))
    section = Section("statement", public_columns(row_class), rows, _SHOWN, key="evidence")
    if footnotes:
        texts = footnote_texts(connection, question, [row.evidence for row in rows])
        section = section._replace(footnote=lambda row: texts[row.evidence])
    return panel.report(
        section,
        _translations(connection, rows),
        title="what was said",
        question="who said what",
        records=panel.records({row.actor for row in rows}),
        notes=(*_disputed(of_speakers, question), wording.LANGUAGE_OF_QUOTES),
        figures=[Figure("when", (panel, material))],
    )


def _disputed(statements: Sequence[Statement], question: Question) -> tuple[str, ...]:
    """Return the note on disputed statements, which are not listed, if there are any."""
    disputed = [
        statement.id
        for statement in statements
        if statement.verification == "disputed"
        and statement.withdrawn is None
        and statement.date_latest <= question.as_of
    ]
    return (wording.LEFT_OUT.format(", ".join(disputed)),) if disputed else ()


def _row(statement: Statement, days: Elapsed, *, decides: bool, moved: bool) -> StatementRow:
    return StatementRow(
        issue=statement.issue,
        actor=statement.speaker,
        name=statement.name,
        organization=statement.organization,
        role=statement.role,
        stance=statement.stance,
        stance_basis=statement.stance_basis,
        side=statement.side,
        label=statement.label,
        date=statement.date,
        earliest=statement.date_earliest,
        latest=statement.date_latest,
        days_from_start_earliest=days.days_from_start_earliest,
        days_from_start_latest=days.days_from_start_latest,
        trigger=days.trigger,
        days_from_trigger_earliest=days.days_from_trigger_earliest,
        days_from_trigger_latest=days.days_from_trigger_latest,
        decides=decides,
        moved=moved,
        quote=statement.quote,
        wording=statement.wording,
        language=statement.language,
        summary=statement.summary,
        channel=statement.channel,
        statement_audience=statement.audience,
        made_public=statement.made_public,
        voice=statement.voice,
        verification=statement.verification,
        source=statement.source,
        publisher=statement.publisher,
        original_publisher=statement.original_publisher,
        tier=statement.tier,
        evidence=statement.id,
        organization_name=statement.organization_name,
        trigger_title=days.trigger_title,
    )


def _translations(
    connection: sqlite3.Connection, statements: Sequence[StatementRow]
) -> Section[TranslationRow]:
    """Return the translations beside quotes, and the quotes that are translations themselves."""
    by_record = lookup.translations_by_record(connection, [row.evidence for row in statements])
    rows = []
    for statement in statements:
        translations = [_translation(values) for values in by_record.get(statement.evidence, ())]
        quote = Text(statement.quote, statement.language)
        if statement.wording == "translation":
            original, translations = Text(None, None), [quote, *translations]
        else:
            original = quote
        rows += [_translation_row(statement, original, text) for text in translations]
    return Section(
        "translation",
        public_columns(TranslationRow),
        rows,
        _TRANSLATIONS_SHOWN,
        key="evidence",
        caption=wording.TRANSLATIONS,
        quiet=True,
    )


def _translation(values: Mapping[str, str | None]) -> Text:
    """Return a translation as its record has it."""
    return Text(values["text"], values["language"], values["by"])


def _translation_row(statement: StatementRow, original: Text, translation: Text) -> TranslationRow:
    return TranslationRow(
        issue=statement.issue,
        actor=statement.actor,
        name=statement.name,
        date=statement.date,
        earliest=statement.earliest,
        latest=statement.latest,
        original=original.text,
        original_language=original.language,
        translation=translation.text,
        translation_language=translation.language,
        translated_by=translation.by,
        source=statement.source,
        publisher=statement.publisher,
        original_publisher=statement.original_publisher,
        evidence=statement.evidence,
        stance=statement.stance,
        tier=statement.tier,
    )
