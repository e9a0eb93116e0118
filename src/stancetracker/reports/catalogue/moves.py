"""Who moved: everyone with one stance on record, and surely later another; all that they said, oldest first."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.base import versions, wording
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Statement
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import framed, panel_rules
from stancetracker.reports.table import Report, Section, Shown, grouped, plain, public_columns


class MoveRow(NamedTuple):
    """A counting statement of someone who moved."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    stance: str
    stance_basis: str
    side: str
    date: str
    earliest: str
    latest: str
    decides: bool
    label: str | None
    quote: str | None
    wording: str | None
    language: str | None
    summary: str | None
    channel: str
    statement_audience: str
    voice: str
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    evidence: str


_SHOWN: Final[tuple[Shown[MoveRow], ...]] = (
    Shown("Name", lambda row: f"{wording.mark('spoke', row.stance)} {row.name}"),
    Shown("When", cells.possible_days),
    Shown("Side", lambda row: wording.with_basis(row.side, row.stance_basis)),
    Shown("Words", cells.words),
    Shown("Source", cells.published_by, keep=1),
    plain("Issue", lambda row: row.issue, 2),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the counting statements of those who moved, but those without a side.

    They are on every issue, or on those asked for. Filters choose actors and statements, and never
    who moved.
    """
    standings = filters.standings(connection, question)
    issue_ids = {standing.issue for standing in standings}
    issues = [issue for issue in queries.issues(connection) if issue.id in issue_ids]
    rows = [
        _row(statement, standing)
        for standing in filters.choose_actors(standings, question)
        if standing.moved
        for statement in _statements(connection, question, standing)
    ]
    section = Section(
        "move",
        public_columns(MoveRow),
        rows,
        _SHOWN,
        key="evidence",
        ending=tuple(_counts(filters.panels(connection, question, standings))),
    )
    day = cells.scope(question)
    return Report(
        title="Who moved",
        question=f"Whose stance on record changed, {day}?",
        sections=framed(connection, question, {row.evidence for row in rows}, section),
        notes=(
            wording.MOVES,
            *panel_rules(issues),
            f"Data {versions.short(queries.data_version(connection))}.",
        ),
        main=1,
    )


def _statements(
    connection: sqlite3.Connection, question: Question, standing: Standing
) -> list[Statement]:
    """Return the statements behind a standing that count, have a side and pass the filters."""
    statements = record_queries.statements(
        connection, question, issue=standing.issue, actor=standing.actor
    )
    with_side = (
        statement for statement in statements if statement.counts and statement.stance != "neither"
    )
    return filters.choose_records(connection, with_side, question)


def _counts(panels: Sequence[Standing]) -> Iterator[str]:
    """Yield for each panel how many moved of those who spoke; in one line, where nobody did."""
    spoke = (standing for standing in panels if standing.status == "spoke")
    without_moves = []
    for issue, members in grouped(spoke, lambda standing: standing.issue).items():
        moved = sum(standing.moved for standing in members)
        if moved:
            yield wording.MOVED.format(issue, moved, len(members))
        else:
            without_moves.append(f"{issue} ({len(members):,})")
    if without_moves:
        yield wording.NOBODY_MOVED.format(wording.named(without_moves))


def _row(statement: Statement, standing: Standing) -> MoveRow:
    return MoveRow(
        issue=statement.issue,
        actor=statement.speaker,
        name=statement.name,
        organization=statement.organization,
        role=statement.role,
        panel=standing.panel,
        stance=statement.stance,
        stance_basis=statement.stance_basis,
        side=statement.side,
        date=statement.date,
        earliest=statement.date_earliest,
        latest=statement.date_latest,
        decides=statement.id == standing.evidence,
        label=statement.label,
        quote=statement.quote,
        wording=statement.wording,
        language=statement.language,
        summary=statement.summary,
        channel=statement.channel,
        statement_audience=statement.audience,
        voice=statement.voice,
        source=statement.source,
        publisher=statement.publisher,
        original_publisher=statement.original_publisher,
        tier=statement.tier,
        evidence=statement.id,
    )
