"""A mapping file as TOML; every mistake is reported with its line and the nearest word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError, did_you_mean

Path = tuple[str | int, ...]
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_NAME: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s."']+))\s*\.?""")
RECORDED: Final = "recorded"
DATE: Final = "date"


class MappingError(UsageError):
    """A mapping that can't be used as it is."""

    def __init__(self, node: Node, message: str, hint: str | None = None) -> None:
        where = f"{node.file}:{node.line()}: "
        super().__init__(where + (f"{node}: {message}" if node.path else message), hint)


@dataclass(frozen=True)
class Node:
    """A value of a TOML file, and the way to it; reading it as what it is not raises MappingError."""

    value: Any
    path: Path
    file: str
    lines: tuple[str, ...] = field(repr=False)
    """The lines of the file."""

    def __str__(self) -> str:
        steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self.path]
        return "".join(steps).removeprefix(".")

    def line(self) -> int:
        """Return the line of its key where that is found, else that of the table it is in."""
        at, known = 0, 0
        for number, header in _headers(self.lines):
            if len(header) >= known and self.path[: len(header)] == header:
                at, known = number, len(header)
        for step in self.path[known:]:
            if isinstance(step, str):
                key = re.compile(rf"""(?:^|[\s{{,"'.]){re.escape(step)}["']?\s*[=.]""")
                at = next((n for n, line in enumerate(self.lines[at:], at) if key.search(line)), at)
        return at + 1

    def __getitem__(self, step: str | int) -> Node:
        return replace(self, value=self.value[step], path=(*self.path, step))

    def __contains__(self, step: str) -> bool:
        return step in self.value

    def get(self, step: str, otherwise: Any) -> Node:
        """Return the value there, or a default."""
        return replace(self, value=self.value.get(step, otherwise), path=(*self.path, step))

    def table(self, known: Iterable[str] | None = None, what: str = "key") -> dict[str, Node]:
        """Return the values of a table by key, which must be known."""
        if not isinstance(self.value, dict):
            raise MappingError(self, "a table is needed here: { key = value }")
        words = None if known is None else tuple(known)
        for key in self.value:
            if words is not None and key not in words:
                hint = did_you_mean(key, words) or f"known: {', '.join(words)}"
                raise MappingError(self[key], f"unknown {what}: {key}", hint)
        return {key: self[key] for key in self.value}

    def items(self) -> tuple[Node, ...]:
        """Return the items of an array."""
        if not isinstance(self.value, list):
            raise MappingError(self, "a list is needed here: [ … ]")
        return tuple(self[number] for number in range(len(self.value)))

    def text(self) -> str:
        """Return the text that is here, which must not be empty."""
        if not isinstance(self.value, str) or not self.value:
            raise MappingError(self, 'a text is needed here: "…"')
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts, or a text alone; texts may be empty."""
        found = [self.value] if isinstance(self.value, str) else self.value
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise MappingError(self, 'texts are needed here: ["…", "…"]')
        return tuple(found)

    def word(self, words: Iterable[str], what: str) -> str:
        """Return the text that is here, which must be one of these words."""
        known = tuple(words)
        if self.text() not in known:
            hint = did_you_mean(self.value, known) or f"one of: {', '.join(known)}"
            raise MappingError(self, f"unknown {what}: {self.value}", hint)
        return str(self.value)


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
    return Node(value, (), name, tuple(text.split("\n")))


def _headers(lines: tuple[str, ...]) -> Iterator[tuple[int, Path]]:
    """Yield the headers of tables, with the numbers that arrays of tables give them."""
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


class Name(NamedTuple):
    """The name in a placeholder; with `column:` before it, always a column."""

    text: str
    is_column: bool = False


@dataclass(frozen=True)
class Scope:
    """The names that a mapping may use: columns, words of our own, and value tables; others raise MappingError."""

    columns: tuple[str, ...]
    ours: frozenset[str] = frozenset()
    tables: Node | None = None

    def with_ours(self, name: str) -> Scope:
        """Return the scope with another word of our own."""
        return replace(self, ours=self.ours | {name})

    def without_date(self) -> Scope:
        """Return the scope for what no date of a record is known to."""
        return replace(self, ours=self.ours - {DATE})

    def column(self, node: Node) -> Name:
        """Return the column a text names."""
        return self.known(Name(node.text(), is_column=True), node)

    def known(self, name: Name, node: Node) -> Name:
        """Return the name, which must mean something."""
        if not name.is_column and name.text in self.ours:
            return name
        if name.text == DATE and not name.is_column:
            hint = "write {column:date} for the column" if DATE in self.columns else None
            raise MappingError(node, "{date}, the date of a record, is not known here", hint)
        if name.text not in self.columns:
            hint = did_you_mean(name.text, (*self.columns, *sorted(self.ours)))
            message = f"the table has no column {name.text}"
            raise MappingError(node, message, hint or f"it has {', '.join(self.columns)}")
        return name
