"""Where they stand: a panel in groups, the silent split by what came back, drawn as one bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.figures.frame import (
    FRAMES,
    Frame,
)
from stancetracker.figures.record import MOST_ROWS, members
from stancetracker.figures.scales import width
from stancetracker.figures.shapes import (
    Cell,
    Drawing,
    Label,
    Picture,
    Piece,
    Row,
    Table,
    area,
    label,
    mark,
    marks,
    of,
    patterns,
    standing_mark,
)
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Happened, Said, Silence
from stancetracker.reports import table
from stancetracker.reports.panel import Panel


@dataclass(frozen=True)
class Member:
    """One of a group: name, role and what is said beside it."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    role: str
    note: str
    """The day last checked, and flags: `as of 26 Jan 2026, reported by TechCrunch; reported, not public`."""
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
    """Explain that in a sentence."""
    members: tuple[Member, ...]
    """Empty for a panel too large to be listed."""


@dataclass(frozen=True)
class WhereTheyStand:
    """The panel in groups, none of them empty; the counts add up to `total`."""

    total: int
    groups: tuple[Group, ...]


Key = tuple[str, str | None, str | None]
_KEYS: Final[tuple[Key, ...]] = (
    *(("spoke", stance, None) for stance in wording.STANCES),
    *(("silent", None, response) for response in wording.RESPONSES),
    ("unchecked", None, None),
)
"""The status, stance and response of each group, in the order in which they stand."""


def where_they_stand(
    asked: Panel, said: Sequence[Said], looks: Iterable[Silence], events: Sequence[Happened]
) -> WhereTheyStand | None:
    """Group the panel by standing; those reported are marked within their group. None without a panel."""
    if not asked.counts.total:
        return None
    grouped: dict[Key, list[Standing]] = {}
    for standing in members(asked):
        grouped.setdefault((standing.status, standing.stance, standing.response), []).append(standing)
    by_id = {look.id: look for look in looks}
    groups = (_group(key, grouped[key], by_id, asked) for key in _KEYS if key in grouped)
    return WhereTheyStand(asked.counts.total, tuple(groups))


def _group(key: Key, standings: Sequence[Standing], looks: dict[str, Silence], asked: Panel) -> Group:
    listed = standings if asked.counts.total <= MOST_ROWS else ()
    return Group(
        *key,
        count=len(standings),
        words=_words(*key, asked.counts.audience),
        about=_about(*key, asked.counts.audience),
        members=tuple(_member(standing, looks) for standing in listed),
    )


def _member(standing: Standing, looks: dict[str, Silence]) -> Member:
    row = standing._asdict()
    return Member(
        actor=standing.actor,
        kind=standing.actor_kind,
        name=standing.name,
        role=table.role(row),
        note=_beside(_finding(standing, looks), wording.flags(row)),
        reported=standing.reported,
    )


def _finding(standing: Standing, looks: dict[str, Silence]) -> tuple[str, ...]:
    """Return the days of the deciding statement; for a silence, the day last checked and by whom."""
    if standing.earliest is None or standing.date is None:
        return ()
    if standing.status == "spoke":
        return (dates.interval_words(*dates.parse(standing.date)),)
    look = looks[str(standing.evidence)]
    who = wording.checked(look.basis, look.checked_by, look.publisher, look.source)
    return f"as of {dates.words(standing.earliest)}", who


_GAP = 4
_LEAST = 3
_LABELS = 24
_BAR = 26


def picture(figure: WhereTheyStand) -> Picture:
    """Lay the figure out."""
    groups = [(group.count, group.words) for group in figure.groups]
    return Picture(
        kind="stand",
        title="Where they stand",
        about="",
        summary=_summary(figure.total, groups),
        drawings=tuple(_drawing(figure, frame) for frame in FRAMES),
        legend=(),
        triggers=(),
        numbered="",
        table=_table(figure),
    )


