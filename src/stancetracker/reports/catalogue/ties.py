"""The panel beside contracts, donations and attendance, under whose they are; amounts by source and period."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index import record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Tie
from stancetracker.reports import cells, filters
from stancetracker.reports.panel import Panel, on_each_issue
from stancetracker.reports.table import (
    PeopleOnly,
    Report,
    Section,
    Shown,
    grouped,
    joined,
    plain,
    public_columns,
)


class ContextRow(NamedTuple):
    """A member of the panel beside a party whose ties concern them, with a state for each type."""

    issue: str
    actor: str
    name: str
    status: str
    stance: str | None
    stance_basis: str | None
    response: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    stale: bool
    reported: bool
    evidence: str | None
    party: str
    party_name: str
    role: str | None
    contract: str
    donation: str
    attendance: str
    contract_words: PeopleOnly[str]
    donation_words: PeopleOnly[str]
    attendance_words: PeopleOnly[str]
    standing: PeopleOnly[Standing]
    actor_kind: PeopleOnly[str]


class TieRow(NamedTuple):
    """A tie of a party, with the people of the panel whom it concerns."""

    party: str
    party_name: str
    people: str | None
    type: str
    counterparty: str | None
    title: str | None
    amount_value: float | None
    amount_currency: str | None
    amount_bound: str | None
    amount_of: str | None
    date: str | None
    period: str | None
    part_of: str | None
    verification: str
    source: str | None
    publisher: str | None
    tie: str
    counterparty_name: PeopleOnly[str | None]
    whole: PeopleOnly[str | None]
    """The title of the tie that it is part of."""


class AmountRow(NamedTuple):
    """The amounts of ties that have all but their value in common, added up."""

    party: str
    party_name: str
    type: str
    counterparty: str | None
    amount_value: float
    amount_currency: str | None
    amount_bound: str | None
    amount_of: str | None
    date: str | None
    period: str | None
    source: str | None
    publisher: str | None
    ties: int
    evidence: str
    tie: PeopleOnly[TieRow]
    """The first of the ties."""


_CONTEXT_SHOWN: Final[tuple[Shown[ContextRow], ...]] = (
    Shown("Name", cells.name),
    Shown("Finding", lambda row: cells.sentence(row.standing), keep=1),
    Shown("Whose ties", lambda row: joined(", ", row.party_name, row.role)),
    plain("Contracts", lambda row: row.contract_words),
    plain("Donations", lambda row: row.donation_words),
    plain("Attendance", lambda row: row.attendance_words),
)
_TIES_SHOWN: Final[tuple[Shown[TieRow], ...]] = (
    plain("Whose", lambda row: row.party_name),
    plain("Of the panel", lambda row: row.people, 1),
    Shown("What", lambda row: cells.tie(row, whole=row.whole)),
    Shown("Amount", cells.amount, keep=1),
    Shown("When", cells.tie_day, keep=2),
    Shown("Source", cells.publisher, keep=3),
)
_AMOUNTS_SHOWN: Final[tuple[Shown[AmountRow], ...]] = (
    plain("Whose", lambda row: row.party_name),
    Shown("What", lambda row: cells.tie(row.tie, whole=row.tie.whole)),
    Shown("Amount", cells.amount),
    Shown("When", cells.tie_day, keep=1),
    plain("Ties", lambda row: row.ties, 2, numeric=True),
    Shown("Source", cells.publisher, keep=3),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each issue's panel beside its ties; only filters for a status choose some of it.

    Raises UsageError when another would: a part chosen by anything else would accuse.
    """
    subject = "the whole panel, or all of one status"
    filters.refuse(question, subject=subject, applied=("issue", "status"))
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """List the panel of one issue beside its ties."""
    connection = panel.connection
    question = panel.question
    on_record = context(connection, question, filters.choose_actors(panel.standings, question))
    sound = [row for row in on_record.ties if row.verification != "disputed"]
    disputed = [row for row in on_record.ties if row.verification == "disputed"]
    if question.statuses:
        on_record = on_record._replace(caption=f"{wording.CONTEXT} {wording.OF_A_STATUS}")
    return panel.report(
        on_record.rows_section(),
        on_record.ties_section("tie", sound),
        _amounts(sound),
        on_record.ties_section("disputed", disputed)._replace(
            caption=wording.DISPUTED_TIES, ending=() if disputed else (wording.NONE_DISPUTED,)
        ),
        title="ties of the panel",
        question="what is on record of contracts, donations and attendance",
        records={row.tie for row in on_record.ties},
    )


