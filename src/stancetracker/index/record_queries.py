"""The records in an index: each query a text in `index/sql` that a person can run, with typed rows.

The head of a text says what it returns; its lines `-- if issue:`, `-- if actor:` and `-- if to:`,
which of that is left where an issue, an actor or some records are given. A row class names what
code reads; the rows of a kind have all other fields that it declares after these.
"""

from typing import NamedTuple

from stancetracker.index.queries import Query, RecordQuery


class RecordIds(NamedTuple):
    """A statement or silence, and whom and what it is about."""

    id: str
    issue: str
    actor: str


class Statement(NamedTuple):
    """A known statement, with who said it and where it was read."""

    id: str
    issue: str
    speaker: str
    name: str
    role: str | None
    organization: str | None
    organization_name: str | None
    date: str
    date_earliest: str
    date_latest: str
    stance: str
    stance_basis: str
    side: str
    """The stance in the issue's own words."""
    coded_by: str | None
    label: str | None
    quote: str | None
    pull: str | None
    wording: str | None
    language: str | None
    summary: str | None
    channel: str
    audience: str
    made_public: str | None
    made_public_earliest: str | None
    made_public_latest: str | None
    voice: str
    event: str | None
    verification: str
    recorded: str | None
    note: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    withdrawn: str | None
    counts: bool
    private: bool


class Silence(NamedTuple):
    """A known silence of one actor, with who checked and where."""

    id: str
    issue: str
    actor: str
    name: str
    date: str
    date_earliest: str
    date_latest: str
    basis: str
    response: str
    checked_by: str | None
    asked_on: str | None
    includes_internal: bool
    label: str | None
    searched: str | None
    recorded: str | None
    note: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    tier: str | None
    author: str | None
    published: str | None
    source_language: str | None
    withdrawn: str | None
    counts: bool


class Tie(NamedTuple):
    """A tie of an actor: context beside a standing."""

    id: str
    type: str
    actor: str
    name: str
    counterparty: str | None
    counterparty_name: str | None
    recipient: str | None
    """Who was paid, by id or name, where that is not the actor."""
    recipient_name: str | None
    issues: str | None
    """The ids of the issues that it bears on, with a semicolon and a space between them."""
    event: str | None
    event_title: str | None
    event_date: str | None
    title: str | None
    amount_value: float | None
    amount_currency: str | None
    amount_bound: str | None
    amount_of: str | None
    date: str | None
    period: str | None
    part_of: str | None
    verification: str
    note: str | None
    source: str | None
    publisher: str | None

    @property
    def is_none_found(self) -> bool:
        """Return whether it says that a search found no such tie: its amount is exactly 0."""
        return self.amount_value == 0 and self.amount_bound == "exact"

    def bears_on(self, issue: str) -> bool:
        """Return whether it bears on an issue, by the issue's id."""
        return issue in (self.issues or "").split("; ")


class Event(NamedTuple):
    """An event, on one of its issues."""

    id: str
    issue: str
    title: str
    date: str
    date_earliest: str
    date_latest: str
    trigger: bool


class Reply(NamedTuple):
    """A reply to a record."""

    id: str
    about: str
    by: str
    name: str
    date: str
    text: str
    language: str
    recorded: str | None


class Correction(NamedTuple):
    """A correction of a record."""

    id: str
    corrects: str
    type: str
    reason: str
    replacement: str | None
    editor: str | None
    recorded: str | None


class Role(NamedTuple):
    """A role of a person: on a day, as `former …` if it ended; or on record, with its days."""

    actor: str
    name: str
    role: str
    organization: str | None
    organization_name: str | None
    start_date: str | None
    end_date: str | None


class Demand(NamedTuple):
    """A demand of a petition, by the id that statements name it by."""

    id: str
    petition: str
    issue: str
    text: str


class Addressee(NamedTuple):
    """Somebody whom a petition addresses."""

    petition: str
    actor: str
    name: str
    kind: str


class SignatureCount(NamedTuple):
    """The least number of signatures of a petition on a day."""

    petition: str
    issue: str
    title: str
    date: str
    date_earliest: str
    date_latest: str
    at_least: int
    source: str | None
    publisher: str | None


class FoundAt(NamedTuple):
    """A place, such as an address, and the id of the actor or record that it belongs to."""

    id: str
    place: str


ids = Query(RecordIds, "ids")
statements = RecordQuery(Statement, "statements", "statement")
silences = RecordQuery(Silence, "silences", "silence")
# Of what follows with `sound`, that which had begun by the day asked about and is not withdrawn.
replies = RecordQuery(Reply, "replies", "reply", left_out=["to"], sound=True)
ties = RecordQuery(Tie, "ties", "tie", left_out=["recorded"], sound=True)
events = RecordQuery(Event, "events", "event", left_out=["note"], sound=True)
corrections = RecordQuery(Correction, "corrections", "correction")
affiliations = Query(Role, "affiliations")
roles = Query(Role, "roles")
memberships = Query(Role, "memberships")
members = Query(Role, "members")
demands = Query(Demand, "demands")
addressees = Query(Addressee, "addressees")
signatures = Query(SignatureCount, "signatures")
feeds = Query(FoundAt, "feeds")
own_pages = Query(FoundAt, "own_pages")
searched = Query(FoundAt, "searched")
