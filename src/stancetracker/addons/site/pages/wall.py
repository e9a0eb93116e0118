"""The wall of words: a row for each actor with its evidence, its filters, slices and story."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.addons.site.figures.shapes import MARKS
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base import dates, wording
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.record_queries import Correction, Event, Reply, Silence, Statement
from stancetracker.render.timeline import MOST_ROWS, Line, Spell, lines_of, standing_mark, turn
from stancetracker.reports import cells, table
from stancetracker.reports.counts import count
from stancetracker.reports.panel import Material, Panel

T = TypeVar("T")
MOST_OPEN: Final = 60
"""With more rows than these, a row leads to its records instead of opening to them."""
MOST: Final = 200
"""The most whole rows on one page."""
LARGE: Final = MOST_ROWS
"""A panel of more than these has a brief row for each, and whole rows on pages by letter."""
MOST_BRIEF: Final = 1_000
"""The most brief rows on one page."""
ON_ONE_SCREEN: Final = 12
_MOST_CHOICES: Final = 40


def beside_name(standing: Standing) -> str:
    """Return what stands beside a name in a list of one finding: `declined; replied 3 Feb 2026`."""
    response = wording.response_words(standing.response) if standing.status == "silent" else ""
    reply = wording.replied(standing.replied) if standing.replied else ""
    return table.joined("; ", response, *wording.doubts(standing._asdict()), reply)


class Row(NamedTuple):
    """An actor on an issue: the standing, the first words, the evidence, and all else on record."""

    standing: Standing
    line: Line
    evidence: Statement | Silence | None
    records: list[Statement | Silence]
    """What the standing rests on, then the latest first."""
    replies: list[Reply]
    corrections: list[Correction]

    @property
    def facts(self) -> dict[str, str]:
        """Return what filters and the order know of the row."""
        return facts(self.standing)

    @property
    def role(self) -> str:
        """Return the role and organization."""
        return cells.role(self.standing)

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the flags in words, but that of an old check, whose day stands beside it."""
        return wording.flags({**self.standing._asdict(), "stale": False})

    @property
    def flags_and_reply(self) -> str:
        """Return the flags in words, then when the actor replied; empty without any of these."""
        replied = self.standing.replied
        return table.joined("; ", *self.flags, wording.replied(replied) if replied else "")

    @property
    def memo(self) -> Statement | None:
        """Return the latest private words that were made known."""
        statements = (record for record in self.records if isinstance(record, Statement))
        return next(
            (
                statement
                for statement in statements
                if statement.private and not statement.withdrawn
            ),
            None,
        )

    @property
    def in_frame(self) -> str:
        """Return what stands beside the name in a frame: `for the ban (inferred)`."""
        side = self.standing.side or ""
        return wording.with_details(side, (beside_name(self.standing),)).strip()

    @property
    def day(self) -> str:
        """Return the days of the deciding words: `29 Jan 2026`."""
        return cells.day(self.standing.date) if self.standing.status == "spoke" else ""

    @property
    def sentence(self) -> str:
        """Return the standing as a sentence with its day; of a check, with who checked."""
        standing = self.standing
        if standing.status == "silent":
            return wording.none_found(standing.response, standing.earliest, self.checker)
        if standing.status == "searched":
            return wording.searched(standing._asdict())
        finding = wording.standing(
            standing.status,
            standing.side,
            standing.earliest,
            standing.audience,
            standing.stance_basis,
        )
        return table.joined(", ", finding, self.day)

    @property
    def has_its_side(self) -> bool:
        """Return whether the standing has the side of what it rests on, not both sides."""
        evidence = self.evidence
        return not isinstance(evidence, Statement) or evidence.stance == self.standing.stance

    @property
    def first(self) -> str:
        """Return the days of the first words on record where they are not those of the standing."""
        spells = self.line.spells
        if not spells:
            return ""
        # Of several statements any may be the first, but it came by the last day of each.
        latest = min(spell.latest for spell in spells)
        is_open = any(spell.open_start for spell in spells)
        earliest = None if is_open else min(spell.earliest for spell in spells)
        days = dates.interval_words(earliest, latest)
        return "" if days == self.day else days

    @property
    def checked(self) -> str:
        """Return up to which day none was found, and what came back: `up to 26 Jan 2026`."""
        standing = self.standing
        day = f"up to {dates.words(str(standing.earliest))}"
        return wording.with_details(day, (wording.response_words(standing.response),))

    @property
    def checker(self) -> str:
        """Return who checked, and how."""
        return wording.checker(self.standing._asdict())


