"""Scan a line that may be wrong: the place of every value, and every fault of its JSON, fields and characters.

Slow and thorough, so used only for lines that the parser refuses or the linter doubts.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import reduce
from itertools import count
from operator import getitem
from typing import Any, Final, NamedTuple, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stancetracker.base.errors import did_you_mean
from stancetracker.base.text import BIDI_CONTROLS, fold, tidy
from stancetracker.base.vocabulary import DEMAND, DOMAIN, SLUG
from stancetracker.ledger.kinds import ADAPTERS, Path, field_at, fields, reach
from stancetracker.ledger.record import INVISIBLE, MULTILINE, Part, Record

MOST_NUMBER: Final = 2**53
_MOST_DEPTH: Final = 50
_MOST_DIGITS: Final = 17
_MOST_SUGGESTIONS: Final = 20

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<rest>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")
_WORD: Final = re.compile(r"(?:-?[A-Za-z][A-Za-z0-9]*)?")
_SOUND_ESCAPES: Final = re.compile(r"(?:[^\\]|\\[\"\\/bfnrt]|\\u[0-9a-fA-F]{4})*", re.DOTALL)
_CHARACTER: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WORDS: Final = {"true": True, "false": False, "null": None}
ONE_LINE: Final = (
    "put the whole record on one line, or add it as it is: stancetracker add --json FILE"
)
_QUOTE: Final = ("{} in place of a straight double quote", 'write straight double quotes (")')
_PASTED: Final = {
    **dict.fromkeys("“”„‟«»‘’'`", _QUOTE),
    **dict.fromkeys("#/", ("a comment", "JSON has no comments; a record may have a `note`")),
}
_WORD_HINTS: Final = {"None": "leave out the field", "True": "write true", "False": "write false"}

_TYPES: Final = {
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
}
_OF_IDS: Final = "small letters a to z, digits and single hyphens"
_PATTERNS: Final = {
    r"\S": ("empty-text", "has nothing to see", "leave out the field"),
    SLUG: ("invalid-id", "is not an id", _OF_IDS),
    DEMAND: ("invalid-id", "is not petition/demand", _OF_IDS),
    r"^[A-Z]{3}$": ("invalid-currency", "is not a currency code", "three capital letters, as USD"),
    r"^[0-9a-f]{64}$": ("invalid-sha256", "is not a SHA-256", "64 digits from 0 to 9 and a to f"),
    DOMAIN: (
        "invalid-domain",
        "is not a domain",
        "as example.com, in small letters, without https://",
    ),
}
_OTHER_PATTERN: Final = ("invalid-language", "is not a language tag", "as en, fr or pt-BR")

_IS_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_SHOWS_NOTHING: Final = re.compile(rf"[\s{INVISIBLE}]*")
_JOINERS: Final = "\u200c\u200d\ufe0e\ufe0f"
# Scripts that write with joiners: Arabic and its kin, those of India, Mongolian; and symbols such as emoji.
_JOINING: Final = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u1800-\u18af\u2190-\u2bff\U0001f000-\U0001faff]"
)
# The characters that no text may hold: what to call each, and perhaps what to do.
_UNSAFE: Final = {
    "nul-character": ("a NUL character", None),
    "lone-surrogate": ("half of a character: {}", None),
    "raw-control-character": (
        "a control character that is not escaped: {}",
        "write a line end as \\n, a tab as \\t",
    ),
    "control-character": ("a control character: {}", None),
    "line-separator": ("a line or paragraph separator: {}", "write \\n or a space"),
    "bidi-control": ("a character that reorders text: {}", None),
    "invisible-character": ("an invisible character: {}", None),
}
_LINES: Final = f"write a space; only `{'`, `'.join(MULTILINE)}` have line ends and tabs"
FMT_HINT: Final = "run: stancetracker fmt"


class Fault(NamedTuple):
    """Something wrong in a line, at an offset in characters."""

    offset: int
    code: str
    message: str
    hint: str | None = None


class Text(NamedTuple):
    """A string in a line: the path it is the value or key of, its text, and the offsets of its characters."""

    path: Path
    is_key: bool
    value: str
    start: int
    end: int


class _StopError(Exception):
    """The rest of the line can't be read; the fault is recorded."""


