"""Engines other than SQLite, a file an engine, asked of exported Parquet files as an index is asked.

Our SQL is in words that all engines have; what SQLite alone needs is left out here. Before anything is answered, an
export is compared with its manifest: all files by name and size, those that are read by their SHA-256.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final

from stancetracker.index import parquet
from stancetracker.index.parquet import ISSUE
from stancetracker.index.parquet import MANIFEST as MANIFEST
from stancetracker.index.parquet import failed as failed
from stancetracker.index.queries import Question, literal
from stancetracker.index.schema import META, Sheet, sheets

Parameters = Mapping[str, Any] | Sequence[Any]
_COMMENT: Final = re.compile(r"--.*")
_SQLITE: Final = re.compile(r"\bmain\.|\btemp\.|\bCROSS (?=JOIN\b)")
"""The names of its databases, and the word that fixes its order of joins."""
_NAMED: Final = re.compile(r":(\w+)")
_TABLE: Final = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")


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
        """Open an export.

        Raises UsageError where it is none, or has not exactly the files that were written.
        """
        self.place = place
        self.manifest = parquet.manifest(place, self.text())
        self.manifest.check_sizes(self.sizes())
        self._sheets = {sheet.name: sheet for sheet in (META, *(one.without_place() for one in sheets()))}
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
    def view(self, table: str, files: Sequence[str], columns: Sequence[str], where: str, few: bool) -> None:
        """Let a table be what these SQL expressions give for the rows of files; `few`: they are on one issue."""

    @abstractmethod
    def run(self, text: str, parameters: Parameters = ()) -> Rows:
        """Run SQL in words that all engines have; parameters with an issue are about that issue alone."""

    def pose(self, asked: Question) -> None:
        """Make the view of the question."""
        values = (f"CAST({literal(value)} AS STRING) AS {name}" for name, value in asked.parameters.items())
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
        for table in {*_TABLE.findall(text)} & self._sheets.keys():
            self._make_ready(self._sheets[table], issue_asked(parameters))
        return _NAMED.sub(rf"{self.prefix}\1", text), parameters

    def _make_ready(self, sheet: Sheet, issue: str | None) -> None:
        """Make the view of a table: of all rows that the export answers for, or of those on one issue."""
        if sheet.name in self._views and self._views[sheet.name] == issue:
            return
        on_issues = parquet.issue_of(sheet) is not None
        names = self.manifest.of(sheet.name, issue if on_issues else None)
        self.manifest.check_hashes(self.hashes([name for name in names if name not in self._whole]))
        self._whole |= {*names}
        # The rule compares days as texts.
        columns = [
            f'CAST("{one.name}" AS STRING) AS "{one.name}"' if one.type == "day" else f'"{one.name}"'
            for one in sheet.columns
        ]
        issues = self.manifest.facts["issues"] if issue is None else [issue]
        column = "id" if sheet.name == ISSUE else ISSUE
        where = f'"{column}" IN ({", ".join(map(literal, issues))})' if on_issues and issues else "TRUE"
        files = [f"{self.place}/{name}" for name in names]
        self.view(sheet.name, files, columns, where, few=issue is not None)
        self._views[sheet.name] = issue
