"""The pages of an issue: its own, its context, its days, and the slices of a large panel."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from stancetracker.addons.site.figures.drawn import credit
from stancetracker.addons.site.figures.frame import Figure
from stancetracker.addons.site.figures.shapes import MARKS
from stancetracker.addons.site.figures.years import flagged_words
from stancetracker.addons.site.pages import embed, wall
from stancetracker.addons.site.pages.feeds import feed_of
from stancetracker.addons.site.pages.page import (
    Page,
    data_block,
    dataset,
    figure_files,
)
from stancetracker.addons.site.pages.topic import Day, Topic, by_state
from stancetracker.addons.site.pages.wall import Row, Slice
from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index import lookup, queries
from stancetracker.index.queries import Standing
from stancetracker.index.record_queries import Correction, Reply, Silence, Statement
from stancetracker.render.timeline import MOST_ROWS, members, standing_mark
from stancetracker.reports.catalogue import demands
from stancetracker.reports.listing import listing
from stancetracker.reports.panel import Material
from stancetracker.reports.table import Section, Stamp, grouped

_OF_A_DAY: Final = frozenset((*Stamp._fields, "stale"))
"""The keys of `list` that hold for a day, which the files of an issue do not name."""
_LATER: Final = """
SELECT id FROM main.event WHERE date_earliest > ?1
UNION ALL
SELECT id FROM main.petition WHERE published_earliest > ?1
"""


def pages_of(topic: Topic) -> Iterator[Page]:
    """Yield an issue's pages: its own, what others embed, the context, its slices and its days."""
    yield page(topic)
    yield embed.page(topic)
    yield context_page(topic)
    yield from (slice_page(topic, part) for _, parts in topic.slices for part in parts)
    yield from (day_page(topic, place) for place in range(len(topic.days)))


def page(topic: Topic) -> Page:
    """Return the page of an issue."""
    rows = wall.brief_rows(topic.rows) if topic.slices else topic.rows
    filters = wall.filters(rows) if len(rows) == len(topic.rows) else []
    charts = topic.figures("when", "many")
    paid = {tie for row in topic.amounts for tie in row.evidence.split(" ")}
    return topic.make(
        "issue",
        "",
        topic.issue.title,
        {
            **_wall(topic, rows),
            **_drawings(topic, charts),
            **_method(topic),
            "filters": filters,
            "embedded": embed.embedded(topic) if topic.now.base else None,
            "demands": _demands(topic),
        },
        data=_data(topic),
        linked=_linked(topic),
        files={**_files(topic, charts), "feed.xml": _feed(topic)},
        card=topic.card,
        rules=wall.rules(filters),
        tools=True,
        records=topic.records | paid,
    )


