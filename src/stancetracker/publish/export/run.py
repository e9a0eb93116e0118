"""Make an export of a kind, from the connection that a question is put to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from stancetracker.base import export_words
from stancetracker.base.errors import WriteError
from stancetracker.index.question import Question
from stancetracker.publish.export import kinds
from stancetracker.publish.export.material import gather
from stancetracker.publish.export.placing import Place
from stancetracker.reports.report import Report


@dataclass(frozen=True)
class Wanted:
    """Which export is wanted, and where."""

    kind: str
    path: Path
    force: bool = False
    raw: bool = False
    dry_run: bool = False
    revision: str | None = None
    """The git revision that the data are of."""

    def __call__(self, connection: sqlite3.Connection, question: Question) -> Report:
        """Write the export; the headline of the report is what to tell of it, its title what became of the place.

        Raises MissingLibraryError and WriteError; then nothing was written.
        """
        kind = kinds.load(self.kind)
        place = Place(self.path, self.force, kind.ours if kind.FOLDER else None)
        fate = "replaced" if place.is_taken() else "new"
        material = gather(connection, question, self.revision)
        if not self.dry_run:
            with place.beside() as path:
                try:
                    kind.write(material, path, self.raw)
                except sqlite3.Error as error:
                    if not _is_ours(error):
                        raise
                    raise WriteError(f"could not write {self.path}: {error}") from error
        headline = export_words.exported(str(self.path), len(material.standings), material.facts)
        return Report(fate, "", (), headline=headline, notes=kind.NOTES)


def _is_ours(error: sqlite3.Error) -> bool:
    """Whether it is about the file that is written, not about a damaged index, which is built anew."""
    damage = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return getattr(error, "sqlite_errorcode", 0) & 0xFF not in damage
