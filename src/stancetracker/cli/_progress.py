"""A progress bar on standard error: on a terminal alone, and only past one second."""

from __future__ import annotations

import sys
import time
from typing import Final

_AFTER: Final = 1.0
_EVERY: Final = 0.1
_CELLS: Final = 30


class Progress:
    """A bar that is called with what is done, how much of it and of how much; it uses no escape codes."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _AFTER
        self._width = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far it is, if it is time to."""
        now = time.monotonic()
        if now < self._next or sys.stderr is None or not sys.stderr.isatty():
            return
        self._next = now + _EVERY
        full = _CELLS * done // max(total, 1)
        self._show(f"{what} [{'#' * full}{'.' * (_CELLS - full)}] {done:,} of {total:,}")

    def close(self) -> None:
        """Leave the line as it was."""
        if self._width:
            self._show("")
            sys.stderr.write("\r")
            self._width = 0

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._width)}")
        sys.stderr.flush()
        self._width = len(text)
