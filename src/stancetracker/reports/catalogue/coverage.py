"""Who was checked, by whom, how often and when; and who has no check on record."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Silence
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Panel, on_each_issue
from stancetracker.reports.table import (
    Figure,
    PeopleOnly,
    Report,
    Section,
    Shown,
    grouped,
    plain,
    public_columns,
    with_words,
)


class CoverageRow(NamedTuple):
    """An actor with all silences that count, and the last of them; one without has None."""

    issue: str
    actor: str
    name: str
    organization: str | None
    role: str | None
    panel: bool
    status: str
    stance: str | None
    checks: int
    first_checked: str | None
    last_checked: str | None
    last_checked_latest: str | None
    age_days: int | None
    stale: bool
    answered: bool | None
    basis: str | None
    response: str | None
    checked_by: str | None
    all_checked_by: str | None
    """Who made each of the checks, and how, in words."""
    searched: str | None
    includes_internal: bool | None
    label: str | None
    source: str | None
    publisher: str | None
    check: str | None
    """The id of the last check."""
    remark: PeopleOnly[str]
    """The sentence of the last check's source, with who wrote it; empty without one."""
    evidence: PeopleOnly[str | None]
    actor_kind: PeopleOnly[str]


def _last_checked(row: CoverageRow) -> str:
    return (
        cells.last_checked(row.last_checked, stale=row.stale, answered=row.answered)
        if row.last_checked
        else ""
    )


_SHOWN: Final[tuple[Shown[CoverageRow], ...]] = (
    Shown("Name", cells.name),
    Shown("Checks", lambda row: f"{row.checks:,}" if row.checks else "", numeric=True),
    Shown("As of", _last_checked),
    Shown("What came back", lambda row: cells.response(row.response), keep=1),
    plain("By whom", lambda row: row.all_checked_by, 2),
    plain("Where", lambda row: row.searched, 3),
    plain("Words", lambda row: row.remark, 3),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List the panel of each issue with the silences that count as of the day, an actor a row."""
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """List the panel of one issue with the silences that count."""
    material = panel.material()
    silences = grouped(
        (silence for silence in material.silences if silence.counts), lambda silence: silence.actor
    )
    selection = filters.choose(panel.connection, panel.standings, panel.question)
    section = with_words(
        Section(
            "coverage",
            public_columns(CoverageRow),
            [_row(standing, silences[standing.actor]) for standing in selection],
            _SHOWN,
            key="actor",
            ending=tuple(_never_checked(panel.standings, silences)),
        )
    )
    return panel.report(
        section,
        title="who was checked",
        question="who was checked, by whom and when",
        records={silence.id for standing in selection for silence in silences[standing.actor]},
        figures=[Figure("checked", (panel, material._replace(statements=[])))],
    )


def _never_checked(
    standings: Sequence[Standing], silences: Mapping[str, list[Silence]]
) -> Iterator[str]:
    """Yield who of the whole panel has no check on record, whatever rows were chosen."""
    without = [
        standing for standing in standings if standing.panel and not silences[standing.actor]
    ]
    unchecked = [standing.name for standing in without if standing.status != "spoke"]
    speakers = [standing.name for standing in without if standing.status == "spoke"]
    if unchecked:
        yield wording.NO_CHECK.format("without a statement", ", ".join(unchecked))
    if speakers:
        yield wording.NO_CHECK.format("with a statement", ", ".join(speakers))


def _row(standing: Standing, silences: list[Silence]) -> CoverageRow:
    """Return the row of an actor with these silences."""
    last = _last(standing, silences)
    return CoverageRow(
        issue=standing.issue,
        actor=standing.actor,
        name=standing.name,
        organization=standing.organization,
        role=standing.role,
        panel=standing.panel,
        status=standing.status,
        stance=standing.stance,
        checks=len(silences),
        first_checked=min((silence.date_earliest for silence in silences), default=None),
        last_checked=last and last.date_earliest,
        last_checked_latest=last and last.date_latest,
        age_days=last and dates.days_between(last.date_earliest, standing.as_of),
        stale=standing.stale,
        answered=standing.answered,
        basis=last and last.basis,
        response=last and last.response,
        checked_by=last and last.checked_by,
        all_checked_by="; ".join(dict.fromkeys(map(cells.checked, silences))) if silences else None,
        searched=last and last.searched,
        includes_internal=last and last.includes_internal,
        label=last and last.label,
        source=last and last.source,
        publisher=last and last.publisher,
        check=last and last.id,
        evidence=standing.evidence,
        remark=cells.remark(last, last.label) if last else "",
        actor_kind=standing.actor_kind,
    )


def _last(standing: Standing, silences: list[Silence]) -> Silence | None:
    """Return the silence that the standing rests on, else the last, if any."""
    deciding = [silence for silence in silences if silence.id == standing.evidence]
    return max(
        deciding or silences,
        key=lambda silence: (silence.date_earliest, silence.date_latest, silence.id),
        default=None,
    )
