"""An engine other than SQLite, which asks exported Parquet files as an index is asked.

Our SQL is in words that all engines have; what SQLite alone needs is left out here. Before anything
is answered, an export is compared with its manifest: all files by name and size, those that are
read by their SHA-256. No record may be in it twice.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.index.manifest import (
    ISSUE,
    File,
    altered,
    engine_sheets,
    issue_of,
    manifest,
)
from stancetracker.index.queries import Question, literal
from stancetracker.index.schema import Column, Sheet

Parameters = Mapping[str, Any] | Sequence[Any]
_COMMENT: Final = re.compile(r"--.*")
_ONLY_SQLITE: Final = re.compile(
    r"""
    \bmain\. | \btemp\.     # the names of its databases: main.person, temp.question
    | \bCROSS[ ](?=JOIN\b)  # the word that fixes its order of joins
    | \bMATERIALIZED\b      # the word that keeps a part of a query apart
    """,
    re.VERBOSE,
)
# `IN (SELECT value FROM json_each(:actors))`
_LISTED: Final = re.compile(r"\(SELECT value FROM json_each\([:$](\w+)\)\)")
_PARAMETER: Final = re.compile(r":(\w+)")
_TABLE: Final = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
# `statement.issue <> standing.issue`: a table that is asked for what lies on other issues too.
_ON_OTHER_ISSUES: Final = re.compile(r"\b(\w+)\.issue <> ")
_DATA_SUFFIX: Final = ".parquet"


def engine_error(engine: str, cause: object) -> UsageError:
    """Return the error of an engine that can't read or answer; of the cause, its first line."""
    return UsageError(f"{engine} can't answer: {str(cause).partition(chr(10))[0]}")


class Rows(list[tuple[Any, ...]]):
    """The rows of an answer, read as those of SQLite are."""

    description: Sequence[Sequence[Any]] = ()

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self[0] if self else None


class View(NamedTuple):
    """A table as SQL over the rows of files."""

    name: str
    paths: list[str]
    columns: list[str]
    """SQL for each column."""
    condition: str
    """SQL that is true for its rows."""


class PreparedQuery(NamedTuple):
    """A query in words that all engines have, with the values it needs."""

    text: str
    parameters: Parameters


