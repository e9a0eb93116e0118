"""The material of pages: an open index, its question, and the records of one issue or actor."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from stancetracker.base import versions
from stancetracker.base.text import contact_link
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.cuts import Cut
from stancetracker.index.lookup import Actor, Origin, Sealed
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.record_queries import Correction, Reply, Role, Silence, Statement
from stancetracker.reports import cells, table
from stancetracker.reports.bibliography import Edition
from stancetracker.reports.citation import CitationRow, Names, citation, names_of
from stancetracker.reports.counts import count
from stancetracker.reports.panel import Material, Panel


class Shown(NamedTuple):
    """The records that a page shows, and their version: it changes only where one of them does."""

    version: str
    day: str
    """The last day on which one of them was recorded; empty where none says when."""
    records: tuple[Sealed, ...]

    @property
    def source(self) -> str:
        """Return what a figure or a card of them names as its source."""
        return f"records {versions.short(self.version)}"


@dataclass(frozen=True)
class Snapshot:
    """An open index and the question it was opened for, given to every maker of a page."""

    connection: sqlite3.Connection
    question: Question
    base: str | None = None
    """The address of the site that the pages are for, if it is known."""
    _cuts: dict[str, sqlite3.Connection] = field(default_factory=dict)
    """The indexes of what was known on earlier days, by their keys."""

    @cached_property
    def asides(self) -> Asides:
        """Return every reply and correction, fetched once."""
        return Asides(
            record_queries.replies(self.connection, self.question),
            record_queries.corrections(self.connection, self.question),
        )

    @cached_property
    def site(self) -> dict[str, str]:
        """Return what every page says: the facts of the dataset, its `version` and its `day`."""
        known = {
            name: value or "" for name, value in queries.dataset_facts(self.connection).items()
        }
        day, version = self.question.as_of, queries.data_version(self.connection)
        title, language = known["title"] or "A dataset without a title", known["language"] or "en"
        return {
            **known,
            "title": title,
            "language": language,
            "day": day,
            "version": version,
        }

    @property
    def has_way_to_object(self) -> bool:
        """Return whether the dataset gives a form or an address to which anybody can write."""
        return bool(self.site["forms"] or contact_link(self.site["contact"]))

    @cached_property
    def last_recorded(self) -> str:
        """Return the last day on which anything was recorded; empty where nothing is."""
        return max(queries.days(self.connection), default="")

    @cached_property
    def first_day(self) -> str:
        """Return the first day on which anything was recorded, else the day asked about."""
        return min(queries.days(self.connection), default=self.question.as_of)

    @cached_property
    def standings(self) -> dict[str, list[Standing]]:
        """Return every standing, by issue."""
        return table.grouped(
            queries.standings(self.connection, self.question.issues),
            lambda standing: standing.issue,
        )

    @cached_property
    def _sealed(self) -> dict[str, Sealed]:
        return {record.id: record for record in lookup.sealed(self.connection)}

    def shown(self, ids: Iterable[str]) -> Shown:
        """Return the records with these ids, as a page shows them; an id of none is passed over."""
        records = tuple(self._sealed[id] for id in sorted({*ids}) if id in self._sealed)
        hashes = sorted(bytes.fromhex(record.sha256) for record in records)
        last_day = max((record.recorded or "" for record in records), default="")
        return Shown(versions.whole_version(hashes), last_day, records)

    def citation(self, question: Question, ref: str, shown: Shown) -> CitationRow:
        """Return the citation of a record or an issue, with the version of what the page shows."""
        edition = Edition.of_records(
            self.site["title"], shown.version[: versions.EVIDENCE_DIGITS], shown.day
        )
        question = question._replace(known_by=None)
        report = citation(self.connection, question, ref, edition, self._names)
        row: CitationRow = report.sections[0].rows[0]
        return row

    @cached_property
    def _names(self) -> Names:
        return names_of(self.connection)

    @cached_property
    def issues(self) -> list[Issue]:
        """Return every issue that holds anybody: first those with a panel of people, newest first.

        Those with another panel follow, then those without one.
        """
        with_a_record = {record.issue for record in self.records.values()}
        issues = [
            issue
            for issue in self.issues_by_id.values()
            if issue.people or issue.organizations or issue.id in with_a_record
        ]
        return sorted(issues, key=lambda issue: (not issue.people, not issue.organizations))

    @cached_property
    def issues_by_id(self) -> dict[str, Issue]:
        """Return every issue by its id, the newest first."""
        return {issue.id: issue for issue in queries.issues(self.connection)}

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Return every actor by id, in the order of their names."""
        return lookup.actors(self.connection)

    @cached_property
    def roles(self) -> dict[str, str]:
        """Return the role and organization of everybody who has one, in words."""
        return {actor: cells.role(role) for actor, role in self.affiliations.items()}

    @cached_property
    def affiliations(self) -> dict[str, Role]:
        """Return the role and organization of everybody who has one."""
        roles = record_queries.roles(self.connection, self.question)
        return {role.actor: role for role in roles}

    @cached_property
    def citations(self) -> dict[str, list[tuple[str, Origin]]]:
        """Return each source by its key, as the records that cite it have it, with their kinds."""
        cited = lookup.cited(self.connection, self.question)
        return table.grouped(cited, lambda citation: lookup.source_key(citation[1].address))

    @cached_property
    def by_actor(self) -> dict[str, list[tuple[Standing, Issue]]]:
        """Return the standings of each actor, in the order of the issues."""
        pairs = (
            (standing, issue) for issue in self.issues for standing in self.standings[issue.id]
        )
        return table.grouped(pairs, lambda pair: pair[0].actor)

    def panel(self, issue: Issue, day: str) -> Panel:
        """Return the whole panel of an issue, people and organizations.

        Without one, it is everyone with a record.

        `day` is the one that its words name as that of the answer, where nothing has changed since.
        """
        question = self.question._replace(as_of=day)
        return self._panel(issue, question, None, self.standings[issue.id])

    def panel_as_of(self, issue: Issue, day: str) -> Panel:
        """Return the same as of a day, as known now."""
        question = self.question._replace(as_of=day)
        standings = queries.standings(self.connection, [issue.id], question=question)
        # A page's one day is said once.
        known_by = self.question.as_of if self.question.as_of != day else None
        return self._panel(issue, question, known_by, standings)

    def panel_as_known_then(self, issue: Issue, day: str) -> Panel:
        """Return the same as of a day, as known on that day."""
        question = self.question._replace(as_of=day, known_by=day)
        lines = self._lines_known_by(day)
        standings = queries.standings(lines, [issue.id], question=question)
        return self._panel(issue, question, None, standings)

    def _lines_known_by(self, day: str) -> sqlite3.Connection:
        """Return the index of the lines that were known by a day."""
        cut = Cut(self.connection, day)
        if cut.is_whole:
            return self.connection
        if cut.key not in self._cuts:
            self._cuts[cut.key] = cut.make("", searchable=False)
            queries.set_question(self._cuts[cut.key], self.question)
        return self._cuts[cut.key]

    def close(self) -> None:
        """Close the indexes of what was known on earlier days."""
        for connection in self._cuts.values():
            connection.close()

    def _panel(
        self, issue: Issue, question: Question, known_by: str | None, standings: Sequence[Standing]
    ) -> Panel:
        """Return a panel of these standings, whose words name `known_by` too."""
        shown = tuple(standing for standing in standings if standing.panel or not issue.has_panel)
        counts = count(shown, question._replace(known_by=known_by), issue)
        return Panel(self.connection, question, issue, shown, counts, self.site["version"])

    @cached_property
    def statements(self) -> list[Statement]:
        """Return every statement but the redacted, oldest first."""
        day = self.question.as_of
        return [
            statement
            for statement in record_queries.statements(self.connection, self.question)
            # The first day on which it may have been known to those asked about.
            if max(statement.made_public_earliest or "", statement.date_earliest) <= day
            and statement.withdrawn != "redaction"
        ]

    @cached_property
    def silences(self) -> list[Silence]:
        """Return every silence but the redacted, oldest first, once for each actor."""
        day = self.question.as_of
        silences = {
            (silence.id, silence.actor): silence
            for silence in record_queries.silences(self.connection, self.question)
            if silence.date_earliest <= day and silence.withdrawn != "redaction"
        }
        return [*silences.values()]

    @cached_property
    def records(self) -> dict[str, Statement | Silence]:
        """Return every statement and silence by its id; a silence is that of its last actor."""
        return Material(self.statements, self.silences, []).records

    def sought(self, silence: str) -> list[Actor]:
        """Return the actors of a silence, each once, as they are listed."""
        ids = dict.fromkeys(lookup.values(self.connection, silence)["actors"])
        return [self.actors[id] for id in ids]

    def material_on(self, issue: str) -> Material:
        """Return the statements, silences and events on an issue, the withdrawn among them."""
        events = record_queries.events(self.connection, self.question, issue=issue)
        had_begun = [event for event in events if event.date_earliest <= self.question.as_of]
        return Material(self._statements_by_issue[issue], self._silences_by_issue[issue], had_begun)

    def material_of(self, actor: str) -> Material:
        """Return the statements and silences of an actor, the withdrawn among them."""
        return Material(self._statements_by_actor[actor], self._silences_by_actor[actor], [])

    @cached_property
    def _statements_by_issue(self) -> dict[str, list[Statement]]:
        return table.grouped(self.statements, lambda statement: statement.issue)

    @cached_property
    def _silences_by_issue(self) -> dict[str, list[Silence]]:
        return table.grouped(self.silences, lambda silence: silence.issue)

    @cached_property
    def _statements_by_actor(self) -> dict[str, list[Statement]]:
        return table.grouped(self.statements, lambda statement: statement.speaker)

    @cached_property
    def _silences_by_actor(self) -> dict[str, list[Silence]]:
        return table.grouped(self.silences, lambda silence: silence.actor)


