"""The lines of data files as they stand there, whatever this version of the program makes of them.

History is about these: a line is itself as long as its hash is, wherever it stands.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stancetracker.base.errors import Place
from stancetracker.ledger.hashes import derived_id, line_hash
from stancetracker.ledger.jsonl import raw_lines

_BYTE_ORDER_MARK = "\ufeff"


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
