"""Bars for the amounts of contracts, by company, never a sum of different amounts."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.frame import Drawing, Figure, Frame
from stancetracker.addons.site.figures.lettering import fit, wrapped
from stancetracker.addons.site.figures.shapes import across, box, group, path, straight, text
from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.render.axis import width
from stancetracker.reports.catalogue.ties import AmountRow, TieRow
from stancetracker.reports.panel import Panel
from stancetracker.reports.table import grouped

_ROW: Final = 24
_HEAD: Final = 30
_MOST_BARS: Final = 60
_LEAST: Final = 2
"""The width of a bar of the smallest amount."""
_LABELS: Final = 0.36
"""The part of a page that labels take."""


class _Bar(NamedTuple):
    """An amount: with whom and through whom, the amount in words, and its part of the largest."""

    label: str
    amount: str
    share: float


def money(_: Panel, rows: Sequence[AmountRow]) -> Figure | None:
    """Return a bar for each amount, by whose they are; None without any, or with too many.

    What was bought from somebody and what was bought through others stand apart.
    """
    shown = [row for row in rows if row.type == "contract" and row.amount_value > 0]
    if not 0 < len(shown) <= _MOST_BARS:
        return None
    bars = {owner: list(_bars(held, shown)) for owner, held in _by_owner(shown).items()}
    people = {row.name: row.group[0].people or "" for row in shown}
    amounts = "; ".join(
        f"{owner}: {', '.join(f'{bar.amount} {bar.label}' for bar in held)}"
        for owner, held in bars.items()
    )
    return Figure(
        "money",
        "Contracts, in money",
        f"{wording.MONEY} {_basis(shown)}",
        f"{plural(len(shown), 'amount')}. {amounts}.",
        partial(_drawing, bars, people),
    )


def _basis(rows: Sequence[AmountRow]) -> str:
    """Return which contracts the bars are of."""
    by_currency = grouped(
        (tie for row in rows for tie in row.group), lambda tie: tie.amount_currency
    )
    smallest = [min(ties, key=_value) for ties in by_currency.values()]
    amounts = " and ".join(_amount(tie) for tie in smallest)
    sources = dict.fromkeys(row.publisher or row.source or "" for row in rows)
    return wording.money_basis(_days(rows), amounts, [*filter(None, sources)])


def _days(rows: Sequence[AmountRow]) -> str:
    """Return from when to when contracts are; empty where one has no date."""
    latest = [row.latest for row in rows if row.latest]
    if len(latest) < len(rows):
        return ""
    earliest = [row.earliest for row in rows if row.earliest]
    return dates.interval_words(min(earliest, default=None), max(latest))


def _value(row: TieRow) -> float:
    return row.amount_value or 0


def _amount(row: AmountRow | TieRow) -> str:
    """Return an amount rounded, as the smaller part of it says nothing to a reader."""
    value = wording.rounded_money(row.amount_value or 0)
    return wording.money(value, row.amount_currency, row.amount_bound, row.amount_of)


def _by_owner(rows: Sequence[AmountRow]) -> dict[str, list[AmountRow]]:
    return grouped(rows, lambda row: row.name)


def _bars(held: Sequence[AmountRow], all_rows: Sequence[AmountRow]) -> Iterator[_Bar]:
    """Yield the bars of one owner, each beside the largest amount in its currency."""
    for row in held:
        largest = max(
            other.amount_value for other in all_rows if other.amount_currency == row.amount_currency
        )
        sellers = (row.recipients or "").split("; ") if row.recipients else []
        label = wording.bought(row.group[0].counterparty_name or "", sellers)
        yield _Bar(label, _amount(row), row.amount_value / largest)


def _drawing(
    bars: Mapping[str, Sequence[_Bar]], people: Mapping[str, str], frame: Frame
) -> Drawing:
    """Draw owners below each other, their bars beside labels, or below them where it is narrow."""
    size = frame.size
    left = 0.0 if frame.is_narrow else frame.width * _LABELS
    amounts = max(width(bar.amount, size) for held in bars.values() for bar in held) + 12
    room = frame.width - left - (0 if frame.is_narrow else amounts)
    y = 0.0
    parts = []
    for owner, held in bars.items():
        parts.append(straight(across(0, frame.width, y + 2), "rule"))
        y += _HEAD
        parts.append(text(0, y - 8, fit(owner, size, frame.width), bold=True))
        for line in wrapped(people[owner], 0.9 * size, frame.width):
            parts.append(text(0, y + 6, line, "soft", size=0.9 * size))
            y += 1.3 * size
        for bar in held:
            body, high = _bar(bar, frame, left, room, y)
            parts.append(group(f"{owner}: {bar.amount} {bar.label}", body))
            y += high
        y += 6
    return Drawing(y, "".join(parts))


def _bar(bar: _Bar, frame: Frame, left: float, room: float, y: float) -> tuple[str, float]:
    """Draw a bar with its words at this height, and return how high both are."""
    size = frame.size
    end = left + max(_LEAST, room * bar.share)
    labels = wrapped(bar.label, size, (left or frame.width) - 12)
    drawn = "".join(
        text(0, y + 12 + 1.25 * size * place, words, "soft") for place, words in enumerate(labels)
    )
    under = 1.25 * size * (len(labels) - 1)
    if not frame.is_narrow:
        drawn += path(box(left, y, end, y + 14), "ink")
        return drawn + text(end + 8, y + 12, bar.amount), _ROW + under
    y += under + 1.35 * size
    drawn += text(0, y + 12, fit(bar.amount, size, frame.width))
    return drawn + path(box(0, y + 20, end, y + 28), "ink"), 2.7 * size + 26 + under
