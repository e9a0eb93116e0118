"""One issue and its panel, as of a day: the standings and counts that every report of an issue starts from."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.reports.run import one_issue

_MOST_MARKS: Final = 100


class Counts(NamedTuple):
    """The counts of a panel as of a day: spoke by stance, silent by response, unchecked."""

    kind: str
    as_of: str
    known_by: str | None
    audience: str
    total: int
    spoke: Counter[str]
    silent: Counter[str]
    unchecked: int
    stale: int
    reported: int
    """Of those who did not speak: a part of their count, marked in it."""
    may_have_spoken: int
    last_look: str | None

    @property
    def spoken(self) -> int:
        """Return how many spoke."""
        return self.spoke.total()

    @property
    def silences(self) -> int:
        """For how many no public statement was found."""
        return self.silent.total()

    def marks(self) -> str:
        """Return one mark for each member of the panel, or nothing for a panel too large to read."""
        if self.total > _MOST_MARKS:
            return ""
        spoke = "".join(wording.MARKS[stance] * self.spoke[stance] for stance in wording.STANCES)
        silent = wording.MARKS["silent"] * self.silences
        return spoke + silent + wording.MARKS["unchecked"] * self.unchecked

    def found(self) -> str:
        """Return both counts, each with its split, and the unchecked."""
        kind = "public statement" if self.audience == "public" else "statement"
        found = f"{self.spoken} of {wording.actors(self.total, self.kind)} made a {kind}"
        if self.spoke:
            found += f" ({wording.split(self.spoke, wording.STANCES)})"
        none = f"for {self.silences} no public statement was found"
        if self.silent:
            none += f" ({wording.split(self.silent, wording.RESPONSES)})"
        return f"{found}; {none}; {self.unchecked} unchecked"

    def headline(self) -> str:
        """Return one sentence with both counts, the unchecked and the day."""
        return f"{self.found()}, {wording.asked_on(self.as_of, self.known_by)}."

    def besides(self) -> list[str]:
        """Return the day of the last check, which alone says how far the counts reach, and the flags within them."""
        parts = [f"last checked {dates.words(self.last_look)}" if self.last_look else "no check on record"]
        if self.stale:
            parts.append(f"{self.stale} of {self.silences} overdue for a recheck")
        if self.reported:
            parts.append(f"{self.reported} reported, not public")
        if self.may_have_spoken:
            parts.append(f"{self.may_have_spoken} may have spoken")
        return parts

    def ending(self) -> tuple[str, ...]:
        """Return the lines under a table: the headline, then the last check and flags."""
        return (self.headline(), " · ".join(self.besides()))


def count(standings: Iterable[Standing], kind: str, as_of: str, audience: str) -> Counts:
    """Count a panel's standings."""
    panel = [standing for standing in standings if standing.panel]
    silent = [s for s in panel if s.status == "silent"]
    return Counts(
        kind=kind,
        as_of=as_of,
        known_by=panel[0].known_by if panel else None,
        audience=audience,
        total=len(panel),
        spoke=Counter(s.stance for s in panel if s.status == "spoke" and s.stance),
        silent=Counter(s.response for s in silent if s.response),
        unchecked=sum(s.status == "unchecked" for s in panel),
        stale=sum(s.stale for s in panel),
        reported=sum(s.reported for s in panel if s.status != "spoke"),
        may_have_spoken=sum(s.may_have_spoken for s in panel),
        last_look=max((s.earliest for s in silent if s.earliest), default=None),
    )


class Panel(NamedTuple):
    """An issue, the standings asked about, the panel's counts and the data they speak of."""

    issue: Issue
    standings: tuple[Standing, ...]
    counts: Counts
    version: str

    @property
    def headline(self) -> str | None:
        """Return both counts in a sentence, or None without a panel."""
        return self.counts.headline() if self.counts.total else None

    @property
    def ending(self) -> tuple[str, ...]:
        """Return the lines under a table of the panel."""
        return self.counts.ending()[1:] if self.counts.total else ()

    def notes(self) -> tuple[str, ...]:
        """Return the closing notes of a report: how to read it, the panel's rule, the data version."""
        rule = (
            (f"The panel: {self.issue.panel_rule}", wording.NO_ESTIMATE)
            if self.issue.panel_rule
            else ("This issue has no panel, so it has no counts.",)
        )
        start = f"The issue's first day is {dates.words(self.issue.since)}."
        return (wording.HOW_TO_READ, *rule, start, f"Data {self.version}.")


def panel(connection: sqlite3.Connection, question: Question) -> Panel:
    """Return the panel a report is about; with `everyone`, also the others who have a record.

    A panel of organizations alone is asked about as such; without a panel, everyone with a record is.
    Raises UsageError when the question does not settle on one issue.
    """
    issue = one_issue(connection, question)
    has_panel = bool(issue.people or issue.organizations)
    found = queries.standings(connection, issue=issue.id, panel=has_panel and not question.everyone)
    return _panel(issue, found, question, queries.data_version(connection))


def panels(connection: sqlite3.Connection, question: Question) -> list[Panel]:
    """Return the panels of the issues asked for, else of all that have one; with `everyone`, also issues without.

    Raises UsageError when there is none.
    """
    known, version = queries.issues(connection), queries.data_version(connection)
    found: dict[str, list[Standing]] = {issue.id: [] for issue in known}
    panel_alone = not (question.everyone or question.issues)
    for standing in queries.standings(connection, question.issues, panel=panel_alone):
        found[standing.issue].append(standing)
    if question.issues:
        chosen = [issue for issue in known if issue.id in question.issues]
    else:
        chosen = [i for i in known if i.people or i.organizations or (question.everyone and found[i.id])]
    if not chosen:
        raise UsageError(
            "no issue has a panel", f"give --issue: {', '.join(found) or 'the dataset has none'}"
        )
    return [_panel(issue, found[issue.id], question, version) for issue in chosen]


def _panel(issue: Issue, found: Iterable[Standing], question: Question, version: str) -> Panel:
    has_panel = bool(issue.people or issue.organizations)
    settled = question.actors_asked or issue.people
    actors = question.actors if settled else "organization" if has_panel else "any"
    standings = tuple(
        standing
        for standing in found
        if (standing.panel or question.everyone or not has_panel) and actors in ("any", standing.actor_kind)
    )
    counts = count(standings, actors, question.as_of, question.audience)
    return Panel(issue, standings, counts, version)
