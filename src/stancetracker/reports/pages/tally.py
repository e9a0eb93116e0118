"""The first screen of an issue: both counts, a shape for each of the panel, the days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stancetracker.base import dates, record_words, wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import Actors
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.reports.pages import records
from stancetracker.reports.pages.values import Asking, Mark, Tally
from stancetracker.reports.panel import Counts, Panel, count


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
    return record_words.headline(
        counts.spoken, counts.total, counts.kind, counts.audience, counts.silences, split, counts.unchecked
    )


def _marks(asked: Panel) -> Iterator[Mark]:
    counts = asked.counts
    for stance in wording.STANCES:
        if number := counts.spoke[stance]:
            yield Mark("spoke", stance, number, record_words.counted(number, "spoke", stance))
    split = wording.split(counts.silent, wording.RESPONSES)
    for status, number, parts in (("silent", counts.silences, split), ("unchecked", counts.unchecked, "")):
        those = [each for each in asked.standings if each.panel and each.status == status]
        flags = (sum(each.reported for each in those), sum(each.stale for each in those))
        if number:
            yield Mark(status, None, number, record_words.counted(number, status, None, parts, *flags))


def _facts(now: Asking, asked: Panel) -> Iterator[tuple[str, str]]:
    issue = asked.issue
    looks = [str(each.earliest) for each in asked.standings if each.status == "silent"]
    triggers = [event for event in records.events_on(now, issue.id) if event.trigger]
    told = {
        "as_of": wording.asked_on(now.question.as_of, asked.counts.known_by).removeprefix("as of "),
        "since": dates.words(issue.since),
        "until": dates.words(issue.until) if issue.until else "",
        "last_look": record_words.last_looks(min(looks), max(looks)) if looks else record_words.NO_LOOK,
        "triggers": "; ".join(f"{each.title}, {_day(each.date)}" for each in triggers),
        "records": _held(now, issue),
        "version": asked.version,
    }
    yield from ((record_words.FACTS[name], text) for name, text in told.items() if text)


def _held(now: Asking, issue: Issue) -> str:
    said, looks = queries.held(now.connection, now.question, issue.id)
    parts = (plural(said, *wording.KIND_NOUNS["statement"]), plural(looks, *wording.KIND_NOUNS["silence"]))
    return ", ".join(parts)


def _day(date: str) -> str:
    return dates.interval_words(*dates.parse(date))
