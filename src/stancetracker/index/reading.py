"""A dataset as rows of the index, block by block, while no line of it is wrong; what is wrong is told elsewhere."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from stancetracker.index import rows
from stancetracker.index.rows import Rows
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import canonical, digest, with_id
from stancetracker.ledger.folder import DataFile, Stamp
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND
from stancetracker.ledger.record import Record
from stancetracker.ledger.sound import Values, are_plain, sound

# Bytes of lines that are each written to compare them: that takes no longer than to make the form of their kind.
_FEW: Final = 16_384
_OPEN: Final = b'"../'
"""How a date with an open start begins, in a line."""


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
    totals: Mapping[str, int]
    """The sum of the digests of the records of each file."""
    opened: bool
    """Whether a date may have an open start."""

    def and_then(self, rest: Ending) -> Ending:
        """What is known of these and of others that were read after them."""
        names = dict.fromkeys((*self.totals, *rest.totals))
        totals = {name: self.totals.get(name, 0) + rest.totals.get(name, 0) for name in names}
        return Ending((*self.files, *rest.files), totals, self.opened or rest.opened)


class Stretch(NamedTuple):
    """The lines of a data file that begin at one of these bytes."""

    file: DataFile
    start: int = 0
    end: int | None = None

    def holds(self, at: int) -> bool:
        """Whether it has the line that begins at this byte."""
        return self.start <= at and (self.end is None or at < self.end)


class Reader:
    """Reads data files into rows; its `ending` is whole when all were read."""

    def __init__(self) -> None:
        self._files: list[ReadFile] = []
        self._totals: dict[str, int] = {}
        self._opened = False

    @property
    def ending(self) -> Ending:
        """What is known of all that was read."""
        return Ending(tuple(self._files), dict(self._totals), self._opened)

    def read(self, stretches: Iterable[Stretch]) -> Generator[Rows, None, None]:
        """The rows of every record of these lines, a block of them at a time.

        The whole of a file is read, and known at the end, where its first lines are asked for.
        Raises UnsoundError where a file can't be read or a line is no record.
        """
        for stretch in stretches:
            file, at, first = stretch.file, 0, 1
            self._totals.setdefault(file.name, 0)
            try:
                stamp, sha256 = folders.stamp(file), hashlib.sha256()
                for block in folders.blocks(file, stretch.start or stretch.end or 0):
                    if not stretch.start:
                        sha256.update(block)
                    if stretch.holds(at):
                        yield self.rows(block, file.name, first)
                    at += len(block)
                    first += block.count(b"\n")
            except OSError as error:
                raise UnsoundError from error
            if not stretch.start:
                self._files.append(ReadFile(file.name, stamp, sha256.hexdigest()))

    def rows(self, block: bytes, name: str, first: int) -> Rows:
        """The rows of every record in these lines of a file, of which the first has this number.

        Raises UnsoundError where a line is no record.
        """
        found: Rows = defaultdict(list)
        total = 0
        plain = len(block) > _FEW and are_plain(block)
        self._opened = self._opened or _OPEN in block
        *lines, rest = block.split(b"\n")
        for number, line in enumerate(lines, first):
            values = sound(line, plain)
            if values is None:
                values, line = self._closer(line + b"\n", name)
            elif "id" not in values and CLASS_BY_KIND[values["kind"]].derives_id:
                values, line = _named(ADAPTERS[values["kind"]].validate_json(line))
            if values is not None:
                total += digest(line)
                rows.add(values, name, number, found)
        if rest:
            values, line = self._closer(rest, name)
            if values is not None:
                total += digest(line)
                rows.add(values, name, first + len(lines), found)
        self._totals[name] = self._totals.get(name, 0) + total
        return found

    def _closer(self, content: bytes, name: str) -> tuple[Values | None, bytes]:
        """What a line says when it is read closely, and its canonical form; None for a blank line."""
        parsed = parse(content, name)
        if any(problem.severity == "fatal" for problem in parsed.problems):
            raise UnsoundError
        if not parsed.lines:
            return None, b""
        values, line = _named(parsed.lines[0].record)
        # As it was written, escapes may hide it.
        self._opened = self._opened or _OPEN in line
        return values, line


def halves(files: Sequence[DataFile]) -> tuple[list[Stretch], list[Stretch]]:
    """All lines of these files in two parts about as large, the second of which may have none.

    Raises OSError.
    """
    sizes = [folders.stamp(file).size for file in files]
    room, first, second = sum(sizes) // 2, list[Stretch](), list[Stretch]()
    for file, size in zip(files, sizes, strict=True):
        if room >= size:
            first.append(Stretch(file))
        elif room <= 0:
            second.append(Stretch(file))
        else:
            cut = folders.line_end(file, room)
            first.append(Stretch(file, 0, cut))
            second.append(Stretch(file, cut))
        room -= size
    return first, second


def _named(record: Record) -> tuple[Values, bytes]:
    record = with_id(record)
    return record.model_dump(exclude_defaults=True), canonical(record).encode()
