"""Checking a dataset too large to be held: a quick look at every line, and a close one where something may be wrong.

The quick look never says what is wrong, only that it can't be sure; then the lines concerned, with all that they
are held against, make a dataset of their own for `ledger.checks`, which finds in it what it would in the whole.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Final

from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import Folder

_MUCH: Final = 4_000_000
"""Bytes of data from which on less than all of it is to be held."""


def is_large(folder: Folder) -> bool:
    """Whether a dataset is worth being sifted; not while several of its files change."""
    with suppress(OSError):
        if not os.path.lexists(folder.path / folders.PENDING):
            return sum(folders.stamp(file).size for file in folder.files()) > _MUCH
    return False
