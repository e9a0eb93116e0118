"""Scan a line of JSON that may be wrong: the place of every value, and every fault.

Slow and thorough, so used only for lines that the parser refuses or the linter doubts.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, NamedTuple

from stancetracker.ledger.kinds import Path

MOST_DEPTH: Final = 50
MOST_NUMBER: Final = 2**53
_MOST_DIGITS: Final = 17

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<rest>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")
_WORD: Final = re.compile(r"-?[A-Za-z][A-Za-z0-9]*")
_BAD_ESCAPE: Final = re.compile(r"(?:[^\\]|\\[\"\\/bfnrt]|\\u[0-9a-fA-F]{4})*", re.DOTALL)
_CHARACTER: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WORDS: Final = {"true": True, "false": False, "null": None}
ONE_LINE: Final = "put the whole record on one line, or add it as it is: stancetracker add --json FILE"
_QUOTE: Final = ("{} in place of a straight double quote", 'write straight double quotes (")')
_PASTED: Final = {
    **dict.fromkeys("“”„‟«»‘’'`", _QUOTE),
    **dict.fromkeys("#/", ("a comment", "JSON has no comments; a record may have a `note`")),
}
_WORD_HINTS: Final = {"None": "leave out the field", "True": "write true", "False": "write false"}
_NOT_FINITE: Final = ("NaN", "Infinity", "-Infinity")


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


@dataclass
class Scan:
    """The readable part of a line; values that can't be kept are replaced by harmless ones."""

    line: str
    value: Any = None
    parses: bool = False
    """True where the line is JSON, whatever else is wrong with it."""
    values: dict[Path, int] = field(default_factory=dict)
    keys: dict[Path, int] = field(default_factory=dict)
    """The offset of the key of each value."""
    texts: list[Text] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _StopError(Exception):
    """The rest of the line can't be read; the fault is recorded."""


def scan(line: str) -> Scan:
    """Read a line that may be wrong."""
    scanner = _Scanner(line)
    try:
        scanner.found.value = scanner.value((), 1)
        scanner.space()
        if scanner.at < len(line):
            one = "write one record a line, without a comma after it"
            hint = ONE_LINE if line[scanner.at] == ":" else one
            scanner.stop("there is more after the end of the record", hint)
        scanner.found.parses = True
    except _StopError:
        pass
    return scanner.found


def characters(line: str, text: Text) -> Iterator[tuple[int, str, bool]]:
    """Each character of a string: its offset in the line, itself, and whether it stands there unescaped."""
    for match in _CHARACTER.finditer(line, text.start, text.end):
        token = match[0]
        raw = not token.startswith("\\")
        yield match.start(), token if raw else json.loads(f'"{token}"'), raw


