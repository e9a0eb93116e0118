"""All of one issue, as of an edition."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import Actors
from stancetracker.figures.chart import Figure, figure
from stancetracker.figures.record import MOST_ROWS
from stancetracker.figures.shapes import MARKS, standing_mark
from stancetracker.index import lookup, queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.recorded import Said, Silence
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking, Page
from stancetracker.pages.cards import Card, Shelf, changes
from stancetracker.pages.entries import Entry, interval
from stancetracker.reports.catalogue import demands
from stancetracker.reports.citation import citation
from stancetracker.reports.context import Context, context
from stancetracker.reports.panel import Material, Panel, count
from stancetracker.reports.table import Row, Section


class Mark(NamedTuple):
    """A shape of the row of marks, how often, and what it stands for."""

    name: str
    number: int
    words: str
    """`6 against`, `4 no public statement found (none found 3, declined 1)`."""


@dataclass(frozen=True)
class Tally:
    """The first screen of an issue: both counts in a headline, a row of marks, the days."""

    issue: Issue
    headline: str | None
    """Both counts in short, without the split by stance; None without a panel."""
    sentence: str | None
    """The whole headline with the splits, the days of the checks and the day asked about."""
    marks: tuple[Mark, ...]
    facts: tuple[tuple[str, str], ...]
    """Name and value: as of, first day, last checked, triggers, records, data version."""


@dataclass(frozen=True)
class IssuePage(Page):
    """All of one issue, as of an edition."""

    template: ClassVar = "issue"
    charts: ClassVar = True

    tally: Tally
    note: str | None
    changed: tuple[str, ...]
    """What changed since the previous edition, a sentence each; empty in the first."""
    previous: str | None
    """The day of the previous edition."""
    figures: dict[str, Figure]
    """By name; a figure of an empty panel is left out."""
    demands: tuple[Section, ...]
    """Of a petition: demands beside addressees, and signatures."""
    ties: Figure | None
    events: tuple[Entry, ...]
    cards: tuple[Card, ...]
    """Of the panel; empty for one too large to be listed, which has pages of its own."""
    others: tuple[Card, ...]
    """Of those outside the panel who have a record."""
    unlisted: int
    """How many are outside the panel, where they are too many for cards."""
    is_small: bool
    """Whether every actor on record can have a card here, and every source a line."""
    corrections: tuple[Entry, ...]
    sources: int
    """On how many the page rests; 0 where they are too many to count."""
    notes: tuple[str, ...]
    primary: tuple[int, int] | None
    """How many statements and silences have a primary source, of how many; None of none, or of very many."""
    cited: Row
    """How to cite the page: `text`, `bibtex` and `csl_json`."""
    replies: tuple[Entry, ...]
    """To the issue, its events, petitions and ties; of a panel too large for cards, to all its records."""


class Made(NamedTuple):
    """The rows that a page about an issue is made of."""

    asked: Panel
    panel: list[Standing]
    others: list[Standing]
    found: Material
    context: Context | None
    """The ties of the whole panel; None of a panel too large to be listed."""

    @property
    def is_small(self) -> bool:
        """Return whether every actor on record can have a card here."""
        return max(len(self.panel), len(self.others)) <= MOST_ROWS


def page(now: Asking, issue: str, before: Asking | None) -> IssuePage:
    """Return the page of an issue; given the previous edition, with what changed since."""
    made = _made(now, issue)
    cards, others = _cards(now, made, made.panel), _cards(now, made, made.others)
    besides = _besides(now, made)
    held = {*besides, *asking.ids(made.found.said, made.found.looks)}
    on_cards = {reply.id for card in (*cards, *others) for reply in card.replies}
    answers = now.asides.replies({issue, *held})
    replies = tuple(entries.of_reply(now, one) for one in answers if one.id not in on_cards)
    corrections = _corrections(now, issue, held.union(one.id for one in answers))
    return IssuePage(
        tally=tally_of(now, made.asked),
        note=lookup.values(now.connection, issue).get("note"),
        changed=changes(now, before, issue),
        previous=before.question.as_of if before else None,
        figures=figures(made.asked, made.found, "stand", "when", "many"),
        demands=_demands(now, issue),
        ties=figure("ties", made.asked, made.context) if made.context else None,
        events=tuple(entries.of_event(now, one) for one in made.found.events),
        cards=cards,
        others=others,
        unlisted=len(made.others) if len(made.others) > MOST_ROWS else 0,
        is_small=made.is_small,
        corrections=corrections,
        sources=_sources(now, made, (*besides, *(one.id for one in (*replies, *corrections)))),
        notes=made.asked.notes(),
        primary=_primary(now, made),
        cited=_cited(now, made),
        replies=replies,
    )


def figures(asked: Panel, found: Material, *names: str) -> dict[str, Figure]:
    """Make these figures of a panel, without those in which there is nothing to draw."""
    return {name: drawn for name in names if (drawn := figure(name, asked, *found))}


def _made(now: Asking, issue: str) -> Made:
    [about] = queries.issues(now.connection, issue=issue)
    found = queries.standings(now.connection, (issue,))
    asked = panel_of(now, about, found)
    members = [each for each in found if each.panel]
    return Made(
        asked=asked,
        panel=members,
        others=[each for each in found if not each.panel],
        found=asking.material_on(now, issue),
        context=context(now.connection, now.question, members)
        if 0 < asked.counts.total <= MOST_ROWS
        else None,
    )


def _besides(now: Asking, made: Made) -> set[str]:
    """Return an issue's records other than statements and silences: events, petitions, ties of the panel."""
    found = queries.records_of(now.connection, made.asked.issue.id, now.question.as_of)
    if made.context is None:
        return found
    parties = {str(cell["party"]) for cell in made.context.cells}
    return found | lookup.ties_of(now.connection, parties)


