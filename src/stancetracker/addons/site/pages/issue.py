"""All of one issue: its page, the front page with its answer, its days, slices and embed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from stancetracker.addons.site.figures.drawn import credit, drawn
from stancetracker.addons.site.figures.frame import COLUMN, Figure, svg
from stancetracker.addons.site.figures.grid import Cell, grid
from stancetracker.addons.site.figures.shapes import MARKS
from stancetracker.addons.site.figures.strip import CountOfDay, strip_of_days
from stancetracker.addons.site.figures.years import (
    Years,
    flagged_words,
    has_remarks,
    years_of,
)
from stancetracker.addons.site.pages import wall
from stancetracker.addons.site.pages.feeds import feed_of
from stancetracker.addons.site.pages.page import (
    STYLES_OF_LISTS,
    Page,
    address,
    data_block,
    dataset,
    drawn_card,
    figure_files,
)
from stancetracker.addons.site.pages.snapshot import Shown, Snapshot
from stancetracker.addons.site.pages.snippet import Embedded
from stancetracker.addons.site.pages.wall import Row, Slice
from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index import lookup, queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.render.axis import short
from stancetracker.render.timeline import MOST_ROWS, days_of, lines_of, members, standing_mark
from stancetracker.reports.catalogue import demands
from stancetracker.reports.catalogue.ties import AmountRow, Context, ContextRow, amounts, context
from stancetracker.reports.listing import listing
from stancetracker.reports.panel import Material, Panel
from stancetracker.reports.table import Section, Stamp, grouped

_MOST_DAYS: Final = 30
_OF_A_DAY: Final = frozenset((*Stamp._fields, "stale"))
"""The keys of `list` that the files of an issue leave out: they name no day for which these hold."""
_LATER: Final = """
SELECT id FROM main.event WHERE date_earliest > ?1 UNION ALL SELECT id FROM main.petition WHERE published_earliest > ?1
"""


class Day(NamedTuple):
    """An issue as of a day, as known now, and in a sentence as known then.

    The sentence is empty where the ledger held nothing yet.
    """

    day: str
    panel: Panel
    then: str


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
        panel = self.now.panel_as_of(self.issue, day, last_day)
        if day < self.now.first_day:
            return Day(day, panel, "")
        as_known_then = panel if day == last_day else self.now.panel_as_of(self.issue, day, day)
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

    @cached_property
    def everyone(self) -> list[Row]:
        """Return a row for each with a standing, in the panel or not."""
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
        """Return the exact amounts of the ties that aren't disputed."""
        ties = self.ties.ties if self.ties else ()
        return amounts([tie for tie in ties if tie.verification != "disputed"]).rows

    @cached_property
    def money(self) -> Figure | None:
        """Make the figure of amounts; None where no contract with an exact one is on record."""
        return next(iter(drawn([("money", (self.panel, self.amounts))])), None)

    def without_money(self) -> dict[str, list[ContextRow]]:
        """Return the parties without a contract on record, by what is known of that.

        They are of the kinds that have one: people are not asked about where companies sell.
        """
        rows = self.ties.rows if self.ties else ()
        kinds = {row.actor_kind for row in rows if row.contract == "recorded"}
        without = (row for row in rows if row.actor_kind in kinds and row.contract != "recorded")
        return _by_state(without, "contract")

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
        recorded = {record.recorded for record in self.material.records.values()}
        return self._within(self._eventful | recorded)

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
            reported={row.standing.actor for row in self.rows if has_remarks(row.standing)},
        )
        return [figure] if figure else []


def _counted(panel: Panel) -> str:
    return panel.counts.alone() if panel.counts.total else "nothing to count"


def _shapes(standings: Mapping[str, Standing]) -> dict[str, str]:
    return {actor: standing_mark(standing) for actor, standing in standings.items()}


def _cell(standing: Standing | None) -> Cell | None:
    """Return a standing as a cell of the figure of days, on which an old check is not flagged."""
    if standing is None:
        return None
    return Cell(standing_mark(standing), wording.cell({**standing._asdict(), "stale": False}))


