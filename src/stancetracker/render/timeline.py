"""The rows and days of a timeline: the records of each member of a panel, their order and lanes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index.queries import Standing
from stancetracker.index.record_queries import Event, Silence, Statement
from stancetracker.render.axis import Axis
from stancetracker.reports.panel import Material, Panel
from stancetracker.reports.table import grouped

MOST_ROWS: Final = 150
"""Of a panel larger than this, counts are drawn instead of a row each."""
_MOST_LANES: Final = 3
# In units of an axis: the room between two bars in a lane, and of the mark at the end of a bar.
_BETWEEN_BARS: Final = 3
_HALF_MARK: Final = 7
_STATUSES: Final = ("spoke", "silent", "searched", "unchecked")


def standing_mark(standing: Any) -> str:
    """Return the shape of a standing: its stance where one spoke, else its status."""
    return str(
        standing.stance if standing.status == "spoke" and standing.stance else standing.status
    )


class Spell(NamedTuple):
    """A counting statement: all days on which it may have been made."""

    earliest: str
    latest: str
    stance: str
    open_start: bool
    """True if its source gives no first day, so that `earliest` is only the issue's."""
    decides: bool
    """True if the standing rests on it."""
    is_public: bool = True

    @property
    def mark(self) -> str:
        """Return the shape of its last day: of its stance, or that it was not public."""
        return self.stance if self.is_public else "private"

    @property
    def when(self) -> str:
        """Return its days in words."""
        return dates.interval_words(None if self.open_start else self.earliest, self.latest)


class Line(NamedTuple):
    """An actor's standing and what may be drawn of it, oldest first.

    Some of it may lie before the issue's first day.
    """

    standing: Standing
    spells: tuple[Spell, ...]
    days_checked: tuple[str, ...]
    """The days last checked."""
    private: tuple[str, ...]
    """The days by which words that were not public had become known."""
    disputed: tuple[Spell, ...]
    """Statements on record but disputed, so not counted."""

    @property
    def first(self) -> Spell | None:
        """Return the statement that first proves the actor had spoken.

        It is the one whose last possible day comes first.
        """
        return min(self.spells, key=lambda spell: (spell.latest, spell.earliest), default=None)

    @property
    def mark(self) -> str:
        """Return the shape of the standing."""
        return standing_mark(self.standing)

    @property
    def words(self) -> str:
        """Return the standing in a few words, but for the day of the last check, which is drawn."""
        return wording.cell({**self.standing._asdict(), "panel": True, "stale": False})


class CheckDays(NamedTuple):
    """The first and the last day up to which none was found, of those who are silent."""

    first: str
    last: str


class Days(NamedTuple):
    """The days from an issue's first to the last with anything on record, and the triggers."""

    first: str
    last: str
    as_of: str
    """It may be later than the last."""
    triggers: tuple[Event, ...]
    """In the order of their last possible days, on which they are drawn."""
    checked: CheckDays | None
    """None where nobody is silent: a check of somebody who then spoke is none of the others."""
    is_over: bool
    """True if the issue's last day has passed, after which nothing is checked again."""


def members(panel: Panel) -> tuple[Standing, ...]:
    """Return whom a figure is about: the panel, or everyone asked about where there is none."""
    return tuple(
        standing for standing in panel.standings if standing.panel or not panel.counts.total
    )


def lines_of(panel: Panel, material: Material) -> list[Line]:
    """Return what is on record of each; before the issue's first day, private words alone."""
    issue = panel.issue.id
    has_begun = panel.issue.since <= panel.question.as_of
    statements = grouped(
        (statement for statement in material.statements if statement.issue == issue),
        lambda statement: statement.speaker,
    )
    silences = grouped(
        (silence for silence in material.silences if silence.issue == issue and silence.counts),
        lambda silence: silence.actor,
    )
    lines = []
    for standing in _told_apart(members(panel)):
        actor = standing.actor
        line = _line(standing, statements[actor], silences[actor], panel.question.as_of)
        lines.append(line if has_begun else line._replace(spells=(), days_checked=(), disputed=()))
    return lines


def _told_apart(standings: Sequence[Standing]) -> list[Standing]:
    """Return standings with the id beside each name that several of the actors have."""
    names = wording.told_apart({standing.actor: standing.name for standing in standings})
    return [standing._replace(name=names[standing.actor]) for standing in standings]


