"""Text as it may be shown, compared and hashed: the one sanitiser between data and any screen."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# C0 and C1 controls, DEL, line and paragraph separators, bidi embeddings, overrides and isolates, lone surrogates.
_ACTING: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
BIDI_MARKS: Final = "\u061c\u200e\u200f"
"""They reorder only what is next to them, and texts in Arabic and Hebrew have them; invisible all the same."""
_UNSAFE: Final = f"[{_ACTING}{BIDI_MARKS}]"
_UNSAFE_BUT_MARKS: Final = f"[{_ACTING}]"
OPENING: Final = "\u2062"
CLOSING: Final = "\u2064"
"""They stand around a found word in a snippet: invisible and of no width."""
BIDI_CONTROLS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def visible(text: str, *, but_marks: bool = False) -> str:
    """Show every control, bidi and separator character as an escape, so that none can act on a screen.

    `but_marks` leaves bidi marks as they are, for a format that has a notation of its own for them.
    """
    # None of these is printable, and nearly every text is.
    if text.isprintable():
        return text
    return re.sub(_UNSAFE_BUT_MARKS if but_marks else _UNSAFE, _escape, text)


def safe(text: str, *, but_marks: bool = False) -> str:
    """Return text that may be shown; a tab is a space to people. `but_marks` leaves bidi marks to the format."""
    return visible(text.replace("\t", " "), but_marks=but_marks)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20 and code != 0x1C:  # ^\ would hold a backslash of its own
        return "^" + chr(code + 0x40)
    return "^?" if code == 0x7F else f"\\u{code:04x}"


def in_json(text: str) -> str:
    """JSON that says the same, and shows every character that could act on a screen as an escape of its own."""
    # json leaves DEL and what is beyond ASCII; for all but DEL the visible form is JSON's own escape.
    return "\n".join(visible(line.replace("\x7f", "\\u007f")) for line in text.split("\n"))


def is_whole(text: str) -> bool:
    """Whether a text holds no half of a character: nothing on record does, and SQLite takes none to look for it."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def nfc(text: str) -> str:
    """The composed form of a text, so that two spellings of one name are one name."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """A name without spaces around it, and with one between two words."""
    return re.sub(" {2,}", " ", text).strip(" ")


def fold(text: str) -> str:
    """A name as it is compared: blind to case, accents and runs of space."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def slug(text: str, most: int) -> str:
    """An id made of a name: small letters a to z, digits and single hyphens; empty where it has none of these."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")[:most].rstrip("-")


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun: `1 person`, `4 people`."""
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"