def pages_of(topic: Topic) -> Iterator[Page]:
    """Yield an issue's pages: its own, what others embed, the context, its slices and its days."""
    yield page(topic)
    yield embed(topic)
    yield context_page(topic)
    yield from (slice_page(topic, part) for _, parts in topic.slices for part in parts)
    yield from (day_page(topic, place) for place in range(len(topic.days)))


def page(topic: Topic) -> Page:
    """Return the page of an issue."""
    now, counts = topic.now, topic.panel.counts
    others = [row for row in topic.everyone if not row.standing.panel]
    rows = wall.brief_rows(topic.rows) if topic.slices else topic.rows
    charts = topic.figures("when", "many")
    all_charts = [*charts, *topic.spread]
    of_panel = now.question._replace(as_of=topic.day, actors=counts.kind, actors_asked=True)
    is_whole = len(rows) == len(topic.rows)
    filters = wall.filters(rows) if is_whole else []
    order = dict.fromkeys(wording.STATUSES, wording.BY_NAME) if topic.slices and is_whole else None
    contents = {
        "rows": rows,
        "groups": wall.groups(rows, order or wall.BY_FIRST_WORDS),
        "is_brief": bool(topic.slices),
        "opens": not topic.slices and len(rows) <= wall.MOST_OPEN,
        "filters": filters,
        "day_marks": _day_marks(topic),
        "embedded": _embedded(topic) if now.base else None,
        "story": _story(topic),
        "figures": all_charts[:1],
        "more_figures": all_charts[1:],
        "money": topic.money,
        "without_money": topic.without_money(),
        "strip": topic.strip(),
        "demands": _demands(topic),
        "others": others[: wall.MOST] if counts.total else [],
        "unlisted": max(0, len(others) - wall.MOST),
        "notes": topic.panel.rules()
        if counts.total
        else (wording.HOW_TO_READ, topic.panel.first_day),
        "issue_note": lookup.values(now.connection, topic.issue.id).get("note") or "",
        "known": _shares_known(topic),
        "cited": now.citation(of_panel, topic.issue.id, topic.shown),
        "event_note": lambda event: lookup.values(now.connection, event).get("note") or "",
    }
    question = now.question._replace(
        issues=(topic.issue.id,), actors="any", actors_asked=True, everyone=True
    )
    title, data = topic.issue.title, listing(now.connection, question).sections[0]
    data = data._replace(columns=tuple(name for name in data.columns if name not in _OF_A_DAY))
    linked = dataset(
        now,
        title,
        topic.description,
        topic.path,
        version=topic.shown.version,
        day=topic.shown.day,
        since=topic.issue.since,
        until=topic.issue.until,
    )
    more = {
        "files": {**_files(topic, charts), "feed.xml": _feed(topic)},
        "card": _card(topic),
        "rules": wall.rules(filters),
        "tools": True,
    }
    paid = {tie for row in topic.amounts for tie in row.evidence.split(" ")}
    records = topic.records | paid
    return topic.make(
        "issue", "", title, contents, data=data, linked=linked, records=records, **more
    )


def _story(topic: Topic) -> list[wall.Chapter]:
    """Return who of the panel spoke after each trigger; nothing for a panel that is too large."""
    panel = [row for row in topic.rows if row.standing.panel]
    return wall.story(panel, topic.material.triggers) if 0 < len(panel) <= MOST_ROWS else []


def _day_marks(topic: Topic) -> Markup | None:
    """Return where each of the panel stood on each day, for the slider; None without one.

    A standing is the place of what filters and the order know of it, with its words, and its mark
    as pages refer to it.
    """
    if topic.slices or len(topic.days) < 2 or not topic.panel.counts.total:
        return None
    shapes: dict[tuple[tuple[str, str], ...], int] = {}
    places: dict[str, list[int]] = defaultdict(list)
    for day in topic.days:
        for standing in day.panel.standings:
            shape = (
                *wall.facts(standing).items(),
                ("w", flagged_words(standing)),
                ("m", f"#m-{standing_mark(standing)}"),
            )
            places[standing.actor].append(shapes.setdefault(shape, len(shapes)))
    return data_block(
        {
            "days": [day.day for day in topic.days],
            "words": [dates.words(day.day) for day in topic.days],
            "headlines": [_headline_of(day) for day in topic.days],
            "shapes": [dict(shape) for shape in shapes],
            "places": places,
        }
    )


