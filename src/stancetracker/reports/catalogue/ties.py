"""The panel beside the contracts, donations and attendance that bear on an issue, under the member they belong to."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index import record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Tie
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
)

_SECTION_OF_TIES: Final = "tie"


class ContextRow(NamedTuple):
    """A party: a member of the panel, or an organization in which members have a role.

    Each party is listed once, with a state for each type of tie; an organization outside the panel
    has no standing.
    """

    issue: str
    party: str
    name: str
    people: str | None
    """Of an organization: the members of the panel who have a role in it, each with the role."""
    status: str | None
    stance: str | None
    stance_basis: str | None
    response: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    stale: bool | None
    private: bool | None
    evidence: str | None
    contract: str
    donation: str
    attendance: str
    contracts: int
    """The number of contracts of the party itself, parts of others left out."""
    contracts_through_others: int
    """The number of contracts of others for what the party makes, parts of others left out."""
    contract_words: PeopleOnly[str]
    donation_words: PeopleOnly[str]
    attendance_words: PeopleOnly[str]
    standing: PeopleOnly[Standing | None]
    actor_kind: PeopleOnly[str]


class TieRow(NamedTuple):
    """A tie of a party, with the people of the panel whom it concerns."""

    issue: str
    party: str
    name: str
    people: str | None
    type: str
    counterparty: str | None
    recipient: str | None
    recipient_name: str | None
    """Who was paid, where that isn't the party."""
    issues: str | None
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
    """The sum of exact amounts of the same owner, other party, kind, meaning and source."""

    issue: str
    party: str
    name: str
    recipients: str | None
    """Who was paid, where that isn't the party, separated by `; `."""
    type: str
    counterparty: str | None
    amount_value: float
    amount_currency: str | None
    amount_bound: str | None
    amount_of: str | None
    earliest: str | None
    latest: str | None
    source: str | None
    publisher: str | None
    ties: int
    evidence: str
    group: PeopleOnly[Sequence[TieRow]]


def _whose(row: ContextRow) -> str:
    return cells.name(row.standing) if row.standing else row.name


def _finding(row: ContextRow) -> str:
    """Return the finding on an actor of the panel; of an organization, who has a role in it."""
    if row.standing is None:
        return row.people or ""
    return wording.cell(row.standing._asdict(), cells.deciding_day(row.standing))


def _owner(row: AmountRow) -> str:
    """Return whose the amounts are, and through whom they were paid if through others."""
    names = (row.recipients or "").split("; ")
    return wording.sold_by(row.name, names) if row.recipients else row.name


def _subject(row: AmountRow) -> str:
    """Return what the amounts are of: one tie, or several with the same other party."""
    [first, *others] = row.group
    if not others:
        return cells.tie(first, whole=first.whole)
    return joined(", ", row.type, wording.counterparty(row.type, first.counterparty_name))