def scan(line: str) -> "Scan":
    """Read a line that may be wrong."""
    found = Scan(line)
    with suppress(_StopError):
        found.value = found.read((), 1)
        found.space()
        if found.at < len(line):
            one = "write one record a line, without a comma after it"
            hint = ONE_LINE if line[found.at] == ":" else one
            found.stop("there is more after the end of the record", hint)
        found.parses = True
    return found


class Scan:
    """The readable part of a line; values that can't be kept are replaced by harmless ones."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.value: Any = None
        self.parses = False
        """True where the line is JSON, whatever else is wrong with it."""
        self.values: dict[Path, int] = {}
        self.keys: dict[Path, int] = {}
        """The offset of the key of each value."""
        self.texts: list[Text] = []
        self.faults: list[Fault] = []
        self.at = 0
        self.path: Path = ()
        """Where in the record it reads, or has just read."""

    def add(self, offset: int, code: str, message: str, hint: str | None = None) -> None:
        self.faults.append(Fault(offset, code, message, hint))

    def stop(self, message: str, hint: str | None = None) -> NoReturn:
        character, at_start = self.line[self.at : self.at + 1], not self.line[: self.at].strip()
        if not character or (at_start and character in "}]"):
            hint = ONE_LINE
        elif character in _PASTED:
            message, hint = _PASTED[character]
            message = message.format(f"{character} (U+{ord(character):04X})")
        where = f", at {called(self.path)}" if self.path else ""
        self.add(
            self.at, "nul-character" if character == "\0" else "invalid-json", message + where, hint
        )
        raise _StopError

    def take(self, pattern: re.Pattern[str]) -> str:
        """Skip what a pattern matches here, which may be nothing."""
        match = pattern.match(self.line, self.at)
        self.at = match.end() if match else self.at
        return match[0] if match else ""

    def space(self) -> str:
        """Skip white space; the next character, or nothing at the end."""
        self.take(_SPACE)
        return self.line[self.at : self.at + 1]

    def read(self, path: Path, depth: int) -> Any:
        first = self.space()
        self.path = path
        self.values[path] = self.at
        if first == '"':
            return self.string(path, is_key=False)
        if first not in ("{", "["):
            return self.scalar()
        if depth > _MOST_DEPTH:
            self.add(self.at, "too-deep", f"nested more than {_MOST_DEPTH} deep")
            raise _StopError
        items = dict(self.items(path, depth, first))
        self.path = path
        return items if first == "{" else list(items.values())

    def items(self, path: Path, depth: int, opening: str) -> Iterator[tuple[str | int, Any]]:
        """Yield the fields of an object, or the items of a list by their numbers."""
        closing, what = ("}", "an object") if opening == "{" else ("]", "a list")
        self.at += 1
        if self.space() == closing:
            self.at += 1
            return
        for number in count():
            step = self.key(path) if opening == "{" else number
            yield step, self.read((*path, step), depth + 1)
            after = self.space()
            if after not in (",", closing) or not after:
                hint = 'write a " within a text as \\"' if self.line[self.at - 1] == '"' else None
                self.stop(f"a `,` or the `{closing}` of {what} is missing", hint)
            self.at += 1
            if after == closing:
                return

    def key(self, path: Path) -> str:
        if self.space() != '"':
            hint = (
                "take away the comma before it" if self.line[self.at : self.at + 1] == "}" else None
            )
            self.stop("the name of a field, in double quotes, is missing", hint)
        start = self.at
        key = self.string(path, is_key=True)
        first = self.keys.setdefault((*path, key), start)
        if first != start:
            self.add(start, "duplicate-key", f"`{key}` stands twice, first at column {first + 1}")
        if self.space() != ":":
            self.stop("a `:` is missing after the name of a field")
        self.at += 1
        return key

    def string(self, path: Path, is_key: bool) -> str:
        start = self.at
        token = self.take(_STRING)
        if not token:
            self.stop('a text has no closing `"`')
        sound = _SOUND_ESCAPES.match(token)
        if sound and sound.end() < len(token):
            self.at = start + sound.end()
            self.stop("no such escape in JSON", "write \\\\ for a backslash")
        value = json.loads(token, strict=False)
        where = (*path, value) if is_key else path
        self.texts.append(Text(where, is_key, value, start + 1, self.at - 1))
        return _SURROGATE.sub("\ufffd", value).replace("\0", "\ufffd")

    def scalar(self) -> Any:
        start = self.at
        if token := self.take(_NUMBER):
            is_whole = token.lstrip("-").isdigit()
            number = int(token) if is_whole and len(token) <= _MOST_DIGITS else float(token)
            if abs(number) <= MOST_NUMBER:
                return number
            if math.isinf(number) and not is_whole:
                self.add(start, "not-finite", "a number too large to distinguish from infinity")
            else:
                self.add(
                    start,
                    "number-too-large",
                    "a number beyond 2^53, which programs read differently",
                )
            return 0
        word = self.take(_WORD)
        if word in ("NaN", "Infinity", "-Infinity"):
            self.add(start, "not-finite", f"`{word}` is no number that JSON has")
            return 0
        if word not in _WORDS:
            self.at = start
            if not word:
                self.stop("a value is missing")
            hint = _WORD_HINTS.get(word, 'write texts in double quotes (")')
            self.stop(f"`{word[:40]}` is no JSON value", hint)
        return _WORDS[word]


def characters(line: str, text: Text) -> Iterator[tuple[int, str, bool]]:
    """Yield each character of a string: its offset in the line, itself, and whether it stands there unescaped."""
    for match in _CHARACTER.finditer(line, text.start, text.end):
        raw = not match[0].startswith("\\")
        yield match.start(), match[0] if raw else json.loads(f'"{match[0]}"'), raw


def called(path: Path) -> str:
    """Return a path as people write it: `sources[0].url`."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step[:80]}" for step in path)
    return f"`{words.removeprefix('.')}`" if words else "the record"


