"""What each addressee of a petition has on record about each demand, and how many had signed by when."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Self

from stancetracker.base import wording
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Addressee, Demand, SignatureCount, Statement
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
)


class DemandRow(NamedTuple):
    """A statement of an actor about a demand; where there is none, its cells are None."""

    issue: str
    petition: str
    demand: str
    demand_text: str
    actor: str
    name: str
    addressee: bool
    on_record: bool
    stance: str | None
    stance_basis: str | None
    side: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    evidence: str | None
    quote: str | None
    wording: str | None
    language: str | None
    summary: str | None
    channel: str | None
    source: str | None
    publisher: str | None
    status: str
    issue_stance: str | None
    issue_date: str | None
    issue_evidence: str | None
    response: str | None
    issue_words: PeopleOnly[str]
    """The standing on the issue as a whole, in words."""
    original_publisher: PeopleOnly[str | None]
    tier: PeopleOnly[str | None]
    actor_kind: PeopleOnly[str]


class SignatureRow(NamedTuple):
    """The least number of signatures of a petition on a day."""

    issue: str
    petition: str
    title: str
    date: str
    earliest: str
    latest: str
    at_least: int
    source: str | None
    publisher: str | None


def _on_record(row: DemandRow) -> str:
    if not row.on_record:
        return wording.NOTHING_RECORDED
    side = wording.with_basis(row.side, row.stance_basis)
    return f"{side}, {cells.possible_days(row)}: {cells.words(row)}"


_SHOWN: Final[tuple[Shown[DemandRow], ...]] = (
    plain("Demand", lambda row: row.demand_text),
    Shown("Name", lambda row: row.name + ("" if row.addressee else " (not addressed)")),
    Shown("On record about it", _on_record),
    plain("On the issue as a whole", lambda row: row.issue_words, 1),
    Shown("Source", cells.published_by, keep=2),
)
_SIGNATURES_SHOWN: Final[tuple[Shown[SignatureRow], ...]] = (
    plain("Petition", lambda row: row.title),
    Shown("When", cells.possible_days),
    Shown("Signatures", lambda row: wording.SIGNED.format(row.at_least), numeric=True),
    Shown("Source", cells.publisher, keep=1),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each demand on an issue with its addressees, and others whose words name it.

    Without an issue asked for, they are those with a petition. A row that rests on no statement is
    chosen by the standing.
    """
    petitions = _Petitions(
        record_queries.demands(connection, question),
        _addressees(connection, question),
        record_queries.signatures(connection, question),
    )
    issues = question.issues or tuple(dict.fromkeys(demand.issue for demand in petitions.demands))
    answer = on_each_issue(
        connection,
        question._replace(issues=issues),
        lambda panel: _on_issue(panel, petitions.on_issue(panel.issue.id)),
    )
    if any(demand.issue in issues for demand in petitions.demands):
        return answer
    no_petition = wording.no_petition(question.issues, cells.scope(question))
    return answer._replace(caveats=(no_petition, *answer.caveats))


class _Petitions(NamedTuple):
    """What petitions demand, whom they address, and how many had signed them."""

    demands: list[Demand]
    addressees: list[Addressee]
    signatures: list[SignatureCount]

    def on_issue(self, issue: str) -> Self:
        """Return what of it is on an issue, with those addressed there."""
        demands = [demand for demand in self.demands if demand.issue == issue]
        ids = {demand.petition for demand in demands}
        return type(self)(
            demands,
            [addressee for addressee in self.addressees if addressee.petition in ids],
            [signatures for signatures in self.signatures if signatures.issue == issue],
        )


def _on_issue(panel: Panel, petitions: _Petitions) -> Report:
    """List the demands of the petitions on one issue."""
    rows = _rows(panel, petitions)
    signatures = [_signature_row(signatures) for signatures in petitions.signatures]
    return panel.report(
        Section(
            "demand", public_columns(DemandRow), rows, _SHOWN, key="demand", caption=wording.DEMANDS
        ),
        Section(
            "signature",
            public_columns(SignatureRow),
            signatures,
            _SIGNATURES_SHOWN,
            key="petition",
            ending=(wording.SIGNATORIES, wording.QUERY_OF_SIGNATORIES) if signatures else (),
        ),
        title="demands",
        question="what is on record of those whom a petition addresses, for each demand",
        records=panel.records({row.actor for row in rows})
        | {demand.petition for demand in petitions.demands},
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=[Figure("demands", (rows,))],
    )