def rows_of(
    now: Snapshot, issue: Issue, standings: Sequence[Standing], material: Material
) -> list[Row]:
    """Return a row for each: who spoke first, the silent, the searched, the unchecked."""
    known: list[Statement | Silence] = [*material.statements, *material.silences]
    on_it = (record for record in known if record.issue == issue.id)
    by_actor = table.grouped(
        on_it, lambda record: record.speaker if isinstance(record, Statement) else record.actor
    )
    # Figures are of the panel; here are those outside it too.
    nobody = count((), now.question, issue)
    everyone = Panel(
        now.connection, now.question, issue, tuple(standings), nobody, now.site["version"]
    )
    rows = []
    for line in sorted(lines_of(everyone, material), key=turn):
        standing = line.standing
        held = sorted(
            by_actor[standing.actor],
            key=lambda record: (
                record.id == standing.evidence,
                record.date_earliest,
                record.date_latest,
                record.id,
            ),
            reverse=True,
        )
        ids = [record.id for record in held]
        evidence = next((record for record in held if record.id == standing.evidence), None)
        replies = now.asides.replies([standing.actor, *ids])
        rows.append(
            Row(
                standing,
                line,
                evidence,
                held,
                replies,
                now.asides.corrections([standing.actor, *ids]),
            )
        )
    return rows


def records_of(rows: Iterable[Row]) -> set[str]:
    """Return the ids of the records that rows show: their actors, and everything on record."""
    return {
        record
        for row in rows
        for record in (
            row.standing.actor,
            *(shown.id for shown in (*row.records, *row.replies, *row.corrections)),
        )
    }


def brief_rows(rows: Sequence[Row]) -> list[Row]:
    """Return a large panel in the order of names, or of a very large one what one screen shows."""
    return by_name(rows) if len(rows) <= MOST_BRIEF else opening(rows)


def by_name(rows: Iterable[Row]) -> list[Row]:
    """Sort rows as lists of names are sorted, by `sort_name` or the last word of the name."""
    return sorted(rows, key=lambda row: (row.standing.sort_key, row.standing.actor))


