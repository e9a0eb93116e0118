"""The manifest of a Parquet export: its facts, every file of it, and the seal over both.

The seal has no key: it finds what was lost or changed by accident, and no forger, who can seal
anew. Whoever keeps the SHA-256 of the manifest itself elsewhere can hold an export to that.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, Field

from stancetracker.base.errors import UsageError
from stancetracker.index import schema
from stancetracker.index.schema import Sheet

MANIFEST: Final = "export.json"
KIND: Final = "stancetracker parquet"
ISSUE: Final = "issue"
_LAYOUT: Final = 2
"""The number of the form of the manifest and of the way in which rows are cut into files."""
_ANEW: Final = "copy the export again, or write a new one"


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
    schema_number: int = Field(alias="schema")
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


def engine_sheets() -> tuple[Sheet, ...]:
    """Return the tables of an export that an engine asks."""
    sheets = (sheet.without_place() for sheet in schema.sheets())
    return (schema.META, schema.MERGED, *sheets)


@cache
def schema_number() -> int:
    """Return a number that is another one where the tables of an export, or their columns, are."""
    tables = {
        sheet.name: [(column.name, column.type) for column in sheet.columns]
        for sheet in engine_sheets()
    }
    return zlib.crc32(json.dumps([_LAYOUT, tables], sort_keys=True).encode())


def manifest(place: str, text: bytes, expected: str | None = None) -> Manifest:
    """Read a manifest, whose SHA-256 may be expected to be this.

    Raises UsageError where it is none, or another one, was altered, or is of another version of the
    program.
    """
    facts = _facts(place, text)
    digest = hashlib.sha256(text).hexdigest()
    if expected is not None and digest != expected:
        message = f"{place}/{MANIFEST} has the SHA-256 {digest}, which is not the expected one"
        raise UsageError(f"{message}, so nothing is answered", _ANEW)
    if facts.get("schema") != schema_number():
        message = f"{place} was exported by another version of the program, with other tables"
        hint = "make it again with this version: stancetracker export parquet -o DIR"
        raise UsageError(message, hint)
    try:
        content = Manifest.model_validate(facts)
    except ValueError:
        raise _no_export(place) from None
    if content.sha256 != seal(facts):
        raise altered(f"{place}/{MANIFEST} was altered")
    names = [file.name for file in content.files]
    if len({*names}) < len(names):
        raise altered(f"{place}/{MANIFEST} names a file twice")
    return content


def _facts(place: str, text: bytes) -> dict[str, Any]:
    """Return what a manifest says; raises UsageError for a text that is none."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_export(place) from None
    if not isinstance(facts, dict) or facts.get("kind") != KIND:
        raise _no_export(place)
    return facts


def _no_export(place: str) -> UsageError:
    return UsageError(
        f"no Parquet export in {place}", "make one: stancetracker export parquet -o DIR"
    )


def altered(fault: str) -> UsageError:
    """Return the error of an export that is not as it was written."""
    return UsageError(f"{fault}, so nothing is answered", _ANEW)


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
