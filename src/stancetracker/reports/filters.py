"""The filters: each is declared once, and chooses rows after standings are computed.

None of them ever decides which records count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from stancetracker.base.errors import UsageError
from stancetracker.base.vocabulary import CHANNELS, STANCE_BASES, STANCES, STATUSES, TIERS
from stancetracker.index import queries
from stancetracker.index.queries import OnRecord, Question, Standing

if TYPE_CHECKING:
    from stancetracker.index.record_queries import Event, Role, Silence, Statement

OWN_WORDINGS: Final = ("verbatim", "excerpt")
"""The wordings of a quote in the speaker's own words."""
Record = TypeVar("Record", "Statement", "Silence", "Event")


class Facts(NamedTuple):
    """What filters judge a record by; None where it has no such thing."""

    record: str | None
    stance: str | None
    stance_basis: str | None
    channel: str | None
    wording: str | None
    voice: str | None
    tier: str | None
    """The best of the tiers of its sources."""
    earliest: str | None
    latest: str | None


class Filter(NamedTuple):
    """A filter: its flag, the field of a question that holds its values, and what it judges.

    Exactly one of the four functions judges; it is called only where the filter is given.
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
    judges_silences: bool = False
    """True if it judges records of kind silence as it does statements; else none of them passes."""
    of_issue: Callable[[str, Question], bool] | None = None
    of_actor: Callable[[str, Question], bool] | None = None
    of_standing: Callable[[Standing, Question], bool] | None = None
    of_record: Callable[[Facts, Question], bool] | None = None

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


def _is_dated(facts: Facts, question: Question) -> bool:
    return is_dated(facts.earliest, facts.latest, question)


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
        "stance",
        "stances",
        metavar="STANCE",
        help=f"{', '.join(STANCES)}.",
        words=STANCES,
        of_record=lambda facts, question: facts.stance in question.stances,
    ),
    Filter(
        "stance_basis",
        "stance_bases",
        metavar="BASIS",
        help=f"{', '.join(STANCE_BASES)}: whether the words take the side.",
        words=STANCE_BASES,
        of_record=lambda facts, question: facts.stance_basis in question.stance_bases,
    ),
    Filter(
        "own_words",
        "own_words",
        help="Quoted in the speaker's own words: no summary, translation or spokesperson.",
        of_record=lambda facts, _: facts.voice == "self" and facts.wording in OWN_WORDINGS,
    ),
    Filter(
        "channel",
        "channels",
        metavar="CHANNEL",
        help=f"{', '.join(CHANNELS)}.",
        words=CHANNELS,
        of_record=lambda facts, question: facts.channel in question.channels,
    ),
    Filter(
        "source",
        "sources",
        metavar="NAME",
        help="From this source: a publisher or address.",
        judges_silences=True,
        of_record=lambda facts, question: facts.record in question.citing,
    ),
    Filter(
        "tier",
        "tiers",
        metavar="TIER",
        help=f"{', '.join(TIERS)}: the best of the record's sources.",
        words=TIERS,
        judges_silences=True,
        of_record=lambda facts, question: facts.tier in question.tiers,
    ),
    Filter(
        "since",
        "since",
        metavar="DAY|A..B",
        help="Dated on that day or later, or from A to B.",
        is_day=True,
        judges_silences=True,
        of_record=_is_dated,
    ),
    Filter(
        "until",
        "until",
        metavar="DAY",
        help="Dated on that day or earlier.",
        is_day=True,
        judges_silences=True,
        of_record=_is_dated,
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
    return any(filter.of_actor or filter.of_standing for filter in of_question(question))


def of_standings(question: Question) -> bool:
    """Return whether a filter is given that only a standing, or its record, passes or not."""
    return any(filter.of_standing or filter.of_record for filter in of_question(question))


def about_records(question: Question) -> bool:
    """Return whether a filter is given that chooses records."""
    return any(filter.of_record for filter in of_question(question))


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
        if is_answered(standing, question, question.actors)
    ]


def panels(
    connection: sqlite3.Connection, question: Question, standings: Sequence[Standing]
) -> list[Standing]:
    """Fetch the panels that the counts under a list are of, where anybody reads these.

    They are those of the issues that these `standings` are on, or of the issues asked for. An issue
    whose panel has nobody of the kind that is meant by default counts whomever it has.
    """
    rows: Iterable[Standing] = standings
    if names_actors(question) or question.sources:
        issues = question.issues or {standing.issue for standing in standings}
        is_read = question.hints and issues
        rows = queries.standings(connection, issues, panel=True) if is_read else ()
    members = [standing for standing in rows if standing.panel]

    def is_of_kind(member: Standing) -> bool:
        return question.actors in ("any", member.actor_kind)

    with_kind = {member.issue for member in members if is_of_kind(member)}
    return [
        member
        for member in members
        if is_of_kind(member) or not (question.actors_asked or member.issue in with_kind)
    ]


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


def is_answered(row: Standing | OnRecord, question: Question, actors: str) -> bool:
    """Return whether an actor is in a panel or named, and of the kind asked for."""
    of_kind = actors in ("any", row.actor_kind)
    if is_named(row.actor, question):
        return of_kind or not question.actors_asked
    return of_kind and (row.panel or question.everyone)


def widest(questions: Sequence[Question]) -> Question:
    """Return the question that has the rows of all these, which differ in whose they ask for."""
    everyone = any(question.everyone for question in questions)
    return questions[0]._replace(everyone=everyone, actors="any")


def counts(standings: Sequence[Standing], questions: Sequence[Question]) -> list[int]:
    """Return how many of these standings each question asks for."""
    return [
        sum(is_answered(standing, question, question.actors) for standing in standings)
        for question in questions
    ]


def others(connection: sqlite3.Connection, question: Question) -> list[OnRecord]:
    """Return who else is on record on the issues asked about, whatever rows are chosen.

    If the question names anyone, only of those.
    """
    issue_ids: Iterable[str | None] = question.issues or (None,)
    actors = named_actors(question)
    return [
        row
        for issue in issue_ids
        for row in queries.on_record(connection, question, issue=issue, actors=actors)
        if is_about(None, row.actor, question) and not is_answered(row, question, question.actors)
    ]


def is_named(actor: str, question: Question) -> bool:
    """Return whether the question names an actor, or an organization that they are in."""
    return actor in question.people or actor in question.members or actor in question.tagged


def choose(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings that pass every filter; those for records judge the evidence.

    Flags of one name are alternatives, different ones all hold.
    """
    return [
        standing
        for standing in choose_actors(standings, question)
        if is_about(standing.issue, standing.actor, question)
        and passes(
            question,
            Facts(
                record=standing.evidence,
                stance=standing.stance,
                stance_basis=standing.stance_basis,
                channel=standing.channel,
                wording=standing.wording,
                voice=standing.voice,
                tier=standing.tier,
                earliest=standing.earliest,
                latest=standing.latest,
            ),
        )
    ]


