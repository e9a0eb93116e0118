"""Put an export where it was asked for, whole or not at all, and over nothing that is not an export."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError
from stancetracker.ledger.folder import is_data_of_any
from stancetracker.ledger.staging import put, staged

_FORCE: Final = "name another place, or let it be replaced: --force"
Ours = Callable[[Path], frozenset[str] | None]
"""The names of all that an export in a folder has; None where the folder is no export."""


@dataclass(frozen=True)
class Place:
    """Where an export goes; with `ours` it is a folder."""

    named: Path
    force: bool
    ours: Ours | None = None

    def is_taken(self) -> bool:
        """Whether something is there that would be replaced.

        Raises WriteError where it must not be.
        """
        path = self._real()
        if is_data_of_any(path):
            hint = "write to another folder, or to a file that does not end in .jsonl"
            raise WriteError(f"{self.named} would become a part of a dataset; nothing was written", hint)
        if not os.path.lexists(path):
            return False
        if not self.force:
            raise WriteError(f"it is there already: {self.named}; nothing was written", _FORCE)
        if self.ours is None:
            self._refuse_other(path)
        else:
            self._refuse_foreign(path, self.ours)
        return True

    @contextmanager
    def beside(self) -> Iterator[Path]:
        """Give a path to write to, and rename what was written to its place.

        Raises WriteError where that fails; then what was there is as it was.
        """
        self.is_taken()
        target = self._real()
        try:
            with staged(target.parent) as folder:
                new = folder / "made"
                new.mkdir() if self.ours is not None else new.touch()
                yield new
                put(new, target)
        except OSError as error:
            raise WriteError(f"could not write {self.named}: {error.strerror or error}") from error

    def _real(self) -> Path:
        return Path(os.path.realpath(self.named))

    def _refuse_other(self, path: Path) -> None:
        if not stat.S_ISREG(path.stat().st_mode):
            raise WriteError(f"not a file, so not replaced: {self.named}", "name another place")

    def _refuse_foreign(self, path: Path, ours: Ours) -> None:
        hint = "name another place; --force replaces an export of ours, or an empty folder"
        if not path.is_dir():
            raise WriteError(f"not a folder, so not replaced: {self.named}", hint)
        inside = {item.name for item in path.iterdir()}
        known = ours(path) if inside else frozenset()
        if known is None:
            raise WriteError(f"not empty, and no export of ours: {self.named}; nothing was written", hint)
        if foreign := sorted(inside - known):
            raise WriteError(f"not of an export, so not replaced: {self.named / foreign[0]}", "move it away")
