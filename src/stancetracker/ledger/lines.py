"""The lines of data files as they stand there, whatever this version of the program makes of them.

History is about these: a line is itself as long as its hash is, wherever it stands.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from stancetracker.base.errors import Place
from stancetracker.ledger.hashes import derived_id, line_hash
from stancetracker.ledger.jsonl import raw_lines

_BYTE_ORDER_MARK = "\ufeff"
_LEAST_ALIKE: Final = 0.5
"""The share of equal fields from which a line with another id is taken for an edit."""


@dataclass(frozen=True)
class StoredLine:
    """A line of a data file that is an object of JSON."""

    place: Place
    text: str
    values: Mapping[str, Any]

    @cached_property
    def id(self) -> str:
        """Return the id that it states, else the one that is derived; '' for the dataset's."""
        id = self.values.get("id")
        if id is None and self.kind != "dataset":
            return derived_id(self.values)
        return str(id or "")

    @cached_property
    def sha256(self) -> str:
        """Return its hash, which no formatting changes."""
        return line_hash(self.values).hex()

    @property
    def kind(self) -> str:
        """Return the kind that it states."""
        return str(self.values.get("kind"))

    @property
    def version(self) -> int:
        """Return the number of the version of the record that it is."""
        version = self.values.get("version", 1)
        return version if isinstance(version, int) else 1

    @property
    def recorded(self) -> str:
        """Return the day on which it came into the ledger; '' where it was there from the start."""
        return str(self.values.get("recorded") or "")


def lines_in(files: Mapping[str, bytes]) -> Iterator[StoredLine]:
    """Yield the lines of data files that are objects of JSON, file by file."""
    for name, content in files.items():
        for raw in raw_lines([content]):
            text = raw.content.decode("utf-8", "replace")
            line = stored_line(text, Place(name, raw.number))
            if line is not None:
                yield line


def stored_line(text: str, place: Place) -> StoredLine | None:
    """Return a line as it stands at a place; None where it is no object of JSON with a kind."""
    text = text.removeprefix(_BYTE_ORDER_MARK).rstrip("\r")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or "kind" not in values:
        return None
    return StoredLine(place, text, values)


def redacted_hashes(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the SHA-256 and the day of each line that a redaction names."""
    if values.get("kind") == "correction" and values.get("type") == "redaction":
        for entry in values.get("removed") or ():
            if isinstance(entry, dict):
                yield str(entry.get("sha256")), str(entry.get("recorded") or "")


def without(lines: Sequence[StoredLine], others: Sequence[StoredLine]) -> list[StoredLine]:
    """Return the lines that are not among others, however either are formatted, each once."""
    texts = {line.text for line in others}
    unseen = [line for line in lines if line.text not in texts]
    if not unseen:
        return []
    ids = {line.id for line in unseen}
    hashes = {line.sha256 for line in others if line.id in ids}
    by_hash = {line.sha256: line for line in unseen if line.sha256 not in hashes}
    return [*by_hash.values()]


def edited(
    missing: Sequence[StoredLine], new: Sequence[StoredLine], ids_before: set[str]
) -> dict[str, StoredLine]:
    """Return which new line somebody made of which missing one, by the hash of that.

    It is the same version of the same record, or stands in its place under an id that is new.
    """
    by_version = {(line.id, line.version): line for line in reversed(new)}
    by_place = {line.place[:2]: line for line in new if line.id not in ids_before}
    edits: dict[str, StoredLine] = {}
    used: set[Place] = set()
    for line in missing:
        after = by_version.get((line.id, line.version)) or _with_another_id(line, by_place)
        if after is not None and after.place not in used:
            edits[line.sha256] = after
            used.add(after.place)
    return edits


def _with_another_id(
    line: StoredLine, new: Mapping[tuple[str, int], StoredLine]
) -> StoredLine | None:
    """Return the line that stands where one stood, if it is alike; None if not."""
    other = new.get((line.place.file, line.place.line))
    is_alike = other and other.kind == line.kind and _likeness(line, other) > _LEAST_ALIKE
    return other if is_alike else None


def _likeness(line: StoredLine, other: StoredLine) -> float:
    """Return the share of the fields of two lines that are equal, but for kind and id."""
    names = {*line.values, *other.values} - {"kind", "id"}
    equal = sum(line.values.get(name) == other.values.get(name) for name in names)
    return equal / len(names) if names else 1.0
