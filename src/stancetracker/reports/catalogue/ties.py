"""The panel beside contracts, donations and attendance, under whose they are; amounts by source and period."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.index.record_queries import Tie
from stancetracker.reports import filters, table
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Cell, Report, Row, Section, Shown, columns, joined, plain

TYPES: Final = {"contract": "Contracts", "donation": "Donations", "attendance": "Attendance"}
"""The types of ties with their headings, in their order."""
_CELLS: Final = columns(
    "issue actor name status stance stance_basis response date earliest latest stale reported evidence",
    "party party_name role",
    *TYPES,
)
_TIES: Final = columns(
    "party party_name people type counterparty title amount_value amount_currency amount_bound amount_of date",
    "period part_of verification source publisher tie",
)
_CELLS_SHOWN: Final = (
    Shown("Name", table.name),
    Shown("Finding", table.sentence, keep=1),
    Shown("Whose ties", lambda row: joined(", ", row["party_name"], row["role"])),
    *(plain(heading, f"{type}_words") for type, heading in TYPES.items()),
)
_TIES_SHOWN: Final = (
    plain("Whose", "party_name"),
    plain("Of the panel", "people", 1),
    Shown("What", table.tie),
    Shown("Amount", table.amount, keep=1),
    Shown("When", table.tie_day, keep=2),
    Shown("Source", table.published_by, keep=3),
)
AMOUNTS = columns(
    "party party_name type counterparty amount_value amount_currency amount_bound amount_of date period",
    "source publisher ties evidence",
)
_AMOUNTS_SHOWN: Final = (
    plain("Whose", "party_name"),
    Shown("What", table.tie),
    Shown("Amount", table.amount),
    Shown("When", table.tie_day, keep=1),
    plain("Ties", "ties", 2, numeric=True),
    Shown("Source", table.published_by, keep=3),
)
_SAME = columns(
    "party type title counterparty amount_currency amount_bound amount_of date period source"
)
"""What amounts must have in common to be added up."""


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """List one issue's panel beside its ties; of all its filters, only those for a status choose some of it.

    Raises UsageError when another would: a part chosen by anything else would accuse.
    """
    filters.refuse(question, about="the whole panel, or all of one status", but="statuses")
    if question.since or question.until:
        raise UsageError(
            "days can't narrow this report", "it is about all that is on record of the whole panel"
        )
    asked = panel(connection, question)
    beside = context(connection, question, filters.choose_actors(asked.standings, question))
    sound = [row for row in beside.ties if row["verification"] != "disputed"]
    disputed = [row for row in beside.ties if row["verification"] == "disputed"]
    none_disputed = () if disputed else (wording.NONE_DISPUTED,)
    about = f"{wording.CONTEXT} {wording.OF_A_STATUS}" if question.statuses else wording.CONTEXT
    return asked.report(
        Section("context", _CELLS, beside.cells, _CELLS_SHOWN, "actor", about),
        Section("tie", (*_TIES, *beside.other_fields), sound, _TIES_SHOWN, "tie"),
        _amounts(sound),
        Section(
            "disputed",
            (*_TIES, *beside.other_fields),
            disputed,
            _TIES_SHOWN,
            "tie",
            wording.DISPUTED_TIES,
            none_disputed,
        ),
        title="ties of the panel",
        asks="What is on record of contracts, donations and attendance",
        about={str(row["tie"]) for row in beside.ties},
    )


class Context(NamedTuple):
    """A row for each actor and each party whose ties concern them, and a row for each tie of these parties."""

    cells: Sequence[Row]
    ties: Sequence[Row]
    other_fields: tuple[str, ...]
    """The fields of ties that no code names."""

    def sections(self) -> tuple[Section, ...]:
        """Return all of them and their ties; nobody where nothing is on record of anybody."""
        if not self.ties:
            about = wording.NO_TIES if self.cells else None
            return (Section("context", _CELLS, (), _CELLS_SHOWN, "actor", about),)
        cells = Section("context", _CELLS, self.cells, _CELLS_SHOWN, "actor", wording.CONTEXT)
        columns_of_ties = (*_TIES, *self.other_fields)
        return cells, Section("tie", columns_of_ties, self.ties, _TIES_SHOWN, "tie")


def context(
    connection: sqlite3.Connection, question: Question, members: Sequence[Standing]
) -> Context:
    """Return the ties of these actors and of every organization in which they have a role on the day.

    Neither parents nor subsidiaries of such an organization are followed, whoever it is.
    """
    roles = {one.actor: {one.actor: ""} for one in members}
    names = {one.actor: one.name for one in members}
    for held in record_queries.affiliations(connection, question, to=roles):
        own, party = roles[held.actor], str(held.organization)
        own[party], names[party] = (
            joined(", ", own.get(party), held.role),
            str(held.organization_name),
        )
    pairs = [(one, party, role) for one in members for party, role in roles[one.actor].items()]
    people: dict[str, list[str]] = {party: [] for _, party, _ in pairs}
    for one, party, role in pairs:
        people[party] += [f"{one.name}, {role}"] if role else []
    found = record_queries.ties(connection, question, to=people)
    of_party = table.grouped(found, lambda tie: tie.actor)
    titles = {tie.id: tie.title for tie in found}
    of = {
        party: {"party": party, "party_name": names[party], "people": "; ".join(who) or None}
        for party, who in people.items()
    }
    cells = [
        {**one._asdict(), **of[party], "role": role or None, **_states(of_party[party])}
        for one, party, role in pairs
    ]
    ties = [
        {
            **tie._asdict(),
            **of[tie.actor],
            "title": tie.title or tie.event_title,
            "whole": titles.get(tie.part_of or ""),
            "tie": tie.id,
        }
        for tie in found
    ]
    return Context(cells, ties, record_queries.ties.other_fields(connection))


def _states(ties: Sequence[Tie]) -> dict[str, str]:
    """Return for each type whether a tie is on record, was searched without result, or was not looked up."""
    cells: dict[str, str] = {}
    for type in TYPES:
        of_type = [tie for tie in ties if tie.type == type]
        sound = [tie for tie in of_type if tie.verification != "disputed"]
        held = [tie for tie in sound if tie.amount_value != 0 or tie.amount_bound != "exact"]
        wholes = [tie for tie in held if tie.part_of not in {one.id for one in held}]
        if held:
            state, words = "recorded", f"{len(wholes)} recorded"
        elif sound:
            days = "; ".join(filter(None, (table.tie_day(tie._asdict()) for tie in sound)))
            state, words = "none-found", joined(", ", "searched, none found", days)
        elif of_type:
            state, words = "disputed", f"{len(of_type)} disputed"
        else:
            state, words = "not-looked-up", "not looked up"
        cells |= {type: state, f"{type}_words": words}
    return cells


def _amounts(rows: Sequence[Row]) -> Section:
    """Return the amounts, those that have all but their value in common added up; a part is in its whole."""
    ties = {str(row["tie"]): row for row in rows}
    amounts = {tie: row for tie, row in ties.items() if row["amount_value"]}
    parts = [tie for tie in amounts if any(whole in amounts for whole in _wholes(tie, ties))]

    def same(row: Row) -> tuple[Cell, ...]:
        alone = (
            None if row["date"] or row["period"] else row["tie"]
        )  # one of no known day adds up with none
        return (*(row[name] for name in _SAME), alone)

    def turn(row: Row) -> tuple[str, ...]:
        """Sort by whose they are and what, then by day, then by source."""
        day = dates.parse(row["date"] or row["period"] or "9999")
        what = (row["party_name"], row["type"], row["counterparty"] or "")
        return (*what, day.earliest or "", day.latest, str(row["source"]), row["tie"])

    groups = table.grouped((row for tie, row in amounts.items() if tie not in parts), same)
    added = [
        {
            **group[0],
            "amount_value": sum(row["amount_value"] for row in group),
            "ties": len(group),
            "evidence": " ".join(row["tie"] for row in group),
        }
        for group in sorted(groups.values(), key=lambda group: turn(group[0]))
    ]
    ending = (wording.PARTS.format(", ".join(parts)),) if parts else ()
    return Section("amount", AMOUNTS, added, _AMOUNTS_SHOWN, "evidence", wording.AMOUNTS, ending)


def _wholes(tie: str, ties: Mapping[str, Row]) -> Iterator[str]:
    """Yield the ties that contain one, the smallest first."""
    seen = {tie}
    while tie in ties and (whole := ties[tie]["part_of"]) and whole not in seen:
        seen.add(whole)
        yield whole
        tie = whole
