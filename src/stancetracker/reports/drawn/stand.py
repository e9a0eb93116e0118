"""Where they stand: a panel in groups, the silent split by what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from stancetracker.base import dates, figure_words, wording
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Looked
from stancetracker.reports import shown
from stancetracker.reports.drawn.on_record import members
from stancetracker.reports.figures import MOST_ROWS, Group, Member, WhereTheyStand
from stancetracker.reports.panel import Panel

Key = tuple[str, str | None, str | None]
_KEYS: Final[tuple[Key, ...]] = (
    *(("spoke", stance, None) for stance in wording.STANCES),
    *(("silent", None, response) for response in wording.RESPONSES),
    ("unchecked", None, None),
)
"""The status, stance and response of each group, in the order in which they stand."""


def where_they_stand(asked: Panel, looks: Iterable[Looked]) -> WhereTheyStand | None:
    """The panel's groups; who is reported is marked, and stays in the group. None without a panel."""
    if not asked.counts.total:
        return None
    grouped: dict[Key, list[Standing]] = {}
    for standing in members(asked):
        grouped.setdefault((standing.status, standing.stance, standing.response), []).append(standing)
    by_id = {look.id: look for look in looks}
    groups = (_group(key, grouped[key], by_id, asked) for key in _KEYS if key in grouped)
    return WhereTheyStand(asked.counts.total, tuple(groups))


def _group(key: Key, standings: Sequence[Standing], looks: dict[str, Looked], asked: Panel) -> Group:
    listed = standings if asked.counts.total <= MOST_ROWS else ()
    return Group(
        *key,
        count=len(standings),
        words=figure_words.group(*key, asked.counts.audience),
        about=figure_words.about_group(*key, asked.counts.audience),
        members=tuple(_member(standing, looks) for standing in listed),
    )


def _member(standing: Standing, looks: dict[str, Looked]) -> Member:
    row = standing._asdict()
    return Member(
        actor=standing.actor,
        kind=standing.actor_kind,
        name=standing.name,
        role=shown.role(row),
        note=figure_words.beside(_finding(standing, looks), wording.flags(row)),
        reported=standing.reported,
    )


def _finding(standing: Standing, looks: dict[str, Looked]) -> tuple[str, ...]:
    """The days of the deciding statement; of a look, the last day it vouches for and who looked."""
    if standing.earliest is None or standing.date is None:
        return ()
    if standing.status == "spoke":
        return (dates.interval_words(*dates.parse(standing.date)),)
    look = looks[str(standing.evidence)]
    who = wording.looked(look.basis, look.checked_by, look.publisher, look.source)
    return f"as of {dates.words(standing.earliest)}", who
