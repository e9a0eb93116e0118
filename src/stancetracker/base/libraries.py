"""Libraries that only some commands need, and that an extra of this package installs."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from stancetracker.base.errors import MissingLibraryError


def require(what: str, libraries: Iterable[str], extra: str | None) -> None:
    """Raise MissingLibraryError, with the line that installs it, where one of these is not installed."""
    for library in libraries:
        if find_spec(library) is None:
            raise MissingLibraryError(what, library, extra or "")
