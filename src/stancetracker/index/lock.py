"""Who may change the file of an index: one process at a time, and none on top of what another left half done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from stancetracker.index.store import BESIDE

NAME: Final = "lock"
"""The file that is locked: one for all indexes of a cache folder, for none is changed for long."""
_WAIT_SECONDS: Final = 10.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of an index, for as long as its file is changed or replaced.

    An index beside which a journal lies is thrown away, journal last: whoever made it is gone, and nobody knows
    whether it belongs to the file that is there now. Raises OSError where that can't be had in time.
    """
    try:
        with FileLock(path.with_name(NAME), timeout=_WAIT_SECONDS):
            left = [file for end in BESIDE if os.path.lexists(file := Path(f"{path}{end}"))]
            if left:
                path.unlink(missing_ok=True)
            for file in left:
                file.unlink(missing_ok=True)
            yield
    except Timeout as error:
        raise OSError(f"{path}: another process holds it") from error
