"""Text to show, compare and hash, and names: the one sanitiser between data and any screen."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from typing import Final

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.vocabulary import SLUG_LENGTH

# C0 and C1 controls, DEL, line and paragraph separators, bidi embeddings, overrides and isolates, lone surrogates.
_ACTING: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
BIDI_MARKS: Final = "\u061c\u200e\u200f"
"""They reorder only what is next to them, and texts in Arabic and Hebrew have them; invisible all the same."""
BIDI_ENTITIES: Final = {ord(mark): f"&#{ord(mark)};" for mark in BIDI_MARKS}
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
    return re.sub(f"[{_ACTING}{'' if but_marks else BIDI_MARKS}]", _escape, text)


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


# A runner trims a line before it looks for `::` at its start.
_COMMAND: Final = r"(?m)#(?=#\[)|^([^\S\n]*):(?=:)"


def unobeyed(text: str) -> str:
    """Escape what GitHub obeys in a log: `##[` anywhere, `::` at the start of a line."""
    if "##[" not in text and "::" not in text:
        return text
    return re.sub(_COMMAND, lambda found: f"{found[1] or ''}\\u{ord(found[0][-1]):04x}", text)


def is_whole(text: str) -> bool:
    """Return whether a text has no lone surrogate, which SQLite would refuse."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def nfc(text: str) -> str:
    """Return a text in NFC, so that two encodings of one name are equal."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Trim a name and collapse runs of spaces."""
    return re.sub(" {2,}", " ", text).strip(" ")


def fold(text: str) -> str:
    """Fold a name for comparison: ignore case, accents and runs of spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


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

    Accents, capitals and apostrophes go. With `whole`, it is also empty where a letter would be lost.
    """
    plain = fold(text).translate(_LETTERS)
    if whole and any(character.isalnum() and not character.isascii() for character in plain):
        return ""
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """Return a count with its noun: `1 person`, `4 people`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def host(address: str) -> str:
    """Return the host of a web address; empty for a citation."""
    found = re.match(r"https?://([^/?#:]+)", address)
    return found[1] if found else ""


# A spreadsheet would run some cells; an apostrophe makes them harmless, and can be undone. Where the semicolon
# separates lists, as in most of Europe, a spreadsheet splits a CSV file at semicolons, and at line ends within cells:
# of `x;=1+1` it makes two cells, and quotation marks hold them together only at the start of a line. So what would be
# run is made harmless wherever a cell may begin.
MARK: Final = "'"
# A formula, also in full-width signs, also behind space or a quotation mark that an import may strip.
_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d\ufeff\u200b"
_SIGN: Final = r"[=+\-@|%\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
_RUNS: Final = rf"[\s{_QUOTES}]*{_SIGN}|{MARK}*[\t\r\n]"
_NUMBER: Final = r"[+-]?[0-9]+(\.[0-9]+)?"
# A match ends at the next of these at the latest, so that no character is read more than twice.
_WITHIN: Final = rf"(?=(?:[^\S\t\r\n]|[{_QUOTES}])*{_SIGN})"
_SPLIT: Final = rf"(?<=[;\t\r\n]){_WITHIN}"
_MARKED: Final = rf"(?<=[;\t\r\n]){MARK}{_WITHIN}"


def defused(text: str) -> str:
    """Prefix an apostrophe where a spreadsheet would run the text, or where it seems defused already."""
    marked = re.sub(_SPLIT, MARK, text)
    return MARK + marked if re.match(_RUNS, text) and not re.fullmatch(_NUMBER, text) else marked


def armed(text: str) -> str:
    """Undo `defused`."""
    unmarked = text[1:] if text.startswith(MARK) and re.match(_RUNS, text) else text
    return re.sub(_MARKED, "", unmarked)


_MOST_SUGGESTED: Final = 3
_LOOKED_AT: Final = 12
_MOST_LISTED: Final = 20
"""List all ids where none is near, if they are no more than these."""
# To look for the nearest of many names takes its time; after some, people know what is wrong.
_MOST_SUGGESTIONS: Final = 25


class Names:
    """Names of records; an id beats an exact name, and that one that differs in case or accents."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        """The kind of each id."""
        self._exact: dict[str, dict[str, None]] = defaultdict(dict)
        self._alike: dict[str, dict[str, str]] = defaultdict(dict)
        """By what names that are alike have in common: whose they are, and how each is written first."""
        self._suggestions = _MOST_SUGGESTIONS

    def add(self, kind: str, name: str, called: str) -> None:
        """Take down that the record `name` is called so."""
        self.kinds[name] = kind
        self._exact[called][name] = None
        self._alike[fold(called)].setdefault(name, called)

    def resolve(
        self, text: str, kinds: Collection[str], what: str = "", *, begun: bool = False
    ) -> str:
        """Return the id of the one record of these kinds that a text means; messages call these `what`.

        With `begun`, a surname or the beginning of an id is enough if it fits only one.
        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        what, found = what or " or ".join(kinds), self.meant(text, kinds)
        if begun and not found:
            found = self._begun(text, kinds)
        if not found:
            raise UnknownNameError(what, text, (), self._suggest(text, kinds))
        if len(found) > 1:
            raise AmbiguousNameError(what, text, found)
        return found[0]

    def meant(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id of these kinds that a text may mean, sorted."""
        if self.kinds.get(text) in kinds:
            return [text]
        for known, name in ((self._exact, text), (self._alike, fold(text))):
            if found := sorted(one for one in known.get(name, ()) if self.kinds[one] in kinds):
                return found
        return []

    def _begun(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id that starts with a text, and those of all people with this last name, sorted."""
        start, last = fold(text).replace(" ", "-"), f" {fold(text)}"
        begun = {one for one in self.kinds if start and one.startswith(start)}
        families = (owners for alike, owners in self._alike.items() if alike.endswith(last))
        people = {one for owners in families for one in owners if self.kinds[one] == "person"}
        return sorted(one for one in begun | people if self.kinds[one] in kinds)

    def _suggest(self, text: str, kinds: Collection[str]) -> str | None:
        """Return the nearest names as they are written, each record once, else the ids it begins, else all if few."""
        from difflib import get_close_matches  # only on the way out of a mistake

        self._suggestions -= 1
        if self._suggestions < 0:
            return None
        known = [
            alike
            for alike, owners in self._alike.items()
            if any(self.kinds[one] in kinds for one in owners)
        ]
        shown: dict[str, str] = {}
        for alike in get_close_matches(fold(text), known, n=_LOOKED_AT, cutoff=0.6):
            for one, called in self._alike[alike].items():
                if self.kinds[one] in kinds:
                    shown.setdefault(one, called)
        nearest = (list(dict.fromkeys(shown.values())) or self._begun(text, kinds))[
            :_MOST_SUGGESTED
        ]
        if nearest:
            return f"did you mean {' or '.join(nearest)}?"
        every = sorted(one for one, kind in self.kinds.items() if kind in kinds)
        return f"one of {', '.join(every)}" if 0 < len(every) <= _MOST_LISTED else None
