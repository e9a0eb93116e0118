"""All of one issue, as of an edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from stancetracker.base import dates, wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import Actors
from stancetracker.figures.chart import Figure, figure
from stancetracker.figures.record import MOST_ROWS
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asides, Asking, Page
from stancetracker.pages.cards import Card, Shelf, changes
from stancetracker.pages.entries import Entry, Link, interval
from stancetracker.reports.catalogue import demands
from stancetracker.reports.citation import citation
from stancetracker.reports.panel import Counts, Panel, context, count
from stancetracker.reports.table import Row, Section


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


@dataclass(frozen=True)
class IssuePage(Page):
    """All of one issue, as of an edition."""

    template: ClassVar = "issue"
    charts: ClassVar = True

    tally: Tally
    since: str
    note: str | None
    panel_rule: str | None
    changed: tuple[str, ...]
    """What changed since the previous edition, a sentence each; empty in the first."""
    previous: str | None
    """The day of the previous edition."""
    stand: Figure | None
    when: Figure | None
    many: Figure | None
    demands: tuple[Section, ...]
    """Of a petition: demands beside addressees, and signatures."""
    ties: Figure | None
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
    cited: Row
    """How to cite the page: `text`, `bibtex` and `csl_json`."""
    replies: tuple[Entry, ...] = ()
    """To the issue, its events, petitions and ties; of a panel too large for cards, to all its records."""


@dataclass(frozen=True)
class Material:
    """The rows that a page about an issue is made of."""

    asked: Panel
    others: tuple[Standing, ...]
    said: list[Said]
    looks: list[Silence]
    events: list[Happened]
    asides: Asides
    context: Section | None

    @property
    def panel(self) -> tuple[Standing, ...]:
        """Return the standings of the panel."""
        return tuple(each for each in self.asked.standings if each.panel)

    @property
    def is_small(self) -> bool:
        """Return whether every actor on record can have a card here."""
        return max(len(self.panel), len(self.others)) <= MOST_ROWS


def page(now: Asking, issue: str, before: Asking | None) -> IssuePage:
    """Return the page of an issue; given the previous edition, with what changed since.

    Raises UnknownNameError for no issue.
    """
    made = _material(now, issue)
    cards, others = _cards(now, made, made.panel), _cards(now, made, made.others)
    besides = _besides(now, made)
    replies = _replies(now, made, besides, (*cards, *others))
    corrections = _corrections(now, made, besides)
    drawn = (made.said, made.looks, made.events)
    return IssuePage(
        tally=tally_of(now, made.asked),
        since=made.asked.issue.since,
        note=lookup.values(now.connection, issue).get("note"),
        panel_rule=made.asked.issue.panel_rule,
        changed=changes(now, before, issue),
        previous=before.question.as_of if before else None,
        stand=figure("stand", made.asked, *drawn),
        when=figure("when", made.asked, *drawn),
        many=figure("many", made.asked, *drawn),
        demands=_demands(now, issue),
        ties=figure("ties", made.asked, made.context.rows) if made.context else None,
        context=made.context,
        events=tuple(entries.of_event(now, one) for one in made.events),
        cards=cards,
        others=others,
        corrections=corrections,
        sources=_sources(now, made, (*besides, *(one.id for one in (*replies, *corrections)))),
        notes=tuple(_notes(now, made)),
        cited=_cited(now, made),
        replies=replies,
    )


def _material(now: Asking, issue: str) -> Material:
    found = queries.standings(now.connection, (issue,))
    asked = panel_of(now, find(now, issue), found)
    return Material(
        asked=asked,
        others=tuple(each for each in found if not each.panel),
        said=asking.said(now, issue),
        looks=asking.looks(now, issue),
        events=asking.events(now, issue),
        asides=asking.asides(now),
        context=_context(now, asked),
    )


def _context(now: Asking, asked: Panel) -> Section | None:
    """Return the ties of the whole panel, or None."""
    if not 0 < asked.counts.total <= MOST_ROWS:
        return None
    return context(now.connection, now.question, asked)


def _besides(now: Asking, made: Material) -> set[str]:
    """Return an issue's records other than statements and silences: events, petitions, ties of the panel."""
    parties = {each.actor for each in made.panel} | {
        organization
        for person, organization in recorded.affiliations(now.connection, now.question)
        if made.context is not None and person in {each.actor for each in made.panel}
    }
    ties = lookup.ties_of(now.connection, parties) if made.context is not None else set()
    return queries.records_of(now.connection, made.asked.issue.id, now.question.as_of) | ties