def called(path: Path) -> str:
    """Return a path as people write it: `sources[0].url`."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step[:80]}" for step in path)
    return f"`{words.removeprefix('.')}`" if words else "the record"


class _Scanner:
    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0
        self.path: Path = ()
        """Where in the record it reads, or has just read."""
        self.found = Scan(line)

    def add(self, offset: int, code: str, message: str, hint: str | None = None) -> None:
        self.found.faults.append(Fault(offset, code, message, hint))

    def stop(self, message: str, hint: str | None = None) -> None:
        character, at_start = self.line[self.at : self.at + 1], not self.line[: self.at].strip()
        if not character or (at_start and character in "}]"):
            hint = ONE_LINE
        elif character in _PASTED:
            message, hint = _PASTED[character]
            message = message.format(f"{character} (U+{ord(character):04X})")
        where = f", at {called(self.path)}" if self.path else ""
        self.add(self.at, "nul-character" if character == "\0" else "invalid-json", message + where, hint)
        raise _StopError

    def space(self) -> str:
        """Skip white space; the next character, or nothing at the end."""
        match = _SPACE.match(self.line, self.at)
        assert match is not None
        self.at = match.end()
        return self.line[self.at : self.at + 1]

    def value(self, path: Path, depth: int) -> Any:
        first = self.space()
        self.path = path
        self.found.values[path] = self.at
        if first in ("{", "["):
            if depth > MOST_DEPTH:
                self.add(self.at, "too-deep", f"nested more than {MOST_DEPTH} deep")
                raise _StopError
            items = dict(self.items(path, depth, first))
            self.path = path
            return items if first == "{" else list(items.values())
        return self.string(path, is_key=False) if first == '"' else self.scalar()

    def items(self, path: Path, depth: int, opening: str) -> Iterator[tuple[str | int, Any]]:
        """Yield the fields of an object, or the items of a list by their numbers."""
        closing, what = ("}", "an object") if opening == "{" else ("]", "a list")
        self.at += 1
        if self.space() == closing:
            self.at += 1
            return
        for number in count():
            step = self.key(path) if opening == "{" else number
            yield step, self.value((*path, step), depth + 1)
            if not self.more(closing, what):
                return

    def key(self, path: Path) -> str:
        if self.space() != '"':
            hint = "take away the comma before it" if self.line[self.at : self.at + 1] == "}" else None
            self.stop("the name of a field, in double quotes, is missing", hint)
        start = self.at
        key = self.string(path, is_key=True)
        where = (*path, key)
        if where in self.found.keys:
            first = self.found.keys[where] + 1
            self.add(start, "duplicate-key", f"`{key}` stands twice, first at column {first}")
        else:
            self.found.keys[where] = start
        if self.space() != ":":
            self.stop("a `:` is missing after the name of a field")
        self.at += 1
        return key

    def more(self, closing: str, what: str) -> bool:
        """Take the comma or the closing bracket; return whether another item follows."""
        character = self.space()
        if character not in (",", closing) or not character:
            hint = 'write a " within a text as \\"' if self.line[self.at - 1] == '"' else None
            self.stop(f"a `,` or the `{closing}` of {what} is missing", hint)
        self.at += 1
        return character == ","

    def string(self, path: Path, is_key: bool) -> str:
        start = self.at
        match = _STRING.match(self.line, start)
        if match is None:
            self.stop('a text has no closing `"`')
        assert match is not None
        token = match[0]
        sound = _BAD_ESCAPE.match(token)
        assert sound is not None
        if sound.end() < len(token):
            self.at = start + sound.end()
            self.stop("no such escape in JSON", "write \\\\ for a backslash")
        self.at = match.end()
        value = json.loads(token, strict=False)
        where = (*path, value) if is_key else path
        self.found.texts.append(Text(where, is_key, value, start + 1, self.at - 1))
        return _SURROGATE.sub("\ufffd", value).replace("\0", "\ufffd")

    def scalar(self) -> Any:
        start = self.at
        if match := _NUMBER.match(self.line, start):
            self.at = match.end()
            return self.number(match[0], bool(match["rest"]), start)
        match = _WORD.match(self.line, start)
        word = match[0] if match else ""
        if word in _NOT_FINITE:
            self.add(start, "not-finite", f"`{word}` is no number that JSON has")
            self.at += len(word)
            return 0
        if word not in _WORDS:
            if not word:
                self.stop("a value is missing")
            hint = _WORD_HINTS.get(word, 'write texts in double quotes (")')
            self.stop(f"`{word[:40]}` is no JSON value", hint)
        self.at += len(word)
        return _WORDS[word]

    def number(self, token: str, broken: bool, start: int) -> int | float:
        if broken:
            value = float(token)
            if math.isinf(value):
                self.add(start, "not-finite", "a number too large to distinguish from infinity")
                return 0
            if abs(value) <= MOST_NUMBER:
                return value
        elif len(token) <= _MOST_DIGITS and abs(int(token)) <= MOST_NUMBER:
            return int(token)
        self.add(start, "number-too-large", "a number beyond 2^53, which programs read differently")
        return 0
