"""What each addressee of a petition has on record about each demand, and how many had signed by when."""

import sqlite3
from collections import defaultdict

from stancetracker.base import wording
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Addressed, Demanded, Said
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, panel
from stancetracker.reports.table import Cell, Drawn, Report, Row, Section, Shown, columns, plain

COLUMNS = columns(
    "issue petition demand demand_text actor name addressee recorded stance date earliest latest",
    "evidence quote wording language summary channel source publisher status issue_stance issue_date",
    "issue_evidence response",
)
SIGNATURES = columns("issue petition title date earliest latest at_least source publisher")


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each demand on one issue with each addressee, and with others of the panel whose words name it.

    Without an issue asked for, the one with a petition. A row that rests on no statement is chosen by the standing.
    """
    demands = recorded.demands(connection, question)
    issues = question.issues or tuple(dict.fromkeys(demand.issue for demand in demands))
    asked = panel(connection, question._replace(issues=issues))
    demands = [demand for demand in demands if demand.issue == asked.issue.id]
    addressed, answers = _addressed(connection, question), _answers(connection, question, asked.issue.id)
    unheard = [asked.unchecked(one.actor, one.name, one.kind) for ones in addressed.values() for one in ones]
    standings = {one.actor: one for one in (*unheard, *queries.standings(connection, (asked.issue.id,)))}
    rows: list[Row] = []
    for demand in demands:
        to = [one.actor for one in addressed[demand.petition]]
        for actor in (*to, *(one.actor for one in asked.standings if one.actor not in to)):
            said = answers[demand.ref, actor]
            rows += _rows(demand, standings[actor], said, question, addressee=actor in to)
    return asked.report(
        Section("demand", COLUMNS, rows, SHOWN, key="demand", about=wording.DEMANDS, ending=asked.ending),
        _signatures(connection, question, asked),
        title="demands",
        asks="What is on record of those whom a petition addresses, for each demand",
        about=asked.records({row["actor"] for row in rows}) | {demand.petition for demand in demands},
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=[Drawn("demands", (rows,))],
    )


def _addressed(connection: sqlite3.Connection, question: Question) -> dict[str, list[Addressed]]:
    """Return the addressees by petition: as with a panel, organizations alone where no person is one."""
    found = recorded.addressees(connection)
    settled = question.actors_asked or any(one.kind == "person" for one in found)
    chosen = (one for one in found if question.actors in ("any", one.kind) or not settled)
    return table.grouped(chosen, lambda one: one.petition)


def _answers(
    connection: sqlite3.Connection, question: Question, issue: str
) -> dict[tuple[str, str], list[Said]]:
    """Return the statements that count, by the demand that they name and who made them."""
    known = recorded.statements(connection, question, issue=issue)
    said = {one.id: one for one in known if one.counts}
    answers: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for statement, demand in recorded.answers(connection):
        if statement in said:
            answers[demand, said[statement].speaker].append(said[statement])
    return answers


def _rows(
    demand: Demanded, standing: Standing, said: list[Said], question: Question, *, addressee: bool
) -> list[Row]:
    about = {**_about(demand, standing), "addressee": addressee}
    if said:
        chosen = filters.choose_said(said, question) if filters.choose_actors([standing], question) else []
        return [{**about, **one.cells(), "recorded": True} for one in chosen]
    is_listed = addressee and filters.choose([standing], question._replace(issues=()))
    return [{**about, **dict.fromkeys(_ANSWER), "recorded": False}] if is_listed else []


def _about(demand: Demanded, standing: Standing) -> dict[str, Cell]:
    cells = standing._asdict()
    return {
        **cells,
        "petition": demand.petition,
        "demand": demand.ref,
        "demand_text": demand.text,
        "issue_stance": standing.stance,
        "issue_date": standing.date,
        "issue_evidence": standing.evidence,
        "issue_words": wording.standing_on(cells),
    }


_ANSWER = columns(
    "stance stance_basis date earliest latest evidence quote wording language summary channel source publisher",
    "original_publisher",
)


def _signatures(connection: sqlite3.Connection, question: Question, asked: Panel) -> Section:
    rows = [
        {**one._asdict(), "earliest": one.date_earliest, "latest": one.date_latest}
        for one in recorded.signatures(connection, question)
        if one.issue == asked.issue.id
    ]
    shows = (
        plain("Petition", "title"),
        Shown("When", table.date),
        Shown("Signatures", lambda row: wording.SIGNED.format(row["at_least"]), numeric=True),
        Shown("Source", table.published_by, keep=1),
    )
    return Section("signature", SIGNATURES, rows, shows, key="petition")


def _on_record(row: Row) -> str:
    if not row["recorded"]:
        return wording.NOTHING_RECORDED
    return f"{wording.side(row['stance'], row['stance_basis'])}, {table.date(row)}: {table.words(row)}"


SHOWN = (
    plain("Demand", "demand_text"),
    Shown("Name", lambda row: row["name"] + ("" if row["addressee"] else " (not addressed)")),
    Shown("On record about it", _on_record),
    plain("On the issue as a whole", "issue_words", 1),
    Shown("Source", table.published_by, keep=2),
)
