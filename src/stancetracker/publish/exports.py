"""Make an export, a plug-in of `publish/export/`: whole or not at all, and over nothing that is not an export."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from stancetracker.base import dates, plugins
from stancetracker.base.errors import WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import plural
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import records_around
from stancetracker.ledger.staging import put, staged
from stancetracker.publish import export
from stancetracker.publish.material import Material, gather
from stancetracker.reports.table import Report

WHAT: Final = "kind of export"
_FORCE: Final = "name another place, or replace it with --force"
Ours = Callable[[Path], frozenset[str] | None]
"""The names of all that an export in a folder has; None where the folder is no export."""


class Kind(Protocol):
    """The contents of a kind's plug-in; its docstring's first line is its help."""

    FOLDER: bool
    """True where an export is a folder."""
    LIBRARIES: tuple[str, ...]
    """The libraries that must be installed, by the names they are imported by."""
    EXTRA: str | None
    """The extra that installs it."""
    NOTES: tuple[str, ...]
    """Notes for whoever exports."""

    def write(self, material: Material, path: Path, raw: bool) -> None:
        """Write the export to a file that is not there, or into an empty folder."""

    def ours(self, path: Path) -> frozenset[str] | None:
        """Return the names of all that an export in this folder has; None for no export, and of a file."""


@dataclass(frozen=True)
class Wanted:
    """A request for an export: its kind, its place and how to write it."""

    kind: str
    path: Path
    force: bool = False
    raw: bool = False
    dry_run: bool = False
    revision: str | None = None
    """The git revision that the data are of."""

    def __call__(self, connection: sqlite3.Connection, question: Question) -> Report:
        """Write the export; the report's headline says so, and its title is `new` or `replaced`.

        Raises UnknownNameError, MissingLibraryError and WriteError; then nothing was written.
        """
        kind: Kind = plugins.load(export, self.kind, WHAT)
        require(f"export {self.kind}", kind.LIBRARIES, kind.EXTRA)
        place = Place(self.path, self.force, kind.ours if kind.FOLDER else None)
        fate = "replaced" if place.is_taken() else "new"
        material = gather(connection, question, self.revision)
        if not self.dry_run:
            self._write(kind, material, place)
        day, version = dates.words(str(material.facts["as_of"])), material.facts["data_version"]
        standings = plural(len(material.standings), "standing")
        headline = f"{self.path}: {standings} as of {day}, data {version}"
        return Report(fate, "", (), headline=headline, notes=kind.NOTES)

    def _write(self, kind: Kind, material: Material, place: Place) -> None:
        with place.beside() as path:
            try:
                kind.write(material, path, self.raw)
            except sqlite3.Error as error:
                # A damaged index, which is built anew, is not about the file that is written.
                damage = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in damage:
                    raise
                raise WriteError(f"could not write {self.path}: {error}") from error


@dataclass(frozen=True)
class Place:
    """The place of an export; with `ours` it is a folder."""

    named: Path
    force: bool
    ours: Ours | None = None

    def is_taken(self) -> bool:
        """Return whether something is there that would be replaced.

        Raises WriteError where it must not be.
        """
        path = self._real()
        if found := records_around(path):
            message = (
                f"{self.named} would become part of a dataset, as {found} holds records; nothing was written"
            )
            raise WriteError(message, "write to another folder, or to a file that does not end in .jsonl")
        if not os.path.lexists(path):
            return False
        if not self.force:
            raise WriteError(f"{self.named} already exists; nothing was written", _FORCE)
        if self.ours is None:
            self._refuse_other(path)
        else:
            self._refuse_foreign(path, self.ours)
        return True

    @contextmanager
    def beside(self) -> Iterator[Path]:
        """Yield a path to write to, and move the result to its place.

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
        hint = "name another place; --force replaces an export of this program, or an empty folder"
        if not path.is_dir():
            raise WriteError(f"not a folder, so not replaced: {self.named}", hint)
        inside = {item.name for item in path.iterdir()}
        known = ours(path) if inside else frozenset()
        if known is None:
            message = f"not empty, and no export of this program: {self.named}; nothing was written"
            raise WriteError(message, hint)
        if foreign := sorted(inside - known):
            message = f"not part of an export, so not replaced: {self.named / foreign[0]}"
            raise WriteError(message, "move it away")
