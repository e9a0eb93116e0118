"""Make a new dataset for GitHub: data files, a merge rule, checks for every pull request."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from stancetracker.base import __version__
from stancetracker.base.errors import UsageError
from stancetracker.contribute.add import FILES
from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.folder import packaged, read
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.model.dataset import Dataset

DEFAULT_LICENCE: Final = "CC-BY-4.0"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_PLACE: Final = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".github/workflows/check.yml": "check.yml",
    ".github/workflows/comment.yml": "comment.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "README.md": "README.md",
}
_MARK: Final = re.compile("@([A-Z]+)@")


@dataclass(frozen=True)
class Card:
    """A dataset's title, publisher, licence and contact; None where not known yet."""

    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    contact: str | None = None

    def missing(self) -> tuple[str, ...]:
        """Return the names of the missing fields."""
        return tuple(field.name for field in fields(self) if not getattr(self, field.name))


def contents(card: Card) -> Mapping[str, bytes]:
    """Return the files of an empty dataset.

    Raises UsageError for missing or invalid fields.
    """
    record = _record(card)
    data = {f"data/{name}": b"" for name in sorted(set(FILES.values()))}
    data[f"data/{FILES['dataset']}"] = f"{canonical(record)}\n".encode()
    return {**data, **_around(record)}


def example() -> Mapping[str, bytes]:
    """Return the files of a copy of the dataset that comes with the program.

    Raises NoDatasetError where none came with it.
    """
    folder = packaged()
    data = {f"data/{file.name}": read(file) for file in folder.files()}
    records = (line.record for content in data.values() for line in parse(content, "").lines)
    record = next(record for record in records if isinstance(record, Dataset))
    notes = {f"data/{name}": (folder.path / name).read_bytes() for name in ("README.md", "LICENSE")}
    return {**data, **_around(record), **notes, "LICENSE": notes["data/LICENSE"]}


def _record(card: Card) -> Dataset:
    if missing := card.missing():
        flags = ", ".join(f"--{name}" for name in missing)
        raise UsageError(f"a dataset needs {flags}", "give them, or run this on a terminal to be asked")
    said = {field.name: " ".join(str(getattr(card, field.name)).split()) for field in fields(card)}
    parsed = parse((json.dumps({"kind": "dataset", **said}) + "\n").encode(), "dataset")
    if parsed.problems:
        raise UsageError(f"invalid: {parsed.problems[0].message}")
    record = parsed.lines[0].record
    assert isinstance(record, Dataset)
    return record


def _around(record: Dataset) -> Mapping[str, bytes]:
    """Return the files around the data."""
    said = {
        "TITLE": record.title,
        "PUBLISHER": record.publisher,
        "LICENCE": record.licence,
        "CONTACT": record.contact,
        "VERSION": __version__,
    }
    licence = "LICENSE.CC-BY-4.0" if record.licence == DEFAULT_LICENCE else "LICENSE.other"
    found = {}
    for name, template in {**_PLACE, "LICENSE": licence}.items():
        text = (_TEMPLATES / template).read_text(encoding="utf-8")
        found[name] = _MARK.sub(lambda mark: said[mark[1]], text).encode()
    return found