def _cards(now: Asking, made: Material, standings: Sequence[Standing]) -> tuple[Card, ...]:
    """Return a card each, or none where there are too many to read."""
    if len(standings) > MOST_ROWS:
        return ()
    shelf = Shelf(now, made.said, made.looks, made.asides)
    return tuple(shelf.card(each, made.asked.issue.title, (each.actor,)) for each in standings)


def _replies(now: Asking, made: Material, besides: set[str], cards: Iterable[Card]) -> tuple[Entry, ...]:
    """Return the replies that are on none of the cards."""
    on_cards = {reply.id for card in cards for reply in card.replies}
    about = (made.asked.issue.id, *besides, *asking.ids(made.said, made.looks))
    return tuple(entries.of_reply(now, one) for one in made.asides.replies(about) if one.id not in on_cards)


def _corrections(now: Asking, made: Material, besides: set[str]) -> tuple[Entry, ...]:
    held = {*besides, *asking.ids(made.said, made.looks)}
    held |= {one.id for one in made.asides.replies({made.asked.issue.id, *held})}
    withdrawn = queries.withdrawn_replies(now.connection, now.question.known_by)
    held |= {reply for reply, to in withdrawn if to in {made.asked.issue.id, *held}}
    return tuple(entries.of_correction(now, one) for one in made.asides.corrections(held))


def _sources(now: Asking, made: Material, others: Iterable[str]) -> tuple[Link, ...]:
    """Return every source the page rests on except those of ties, which their table names; none for a large issue."""
    if not made.is_small:
        return ()
    said = (one.id for one in asking.redacted(made.said))
    looks = (look.id for look in made.looks if look.withdrawn != "redaction")
    ties = set() if made.context is None else {str(row["tie"]) for row in made.context.rows}
    held = dict.fromkeys((*said, *looks, *(one for one in others if one not in ties)))
    found = (origin for record in held for origin in lookup.sources_within(now.connection, record))
    return entries.distinct(entries.merged([origin]) for origin in found)


def _demands(now: Asking, issue: str) -> tuple[Section, ...]:
    """Return a petition's demands beside those it addresses, and its signatures."""
    if not queries.petitions_of(now.connection, issue, now.question.as_of):
        return ()
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True)
    made = demands.report(now.connection, question)
    return tuple(each for each in made.sections if each.name in ("demand", "signature") and each.rows)


def _notes(now: Asking, made: Material) -> Iterator[str]:
    yield from made.asked.notes()
    yield stale(made.asked.issue.recheck_days)
    yield (
        "A source is primary where it holds the words themselves, secondary where it reports them, "
        "and a reprint where it is somebody else's copy of a text."
    )
    yield from _primary(now, made)
    yield wording.LANGUAGE_OF_QUOTES
    if made.panel and made.context is None:
        yield ("The panel is too large to show the ties of all its members, so none are shown.")
    if len(made.others) > MOST_ROWS:
        yield others_elsewhere(len(made.others))
    if not made.is_small:
        yield (
            "The sources of this issue are not listed here: each has a page, and the list of sources has them all."
        )


def _primary(now: Asking, made: Material) -> Iterator[str]:
    """Say how many of the statements and silences have a primary source, unless the issue is too large."""
    held = {*(one.id for one in made.said), *(look.id for look in made.looks)}
    if held and made.is_small:
        found = (lookup.sources_of(now.connection, record) for record in held)
        primary = sum(any(origin.tier == "primary" for origin in each) for each in found)
        have = f"{primary:,} {'has' if primary == 1 else 'have'}" if primary else "none has"
        yield f"Of {plural(len(held), 'statement or check', 'statements and checks')} here, {have} a primary source."


def _cited(now: Asking, made: Material) -> Row:
    issue = made.asked.issue
    question = now.question._replace(issues=(), actors=kind_of(issue), actors_asked=True)
    [row] = citation(now.connection, question, issue.id).sections[0].rows
    return row


def stale(days: int) -> str:
    """Explain when a silence is stale."""
    return (
        f"A silence is stale, due for a recheck, once it is more than {plural(days, 'day')} older than the day asked"
        " about (or the issue's last day, if earlier), or older than a trigger: anyone who has spoken since may be"
        " missing here."
    )


def others_elsewhere(count: int) -> str:
    """Say that more actors have a record than the page shows."""
    return (
        f"{count:,} actors outside the panel have a record on this issue, too many to show here; each has a page, and"
        " the data files of this page list them."
    )


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
