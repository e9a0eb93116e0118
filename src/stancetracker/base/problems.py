"""Mistakes in data are values: what is wrong, where, how badly, and what to do about it."""

from typing import NamedTuple

from stancetracker.base.vocabulary import Severity


class Place(NamedTuple):
    """Where in a dataset: a file as named from the dataset folder, a line and a column, both from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """A fault in the data."""

    place: Place
    code: str
    severity: Severity
    message: str
    hint: str | None = None
    line_text: str | None = None
    """The line it is in, for the caret; None where a file or folder is at fault."""
    record: str | None = None
    """The id of the record at fault, where it has one."""
