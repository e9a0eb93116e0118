"""A dataset as rows of the index, block by block, while no line of it is wrong; what is wrong is told elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from typing import NamedTuple

from stancetracker.index import schema
from stancetracker.index.schema import TableRow
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import canonical, digest, with_id
from stancetracker.ledger.folder import DataFile, Stamp
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.model import ADAPTERS, Record
from stancetracker.ledger.sound import Values, sound

Rows = dict[str, list[TableRow]]
"""Rows by their table."""


class UnsoundError(Exception):
    """Something is wrong with a line or a file, or may be."""


class ReadFile(NamedTuple):
    """A file that was read: its state before that, and the hash of its bytes."""

    name: str
    stamp: Stamp
    sha256: str


class Ending(NamedTuple):
    """What is known once everything was read."""

    files: tuple[ReadFile, ...]
    total: int
    """The sum of the digests of all records."""
    since: dict[str, str]
    """The first day of each issue."""
    too_early: bool
    """Whether a date with an open start was read before its issue: then all is to be read again, with `since`."""


class Reader:
    """Reads data files into rows; its `ending` is whole when all were read."""

    def __init__(self, since: dict[str, str]) -> None:
        self._files: list[ReadFile] = []
        self._total = 0
        self._since = since
        self._too_early = False

    @property
    def ending(self) -> Ending:
        """What is known of all that was read."""
        return Ending(tuple(self._files), self._total, self._since, self._too_early)

    def read(self, files: Iterable[DataFile]) -> Generator[Rows, None, None]:
        """The rows of every record of these files, a block of lines at a time.

        Raises UnsoundError where a file can't be read or a line is no record.
        """
        for file in files:
            try:
                stamp, sha256, first = folders.stamp(file), hashlib.sha256(), 1
                for block in folders.blocks(file):
                    sha256.update(block)
                    yield self.rows(block, file.name, first)
                    first += block.count(b"\n")
            except OSError as error:
                raise UnsoundError from error
            self._files.append(ReadFile(file.name, stamp, sha256.hexdigest()))

    def rows(self, block: bytes, name: str, first: int) -> Rows:
        """The rows of every record in these lines of a file, of which the first has this number.

        Raises UnsoundError where a line is no record.
        """
        found: Rows = {}
        *lines, rest = block.split(b"\n")
        for number, line in enumerate(lines, first):
            values = sound(line)
            if values is None:
                values, line = _closer(line + b"\n", name)
            elif values.get("id", "") is None:
                values, line = _named(ADAPTERS[values["kind"]].validate_json(line))
            if values is not None:
                self._add(values, line, name, number, found)
        if rest:
            values, line = _closer(rest, name)
            if values is not None:
                self._add(values, line, name, first + len(lines), found)
        return found

    def _add(self, values: Values, line: bytes, name: str, number: int, found: Rows) -> None:
        self._total += digest(line)
        issue = values.get("issue")
        since = None
        if issue is not None:
            since = self._since.get(issue)
            if since is None and b'"../' in line:
                self._too_early = True
        for table, row in schema.rows(values, name, number, since):
            if table in found:
                found[table].append(row)
            else:
                found[table] = [row]
        if values["kind"] == "issue":
            self._since[values["id"]] = values["since"]


def _closer(content: bytes, name: str) -> tuple[Values | None, bytes]:
    """What a line says when it is read closely, and its canonical form; None for a blank line."""
    parsed = parse(content, name)
    if any(problem.severity == "fatal" for problem in parsed.problems):
        raise UnsoundError
    return _named(parsed.lines[0].record) if parsed.lines else (None, b"")


def _named(record: Record) -> tuple[Values, bytes]:
    record = with_id(record)
    return record.model_dump(), canonical(record).encode()
