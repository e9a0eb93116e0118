"""The filters: each is declared once, and chooses rows after standings are computed.

A filter of pairs judges a standing. A filter of records is a condition in SQL on what
`judged_record.sql` selects; a pair meets these where one record behind its standing meets all of
them. None of them ever decides which records count, or changes a standing.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence, Set
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from stancetracker.base.errors import UsageError
from stancetracker.base.vocabulary import (
    ACTORS,
    CHANNELS,
    STANCE_BASES,
    STANCES,
    STATUSES,
    TIERS,
)
from stancetracker.index import queries
from stancetracker.index.queries import JudgedRecord, Question, Standing

if TYPE_CHECKING:
    from stancetracker.index.record_queries import Event, Role, Silence, Statement

Record = TypeVar("Record", "Statement", "Silence", "Event")
_MOST_NAMED: Final = 10_000
"""Of more standings, records are judged whosever they are: a list of so many names costs more."""


class Filter(NamedTuple):
    """A filter: its flag, the field of a question that holds its values, and what it judges.

    It judges by a function or by its condition, only where it is given. One with both judges a
    pair by its standing, and a record by its own.
    """

    name: str
    """Its name in Python; with hyphens, that of its flag."""
    field: str
    """The field of `Question`: several values, a day, or True."""
    metavar: str | None = None
    """What its help calls a value; None where its flags are switches."""
    help: str = ""
    record: str | None = None
    """The kind of record that its values name."""
    words: tuple[str, ...] = ()
    """The only values there are."""
    switches: tuple[tuple[str, str], ...] = ()
    """The flags that stand for its values, each with its help; then it has none of its own."""
    is_day: bool = False
    of_issue: Callable[[str, Question], bool] | None = None
    of_actor: Callable[[str, Question], bool] | None = None
    of_kind: Callable[[str, Question], bool] | None = None
    of_standing: Callable[[Standing, Question], bool] | None = None
    condition: str = ""
    """SQL on the columns of `judged_record.sql`; its parameters are fields of `Question`."""

    @property
    def is_of_records(self) -> bool:
        """Return whether a pair meets it by any record behind its standing."""
        return bool(self.condition) and self.of_standing is None

    @property
    def has_several_values(self) -> bool:
        """Return whether it takes several values, of which any may hold."""
        return bool(self.metavar or self.switches) and not self.is_day

    def value(self, question: Question) -> Any:
        """Return what a question gives it: several values, a day, or whether it is switched on."""
        return getattr(question, self.field)

    def words_of(self, question: Question) -> str:
        """Return the filter and what a question gives it, as in "stance favor or mixed"."""
        value = self.value(question)
        if value is True:
            return self.name
        return f"{self.name} {' or '.join(value) if self.has_several_values else value}"

    def flag(self, question: Question) -> str:
        """Return the flag that gives it to a question, the first of several."""
        name = self.value(question)[0] if self.switches else self.name
        return f"--{name.replace('_', '-')}"


def _listed(column: str, field: str) -> str:
    """Return SQL that is true where a column has one of the values in a field of the question."""
    return f"{column} IN (SELECT value FROM json_each(:{field}))"


FILTERS: Final = (
    Filter(
        "issue",
        "issues",
        metavar="NAME",
        help="On this issue: an id, a title, or a word unique to its title.",
        record="issue",
        of_issue=lambda issue, question: issue in question.issues,
    ),
    Filter(
        "person",
        "people",
        metavar="NAME",
        help="This person: an id, name, alias or surname.",
        record="person",
        of_actor=lambda actor, question: actor in question.people,
    ),
    Filter(
        "org",
        "organizations",
        metavar="NAME",
        help="This organization, or people in it.",
        record="organization",
        of_actor=lambda actor, question: actor in question.members,
    ),
    Filter(
        "tag",
        "tags",
        metavar="TAG",
        help="Organizations with this tag, or people in them.",
        of_actor=lambda actor, question: actor in question.tagged,
    ),
    Filter(
        "kind",
        "kinds",
        metavar="KIND",
        help=f"{' or '.join(ACTORS)}: only these, in panels and outside.",
        words=ACTORS,
        of_kind=lambda kind, question: kind in question.kinds,
    ),
    Filter(
        "stance",
        "stances",
        metavar="STANCE",
        help=f"{', '.join(STANCES)}.",
        words=STANCES,
        of_standing=lambda standing, question: standing.stance in question.stances,
        condition=_listed("stance", "stances"),
    ),
    Filter(
        "stance_basis",
        "stance_bases",
        metavar="BASIS",
        help=f"{', '.join(STANCE_BASES)}: whether the words take the side.",
        words=STANCE_BASES,
        condition=_listed("stance_basis", "stance_bases"),
    ),
    Filter(
        "own_words",
        "own_words",
        help="Quoted in the speaker's own words: no summary, translation or spokesperson.",
        condition="voice = 'self' AND wording IN ('verbatim', 'excerpt')",
    ),
    Filter(
        "channel",
        "channels",
        metavar="CHANNEL",
        help=f"{', '.join(CHANNELS)}.",
        words=CHANNELS,
        condition=_listed("channel", "channels"),
    ),
    Filter(
        "source",
        "sources",
        metavar="NAME",
        help="From this source: a publisher or address.",
        condition=_listed("record", "citing"),
    ),
    Filter(
        "tier",
        "tiers",
        metavar="TIER",
        help=f"{', '.join(TIERS)}: the best of the record's sources.",
        words=TIERS,
        condition=_listed("tier", "tiers"),
    ),
    Filter(
        "since",
        "since",
        metavar="DAY|A..B",
        help="Dated on that day or later, or from A to B.",
        is_day=True,
        condition="latest >= :since",
    ),
    Filter(
        "until",
        "until",
        metavar="DAY",
        help="Dated on that day or earlier.",
        is_day=True,
        condition="earliest <= :until",
    ),
    Filter(
        "status",
        "statuses",
        words=STATUSES,
        switches=(
            ("silent", "No public statement was found."),
            ("spoke", "A statement is on record."),
            ("searched", "Searches found no statement."),
            ("unchecked", "Nobody has looked."),
        ),
        of_standing=lambda standing, question: standing.status in question.statuses,
    ),
    Filter(
        "stale",
        "stale",
        help="Neither checked nor searched since that was due.",
        of_standing=lambda standing, _: standing.stale,
    ),
    Filter(
        "private",
        "private",
        help="Private remarks were made known.",
        of_standing=lambda standing, _: standing.private,
    ),
    Filter(
        "moved",
        "moved",
        help="Took one stance and surely later another.",
        of_standing=lambda standing, _: standing.moved,
    ),
)
"""Every filter, in the order of the help; whatever applies filters goes through these."""


@lru_cache(maxsize=8)
def of_question(question: Question) -> tuple[Filter, ...]:
    """Return the filters that a question has."""
    return tuple(filter for filter in FILTERS if filter.value(question))


def without(question: Question, filters: Iterable[Filter]) -> Question:
    """Return a question without some filters."""
    empty = Question(question.as_of)
    return question._replace(**{filter.field: filter.value(empty) for filter in filters})


def names_actors(question: Question) -> bool:
    """Return whether a question names actors: people, organizations or a group of these."""
    return any(filter.of_actor for filter in of_question(question))


def about_actors(question: Question) -> bool:
    """Return whether a filter is given that chooses actors, by who they are or where they stand."""
    return any(
        filter.of_actor or filter.of_kind or (filter.of_standing and not filter.condition)
        for filter in of_question(question)
    )


def about_records(question: Question) -> bool:
    """Return whether a filter is given that chooses records."""
    return any(filter.condition for filter in of_question(question))


def refuse(question: Question, *, subject: str, applied: Sequence[str]) -> None:
    """Refuse every filter but those that a report applies, by their names.

    `subject` says what the report is about.

    Raises UsageError: a filter dropped unseen would be a false answer.
    """
    for filter in of_question(question):
        if filter.name not in applied:
            flag = filter.flag(question)
            raise UsageError(f"{flag} doesn't apply to this report", f"it is about {subject}")


def standings(connection: sqlite3.Connection, question: Question) -> list[Standing]:
    """Fetch the standings that a list answers.

    Where the question names actors or sources, only those that can pass: to ask about one person
    costs no more than that person.
    """
    actors = _candidates(connection, question)
    is_limited_to_panels = not (question.everyone or names_actors(question))
    rows = queries.standings(connection, question.issues, actors=actors, panel=is_limited_to_panels)
    return [
        standing
        for standing in _in_roles(connection, question, rows)
        if is_answered(standing, question)
    ]


def panels(
    connection: sqlite3.Connection, question: Question, standings: Sequence[Standing]
) -> list[Standing]:
    """Fetch the panels that the counts under a list are of, where anybody reads these.

    They are those of the issues that these `standings` are on, or of the issues asked for.
    """
    rows: Iterable[Standing] = standings
    if names_actors(question) or question.sources:
        issues = question.issues or {standing.issue for standing in standings}
        is_read = question.hints and issues
        rows = queries.standings(connection, issues, panel=True) if is_read else ()
    return [row for row in rows if row.panel and is_of_kind(row.actor_kind, question)]


def _candidates(connection: sqlite3.Connection, question: Question) -> Set[str] | None:
    """Return the actors who alone can pass the filters; None where anybody can."""
    actors = named_actors(question)
    if not question.sources:
        return actors
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    records = record_queries.ids(connection, question, to=question.citing)
    citing = {record.actor for record in records}
    return citing if actors is None else citing & actors


def named_actors(question: Question) -> Set[str] | None:
    """Return the actors that a question names, in any way; None where it names nobody."""
    if not names_actors(question):
        return None
    return {*question.people} | question.members | question.tagged


def fetch(
    connection: sqlite3.Connection, question: Question, issues: Collection[str]
) -> list[Standing]:
    """Fetch the standings on these issues that a report on them may be about.

    They are those of the panels and of the actors named; of everybody, if everyone is asked for.
    Without issues, where actors are named, they are on the issues that these have a standing on.
    """
    actors = named_actors(question)
    fetch_standings = partial(queries.standings, connection, question=question)
    named = [] if actors is None else fetch_standings(issues, actors=actors)
    issue_ids = issues or {standing.issue for standing in named}
    rows = fetch_standings(issue_ids, panel=not question.everyone)
    if not question.everyone:
        rows += [standing for standing in named if not standing.panel]
    return _in_roles(connection, question, rows)


def _in_roles(
    connection: sqlite3.Connection, question: Question, standings: list[Standing]
) -> list[Standing]:
    """Return standings in which people of an organization asked for have their role in it."""
    organizations = question.members | question.tagged
    if not organizations:
        return standings
    from stancetracker.index import record_queries  # slow to import, and few lists need it

    actors = {standing.actor for standing in standings}
    roles: dict[str, Role] = {}
    for role in record_queries.affiliations(connection, question, to=actors):
        if role.organization in organizations:
            roles.setdefault(role.actor, role)
    return [
        standing
        if standing.organization in organizations
        else _with_role(standing, roles.get(standing.actor))
        for standing in standings
    ]


def _with_role(standing: Standing, role: Role | None) -> Standing:
    """Return a standing of an actor in this role."""
    if role is None:
        return standing
    return standing._replace(
        organization=role.organization, organization_name=role.organization_name, role=role.role
    )


def is_answered(standing: Standing, question: Question) -> bool:
    """Return whether a question is about an actor: of the kind asked for, in a panel or named."""
    is_asked = question.everyone or standing.panel or is_named(standing.actor, question)
    return is_asked and is_of_kind(standing.actor_kind, question)


def is_of_kind(kind: str, question: Question) -> bool:
    """Return whether a question is about actors of this kind."""
    return all(filter.of_kind(kind, question) for filter in of_question(question) if filter.of_kind)


def is_named(actor: str, question: Question) -> bool:
    """Return whether the question names an actor, or an organization that they are in."""
    return actor in question.people or actor in question.members or actor in question.tagged


def choose(
    connection: sqlite3.Connection, standings: Iterable[Standing], question: Question
) -> list[Standing]:
    """Return the standings that pass every filter, with what `matched` of their records.

    Flags of one name are alternatives, different ones all hold.
    """
    chosen = of_question(question)
    selection = [
        standing
        for standing in standings
        if is_about(standing.issue, standing.actor, question)
        and all(filter.of_standing(standing, question) for filter in chosen if filter.of_standing)
    ]
    of_records = [filter for filter in chosen if filter.is_of_records]
    if not (of_records and selection):
        return selection
    issues = {standing.issue for standing in selection}
    actors = None if len(selection) > _MOST_NAMED else {standing.actor for standing in selection}
    records = queries.judged_records(
        connection,
        question,
        condition(of_records),
        values(question),
        issues=issues if len(issues) == 1 else (),
        actors=actors,
    )
    records_of_pair: defaultdict[Hashable, list[JudgedRecord]] = defaultdict(list)
    for record in records:
        if record.counts:
            records_of_pair[record.issue, record.actor, record.status].append(record)
    return [
        _with_matches(standing, matches)
        for standing in selection
        if (matches := records_of_pair[standing.issue, standing.actor, standing.status])
    ]


def _with_matches(standing: Standing, matches: Sequence[JudgedRecord]) -> Standing:
    """Return a standing with how many records match, and which is shown.

    That is the evidence, which is the best of its day and of those that somebody answers for; if it
    doesn't match, the latest that does.
    """
    shown = max(
        matches,
        key=lambda match: (
            match.record == standing.evidence,
            match.earliest,
            match.latest,
            match.record,
        ),
    )
    return standing._replace(
        matched=len(matches),
        matched_id=shown.record,
        matched_date=shown.date,
        matched_stance=shown.stance,
    )


def choose_actors(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings whose actor, status and flags match, whatever they rest on."""
    return [
        standing
        for standing in standings
        if is_about(None, standing.actor, question)
        and all(
            filter.of_standing(standing, question)
            for filter in of_question(question)
            if filter.of_standing and not filter.condition
        )
    ]


