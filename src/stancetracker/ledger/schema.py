"""Explain what is wrong with the fields of a line, each at its place."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stancetracker.base.errors import did_you_mean
from stancetracker.base.text import fold
from stancetracker.base.vocabulary import DOMAIN, SLUG
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND, field_at, fields, reach
from stancetracker.ledger.record import Record
from stancetracker.ledger.scan import Fault, Path, Scan, called, characters

_MOST_SUGGESTIONS: Final = 20
_TYPES: Final = {
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
}
_DEMAND: Final = f"{SLUG[:-1]}/{SLUG[1:]}"
_PATTERNS: Final = {
    r"\S": ("empty-text", "has nothing to see", "leave out the field"),
    SLUG: ("invalid-id", "is not an id", None),
    _DEMAND: ("invalid-id", "is not petition/demand", None),
    r"^[A-Z]{3}$": ("invalid-currency", "is not a currency code", "three capital letters, as USD"),
    r"^[0-9a-f]{64}$": ("invalid-sha256", "is not a SHA-256", "64 digits from 0 to 9 and a to f"),
    DOMAIN: ("invalid-domain", "is not a domain", "as example.com, in small letters, without https://"),
}
_OTHER_PATTERN: Final = ("invalid-language", "is not a language tag", "as en, fr or pt-BR")
_CUSTOM: Final = ("invalid-date", "open-date", "invalid-url")


def kind_fault(value: Any, scanned: Scan) -> Fault | None:
    """Return why the kind of a line is not known, or None if it is."""
    if not isinstance(value, dict):
        hint = "write one record a line" if isinstance(value, list) else None
        return Fault(
            scanned.values[()], "not-an-object", f"a record is an object, this is {_noun(value)}", hint
        )
    if "kind" not in value:
        hint = next((did_you_mean("kind", [key]) for key in value if did_you_mean("kind", [key])), None)
        found = hint and next(key for key in value if did_you_mean("kind", [key]))
        words = f"did you mean `kind` for `{found}`?" if found else f"one of: {', '.join(CLASS_BY_KIND)}"
        return Fault(scanned.values[()], "missing-kind", "a record says its `kind`", words)
    kind, at = value["kind"], scanned.values[("kind",)]
    if not isinstance(kind, str):
        return Fault(at, "wrong-type", f"`kind` is {_noun(kind)}, must be a text")
    if kind not in CLASS_BY_KIND:
        hint = did_you_mean(kind, CLASS_BY_KIND) or f"one of: {', '.join(CLASS_BY_KIND)}"
        return Fault(at, "unknown-kind", f"no such kind: {kind[:80]}", hint)
    return None


def faults(record_class: type[Record], scanned: Scan) -> Iterator[Fault]:
    """Yield everything that keeps a line from being a record of its class."""
    seen = set()
    for fault in _faults(record_class, scanned):
        # A value that may be of two types has an error for each.
        if (fault.offset, fault.code, fault.message) not in seen:
            seen.add((fault.offset, fault.code, fault.message))
            yield fault


def _faults(record_class: type[Record], scanned: Scan) -> Iterator[Fault]:
    try:
        ADAPTERS[scanned.value["kind"]].validate_json(json.dumps(scanned.value))
    except ValidationError as invalid:
        for number, error in enumerate(invalid.errors(include_url=False)):
            yield from _reworded(error, record_class, scanned, suggest=number < _MOST_SUGGESTIONS)
    for field in fields(record_class).values():
        if field.part is not None:
            for path, given in reach(scanned.value, field.pattern):
                if isinstance(given, dict):
                    yield from _unmet(field.part.unmet(given), path, scanned)


def _unmet(rules: Iterator[Any], path: Path, scanned: Scan) -> Iterator[Fault]:
    for unmet in rules:
        at = scanned.keys.get((*path, unmet.field), scanned.values[path])
        yield Fault(at, unmet.code, unmet.message)


def _reworded(
    error: ErrorDetails, record_class: type[Record], scanned: Scan, *, suggest: bool
) -> Iterator[Fault]:
    path = _known(error["loc"], scanned)
    code, given, at = error["type"], _value(scanned.value, path), scanned.values[path]
    name = called(path)
    context = error.get("ctx", {})
    if code == "extra_forbidden":
        hint = _fields_hint(record_class, path, scanned) if suggest else None
        yield Fault(scanned.keys[path], "unknown-field", f"no such field: {called(path)}", hint)
    elif code == "missing":
        yield Fault(at, "missing-field", f"`{error['loc'][-1]}` is missing")
    elif code == "literal_error":
        yield _unknown_word(given, name, at, str(context["expected"]))
    elif code in _CUSTOM:
        at = _character(scanned, path, context.get("at")) or at
        yield Fault(at, code, f"{name}: {context['text']}", context["hint"])
    elif code == "string_pattern_mismatch":
        yield _mismatch(str(given), name, at, str(context["pattern"]))
    elif code == "string_too_short":
        yield Fault(at, "empty-text", f"{name} is empty", "leave out the field")
    elif code == "string_too_long":
        yield Fault(at, "invalid-id", f"{name} has more than {context['max_length']} characters")
    elif code == "too_short":
        # Also the error of a list whose items are all wrong, which have their own.
        if not given:
            yield Fault(at, "empty-list", f"{name} needs at least one item")
    elif code in ("greater_than_equal", "less_than_equal"):
        yield Fault(at, "out-of-range", f"{name}: {error['msg'].removeprefix('Input ')}")
    elif code != "unmet":
        # The arms of a union are one error: there are `int | float`, and texts that may be objects.
        wanted = _TYPES.get(code, error["msg"]) if path == error["loc"] else "a number"
        if path and (field := field_at(record_class, path)) and field.leaf and field.part:
            if isinstance(given, (str, dict)):  # which has an error of its own
                return
            wanted = "a text or an object"
        yield Fault(at, "wrong-type", f"{name} is {_noun(given)}, must be {wanted}")


def _known(loc: tuple[int | str, ...], scanned: Scan) -> Path:
    """Return the part of an error's location that is in the line, without the names of arms."""
    path: Path = ()
    for step in loc:
        path = (*path, step) if (*path, step) in scanned.values else path
    return path