def _cards(now: Asking, made: Made, standings: Sequence[Standing]) -> tuple[Card, ...]:
    """Return a card each, or none where there are too many to read."""
    if len(standings) > MOST_ROWS:
        return ()
    shelf = Shelf(now, made.found.said, made.found.looks)
    return tuple(shelf.card(each, made.asked.issue.title, (each.actor,)) for each in standings)


def _corrections(now: Asking, issue: str, held: set[str]) -> tuple[Entry, ...]:
    """Return the corrections of an issue's records, and of withdrawn replies to it and them."""
    withdrawn = queries.withdrawn_replies(now.connection, now.question.known_by)
    about = held.union(reply for reply, to in withdrawn if to in {issue, *held})
    return tuple(entries.of_correction(now, one) for one in now.asides.corrections(about))


def _sources(now: Asking, made: Made, others: Iterable[str]) -> int:
    """Count the sources the page rests on except those of ties, which their table names."""
    if not made.is_small:
        return 0
    held: list[Said | Silence] = [*made.found.said, *made.found.looks]
    shown = (one.id for one in held if one.withdrawn != "redaction")
    ties = set() if made.context is None else {row["tie"] for row in made.context.ties}
    rests = {*shown, *(one for one in others if one not in ties)}
    return len({each.address for record in rests for each in lookup.sources_within(now.connection, record)})


def _demands(now: Asking, issue: str) -> tuple[Section, ...]:
    """Return a petition's demands beside those it addresses, and its signatures."""
    if not queries.petitions_of(now.connection, issue, now.question.as_of):
        return ()
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True)
    made = demands.report(now.connection, question)
    return tuple(each for each in made.sections if each.name in ("demand", "signature") and each.rows)


def _primary(now: Asking, made: Made) -> tuple[int, int] | None:
    held = {*asking.ids(made.found.said, made.found.looks)}
    if not held or not made.is_small:
        return None
    found = (lookup.sources_of(now.connection, record) for record in held)
    return sum(any(origin.tier == "primary" for origin in each) for each in found), len(held)


def _cited(now: Asking, made: Made) -> Row:
    issue = made.asked.issue
    question = now.question._replace(issues=(), actors=kind_of(issue), actors_asked=True)
    [row] = citation(now.connection, question, issue.id).sections[0].rows
    return row


def has_panel(issue: Issue) -> bool:
    """Return whether an issue has a panel, of people or organizations."""
    return bool(issue.people or issue.organizations)


def kind_of(issue: Issue) -> Actors:
    """Return whom the counts of an issue are about: its panel, or everyone with a record where there is none."""
    if bool(issue.people) == bool(issue.organizations):
        return "any"
    return "person" if issue.people else "organization"


def panel_of(now: Asking, issue: Issue, found: Sequence[Standing]) -> Panel:
    """Return the whole panel of an issue, people and organizations; without one, everyone with a record."""
    standings = tuple(each for each in found if each.panel or not has_panel(issue))
    counts = count(standings, kind_of(issue), now.question.as_of, now.question.audience)
    if counts.known_by == counts.as_of:
        counts = counts._replace(known_by=None)  # an edition's one day is said once
    return Panel(now.connection, now.question, issue, standings, counts, queries.data_version(now.connection))


def tally_of(now: Asking, asked: Panel) -> Tally:
    """Return the first screen of a panel."""
    counts, facts = asked.counts, tuple(_facts(now, asked))
    if not counts.total:
        return Tally(asked.issue, None, None, (), facts)
    short, sentence = counts.headline(stances=False), f"{counts.sentence()}."
    return Tally(asked.issue, short, sentence, tuple(_marks(asked)), facts)


def _marks(asked: Panel) -> Iterator[Mark]:
    """Yield `6 against`; `2 no public statement found (2 none found; of them 1 overdue for a recheck)`."""
    found = Counter(standing_mark(each) for each in asked.standings if each.panel)
    for name, words in MARKS.items():
        if number := found[name]:
            parts = _parts(asked, name)
            yield Mark(name, number, f"{number} {words}" + (f" ({'; '.join(parts)})" if parts else ""))


def _parts(asked: Panel, status: str) -> list[str]:
    """Return what came back of the silent, and how many of the silent or unchecked have which flag."""
    those = [each for each in asked.standings if each.panel and each.status == status]
    reported, stale = sum(each.reported for each in those), sum(each.stale for each in those)
    flags = [
        *([f"{reported} reported, not public"] if reported else ()),
        *([f"{stale} overdue for a recheck"] if stale else ()),
    ]
    split = asked.counts.came_back if status == "silent" else ""
    return [*filter(None, [split]), *([f"of them {'; '.join(flags)}"] if flags else ())]


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