def choose_records(
    connection: sqlite3.Connection, records: Iterable[Record], question: Question
) -> list[Record]:
    """Return the statements, silences or events that pass every filter for records.

    Events have nothing to judge them by but their days.
    """
    listed = list(records)
    of_records = [filter for filter in of_question(question) if filter.condition]
    if not (of_records and listed):
        return listed
    ids = {record.id for record in listed}
    matches = queries.judged_records(
        connection, question, condition(of_records), values(question), to=ids
    )
    matching_ids = {match.record for match in matches}
    return [record for record in listed if record.id in matching_ids]


def condition(of_records: Iterable[Filter]) -> str:
    """Return SQL that is true of the records that all of these filters let pass."""
    return " AND ".join(f"({filter.condition})" for filter in of_records if filter.condition)


def values(question: Question) -> dict[str, str]:
    """Return the parameters that conditions take from a question; of lists, as JSON arrays."""
    given = {
        filter.field: filter.value(question) for filter in of_question(question) if filter.condition
    }
    if question.sources:
        given["citing"] = question.citing
    return {
        field: value if isinstance(value, str) else json.dumps(sorted(value))
        for field, value in given.items()
        if value is not True
    }


def is_about(issue: str | None, actor: str, question: Question) -> bool:
    """Return whether a record of this actor, on this issue if it has one, is asked about."""
    for filter in of_question(question):
        if filter.of_actor and not filter.of_actor(actor, question):
            return False
        if filter.of_issue and issue is not None and not filter.of_issue(issue, question):
            return False
    return True


def is_dated(earliest: str | None, latest: str | None, question: Question) -> bool:
    """Return whether some possible day lies within the days asked about."""
    if question.since is None and question.until is None:
        return True
    if earliest is None or latest is None:
        return False
    return latest >= (question.since or latest) and earliest <= (question.until or earliest)