def field_faults(record_class: type[Record], scanned: Scan) -> list[Fault]:
    """Return everything that keeps a line from being a record of its class."""
    found: list[Fault] = []
    try:
        ADAPTERS[scanned.value["kind"]].validate_json(json.dumps(scanned.value))
    except ValidationError as invalid:
        for number, error in enumerate(invalid.errors(include_url=False)):
            found += _reworded(error, record_class, scanned, suggest=number < _MOST_SUGGESTIONS)
    for field in fields(record_class).values():
        for path, given in reach(scanned.value, field.pattern) if field.inner else ():
            for unmet in (
                field.inner.unmet(given) if field.inner and isinstance(given, dict) else ()
            ):
                at = scanned.keys.get((*path, unmet.field), scanned.values[path])
                found.append(Fault(at, unmet.code, unmet.message))
    # A value that may be of two types has an error for each.
    return [*{fault[:3]: fault for fault in found}.values()]


def _reworded(
    error: ErrorDetails, record_class: type[Record], scanned: Scan, *, suggest: bool
) -> Iterator[Fault]:
    path: Path = ()
    for step in error["loc"]:  # of which some are names of arms, and in no line
        path = (*path, step) if (*path, step) in scanned.values else path
    code, given, at = error["type"], reduce(getitem, path, scanned.value), scanned.values[path]
    name, context = called(path), error.get("ctx", {})
    if code == "extra_forbidden":
        parent, hint = field_at(record_class, path[:-1]), None
        if suggest and parent and parent.inner:
            names = list(parent.inner.model_fields)
            free = [name for name in names if (*path[:-1], name) not in scanned.values]
            hint = did_you_mean(str(path[-1])[:80], free) or f"the fields are: {', '.join(names)}"
        yield Fault(scanned.keys[path], "unknown-field", f"no such field: {name}", hint)
    elif code == "missing":
        yield Fault(at, "missing-field", f"`{error['loc'][-1]}` is missing")
    elif code == "literal_error" and isinstance(given, str):
        words = re.findall(r"'([^']*)'", str(context["expected"]))
        hint = did_you_mean(given[:80], words) or f"one of: {', '.join(words)}"
        yield Fault(at, "unknown-word", f"{name} can't be {given[:80]}", hint)
    elif code in ("invalid-date", "open-date", "invalid-url"):
        if (number := context.get("at")) is not None:
            [text] = (each for each in scanned.texts if each.path == path and not each.is_key)
            at = [*characters(scanned.line, text)][number][0]
        yield Fault(at, code, f"{name}: {context['text']}", context["hint"])
    elif code == "string_pattern_mismatch":
        code, message, hint = _PATTERNS.get(context["pattern"], _OTHER_PATTERN)
        if code == "invalid-id":
            keep = "/" if context["pattern"] == DEMAND else ""
            slug = re.sub(rf"[^a-z0-9{keep}]+", "-", fold(given[:80])).strip("-/")
            hint = f"did you mean {slug}?" if re.fullmatch(context["pattern"], slug) else hint
        shown = "" if code == "empty-text" else f": {given[:80]}"
        yield Fault(at, code, f"{name} {message}{shown}", hint)
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
        wanted = "a text" if code == "literal_error" else wanted
        if path and (field := field_at(record_class, path)) and field.entry:
            if isinstance(given, (str, dict)):  # which has an error of its own
                return
            wanted = "a text or an object"
        yield Fault(at, "wrong-type", f"{name} is {noun(given)}, must be {wanted}")


