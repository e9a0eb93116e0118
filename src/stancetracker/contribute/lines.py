"""Records as the lines of JSON, or the objects, that people and programs add."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import Place, UsageError
from stancetracker.contribute.names import Names, resolve
from stancetracker.index.queries import texts
from stancetracker.index.tables import LISTED
from stancetracker.ledger.jsonl import is_object, plain_value, read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.scanner import ONE_LINE, scan

NewRecord = str | Mapping[str, object]
"""A record to add: a line of JSON, or an object."""
_KNOWN_IDS: Final = f"SELECT id FROM main.record WHERE id {LISTED}"
_NAMED_KINDS: Final = (
    "dataset",
    "publisher",
    "organization",
    "person",
    "issue",
    "event",
    "petition",
)
"""The kinds whose records come with those that name them."""
_LINES_OF_RECORD: Final = (
    "SELECT lower(hex(sha256)), known_from FROM main.line WHERE id = ? ORDER BY version, sha256"
)
# Faults that would be gone from a line once it is written anew.
_HIDDEN_BY_COMPLETING: Final = (
    "duplicate-key",
    "not-finite",
    "number-too-large",
    "nul-character",
    "lone-surrogate",
    "raw-control-character",
)


def lines_of(content: bytes, name: str) -> list[str]:
    """Split a file of records into lines that keep their numbers; one record may span several.

    Raises UsageError where it is plainly something else, as a table or an image, and, with its
    place, for a mistake in a record over several lines; `name` is what the error calls the file.
    """
    text = content.decode("utf-8", "surrogateescape")
    lines = text.removesuffix("\n").split("\n")
    filled_lines = [line for line in lines if line.strip()]
    if not filled_lines:
        return []
    if not _may_be_records(content, filled_lines):
        hint = "write one JSON object a line; a table needs a mapping: import --map MAP.TOML"
        raise UsageError(f"no JSON lines in {name}", hint)
    return [_in_one_line(text, name)] if _is_over_lines(filled_lines) else lines


def _is_over_lines(lines: Sequence[str]) -> bool:
    """Return whether lines are meant as one record: the first opens it, and none is a record."""
    first = lines[0].lstrip("\ufeff \t")
    opened = first.count("{") + first.count("[") - first.count("}") - first.count("]")
    return len(lines) > 1 and opened > 0 and not any(map(is_object, lines))


def _in_one_line(text: str, name: str) -> str:
    """Return a record over several lines as the same in one; raises UsageError for a mistake."""
    # JSON has no line end inside a text, and each offset stays.
    line = text.removeprefix("\ufeff").replace("\n", " ")
    scanned = scan(line)
    if not scanned.parses:
        fault = scanned.faults[-1]
        before = text[: fault.offset]
        place = Place(name, before.count("\n") + 1, fault.offset - before.rfind("\n"))
        raise UsageError(
            f"{place}: {fault.message}", None if fault.hint == ONE_LINE else fault.hint
        )
    if not isinstance(scanned.value, dict):
        raise UsageError(f"no record but a list in {name}", "write one JSON object a line")
    return line.strip()


def _may_be_records(content: bytes, lines: Sequence[str]) -> bool:
    """Return whether a file has a JSON object or, being a text, something that begins like JSON."""
    is_text = b"\0" not in content
    if is_text and any(line.lstrip("\ufeff \t").startswith(("{", "[")) for line in lines):
        return True
    return any(map(is_object, lines))


class CompleteLine(NamedTuple):
    """A line with ids for names and a recorded day, and why the first other name has no id."""

    text: str
    error: UsageError | None


def complete(
    connection: sqlite3.Connection, new_records: Sequence[NewRecord], recorded: str | None
) -> list[CompleteLine]:
    """Return lines, or objects as lines, with ids for names, and with `recorded` if that is given.

    Unreadable lines stay as they are. Whatever statements name gets the earliest day that is stated
    beside it. What has the id of a record that is there gets no day: it is that record again, or
    takes its place. A redaction gets the lines that are there as `removed`.
    """
    objects = [_object(record) for record in new_records]
    names = Names(connection, [values for values in objects if values])
    ids = [str(values["id"]) for values in objects if values and "id" in values]
    known_ids = {*texts(connection, _KNOWN_IDS, (json.dumps(ids),))}
    stated_days = [str(values["recorded"]) for values in objects if values and "recorded" in values]
    completed = []
    for record, values in zip(new_records, objects, strict=True):
        day = recorded
        # A line is known no earlier than what it names.
        if recorded and values and values.get("kind") in _NAMED_KINDS:
            day = min([recorded, *stated_days])
        defaults = _defaults(connection, values, day, known_ids)
        completed.append(_complete(record, values, names, defaults))
    return completed


def _defaults(
    connection: sqlite3.Connection,
    values: Mapping[str, Any] | None,
    recorded: str | None,
    known_ids: Collection[object],
) -> dict[str, Any]:
    """Return the fields that a record gets if it doesn't have them."""
    defaults: dict[str, Any] = {}
    if values and recorded and values.get("id") not in known_ids:
        defaults["recorded"] = recorded
    if values and values.get("type") == "redaction":
        lines = connection.execute(_LINES_OF_RECORD, (str(values.get("corrects")),))
        removed = [{"sha256": sha256, "recorded": day or None} for sha256, day in lines]
        defaults |= {"removed": removed} if removed else {}
    return defaults


def _complete(
    record: NewRecord,
    values: dict[str, Any] | None,
    names: Names,
    defaults: Mapping[str, Any],
) -> CompleteLine:
    complete_values = values
    error = None
    if values and (record_class := CLASS_BY_KIND.get(str(values.get("kind")))):
        resolution = resolve(values, record_class, names)
        complete_values = resolution.values
        error = next(iter(resolution.errors.values()), None)
        complete_values = {**defaults, **complete_values}
    if isinstance(record, str) and complete_values == values:
        return CompleteLine(record, error)
    return CompleteLine(json.dumps(complete_values, ensure_ascii=False), error)


def _object(record: NewRecord) -> dict[str, Any] | None:
    """Return the object of a line, or None where completing it would hide a fault."""
    if not isinstance(record, str):
        return dict(record)
    try:
        value = plain_value(record)
    except ValueError:
        reading = read_line(record)
        if not reading.parses:
            return None
        if any(fault.code in _HIDDEN_BY_COMPLETING for fault in reading.faults):
            return None
        value = json.loads(record)
    return value if isinstance(value, dict) else None
