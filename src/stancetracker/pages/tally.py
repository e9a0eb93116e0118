"""The first screen of an issue: both counts, a shape for each of the panel, the days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stancetracker.base import dates, wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import Actors
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.pages import asking
from stancetracker.pages.asking import Asking
from stancetracker.pages.entries import interval
from stancetracker.reports.panel import Counts, Panel, count


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
    """Both counts in short: `7 of 11 people made a public statement; for 4, none was found.`; None without a panel."""
    sentence: str | None
    """The whole headline with the splits, the unchecked and the day."""
    marks: tuple[Mark, ...]
    facts: tuple[tuple[str, str], ...]
    """Name and value: as of, first day, last checked, triggers, records, data version."""


def tally(now: Asking, issue: str) -> Tally:
    """Return the counts of an issue's panel, and the days.

    Raises UnknownNameError for no issue.
    """
    about = find(now, issue)
    return tally_of(now, panel_of(now, about, queries.standings(now.connection, (issue,))))


def find(now: Asking, issue: str) -> Issue:
    """Return the issue with this id.

    Raises UnknownNameError.
    """
    known = {each.id: each for each in queries.issues(now.connection)}
    if issue not in known:
        raise UnknownNameError("issue", issue, known)
    return known[issue]


def kind_of(issue: Issue) -> Actors:
    """Return whom the counts of an issue are about: its panel, or everyone with a record where there is none."""
    if bool(issue.people) == bool(issue.organizations):
        return "any"
    return "person" if issue.people else "organization"


def panel_of(now: Asking, issue: Issue, found: Sequence[Standing]) -> Panel:
    """Return the whole panel of an issue, people and organizations; without one, everyone with a record."""
    has_panel = bool(issue.people or issue.organizations)
    standings = tuple(each for each in found if each.panel or not has_panel)
    counts = count(standings, kind_of(issue), now.question.as_of, now.question.audience)
    if counts.known_by == counts.as_of:
        counts = counts._replace(known_by=None)  # an edition's one day is said once
    return Panel(issue, standings, counts, queries.data_version(now.connection))


def tally_of(now: Asking, asked: Panel) -> Tally:
    """Return the first screen of a panel."""
    counts = asked.counts
    return Tally(
        issue=asked.issue.id,
        title=asked.issue.title,
        proposition=asked.issue.proposition,
        headline=headline(counts) if counts.total else None,
        sentence="; ".join((counts.headline().removesuffix("."), *counts.besides())) + "."
        if counts.total
        else None,
        marks=tuple(_marks(asked)) if counts.total else (),
        facts=tuple(_facts(now, asked)),
    )


def headline(counts: Counts) -> str:
    """Return both counts in a short sentence, with the unchecked, and the responses where they differ."""
    public = "public " if counts.audience == "public" else ""
    made = f"{counts.spoken} of {wording.actors(counts.total, counts.kind)} made a {public}statement"
    found = f"for {counts.silences}, {'none' if public else 'no public statement'} was found"
    if any(counts.silent[response] for response in wording.RESPONSES if response != "none-found"):
        found += f" ({wording.split(counts.silent, wording.RESPONSES)})"
    return "; ".join((made, found, *([f"{counts.unchecked} unchecked"] if counts.unchecked else ()))) + "."


def _marks(asked: Panel) -> Iterator[Mark]:
    """Yield `6 against`; `2 no public statement found (2 none found; of them 1 overdue for a recheck)`."""
    counts = asked.counts
    for stance in wording.STANCES:
        if number := counts.spoke[stance]:
            yield Mark("spoke", stance, number, f"{number} {wording.STANCES[stance]}")
    split = wording.split(counts.silent, wording.RESPONSES)
    for status, number, words, parts in (
        ("silent", counts.silences, "no public statement found", split),
        ("unchecked", counts.unchecked, "unchecked", ""),
    ):
        those = [each for each in asked.standings if each.panel and each.status == status]
        reported, stale = sum(each.reported for each in those), sum(each.stale for each in those)
        flags = (
            f"{reported} reported, not public" if reported else "",
            f"{stale} overdue for a recheck" if stale else "",
        )
        of_them = "; ".join(filter(None, flags))
        said = "; ".join(filter(None, (parts, f"of them {of_them}" if of_them else "")))
        if number:
            yield Mark(status, None, number, f"{number} {words}" + (f" ({said})" if said else ""))


def _facts(now: Asking, asked: Panel) -> Iterator[tuple[str, str]]:
    issue = asked.issue
    checked = [str(each.earliest) for each in asked.standings if each.status == "silent"]
    last = "no check on record"
    if checked:
        last = dates.words(max(checked))
        last += f"; for some {dates.words(min(checked))}" if min(checked) != max(checked) else ""
    triggers = [event for event in asking.events(now, issue.id) if event.trigger]
    said, silences = queries.held(now.connection, now.question, issue.id)
    yield "As of", wording.asked_on(now.question.as_of, asked.counts.known_by).removeprefix("as of ")
    yield "First day", dates.words(issue.since)
    if issue.until:
        yield "Last day", dates.words(issue.until)
    yield "Last checked", last
    if triggers:
        yield "Triggers", "; ".join(f"{each.title}, {interval(each.date)}" for each in triggers)
    yield "Records", f"{plural(said, 'statement')}, {plural(silences, 'silence')}"
    yield "Data version", asked.version
