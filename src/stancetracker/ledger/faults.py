"""What is wrong with the fields and the characters of a line, each at its place."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stancetracker.base.errors import did_you_mean
from stancetracker.base.text import BIDI_CONTROLS, fold, tidy
from stancetracker.base.vocabulary import DOMAIN, SLUG
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND, Path, field_at, fields, reach
from stancetracker.ledger.record import Part, Record
from stancetracker.ledger.scan import Fault, Scan, Text, called, characters

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
_OF_IDS: Final = "small letters a to z, digits and single hyphens"
_PATTERNS: Final = {
    r"\S": ("empty-text", "has nothing to see", "leave out the field"),
    SLUG: ("invalid-id", "is not an id", _OF_IDS),
    _DEMAND: ("invalid-id", "is not petition/demand", _OF_IDS),
    r"^[A-Z]{3}$": ("invalid-currency", "is not a currency code", "three capital letters, as USD"),
    r"^[0-9a-f]{64}$": ("invalid-sha256", "is not a SHA-256", "64 digits from 0 to 9 and a to f"),
    DOMAIN: ("invalid-domain", "is not a domain", "as example.com, in small letters, without https://"),
}
_OTHER_PATTERN: Final = ("invalid-language", "is not a language tag", "as en, fr or pt-BR")
_CUSTOM: Final = ("invalid-date", "open-date", "invalid-url")
MULTILINE: Final = ("quote", "text", "note")
_OF_LINES: Final = re.compile(rf'"(?:{"|".join(MULTILINE)})":"([^"]*)"')
_LINE_ENDS: Final = ("\u2028", "\u2029")
_JOINERS: Final = "\u200c\u200d\ufe0e\ufe0f"
# Default-ignorable code points, and the blank Braille cell.
_INVISIBLE: Final = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IS_INVISIBLE: Final = re.compile(f"[{_INVISIBLE}]")
_UNSAFE_OR_INVISIBLE: Final = re.compile(f"[\x7f-\x9f\u2028\u2029{BIDI_CONTROLS}{_INVISIBLE}]")
# A text that begins with a space, in a compact line; in such a line, ` "` always ends one.
_SPACE_FIRST: Final = re.compile(r'[:,\[{]" ')
_SHOWS_NOTHING: Final = re.compile(rf"[\s{_INVISIBLE}]*")
# Scripts that write with joiners: Arabic and its kin, those of India, Mongolian; and symbols such as emoji.
_JOINING: Final = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1800-\u18af\u2190-\u2bff\U0001f000-\U0001faff]")


def kind_fault(value: Any, scanned: Scan) -> Fault | None:
    """Return why the kind of a line is not known, or None if it is."""
    if not isinstance(value, dict):
        hint = "write one record a line" if isinstance(value, list) else None
        message = f"a record is an object, this is {_noun(value)}"
        return Fault(scanned.values[()], "not-an-object", message, hint)
    if "kind" not in value:
        found = next((key for key in value if did_you_mean("kind", [key])), None)
        words = f"did you mean `kind` for `{found}`?" if found else f"one of: {', '.join(CLASS_BY_KIND)}"
        return Fault(scanned.values[()], "missing-kind", "a record says its `kind`", words)
    kind, at = value["kind"], scanned.values[("kind",)]
    if not isinstance(kind, str):
        return Fault(at, "wrong-type", f"`kind` is {_noun(kind)}, must be a text")
    if kind not in CLASS_BY_KIND:
        hint = did_you_mean(kind, CLASS_BY_KIND) or f"one of: {', '.join(CLASS_BY_KIND)}"
        return Fault(at, "unknown-kind", f"no such kind: {kind[:80]}", hint)
    return None


def field_faults(record_class: type[Record], scanned: Scan) -> Iterator[Fault]:
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
        if field.part is None:
            continue
        for path, given in reach(scanned.value, field.pattern):
            for unmet in field.part.unmet(given) if isinstance(given, dict) else ():
                at = scanned.keys.get((*path, unmet.field), scanned.values[path])
                yield Fault(at, unmet.code, unmet.message)


def _reworded(
    error: ErrorDetails, record_class: type[Record], scanned: Scan, *, suggest: bool
) -> Iterator[Fault]:
    path: Path = ()
    for step in error["loc"]:  # of which some are names of arms, and in no line
        path = (*path, step) if (*path, step) in scanned.values else path
    code, given, at = error["type"], reduce(getitem, path, scanned.value), scanned.values[path]
    name = called(path)
    context = error.get("ctx", {})
    if code == "extra_forbidden":
        hint = _fields_hint(record_class, path, scanned) if suggest else None
        yield Fault(scanned.keys[path], "unknown-field", f"no such field: {name}", hint)
    elif code == "missing":
        yield Fault(at, "missing-field", f"`{error['loc'][-1]}` is missing")
    elif code == "literal_error":
        yield _unknown_word(given, name, at, str(context["expected"]))
    elif code in _CUSTOM:
        if (number := context.get("at")) is not None:
            [text] = (each for each in scanned.texts if each.path == path and not each.is_key)
            at = [*characters(scanned.line, text)][number][0]
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
        keep = "/" if pattern == _DEMAND else ""
        slug = re.sub(rf"[^a-z0-9{keep}]+", "-", fold(given[:80])).strip("-/")
        hint = f"did you mean {slug}?" if re.fullmatch(pattern, slug) else hint
    shown = "" if code == "empty-text" else f": {given[:80]}"
    return Fault(at, code, f"{name} {message}{shown}", hint)


def is_composed(line: str) -> bool:
    """Return whether all texts in a canonical line are composed and tidy, as names have to be."""
    tidy = "  " not in line and ' "' not in line and ('" ' not in line or not _SPACE_FIRST.search(line))
    return tidy and (line.isascii() or unicodedata.is_normalized("NFC", line))


def is_plain_line(line: str) -> bool:
    """Return whether no text in a canonical line can have a fault, whatever its field; most have none."""
    bare = line.replace('\\"', "")
    if "\\" in bare or not is_composed(bare):
        bare = _OF_LINES.sub(_left, bare)
        if "\\" in bare or not is_composed(bare):
            return False
    return "\x7f" not in line if line.isascii() else not _UNSAFE_OR_INVISIBLE.search(line)


def _left(text: re.Match[str]) -> str:
    """Leave nothing of a text that may have line ends, tabs and any spaces, but a sign of other escapes."""
    return "\\" * ("\\" in text[1].replace("\\n", "").replace("\\t", ""))


def character_faults(scanned: Scan, part: type[Part] | None) -> Iterator[Fault]:
    """Yield unsafe, invisible and uncomposed characters, each sort once a text.

    `part` is the class of the record, where it is known.
    """
    for text in scanned.texts:
        where = field_at(part, text.path) if part else None
        yield from _unsafe(scanned.line, text)
        # A name of a field is a name; of other texts the class says.
        if text.is_key or (where and where.composed):
            yield from _name(scanned.line, text)
        if where and not text.is_key and text.value.strip() and _SHOWS_NOTHING.fullmatch(text.value):
            name = where.pattern[-1]
            yield Fault(text.start - 1, "empty-text", f"`{name}` has nothing to see", "leave out the field")


def _unsafe(line: str, text: Text) -> Iterator[Fault]:
    multiline = not text.is_key and text.path[-1:] and text.path[-1] in MULTILINE
    allowed = "\n\t" if multiline else ""
    seen = set()
    for offset, character, raw in characters(line, text):
        code = _code(character, raw, allowed)
        if code and code not in seen:
            seen.add(code)
            message = f"{_called(text)} has {_MESSAGES[code].format(f'U+{ord(character):04X}')}"
            yield Fault(offset, code, message, _HINTS.get(code, _LINES if character in "\n\t" else None))


def _called(text: Text) -> str:
    return "the name of a field" if text.is_key else called(text.path)


_MESSAGES: Final = {
    "nul-character": "a NUL character",
    "lone-surrogate": "half of a character: {}",
    "raw-control-character": "a control character that is not escaped: {}",
    "control-character": "a control character: {}",
    "line-separator": "a line or paragraph separator: {}",
    "bidi-control": "a character that reorders text: {}",
}
_HINTS: Final = {
    "raw-control-character": "write a line end as \\n, a tab as \\t",
    "line-separator": "write \\n or a space",
}
_LINES: Final = f"write a space; only `{'`, `'.join(MULTILINE)}` have line ends and tabs"


def _code(character: str, raw: bool, allowed: str) -> str | None:
    number = ord(character)
    if number == 0:
        return "nul-character"
    if 0xD800 <= number <= 0xDFFF:
        return "lone-surrogate"
    if raw and number < 0x20:
        return "raw-control-character"
    if (number < 0x20 or 0x7F <= number <= 0x9F) and character not in allowed:
        return "control-character"
    if character in _LINE_ENDS:
        return "line-separator"
    return "bidi-control" if character in BIDI_CONTROLS else None


def _name(line: str, text: Text) -> Iterator[Fault]:
    before = ""
    for offset, character, _ in characters(line, text):
        joins = character in _JOINERS and _JOINING.match(before)
        if _IS_INVISIBLE.match(character) and not joins:
            yield Fault(
                offset,
                "invisible-character",
                f"{_called(text)} has an invisible character: U+{ord(character):04X}",
            )
            break
        # An emoji may be joined by more than one of them in a row.
        before = before if joins else character
    if not unicodedata.is_normalized("NFC", text.value):
        yield Fault(
            text.start - 1,
            "not-nfc",
            f"{_called(text)} is not composed (NFC): {text.value}",
            "run: stancetracker fmt",
        )
    if not text.is_key and text.value.strip() and text.value != tidy(text.value):
        message = f"{_called(text)} has spaces around it, or more than one in a row: {text.value}"
        yield Fault(text.start - 1, "untidy-name", message, "run: stancetracker fmt")
