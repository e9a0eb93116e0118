"""The canonical form of a record, and ids, the data version and formatted files computed from it."""

import hashlib
import json
import re
from collections.abc import Set
from typing import Final

from stancetracker.base.text import nfc, tidy
from stancetracker.ledger.faults import is_composed
from stancetracker.ledger.kinds import fields, put, reach
from stancetracker.ledger.record import Record, kind_of

_HEX_DIGITS: Final = 12
_DIGESTS: Final = 2**256
_NOT_IDENTITY: Final = {"id", "recorded", "note"}
# What could act on a screen, and what some programs take for a line end; JSON escapes the rest by itself.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def canonical(record: Record, without: Set[str] = frozenset()) -> str:
    """Return the line of a record: compact JSON, fields in order, defaults left out, names composed."""
    line = record.model_dump_json(exclude_defaults=True, exclude=set(without))
    if not is_composed(line):
        value = json.loads(line)
        for field in (each for each in fields(type(record)).values() if each.composed):
            for path, text in reach(value, field.pattern):
                if isinstance(text, str):  # and no object that may stand for one
                    put(value, path, tidy(nfc(text)))
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def derived_id(record: Record) -> str:
    """Return the id of a record that has none: its kind and 12 digits of its content's hash."""
    digest = hashlib.sha256(canonical(record, _NOT_IDENTITY).encode()).hexdigest()
    return f"{kind_of(type(record))}-{digest[:_HEX_DIGITS]}"


def identified(record: Record, line: str) -> tuple[str, str]:
    """Return the id of a record, and its canonical line, which was given without a derived id, with it.

    The `dataset` record has the id ''.
    """
    name: str | None = getattr(record, "id", "")
    if name is not None:
        return name, line
    name, start = derived_id(record), f'{{"kind":"{kind_of(type(record))}",'
    return name, f'{start}"id":"{name}",{line.removeprefix(start)}'


def digest(line: bytes) -> int:
    """Return what a record's canonical line adds to the digest of its dataset.

    The digest of a dataset is the sum of its records' SHA-256s, modulo 2^256: no order matters, and each record
    adds or removes its own.
    """
    return int.from_bytes(hashlib.sha256(line).digest(), "big")


def version(total: int) -> str:
    """Return the version of a dataset, 12 hex digits, from the sum of its records' digests."""
    return f"{total % _DIGESTS:064x}"[:_HEX_DIGITS]