_CONTEXT_SHOWN: Final[tuple[Shown[ContextRow], ...]] = (
    Shown("Whose ties", _whose, wraps=True),
    Shown("Finding, or role there", _finding, keep=1, wraps=True),
    Shown("Contracts", lambda row: row.contract_words, wraps=True),
    plain("Donations", lambda row: row.donation_words),
    plain("Attendance", lambda row: row.attendance_words),
)
_TIES_SHOWN: Final[tuple[Shown[TieRow], ...]] = (
    Shown("Whose", cells.tie_owner),
    plain("Of the panel", lambda row: row.people, 1),
    Shown("What", lambda row: cells.tie(row, whole=row.whole)),
    Shown("Amount", cells.amount, keep=1),
    Shown("When", cells.tie_day, keep=2),
    Shown("Source", cells.publisher, keep=3),
)
_AMOUNTS_SHOWN: Final[tuple[Shown[AmountRow], ...]] = (
    Shown("Whose", _owner, wraps=True),
    Shown("What", _subject, wraps=True),
    Shown("Amount", cells.amount),
    plain("Ties", lambda row: row.ties, numeric=True),
    Shown("Source", cells.publisher, keep=1, drop=1),
    Shown("When", cells.possible_days, keep=2, drop=2),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each issue's panel beside its ties; only filters for a status choose some of it.

    Raises UsageError when another would: a part chosen by anything else would accuse.
    """
    subject = "the whole panel, or all of one status"
    filters.refuse(question, subject=subject, applied=("issue", "kind", "status"))
    return on_each_issue(connection, question, _on_issue)


def _on_issue(panel: Panel) -> Report:
    """List the panel of one issue beside the ties that bear on it, or with `everyone` all ties."""
    members = filters.choose_actors(panel.standings, panel.question)
    on_record = context(panel.connection, panel.question, members, panel.issue.id)
    sound = [row for row in on_record.ties if row.verification != "disputed"]
    disputed = [row for row in on_record.ties if row.verification == "disputed"]
    rows = on_record.rows_section(of_a_status=bool(panel.question.statuses))
    if on_record.others:
        line = wording.other_ties(on_record.others, "--all")
        rows = rows._replace(ending=(*rows.ending, line))
    return panel.report(
        rows,
        amounts(sound),
        on_record.ties_section(_SECTION_OF_TIES, sound)._replace(
            quiet=True, elsewhere=lambda _: True
        ),
        on_record.ties_section("disputed", disputed)._replace(
            caption=wording.DISPUTED_TIES, quiet=True
        ),
        title="ties of the panel",
        question="what is on record of contracts, donations and attendance",
        records={row.tie for row in on_record.ties},
        figures=[Figure("money", (panel, amounts(sound).rows))],
    )


class Context(NamedTuple):
    """A row for each party whose ties concern the panel, and one for each tie that is shown."""

    rows: Sequence[ContextRow]
    ties: Sequence[TieRow]
    tie_class: type[TieRow]
    """The class of the ties, with the fields that the kind declares besides."""
    others: int
    """The number of the parties' ties that don't bear on the issue, and aren't shown."""

    def rows_section(self, *, of_a_status: bool = False) -> Section[ContextRow]:
        """Return the section of the parties.

        People read a sentence alone where nothing is on record of anybody.
        """
        section = Section(
            "context", public_columns(ContextRow), self.rows, _CONTEXT_SHOWN, key="party"
        )
        if not self.rows:
            return section
        if not self.ties:
            return section._replace(caption=wording.NO_TIES, elsewhere=lambda _: True)
        caption = f"{wording.CONTEXT} {wording.OF_A_STATUS}" if of_a_status else wording.CONTEXT
        return section._replace(caption=caption)

    def ties_section(self, name: str, ties: Sequence[TieRow]) -> Section[TieRow]:
        """Return a section of some of the ties."""
        return Section(name, public_columns(self.tie_class), ties, _TIES_SHOWN, key="tie")


class Party(NamedTuple):
    """An actor of the panel, or an organization in which such actors have a role."""

    id: str
    name: str
    people: str | None
    standing: Standing | None


def context(
    connection: sqlite3.Connection, question: Question, members: Sequence[Standing], issue: str
) -> Context:
    """Return the ties of these actors, and of every organization in which they have a role.

    The ties are those that bear on the issue; with `everyone`, all. Roles are those of the day.
    Neither parents nor subsidiaries of such an organization are followed, whoever it is.
    """
    parties = _parties(connection, question, members)
    all_ties = [
        _with_day_of_event(tie) for tie in record_queries.ties(connection, question, to=parties)
    ]
    ties = [tie for tie in all_ties if question.everyone or tie.bears_on(issue)]
    by_party = grouped(ties, lambda tie: tie.actor)
    all_by_party = grouped(all_ties, lambda tie: tie.actor)
    titles = {tie.id: tie.title for tie in all_ties}
    tie_class = record_queries.ties.with_other_fields(connection, TieRow)
    tie_rows = []
    for tie in ties:
        row = _tie_row(issue, tie, parties[tie.actor], titles.get(tie.part_of or ""))
        tie_rows.append(tie_class(*row, *record_queries.ties.other_values(tie).values()))
    return Context(
        [
            _context_row(issue, party, by_party[party.id], all_by_party[party.id])
            for party in parties.values()
        ],
        tie_rows,
        tie_class,
        others=len(all_ties) - len(ties),
    )


def _with_day_of_event(tie: Tie) -> Tie:
    """Return a tie without a date of its own with that of its event."""
    return tie if tie.date or tie.period else tie._replace(date=tie.event_date)


def _parties(
    connection: sqlite3.Connection, question: Question, members: Sequence[Standing]
) -> dict[str, Party]:
    """Return the parties by id: each actor, then the organizations that none before has a role in."""
    standings = {standing.actor: standing for standing in members}
    roles: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for affiliation in record_queries.affiliations(connection, question, to=standings):
        organization = str(affiliation.organization)
        names[organization] = str(affiliation.organization_name)
        of_organization = roles.setdefault(organization, {})
        role = joined(", ", of_organization.get(affiliation.actor), affiliation.role)
        of_organization[affiliation.actor] = role

    def people(organization: str) -> str | None:
        """Return the members of the panel with a role there, in the order of the panel."""
        of_organization = roles.get(organization, {})
        in_order = [actor for actor in standings if actor in of_organization]
        return (
            "; ".join(f"{standings[actor].name}, {of_organization[actor]}" for actor in in_order)
            or None
        )

    parties: dict[str, Party] = {}
    for actor, standing in standings.items():
        parties[actor] = Party(actor, standing.name, people(actor), standing)
        for organization, of_organization in roles.items():
            if actor in of_organization and organization not in standings:
                parties.setdefault(
                    organization,
                    Party(organization, names[organization], people(organization), None),
                )
    return parties


def _context_row(
    issue: str, party: Party, ties: Sequence[Tie], all_ties: Sequence[Tie]
) -> ContextRow:
    standing = party.standing
    contract = _state("contract", ties, all_ties)
    donation = _state("donation", ties, all_ties)
    attendance = _state("attendance", ties, all_ties)
    return ContextRow(
        issue=issue,
        party=party.id,
        name=party.name,
        people=party.people,
        status=standing and standing.status,
        stance=standing and standing.stance,
        stance_basis=standing and standing.stance_basis,
        response=standing and standing.response,
        date=standing and standing.date,
        earliest=standing and standing.earliest,
        latest=standing and standing.latest,
        stale=standing and standing.stale,
        private=standing and standing.private,
        evidence=standing and standing.evidence,
        contract=contract.value,
        donation=donation.value,
        attendance=attendance.value,
        contracts=contract.own,
        contracts_through_others=contract.through_others,
        contract_words=contract.words,
        donation_words=donation.words,
        attendance_words=attendance.words,
        standing=standing,
        actor_kind=standing.actor_kind if standing else "organization",
    )


def _tie_row(issue: str, tie: Tie, party: Party, whole: str | None) -> TieRow:
    return TieRow(
        issue=issue,
        party=party.id,
        name=party.name,
        people=party.people,
        type=tie.type,
        counterparty=tie.counterparty,
        recipient=tie.recipient,
        recipient_name=tie.recipient_name,
        issues=tie.issues,
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
    """The state of a party's ties of one type, in a word and in words, and how many there are."""

    value: str
    """`recorded`, `none-found`, `disputed`, `on-other-issues` or `not-looked-up`."""
    words: str
    own: int = 0
    through_others: int = 0


def _state(type: str, ties: Sequence[Tie], all_ties: Sequence[Tie]) -> State:
    """Return whether a tie of a type is on record, none was found by a search, or nobody looked.

    `ties` are those that bear on the issue, of `all_ties` of the party.
    """
    of_type = [tie for tie in ties if tie.type == type]
    sound = [tie for tie in of_type if tie.verification != "disputed"]
    real = [tie for tie in sound if not tie.is_none_found]
    if real:
        return _recorded(type, real)
    if sound:
        days = "; ".join(filter(None, map(cells.tie_day, sound)))
        return State("none-found", joined(", ", "searched, none found", days))
    if of_type:
        return State("disputed", f"{len(of_type)} disputed")
    if any(tie.type == type for tie in all_ties):
        return State("on-other-issues", wording.ON_OTHER_ISSUES)
    return State("not-looked-up", "not looked up")


def _recorded(type: str, ties: Sequence[Tie]) -> State:
    """Return the state of ties on record; one that is a part of another counts with it.

    Attendance has its days.
    """
    ids = {tie.id for tie in ties}
    wholes = [tie for tie in ties if tie.part_of not in ids]
    through_others = sum(tie.recipient is not None for tie in wholes)
    own = len(wholes) - through_others
    recorded = wording.ties_recorded(own, through_others)
    if type == "attendance":
        days = "; ".join(dict.fromkeys(filter(None, map(cells.tie_day, ties))))
        recorded = joined(", ", recorded, days)
    return State("recorded", recorded, own, through_others)


class AmountKey(NamedTuple):
    """The values that amounts must have in common to be added up."""

    party: str
    type: str
    counterparty: str | None
    is_through_others: bool
    amount_currency: str | None
    amount_of: str | None
    source: str | None
    alone: str | None
    """The tie itself where it adds up with no other."""


def _amount_key(row: TieRow) -> AmountKey:
    return AmountKey(
        party=row.party,
        type=row.type,
        counterparty=row.counterparty,
        is_through_others=row.recipient is not None,
        amount_currency=row.amount_currency,
        amount_of=row.amount_of,
        source=row.source,
        alone=None if _can_be_added(row) else row.tie,
    )


def _can_be_added(row: TieRow) -> bool:
    """Return whether an amount is exact, and known enough not to be another one again."""
    is_dated = bool(row.date or row.period)
    has_meaning = row.type != "contract" or row.amount_of is not None
    return row.amount_bound == "exact" and is_dated and has_meaning and bool(row.counterparty)


def amounts(ties: Sequence[TieRow]) -> Section[AmountRow]:
    """Return the amounts of ties: a sum where all but the value is the same; no part of another.

    What was bought through others is never added to what was bought from the party itself.
    """
    by_id = {row.tie: row for row in ties}
    with_amount = {row.tie for row in ties if row.amount_value}
    parts = [
        row.tie
        for row in by_id.values()
        if row.tie in with_amount and any(whole in with_amount for whole in _wholes(row.tie, by_id))
    ]
    to_add = (row for row in by_id.values() if row.tie in with_amount and row.tie not in parts)
    groups = grouped(to_add, _amount_key).values()
    ending = [wording.EACH_TIE.format(plural(len(ties), "tie"), _SECTION_OF_TIES)]
    if parts:
        ending.insert(0, wording.PARTS.format(wording.named(parts)))
    return Section(
        "amount",
        public_columns(AmountRow),
        [_amount_row(group) for group in sorted(groups, key=_order)],
        _AMOUNTS_SHOWN,
        key="evidence",
        caption=wording.AMOUNTS,
        ending=tuple(ending),
        quiet=True,
    )


def _order(group: Sequence[TieRow]) -> tuple[str, ...]:
    """Return the key to sort amounts by: whose, own before others', what, then day and source."""
    first = group[0]
    day = dates.parse(first.date or first.period or "9999")
    whose = (first.name, first.type, str(first.recipient is not None), first.counterparty or "")
    return (*whose, day.earliest or "", day.latest, str(first.source), first.tie)


def _amount_row(group: Sequence[TieRow]) -> AmountRow:
    """Return the row of ties that have all but their value in common."""
    first = group[0]
    recipients = sorted({row.recipient_name for row in group if row.recipient_name})
    days = [dates.parse(row.date or row.period or "") for row in group if row.date or row.period]
    first_days = [day.earliest for day in days]
    return AmountRow(
        issue=first.issue,
        party=first.party,
        name=first.name,
        recipients="; ".join(recipients) or None,
        type=first.type,
        counterparty=first.counterparty,
        amount_value=exact_sum([row.amount_value or 0 for row in group]),
        amount_currency=first.amount_currency,
        amount_bound=first.amount_bound,
        amount_of=first.amount_of,
        earliest=min(filter(None, first_days), default=None) if all(first_days) else None,
        latest=max((day.latest for day in days), default=None),
        source=first.source,
        publisher=first.publisher,
        ties=len(group),
        evidence=" ".join(row.tie for row in group),
        group=group,
    )


def exact_sum(values: Sequence[float]) -> float:
    """Add up amounts of money to the cent; a whole number is an int."""
    total = sum((Decimal(repr(value)) for value in values), Decimal(0))
    return int(total) if total == int(total) else float(total)


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
