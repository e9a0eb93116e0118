"""For whom no public statement was found: who checked, when, where, and what came back."""

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import fold
from stancetracker.index import lookup, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Panel, on_each_issue
from stancetracker.reports.table import (
    Figure,
    PeopleOnly,
    Report,
    Section,
    Shown,
    grouped,
    joined,
    plain,
    public_columns,
    with_words,
)


class SilenceRow(NamedTuple):
    """A silence that a standing rests on, and private words that were made known."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    date: str | None
    earliest: str
    latest: str | None
    age_days: int
    stale: bool
    answered: bool | None
    """Whether a person, or a newsroom, wire or agency, answers for it."""
    basis: str | None
    checked_by: str | None
    checks: int
    """The number of the actor's checks that count."""
    independent_sources: int
    """The number of original publishers of all the actor's checks."""
    response: str | None
    searched: str | None
    label: str | None
    includes_internal: bool
    source: str | None
    publisher: str | None
    evidence: str | None
    may_have_spoken: bool
    private: bool
    private_on: str | None
    private_channel: str | None
    private_summary: str | None
    private_source: str | None
    private_evidence: str | None
    remark: PeopleOnly[str]
    """The sentence of the source, with who wrote it; empty without one."""
    private_words: PeopleOnly[str]
    status: PeopleOnly[str]
    stance: PeopleOnly[str | None]
    organization_name: PeopleOnly[str | None]
    original_publisher: PeopleOnly[str | None]
    tier: PeopleOnly[str | None]
    actor_kind: PeopleOnly[str]


class EvidenceRow(NamedTuple):
    """The words and the source of a silence that standings rest on, once for all its actors."""

    issue: str
    evidence: str
    actors: str
    """The ids of the actors whose standings rest on it, by spaces."""
    label: str | None
    source: str | None
    publisher: str | None
    names: PeopleOnly[str]
    remark: PeopleOnly[str]
    """The sentence of the source, with who wrote it; empty without one."""