def opening(rows: Sequence[Row]) -> list[Row]:
    """Return as many rows as one screen shows, some of those who spoke and some of the others."""
    spoke = [row for row in rows if row.standing.status == "spoke"]
    others = [row for row in rows if row.standing.status != "spoke"]
    beside = min(len(others), max(ON_ONE_SCREEN // 3, ON_ONE_SCREEN - len(spoke)))
    return [*spoke[: ON_ONE_SCREEN - beside], *others[:beside]]


class Group(NamedTuple):
    """The rows of a status, under a heading that says whose they are and perhaps their order."""

    status: str
    heading: str
    rows: list[Row]


def groups(
    rows: Sequence[Row], order: Mapping[str, str], everyone: Sequence[Row] = ()
) -> list[Group]:
    """Return the rows by status, without an empty group; `order` words that of some statuses.

    Where the rows are some of `everyone`, a heading has the number of those whom it is about.
    """
    by_status = table.grouped(rows, lambda row: row.standing.status)
    totals = Counter(row.standing.status for row in everyone)
    return [
        Group(status, _heading(status, order, len(by_status[status]), totals), by_status[status])
        for status in wording.STATUSES
        if status in by_status
    ]


def _heading(status: str, order: Mapping[str, str], number: int, totals: Mapping[str, int]) -> str:
    """Return the heading of so many rows of a status: `Never looked for, 2 of 100 shown`."""
    total = totals.get(status, 0)
    part = f"{number:,} of {total:,} shown" if number < total else ""
    return table.joined(", ", wording.STATUSES[status], order.get(status), part)


BY_FIRST_WORDS: Final = {"spoke": wording.BY_FIRST_WORDS}
"""The order of `rows_of`, for `groups`."""


class Choice(NamedTuple):
    """A choice of a filter: its button's id, its label, its number of rows, their selector."""

    id: str
    label: str
    number: int
    selector: str


def filters(rows: Sequence[Row]) -> list[tuple[str, list[Choice]]]:
    """Return the filters that divide these rows: by standing, organization and day of the check."""
    standings = [row.standing for row in rows]
    housed = sorted({(_organization(row), row.standing.organization or "") for row in rows})
    houses = {id: name for name, id in housed if id}
    days = [
        standing.earliest
        for standing in standings
        if standing.status == "silent" and standing.earliest
    ]
    named_choices = [
        ("Show", _choices_of_standing(standings)),
        ("Organization", _choices("o", [standing.organization for standing in standings], houses)),
        ("None found up to", _choices("c", days, {day: dates.words(day) for day in sorted(days)})),
    ]
    return [(name, choices) for name, choices in named_choices if 1 < len(choices) <= _MOST_CHOICES]


def _choices_of_standing(standings: Sequence[Standing]) -> list[Choice]:
    """Return the choices of statuses, sides and private remarks."""
    statuses = [standing.status for standing in standings]
    stances = [standing.stance for standing in standings if standing.status == "spoke"]
    sides = {
        stance: standing.side
        for stance in wording.SIDES
        for standing in standings
        if standing.stance == stance and standing.side
    }
    spoke = {"spoke": "public statement"} if len(set(stances)) > 1 else {}
    none_found = {
        status: wording.STATUSES[status].lower() for status in ("silent", "searched", "unchecked")
    }
    private = sum(standing.private for standing in standings)
    shown = [
        *_choices("s", statuses, spoke),
        *_choices("k", stances, sides),
        *_choices("s", statuses, none_found),
    ]
    if private:
        shown.append(Choice("r-private", wording.PRIVATE_REMARKS, private, "[data-r]"))
    return shown


def _choices(key: str, values: Iterable[str | None], words: Mapping[str, str]) -> list[Choice]:
    counted = Counter(values)
    return [
        Choice(f"{key}-{value}", label, counted[value], f'[data-{key}="{value}"]')
        for value, label in words.items()
        if counted[value]
    ]


def facts(standing: Standing) -> dict[str, str]:
    """Return what filters and the order know of a standing, each by its letter on the page.

    The ids of filters begin with the same letters; what a standing lacks is left out.
    """
    named = {
        "s": standing.status,
        "d": standing.latest,
        "k": standing.stance,
        "r": "private" if standing.private else None,
        "o": standing.organization,
        "c": standing.earliest if standing.status == "silent" else None,
    }
    return {letter: value for letter, value in named.items() if value}


def rules(filters: Iterable[tuple[str, Sequence[Choice]]]) -> str:
    """Return the style that hides what a chosen radio button doesn't show, and empty headings.

    The ids are slugs and days.
    """
    return "".join(
        f"main:has(#{choice.id}:checked) .wall :is(.row:not({choice.selector}),"
        f".group:not(:has({choice.selector}))){{display:none}}"
        for _, choices in filters
        for choice in choices
    )


def marks(panel: Panel) -> list[tuple[str, int, str]]:
    """Return each shape of a panel, how often, and its meaning: `4 none found (1 declined)`."""
    held = table.grouped(
        (standing for standing in panel.standings if standing.panel), standing_mark
    )
    return [
        (
            name,
            len(held[name]),
            panel.counts.sides.get(name, MARKS[name]) + _split(panel, name, held[name]),
        )
        for name in MARKS
        if held[name]
    ]


def _split(panel: Panel, name: str, standings: Sequence[Standing]) -> str:
    """Return the split of those with a shape, in brackets: ` (1 declined)`; empty for none."""
    parts = [panel.counts.came_back] if name == "silent" and panel.counts.came_back else []
    if private := sum(standing.private for standing in standings if standing.status != "spoke"):
        parts.append(f"{wording.PRIVATE_REMARKS} for {private:,}")
    if name in wording.SIDES and (
        inferred := sum(standing.stance_basis == "inferred" for standing in standings)
    ):
        parts.append(f"{inferred} inferred")
    if may_have_spoken := sum(standing.may_have_spoken for standing in standings):
        parts.append(f"{may_have_spoken:,} may have spoken")
    return f" ({'; '.join(parts)})" if parts else ""


class Slice(NamedTuple):
    """A part of what is too long for one page: its folder, what it holds, and its rows."""

    path: str
    label: str
    rows: list[Any]
    order: str
    """In which order they are, in words."""


def slices(rows: Sequence[Row], meanings: Mapping[str, str]) -> list[tuple[str, list[Slice]]]:
    """Cut a panel that is too large for one page by name, by organization and by standing.

    `meanings` are those of the shapes.
    """
    name = attrgetter("standing.name")
    named = by_name(rows)
    housed = sorted(named, key=lambda row: _organization(row).casefold())
    by = table.grouped(named, lambda row: row.line.mark)
    return [
        ("By name", by_letter("names", named, attrgetter("standing.sort_key"))),
        (
            "By organization",
            cut("organizations", housed, _organization, order=wording.BY_ORGANIZATION),
        ),
        (
            "By standing",
            [part for mark, what in meanings.items() for part in cut(mark, by[mark], name, what)],
        ),
    ]


def _organization(row: Row) -> str:
    return row.standing.organization_name or row.standing.organization or "none on record"


def cut(
    folder: str,
    rows: Sequence[T],
    label: Callable[[T], str],
    what: str = "",
    order: str = wording.BY_NAME,
) -> list[Slice]:
    """Cut rows into slices of at most MOST, each called by its first and last."""
    slices = []
    for number, start in enumerate(range(0, len(rows), MOST), 1):
        part = list(rows[start : start + MOST])
        ends = dict.fromkeys((label(part[0]), label(part[-1])))
        slices.append(
            Slice(f"{folder}/{number}/", table.joined(", ", what, " – ".join(ends)), part, order)
        )
    return slices


def by_letter(folder: str, rows: Sequence[T], sort_key: Callable[[T], str]) -> list[Slice]:
    """Cut rows in the order of their names into a slice for each first letter.

    A letter with more than MOST has several; what is in no Latin letter stands together.
    """
    slices = []
    for heading, held in table.grouped(rows, lambda row: letter_of(sort_key(row))).items():
        parts = [held[start : start + MOST] for start in range(0, len(held), MOST)]
        letter = heading.lower() if heading != _NO_LATIN_LETTER else "other"
        for number, part in enumerate(parts, 1):
            several = len(parts) > 1
            label = f"{heading} {number}" if several else heading
            place = f"{letter}-{number}" if several else letter
            slices.append(Slice(f"{folder}/{place}/", label, part, wording.BY_NAME))
    return slices


_NO_LATIN_LETTER: Final = "Other letters"


def letter_of(sort_key: str) -> str:
    """Return the heading of a name by its first letter, as lists sort it: `A`, `Other letters`."""
    first = sort_key[:1]
    return first.upper() if "a" <= first <= "z" else _NO_LATIN_LETTER


class Chapter(NamedTuple):
    """A trigger, with those who spoke within so many days of it, and who may have before.

    Also those for whom no statement was found after.
    """

    event: Event
    within: list[tuple[int, list[tuple[Standing, Spell]]]]
    checked: list[Standing]


_SPANS: Final = (1, 3, 7)


def story(rows: Sequence[Row], triggers: Sequence[Event]) -> list[Chapter]:
    """Return who of the panel spoke within 1, 3 and 7 days of each trigger.

    The last possible day of the words counts.
    """
    chapters = []
    for place, event in enumerate(triggers):
        later = [other.date_latest for other in triggers[place + 1 :]]
        until = min([*later, dates.add_days(event.date_latest, _SPANS[-1] + 1)])
        weeks = event.date_latest, dates.add_days(event.date_latest, 14)
        checked = [
            row.standing
            for row in rows
            if any(weeks[0] <= day <= weeks[1] for day in row.line.days_checked)
        ]
        chapters.append(Chapter(event, _spoke_within(rows, event, until), checked))
    return chapters


def _spoke_within(
    rows: Sequence[Row], event: Event, until: str
) -> list[tuple[int, list[tuple[Standing, Spell]]]]:
    """Return the first words of each after an event and by a day, by the days that had passed."""
    spoke: dict[int, list[tuple[Standing, Spell]]] = {days: [] for days in _SPANS}
    for row in rows:
        after = [spell for spell in row.line.spells if event.date_earliest <= spell.latest <= until]
        if not after:
            continue
        first = min(after, key=lambda spell: (spell.latest, spell.earliest))
        days = dates.days_between(event.date_latest, first.latest)
        span = next((span for span in _SPANS if days <= span), None)
        if span is not None:
            spoke[span].append((row.standing, first))
    return [*spoke.items()]
