"""A mapping file as TOML, and the lines in which its values stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError

Path = tuple[str | int, ...]
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_NAME: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s."']+))\s*\.?""")


class MappingError(UsageError):
    """A mapping that can't be used as it is."""


class Document(NamedTuple):
    """A TOML file: its name, its lines and its values."""

    name: str
    lines: tuple[str, ...]
    values: dict[str, Any]

    def error(self, path: Path, message: str, hint: str | None = None) -> MappingError:
        """Return the error for the value at a path."""
        steps = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
        return MappingError(
            f"{self.place(path)}: {f'{steps}: '.removeprefix('.') * bool(path)}{message}", hint
        )

    def path(self, way: Path) -> Path:
        """Return the steps of a way that lead to values; a name of one of `[tables]` leads into that."""
        path: Path = ()
        value: Any = self.values
        for step in way:
            if isinstance(value, str) and path[-1] == "values":
                path, value = ("tables", value), self.values["tables"][value]
            is_item = isinstance(value, list) and isinstance(step, int)
            if is_item or (isinstance(value, dict) and step in value):
                path, value = (*path, step), value[step]
        return path

    def place(self, path: Path) -> str:
        """Return the file and the line of a key where that is found, else of the table it is in."""
        at, known = 0, 0
        for number, header in _headers(self.lines):
            if len(header) >= known and path[: len(header)] == header:
                at, known = number, len(header)
        for step in path[known:]:
            if isinstance(step, str):
                key = re.compile(rf"""(?:^|[\s{{,"'.]){re.escape(step)}["']?\s*[=.]""")
                at = next((n for n, line in enumerate(self.lines[at:], at) if key.search(line)), at)
        return f"{self.name}:{at + 1}"


def load(content: bytes, name: str) -> Document:
    """Read a TOML file.

    Raises UsageError where it is none.
    """
    try:
        text = content.decode("utf-8-sig")
        return Document(name, tuple(text.split("\n")), tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}:{line}: not UTF-8", "save the mapping as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name}: not TOML: {error}", "see https://toml.io for the form") from None


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
