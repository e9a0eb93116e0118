"""Texts with {Column} in them, and the ids that texts become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from stancetracker.base.text import fold
from stancetracker.base.vocabulary import SLUG_LENGTH

_TOKEN: Final = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{([^{}]+)\}|[{}]|\[|\]|[^{}\[\]]+")
_COLUMN: Final = "column:"
# What no decomposition turns into letters of ids.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""}
)


class Name(NamedTuple):
    """The name in a placeholder; with `column:` before it, always a column."""

    text: str
    is_column: bool = False


Piece = str | Name
Value = Callable[[Name], str]


class Group(NamedTuple):
    """A part of a template; an optional one is left out where a placeholder of its own is empty."""

    pieces: tuple[Piece, ...]
    optional: bool

    def fill(self, value: Value) -> str:
        """Return its text; empty if a placeholder is."""
        texts = [value(piece) if isinstance(piece, Name) else piece for piece in self.pieces]
        return "".join(texts) if all(texts) else ""


@dataclass(frozen=True)
class Template:
    """A text with placeholders, and with optional parts in [brackets]."""

    groups: tuple[Group, ...]

    @classmethod
    def of(cls, name: Name) -> Template:
        """A placeholder alone."""
        return cls((Group((name,), optional=False),))

    def names(self) -> Iterator[Name]:
        """Return the names of the placeholders."""
        return (piece for group in self.groups for piece in group.pieces if isinstance(piece, Name))

    def fill(self, value: Value) -> str:
        """The text of a row; empty where a placeholder outside brackets is."""
        texts = [(group.fill(value), group.optional) for group in self.groups]
        return "".join(text for text, _ in texts).strip() if all(text or free for text, free in texts) else ""


def parse(text: str) -> Template:
    """Read a template.

    Raises ValueError with what is wrong.
    """
    groups: list[Group] = []
    inside: list[Piece] | None = None
    for match in _TOKEN.finditer(text):
        found = match[0]
        if found in ("{", "}"):
            raise ValueError(f"a {found} of its own in {text!r}; write {found * 2} for the character")
        if found == "[" and inside is None:
            inside = []
        elif found == "]" and inside is not None:
            groups += _closed(inside)
            inside = None
        elif inside is not None:
            inside.append(_piece(match))
        else:
            groups.append(Group((_piece(match),), optional=False))
    unclosed = () if inside is None else (Group(("[", *inside), optional=False),)
    return Template((*groups, *unclosed))


def _piece(match: re.Match[str]) -> Piece:
    if match[1] is None:
        return match[0][:1] if match[0] in ("{{", "}}", "[[", "]]") else match[0]
    name = match[1].strip()
    return Name(name.removeprefix(_COLUMN).strip(), name.startswith(_COLUMN))


def _closed(pieces: list[Piece]) -> list[Group]:
    """A part in brackets; one without placeholders is text as it stands, such as [sic]."""
    if any(isinstance(piece, Name) for piece in pieces):
        return [Group(tuple(pieces), optional=True)]
    return [Group(("[", *pieces, "]"), optional=False)]


def slug(text: str) -> str:
    """The id that a text becomes; empty where it has letters that no id has.

    Letters lose their accents and capitals, apostrophes go, all else between letters becomes a hyphen.
    """
    plain = fold(text).translate(_LETTERS)
    if not plain.isascii() and any(character.isalnum() and not character.isascii() for character in plain):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")