def _drawing(figure: WhereTheyStand, frame: Frame) -> Drawing:
    rows = tuple(
        _part(group, left, right, frame, figure.total)
        for group, left, right in _shares(figure.groups, frame.width)
    )
    names = patterns(standing_mark(group) for group in figure.groups)
    return Drawing(frame.css, frame.width, _LABELS + _BAR + 2, (), (), rows, names)


def _shares(groups: tuple[Group, ...], width: float) -> Iterator[tuple[Group, float, float]]:
    """Yield each group with its edges: exact shares, except that small ones stay visible."""
    shown = [group for group in groups if group.count]
    room = width - 2 - _GAP * (len(shown) - 1) - _LEAST * len(shown)
    total = sum(group.count for group in shown)
    left = 1.0
    for group in shown:
        right = left + _LEAST + room * group.count / total
        yield group, left, right
        left = right + _GAP


def _part(group: Group, left: float, right: float, frame: Frame, total: int) -> Row:
    """Draw a group's part of the bar, with shape, number and words above where they fit."""
    pieces: list[Piece] = [area(standing_mark(group), left, _LABELS, right, _LABELS + _BAR)]
    number = f"{group.count:,}"
    labels: list[Label] = []
    if width(number, frame.size) + 20 <= right - left + _GAP - 2:
        text = f"{number} {_short(group)}"
        said = text if width(text, frame.size) + 22 <= right - left else number
        pieces.append(mark(standing_mark(group), left + 7, _LABELS - 13, 6))
        labels.append(label("words", left + 19, _LABELS - 8, said))
    return Row(f"{number} {of(total)}: {group.words}", standing_mark(group), tuple(pieces), tuple(labels))


def _short(group: Group) -> str:
    if group.status == "silent":
        return wording.RESPONSES.get(group.response or "", "")
    return marks()[standing_mark(group)]


def _table(figure: WhereTheyStand) -> Table:
    rows = (
        (Cell(group.words, mark=standing_mark(group)), Cell(f"{group.count:,} {of(figure.total)}"))
        for group in figure.groups
    )
    return Table(("Standing", "How many"), tuple(rows))


_STANCES: Final = {
    "against": "Their latest {words} on record that take a side are against the proposition.",
    "favor": "Their latest {words} on record that take a side are in favor of the proposition.",
    "mixed": "Their latest {words} on record take both sides, or take different sides and may be equally recent.",
    "neither": "Their {words} on record take no side.",
}
_RESPONSES: Final = {
    "none-found": "Someone checked and found none by the day given.",
    "no-reply": "None was found by the day given; a request got no reply.",
    "declined": "None was found by the day given; when asked, they declined to answer.",
    "avoided": "None was found by the day given; when asked, they talked about something else.",
}
_UNCHECKED: Final = "No check is on record, so this says nothing about whether there is a public statement."


def _words(status: str, stance: str | None, response: str | None, audience: str) -> str:
    """Describe what a group has in common: `Public statement, against`, `No public statement found: declined`."""
    if status == "silent" and response is not None:
        return f"{wording.NONE_FOUND}: {wording.RESPONSES[response]}"
    return wording.standing(status, stance, None, audience)


def _about(status: str, stance: str | None, response: str | None, audience: str) -> str:
    """Explain that in a sentence."""
    if status == "spoke":
        words = "public words" if audience == "public" else "words"
        return _STANCES[stance or "neither"].format(words=words)
    return _RESPONSES[response] if status == "silent" and response is not None else _UNCHECKED


def _beside(finding: Iterable[str], flags: Iterable[str]) -> str:
    """Return the note beside a name: `as of 26 Jan 2026, reported by The Example; reported, not public`."""
    return "; ".join(part for part in (", ".join(filter(None, finding)), *flags) if part)


def _summary(total: int, groups: Sequence[tuple[int, str]]) -> str:
    """Describe the bar for people who can't see it."""
    return f"Of {total:,}: " + "; ".join(f"{number:,} {words}" for number, words in groups) + "."
