"""People beside the organizations in which they have a role, on the same issue."""

import sqlite3
from collections.abc import Mapping
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Panel, on_each_issue
from stancetracker.reports.table import (
    PeopleOnly,
    Report,
    Section,
    Shown,
    joined,
    public_columns,
)


class BesideRow(NamedTuple):
    """A person and an organization in which they have a role; one of them may be missing."""

    issue: str
    actor: str | None
    name: str | None
    panel: bool | None
    status: str | None
    stance: str | None
    stance_basis: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    response: str | None
    evidence: str | None
    party: str | None
    role: str | None
    party_name: str | None
    party_panel: bool | None
    party_status: str | None
    party_stance: str | None
    party_stance_basis: str | None
    party_date: str | None
    party_earliest: str | None
    party_latest: str | None
    party_response: str | None
    party_evidence: str | None
    standing: PeopleOnly[Standing | None]
    party_standing: PeopleOnly[Standing | None]
    actor_kind: PeopleOnly[str | None]


class Pair(NamedTuple):
    """The ids of a person and an organization; None where somebody has no counterpart."""

    person: str | None
    organization: str | None


def _party_finding(row: BesideRow) -> str:
    if row.party_standing is None:
        return ""
    mark = wording.mark(row.party_standing.status, row.party_standing.stance)
    return joined(" ", mark, cells.sentence(row.party_standing))


_SHOWN: Final[tuple[Shown[BesideRow], ...]] = (
    Shown("Name", lambda row: cells.name(row.standing) if row.standing else ""),
    Shown("Finding", lambda row: cells.sentence(row.standing) if row.standing else ""),
    Shown("Organization", lambda row: joined(", ", row.party_name, row.role), keep=1),
    Shown("Of the organization", _party_finding),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Set each issue's panel beside their organizations.

    A panel of organizations is set beside their people.
    """
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """Set the panel of one issue beside their organizations, or people."""
    connection = panel.connection
    question = panel.question
    selection = {standing.actor: standing for standing in filters.choose(panel.standings, question)}
    roles = _roles(connection, question, selection)
    on_issue = queries.standings(connection, (panel.issue.id,))
    standings = {standing.actor: standing for standing in (*panel.standings, *on_issue)} | selection
    places = {actor: place for place, actor in enumerate(standings)}

    def place(pair: Pair) -> int:
        """Return where the first of a pair stands among the standings."""
        return min(places.get(actor or "", len(places)) for actor in pair)

    pairs = sorted(roles, key=place)
    rows = [
        _row(
            panel,
            pair,
            roles[pair],
            _standing(panel, standings, pair.person),
            _standing(panel, standings, pair.organization),
        )
        for pair in pairs
    ]
    return panel.report(
        Section(
            "beside", public_columns(BesideRow), rows, _SHOWN, key="actor", caption=wording.BESIDE
        ),
        title="people beside their organizations",
        question=(
            "who spoke, and for whom was no public statement found, of people and of their"
            " organizations"
        ),
        records=panel.records({str(actor) for pair in pairs for actor in pair}),
    )


def _roles(
    connection: sqlite3.Connection, question: Question, selection: Mapping[str, Standing]
) -> dict[Pair, str]:
    """Return the roles of each pair in which an actor is selected.

    Whoever has no role is paired with None.
    """
    roles: dict[Pair, str] = {}
    for affiliation in record_queries.affiliations(connection, question):
        pair = Pair(affiliation.actor, affiliation.organization)
        if pair.person in selection or pair.organization in selection:
            roles[pair] = joined(", ", roles.get(pair), affiliation.role)
    with_role = {actor for pair in roles for actor in pair}
    for actor, standing in selection.items():
        if actor not in with_role:
            is_person = standing.actor_kind == "person"
            roles[Pair(actor, None) if is_person else Pair(None, actor)] = ""
    return roles


def _standing(
    panel: Panel, standings: Mapping[str, Standing], actor: str | None
) -> Standing | None:
    """Return the standing of an actor; without one on record, they are unchecked."""
    if actor is None:
        return None
    if actor in standings:
        return standings[actor]
    values = lookup.values(panel.connection, actor)
    return panel.unchecked(actor, values["name"], values["kind"])


def _row(
    panel: Panel, pair: Pair, roles: str, person: Standing | None, party: Standing | None
) -> BesideRow:
    return BesideRow(
        issue=panel.issue.id,
        actor=pair.person,
        name=person and person.name,
        panel=person and person.panel,
        status=person and person.status,
        stance=person and person.stance,
        stance_basis=person and person.stance_basis,
        date=person and person.date,
        earliest=person and person.earliest,
        latest=person and person.latest,
        response=person and person.response,
        evidence=person and person.evidence,
        party=pair.organization,
        role=roles or None,
        party_name=party and party.name,
        party_panel=party and party.panel,
        party_status=party and party.status,
        party_stance=party and party.stance,
        party_stance_basis=party and party.stance_basis,
        party_date=party and party.date,
        party_earliest=party and party.earliest,
        party_latest=party and party.latest,
        party_response=party and party.response,
        party_evidence=party and party.evidence,
        standing=person,
        party_standing=party,
        actor_kind=person and person.actor_kind,
    )
