"""The lines of data files as they stand there, every version of a record among them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import Place
from stancetracker.ledger.folder import Folder, read
from stancetracker.ledger.hashes import derived_id
from stancetracker.ledger.kinds import DERIVED
from stancetracker.ledger.record import OF_EVERY_KIND

DATASET_ID: Final = "dataset"
"""The name by which people mean the `dataset` record, whose line has no id."""


class StoredLine(NamedTuple):
    """A line of a data file that is a record, or a version of one."""

    place: Place
    text: str
    values: dict[str, Any]
    id: str
    """The record's id; '' of the `dataset` record."""

    @property
    def version(self) -> int:
        """Return the number of the version."""
        return int(self.values.get("version", 1))

    @property
    def content(self) -> str:
        """Return what the line says, however it is formatted."""
        return json.dumps(self.values, sort_keys=True)


def without_history(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without what its line says of this version."""
    return {name: value for name, value in values.items() if name not in OF_EVERY_KIND}


def contents(folder: Folder) -> dict[str, bytes]:
    """Return the contents of the data files by name."""
    return {file.name: read(file) for file in folder.files()}


def lines_in(files: Mapping[str, bytes]) -> Iterator[StoredLine]:
    """Yield the lines of data files that are JSON objects of a kind, in the order of files."""
    for name, content in files.items():
        for number, raw in enumerate(content.split(b"\n"), 1):
            line = _stored(Place(name, number), raw.decode("utf-8", "replace"))
            if line is not None:
                yield line


def _stored(place: Place, text: str) -> StoredLine | None:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or "kind" not in values:
        return None
    id = values.get("id", "")
    if not id and values["kind"] in DERIVED:
        id = derived_id(values)
    return StoredLine(place, text, values, str(id))