def _line(
    standing: Standing, statements: Iterable[Statement], silences: Iterable[Silence], as_of: str
) -> Line:
    """Return what may be drawn of an actor, from their statements and silences on an issue."""
    spells = []
    disputed = []
    private = set()
    for statement in statements:
        spell = _spell(statement, standing)
        if statement.counts:
            spells.append(spell)
        elif _is_disputed(statement, as_of):
            disputed.append(spell)
        is_marked = statement.counts and spell.latest == statement.made_public_latest
        if statement.private and statement.made_public_latest and not is_marked:
            private.add(statement.made_public_latest)
    days_checked = sorted({silence.date_earliest for silence in silences})
    return Line(
        standing, tuple(spells), tuple(days_checked), tuple(sorted(private)), tuple(disputed)
    )


def _spell(statement: Statement, standing: Standing) -> Spell:
    """Return the days of a statement; what was made known by a day was said by then."""
    latest = statement.date_latest
    if statement.audience != "public" and statement.made_public_latest is not None:
        latest = min(latest, statement.made_public_latest)
    return Spell(
        min(statement.date_earliest, latest),
        latest,
        statement.stance,
        open_start=statement.date.startswith(".."),
        decides=statement.id == standing.evidence,
        is_public=statement.audience == "public",
    )


def _is_disputed(statement: Statement, as_of: str) -> bool:
    """Return whether a statement would count if it were not disputed."""
    return (
        statement.verification == "disputed"
        and not statement.withdrawn
        and statement.audience == "public"
        and statement.date_latest <= as_of
    )


def days_of(panel: Panel, lines: Iterable[Line], events: Iterable[Event]) -> Days:
    """Return the days to draw; before the issue's first day, only the day asked about."""
    as_of = panel.question.as_of
    first = min(panel.issue.since, as_of)
    triggers = [
        event
        for event in sorted(events, key=lambda event: (event.date_latest, event.title))
        if event.trigger and event.issue == panel.issue.id and first <= event.date_latest <= as_of
    ]
    days = [first, *(trigger.date_latest for trigger in triggers)]
    for line in lines:
        days += line.days_checked
        days += line.private
        days += [spell.latest for spell in (*line.spells, *line.disputed)]
    last = min(max(days), as_of)
    is_over = panel.issue.until is not None and panel.issue.until < as_of
    return Days(first, last, as_of, tuple(triggers), check_days(members(panel)), is_over)


def check_days(standings: Iterable[Standing]) -> CheckDays | None:
    """Return the days of the checks on which these silences rest; None where nobody is silent."""
    days = [
        standing.earliest
        for standing in standings
        if standing.status == "silent" and standing.earliest
    ]
    return CheckDays(min(days), max(days)) if days else None


def gap(days: Days) -> str:
    """Return how long the broken end is: `293 days since the last check`.

    Empty for none, and on an issue that is over.
    """
    if days.as_of <= days.last or days.is_over:
        return ""
    start = days.checked.last if days.checked else days.last
    event = "check" if days.checked else "record"
    return f"{plural(dates.days_between(start, days.as_of), 'day')} since the last {event}"


def before_gap(days: Days) -> str:
    """Return what came last before the broken end: `none found up to 26–27 Jan 2026`.

    Empty for no end.
    """
    if days.as_of <= days.last:
        return ""
    if days.checked:
        return f"none found up to {dates.span_words(*days.checked)}"
    return f"last record {dates.words(days.last)}"


class Turn(NamedTuple):
    """The key that sorts lines: by status, then by first statement, then by name."""

    status: int
    latest: str
    earliest: str
    is_private: bool
    """True if nothing but private remarks is on record; these come last."""
    sort_key: str
    actor: str


def turn(line: Line) -> Turn:
    """Return the key that sorts lines."""
    standing = line.standing
    first = line.first
    return Turn(
        _STATUSES.index(standing.status),
        first.latest if first else "",
        first.earliest if first else "",
        first is None and bool(line.private),
        standing.sort_key,
        standing.actor,
    )


def lanes_of(line: Line, axis: Axis) -> dict[Spell, int]:
    """Give each statement the lowest lane where it touches no other.

    No two bars look like one, unless there are more than a few.
    """
    ends: list[float] = []
    lanes: dict[Spell, int] = {}
    for spell in sorted((*line.spells, *line.disputed), key=_days_and_stance):
        start = axis.within(spell.earliest)
        free = (lane for lane, end in enumerate(ends) if end + _BETWEEN_BARS < start)
        lane = min(next(free, len(ends)), _MOST_LANES - 1)
        lanes[spell] = lane
        ends[lane : lane + 1] = [axis.within(spell.latest) + _HALF_MARK]
    return lanes


def _days_and_stance(spell: Spell) -> tuple[str, str, str]:
    return spell.earliest, spell.latest, spell.stance
