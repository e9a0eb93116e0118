"""The words of figures: titles, legends, summaries and the heads of their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.base.text import plural

AS_TABLE: Final = "The same as a table"
WHEN: Final = "Who spoke when"
FIRST: Final = "First statements"
MANY: Final = "How many had spoken"
STAND: Final = "Where they stand"
GRID: Final = "Every issue side by side"
TIES: Final = "Ties of the whole panel"

ABOUT_WHEN: Final = (
    "A bar covers every day on which the words may have been said, as far as the sources tell; the mark stands on the"
    " last of them."
)
ABOUT_FIRST: Final = (
    "How many first statements there were, each counted on the last day on which it may have been made."
)
ABOUT_MANY: Final = (
    "The sources allow every number between the two lines: the upper counts a statement from its first possible day,"
    " the lower from its last."
)
SAID_BETWEEN: Final = "on one of these days"
EARLIER: Final = "another statement of the same actor"
OPEN_START: Final = "begins further left, or the source gives no first day"
LOOKED: Final = "a look"
FOUND_NONE: Final = "no public statement found up to this look"
REPORTED: Final = "reported, not public"
TRIGGER: Final = "trigger"
TRIGGERS: Final = "Triggers"
AT_MOST: Final = "at most"
AT_LEAST: Final = "at least"
BETWEEN: Final = "all that the sources allow"
UNCHECKED: Final = "unchecked: no look on record"

NAME: Final = "Name"
STANDING: Final = "Standing"
STATEMENTS: Final = "Statements"
LOOKS: Final = "Looks"
REPORTED_BY: Final = "Reported, not public"
DAY: Final = "From"
DAYS: Final = "Days"
HOW_MANY: Final = "How many"
ALL: Final = "All"
ABOUT_GRID: Final = (
    "A standing for each issue on which there is a panel or a record. “Reported”: words were reported that were not"
    " public. “Stale”: the look is too old. A dash: not asked about there."
)
NOT_ASKED: Final = "not asked about"
NOTHING: Final = "nothing on record"
ABOUT_NOTHING: Final = "“Nothing on record” does not say that anybody looked."


def short(day: str) -> str:
    """A day without its year, which stands below: `26 Jan`."""
    return dates.words(day).rpartition(" ")[0]


def month(day: str) -> str:
    """A month without its year: `Jan`."""
    return short(day).partition(" ")[2]


def as_of(day: str) -> str:
    """The day a figure is asked about."""
    return f"as of {dates.words(day)}"


def by(day: str) -> str:
    """By when something had become known."""
    return dates.interval_words(None, day)


def tail(last: str) -> str:
    """What the broken end of an axis says."""
    return f"nothing on record of them after {dates.words(last)}"


def unlooked(looked_until: str | None) -> str:
    """From where on nobody looked for every one."""
    return "no look for all of them" + (f" after {dates.words(looked_until)}" if looked_until else "")


def count(least: int, most: int) -> str:
    """A number as exact as the sources allow: `7`, `6–7`."""
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"


def of(all: int | str) -> str:
    """What a number is a part of: `of 11`, `of 11 people`."""
    return f"of {all:,}" if isinstance(all, int) else f"of {all}"


def extent(first: str, last: str, end: str) -> str:
    """Which days an axis shows, and as of when."""
    return f"From {dates.words(first)} to {dates.words(last)}, {as_of(end)}"


def tally(counts: Mapping[str, int]) -> str:
    """How many have each mark: `6 against, 1 in favor, 4 no public statement found`."""
    return wording.split(counts, marks())


def marks() -> dict[str, str]:
    """What each shape says."""
    return {**wording.STANCES, "silent": wording.NONE_FOUND.lower(), "unchecked": "unchecked"}


def row(name: str, words: str, parts: Sequence[str]) -> str:
    """One actor's row in a line."""
    return "; ".join((f"{name}: {words}", *parts))


def about_when(counts: Mapping[str, int], first: str, last: str, end: str) -> str:
    """What the rows show, for whoever can't see them."""
    return f"{plural(sum(counts.values()), 'row')}: {tally(counts) or 'none'}. {extent(first, last, end)}."


def about_first(total: int, first: str, last: str, end: str) -> str:
    """What the histogram shows, for whoever can't see it."""
    return f"{plural(total, 'first statement')}. {extent(first, last, end)}."


def about_many(number: str, people: str, first: str, last: str, end: str) -> str:
    """What the band shows, for whoever can't see it."""
    return f"On record as having spoken: {number} of {people}. {extent(first, last, end)}."


def about_stand(total: int, groups: Sequence[tuple[int, str]]) -> str:
    """What the bar shows, for whoever can't see it."""
    return f"Of {total:,}: " + "; ".join(f"{number:,} {words}" for number, words in groups) + "."


def moment(title: str, day: str) -> str:
    """A trigger in a list."""
    return f"{dates.words(day)}: {title}"


def bin(span: str, count: int, stances: Mapping[str, int]) -> str:
    """A bar of a histogram: `5–11 Jan 2026: 12 (10 against, 2 in favor)`."""
    parts = wording.split(stances, wording.STANCES)
    return f"{span}: {count:,}" + (f" ({parts})" if parts else "")