class Context(NamedTuple):
    """A row for each actor and party whose ties concern them, and one for each of these ties."""

    rows: Sequence[ContextRow]
    ties: Sequence[TieRow]
    tie_class: type[TieRow]
    """The class of the ties, with the fields that the kind declares besides."""
    caption: str = wording.CONTEXT
    """The text above the rows."""

    def rows_section(self) -> Section[ContextRow]:
        """Return the section of the actors."""
        return Section(
            "context",
            public_columns(ContextRow),
            self.rows,
            _CONTEXT_SHOWN,
            key="actor",
            caption=self.caption,
        )

    def sections(self) -> tuple[Section[ContextRow] | Section[TieRow], ...]:
        """Return all of them and their ties; nobody where nothing is on record of anybody."""
        section = self.rows_section()
        if not self.ties:
            return (section._replace(rows=(), caption=wording.NO_TIES if self.rows else None),)
        return section, self.ties_section("tie", self.ties)

    def ties_section(self, name: str, ties: Sequence[TieRow]) -> Section[TieRow]:
        """Return a section of some of the ties."""
        return Section(name, public_columns(self.tie_class), ties, _TIES_SHOWN, key="tie")


class Party(NamedTuple):
    """An actor, or an organization in which actors of the panel have a role, with these people."""

    id: str
    name: str
    people: str | None


class Concern(NamedTuple):
    """An actor whom the ties of a party concern, and their role in it; empty for their own ties."""

    standing: Standing
    party: str
    role: str


def context(
    connection: sqlite3.Connection, question: Question, members: Sequence[Standing]
) -> Context:
    """Return the ties of these actors and of every organization in which they have a role.

    Roles are those of the day. Neither parents nor subsidiaries of such an organization are
    followed, whoever it is.
    """
    names = {standing.actor: standing.name for standing in members}
    roles: dict[str, dict[str, str]] = {actor: {actor: ""} for actor in names}
    for affiliation in record_queries.affiliations(connection, question, to=roles):
        party = str(affiliation.organization)
        of_actor = roles[affiliation.actor]
        of_actor[party] = joined(", ", of_actor.get(party), affiliation.role)
        names[party] = str(affiliation.organization_name)
    concerns = [
        Concern(standing, party, role)
        for standing in members
        for party, role in roles[standing.actor].items()
    ]
    parties = _parties(concerns, names)
    ties = record_queries.ties(connection, question, to=parties)
    by_party = grouped(ties, lambda tie: tie.actor)
    titles = {tie.id: tie.title for tie in ties}
    tie_class = record_queries.ties.with_other_fields(connection, TieRow)
    tie_rows = []
    for tie in ties:
        row = _tie_row(tie, parties[tie.actor], titles.get(tie.part_of or ""))
        tie_rows.append(tie_class(*row, *record_queries.ties.other_values(tie).values()))
    return Context(
        [
            _context_row(concern, parties[concern.party], by_party[concern.party])
            for concern in concerns
        ],
        tie_rows,
        tie_class,
    )


def _parties(concerns: Sequence[Concern], names: Mapping[str, str]) -> dict[str, Party]:
    """Return the parties by id, with the people of the panel who have a role there."""
    people: dict[str, list[str]] = {}
    for concern in concerns:
        of_party = people.setdefault(concern.party, [])
        if concern.role:
            of_party.append(f"{concern.standing.name}, {concern.role}")
    return {
        party: Party(party, names[party], "; ".join(of_party) or None)
        for party, of_party in people.items()
    }


def _context_row(concern: Concern, party: Party, ties: Sequence[Tie]) -> ContextRow:
    standing = concern.standing
    contract = _state("contract", ties)
    donation = _state("donation", ties)
    attendance = _state("attendance", ties)
    return ContextRow(
        issue=standing.issue,
        actor=standing.actor,
        name=standing.name,
        status=standing.status,
        stance=standing.stance,
        stance_basis=standing.stance_basis,
        response=standing.response,
        date=standing.date,
        earliest=standing.earliest,
        latest=standing.latest,
        stale=standing.stale,
        reported=standing.reported,
        evidence=standing.evidence,
        party=party.id,
        party_name=party.name,
        role=concern.role or None,
        contract=contract.value,
        donation=donation.value,
        attendance=attendance.value,
        contract_words=contract.words,
        donation_words=donation.words,
        attendance_words=attendance.words,
        standing=standing,
        actor_kind=standing.actor_kind,
    )


