"""What each addressee of a petition has on record about each demand, and how many had signed by when."""

import sqlite3

from stancetracker.base import wording
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Demand, Statement
from stancetracker.reports import filters, table
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, plain

COLUMNS = columns(
    "issue petition demand demand_text actor name addressee recorded stance date earliest latest",
    "evidence quote wording language summary channel source publisher status issue_stance issue_date",
    "issue_evidence response",
)
_ANSWER = (
    *COLUMNS[COLUMNS.index("stance") : COLUMNS.index("status")],
    "stance_basis",
    "original_publisher",
)
SHOWN = (
    plain("Demand", "demand_text"),
    Shown("Name", lambda row: row["name"] + ("" if row["addressee"] else " (not addressed)")),
    Shown(
        "On record about it",
        lambda row: _on_record(row) if row["recorded"] else wording.NOTHING_RECORDED,
    ),
    plain("On the issue as a whole", "issue_words", 1),
    Shown("Source", table.published_by, keep=2),
)
SIGNATURES = columns("issue petition title date earliest latest at_least source publisher")
_SIGNATURES_SHOWN = (
    plain("Petition", "title"),
    Shown("When", table.date),
    Shown("Signatures", lambda row: wording.SIGNED.format(row["at_least"]), numeric=True),
    Shown("Source", table.published_by, keep=1),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each demand on one issue with each addressee, and with others of the panel whose words name it.

    Without an issue asked for, the one with a petition. A row that rests on no statement is chosen by the standing.
    """
    demands = record_queries.demands(connection, question)
    issues = question.issues or tuple(dict.fromkeys(demand.issue for demand in demands))
    asked = panel(connection, question._replace(issues=issues))
    demands = [demand for demand in demands if demand.issue == asked.issue.id]
    found = record_queries.addressees(connection)
    # As with a panel, organizations alone where no person is one.
    settled = question.actors_asked or any(one.kind == "person" for one in found)
    found = [one for one in found if question.actors in ("any", one.kind) or not settled]
    addressed = table.grouped(found, lambda one: one.petition)
    known = record_queries.statements(connection, question, issue=asked.issue.id)
    said = {one.id: one for one in known if one.counts}
    named = {one: lookup.values(connection, one).get("demands", ()) for one in sorted(said)}
    pairs = [(demand, said[one]) for one, demands_of in named.items() for demand in demands_of]
    answers = table.grouped(pairs, lambda pair: (pair[0], pair[1].speaker))
    unheard = [asked.unchecked(one.actor, one.name, one.kind) for one in found]
    standings = {
        one.actor: one for one in (*unheard, *queries.standings(connection, (asked.issue.id,)))
    }
    rows: list[Row] = []
    for demand in demands:
        to = [one.actor for one in addressed[demand.petition]]
        for actor in (*to, *(one.actor for one in asked.standings if one.actor not in to)):
            answered = [one for _, one in answers[demand.id, actor]]
            rows += _rows(demand, standings[actor], answered, question, addressee=actor in to)
    signed = [
        {**one._asdict(), "earliest": one.date_earliest, "latest": one.date_latest}
        for one in record_queries.signatures(connection, question)
        if one.issue == asked.issue.id
    ]
    return asked.report(
        Section("demand", COLUMNS, rows, SHOWN, key="demand", about=wording.DEMANDS),
        Section("signature", SIGNATURES, signed, _SIGNATURES_SHOWN, key="petition"),
        title="demands",
        asks="What is on record of those whom a petition addresses, for each demand",
        about=asked.records({row["actor"] for row in rows})
        | {demand.petition for demand in demands},
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=[("demands", (rows,))],
    )


def _rows(
    demand: Demand,
    standing: Standing,
    said: list[Statement],
    question: Question,
    *,
    addressee: bool,
) -> list[Row]:
    """Return what one actor has on record about a demand, else that nothing is."""
    cells = standing._asdict()
    about = {
        **cells,
        "petition": demand.petition,
        "demand": demand.id,
        "demand_text": demand.text,
        "issue_stance": standing.stance,
        "issue_date": standing.date,
        "issue_evidence": standing.evidence,
        "issue_words": wording.standing_on(cells),
        "addressee": addressee,
    }
    if said:
        chosen = (
            filters.choose_records(said, question)
            if filters.choose_actors([standing], question)
            else []
        )
        return [{**about, **one.cells(), "recorded": True} for one in chosen]
    is_listed = addressee and filters.choose([standing], question._replace(issues=()))
    return [{**about, **dict.fromkeys(_ANSWER), "recorded": False}] if is_listed else []


def _on_record(row: Row) -> str:
    return (
        f"{wording.side(row['stance'], row['stance_basis'])}, {table.date(row)}: {table.words(row)}"
    )
