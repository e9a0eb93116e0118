"""One SQLite file: tables, views fixed at the question, full-text search, and what each column holds."""

from pathlib import Path

from stancetracker.index import standalone
from stancetracker.publish.material import Material


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file."""
    standalone.write(path, material.extract, material.question, material.facts)
