"""The words of a published site around its pages: its feed of changes, and how to cite it."""

from __future__ import annotations

from typing import Final

from stancetracker.base import dates

CITE: Final = "If you use these data, please cite them with the day of the edition and the data version."


def feed(title: str) -> str:
    """The title of the feed."""
    return f"Changes: {title}"


def first_edition(day: str) -> str:
    """The title of the feed's oldest entry."""
    return f"The first edition, {dates.words(day)}"


def changed(issue: str, day: str) -> str:
    """The title of an entry about what changed on an issue."""
    return f"{issue}: what changed by {dates.words(day)}"


def more(count: int) -> str:
    """That there are more than are listed."""
    return f"and {count:,} more, on the page"
