"""Text to show, compare and hash: the one sanitiser between data and any screen."""

import re
import unicodedata
from itertools import accumulate
from operator import itemgetter
from typing import Final, Literal

from stancetracker.base.vocabulary import SLUG_LENGTH

_ACTING: Final = (
    "\x00-\x1f\x7f-\x9f"  # controls and DEL
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides and isolates
    "\ud800-\udfff"  # lone surrogates
)
BIDI_MARKS: Final = "\u061c\u200e\u200f"
"""Invisible marks in texts in Arabic and Hebrew; they reorder only what is next to them."""
BIDI_ENTITIES: Final = {ord(mark): f"&#{ord(mark)};" for mark in BIDI_MARKS}
OPENING: Final = "\u2062"
CLOSING: Final = "\u2064"
"""`OPENING` and `CLOSING` stand around a match in a snippet: invisible and of no width."""
BIDI_CONTROLS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NAME_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "esq", "md", "phd"})
"""What may follow a name after a comma, without dots, and is no given name."""


def visible(text: str, *, but_marks: bool = False) -> str:
    """Show every control, bidi and separator character as an escape: none can act on a screen.

    `but_marks` leaves bidi marks as they are, for a format that has a notation of its own for them.
    """
    # None of these is printable, and nearly every text is.
    if text.isprintable():
        return text
    marks = "" if but_marks else BIDI_MARKS
    return re.sub(f"[{_ACTING}{marks}]", _escape, text)


def safe(text: str, *, but_marks: bool = False) -> str:
    """Return text that may be shown on one line, with a space for a tab or a line feed.

    `but_marks` leaves bidi marks to the format.
    """
    return visible(text.replace("\t", " ").replace("\n", " "), but_marks=but_marks)


_C0_END: Final = 0x20
_C0_LETTERS: Final = 0x40  # ^A is U+0001, and A is U+0041
_FILE_SEPARATOR: Final = 0x1C  # ^\ would have a backslash of its own
_DEL: Final = 0x7F


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == _DEL:
        return "^?"
    if code < _C0_END and code != _FILE_SEPARATOR:
        return "^" + chr(code + _C0_LETTERS)
    return f"\\u{code:04x}"


def in_json(text: str) -> str:
    """Return equal JSON in which each character that could act on a screen is an escape."""
    # json leaves DEL and what is beyond ASCII; for all but DEL the visible form is JSON's own
    # escape.
    lines = text.replace("\x7f", "\\u007f").split("\n")
    return "\n".join(visible(line) for line in lines)


def unobeyed(text: str) -> str:
    """Escape what GitHub obeys in a log: `##[` anywhere, `::` at the start of a line."""
    if "##[" not in text and "::" not in text:
        return text
    text = re.sub(r"#(?=#\[)", r"\\u0023", text)
    # A runner trims a line before it looks for `::`.
    return re.sub(r"(?m)^([^\S\n]*):(?=:)", r"\1\\u003a", text)


def is_whole(text: str) -> bool:
    """Return whether a text has no lone surrogate, which SQLite would refuse."""
    return text.isascii() or re.search("[\ud800-\udfff]", text) is None


def nfc(text: str) -> str:
    """Return a text in NFC, so that two encodings of one name are equal."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _with_ordered_marks(decomposed("NFD", text)))


def decomposed(form: Literal["NFD", "NFKD"], text: str) -> str:
    """Return a text with letters apart from their marks, which stay in the order of the text."""
    return "".join(unicodedata.normalize(form, character) for character in text)


def _with_ordered_marks(text: str) -> str:
    """Return an equivalent of a decomposed text, with the marks of each letter in Unicode's order.

    `unicodedata` orders them too, but of many marks takes the square of their number in time.
    """
    classes = [unicodedata.combining(character) for character in text]
    letter_numbers = accumulate(mark_class == 0 for mark_class in classes)
    by_letter_and_class = sorted(
        zip(letter_numbers, classes, text, strict=True), key=itemgetter(0, 1)
    )
    return "".join(character for *_, character in by_letter_and_class)


def tidy(text: str) -> str:
    """Trim a name and collapse runs of spaces."""
    return re.sub(" {2,}", " ", text).strip(" ")


def fold(text: str) -> str:
    """Fold a name for comparison: ignore case, accents and runs of spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    letters = decomposed("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def given_name_first(name: str) -> str:
    """Return the name of a person with the given name first: `Cook, Tim` becomes `Tim Cook`.

    `Martin Luther King, Jr.` has it first already.
    """
    surname, _, given_name = name.partition(",")
    has_suffix = given_name.replace(".", "").strip().casefold() in _NAME_SUFFIXES
    if not given_name.strip() or "," in given_name or has_suffix:
        return name
    return f"{given_name.strip()} {surname.strip()}"


def sort_key(kind: str, name: str, sort_name: str | None) -> str:
    """Return the text that sorts an actor of a kind among others.

    Without a `sort_name`, a person is sorted by the last word of the name, an organization by all
    of it.
    """
    last_word = name.rpartition(" ")[2]
    first = sort_name or (last_word if kind == "person" else name)
    return f"{fold(first)} {fold(name)}"


# What no decomposition turns into letters of ids.
_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "'": "",
        "’": "",
    }
)


def slug(text: str, *, whole: bool = False) -> str:
    """Turn a name into an id: a to z, digits and single hyphens; empty if none are left.

    Accents, capitals and apostrophes go. With `whole`, return nothing where a letter would be lost.
    """
    plain = fold(text).translate(_LETTERS)
    if whole and any(character.isalnum() and not character.isascii() for character in plain):
        return ""
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """Return a count with its noun: `1 person`, `4 people`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {nouns or noun + 's'}"


# Of e-mail addresses, those that a link can hold as they stand.
_EMAIL: Final = re.compile(r"[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
_WEB_ADDRESS: Final = re.compile(r"https?://\S+")


def is_web_address(text: str) -> bool:
    """Return whether a text is nothing but an address of the web."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def contact_link(contact: str) -> str:
    """Return the link to an address of the web or of e-mail; empty for a sentence that says how."""
    if is_web_address(contact):
        return contact
    return f"mailto:{contact}" if _EMAIL.fullmatch(contact) else ""


def host(address: str) -> str:
    """Return the host of a web address; empty for a citation."""
    match = re.match(r"https?://([^/?#:]+)", address)
    return match[1] if match else ""
