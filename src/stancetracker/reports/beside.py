"""People beside the organizations in which they have a role, on the same issues."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Role
from stancetracker.reports import cells
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import PeopleOnly, Shown, joined, plain


class BesideRow(NamedTuple):
    """A person and an organization in which they have a role; one of them may be missing."""

    issue: str
    actor: str | None
    name: str | None
    panel: bool | None
    status: str | None
    stance: str | None
    stance_basis: str | None
    side: str | None
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
    party_side: str | None
    party_date: str | None
    party_earliest: str | None
    party_latest: str | None
    party_response: str | None
    party_evidence: str | None
    standing: PeopleOnly[Standing | None]
    party_standing: PeopleOnly[Standing | None]
    actor_kind: PeopleOnly[str | None]

    @property
    def differs(self) -> bool:
        """Return whether one of the two spoke, and no public statement of the other was found."""
        return {self.status, self.party_status} == {"spoke", "silent"}


class Pair(NamedTuple):
    """The ids of a person and an organization; None where somebody has no counterpart."""

    person: str | None
    organization: str | None


def _party_finding(row: BesideRow) -> str:
    if row.party_standing is None:
        return ""
    mark = wording.mark(row.party_standing.status, row.party_standing.stance)
    return joined(" ", mark, cells.sentence(row.party_standing))


BESIDE: Final[tuple[Shown[BesideRow], ...]] = (
    plain("Issue", lambda row: row.issue)._replace(group=True),
    Shown("Name", lambda row: cells.name(row.standing) if row.standing else ""),
    Shown("Finding", lambda row: cells.sentence(row.standing) if row.standing else ""),
    Shown("Organization", lambda row: joined(", ", row.party_name, row.role), keep=1),
    Shown("Of the organization", _party_finding),
)


def rows_beside(
    connection: sqlite3.Connection, question: Question, panels: Sequence[Panel]
) -> list[BesideRow]:
    """Return the actors of each panel, a person beside each of their organizations.

    Whoever has no counterpart stands alone.
    """
    roles = record_queries.affiliations(connection, question)
    return [row for panel in panels for row in _rows_on(panel, roles)]


def _rows_on(panel: Panel, roles: Sequence[Role]) -> list[BesideRow]:
    """Return the pairs on one issue, in the order of its panel."""
    actors = {standing.actor: standing for standing in panel.standings}
    on_issue = queries.standings(panel.connection, (panel.issue.id,))
    standings = {standing.actor: standing for standing in on_issue} | actors
    places = {actor: place for place, actor in enumerate([*actors, *standings])}

    def place(pair: Pair) -> int:
        """Return where the first of a pair stands among the standings."""
        return min(places.get(actor or "", len(places)) for actor in pair)

    words_by_pair = _roles_of_pairs(roles, actors)
    return [
        _row(
            panel,
            pair,
            words_by_pair[pair],
            _standing(panel, standings, pair.person),
            _standing(panel, standings, pair.organization),
        )
        for pair in sorted(words_by_pair, key=place)
    ]


def _roles_of_pairs(roles: Sequence[Role], actors: Mapping[str, Standing]) -> dict[Pair, str]:
    """Return the roles of each pair of which one is among the actors, in words.

    Whoever has no role is paired with None.
    """
    words: dict[Pair, str] = {}
    for role in roles:
        pair = Pair(role.actor, role.organization)
        if pair.person in actors or pair.organization in actors:
            words[pair] = joined(", ", words.get(pair), role.role)
    with_role = {actor for pair in words for actor in pair}
    for actor, standing in actors.items():
        if actor not in with_role:
            is_person = standing.actor_kind == "person"
            words[Pair(actor, None) if is_person else Pair(None, actor)] = ""
    return words


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
        side=person and person.side,
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
        party_side=party and party.side,
        party_date=party and party.date,
        party_earliest=party and party.earliest,
        party_latest=party and party.latest,
        party_response=party and party.response,
        party_evidence=party and party.evidence,
        standing=person,
        party_standing=party,
        actor_kind=person and person.actor_kind,
    )
