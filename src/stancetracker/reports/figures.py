"""What can be drawn, as values: `render/charts.py` puts them into shapes; all words in them are ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 150
"""Of a panel larger than this, counts are drawn instead of a row each."""


@dataclass(frozen=True)
class Moment:
    """An occasion on a time axis: a trigger. `day` is its last possible day."""

    day: str
    title: str


@dataclass(frozen=True)
class Spell:
    """A counting statement: all days on which it may have been made."""

    earliest: str
    latest: str
    stance: str
    open_start: bool
    """Whether its source gives no first day, so that `earliest` is only the issue's."""
    decides: bool
    """Whether the standing rests on it."""


@dataclass(frozen=True)
class Line:
    """One actor on the axis of days."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    status: str
    stance: str | None
    words: str
    """The standing in a few words: `against`, `none found (reported)`."""
    spells: tuple[Spell, ...]
    looks: tuple[str, ...]
    """The days that looks vouch for, oldest first."""
    reported: tuple[str, ...]
    """The days by which words that were not public had become known."""


@dataclass(frozen=True)
class WhoSpokeWhen:
    """A line for each actor, from `first` to `last`, the last day with anything on record; `as_of` may be later."""

    first: str
    last: str
    as_of: str
    triggers: tuple[Moment, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bin:
    """The first statements whose last possible day lies in a span of days, by stance."""

    first: str
    last: str
    words: str
    """The span in words: `5–11 Jan 2026`."""
    stances: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FirstStatements:
    """Instead of a line each, for a large panel: how many first statements fell into each span of days."""

    first: str
    last: str
    as_of: str
    triggers: tuple[Moment, ...]
    bins: tuple[Bin, ...]
    total: int


@dataclass(frozen=True)
class Step:
    """From this day on, at least and at most so many had spoken, as far as the sources allow."""

    day: str
    least: int
    most: int


@dataclass(frozen=True)
class HowManyHadSpoken:
    """A band from the least to the most, vouched for up to the day to which all had been looked for."""

    first: str
    last: str
    as_of: str
    total: int
    people: str
    """The denominator in words: `11 people`."""
    looked_until: str | None
    """The last day up to which somebody looked for each who had not spoken; None where one is unchecked."""
    triggers: tuple[Moment, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Member:
    """One of a group: name, role and what is said beside it."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    role: str
    note: str
    """The day of a look, and flags: `as of 26 Jan 2026, reported by TechCrunch; reported, not public`."""
    reported: bool


@dataclass(frozen=True)
class Group:
    """Those of a panel with one standing; silent ones are split by what came back."""

    status: str
    stance: str | None
    response: str | None
    count: int
    words: str
    """`Public statement, against`, `No public statement found: none found`."""
    about: str
    """What that means, in a sentence."""
    members: tuple[Member, ...]
    """Empty for a panel too large to be listed."""


@dataclass(frozen=True)
class WhereTheyStand:
    """The panel in groups, none of them empty; the counts add up to `total`."""

    total: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class GridCell:
    """A standing in a matrix; None in its place says that it was not asked about there."""

    status: str
    stance: str | None
    words: str


@dataclass(frozen=True)
class GridRow:
    """An actor's standings, in the order of the columns."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True)
class Grid:
    """Actors beside issues: ids and titles of the issues, a row an actor."""

    issues: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class TieRow:
    """What is on record of one of the panel, of each type of tie; empty where nothing is."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    ties: tuple[tuple[str, ...], ...]
    """For each type, in the order of the columns, a sentence for each tie."""


@dataclass(frozen=True)
class TiesOfThePanel:
    """The whole panel beside the types of ties, whoever spoke."""

    types: tuple[str, ...]
    rows: tuple[TieRow, ...]


Figure = WhoSpokeWhen | FirstStatements | HowManyHadSpoken | WhereTheyStand | Grid | TiesOfThePanel
