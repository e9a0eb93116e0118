"""An engine other than SQLite, which asks exported Parquet files as an index is asked.

Our SQL is in words that all engines have; what SQLite alone needs is left out here. Before anything
is answered, an export is compared with its manifest: all files by name and size, those that are
read by their SHA-256.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final

from stancetracker.base.errors import UsageError
from stancetracker.index import schema
from stancetracker.index.manifest import ISSUE, altered, issue_of, manifest
from stancetracker.index.queries import Question, literal
from stancetracker.index.schema import Sheet

Parameters = Mapping[str, Any] | Sequence[Any]
_COMMENT: Final = re.compile(r"--.*")
_SQLITE: Final = re.compile(r"\bmain\.|\btemp\.|\bCROSS (?=JOIN\b)")
"""The names of its databases, and the word that fixes its order of joins."""
_NAMED: Final = re.compile(r":(\w+)")
_TABLE: Final = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")


def failed(engine: str, error: object) -> UsageError:
    """Return the error of what an engine can't read or answer."""
    return UsageError(f"{engine} can't answer: {str(error).partition(chr(10))[0]}")


def issue_asked(parameters: Parameters) -> str | None:
    """Return the one issue that a query with these parameters is about."""
    return parameters.get(ISSUE) if isinstance(parameters, Mapping) else None


class Rows(list[tuple[Any, ...]]):
    """The rows of an answer, read as those of SQLite are."""

    description: Sequence[Sequence[Any]] = ()

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self[0] if self else None


class Engine(ABC):
    """An export, opened; `prefix` marks a parameter in SQL."""

    prefix = ":"

    def __init__(self, place: str) -> None:
        """Open an export; raise UsageError where it is none, or has not exactly the files that were written."""
        self.place = place
        self.manifest = manifest(place, self.text())
        files, found = {file.name: file for file in self.manifest.files}, self.sizes()
        for name in sorted(files.keys() | {one for one in found if one.endswith(".parquet")}):
            if name not in found:
                raise altered(f"{place}/{name} is missing")
            if name not in files:
                raise altered(f"{place}/{name} is not part of the export")
            if found[name] != files[name].bytes:
                raise altered(f"{place}/{name} was altered")
        sheets = (schema.META, *(one.without_place() for one in schema.sheets()))
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._views: dict[str, str | None] = {}
        self._whole: set[str] = set()

    @abstractmethod
    def text(self) -> bytes | str:
        """Return the text of the manifest; empty where there is none."""

    @abstractmethod
    def sizes(self) -> Mapping[str, int]:
        """Return the size of every file there, by its name in the export."""

    @abstractmethod
    def hashes(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the SHA-256 of files."""

    @abstractmethod
    def view(
        self, table: str, files: Sequence[str], columns: Sequence[str], where: str, few: bool
    ) -> None:
        """Define a table by SQL expressions over the rows of files; `few` if they are on one issue."""

    @abstractmethod
    def run(self, text: str, parameters: Parameters = ()) -> Rows:
        """Run SQL in words that all engines have; parameters with an issue are about that issue alone."""

    def set_question(self, asked: Question) -> None:
        """Make the view of the question."""
        values = (
            f"CAST({literal(value)} AS STRING) AS {name}"
            for name, value in asked.parameters.items()
        )
        self.run(f"CREATE OR REPLACE TEMP VIEW question AS SELECT {', '.join(values)}")

    def execute(self, text: str, parameters: Parameters = ()) -> Rows:
        """Run a query of ours; about one issue, on the files of that issue alone.

        Raises UsageError where one of them was altered.
        """
        return self.run(*self.prepared(text, parameters))

    def prepared(self, text: str, parameters: Parameters) -> tuple[str, Parameters]:
        """Make the tables of a query ready; return it in words that all engines have, and the values it needs."""
        text = _SQLITE.sub("", _COMMENT.sub("", text))
        if isinstance(parameters, Mapping):
            parameters = {name: parameters[name] for name in {*_NAMED.findall(text)}}
        issue = issue_asked(parameters)
        for table in {*_TABLE.findall(text)} & self._sheets.keys():
            if table not in self._views or self._views[table] != issue:
                self._make_view(self._sheets[table], issue)
                self._views[table] = issue
        return _NAMED.sub(rf"{self.prefix}\1", text), parameters

    def _make_view(self, sheet: Sheet, issue: str | None) -> None:
        """Make the view of a table: of all rows that the export answers for, or of those on one issue."""
        is_on_issues = issue_of(sheet) is not None
        files = [file for file in self.manifest.files if file.name.startswith(f"{sheet.name}/")]
        if is_on_issues and issue is not None:
            files = [one for one in files if one.first <= issue <= one.last] or files[:1]
        digests = {one.name: one.sha256 for one in files if one.name not in self._whole}
        for name, digest in self.hashes([*digests]).items():
            if digest != digests[name]:
                raise altered(f"{self.place}/{name} was altered")
        self._whole |= digests.keys()
        # The rule compares days as texts.
        columns = [
            f'CAST("{one.name}" AS STRING) AS "{one.name}"'
            if one.type == "day"
            else f'"{one.name}"'
            for one in sheet.columns
        ]
        issues = self.manifest.issues if issue is None else [issue]
        column = "id" if sheet.name == ISSUE else ISSUE
        where = (
            f'"{column}" IN ({", ".join(map(literal, issues))})'
            if is_on_issues and issues
            else "TRUE"
        )
        paths = [f"{self.place}/{one.name}" for one in files]
        self.view(sheet.name, paths, columns, where, issue is not None)