class Engine(ABC):
    """An open export; `prefix` marks a parameter in SQL."""

    prefix = ":"

    def __init__(self, place: str, expected: str | None = None) -> None:
        """Open an export, of whose manifest this SHA-256 may be expected.

        Raises UsageError where it is none, or has not exactly the files that were written.
        """
        self.place = place
        self.manifest = manifest(place, self.manifest_text(), expected)
        self._refuse_other_files()
        self._sheets = {sheet.name: sheet for sheet in engine_sheets()}
        self._issue_of_view: dict[str, str | None] = {}
        """The views that are there, each with the one issue that it is on, if it is on one."""
        self._verified_files: set[str] = set()
        self._views_without_same_ids: set[tuple[str, str | None]] = set()
        """The views, each with the one issue that it is on, whose rows have an id each."""

    @abstractmethod
    def manifest_text(self) -> bytes:
        """Return the text of the manifest; empty where there is none."""

    @abstractmethod
    def sizes(self) -> Mapping[str, int]:
        """Return the size in bytes of every file there, by its name in the export."""

    @abstractmethod
    def hashes(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the SHA-256 of files, by their names in the export."""

    @abstractmethod
    def make_view(self, view: View) -> None:
        """Define a table, or define it anew."""

    @abstractmethod
    def run(self, text: str, parameters: Parameters = ()) -> Rows:
        """Run SQL in words that all engines have."""

    def set_question(self, question: Question) -> None:
        """Make the view of the question."""
        columns = (
            f"CAST({literal(value)} AS STRING) AS {name}"
            for name, value in question.parameters.items()
        )
        self.run(f"CREATE OR REPLACE TEMP VIEW question AS SELECT {', '.join(columns)}")

    def execute(self, text: str, parameters: Parameters = ()) -> Rows:
        """Run a query of ours; about one issue, on the files of that issue alone.

        A table that the query also asks for other issues is read whole.
        Raises UsageError where one of them was altered.
        """
        query = self.prepared(text, parameters)
        return self.run(query.text, query.parameters)

    def prepared(self, text: str, parameters: Parameters) -> PreparedQuery:
        """Return a query as the engine runs it; its tables are ready then."""
        text = _ONLY_SQLITE.sub("", _COMMENT.sub("", text))
        lists: dict[str, Any] = {}
        issue: str | None = None
        if isinstance(parameters, Mapping):
            lists = {name: parameters[name] for name in _LISTED.findall(text)}
            names = {*_PARAMETER.findall(text)} - lists.keys()
            parameters = {name: parameters[name] for name in names}
            issue = parameters.get(ISSUE)
        tables = {*_TABLE.findall(text)} & self._sheets.keys()
        whole_tables = {*_ON_OTHER_ISSUES.findall(text)}
        for table in tables:
            issue_of_view = None if table in whole_tables else issue
            if table not in self._issue_of_view or self._issue_of_view[table] != issue_of_view:
                self._make_view_of(self._sheets[table], issue_of_view)
                self._issue_of_view[table] = issue_of_view
        self._refuse_same_ids(tables)
        text = _PARAMETER.sub(rf"{self.prefix}\1", text)
        return PreparedQuery(_with_lists(text, lists), parameters)

    def _refuse_other_files(self) -> None:
        """Raise UsageError unless the files there are those of the manifest, by name and size."""
        files = {file.name: file for file in self.manifest.files}
        sizes = self.sizes()
        data_files = {name for name in sizes if name.endswith(_DATA_SUFFIX)}
        for name in sorted(files.keys() | data_files):
            if name not in sizes:
                raise altered(f"{self.place}/{name} is missing")
            if name not in files:
                raise altered(f"{self.place}/{name} is not part of the export")
            if sizes[name] != files[name].bytes:
                raise altered(f"{self.place}/{name} was altered")

    def _make_view_of(self, sheet: Sheet, issue: str | None) -> None:
        """Make the view of a table: of all rows that the export answers for, or of an issue's."""
        files = self._files(sheet, issue)
        self._verify(files)
        view = View(
            sheet.name,
            [f"{self.place}/{file.name}" for file in files],
            [_as_compared(column) for column in sheet.columns],
            self._condition(sheet, issue),
        )
        self.make_view(view)

    def _refuse_same_ids(self, tables: Iterable[str]) -> None:
        """Raise UsageError where two rows of a view have the same id; each view is read once."""
        sheets = [self._sheets[table] for table in sorted(tables)]
        views = {
            (sheet.name, self._issue_of_view[sheet.name] if issue_of(sheet) else None)
            for sheet in sheets
            if "id" in {column.name for column in sheet.columns}
        }
        new_views = views - self._views_without_same_ids
        if new_views:
            ids = " UNION ALL ".join(f"SELECT id FROM {table}" for table, _ in sorted(new_views))
            query = f"SELECT id FROM ({ids}) AS every GROUP BY id HAVING count(*) > 1 LIMIT 1"
            row = self.run(query).fetchone()
            if row:
                raise altered(f"{self.place} has the id {row[0]} twice")
            self._views_without_same_ids |= new_views

    def _files(self, sheet: Sheet, issue: str | None) -> list[File]:
        """Return the files of a table, or those that have an issue's rows; one at least."""
        files = [file for file in self.manifest.files if file.name.startswith(f"{sheet.name}/")]
        if issue is None or issue_of(sheet) is None:
            return files
        return [file for file in files if file.first <= issue <= file.last] or files[:1]

    def _verify(self, files: Sequence[File]) -> None:
        """Raise UsageError where a file is not as it was written; each is read once."""
        digests = {
            file.name: file.sha256 for file in files if file.name not in self._verified_files
        }
        for name, digest in self.hashes([*digests]).items():
            if digest != digests[name]:
                raise altered(f"{self.place}/{name} was altered")
        self._verified_files |= digests.keys()

    def _condition(self, sheet: Sheet, issue: str | None) -> str:
        """Return SQL for the rows of a table that are on an issue, or on the export's issues."""
        issue_ids = self.manifest.issues if issue is None else [issue]
        if issue_of(sheet) is None or not issue_ids:
            return "TRUE"
        column = "id" if sheet.name == ISSUE else ISSUE
        return f'"{column}" IN ({", ".join(map(literal, issue_ids))})'


def _with_lists(text: str, lists: Mapping[str, Any]) -> str:
    """Write the lists that SQLite takes as parameters, JSON arrays, into SQL as literals."""

    def literals(match: re.Match[str]) -> str:
        values = json.loads(lists[match[1]]) or (None,)  # no engine has an empty list
        return f"({', '.join(map(literal, values))})"

    return _LISTED.sub(literals, text)


def _as_compared(column: Column) -> str:
    """Return SQL for a column; days become texts, which our SQL compares."""
    name = f'"{column.name}"'
    return f"CAST({name} AS STRING) AS {name}" if column.type == "day" else name