def _character(scanned: Scan, path: Path, number: int | None) -> int | None:
    """Return the offset of a character of a text, by its number there."""
    text = next((each for each in scanned.texts if each.path == path and not each.is_key), None)
    return None if number is None or text is None else [*characters(scanned.line, text)][number][0]


def _value(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _noun(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"


def _fields_hint(record_class: type[Record], path: Path, scanned: Scan) -> str:
    parent = field_at(record_class, path[:-1])
    assert parent is not None
    assert parent.part is not None
    names = list(parent.part.model_fields)
    free = [name for name in names if (*path[:-1], name) not in scanned.values]
    return did_you_mean(str(path[-1])[:80], free) or f"the fields are: {', '.join(names)}"


def _unknown_word(given: Any, name: str, at: int, expected: str) -> Fault:
    words = re.findall(r"'([^']*)'", expected)
    if not isinstance(given, str):
        return Fault(at, "wrong-type", f"{name} is {_noun(given)}, must be a text")
    hint = did_you_mean(given[:80], words) or f"one of: {', '.join(words)}"
    return Fault(at, "unknown-word", f"{name} can't be {given[:80]}", hint)


def _mismatch(given: str, name: str, at: int, pattern: str) -> Fault:
    code, message, hint = _PATTERNS.get(pattern, _OTHER_PATTERN)
    if code == "invalid-id":
        hint = _slug_hint(given[:80], "/" if "demand" in message else "")
    shown = "" if code == "empty-text" else f": {given[:80]}"
    return Fault(at, code, f"{name} {message}{shown}", hint)


def _slug_hint(given: str, keep: str) -> str:
    slug = re.sub(rf"[^a-z0-9{keep}]+", "-", fold(given)).strip("-/")
    if re.fullmatch(_DEMAND if keep else SLUG, slug):
        return f"did you mean {slug}?"
    return "small letters a to z, digits and single hyphens"