def choose_actors(standings: Iterable[Standing], question: Question) -> list[Standing]:
    """Return the standings whose actor, status and flags match, whatever the deciding statement."""
    return [
        standing
        for standing in standings
        if is_about(None, standing.actor, question)
        and all(
            filter.of_standing(standing, question)
            for filter in of_question(question)
            if filter.of_standing
        )
    ]


def choose_records(records: Iterable[Record], question: Question) -> list[Record]:
    """Return the records that pass every filter for records.

    Events have nothing to judge them by but their days.
    """
    return [
        record
        for record in records
        if passes(
            question,
            Facts(
                record=record.id,
                stance=getattr(record, "stance", None),
                stance_basis=getattr(record, "stance_basis", None),
                channel=getattr(record, "channel", None),
                wording=getattr(record, "wording", None),
                voice=getattr(record, "voice", None),
                tier=getattr(record, "tier", None),
                earliest=record.date_earliest,
                latest=record.date_latest,
            ),
        )
    ]


def is_about(issue: str | None, actor: str, question: Question) -> bool:
    """Return whether a record of this actor, on this issue if it has one, is asked about."""
    for filter in of_question(question):
        if filter.of_actor and not filter.of_actor(actor, question):
            return False
        if filter.of_issue and issue is not None and not filter.of_issue(issue, question):
            return False
    return True


def passes(question: Question, facts: Facts) -> bool:
    """Return whether a record with these facts passes every filter for records."""
    return all(
        filter.of_record(facts, question) for filter in of_question(question) if filter.of_record
    )


def is_dated(earliest: str | None, latest: str | None, question: Question) -> bool:
    """Return whether some possible day lies within the days asked about."""
    if question.since is None and question.until is None:
        return True
    if earliest is None or latest is None:
        return False
    return latest >= (question.since or latest) and earliest <= (question.until or earliest)
