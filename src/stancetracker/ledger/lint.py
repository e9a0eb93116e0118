"""Check the characters of a line's texts, whatever they say."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from stancetracker.base.text import BIDI_CONTROLS, tidy
from stancetracker.ledger.kinds import Field, field_at
from stancetracker.ledger.record import Part
from stancetracker.ledger.scan import Fault, Scan, Text, called, characters

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


def faults(scanned: Scan, part: type[Part] | None) -> Iterator[Fault]:
    """Yield unsafe, invisible and uncomposed characters, each sort once a text.

    `part` is the class of the record, where it is known.
    """
    for text in scanned.texts:
        where = field_at(part, text.path) if part else None
        yield from _unsafe(scanned.line, text)
        # A name of a field is a name; of other texts the class says.
        if text.is_key or (where and where.composed):
            yield from _name(scanned.line, text)
        if where and not text.is_key:
            yield from _empty(text, where)


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


def _empty(text: Text, where: Field) -> Iterator[Fault]:
    if text.value.strip() and _SHOWS_NOTHING.fullmatch(text.value):
        name = where.pattern[-1]
        yield Fault(text.start - 1, "empty-text", f"`{name}` has nothing to see", "leave out the field")
