"""An issue and all that its pages are made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final, NamedTuple

from stancetracker.addons.site.figures.drawn import drawn
from stancetracker.addons.site.figures.frame import Figure
from stancetracker.addons.site.figures.grid import Cell, grid
from stancetracker.addons.site.figures.shapes import MARKS
from stancetracker.addons.site.figures.strip import CountOfDay, strip_of_days
from stancetracker.addons.site.figures.years import has_remarks
from stancetracker.addons.site.pages import wall, words
from stancetracker.addons.site.pages.page import (
    Page,
    address,
    drawn_card,
)
from stancetracker.addons.site.pages.snapshot import Shown, Snapshot
from stancetracker.addons.site.pages.wall import Row, Slice
from stancetracker.base import wording
from stancetracker.index import lookup
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.record_queries import Correction, Reply, Silence, Statement
from stancetracker.render.axis import short
from stancetracker.render.timeline import MOST_ROWS, days_of, lines_of, standing_mark
from stancetracker.reports.catalogue.ties import AmountRow, Context, ContextRow, amounts, context
from stancetracker.reports.panel import Material, Panel
from stancetracker.reports.table import grouped

_MOST_DAYS: Final = 30

_STATES_OF_TIES: Final = ("recorded", "disputed", "none-found", "on-other-issues", "not-looked-up")


class Day(NamedTuple):
    """An issue as of a day, as known now, and in a sentence as known then.

    The sentence is empty where the ledger held nothing yet, and without a panel.
    """

    day: str
    panel: Panel
    then: str


class Share(NamedTuple):
    """So many of a whole, and of what."""

    words: str
    number: int
    total: int


@dataclass
class Topic:
    """An issue and all that its pages are made of."""

    now: Snapshot
    issue: Issue

    @cached_property
    def days(self) -> list[Day]:
        """Return the days on which something happened or was recorded, oldest first.

        The issue is asked again as of each, as known now and as known on that day.
        """
        return [self._asked_as_of(day) for day in self.happened()]

    def _asked_as_of(self, day: str) -> Day:
        last_day = self.now.question.as_of
        panel = self.now.panel_as_of(self.issue, day)
        if day < self.now.first_day:
            return Day(day, panel, "")
        as_known_then = panel
        if day != last_day:
            as_known_then = self.now.panel_as_known_then(self.issue, day)
        return Day(day, panel, _counted(as_known_then))

    @cached_property
    def panel(self) -> Panel:
        """Return the panel, or everyone with a record."""
        return self.now.panel(self.issue, self.day)

    @property
    def day(self) -> str:
        """Return the last day on which anything about it happened or was recorded."""
        return max(self.happened(), default=self.issue.since)

    @cached_property
    def material(self) -> Material:
        """Return the statements, silences and events."""
        return self.now.material_on(self.issue.id)

    @property
    def whole_records(self) -> Iterator[Statement | Silence]:
        """Yield the statements and silences, each silence with the names of all of its actors."""
        for record in self.material.records.values():
            if isinstance(record, Silence):
                yield words.naming(record, self.now.sought(record.id))
            else:
                yield record

    @cached_property
    def corrections(self) -> list[Correction]:
        """Return the corrections of its statements and silences, oldest first."""
        return self.now.asides.corrections(self.material.records)

    @cached_property
    def replies(self) -> list[Reply]:
        """Return the replies to its statements and silences, oldest first."""
        return self.now.asides.replies(self.material.records)

    @property
    def recorded(self) -> Iterator[Statement | Silence | Correction | Reply]:
        """Yield all that was recorded about it."""
        return chain(self.material.records.values(), self.corrections, self.replies)

    @cached_property
    def everyone(self) -> list[Row]:
        """Return a row for each actor with a standing, in the panel or not."""
        return wall.rows_of(self.now, self.issue, self.now.standings[self.issue.id], self.material)

    @property
    def rows(self) -> list[Row]:
        """Return the rows of the panel; without one, of everybody."""
        return [row for row in self.everyone if row.standing.panel or not self.panel.counts.total]

    @cached_property
    def slices(self) -> list[tuple[str, list[Slice]]]:
        """Return the slices of a panel that is too large for one page."""
        return wall.slices(self.rows, self.meanings) if len(self.rows) > wall.LARGE else []

    @cached_property
    def ties(self) -> Context | None:
        """Return the ties of the whole panel; none of a panel that is too large to be listed."""
        members = [standing for standing in self.panel.standings if standing.panel]
        if not 0 < len(members) <= MOST_ROWS:
            return None
        return context(self.now.connection, self.now.question, members, self.issue.id)

    @cached_property
    def amounts(self) -> Sequence[AmountRow]:
        """Return the amounts of the ties that aren't disputed."""
        ties = self.ties.ties if self.ties else ()
        return amounts([tie for tie in ties if tie.verification != "disputed"]).rows

    @cached_property
    def money(self) -> Figure | None:
        """Make the figure of amounts; None where no contract with one is on record."""
        return next(iter(drawn([("money", (self.panel, self.amounts))])), None)

    def without_money(self) -> dict[str, list[ContextRow]]:
        """Return the parties without a contract on record, by what is known of that.

        They are of the kinds that have one: people are not asked about where companies sell.
        """
        rows = self.ties.rows if self.ties else ()
        kinds = {row.actor_kind for row in rows if row.contract == "recorded"}
        without = (row for row in rows if row.actor_kind in kinds and row.contract != "recorded")
        return by_state(without, "contract")

    @property
    def has_people(self) -> bool:
        """Return whether it asks about people, not about organizations alone."""
        return bool(self.issue.people) or not self.issue.organizations

    @property
    def meanings(self) -> dict[str, str]:
        """Return the meaning of each shape, sides in the issue's own words."""
        return {**MARKS, **self.panel.counts.sides}

    @cached_property
    def records(self) -> set[str]:
        """Return the ids of the records that its pages show."""
        events = (event.id for event in self.material.events)
        return {self.issue.id, *self.material.records, *events, *wall.records_of(self.everyone)}

    @cached_property
    def shown(self) -> Shown:
        """Return the records that its pages and figures show, with their version."""
        return self.now.shown(self.records)

    @property
    def path(self) -> str:
        """Return the folder of the issue's page."""
        return address("issue", self.issue.id)

    @property
    def headline(self) -> str:
        """Return both counts in a sentence; without a panel, the title."""
        return (
            self.panel.counts.headline(stances=False)
            if self.panel.counts.total
            else self.issue.title
        )

    @cached_property
    def marks(self) -> list[tuple[str, int, str]]:
        """Return the shapes of the panel with their numbers and meanings."""
        return wall.marks(self.panel)

    @cached_property
    def description(self) -> str:
        """Return the page in a sentence."""
        counts = self.panel.counts
        return f"{self.issue.title}: {counts.alone()}" if counts.total else self.issue.proposition

    @cached_property
    def card(self) -> str:
        """Draw the card of the issue."""
        marks = [(name, number) for name, number, _ in self.marks]
        foot = " · ".join(f"{number:,} {words}" for _, number, words in self.marks)
        under = f"{self.now.site['title']} · {self.shown.source}"
        return drawn_card(self.shown.day, self.issue.title, self.headline, marks, foot, under)

    def make(
        self, template: str, folder: str, title: str, contents: Mapping[str, Any], **more: Any
    ) -> Page:
        """Make a page of the issue, in a folder below its own."""
        more = {
            "description": self.description,
            "contents": {"topic": self, "issue": self.issue, **contents},
            "records": self.records,
            **more,
        }
        return Page(template, f"{self.path}{folder}", title, **more)

    def happened(self) -> list[str]:
        """Return the days on which something happened or was recorded."""
        return self._within(
            self._eventful | {record.recorded for record in self.recorded if record.recorded}
        )

    @property
    def _eventful(self) -> set[str]:
        """Return the days of what counts: of statements, checks and triggers."""
        days = {statement.date_latest for statement in self.material.statements if statement.counts}
        days |= {silence.date_earliest for silence in self.material.silences if silence.counts}
        return days | {event.date_latest for event in self.material.triggers}

    def _within(self, days: Iterable[str]) -> list[str]:
        """Return the days from the issue's first to the day asked about, oldest first."""
        return sorted(day for day in days if self.issue.since <= day <= self.now.question.as_of)

    @property
    def later_days(self) -> list[Day]:
        """Return the days on which nothing happened, but something was recorded."""
        return [day for day in self.days if day.day not in self._eventful]

    def strip(self) -> Figure | None:
        """Make the strip of the days on which something happened, each with a link to its page.

        Its bars are counts of a panel, so there is none without one.
        """
        total = self.panel.counts.total
        if not total:
            return None
        eventful = self._eventful
        counts = [
            CountOfDay(day.day, day.panel.counts.spoke.total(), f"{day.day}/index.html")
            for day in self.days
            if day.day in eventful
        ]
        days = days_of(self.panel, lines_of(self.panel, self.material), self.material.events)
        return strip_of_days(days, counts, total)

    def figures(self, *names: str) -> list[Figure]:
        """Make these figures, without those in which there is nothing to draw."""
        return drawn((name, (self.panel, self.material)) for name in names)

    @cached_property
    def spread(self) -> list[Figure]:
        """Make the figure of speech spreading.

        It has a mark for each of the panel on each day on which one changed.
        """
        names = {
            row.standing.actor: row.standing.name for row in self.rows if self.panel.counts.total
        }
        changed: list[tuple[str, dict[str, Standing]]] = []
        for day in self.days:
            standings = {
                standing.actor: standing
                for standing in day.panel.standings
                if standing.actor in names
            }
            if not changed or _shapes(standings) != _shapes(changed[-1][1]):
                changed.append((day.day, standings))
        if not 1 < len(changed) <= _MOST_DAYS:
            return []
        cells = (
            (actor, name, day, _cell(standings.get(actor)))
            for actor, name in names.items()
            for day, standings in changed
        )
        description = "Where each stood as of the days on which a standing changed, as known now."
        columns = {day: short(day) for day, _ in changed}
        figure = grid(
            "spread",
            "Day by day",
            description,
            columns,
            cells,
            dense=True,
            meanings={**self.meanings, **{mark: meaning for mark, _, meaning in self.marks}},
            private={row.standing.actor for row in self.rows if has_remarks(row.standing)},
        )
        return [figure] if figure else []

    @property
    def shares_known(self) -> list[Share]:
        """Return how many records have a primary source or a copy, and how many checks are ours.

        What is withdrawn is left out.
        """
        now = self.now
        held = {id: record for id, record in self.material.records.items() if not record.withdrawn}
        ids = set(held)
        if not ids:
            return []
        cited = [origin for _, origin in lookup.cited(now.connection, now.question, ids)]
        primary = len({origin.record for origin in cited if origin.tier == "primary"})
        archived = len({origin.record for origin in cited if origin.archive_url})
        checks = [record for record in held.values() if isinstance(record, Silence)]
        own = sum(check.basis != "reported" for check in checks)
        shares = [
            Share("records with a primary source", primary, len(ids)),
            Share("records with an archived copy", archived, len(ids)),
        ]
        return [*shares, Share("checks made by ourselves", own, len(checks))] if checks else shares


def _counted(panel: Panel) -> str:
    return panel.counts.alone() if panel.counts.total else ""


def _shapes(standings: Mapping[str, Standing]) -> dict[str, str]:
    return {actor: standing_mark(standing) for actor, standing in standings.items()}


def _cell(standing: Standing | None) -> Cell | None:
    """Return a standing as a cell of the figure of days, on which an old check is not flagged."""
    if standing is None:
        return None
    return Cell(standing_mark(standing), wording.cell({**standing._asdict(), "stale": False}))


def by_state(rows: Iterable[ContextRow], type: str) -> dict[str, list[ContextRow]]:
    """Return parties by what is known of their ties of a type in words, those with one first."""
    in_order = sorted(rows, key=lambda row: _STATES_OF_TIES.index(getattr(row, type)))
    return grouped(in_order, lambda row: getattr(row, f"{type}_words"))
