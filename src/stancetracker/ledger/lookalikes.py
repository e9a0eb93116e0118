"""Names that look alike, from the most common of Unicode's confusable characters."""

from __future__ import annotations

from typing import Final

from stancetracker.base.text import fold

# Cyrillic, Greek and Latin letters as they look in small letters; source: confusables.txt of UTS #39.
_LETTERS: Final = str.maketrans(
    "авеёзікмнорсԛтухѕјԍһԁәαβεηικνορτυχωɑɡıɩƽ",
    "abee3ikmhopcqtyxsjghdeabenikvoptuxwagiis",
)
_DIGITS: Final = str.maketrans("01", "ol")
_PAIRS: Final = (("rn", "m"), ("vv", "w"))


def skeleton(name: str, *, ids: bool = False) -> str:
    """What two names have in common if people may take one for the other.

    For ids, whose readers see no context, also digits for letters, and hyphens.
    """
    shown = fold(name).translate(_LETTERS)
    if not ids:
        return shown
    shown = shown.translate(_DIGITS)
    for pair, letter in _PAIRS:
        shown = shown.replace(pair, letter)
    return shown.replace("-", "")
