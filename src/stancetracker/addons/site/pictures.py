"""What draws pictures: CairoSVG, a package of Python, by Cairo, a library of the system."""

import unicodedata
from functools import cache
from importlib.util import find_spec

from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require


@cache
def can_draw() -> bool:
    """Return whether this machine can draw a picture."""
    return find_spec("cairosvg") is not None and _has_cairo()


def can_set(drawing: str) -> bool:
    """Return whether Cairo can set the text of a drawing.

    It sets letter by letter from left to right: Arabic and Hebrew would stand in reverse, and the
    vowels of Hindi in the wrong place.
    """
    return not any(map(_needs_shaping, set(drawing)))


def _needs_shaping(character: str) -> bool:
    is_right_to_left = unicodedata.bidirectional(character) in ("R", "AL")
    return is_right_to_left or unicodedata.category(character) == "Mc"


def require_drawing(what: str) -> None:
    """Require that this machine can draw a picture.

    Raises MissingLibraryError without CairoSVG, and UsageError without Cairo.
    """
    require(what, ("cairosvg",), "pictures")
    if not _has_cairo():
        hint = "install it with the system's packages: libcairo2 in Debian, cairo in Homebrew"
        raise UsageError(f"{what} needs the library Cairo, which is not installed", hint)


def require_setting(drawing: str, what: str) -> None:
    """Require that Cairo can set the text of a drawing; raises UsageError."""
    if not can_set(drawing):
        raise UsageError(
            f"{what} can't set text from right to left, nor letters that change their form",
            "write the figure as SVG, which browsers set: -f svg",
        )


def _has_cairo() -> bool:
    try:
        import cairocffi  # noqa: F401 (it loads Cairo)
    except OSError:
        return False
    return True
