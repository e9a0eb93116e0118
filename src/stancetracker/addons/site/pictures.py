"""What draws pictures: CairoSVG, a package of Python, by Cairo, a library of the system."""

from functools import cache
from importlib.util import find_spec

from stancetracker.base.errors import UsageError
from stancetracker.base.plugins import require


@cache
def can_draw() -> bool:
    """Return whether this machine can draw a picture."""
    return find_spec("cairosvg") is not None and _has_cairo()


def require_drawing(what: str) -> None:
    """Require that this machine can draw a picture.

    Raises MissingLibraryError without CairoSVG, and UsageError without Cairo.
    """
    require(what, ("cairosvg",), "pictures")
    if not _has_cairo():
        hint = "install it with the system's packages: libcairo2 in Debian, cairo in Homebrew"
        raise UsageError(f"{what} needs the library Cairo, which is not installed", hint)


def _has_cairo() -> bool:
    try:
        import cairocffi  # noqa: F401 (it loads Cairo)
    except OSError:
        return False
    return True
