"""Make an export, a plug-in of `render/exports/`: whole or not at all.

It replaces no folder that is not an export, and no file without `force`.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from stancetracker.base import dates, plugins
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.plugins import require
from stancetracker.base.text import plural
from stancetracker.index.queries import Question
from stancetracker.ledger import files
from stancetracker.ledger.folder import records_around
from stancetracker.ledger.journal import put, staged
from stancetracker.render import exports
from stancetracker.render.material import Material, as_json, gather
from stancetracker.reports.table import Report, Section

NamesInExport = Callable[[Path], frozenset[str] | None]
"""Returns the names of all that an export in a folder has; None where it is none."""
# The last byte of a code of SQLite, and those of a damaged file.
_PRIMARY_CODE: Final = 0xFF
_DAMAGES: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ZIP: Final = ".zip"
_FIRST_DAY_OF_ZIP: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644
_MODE_SHIFT: Final = 16
_UNIX: Final = 3
_COPIED_BYTES: Final = 1 << 20


def name_in_stream(kind: str) -> str:
    """Return the name of a file that holds an export of this kind whole: a folder is a zip."""
    module = plugins.load(exports, kind, "kind of export")
    return f"export{_ZIP}" if hasattr(module, "names_in_export") else "export"


@dataclass(frozen=True)
class ExportRequest:
    """A request for an export: its kind, its place and how to write it."""

    kind: str
    path: Path
    force: bool = False
    raw: bool = False
    dry_run: bool = False
    revision: str | None = None
    """The git revision that the data are of, by its commit."""

    def __call__(self, connection: sqlite3.Connection, question: Question) -> Report:
        """Write the export; the report's headline says so, and its title is `new` or `replaced`.

        Of an export that is sealed, its one section has the SHA-256 of the seal.

        Raises UsageError, MissingLibraryError and WriteError; then nothing was written.
        """
        kind = plugins.load(exports, self.kind, "kind of export")
        require(f"export {self.kind}", getattr(kind, "LIBRARIES", ()), getattr(kind, "EXTRA", None))
        names_in_export = getattr(kind, "names_in_export", None)
        is_zip = names_in_export is not None and self.path.suffix.lower() == _ZIP
        if is_zip and not getattr(kind, "ZIPS", False):
            raise UsageError(f"{self.kind} is a folder of files, never one file", "name a folder")
        names_in_export = None if is_zip else names_in_export
        fate = "replaced" if self._is_taken(names_in_export) else "new"
        place = f"{self.path}"
        if beside := getattr(kind, "BESIDE", None):
            kind.beside(self._real)
            place += f", with {beside} beside it"
        material = gather(connection, question, self.revision)
        if not self.dry_run:
            self._is_taken(names_in_export)
            self._write(kind, material, is_folder=names_in_export is not None, is_zip=is_zip)
        day = dates.words(str(material.facts["as_of"]))
        version = material.facts["data_version"]
        standings = (
            "all standings" if material.pairs is None else plural(len(material.pairs), "standing")
        )
        headline = f"{place}: {standings} as of {day}, data {version}"
        sections = () if self.dry_run else self._seals(getattr(kind, "SEALED", None))
        return Report(fate, "", sections, headline=headline, notes=getattr(kind, "NOTES", ()))

    def _seals(self, name: str | None) -> tuple[Section, ...]:
        """Return the SHA-256 of the file of an export that seals the others, if one does."""
        if name is None:
            return ()
        digest = hashlib.sha256(files.content(self._real, name)).hexdigest()
        row = {"sha256": digest, "file": str(self.path / name)}
        return (Section("seal", tuple(row), [row], key="sha256"),)

    def _write(self, kind: Any, material: Material, *, is_folder: bool, is_zip: bool) -> None:
        """Write beside the place and move the result there, or leave all as it was."""
        beside = getattr(kind, "BESIDE", None)
        try:
            with staged(self._real.parent) as folder:
                export = folder / "made"
                if is_folder or is_zip:
                    export.mkdir()
                else:
                    export.touch()
                kind.write(material, export, self.raw)
                if is_zip:
                    export = _zipped(export, folder / "zipped")
                if beside:
                    description = as_json(kind.described(export, self._real))
                    files.write(folder, beside, description.encode())
                put(export, self._real)
                if beside:
                    put(folder / beside, self._real.with_name(beside))
        except OSError as error:
            raise WriteError(f"could not write {self.path}: {error.strerror or error}") from error
        except sqlite3.Error as error:
            # A damaged index, which is built anew, is not about the file that is written.
            if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGES:
                raise
            raise WriteError(f"could not write {self.path}: {error}") from error

    @property
    def _real(self) -> Path:
        return Path(os.path.realpath(self.path))

    def _is_taken(self, names_in_export: NamesInExport | None) -> bool:
        """Return whether something is there that is replaced.

        Raises WriteError where it must not be.
        """
        records = records_around(self._real)
        if records:
            message = f"{self.path} would become part of a dataset, as {records} holds records"
            hint = "write to another folder, or to a file that does not end in .jsonl"
            raise WriteError(f"{message}; nothing was written", hint)
        if not os.path.lexists(self._real):
            return False
        if not self.force:
            hint = "name another place, or replace it with --force"
            raise WriteError(f"{self.path} already exists; nothing was written", hint)
        if names_in_export is not None:
            self._refuse_foreign_folder(names_in_export)
        elif not self._real.is_file():
            raise WriteError(f"not a file, so not replaced: {self.path}", "name another place")
        return True

    def _refuse_foreign_folder(self, names_in_export: NamesInExport) -> None:
        """Raise WriteError for all but an empty folder, or one that holds an export alone."""
        hint = "name another place; --force replaces an export of this program, or an empty folder"
        if not self._real.is_dir():
            raise WriteError(f"not a folder, so not replaced: {self.path}", hint)
        names = {item.name for item in self._real.iterdir()}
        if not names:
            return
        export_names = names_in_export(self._real)
        if export_names is None:
            message = f"not empty, and no export of this program: {self.path}; nothing was written"
            raise WriteError(message, hint)
        foreign = sorted(names - export_names)
        if foreign:
            message = f"not part of an export, so not replaced: {self.path / foreign[0]}"
            raise WriteError(message, "move it away")


def _zipped(folder: Path, file: Path) -> Path:
    """Write the files of a folder into one zip, the same bytes at any time, and return it."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            entry = ZipInfo(path.name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _READABLE << _MODE_SHIFT
            entry.file_size = path.stat().st_size
            with files.reading(folder, path.name) as source, archive.open(entry, "w") as target:
                copyfileobj(source, target, _COPIED_BYTES)
    return file
