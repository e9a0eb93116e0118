"""The records of two states in words, for sentences about what changed."""

import sqlite3
from collections.abc import Iterable
from functools import cache
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.vocabulary import is_id
from stancetracker.contribute.pairs import Values
from stancetracker.contribute.states import State
from stancetracker.index import lookup, queries

Ids = tuple[str, ...]
# A reply to a reply to … ends somewhere, or goes round.
_MOST_STEPS_TO_A_TOPIC: Final = 3
_CHECK_FIELDS: Final = ("checked_by", "publisher", "original_publisher", "tier")


class Topic(NamedTuple):
    """The actors and issues that a record is about."""

    actors: Ids
    issues: Ids


class Descriptions:
    """Records in words; names come from the later state first."""

    def __init__(self, before: State, after: State) -> None:
        self.kinds = {**before.kinds, **after.kinds}
        connections = (after.connection, before.connection)
        self._values = cache(lambda record: _first_values(connections, record))
        self._redacted = frozenset[str]().union(*map(lookup.redacted, connections))
        self._shared_names = frozenset[str]().union(*map(queries.shared_names, connections))

    def name(self, record: str) -> str:
        """Return the name of an actor, the title of whatever else has one, or else the id."""
        values = self._values(record) if record else None
        if not values:
            return record
        name = self.kinds[values["kind"]].called(record, values)
        return f"{name} ({record})" if name in self._shared_names else name

    def names(self, records: Iterable[str]) -> str:
        """Return names, one after the other."""
        return ", ".join(map(self.name, records))

    def topic(self, values: Values) -> Topic:
        """Return what a record is about; what answers another is about the same as that."""
        actors: list[str] = []
        issues: list[str] = []
        for _ in range(_MOST_STEPS_TO_A_TOPIC):
            if not values:
                break
            traits = self.kinds[values["kind"]]
            for field in (*traits.actors, *traits.others):
                actors += filter(is_id, _ids(values.get(field)))
            issues += _ids(values.get(traits.issue))
            values = self._values(values[traits.target]) if traits.target else {}
        return Topic(tuple(dict.fromkeys(actors)), tuple(issues))

    def title(self, values: Values) -> str:
        """Return a record as a part of a sentence: who, on what, when."""
        return self.kinds[values["kind"]].in_line(values, self.name)

    def sides(self, issue: str) -> dict[str, str]:
        """Return the words for each stance on an issue."""
        return wording.sides_of(self._values(issue))

    def target(self, record: str) -> str:
        """Return a record that another answers or corrects, in words; its id if it is unknown."""
        values = self._values(record)
        if not values:
            return record
        lead = {"statement": "the statement of ", "silence": "the "}.get(values["kind"], "")
        return lead + self.title(values)

    def sentence(self, values: Values) -> str:
        """Return all that a new record says, in a sentence."""
        kind = values["kind"]
        if kind == "statement":
            return self._statement(values)
        if kind == "silence":
            return self._silence(values)
        if kind == "reply":
            return f"{self.title(values)}, to {self.target(values['to'])}: “{values['text']}”"
        roles = [self._role(membership) for membership in values.get("memberships", ())]
        sentence = self.title(values) + _dispute(values)
        return f"{sentence}, {'; '.join(roles)}" if roles else sentence

    def _statement(self, values: Values) -> str:
        audience = values.get("audience", "public")
        issue = self._values(values["issue"])
        side = wording.side_on(issue, values["stance"], values.get("stance_basis"))
        day = dates.interval_words(*dates.parse(values["date"]))
        words = f"“{values['quote']}”" if values.get("quote") else values.get("summary")
        if values.get("id") in self._redacted:
            words = wording.WITHDRAWN_RECORDS["redaction"]
        lead = f"{self._topic_words(values)}: {audience} statement"
        return f"{lead}, {side}, {day}: {words}{_dispute(values)}"

    def _silence(self, values: Values) -> str:
        earliest = dates.parse(values["date"]).earliest
        standing = wording.standing_on({**values, "status": "silent", "earliest": earliest})
        source = dict(next(iter(values.get("sources", ())), {}))
        check = {
            **dict.fromkeys(_CHECK_FIELDS),
            **source,
            **values,
            "source": source.get("url") or source.get("citation"),
        }
        return f"{self._topic_words(values)}: {standing}, {wording.checker(check)}"

    def _topic_words(self, values: Values) -> str:
        topic = self.topic(values)
        return f"{self.names(topic.actors)} on {self.names(topic.issues)}"

    def _role(self, membership: Values) -> str:
        role = str(membership["role"])
        organization = membership.get("organization")
        return f"{role}, {self.name(organization)}" if organization else role


def _first_values(connections: Iterable[sqlite3.Connection], record: str) -> Values:
    """Return a record from the first index that has it; empty if none has."""
    for connection in connections:
        if values := lookup.values(connection, record):
            return values
    return {}


def _dispute(values: Values) -> str:
    """Return why a record does not count, in parentheses; empty if it is not disputed."""
    if values.get("verification") != "disputed":
        return ""
    return f" ({wording.not_counted('disputed', values.get('note'))})"


def _ids(value: Any) -> Ids:
    """Return the ids that a field holds: none, one or a list."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value))
