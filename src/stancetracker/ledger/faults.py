"""Find every fault in the fields of a scanned line."""

import json
import re
from collections.abc import Callable, Iterator
from functools import reduce
from operator import getitem
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stancetracker.base.errors import did_you_mean
from stancetracker.base.text import fold
from stancetracker.base.vocabulary import DEMAND, DOMAIN, SLUG
from stancetracker.ledger.kinds import ADAPTERS, Path, field_at, fields, reach
from stancetracker.ledger.record import Record
from stancetracker.ledger.scanner import MOST_SHOWN, Fault, Scan, characters, path_words

LEAVE_OUT: Final = "leave out the field"
_MOST_SUGGESTIONS: Final = 20
"""The most errors of a line that get a suggestion for an unknown field: a search takes time."""


class _FieldError(NamedTuple):
    """An error that pydantic found in a line, and the value that it is about."""

    error_type: str
    """Pydantic's type of error, or the code that one of our own validators gave it."""
    location: tuple[int | str, ...]
    """The path as pydantic has it, where the arms of a union are steps too."""
    message: str
    context: dict[str, Any]
    path: Path
    value: Any
    record_class: type[Record]
    scanned: Scan
    may_suggest: bool

    @property
    def offset(self) -> int:
        """Return where the value begins."""
        return self.scanned.values[self.path]

    @property
    def name(self) -> str:
        """Return the path of the value as people write it."""
        return path_words(self.path)

    @property
    def shown(self) -> str:
        """Return as much of a text as a message shows."""
        return str(self.value[:MOST_SHOWN])

    def fault(self, code: str, message: str, hint: str | None = None) -> Fault:
        """Return a fault at the value."""
        return Fault(self.offset, code, message, hint)


def field_faults(record_class: type[Record], scanned: Scan) -> list[Fault]:
    """Return everything that keeps a line from being a record of its class."""
    faults = [
        *_validation_faults(record_class, scanned),
        *_unmet_rules(record_class, scanned),
    ]
    # A value that may be of two types has an error for each.
    distinct = {(fault.offset, fault.code, fault.message): fault for fault in faults}
    return list(distinct.values())


def _validation_faults(record_class: type[Record], scanned: Scan) -> Iterator[Fault]:
    try:
        ADAPTERS[scanned.value["kind"]].validate_json(json.dumps(scanned.value))
    except ValidationError as invalid:
        for number, details in enumerate(invalid.errors(include_url=False)):
            error = _field_error(details, record_class, scanned, number < _MOST_SUGGESTIONS)
            reword = _REWORDINGS.get(error.error_type, _wrong_type)
            if fault := reword(error):
                yield fault


def _field_error(
    details: ErrorDetails, record_class: type[Record], scanned: Scan, may_suggest: bool
) -> _FieldError:
    path: Path = ()
    for step in details["loc"]:
        if (*path, step) in scanned.values:  # else the name of an arm, which is in no line
            path = (*path, step)
    return _FieldError(
        error_type=details["type"],
        location=details["loc"],
        message=details["msg"],
        context=details.get("ctx", {}),
        path=path,
        value=reduce(getitem, path, scanned.value),
        record_class=record_class,
        scanned=scanned,
        may_suggest=may_suggest,
    )


def _unmet_rules(record_class: type[Record], scanned: Scan) -> Iterator[Fault]:
    """Yield the rules over several fields that the record, or an object in it, does not meet."""
    for field in fields(record_class).values():
        if field.inner is None:
            continue
        for path, value in reach(scanned.value, field.pattern):
            if not isinstance(value, dict):
                continue
            for unmet in field.inner.every_unmet(value):
                offset = scanned.keys.get((*path, unmet.field), scanned.values[path])
                yield Fault(offset, unmet.code, unmet.message)


def _unknown_field(error: _FieldError) -> Fault:
    *_, key = error.path
    parent_path = error.path[:-1]
    parent = field_at(error.record_class, parent_path)
    hint = None
    if error.may_suggest and parent and parent.inner:
        names = list(parent.inner.model_fields)
        unused = [name for name in names if (*parent_path, name) not in error.scanned.values]
        hint = did_you_mean(str(key)[:MOST_SHOWN], unused)
        hint = hint or f"the fields are: {', '.join(names)}"
    key_offset = error.scanned.keys[error.path]
    return Fault(key_offset, "unknown-field", f"no such field: {error.name}", hint)


def _missing_field(error: _FieldError) -> Fault:
    return error.fault("missing-field", f"`{error.location[-1]}` is missing")


def _unknown_word(error: _FieldError) -> Fault | None:
    if not isinstance(error.value, str):
        return _wrong_type(error)
    words = re.findall(r"'([^']*)'", str(error.context["expected"]))
    hint = did_you_mean(error.shown, words) or f"one of: {', '.join(words)}"
    return error.fault("unknown-word", f"{error.name} can't be {error.shown}", hint)