def _rows(panel: Panel, petitions: _Petitions) -> list[DemandRow]:
    """Return the rows of each demand, those of its addressees first."""
    addressed = grouped(petitions.addressees, lambda addressee: addressee.petition)
    statements = _statements_by_demand(panel)
    standings = _standings(panel, petitions.addressees)
    rows: list[DemandRow] = []
    for demand in petitions.demands:
        to = [addressee.actor for addressee in addressed[demand.petition]]
        others = [standing.actor for standing in panel.standings if standing.actor not in to]
        for actor in (*to, *others):
            rows += _rows_of_actor(
                panel,
                demand,
                standings[actor],
                statements.get((demand.id, actor), ()),
                addressee=actor in to,
            )
    return rows


def _addressees(connection: sqlite3.Connection, question: Question) -> list[Addressee]:
    """Return the addressees of the kinds asked for."""
    return [
        addressee
        for addressee in record_queries.addressees(connection)
        if filters.is_of_kind(addressee.kind, question)
    ]


def _statements_by_demand(panel: Panel) -> Mapping[tuple[str, str], list[Statement]]:
    """Return the counting statements that name a demand, by demand and speaker, in order of ids."""
    statements = record_queries.statements(
        panel.connection, panel.question, issue=panel.issue.id, demanding=True
    )
    by_demand: dict[tuple[str, str], list[Statement]] = {}
    for statement in sorted(statements, key=lambda statement: statement.id):
        if statement.counts:
            values = lookup.values(panel.connection, statement.id)
            for demand in values.get("demands", ()):
                by_demand.setdefault((demand, statement.speaker), []).append(statement)
    return by_demand


def _standings(panel: Panel, addressees: Sequence[Addressee]) -> dict[str, Standing]:
    """Return the standings of the panel and of addressees by actor.

    An addressee without a record is unchecked.
    """
    unchecked = [
        panel.unchecked(addressee.actor, addressee.name, addressee.kind) for addressee in addressees
    ]
    actors = {addressee.actor for addressee in addressees}
    on_record = queries.standings(panel.connection, (panel.issue.id,), actors=actors)
    return {standing.actor: standing for standing in (*unchecked, *panel.standings, *on_record)}


def _rows_of_actor(
    panel: Panel,
    demand: Demand,
    standing: Standing,
    statements: Sequence[Statement],
    *,
    addressee: bool,
) -> Iterator[DemandRow]:
    """Yield what one actor has on record about a demand, else that nothing is."""
    question = panel.question
    if statements:
        if filters.choose_actors([standing], question):
            for statement in filters.choose_records(panel.connection, statements, question):
                yield _row(demand, standing, statement, addressee=addressee)
    elif addressee and filters.choose(panel.connection, [standing], question._replace(issues=())):
        yield _row(demand, standing, None, addressee=addressee)


def _row(
    demand: Demand, standing: Standing, statement: Statement | None, *, addressee: bool
) -> DemandRow:
    return DemandRow(
        issue=standing.issue,
        petition=demand.petition,
        demand=demand.id,
        demand_text=demand.text,
        actor=standing.actor,
        name=standing.name,
        addressee=addressee,
        on_record=statement is not None,
        stance=statement and statement.stance,
        stance_basis=statement and statement.stance_basis,
        side=statement and statement.side,
        date=statement and statement.date,
        earliest=statement and statement.date_earliest,
        latest=statement and statement.date_latest,
        evidence=statement and statement.id,
        quote=statement and statement.quote,
        wording=statement and statement.wording,
        language=statement and statement.language,
        summary=statement and statement.summary,
        channel=statement and statement.channel,
        source=statement and statement.source,
        publisher=statement and statement.publisher,
        status=standing.status,
        issue_stance=standing.stance,
        issue_date=standing.date,
        issue_evidence=standing.evidence,
        response=standing.response,
        issue_words=wording.standing_on(standing._asdict()),
        original_publisher=statement and statement.original_publisher,
        tier=statement and statement.tier,
        actor_kind=standing.actor_kind,
    )


def _signature_row(signatures: SignatureCount) -> SignatureRow:
    return SignatureRow(
        issue=signatures.issue,
        petition=signatures.petition,
        title=signatures.title,
        date=signatures.date,
        earliest=signatures.date_earliest,
        latest=signatures.date_latest,
        at_least=signatures.at_least,
        source=signatures.source,
        publisher=signatures.publisher,
    )
