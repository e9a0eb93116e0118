"""Whether what statements, looks and ties name is there and goes with them, by the records of all other kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from stancetracker.base import dates
from stancetracker.ledger.fields import reach, reference_fields
from stancetracker.ledger.large.facts import Facts, number
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.record import Record, kind_of
from stancetracker.ledger.sound import Values

_NEVER: Final = date.min.isoformat()
_MAY_BE: Final = {
    "actor": {"person", "organization"},
    "issue": {"issue"},
    "event": {"event"},
    "demand": {"demand"},
}


class Known:
    """The records of all kinds but the many, as what the many name; of one id there may be several."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.named: set[str] = set()
        """Their ids, former ids too, and the ids that they name."""
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._since: dict[str, int] = {}
        self._issues_of: dict[str, list[frozenset[str]]] = defaultdict(list)
        for record in records:
            self._learn(record)

    def _learn(self, record: Record) -> None:
        ident = getattr(record, "id", None) or ""
        self._kinds[ident].add(kind_of(type(record)))
        self.named |= {ident, *getattr(record, "former_ids", ())}
        for field in reference_fields(type(record)):
            self.named.update(name for _, name in reach(record, field.pattern))
        if isinstance(record, Issue):
            self._since[ident] = max(number(record.since), self._since.get(ident, 0))
        elif isinstance(record, Event):
            self._issues_of[ident].append(frozenset(record.issues))
        elif isinstance(record, Petition):
            self._issues_of[ident].append(frozenset({record.issue}))
            for demand in record.demands:
                self._kinds[f"{ident}/{demand.id}"].add("demand")

    def doubtful(self, every: Sequence[Facts], taken: frozenset[str]) -> Doubtful:
        """What the many name that may not be there, or not go with them; `taken` are ids that some of the many have."""
        names = {
            what: frozenset(
                name
                for name in frozenset[str]().union(*(facts.names[what] for facts in every))
                if name in taken or not self._kinds.get(name) or self._kinds[name] - kinds
            )
            for what, kinds in _MAY_BE.items()
        }
        events = {pair for facts in every for pair in facts.events_on if not self._goes(*pair)}
        demands = {
            (demand, issue)
            for facts in every
            for demand, issue in facts.demands_on
            if not self._goes(demand.partition("/")[0], issue)
        }
        early = {
            issue: self._since[issue]
            for facts in every
            for found in (facts.first_look, facts.first_said)
            for issue, day in found.items()
            if day < self._since.get(issue, 0)
        }
        return Doubtful(names, frozenset(events), frozenset(demands), early)

    def _goes(self, name: str, issue: str) -> bool:
        """Whether an event or petition is about an issue."""
        return all(issue in issues for issues in self._issues_of.get(name, ()))


@dataclass(frozen=True)
class Doubtful:
    """What some of the many name, and may not: names by what they have to be, and pairs that may not go together."""

    names: Mapping[str, frozenset[str]]
    events: frozenset[tuple[str, str]]
    demands: frozenset[tuple[str, str]]
    early: Mapping[str, int]
    """The first day of issues of which some statement or look may be from before."""

    def __bool__(self) -> bool:
        return bool(any(self.names.values()) or self.events or self.demands or self.early)

    def is_named_by(self, values: Values) -> bool:
        """Whether one of the many names anything of it."""
        issue, demands = values.get("issue", ""), values.get("demands", ())
        actors = (values.get("speaker"), values.get("actor"), values.get("counterparty"))
        return (
            (
                issue in self.early
                and number(dates.parse(values["date"]).earliest or _NEVER) < self.early[issue]
            )
            or issue in self.names["issue"]
            or values.get("event") in self.names["event"]
            or (values.get("event"), issue) in self.events
            or not self.names["demand"].isdisjoint(demands)
            or any((demand, issue) in self.demands for demand in demands)
            or not self.names["actor"].isdisjoint((*actors, *values.get("actors", ())))
        )
