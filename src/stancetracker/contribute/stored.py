"""The lines of data files as they stand there, every version of a record among them."""

from collections.abc import Mapping
from typing import Any, Final

from stancetracker.ledger.folder import Folder, read
from stancetracker.ledger.record import OF_EVERY_KIND

DATASET_ID: Final = "dataset"
"""The name by which people mean the `dataset` record, whose line has no id."""


def without_history(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without what its line says of this version."""
    return {name: value for name, value in values.items() if name not in OF_EVERY_KIND}


def contents(folder: Folder) -> dict[str, bytes]:
    """Return the contents of the data files by name."""
    return {file.name: read(file) for file in folder.files()}