def _headline_of(day: Day) -> str:
    """Return the counts as of a day in a sentence that names it."""
    counts = day.panel.counts.headline(stances=False)
    return f"As of {dates.words(day.day, dates.FULL_MONTHS)}: {counts[:1].lower()}{counts[1:]}"


def context_page(topic: Topic) -> Page:
    """Return the page of events, the ties of the panel, corrections and replies.

    Ties are of the whole panel or of nobody, so of none that is too large to be listed; replies are
    those on no row.
    """
    now, issue, ties = topic.now, topic.issue, topic.ties
    rows = ties.rows if ties else ()
    parties = [row.party for row in rows]
    held = {*queries.texts(now.connection, queries.sql("of_issue"), {"issue": issue.id})}
    held.difference_update(queries.texts(now.connection, _LATER, (now.question.as_of,)))
    held |= lookup.ties_of(now.connection, parties, issue.id)
    shown = _replies_on_rows(topic)
    replies = now.asides.replies(held)
    corrections = now.asides.corrections(held | {reply.id for reply in replies})
    contents = {
        "events": sorted(topic.material.events, key=lambda event: (event.date_earliest, event.id)),
        "ties": ties,
        "by_type": {heading: _by_state(rows, type) for heading, type in _TYPES_OF_TIES.items()},
        "all_ties": ties.ties_section("tie", ties.ties) if ties else None,
        "replies": [reply for reply in replies if reply.id not in shown],
        "corrections": corrections,
    }
    records = topic.records.union(
        (tie.tie for tie in ties.ties) if ties else (),
        (reply.id for reply in replies),
        (correction.id for correction in corrections),
    )
    title = f"{issue.title}: events, ties and corrections"
    return topic.make("context", "context/", title, contents, records=records)


def _replies_on_rows(topic: Topic) -> set[str]:
    """Return the ids of the replies that stand on rows of the issue's own page."""
    if topic.slices:
        return set()
    return {reply.id for row in topic.everyone for reply in row.replies}


_TYPES_OF_TIES: Final = {
    "Contracts": "contract",
    "Donations": "donation",
    "Attendance": "attendance",
}
_STATES_OF_TIES: Final = ("recorded", "disputed", "none-found", "on-other-issues", "not-looked-up")


def _by_state(rows: Iterable[ContextRow], type: str) -> dict[str, list[ContextRow]]:
    """Return parties by what is known of their ties of a type in words, those with one first."""
    in_order = sorted(rows, key=lambda row: _STATES_OF_TIES.index(getattr(row, type)))
    return grouped(in_order, lambda row: getattr(row, f"{type}_words"))


def overview(now: Snapshot, listed: Page) -> Page:
    """Add everybody in a panel beside every issue that has one to the list of issues."""
    issues = [issue for issue in now.issues if issue.people or issue.organizations]
    standings = _in_panels(now, issues)
    figures = drawn([("grid", (issues, standings))])
    if len(issues) < 2 or not figures:
        return listed
    shown = {standing.evidence for standing in standings if standing.evidence}
    shown |= {issue.id for issue in issues} | {standing.actor for standing in standings}
    under = f"{now.shown(shown).source} · stancetracker"
    years = years_of(issues, standings)
    return listed._replace(
        contents={**listed.contents, "years": years}, files=figure_files(figures, under)
    )


