"""Lines as contributors write them, completed: ids in place of names, and the day they were recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from stancetracker.base.errors import UsageError
from stancetracker.contribute.names import Names, resolve
from stancetracker.ledger.dataset import Dataset
from stancetracker.ledger.jsonl import plain_value, read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND

Given = str | Mapping[str, object]


def lines_of(content: bytes) -> list[str]:
    """The lines of a file of records, so that each keeps its number; one record may also stand over several lines."""
    text = content.decode("utf-8", "surrogateescape")
    lines = text.removesuffix("\n").split("\n")
    written = [line for line in lines if line.strip()]
    # JSON has no line end inside a text, so what is one object over several lines is one in one line.
    if len(written) > 1 and _is_object(text) and not _is_object(written[0]):
        return [" ".join(written)]
    return lines if written else []


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def complete(dataset: Dataset, given: Sequence[Given], recorded: str) -> list[str | UsageError]:
    """The lines with `recorded` and ids in place of names, as far as they can be read.

    In place of a line that names what is not there, or could be several, stands the error to tell.
    """
    values = [(item, _object(item)) for item in given]
    names = Names([entry.record for entry in dataset.entries], [value for _, value in values if value])
    lines: list[str | UsageError] = []
    for item, value in values:
        record_class = CLASS_BY_KIND.get(str(value.get("kind"))) if value else None
        if value is None or record_class is None:
            lines.append(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False))
            continue
        try:
            completed = resolve(value, record_class, names)
        except UsageError as error:
            lines.append(error)
            continue
        if "recorded" in record_class.model_fields:
            completed.setdefault("recorded", recorded)
        same = isinstance(item, str) and completed == value
        lines.append(str(item) if same else json.dumps(completed, ensure_ascii=False))
    return lines


def _object(item: Given) -> dict[str, Any] | None:
    """The object a line is, or None where it can't be completed without hiding a fault."""
    if not isinstance(item, str):
        return dict(item)
    with suppress(ValueError):
        value = plain_value(item)
        return value if isinstance(value, dict) else None
    reading = read_line(item)
    if not reading.parses or any(fault.code in _HIDDEN_BY_COMPLETING for fault in reading.faults):
        return None
    value = json.loads(item)
    return value if isinstance(value, dict) else None


_HIDDEN_BY_COMPLETING: Final = (
    "duplicate-key",
    "not-finite",
    "number-too-large",
    "nul-character",
    "lone-surrogate",
    "raw-control-character",
)
