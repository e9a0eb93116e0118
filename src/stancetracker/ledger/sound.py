"""Lines that are what `fmt` writes and have no fault, read as fast as they can be.

Everything is checked that a closer reading checks, most of it at once: pydantic validates the bytes, and a line
that is its record's canonical form has no key twice, no number that programs read differently and no other
spelling. Whatever is not so is for a closer reading, which tells why in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import CoreConfig, CoreSchema, SchemaSerializer, SchemaValidator

from stancetracker.ledger import lint
from stancetracker.ledger.canonical import is_tidy
from stancetracker.ledger.form import form
from stancetracker.ledger.jsonl import LONGEST_LINE
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part, Record, Surely
from stancetracker.ledger.values import SURE

Values = dict[str, Any]
"""The fields of a record and of the objects in it, as far as they are written out, as plain values."""
# What begins or ends a text, or stands in one, where a space is too many; pydantic's patterns find it sooner than `re`.
_IS_SPACED: Final = SchemaValidator({"type": "str", "pattern": ' [ "]|" '}).isinstance_python
# The line end, and the characters that are sure to be what they look like, whatever stands beside them.
_USUAL: Final = bytes((*range(0x20, 0x7F), 0x0A))
_START: Final = b'{"kind":"'


class _Reader(NamedTuple):
    validate: Callable[[bytes], Values]
    write: Callable[..., bytes]


def sound(line: bytes, plain: bool = False) -> Values | None:
    """What a line in canonical form says, without its line end; None where a closer look is needed.

    `plain` says that it is among lines that are.
    """
    # Whether it begins as it should is told when it is held against its canonical form.
    kind = line[len(_START) : line.find(b'"', len(_START))]
    reader = _READERS[kind]
    if reader is None or len(line) > LONGEST_LINE:
        return None
    try:
        values = reader.validate(line)
        if not (plain and _FORMS[kind](line)) and reader.write(values, exclude_defaults=True) != line:
            return None
    except ValidationError:
        return None
    return values if plain or _is_plain(line) else None


def are_plain(lines: bytes) -> bool:
    """Whether no character of compact lines needs a closer look, and no text has needless spaces.

    It is quicker to ask of many lines at once; where the answer is no, each may still be.
    """
    try:
        text = lines.decode()
    except UnicodeDecodeError:
        return False
    if b"\\" in lines or _IS_SPACED(text):
        return False
    strange = lines.translate(None, _USUAL)
    return not strange or lint.are_sure(strange.decode())


def _is_plain(line: bytes) -> bool:
    if are_plain(line):
        return True
    text = line.decode()
    return lint.is_plain(text) and is_tidy(text)


class _Readers(dict[bytes, _Reader]):
    """The reader of each kind, made when its first line is read: most files are of few kinds."""

    def __missing__(self, kind: bytes) -> _Reader | None:
        record_class = CLASS_BY_KIND.get(kind.decode(errors="replace"))
        if record_class is None:
            return None
        # Of texts, few are the same.
        config: CoreConfig = {"strict": True, "cache_strings": "keys"}
        validator = SchemaValidator(values_schema(record_class, defaults=False), config)
        self[kind] = _Reader(validator.validate_json, SchemaSerializer(values_schema(record_class)).to_json)
        return self[kind]


class _Forms(dict[bytes, Callable[[bytes], object]]):
    """What matches canonical lines of each kind, made when many are read."""

    def __missing__(self, kind: bytes) -> Callable[[bytes], object]:
        self[kind] = form(CLASS_BY_KIND[kind.decode()]).fullmatch
        return self[kind]


_READERS: Final = _Readers()
_FORMS: Final = _Forms()


def values_schema(record_class: type[Record], *, defaults: bool = True) -> CoreSchema:
    """The schema of a record class for one that takes the same and makes plain values; if asked, no `defaults`."""
    record_class.model_rebuild()
    schema: CoreSchema = _plainly(record_class.__pydantic_core_schema__, defaults)
    return schema


def _plainly(schema: Any, defaults: bool) -> Any:
    """The schema of a record class, for one that makes plain values instead of records.

    Functions of ours are asked only where no pattern is sure of a text.
    """
    if isinstance(schema, list):
        return [_plainly(inner, defaults) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "definitions":
        named = [{**_plainly(one, defaults), "ref": one["ref"]} for one in schema["definitions"]]
        return {**schema, "schema": _plainly(schema["schema"], defaults), "definitions": named}
    if schema.get("type") == "function-after":  # as each class has a rule, be it that it has none
        if schema["schema"]["type"] == "model":
            return _meeting(schema["schema"]["cls"], _object(schema["schema"], defaults), defaults)
        if pattern := SURE.get(schema["function"].get("function")):
            text: CoreSchema = {"type": "str", "pattern": pattern, "strict": True}
            return {"type": "union", "mode": "left_to_right", "choices": [text, schema]}
    return {name: _plainly(inner, defaults) for name, inner in schema.items()}


def _object(schema: Any, defaults: bool) -> Any:
    fields = {name: _field(field["schema"], defaults) for name, field in schema["schema"]["fields"].items()}
    return {"type": "typed-dict", "fields": fields, "extra_behavior": "forbid"}


def _field(schema: Any, defaults: bool) -> Any:
    required = schema["type"] != "default"
    inner = schema if required or defaults else schema["schema"]
    return {"type": "typed-dict-field", "schema": _plainly(inner, defaults), "required": required}


def _meeting(part: type[Part], schema: Any, defaults: bool) -> Any:
    """The schema, with the rules over several fields of its class."""

    def meets(values: Values) -> Values:
        for _ in part.unmet(values):
            raise ValueError
        return values

    if part.unmet.__func__ is Part.unmet.__func__:  # type: ignore[attr-defined]
        return schema
    asked = {"type": "function-after", "function": {"type": "no-info", "function": meets}, "schema": schema}
    if defaults or not part.surely:
        return asked
    usual = {one.when: _narrowed(schema, one) for one in part.surely}
    if len(usual) == 1:
        return {"type": "union", "mode": "left_to_right", "choices": [*usual.values(), asked]}
    [field] = {field for field, _ in usual}
    choices = {word: narrowed for (_, word), narrowed in usual.items()}
    return {"type": "tagged-union", "discriminator": field, "choices": choices}


def _narrowed(schema: Any, surely: Surely) -> Any:
    """The schema of what surely meets the rules, so that no function of ours is asked."""
    fields = {name: field for name, field in schema["fields"].items() if name not in surely.absent}
    for name in surely.given:
        fields[name] = {
            "type": "typed-dict-field",
            "schema": _given(fields[name]["schema"]),
            "required": True,
        }
    return {**schema, "fields": fields}


def _given(schema: Any) -> Any:
    """The schema of a value that is neither null nor empty."""
    if schema["type"] == "nullable":
        return schema["schema"]
    return {**schema, "min_length": 1}