def _years_of_people(now: Snapshot) -> Years:
    """Arrange the people of panels by issue; nobody where they are too many to read."""
    issues = [issue for issue in now.issues if issue.people]
    standings = _in_panels(now, issues)
    people = [standing for standing in standings if standing.actor_kind == "person"]
    years = years_of(issues, people)
    return years if len(years.lines) <= MOST_ROWS else Years((), ())


def _in_panels(now: Snapshot, issues: Iterable[Issue]) -> list[Standing]:
    """Return the standings of the panels of these issues by name, people before organizations."""
    return sorted(
        (standing for issue in issues for standing in now.standings[issue.id] if standing.panel),
        key=lambda standing: (
            standing.actor_kind != "person",
            standing.sort_key,
            standing.actor,
        ),
    )


def front(topics: Sequence[Topic]) -> Page:
    """Return the first page: the answer of the first issue, and where the others are."""
    topic, *others = topics
    of = topic.now.connection, topic.now.question.known_by
    rows = wall.opening(topic.rows)
    contents = {
        "topic": topic,
        "issue": topic.issue,
        "groups": wall.groups(rows, wall.BY_FIRST_WORDS),
        "more": len(topic.rows) - len(rows),
        "years": _years_of_people(topic.now),
        "known": _shares_known(topic),
        "issues": [other for other in others if other.panel.standings],
        "counts": [
            (wording.several(kind), number)
            for kind, number in queries.counts(*of).items()
            if number
        ],
        "redacted": queries.redacted_lines(*of),
    }
    site = topic.now.site
    linked = dataset(
        topic.now,
        site["title"],
        topic.description,
        "",
        version=site["version"],
        day=site["day"],
        since=min(other.issue.since for other in topics),
        until=None,
    )
    return Page(
        "front",
        "",
        site["title"],
        topic.description,
        contents,
        linked=linked,
        styles=STYLES_OF_LISTS,
        tools=True,
    )


def method() -> Page:
    """Return the page of the method, with an example that is about no real person."""
    description = "How standings are found, what each word means, and what no page here can say."
    return Page("method", address("method"), "Method", description, {}, styles=STYLES_OF_LISTS)


def _demands(topic: Topic) -> list[Section]:
    """Return a petition's demands beside those it addresses, and its signatures.

    They come without the counts that stand at the end of a report: these are on top of the page.
    """
    now, issue = topic.now, topic.issue.id
    if not queries.petitions_of(now.connection, issue, now.question.as_of):
        return []
    question = now.question._replace(issues=(issue,), actors="any", actors_asked=True)
    report = demands.report(now.connection, question)
    shown = (
        section
        for section in report.sections
        if section.name in ("demand", "signature") and section.rows
    )
    return [
        section._replace(ending=()) if section.name == "demand" else section for section in shown
    ]


class Share(NamedTuple):
    """So many of a whole, and of what."""

    words: str
    number: int
    total: int


def _shares_known(topic: Topic) -> list[Share]:
    """Return how well an issue is known: how much has a primary source, a copy, a check of ours.

    What is withdrawn is left out.
    """
    now = topic.now
    held = {id: record for id, record in topic.material.records.items() if not record.withdrawn}
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


def _files(topic: Topic, charts: Sequence[Figure]) -> dict[str, str | bytes]:
    """Make the figures as files that others can reuse."""
    under = credit(topic.panel, topic.shown.source)
    money = [topic.money] if topic.money else []
    return figure_files((*topic.figures("stand"), *topic.spread, *charts, *money), under)


def _feed(topic: Topic) -> str:
    return feed_of(topic.now, topic.path, topic.issue.title, topic.material.records.values())


def _card(topic: Topic) -> str:
    """Draw the card of an issue."""
    marks = [(name, number) for name, number, _ in topic.marks]
    foot = " · ".join(f"{number:,} {words}" for _, number, words in topic.marks)
    under = f"{topic.now.site['title']} · {topic.shown.source}"
    return drawn_card(topic.shown.day, topic.issue.title, topic.headline, marks, foot, under)