def _own_error(error: _FieldError) -> Fault:
    """Return the fault that a validator of `ledger.record` found, perhaps at one character."""
    offset = error.offset
    if (number := error.context["at"]) is not None:
        [text] = (
            text for text in error.scanned.texts if text.path == error.path and not text.is_key
        )
        offset = list(characters(error.scanned.line, text))[number].offset
    message = f"{error.name}: {error.context['text']}"
    return Fault(offset, error.error_type, message, error.context["hint"])


class _Mismatch(NamedTuple):
    """The code and message for a text that is not of the form of its field."""

    code: str
    message: str
    hint: str


_ID_HINT: Final = "lower-case letters a to z, digits and single hyphens"
_MISMATCHES: Final = {
    r"\S": _Mismatch("empty-text", "has no visible character", LEAVE_OUT),
    SLUG: _Mismatch("invalid-id", "is not an id", _ID_HINT),
    DEMAND: _Mismatch("invalid-id", "is not petition/demand", _ID_HINT),
    r"^[A-Z]{3}$": _Mismatch(
        "invalid-currency", "is not a currency code", "three capital letters, such as USD"
    ),
    r"^[0-9a-f]{64}$": _Mismatch(
        "invalid-sha256", "is not a SHA-256", "64 digits from 0 to 9 and a to f"
    ),
    DOMAIN: _Mismatch(
        "invalid-domain",
        "is not a domain",
        "as example.com, in lower case, without https://",
    ),
}
_LANGUAGE_MISMATCH: Final = _Mismatch(
    "invalid-language", "is not a language tag", "as en, fr or pt-BR"
)


def _pattern_mismatch(error: _FieldError) -> Fault:
    pattern = error.context["pattern"]
    mismatch = _MISMATCHES.get(pattern, _LANGUAGE_MISMATCH)
    message = f"{error.name} {mismatch.message}"
    if mismatch.code != "empty-text":
        message += f": {error.shown}"
    hint = mismatch.hint
    if mismatch.code == "invalid-id" and (suggestion := _nearest_id(error.shown, pattern)):
        hint = f"did you mean {suggestion}?"
    return error.fault(mismatch.code, message, hint)


def _nearest_id(text: str, pattern: str) -> str | None:
    """Return an id, or a demand's petition/demand, as close to a text as it can be, or None."""
    separators = "/" if pattern == DEMAND else ""
    candidate = re.sub(rf"[^a-z0-9{separators}]+", "-", fold(text)).strip("-/")
    return candidate if re.fullmatch(pattern, candidate) else None


def _empty_text(error: _FieldError) -> Fault:
    return error.fault("empty-text", f"{error.name} is empty", LEAVE_OUT)


def _too_long(error: _FieldError) -> Fault:
    most = error.context["max_length"]
    return error.fault("invalid-id", f"{error.name} has more than {most} characters")


def _empty_list(error: _FieldError) -> Fault | None:
    if error.value:  # a list whose items are all wrong, and have errors of their own
        return None
    return error.fault("empty-list", f"{error.name} needs at least one item")


def _out_of_range(error: _FieldError) -> Fault:
    return error.fault("out-of-range", f"{error.name}: {error.message.removeprefix('Input ')}")


_TYPES: Final = {
    "string_type": "a text",
    "literal_error": "a text",  # one of a closed list of words
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
}


def _wrong_type(error: _FieldError) -> Fault | None:
    field = field_at(error.record_class, error.path) if error.path else None
    if field and field.entry:
        if isinstance(error.value, (str, dict)):  # of the right type, with an error of its own
            return None
        expected = "a text or an object"
    elif error.error_type != "literal_error" and error.path != error.location:
        # An error of an arm of a union; but for texts that may be objects, there is `int | float`.
        if isinstance(error.value, (int, float)) and not isinstance(error.value, bool):
            return None  # of the right type, with an error of its own
        expected = "a number"
    else:
        expected = _TYPES.get(error.error_type, error.message)
    message = f"{error.name} is {type_words(error.value)}, must be {expected}"
    return error.fault("wrong-type", message)


_REWORDINGS: Final[dict[str, Callable[[_FieldError], Fault | None]]] = {
    "extra_forbidden": _unknown_field,
    "missing": _missing_field,
    "literal_error": _unknown_word,
    "invalid-date": _own_error,
    "open-date": _own_error,
    "invalid-url": _own_error,
    "string_pattern_mismatch": _pattern_mismatch,
    "string_too_short": _empty_text,
    "string_too_long": _too_long,
    "too_short": _empty_list,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    # A rule over several fields, which `_unmet_rules` finds also where a field is wrong.
    "unmet": lambda error: None,
}
"""The fault for each type of pydantic's errors; any other is a value of the wrong type."""


def type_words(value: Any) -> str:
    """Return the type of a JSON value in words, `null`, `true` and `false` as they are."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    nouns = {int: "a number", float: "a number", str: "a text", list: "a list"}
    return nouns.get(type(value), "an object")
