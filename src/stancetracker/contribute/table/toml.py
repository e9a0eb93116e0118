"""A TOML file that people write by hand: every mistake is told with its place and the nearest right word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from stancetracker.base.errors import UsageError, did_you_mean

Path = tuple[str | int, ...]
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_NAME: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s."']+))\s*\.?""")


class MappingError(UsageError):
    """A mapping that can't be used as it is."""

    def __init__(self, node: Node, message: str, hint: str | None = None) -> None:
        where = f"{node.document.name}:{node.line()}: "
        super().__init__(where + (f"{node}: {message}" if node.path else message), hint)


@dataclass(frozen=True)
class Document:
    """A TOML file: what it is called, and its lines."""

    name: str
    lines: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Node:
    """A value of a TOML file, and the way to it."""

    value: Any
    path: Path
    document: Document

    def __str__(self) -> str:
        steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self.path]
        return "".join(steps).removeprefix(".")

    def line(self) -> int:
        """The line it stands in, as far as that can be told without a parser of its own."""
        return _line(self.document.lines, self.path)

    def __getitem__(self, step: str | int) -> Node:
        return Node(self.value[step], (*self.path, step), self.document)

    def __contains__(self, step: str) -> bool:
        return step in self.value

    def get(self, step: str, otherwise: Any) -> Node:
        """Return the value there, or a default."""
        return Node(self.value.get(step, otherwise), (*self.path, step), self.document)

    def table(self, known: Iterable[str] | None = None, what: str = "key") -> Iterator[tuple[str, Node]]:
        """The keys of a table with their values.

        Raises MappingError for what is no table, or a key that is not known.
        """
        if not isinstance(self.value, dict):
            raise MappingError(self, "a table is needed here: { key = value }")
        every = None if known is None else tuple(known)
        for key in self.value:
            if every is not None and key not in every:
                raise MappingError(
                    self[key], f"unknown {what}: {key}", did_you_mean(key, every) or f"known: {_any(every)}"
                )
        return ((key, self[key]) for key in self.value)

    def items(self) -> tuple[Node, ...]:
        """The items of an array.

        Raises MappingError for what is no array.
        """
        if not isinstance(self.value, list):
            raise MappingError(self, "a list is needed here: [ … ]")
        return tuple(self[number] for number in range(len(self.value)))

    def text(self) -> str:
        """The text that stands here.

        Raises MappingError for anything else, and for an empty one.
        """
        if not isinstance(self.value, str) or not self.value:
            raise MappingError(self, 'a text is needed here: "…"')
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts, or a text alone; texts may be empty.

        Raises MappingError for anything else.
        """
        found = [self.value] if isinstance(self.value, str) else self.value
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise MappingError(self, 'texts are needed here: ["…", "…"]')
        return tuple(found)

    def word(self, words: Iterable[str], what: str) -> str:
        """The text that stands here, which must be one of these words.

        Raises MappingError.
        """
        known = tuple(words)
        if self.text() not in known:
            hint = did_you_mean(self.value, known) or f"one of: {_any(known)}"
            raise MappingError(self, f"unknown {what}: {self.value}", hint)
        return str(self.value)


def _any(words: Iterable[str]) -> str:
    return ", ".join(words)


def load(content: bytes, name: str) -> Node:
    """Read a TOML file.

    Raises UsageError where it is none.
    """
    try:
        text = content.decode("utf-8-sig")
        value = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}:{line}: not UTF-8", "save the mapping as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name}: not TOML: {error}", "see https://toml.io for the form") from None
    return Node(value, (), Document(name, tuple(text.split("\n"))))


def _line(lines: tuple[str, ...], path: Path) -> int:
    """The line of the table that holds a path, or of its key in there where it can be found."""
    at, known = 0, 0
    for number, header in _headers(lines):
        if len(header) >= known and path[: len(header)] == header:
            at, known = number, len(header)
    for step in path[known:]:
        if isinstance(step, str):
            key = re.compile(rf"""(?:^|[\s{{,"'.]){re.escape(step)}["']?\s*[=.]""")
            at = next((n for n, line in enumerate(lines[at:], at) if key.search(line)), at)
    return at + 1


def _headers(lines: tuple[str, ...]) -> Iterator[tuple[int, Path]]:
    """The headers of tables, with the numbers that arrays of tables give them."""
    counts: dict[Path, int] = {}
    for number, line in enumerate(lines):
        match = _HEADER.fullmatch(line)
        if match is None:
            continue
        path: Path = ()
        steps = [a or b or c for a, b, c in _NAME.findall(match[2])]
        for depth, step in enumerate(steps):
            path = (*path, step)
            if match[1] == "[[" and depth == len(steps) - 1:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        yield number, path
