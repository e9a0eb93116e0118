"""One SQLite file: tables, views fixed at the question, full-text search, and what each column holds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from stancetracker.index import standalone
from stancetracker.publish.material import Material

FOLDER: Final = False
LIBRARIES: Final = ()
EXTRA: Final = None
NOTES: Final = ()


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file."""
    standalone.write(path, material.extract, material.question, material.facts)


def ours(path: Path) -> frozenset[str] | None:
    """It is a file, and has no names in it."""
    return None
