"""Lists of names in notes on an import."""

from collections.abc import Sequence
from typing import Final

MOST_LISTED: Final = 20


def listing(items: Sequence[object]) -> str:
    """Return the first of these, and how many more there are."""
    more = len(items) - MOST_LISTED
    return ", ".join(map(str, items[:MOST_LISTED])) + (f" and {more:,} more" if more > 0 else "")
