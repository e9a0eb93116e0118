"""The contents of pages, as values: every text is ready to print, every address is relative to nothing yet."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from stancetracker.index.question import Question
from stancetracker.reports.figures import (
    FirstStatements,
    Grid,
    HowManyHadSpoken,
    TiesOfThePanel,
    WhereTheyStand,
    WhoSpokeWhen,
)
from stancetracker.reports.report import Section


@dataclass(frozen=True)
class Asking:
    """An open index and the question it was opened for: what every maker of a page is given."""

    connection: sqlite3.Connection
    question: Question


@dataclass(frozen=True)
class Link:
    """A source as it is shown: what it is called, its page's id, its address if it has one, and an archived copy."""

    id: str
    text: str
    url: str | None
    archived: str | None
    tier: str
    """`primary`, `secondary` or `reprint`, in words with whose text it is: `reprint of The Verge`."""


@dataclass(frozen=True)
class Entry:
    """A record as a card shows it: a statement, a look, a reply or a correction."""

    id: str
    kind: str
    actor: str | None
    actor_kind: str | None
    """`person` or `organization`, where there is an actor."""
    name: str | None
    issue: str | None
    mark: str | None
    """Which shape stands before it: a stance, `reported` for words that were not public, `silent`, or None."""
    when: str
    """`7–26 Jan 2026`; of a look, `as of 26 Jan 2026`."""
    words: str
    """What it is, in a sentence: `Public statement, against`, `No public statement found, reported by TechCrunch`."""
    quote: str | None
    language: str | None
    """Of the quote, or of the summary or reply: a BCP 47 tag."""
    wording: str
    """`translation` or `excerpt`, in words; else empty."""
    summary: str | None
    where: str
    """Channel, voice, whether it was public; of a look, where was searched."""
    state: str
    """What keeps it from counting: `disputed`, `withdrawn by a retraction`; else empty."""
    counts: bool
    recorded: str
    """`recorded 25 Nov 2026`; empty for what does not say when it was."""
    sources: tuple[Link, ...]
    note: str | None = None
    """What the ledger remarks about the record: how a date or a stance is known."""


@dataclass(frozen=True)
class Card:
    """An actor on an issue: the standing in a sentence, replies above, then what it rests on."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    role: str
    issue: str
    title: str
    """Of the issue."""
    status: str
    stance: str | None
    response: str | None
    panel: bool
    reported: bool
    """Whether words that were not public have been reported."""
    finding: str
    """The standing in a sentence with its day and, of a look, who looked."""
    flags: tuple[str, ...]
    replies: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    corrections: tuple[Entry, ...]
    basis: int
    """On how many of the entries, the first ones, the standing rests: more than one where it is on both sides."""
    answered: tuple[str, ...]
    """What the replies are to, by id."""


@dataclass(frozen=True)
class Edition:
    """What every page of an edition says: the dataset, the day and the version; `day` is as of and known by."""

    day: str
    title: str
    publisher: str
    licence: str
    contact: str
    url: str | None
    language: str
    version: str
    days: tuple[str, ...]
    """All editions, oldest first."""


@dataclass(frozen=True)
class Mark:
    """A shape of the row of marks, how often, and what it stands for."""

    status: str
    stance: str | None
    count: int
    words: str
    """`6 against`, `4 no public statement found (none found 3, declined 1)`."""


@dataclass(frozen=True)
class Tally:
    """The first screen of an issue: both counts in a headline, a row of marks, the days."""

    issue: str
    title: str
    proposition: str
    headline: str | None
    """Short, both counts: `7 of 11 people made a public statement; for 4, none was found.`; None without a panel."""
    sentence: str | None
    """The whole headline with the splits, the unchecked and the day."""
    marks: tuple[Mark, ...]
    facts: tuple[tuple[str, str], ...]
    """Name and value: as of, first day, last look, triggers, how many records, data version."""


@dataclass(frozen=True)
class Cited:
    """How to cite a page: a sentence, BibTeX and CSL-JSON."""

    text: str
    bibtex: str
    csl_json: str


@dataclass(frozen=True)
class IssuePage:
    """All of one issue, as of an edition."""

    tally: Tally
    since: str
    note: str | None
    panel_rule: str | None
    changed: tuple[str, ...]
    """What changed since the edition before, a sentence each; empty in the first."""
    previous: str | None
    """The day of the edition before."""
    stand: WhereTheyStand | None
    when: WhoSpokeWhen | FirstStatements | None
    many: HowManyHadSpoken | None
    demands: tuple[Section, ...]
    """Of a petition: demands beside addressees, and signatures."""
    ties: TiesOfThePanel | None
    context: Section | None
    """The ties as a table."""
    events: tuple[Entry, ...]
    cards: tuple[Card, ...]
    """Of the panel; empty for one too large to be listed, which has pages of its own."""
    others: tuple[Card, ...]
    """Of those outside the panel who have a record."""
    corrections: tuple[Entry, ...]
    sources: tuple[Link, ...]
    notes: tuple[str, ...]
    cited: Cited
    replies: tuple[Entry, ...] = ()
    """To the issue, its events, petitions and ties; of a panel too large for cards, to all its records."""


@dataclass(frozen=True)
class ActorPage:
    """A person or an organization: who they are, and where they stand on each issue that has a record of them."""

    actor: str
    kind: str
    name: str
    other_names: tuple[str, ...]
    role: str
    """On the day."""
    memberships: tuple[str, ...]
    """Of a person, a sentence each; of an organization none, as `members` says it."""
    members: tuple[tuple[str, str, str], ...]
    """Of an organization: the id, name and role of each of its people."""
    identifiers: tuple[tuple[str, str], ...]
    note: str | None
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    replies: tuple[Entry, ...] = ()
    """To the record of the actor as such; replies to statements and looks stand on their cards."""


@dataclass(frozen=True)
class SourcePage:
    """A source: what is known of it, and every record that rests on it."""

    link: Link
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    replies: tuple[Entry, ...] = ()
    """To the records below."""


@dataclass(frozen=True)
class FrontPage:
    """The first page: the issues, those with panels first, and the whole matrix where it can be read."""

    tallies: tuple[Tally, ...]
    stand: WhereTheyStand | None
    """Of the first issue with a panel."""
    when: WhoSpokeWhen | FirstStatements | None
    grid: Grid | None
    changed: tuple[str, ...]
    previous: str | None
    counts: tuple[tuple[str, int], ...]
    """How many records of each kind: word and number."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """A list of pages of one kind: id, name and a line about each."""

    kind: str
    rows: tuple[tuple[str, str, str], ...]