_NAME: Final[Shown[SilenceRow]] = Shown(
    "Name", lambda row: joined(", ", cells.name(row), cells.role(row))
)
_CHECKED_BY: Final[Shown[SilenceRow]] = Shown("By whom", cells.checked, keep=1)
_SHOWN: Final[tuple[Shown[SilenceRow], ...]] = (
    _NAME,
    Shown(
        "Up to",
        lambda row: cells.last_checked(row.earliest, stale=row.stale, answered=row.answered),
    ),
    plain("Checks", lambda row: row.checks, 2, numeric=True),
    _CHECKED_BY,
    Shown(
        "Where",
        lambda row: joined("; ", row.searched, row.includes_internal and "also internally"),
        keep=4,
    ),
    Shown("What came back", lambda row: wording.response_words(row.response), keep=2),
    Shown("Note", lambda row: "may have spoken" if row.may_have_spoken else "", keep=1),
    plain("Private remarks", lambda row: row.private_words, 2),
)
_EVIDENCE_SHOWN: Final[tuple[Shown[EvidenceRow], ...]] = (
    plain("Of", lambda row: row.names),
    plain("Source", lambda row: row.source, 2),
    plain("Words", lambda row: row.remark, 1),
)
_SINGLE_SHOWN: Final[tuple[Shown[SilenceRow], ...]] = (
    _NAME,
    Shown("As of", lambda row: dates.words(row.earliest)),
    _CHECKED_BY,
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the silences that the standings of each issue's panel rest on."""
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """List the silences of one issue's panel."""
    connection = panel.connection
    question = panel.question
    material = panel.material()
    silences = {silence.id: silence for silence in material.silences}
    checks = grouped(
        (silence for silence in material.silences if silence.counts), lambda silence: silence.actor
    )
    selection = filters.choose(connection, panel.standings, question)
    row_class = record_queries.silences.with_other_fields(connection, SilenceRow)
    rows = []
    for standing in selection:
        if standing.status == "silent":
            silence = silences[str(standing.evidence)]
            private = _private(standing, material.statements)
            row = _row(
                standing,
                silence,
                private,
                checks=len(checks[standing.actor]),
                independent_sources=len(_publishers(connection, checks[standing.actor])),
            )
            others = record_queries.silences.other_values(silence)
            rows.append(row_class(*row, *others.values()))
    return panel.report(
        with_words(Section("check", public_columns(row_class), rows, _SHOWN, key="actor")),
        with_words(_evidence(rows)),
        _single_source(row_class, rows),
        title="no public statement found",
        question="for whom was no public statement found, and who checked",
        records=panel.records({row.actor for row in rows}),
        notes=[wording.would_change_a_silence(question.as_of)],
        figures=[Figure(name, (panel, material)) for name in ("stand", "when")],
    )


def _evidence(rows: Sequence[SilenceRow]) -> Section[EvidenceRow]:
    """Return the words and the source of each silence, once for all whom it names."""
    evidence_rows = []
    for evidence, alike in grouped(rows, lambda row: str(row.evidence)).items():
        first = alike[0]
        if first.remark or first.source:
            row = EvidenceRow(
                issue=first.issue,
                evidence=evidence,
                actors=" ".join(row.actor for row in alike),
                label=first.label,
                source=first.source,
                publisher=first.publisher,
                names=joined(", ", *(row.name for row in alike)),
                remark=first.remark,
            )
            evidence_rows.append(row)
    return Section(
        "evidence",
        public_columns(EvidenceRow),
        evidence_rows,
        _EVIDENCE_SHOWN,
        key="evidence",
        quiet=True,
    )


def _single_source(row_class: type[SilenceRow], rows: Sequence[SilenceRow]) -> Section[SilenceRow]:
    """Return the rows of those for whom all checks go back to the same source."""
    single = [row for row in rows if row.independent_sources == 1]
    ending = (wording.ONE_SOURCE.format(len(single), len(rows)),) if single else ()
    return Section(
        "single-source",
        public_columns(row_class),
        single,
        _SINGLE_SHOWN,
        key="actor",
        caption=wording.SINGLE_SOURCE,
        ending=ending,
        quiet=True,
    )


def _publishers(connection: sqlite3.Connection, silences: Sequence[Silence]) -> set[str]:
    """Return who first published silences; for a search or request, who checked."""
    publishers: set[str] = set()
    for silence in silences:
        if silence.basis != "reported" and silence.checked_by:
            names = [silence.checked_by]
        else:
            names = [
                source.original_publisher or source.publisher or source.address
                for source in lookup.sources_of(connection, silence.id)
            ]
        publishers.update(map(fold, names or [silence.id]))
    return publishers


def _private(standing: Standing, statements: Sequence[Statement]) -> list[Statement]:
    """Return an actor's private words that were made known, by the day they became known."""
    return sorted(
        (
            statement
            for statement in statements
            if statement.speaker == standing.actor and statement.private
        ),
        key=lambda statement: (
            statement.made_public_latest or "",
            statement.made_public_earliest or "",
            statement.id,
        ),
    )


def _row(
    standing: Standing,
    silence: Silence,
    private: Sequence[Statement],
    *,
    checks: int,
    independent_sources: int,
) -> SilenceRow:
    first = private[0] if private else None
    return SilenceRow(
        issue=standing.issue,
        actor=standing.actor,
        name=standing.name,
        organization=standing.organization,
        role=standing.role,
        date=standing.date,
        earliest=str(standing.earliest),
        latest=standing.latest,
        age_days=dates.days_between(silence.date_earliest, standing.as_of),
        stale=standing.stale,
        answered=standing.answered,
        basis=standing.basis,
        checked_by=standing.checked_by,
        checks=checks,
        independent_sources=independent_sources,
        response=standing.response,
        searched=silence.searched,
        label=silence.label,
        includes_internal=silence.includes_internal,
        source=standing.source,
        publisher=standing.publisher,
        evidence=standing.evidence,
        may_have_spoken=standing.may_have_spoken,
        private=standing.private,
        private_on=first and first.made_public,
        private_channel=first and first.channel,
        private_summary=first and (first.summary or first.quote),
        private_source=first and first.source,
        private_evidence=" ".join(statement.id for statement in private) or None,
        private_words="; ".join(map(_made_known, private)),
        remark=cells.remark(silence, silence.label),
        status=standing.status,
        stance=standing.stance,
        organization_name=standing.organization_name,
        original_publisher=standing.original_publisher,
        tier=standing.tier,
        actor_kind=standing.actor_kind,
    )


def _made_known(statement: Statement) -> str:
    """Return where private words were said, and when they became known."""
    channel = wording.CHANNELS[statement.channel]
    return f"{channel}, made known {cells.day(statement.made_public)}"
