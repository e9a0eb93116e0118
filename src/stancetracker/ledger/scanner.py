"""Scan a line that may be wrong: the place of every value, and every fault of its JSON.

Slow and thorough, so used only for lines that the parser refuses or the linter doubts.
"""

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any, Final, NamedTuple, NoReturn

from stancetracker.ledger.kinds import Path

LARGEST_NUMBER: Final = 2**53
"""Beyond it, programs that read JSON's numbers as binary fractions read different numbers."""
_DEEPEST: Final = 50
_MOST_DIGITS: Final = 17
"""The digits beyond which a whole number is surely too large, and slow to convert."""
MOST_SHOWN: Final = 80
"""The characters of a value that a message shows."""
_MOST_OF_A_WORD: Final = 40

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD: Final = re.compile(r"(?:-?[A-Za-z][A-Za-z0-9]*)?")
_SOUND_ESCAPES: Final = re.compile(
    r"""(?: [^\\]               # a character of its own
          | \\["\\/bfnrt]       # \n
          | \\u[0-9a-fA-F]{4}   # \u00e9
        )*""",
    re.DOTALL | re.VERBOSE,
)
_CHARACTER: Final = re.compile(
    r"""\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}  # a pair: \ud83d\ude00
      | \\u[0-9a-fA-F]{4}                                           # \u00e9
      | \\.                                                         # \n
      | .
    """,
    re.DOTALL | re.VERBOSE,
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_NOT_FINITE: Final = ("NaN", "Infinity", "-Infinity")
_CONSTANT_HINTS: Final = {
    "None": "leave out the field",
    "True": "write true",
    "False": "write false",
}
ONE_LINE: Final = (
    "put the whole record on one line, or add it as it is: stancetracker add --json FILE"
)


class Fault(NamedTuple):
    """Something wrong in a line, at an offset in characters."""

    offset: int
    code: str
    message: str
    hint: str | None = None


class Text(NamedTuple):
    """A string in a line: the path that it is the value or key of, its text, where it is."""

    path: Path
    is_key: bool
    value: str
    start: int
    """The offset of its first character, behind the quotation mark."""
    end: int
    """The offset of the quotation mark that closes it."""


class Character(NamedTuple):
    """A character of a string: its offset in the line, itself, and whether it is unescaped."""

    offset: int
    value: str
    is_raw: bool


class _Misplaced(NamedTuple):
    """The message for a character where JSON has none like it; `{}` is the character."""

    message: str
    hint: str


_QUOTE: Final = _Misplaced(
    "{} in place of a straight double quote", 'write straight double quotes (")'
)
_COMMENT: Final = _Misplaced("a comment", "JSON has no comments; a record may have a `note`")
_MISPLACED: Final = {**dict.fromkeys("“”„‟«»‘’'`", _QUOTE), **dict.fromkeys("#/", _COMMENT)}


class _StopError(Exception):
    """The rest of the line can't be read; the fault is recorded."""


def scan(line: str) -> "Scan":
    """Read a line that may be wrong."""
    scanned = Scan(line)
    with suppress(_StopError):
        scanned.value = scanned.read((), 1)
        scanned.end()
        scanned.parses = True
    return scanned


class Scan:
    """The readable part of a line; values that can't be kept are replaced by harmless ones."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.value: Any = None
        self.parses = False
        """True where the line is JSON, whatever else is wrong with it."""
        self.values: dict[Path, int] = {}
        """The offset of each value."""
        self.keys: dict[Path, int] = {}
        """The offset of the key of each value."""
        self.texts: list[Text] = []
        self.faults: list[Fault] = []
        self.offset = 0
        """The offset of the character to read next."""
        self.path: Path = ()
        """The path in the record that it reads, or has just read."""

    @property
    def character(self) -> str:
        """Return the character to read next; empty at the end of the line."""
        return self.line[self.offset : self.offset + 1]

    def add(self, offset: int, code: str, message: str, hint: str | None = None) -> None:
        """Record a fault."""
        self.faults.append(Fault(offset, code, message, hint))

    def stop(self, message: str, hint: str | None = None) -> NoReturn:
        """Record that the line is not JSON from here on; raise to end the scan."""
        character = self.character
        is_at_start = not self.line[: self.offset].strip()
        if not character or (is_at_start and character in "}]"):
            hint = ONE_LINE
        elif character in _MISPLACED:
            misplaced = _MISPLACED[character]
            message = misplaced.message.format(f"{character} (U+{ord(character):04X})")
            hint = misplaced.hint
        if self.path:
            message += f", at {path_words(self.path)}"
        code = "nul-character" if character == "\0" else "invalid-json"
        self.add(self.offset, code, message, hint)
        raise _StopError

    def take(self, pattern: re.Pattern[str]) -> str:
        """Skip and return what a pattern matches here, which may be nothing."""
        match = pattern.match(self.line, self.offset)
        if match is None:
            return ""
        self.offset = match.end()
        return match[0]

    def next_character(self) -> str:
        """Skip white space; return the next character, or nothing at the end of the line."""
        self.take(_SPACE)
        return self.character

    def read(self, path: Path, depth: int) -> Any:
        """Read the value that begins here; its `path` leads to it from the record."""
        first = self.next_character()
        self.path = path
        self.values[path] = self.offset
        if first == '"':
            return self.string(path, is_key=False)
        if first not in ("{", "["):
            return self.scalar()
        if depth > _DEEPEST:
            self.add(self.offset, "too-deep", f"nested more than {_DEEPEST} deep")
            raise _StopError
        items = dict(self.items(path, depth, first))
        self.path = path
        return items if first == "{" else list(items.values())

    def end(self) -> None:
        """Stop where there is anything but white space after the record."""
        if character := self.next_character():
            hint = "write one record a line, without a comma after it"
            if character == ":":
                hint = ONE_LINE
            self.stop("there is more after the end of the record", hint)

    def items(self, path: Path, depth: int, opening: str) -> Iterator[tuple[str | int, Any]]:
        """Yield the fields of an object, or the items of a list by their numbers."""
        closing = "}" if opening == "{" else "]"
        self.offset += 1
        if self.next_character() == closing:
            self.offset += 1
            return
        for number in count():
            step = self.key(path) if opening == "{" else number
            yield step, self.read((*path, step), depth + 1)
            if self.item_end(closing) == closing:
                return

    def item_end(self, closing: str) -> str:
        """Skip and return the comma after an item, or the bracket that closes its container."""
        character = self.next_character()
        if character not in (",", closing):
            container = "an object" if closing == "}" else "a list"
            is_after_a_text = self.line[self.offset - 1] == '"'
            hint = 'write a " within a text as \\"' if is_after_a_text else None
            self.stop(f"a `,` or the `{closing}` of {container} is missing", hint)
        self.offset += 1
        return character

    def key(self, path: Path) -> str:
        """Read the name of a field of the object at `path`, with the colon behind it."""
        character = self.next_character()
        if character != '"':
            hint = "take away the comma before it" if character == "}" else None
            self.stop("the name of a field, in double quotes, is missing", hint)
        start = self.offset
        key = self.string(path, is_key=True)
        first = self.keys.setdefault((*path, key), start)
        if first != start:
            self.add(start, "duplicate-key", f"`{key}` stands twice, first at column {first + 1}")
        if self.next_character() != ":":
            self.stop("a `:` is missing after the name of a field")
        self.offset += 1
        return key

    def string(self, path: Path, *, is_key: bool) -> str:
        """Read a text: a value, or with `is_key` the name of a field of the object at `path`."""
        start = self.offset
        token = self.take(_STRING)
        if not token:
            self.stop('a text has no closing `"`')
        sound = _SOUND_ESCAPES.match(token)
        if sound and sound.end() < len(token):
            self.offset = start + sound.end()
            self.stop("no such escape in JSON", "write \\\\ for a backslash")
        value = json.loads(token, strict=False)
        text_path = (*path, value) if is_key else path
        self.texts.append(Text(text_path, is_key, value, start + 1, self.offset - 1))
        return _SURROGATE.sub(_REPLACEMENT, value).replace("\0", _REPLACEMENT)

    def scalar(self) -> Any:
        """Read a number, true, false or null."""
        start = self.offset
        if digits := self.take(_NUMBER):
            return self.number(digits, start)
        word = self.take(_WORD)
        if word in _NOT_FINITE:
            self.add(start, "not-finite", f"`{word}` is not a JSON number")
            return 0
        if word not in _CONSTANTS:
            self.offset = start
            if not word:
                self.stop("a value is missing")
            hint = _CONSTANT_HINTS.get(word, 'write texts in double quotes (")')
            self.stop(f"`{word[:_MOST_OF_A_WORD]}` is not a JSON value", hint)
        return _CONSTANTS[word]

    def number(self, digits: str, start: int) -> int | float:
        """Return a number, or 0 for one that programs read differently, which is a fault."""
        is_whole = digits.lstrip("-").isdigit()
        number = int(digits) if is_whole and len(digits) <= _MOST_DIGITS else float(digits)
        if abs(number) <= LARGEST_NUMBER:
            return number
        if math.isinf(number) and not is_whole:
            self.add(start, "not-finite", "a number too large to distinguish from infinity")
        else:
            message = "a number beyond 2^53, which programs read differently"
            self.add(start, "number-too-large", message)
        return 0


def characters(line: str, text: Text) -> Iterator[Character]:
    """Yield each character of a string in a line, with escapes read."""
    for match in _CHARACTER.finditer(line, text.start, text.end):
        is_raw = not match[0].startswith("\\")
        value = match[0] if is_raw else json.loads(f'"{match[0]}"')
        yield Character(match.start(), value, is_raw)


def path_words(path: Path) -> str:
    """Return a path as people write it: `sources[0].url`."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step[:MOST_SHOWN]}"
    return f"`{words.removeprefix('.')}`" if words else "the record"