def embed(topic: Topic) -> Page:
    """Return a page for a frame on other sites: the answer with its day, and nothing else."""
    contents = {
        "groups": _embedded_groups(topic),
        "figures": topic.figures("stand"),
        "credit": credit(topic.panel, topic.shown.source),
    }
    return topic.make("embed", "embed/", topic.issue.title, contents, styles=("claim",))


def _embedded_groups(topic: Topic) -> list[wall.Group]:
    rows = topic.rows if len(topic.rows) <= wall.MOST_OPEN else []
    return wall.groups(rows, {})


def _embedded(topic: Topic) -> Embedded:
    """Return what the page in a frame shows, by which its height is known."""
    paragraphs = [
        f"{group.heading}: {', '.join(_embedded_row(row) for row in group.rows)}"
        for group in _embedded_groups(topic)
    ]
    kicker = f"{topic.issue.title}, {wording.recorded_by(topic.shown.day)}"
    foot = (
        f"Every record with its source · {topic.now.site['title']}"
        f" · {credit(topic.panel, topic.shown.source)}"
    )
    drawings = [svg(figure, COLUMN, figure.name) for figure in topic.figures("stand")]
    return Embedded(topic.headline, [kicker, *paragraphs, foot], drawings)


def _embedded_row(row: Row) -> str:
    standing = row.standing
    if standing.status != "spoke":
        return wording.with_details(standing.name, (row.doubts,))
    return f"{standing.name} {wording.with_basis(standing.side, standing.stance_basis)}"


def slice_page(topic: Topic, part: Slice) -> Page:
    """Return a slice of a large panel."""
    filters = wall.filters(part.rows)
    title = f"{topic.issue.title}: {part.label}"
    order = dict.fromkeys(wording.STATUSES, part.order)
    contents = {"slice": part, "groups": wall.groups(part.rows, order), "filters": filters}
    records = {topic.issue.id, *wall.records_of(part.rows)}
    return topic.make(
        "slice", part.path, title, contents, rules=wall.rules(filters), records=records
    )


def day_page(topic: Topic, place: int) -> Page:
    """Return an issue as of one of its days, with what happened on it and what was recorded."""
    shown = topic.days[place]
    before = topic.days[place - 1] if place > 0 else None
    after = topic.days[place + 1] if place + 1 < len(topic.days) else None
    day = shown.day
    material = topic.material
    standings = members(shown.panel)
    new = [record for record in material.records.values() if record.recorded == day]
    events = [event for event in material.events if event.date_latest == day]
    statements = [
        statement
        for statement in material.statements
        if statement.counts and statement.date_latest == day
    ]
    silences = [
        silence for silence in material.silences if silence.counts and silence.date_earliest == day
    ]
    contents = {
        "shown_day": shown,
        "before": before,
        "after": after,
        "marks": wall.marks(shown.panel),
        "groups": _by_mark(standings) if len(standings) <= MOST_ROWS else {},
        "meaning": topic.meanings,
        "events": events,
        "statements": statements,
        "silences": silences,
        "recorded": _numbers_of_kinds(new),
    }
    title = f"{topic.issue.title}: {dates.words(day)}"
    counts = shown.panel.counts
    description = counts.alone() if counts.total else topic.issue.proposition
    evidence = {standing.evidence for standing in shown.panel.standings if standing.evidence}
    on_this_day = (*events, *statements, *silences, *new)
    records = evidence | {topic.issue.id, *(record.id for record in on_this_day)}
    return topic.make("day", f"{day}/", title, contents, description=description, records=records)


def _by_mark(standings: Sequence[Standing]) -> dict[str, list[Standing]]:
    """Return standings by their marks: those on record, then none found, then the unchecked."""
    held = grouped(standings, standing_mark)
    return {mark: held[mark] for mark in MARKS if mark in held}


def _numbers_of_kinds(records: Iterable[Statement | Silence]) -> list[str]:
    """Return how many records are of each kind, in words."""
    kinds = Counter("check" if isinstance(record, Silence) else "statement" for record in records)
    return [plural(number, kind) for kind, number in kinds.items()]
