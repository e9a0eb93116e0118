"""The first screen of an issue: both counts, a shape for each of the panel, the days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

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
    """Short, both counts: `7 of 11 people made a public statement; for 4, none was found.`; None without a panel."""
    sentence: str | None
    """The whole headline with the splits, the unchecked and the day."""
    marks: tuple[Mark, ...]
    facts: tuple[tuple[str, str], ...]
    """Name and value: as of, first day, last look, triggers, how many records, data version."""


def tally(now: Asking, issue: str) -> Tally:
    """The counts of an issue's panel, and the days.

    Raises UnknownNameError for no issue.
    """
    about = find(now, issue)
    return tally_of(now, panel_of(now, about, queries.standings(now.connection, (issue,))))


def find(now: Asking, issue: str) -> Issue:
    """The issue with this id.

    Raises UnknownNameError.
    """
    known = {each.id: each for each in queries.issues(now.connection)}
    if issue not in known:
        raise UnknownNameError("issue", issue, known)
    return known[issue]


def kind_of(issue: Issue) -> Actors:
    """Whom the counts of an issue are about: its whole panel, or all who have a record where there is none."""
    if bool(issue.people) == bool(issue.organizations):
        return "any"
    return "person" if issue.people else "organization"


def panel_of(now: Asking, issue: Issue, found: Sequence[Standing]) -> Panel:
    """The whole panel of an issue, people and organizations; without one, everyone with a record."""
    has_panel = bool(issue.people or issue.organizations)
    standings = tuple(each for each in found if each.panel or not has_panel)
    counts = count(standings, kind_of(issue), now.question.as_of, now.question.audience)
    if counts.known_by == counts.as_of:
        counts = counts._replace(known_by=None)  # an edition's one day is said once
    return Panel(issue, standings, counts, queries.data_version(now.connection))


def tally_of(now: Asking, asked: Panel) -> Tally:
    """The first screen of a panel."""
    counts = asked.counts
    return Tally(
        issue=asked.issue.id,
        title=asked.issue.title,
        proposition=asked.issue.proposition,
        headline=headline(counts) if counts.total else None,
        sentence=_sentence(counts) if counts.total else None,
        marks=tuple(_marks(asked)) if counts.total else (),
        facts=tuple(_facts(now, asked)),
    )


def _sentence(counts: Counts) -> str:
    """The counts as they are told where nothing stands beside them."""
    return "; ".join((counts.headline().removesuffix("."), *counts.besides())) + "."


def headline(counts: Counts) -> str:
    """Both counts in a short sentence; the split where not all that came back is the same."""
    others = any(counts.silent[response] for response in wording.RESPONSES if response != "none-found")
    split = wording.split(counts.silent, wording.RESPONSES) if others else ""
    return _headline_words(
        counts.spoken, counts.total, counts.kind, counts.audience, counts.silences, split, counts.unchecked
    )


def _marks(asked: Panel) -> Iterator[Mark]:
    counts = asked.counts
    for stance in wording.STANCES:
        if number := counts.spoke[stance]:
            yield Mark("spoke", stance, number, _counted(number, "spoke", stance))
    split = wording.split(counts.silent, wording.RESPONSES)
    for status, number, parts in (("silent", counts.silences, split), ("unchecked", counts.unchecked, "")):
        those = [each for each in asked.standings if each.panel and each.status == status]
        flags = (sum(each.reported for each in those), sum(each.stale for each in those))
        if number:
            yield Mark(status, None, number, _counted(number, status, None, parts, *flags))


def _facts(now: Asking, asked: Panel) -> Iterator[tuple[str, str]]:
    issue = asked.issue
    looks = [str(each.earliest) for each in asked.standings if each.status == "silent"]
    triggers = [event for event in asking.events(now, issue.id) if event.trigger]
    told = {
        "as_of": wording.asked_on(now.question.as_of, asked.counts.known_by).removeprefix("as of "),
        "since": dates.words(issue.since),
        "until": dates.words(issue.until) if issue.until else "",
        "last_look": _last_looks(min(looks), max(looks)) if looks else "no check on record",
        "triggers": "; ".join(f"{each.title}, {interval(each.date)}" for each in triggers),
        "records": _held(now, issue),
        "version": asked.version,
    }
    yield from ((_FACTS[name], text) for name, text in told.items() if text)


def _held(now: Asking, issue: Issue) -> str:
    said, looks = queries.held(now.connection, now.question, issue.id)
    parts = (plural(said, "statement"), plural(looks, "silence"))
    return ", ".join(parts)


def _headline_words(
    spoken: int, total: int, kind: str, audience: str, none: int, split: str, unchecked: int
) -> str:
    """Both counts in a short sentence; the split and the unchecked where there is anything to tell apart."""
    public = "public statement" if audience == "public" else "statement"
    found = (
        f"for {none}, none was found"
        if audience == "public"
        else f"for {none}, no public statement was found"
    )
    parts = (
        f"{spoken} of {wording.actors(total, kind)} made a {public}",
        found + (f" ({split})" if split else ""),
        f"{unchecked} unchecked" if unchecked else "",
    )
    return "; ".join(part for part in parts if part) + "."


def _counted(
    count: int, status: str, stance: str | None, split: str = "", reported: int = 0, stale: int = 0
) -> str:
    """What a shape stands for: `6 against`, `2 no public statement found (2 none found)`.

    `reported` and `stale` are parts of the count, not of its split.
    """
    if status == "spoke":
        return f"{count} {wording.STANCES[stance or 'neither']}"
    words = "no public statement found" if status == "silent" else "unchecked"
    flags = (
        f"{reported} reported, not public" if reported else "",
        f"{stale} overdue for a recheck" if stale else "",
    )
    flagged = "; ".join(filter(None, flags))
    told = "; ".join(filter(None, (split, f"of them {flagged}" if flagged else "")))
    return f"{count} {words}" + (f" ({told})" if told else "")


def _last_looks(first: str, last: str) -> str:
    """The day of the last look; those of others may be earlier: `6 Feb 2026; for some 26 Jan 2026`."""
    return dates.words(last) + (f"; for some {dates.words(first)}" if first != last else "")


_FACTS: Final = {
    "as_of": "As of",
    "since": "First day",
    "until": "Last day",
    "last_look": "Last checked",
    "triggers": "Triggers",
    "records": "Records",
    "version": "Data version",
}
"""What the first screen of an issue says besides its counts."""