def _tie_row(tie: Tie, party: Party, whole: str | None) -> TieRow:
    return TieRow(
        party=party.id,
        party_name=party.name,
        people=party.people,
        type=tie.type,
        counterparty=tie.counterparty,
        title=tie.title or tie.event_title,
        amount_value=tie.amount_value,
        amount_currency=tie.amount_currency,
        amount_bound=tie.amount_bound,
        amount_of=tie.amount_of,
        date=tie.date,
        period=tie.period,
        part_of=tie.part_of,
        verification=tie.verification,
        source=tie.source,
        publisher=tie.publisher,
        tie=tie.id,
        counterparty_name=tie.counterparty_name,
        whole=whole,
    )


class State(NamedTuple):
    """The state of ties of one type, `recorded`, `none-found` and so on, and its words."""

    value: str
    words: str


def _state(type: str, ties: Sequence[Tie]) -> State:
    """Return whether a tie of a type is on record, none was found by a search, or nobody looked."""
    of_type = [tie for tie in ties if tie.type == type]
    sound = [tie for tie in of_type if tie.verification != "disputed"]
    # An amount of exactly 0 says that a search found no such tie.
    real = [tie for tie in sound if tie.amount_value != 0 or tie.amount_bound != "exact"]
    if real:
        ids = {tie.id for tie in real}
        wholes = [tie for tie in real if tie.part_of not in ids]
        return State("recorded", f"{len(wholes)} recorded")
    if sound:
        days = "; ".join(filter(None, map(cells.tie_day, sound)))
        return State("none-found", joined(", ", "searched, none found", days))
    if of_type:
        return State("disputed", f"{len(of_type)} disputed")
    return State("not-looked-up", "not looked up")


class AmountKey(NamedTuple):
    """The values that amounts must have in common to be added up."""

    party: str
    type: str
    title: str | None
    counterparty: str | None
    amount_currency: str | None
    amount_bound: str | None
    amount_of: str | None
    date: str | None
    period: str | None
    source: str | None
    only: str | None
    """The tie itself where it has no known day: it adds up with no other."""


def _amount_key(row: TieRow) -> AmountKey:
    return AmountKey(
        party=row.party,
        type=row.type,
        title=row.title,
        counterparty=row.counterparty,
        amount_currency=row.amount_currency,
        amount_bound=row.amount_bound,
        amount_of=row.amount_of,
        date=row.date,
        period=row.period,
        source=row.source,
        only=None if row.date or row.period else row.tie,
    )


def _amounts(ties: Sequence[TieRow]) -> Section[AmountRow]:
    """Return the amounts, those alike but for their value added up; a part is in its whole."""
    by_id = {row.tie: row for row in ties}
    with_amount = {row.tie for row in ties if row.amount_value}
    parts = [
        row.tie
        for row in by_id.values()
        if row.tie in with_amount and any(whole in with_amount for whole in _wholes(row.tie, by_id))
    ]
    to_add = (row for row in by_id.values() if row.tie in with_amount and row.tie not in parts)
    groups = grouped(to_add, _amount_key).values()
    return Section(
        "amount",
        public_columns(AmountRow),
        [_amount_row(group) for group in sorted(groups, key=lambda group: _order(group[0]))],
        _AMOUNTS_SHOWN,
        key="evidence",
        caption=wording.AMOUNTS,
        ending=(wording.PARTS.format(", ".join(parts)),) if parts else (),
    )


def _order(row: TieRow) -> tuple[str, ...]:
    """Return the key to sort amounts by: whose they are and what, then day, then source."""
    day = dates.parse(row.date or row.period or "9999")
    party = (row.party_name, row.type, row.counterparty or "")
    return (*party, day.earliest or "", day.latest, str(row.source), row.tie)


def _amount_row(group: Sequence[TieRow]) -> AmountRow:
    """Return the row of ties that have all but their value in common."""
    first = group[0]
    return AmountRow(
        party=first.party,
        party_name=first.party_name,
        type=first.type,
        counterparty=first.counterparty,
        amount_value=sum(row.amount_value or 0 for row in group),
        amount_currency=first.amount_currency,
        amount_bound=first.amount_bound,
        amount_of=first.amount_of,
        date=first.date,
        period=first.period,
        source=first.source,
        publisher=first.publisher,
        ties=len(group),
        evidence=" ".join(row.tie for row in group),
        tie=first,
    )


def _wholes(tie: str, ties: Mapping[str, TieRow]) -> Iterator[str]:
    """Yield the ties that contain one, the smallest first."""
    seen = {tie}
    while tie in ties:
        whole = ties[tie].part_of
        if not whole or whole in seen:
            return
        seen.add(whole)
        yield whole
        tie = whole
