"""People beside the organizations in which they have a role, on the same issue."""

import sqlite3
from typing import Any, Final

from stancetracker.base import wording
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.queries import Question, Standing
from stancetracker.reports import filters, table
from stancetracker.reports.panel import panel
from stancetracker.reports.table import Report, Row, Section, Shown, columns, joined

_STANDING: Final = columns(
    "name panel status stance stance_basis date earliest latest response evidence"
)
COLUMNS: Final = (
    "issue",
    "actor",
    *_STANDING,
    "party",
    "role",
    *(f"party_{name}" for name in _STANDING),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Set one issue's panel beside their organizations; of a panel of organizations, beside their people."""
    asked = panel(connection, question)
    chosen = {one.actor: one for one in filters.choose(asked.standings, question)}
    on_issue = queries.standings(connection, (asked.issue.id,))
    everyone = {one.actor: one for one in (*asked.standings, *on_issue)} | chosen
    pairs: dict[tuple[str | None, str | None], str] = {}
    for held in record_queries.affiliations(connection, question):
        both = held.actor, held.organization
        if chosen.keys() & both:
            pairs[both] = joined(", ", pairs.get(both), held.role)
    paired = {actor for pair in pairs for actor in pair}
    for actor, one in chosen.items():
        if actor not in paired:
            pairs[(actor, None) if one.actor_kind == "person" else (None, actor)] = ""

    def standing(actor: str | None) -> dict[str, Any]:
        if actor is None:
            return {**dict.fromkeys(Standing._fields), "audience": question.audience}
        if actor not in everyone:
            values = lookup.values(connection, actor)
            everyone[actor] = asked.unchecked(actor, values["name"], values["kind"])
        return everyone[actor]._asdict()

    places = {actor: place for place, actor in enumerate(everyone)}
    rows = []
    for pair in sorted(
        pairs, key=lambda pair: min(places.get(one or "", len(places)) for one in pair)
    ):
        who, party = map(standing, pair)
        of_party = {f"party_{name}": party[name] for name in _STANDING}
        on_both = {
            "issue": asked.issue.id,
            "party": pair[1],
            "role": pairs[pair] or None,
            "beside": party,
        }
        rows.append({**who, **of_party, **on_both})
    return asked.report(
        Section("beside", COLUMNS, rows, _SHOWN, key="actor", about=wording.BESIDE),
        title="people beside their organizations",
        asks="Who spoke, and for whom was no public statement found, of people and of their organizations",
        about=asked.records({str(one) for pair in pairs for one in pair}),
    )


def _finding(row: Row) -> str:
    return table.sentence(row) if row["status"] else ""


_SHOWN: Final = (
    Shown("Name", lambda row: table.name(row) if row["actor"] else ""),
    Shown("Finding", _finding),
    Shown("Organization", lambda row: joined(", ", row["party_name"], row["role"]), keep=1),
    Shown(
        "Of the organization",
        lambda row: joined(
            " ", row["party"] and table.mark(row["beside"]), _finding(row["beside"])
        ),
    ),
)