def _wall(topic: Topic, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the rows of the panel in groups, those of everybody else, and the panel's story."""
    is_brief = bool(topic.slices)
    is_in_parts = is_brief and len(rows) == len(topic.rows)
    by_name = dict.fromkeys(wording.STATUSES, wording.BY_NAME)
    others = [row for row in topic.everyone if not row.standing.panel]
    return {
        "rows": rows,
        "groups": wall.groups(rows, by_name if is_in_parts else wall.BY_FIRST_WORDS, topic.rows),
        "is_brief": is_brief,
        "opens": not is_brief and len(rows) <= wall.MOST_OPEN,
        "others": others[: wall.MOST] if topic.panel.counts.total else [],
        "unlisted": max(0, len(others) - wall.MOST),
        "story": _story(topic),
    }


def _drawings(topic: Topic, charts: Sequence[Figure]) -> dict[str, Any]:
    """Return the figures of a page, its money, the strip of days and the marks of the slider."""
    figures = [*charts, *topic.spread]
    return {
        "figures": figures[:1],
        "more_figures": figures[1:],
        "money": topic.money,
        "without_money": topic.without_money(),
        "strip": topic.strip(),
        "day_marks": _day_marks(topic),
    }


def _method(topic: Topic) -> dict[str, Any]:
    """Return how the answer is counted and cited, how well it is known, and the notes on it."""
    now, counts = topic.now, topic.panel.counts
    question = now.question._replace(as_of=topic.day)

    without_panel = (wording.HOW_TO_READ, topic.panel.first_day)

    def note(record: str) -> str:
        return lookup.values(now.connection, record).get("note") or ""

    return {
        "notes": topic.panel.rules() if counts.total else without_panel,
        "issue_note": note(topic.issue.id),
        "event_note": note,
        "known": topic.shares_known,
        "cited": now.citation(question, topic.issue.id, topic.shown),
    }


def _data(topic: Topic) -> Section:
    """Return everybody's standing on the issue, as data."""
    question = topic.now.question._replace(issues=(topic.issue.id,), everyone=True)
    [section, *_] = listing(topic.now.connection, question).sections
    columns = tuple(name for name in section.columns if name not in _OF_A_DAY)
    return section._replace(columns=columns)


def _linked(topic: Topic) -> Mapping[str, Any]:
    """Describe the issue as a dataset, for machines."""
    return dataset(
        topic.now,
        topic.issue.title,
        topic.description,
        topic.path,
        version=topic.shown.version,
        day=topic.shown.day,
        since=topic.issue.since,
        until=topic.issue.until,
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
    now = topic.now
    issue = topic.issue
    ties = topic.ties
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
        "by_type": {heading: by_state(rows, type) for heading, type in _TYPES_OF_TIES.items()},
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


_ENDINGS_OF_DEMANDS: Final = {"demand": (), "signature": (wording.SIGNATORIES,)}
"""The lines below the sections of a report on demands, without counts and advice for a terminal."""


def _demands(topic: Topic) -> list[Section]:
    """Return a petition's demands beside those it addresses, and its signatures.

    The counts at the end of a report stand on top of the page.
    """
    now, issue = topic.now, topic.issue.id
    if not queries.petitions_of(now.connection, issue, now.question.as_of):
        return []
    question = now.question._replace(issues=(issue,))
    report = demands.report(now.connection, question)
    return [
        section._replace(ending=_ENDINGS_OF_DEMANDS[section.name])
        for section in report.sections
        if section.name in _ENDINGS_OF_DEMANDS and section.rows
    ]


def _files(topic: Topic, charts: Sequence[Figure]) -> dict[str, str | bytes]:
    """Make the figures as files that others can reuse."""
    under = credit(topic.panel, topic.shown.source)
    money = [topic.money] if topic.money else []
    return figure_files((*topic.figures("stand"), *topic.spread, *charts, *money), under)


def _feed(topic: Topic) -> str:
    return feed_of(topic.now, topic.path, topic.issue.title, topic.whole_records)


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
    statements, silences, events = _of_day(topic.material, day)
    standings = members(shown.panel)
    new = [record for record in topic.recorded if record.recorded == day]
    contents = {
        "shown_day": shown,
        "before": before,
        "after": after,
        "marks": wall.marks(shown.panel),
        "beside_name": wall.beside_name,
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


def _of_day(material: Material, day: str) -> Material:
    """Return what was said, found and happened on a day, of what counts."""
    return Material(
        [
            statement
            for statement in material.statements
            if statement.counts and statement.date_latest == day
        ],
        [
            silence
            for silence in material.silences
            if silence.counts and silence.date_earliest == day
        ],
        [event for event in material.events if event.date_latest == day],
    )


def _by_mark(standings: Sequence[Standing]) -> dict[str, list[Standing]]:
    """Return standings by their marks: on record, none found, searched, unchecked."""
    held = grouped(standings, standing_mark)
    return {mark: held[mark] for mark in MARKS if mark in held}


_NOUNS: Final = {
    "Statement": ("statement", "statements"),
    "Silence": ("check", "checks"),
    "Correction": ("correction", "corrections"),
    "Reply": ("reply", "replies"),
}


def _numbers_of_kinds(records: Iterable[Statement | Silence | Correction | Reply]) -> list[str]:
    """Return how many records are of each kind, in words."""
    kinds = Counter(_NOUNS[type(record).__name__] for record in records)
    return [plural(number, *nouns) for nouns, number in kinds.items()]