def noun(value: Any) -> str:
    """Return the noun for the type of a JSON value."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    nouns = {int: "a number", float: "a number", str: "a text", list: "a list"}
    return nouns.get(type(value), "an object")


def character_faults(scanned: Scan, part: type[Part] | None) -> Iterator[Fault]:
    """Yield unsafe, invisible and uncomposed characters, each sort once a text; `part` is a known class."""
    for text in scanned.texts:
        where = field_at(part, text.path) if part else None
        # A name of a field is a name; of other texts the class says.
        is_name = text.is_key or bool(where and where.composed)
        shown = "the name of a field" if text.is_key else called(text.path)
        allowed = "\n\t" if not text.is_key and text.path and text.path[-1] in MULTILINE else ""
        seen, before = {""}, ""
        for offset, character, raw in characters(scanned.line, text):
            number, code = ord(character), ""
            joins = character in _JOINERS and _JOINING.match(before)
            if number == 0:
                code = "nul-character"
            elif 0xD800 <= number <= 0xDFFF:
                code = "lone-surrogate"
            elif raw and number < 0x20:
                code = "raw-control-character"
            elif (number < 0x20 or 0x7F <= number <= 0x9F) and character not in allowed:
                code = "control-character"
            elif character in "\u2028\u2029":
                code = "line-separator"
            elif character in BIDI_CONTROLS:
                code = "bidi-control"
            elif is_name and not joins and _IS_INVISIBLE.match(character):
                code = "invisible-character"
            # An emoji may be joined by more than one of them in a row.
            before = before if joins else character
            if code not in seen:
                seen.add(code)
                message, hint = _UNSAFE[code]
                hint = hint or (_LINES if character in "\n\t" else None)
                yield Fault(offset, code, f"{shown} has {message.format(f'U+{number:04X}')}", hint)
        if is_name and not unicodedata.is_normalized("NFC", text.value):
            yield Fault(
                text.start - 1, "not-nfc", f"{shown} is not composed (NFC): {text.value}", FMT_HINT
            )
        if where is None or text.is_key or not text.value.strip():
            continue
        if where.composed and text.value != tidy(text.value):
            message = f"{shown} has spaces around it, or more than one in a row: {text.value}"
            yield Fault(text.start - 1, "untidy-name", message, FMT_HINT)
        if _SHOWS_NOTHING.fullmatch(text.value):
            name = where.pattern[-1]
            yield Fault(
                text.start - 1, "empty-text", f"`{name}` has nothing to see", "leave out the field"
            )