class Asides:
    """Replies and corrections, by the records that they are about."""

    def __init__(self, replies: Sequence[Reply], corrections: Sequence[Correction]) -> None:
        """Take them oldest first."""
        self.replies_by_id = {reply.id: reply for reply in replies}
        self.corrections_by_id = {correction.id: correction for correction in corrections}
        self._places = {reply.id: place for place, reply in enumerate(replies)}
        self._replies = table.grouped(replies, lambda reply: reply.about)
        self._corrections: dict[str | None, list[Correction]] = defaultdict(list)
        for correction in corrections:
            self._corrections[correction.corrects].append(correction)
            self._corrections[correction.replacement].append(correction)

    def corrections(self, records: Iterable[str]) -> list[Correction]:
        """Return the corrections that withdraw one of these records, or put it in another's place.

        The oldest comes first.
        """
        corrections = {
            correction.id: correction
            for record in records
            for correction in self._corrections.get(record, ())
        }
        return sorted(
            corrections.values(), key=lambda correction: (correction.recorded or "", correction.id)
        )

    def replies(self, records: Iterable[str]) -> list[Reply]:
        """Return the replies to these records, their corrections and one another, oldest first."""
        answered = [*records]
        answered += [correction.id for correction in self.corrections(answered)]
        replies: dict[str, Reply] = {}
        while answered:
            new = {
                reply.id: reply
                for record in answered
                for reply in self._replies.get(record, ())
                if reply.id not in replies
            }
            replies |= new
            answered = [*new]
        return sorted(replies.values(), key=lambda reply: self._places[reply.id])
