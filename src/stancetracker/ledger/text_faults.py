"""Find every fault in the characters of a scanned line: unsafe, invisible, uncomposed, untidy."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from stancetracker.base.text import BIDI_CONTROLS, tidy
from stancetracker.ledger.faults import LEAVE_OUT
from stancetracker.ledger.kinds import Member, field_at
from stancetracker.ledger.record import INVISIBLE, MULTILINE, Part
from stancetracker.ledger.scanner import Character, Fault, Scan, Text, characters, path_words

FMT_HINT: Final = "run: stancetracker fmt"


class _Unsafe(NamedTuple):
    """The words for a character that no text may hold, and a hint; `{}` is its number."""

    words: str
    hint: str | None = None


_UNSAFE: Final = {
    "nul-character": _Unsafe("a NUL character"),
    "lone-surrogate": _Unsafe("half of a character: {}"),
    "raw-control-character": _Unsafe(
        "a control character that is not escaped: {}", "write a line end as \\n, a tab as \\t"
    ),
    "control-character": _Unsafe("a control character: {}"),
    "line-separator": _Unsafe("a line or paragraph separator: {}", "write \\n or a space"),
    "bidi-control": _Unsafe("a character that reorders text: {}"),
    "tag-character": _Unsafe("a tag character outside a flag: {}"),
    "invisible-character": _Unsafe("an invisible character: {}"),
}
_LINE_ENDS: Final = "\n\t"
_LINE_ENDS_HINT: Final = f"write a space; only `{'`, `'.join(MULTILINE)}` have line ends and tabs"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_C0: Final = re.compile("[\x00-\x1f]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_LINE_SEPARATOR: Final = re.compile("[\u2028\u2029]")
_BIDI_CONTROL: Final = re.compile(f"[{BIDI_CONTROLS}]")
_TAG: Final = re.compile("[\U000e0000-\U000e007f]")
# The flag of a part of a country: a black flag, then its code in tags, then the tag that ends it.
_FLAG: Final = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_SHOWS_NOTHING: Final = re.compile(rf"[\s{INVISIBLE}]*")
_JOINERS: Final = "\u200c\u200d\ufe0e\ufe0f"
# Scripts that write with joiners: Arabic and its kin, those of India, Mongolian; and symbols such
# as emoji.
_JOINED: Final = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u1800-\u18af\u2190-\u2bff\U0001f000-\U0001faff]"
)


def character_faults(scanned: Scan, record_class: type[Part] | None) -> Iterator[Fault]:
    """Yield unsafe, invisible and uncomposed characters, each sort once a text.

    Of the fields of a known `record_class`, yield untidy names and texts that show nothing, too.
    """
    for text in scanned.texts:
        field = field_at(record_class, text.path) if record_class else None
        # The name of a field is a name; of its value, the class says.
        is_name = text.is_key or bool(field and field.composed)
        yield from _unsafe_characters(scanned.line, text, is_name)
        if is_name and not unicodedata.is_normalized("NFC", text.value):
            message = f"{_text_words(text)} is not composed (NFC): {text.value}"
            yield Fault(text.start - 1, "not-nfc", message, FMT_HINT)
        if field and not text.is_key and text.value.strip():
            yield from _spacing_faults(text, field)


def _text_words(text: Text) -> str:
    return "the name of a field" if text.is_key else path_words(text.path)


def _unsafe_characters(line: str, text: Text, is_name: bool) -> Iterator[Fault]:
    may_have_lines = not text.is_key and bool(text.path) and text.path[-1] in MULTILINE
    reported: set[str] = set()
    joined = ""
    flags = {place for flag in _FLAG.finditer(text.value) for place in range(*flag.span())}
    for place, character in enumerate(characters(line, text)):
        joins = character.value in _JOINERS and _JOINED.match(joined) is not None
        if not joins:  # an emoji may be joined by more than one of them in a row
            joined = character.value
        code = _unsafe_code(
            character, may_have_lines=may_have_lines, must_be_visible=is_name and not joins
        )
        if code is None and place not in flags and _TAG.match(character.value):
            code = "tag-character"
        if code is None or code in reported:
            continue
        reported.add(code)
        number = f"U+{ord(character.value):04X}"
        hint = _UNSAFE[code].hint
        if hint is None and character.value in _LINE_ENDS:
            hint = _LINE_ENDS_HINT
        message = f"{_text_words(text)} has {_UNSAFE[code].words.format(number)}"
        yield Fault(character.offset, code, message, hint)


def _unsafe_code(
    character: Character, *, may_have_lines: bool, must_be_visible: bool
) -> str | None:
    """Return the code of the fault that a character is in its text, or None for a harmless one."""
    value = character.value
    if value == "\0":
        return "nul-character"
    if _SURROGATE.match(value):
        return "lone-surrogate"
    if character.is_raw and _C0.match(value):
        return "raw-control-character"
    if _CONTROL.match(value):
        return None if may_have_lines and value in _LINE_ENDS else "control-character"
    if _LINE_SEPARATOR.match(value):
        return "line-separator"
    if _BIDI_CONTROL.match(value):
        return "bidi-control"
    if must_be_visible and _INVISIBLE.match(value):
        return "invisible-character"
    return None


def _spacing_faults(text: Text, field: Member) -> Iterator[Fault]:
    """Yield what is wrong with the spaces of a value, and with one that shows nothing."""
    start = text.start - 1
    if field.composed and text.value != tidy(text.value):
        message = (
            f"{_text_words(text)} has spaces around it, or more than one in a row: {text.value}"
        )
        yield Fault(start, "untidy-name", message, FMT_HINT)
    if _SHOWS_NOTHING.fullmatch(text.value):
        yield Fault(start, "empty-text", f"`{field.name}` has no visible character", LEAVE_OUT)
