"""The manifest of a Parquet export: its facts, every file of it, and the seal over both."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel

from stancetracker.base.errors import UsageError
from stancetracker.index import schema
from stancetracker.index.schema import Sheet

MANIFEST: Final = "export.json"
KIND: Final = "stancetracker parquet"
ISSUE: Final = "issue"


class File(NamedTuple):
    """A file of an export: its rows, bytes and SHA-256, and its first and last issue, if any."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first: str
    last: str


class Manifest(BaseModel, extra="allow"):
    """The facts of an export, and every file of it."""

    kind: Literal["stancetracker parquet"]
    data_version: str
    known_by: str | None
    narrowed_to: str | None
    issues: list[str]
    files: list[File]
    sha256: str


def seal(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a manifest says besides."""
    sealed = {name: fact for name, fact in facts.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()


def manifest(place: str, text: bytes | str) -> Manifest:
    """Read a manifest; raise UsageError where it is none, or was altered."""
    try:
        content = Manifest.model_validate_json(text)
    except ValueError:
        hint = "make one: stancetracker export parquet -o DIR"
        raise UsageError(f"no Parquet export in {place}", hint) from None
    if content.sha256 != seal(json.loads(text)):
        raise altered(f"{place}/{MANIFEST} was altered")
    return content


def altered(fault: str) -> UsageError:
    """Return the error of an export that is not as it was written."""
    return UsageError(f"{fault}, so nothing is answered", "copy the export again, or make it anew")


@cache
def issue_of(sheet: Sheet) -> str | None:
    """Return the SQL of the issue that a row of a table is on; None where it is on none."""
    if sheet.name == ISSUE:
        return "id"
    for column in sheet.columns:
        if column.names == ISSUE:
            return f"[{column.name}]"
    tables = schema.tables()
    is_of_any_record = sheet.name == schema.SOURCE_TABLE
    parents = list(tables) if is_of_any_record else [sheet.name.partition("_")[0]]
    on_issues = [parent for parent in parents if {"id", ISSUE} <= tables.get(parent, {}).keys()]
    issues = [
        f"SELECT issue FROM main.[{parent}] WHERE id = [{sheet.name}].record"
        for parent in on_issues
    ]
    return f"({' UNION ALL '.join(issues)})" if issues else None
