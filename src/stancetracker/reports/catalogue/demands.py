"""What each addressee of a petition has on record about each demand, and how many had signed by when."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stancetracker.base import wording
from stancetracker.index import queries, recorded
from stancetracker.index.queries import Question, Standing
from stancetracker.index.recorded import Demanded, Said
from stancetracker.reports import filters, table
from stancetracker.reports.panel import Panel, panel
from stancetracker.reports.table import Cell, Drawn, Report, Row, Section, Shown, columns, plain

COLUMNS = columns(
    "issue petition demand demand_text actor name addressee recorded stance date earliest latest",
    "evidence quote wording language summary channel source publisher status issue_stance issue_date",
    "issue_evidence response",
)
SIGNATURES = columns("issue petition title date earliest latest at_least source publisher")


@dataclass(frozen=True)
class Grounds:
    """The data that rows are made from: addressees, their answers, and all standings on the issue."""

    addressees: dict[str, list[str]]
    answers: dict[tuple[str, str], list[Said]]
    standings: dict[str, Standing]


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List each demand on one issue with each addressee, and with others of the panel whose words name it.

    Without an issue asked for, the one with a petition. A row that rests on no statement is chosen by the standing.
    """
    demands = recorded.demands(connection, question)
    issues = question.issues or tuple(dict.fromkeys(demand.issue for demand in demands))
    asked = panel(connection, question._replace(issues=issues))
    demands = [demand for demand in demands if demand.issue == asked.issue.id]
    grounds = _grounds(connection, question, asked)
    rows = [row for demand in demands for row in _rows(demand, grounds, asked, question)]
    actors = {str(row["actor"]) for row in rows}
    return asked.report(
        Section("demand", COLUMNS, rows, SHOWN, key="demand", about=wording.DEMANDS, ending=asked.ending),
        _signatures(connection, question, asked),
        title="demands",
        asks="What is on record of those whom a petition addresses, for each demand",
        about=asked.records(actors) | {demand.petition for demand in demands},
        notes=[wording.LANGUAGE_OF_QUOTES],
        figures=[Drawn("demands", (rows,))],
    )


def _grounds(connection: sqlite3.Connection, question: Question, asked: Panel) -> Grounds:
    addressees: dict[str, list[str]] = defaultdict(list)
    standings = {one.actor: one for one in queries.standings(connection, (asked.issue.id,))}
    found = recorded.addressees(connection)
    people = any(one.kind == "person" for one in found)
    for one in found:
        # As with a panel of organizations alone, unless people were asked for.
        if question.actors in ("any", one.kind) or not (people or question.actors_asked):
            addressees[one.petition].append(one.actor)
            standings.setdefault(one.actor, asked.unchecked(one.actor, one.name, one.kind))
    said = {
        one.id: one for one in recorded.statements(connection, question, issue=asked.issue.id) if one.counts
    }
    answers: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for statement, demand in recorded.answers(connection):
        if statement in said:
            answers[demand, said[statement].speaker].append(said[statement])
    return Grounds(addressees, answers, standings)


def _rows(demand: Demanded, grounds: Grounds, asked: Panel, question: Question) -> Iterator[dict[str, Cell]]:
    addressed = grounds.addressees[demand.petition]
    others = [standing.actor for standing in asked.standings if standing.actor not in addressed]
    for actor in (*addressed, *others):
        standing = grounds.standings[actor]
        said = grounds.answers[demand.ref, actor]
        about = {**_about(demand, standing), "addressee": actor in addressed}
        if said and filters.choose_actors([standing], question):
            yield from (
                {**about, **one.cells(), "recorded": True} for one in filters.choose_said(said, question)
            )
        elif not said and actor in addressed and filters.choose([standing], question._replace(issues=())):
            yield {**about, **dict.fromkeys(_ANSWER), "recorded": False}


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
