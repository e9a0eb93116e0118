"""Filters choose rows after standings are computed, and never which records count."""

from __future__ import annotations

from collections.abc import Iterable

from stancetracker.index.queries import Said, Standing
from stancetracker.reports.names import source_names
from stancetracker.reports.question import Question


def in_scope(standing: Standing, question: Question) -> bool:
    """Whether a standing is asked about at all: its kind of actor, and the panel unless everyone is asked about."""
    kind = question.actors in ("any", standing.actor_kind)
    return kind and (standing.panel or question.everyone)


def choose(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """The standings that pass every filter: flags of one name are alternatives, different ones all hold."""
    return [standing for standing in standings if _passes(standing, question)]


def _passes(standing: Standing, question: Question) -> bool:
    return (
        _in(standing.issue, question.issues)
        and _in(standing.status, question.statuses)
        and _in(standing.stance, question.stances)
        and _in(standing.channel, question.channels)
        and (standing.stale or not question.stale)
        and (standing.reported or not question.reported)
        and _actor_asked(standing.actor, standing.organization, question)
        and _cited(standing.source, standing.publisher, question)
        and _dated(standing.earliest, standing.latest, question)
    )


def choose_actors(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """The standings whose actor, status and flags are asked about, whatever the deciding statement is."""
    return [
        standing
        for standing in standings
        if _in(standing.status, question.statuses)
        and (standing.stale or not question.stale)
        and (standing.reported or not question.reported)
        and _actor_asked(standing.actor, standing.organization, question)
    ]


def choose_said(said: Iterable[Said], question: Question) -> list[Said]:
    """The statements that pass every filter that can be about a statement."""
    return [
        one
        for one in said
        if _in(one.stance, question.stances)
        and _in(one.channel, question.channels)
        and _cited(one.source, one.publisher, question)
        and _dated(one.date_earliest, one.date_latest, question)
    ]


def _in(value: str | None, asked: tuple[str, ...]) -> bool:
    return not asked or value in asked


def _actor_asked(actor: str, organization: str | None, question: Question) -> bool:
    return _in(actor, question.people) and (
        not question.organizations
        or actor in question.organizations
        or organization in question.organizations
    )


def _cited(source: str | None, publisher: str | None, question: Question) -> bool:
    return not question.sources or not source_names(source, publisher).isdisjoint(question.sources)


def _dated(earliest: str | None, latest: str | None, question: Question) -> bool:
    """Whether some possible day lies within the days asked about."""
    if question.since is None and question.until is None:
        return True
    if earliest is None or latest is None:
        return False
    return (question.since is None or latest >= question.since) and (
        question.until is None or earliest <= question.until
    )
