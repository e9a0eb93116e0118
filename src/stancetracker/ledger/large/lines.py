"""Many lines read at once, as fast as they can be, where none of them needs a closer look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import SchemaValidator

from stancetracker.ledger.fields import members
from stancetracker.ledger.jsonl import LONGEST_LINE
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Source
from stancetracker.ledger.sound import Values, are_plain, sound, values_schema

_START: Final = b'{"kind":"'
_JOIN: Final = b",\n"
# Of lines read together, how many are read one by one for the sake of one that is odd.
_FEW: Final = 64


def read(lines: Sequence[bytes]) -> list[Values | None]:
    """What each line says, as far as it is written out; None where a closer look is needed."""
    found = _together(lines)
    if found is not None:
        return found
    usual = [are_plain(line) for line in lines]
    rest = iter(_by_few([line for line, one in zip(lines, usual, strict=True) if one]))
    return [next(rest) if one else sound(line) for line, one in zip(lines, usual, strict=True)]


def _by_few(lines: Sequence[bytes]) -> list[Values | None]:
    found: list[Values | None] = []
    for start in range(0, len(lines), _FEW):
        few = lines[start : start + _FEW]
        found += _together(few) or map(sound, few)
    return found


def _together(lines: Sequence[bytes]) -> list[Values | None] | None:
    """What all lines say; None where one of them, or the way they meet, needs a closer look."""
    joined = _JOIN.join(lines)
    if not are_plain(joined) or not _are_records(joined, len(lines)):
        return None
    try:
        found: list[Values] = _VALIDATE(b"[" + joined + b"]")
    except ValidationError:
        return None
    # In compact JSON without escapes, this stands after each name of a field, and nowhere else.
    whole = joined.count(b'":') == _names(found) and max(map(len, lines), default=0) <= LONGEST_LINE
    return [*found] if whole else None


def _are_records(joined: bytes, count: int) -> bool:
    """Whether each line begins and ends as a record does, and so is one if all together are valid.

    No text holds a line end, and no object inside a record has a `kind`: so they meet where records do.
    """
    meetings = joined.count(b"}" + _JOIN + _START)
    return meetings == count - 1 and joined.startswith(_START) and joined.endswith(b"}")


def _names(records: Iterable[Values]) -> int:
    """How many fields these records and the objects in them have."""
    count = 0
    for record in records:
        count += len(record)
        if record["kind"] not in _FLAT:
            count += sum(map(_inner_names, record.values()))
        elif sources := record.get("sources"):
            count += sum(map(len, sources))
    return count


def _inner_names(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(_inner_names, value.values()))
    return sum(map(_inner_names, value)) if isinstance(value, tuple) else 0


# The kinds that hold no object but sources, in which there are none.
_FLAT: Final = frozenset(
    kind
    for kind, record_class in CLASS_BY_KIND.items()
    if all(member.part in (None, Source) and not member.mapping for member in members(record_class))
)
_VALIDATE: Final = SchemaValidator(
    {
        "type": "list",
        "items_schema": {
            "type": "tagged-union",
            "discriminator": "kind",
            "choices": {
                kind: values_schema(record_class, defaults=False)
                for kind, record_class in CLASS_BY_KIND.items()
            },
        },
    },
    {"strict": True, "cache_strings": "keys"},
).validate_json
