"""The canonical form of a record, and what is computed from it: ids, the data version, a formatted file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Final, TypeVar
from unicodedata import is_normalized

from stancetracker.base.problems import Problem
from stancetracker.base.text import nfc, tidy
from stancetracker.ledger.fields import composed_fields, put, reach
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.model import ADAPTERS, Record, kind_of

_HEX_DIGITS: Final = 12
_NOT_IDENTITY: Final = {"id", "recorded", "note"}
# What no compact line of tidy names has; other texts may have it.
_UNTIDY: Final = ("  ", '" ', ' "')
# What could act on a screen, and what some programs take for a line end; JSON escapes the rest by itself.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

R = TypeVar("R", bound=Record)


def canonical(record: Record) -> str:
    """The line of a record: compact JSON, fields in order, defaults left out, names composed."""
    return _line(record, set())


def without_recorded(record: Record) -> str:
    """The canonical line but for the day it was recorded: two such lines are one record."""
    return _line(record, {"recorded"})


def _line(record: Record, without: set[str]) -> str:
    line = record.model_dump_json(exclude_defaults=True, exclude=without)
    if not _is_composed(line):
        line = _composed_line(line, type(record))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def _is_composed(line: str) -> bool:
    """Whether no name in a line can be other than it is in the canonical one."""
    spaced = any(spaces in line for spaces in _UNTIDY)
    return not spaced and (line.isascii() or is_normalized("NFC", line))


def _composed_line(line: str, record_class: type[Record]) -> str:
    value = json.loads(line)
    for field in composed_fields(record_class):
        for path, text in reach(value, field.pattern):
            put(value, path, tidy(nfc(text)))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def composed(record: R) -> R:
    """The record as its canonical line reads it."""
    if _is_composed(record.model_dump_json(exclude_defaults=True)):
        return record
    kind = kind_of(type(record))
    result: R = ADAPTERS[kind].validate_json(canonical(record))
    return result


def derived_id(record: Record) -> str:
    """The id a record has when none is written: its kind and 12 digits of its content's hash."""
    digest = hashlib.sha256(_line(record, _NOT_IDENTITY).encode()).hexdigest()
    return f"{kind_of(type(record))}-{digest[:_HEX_DIGITS]}"


def with_id(record: R) -> R:
    """The record with its id filled in, where its kind derives one and none is written."""
    if record.derives_id and getattr(record, "id", None) is None:
        return record.model_copy(update={"id": derived_id(record)})
    return record


def data_version(records: Iterable[Record]) -> str:
    """12 hex digits for what a dataset says, the same for any order of its lines and files."""
    lines = sorted({canonical(with_id(record)) for record in records})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_HEX_DIGITS]


def format_file(content: bytes, name: str) -> bytes | tuple[Problem, ...]:
    """A data file in its canonical form, records in the order they stand; or the fatal problems it has."""
    parsed = parse(content, name)
    fatal = tuple(problem for problem in parsed.problems if problem.severity == "fatal")
    if fatal:
        return fatal
    return "".join(f"{canonical(with_id(line.record))}\n" for line in parsed.lines).encode()
