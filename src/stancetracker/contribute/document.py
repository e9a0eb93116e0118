"""A TOML document that a person writes for this program, read as a form; errors name the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from stancetracker.base.errors import UsageError, did_you_mean
from stancetracker.ledger.kinds import Path

NEEDED: Final = {
    "string": 'a text is needed here: "…"',
    "tuple": "a list is needed here: [ … ]",
    "dict": "a table is needed here: { key = value }",
    "model": "a table is needed here: { key = value }",
}
_MOST_BYTES: Final = 1_000_000
# A key of very many parts takes tomllib memory by the square of their number.
_DEEP: Final = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]?\.[ \t]?){20}")


class Form(BaseModel):
    """A table in a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_Form = TypeVar("_Form", bound=Form)


class Document(NamedTuple):
    """A TOML file: its name, its lines and its values."""

    name: str
    lines: tuple[str, ...]
    values: dict[str, Any]

    def error(self, path: Path, message: str, hint: str | None = None) -> UsageError:
        """Return the error for the value at a path."""
        steps = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
        parts = (self.place(path), steps.lstrip("."), message)
        return UsageError(": ".join(filter(None, parts)), hint)

    def place(self, path: Path) -> str:
        """Return the file and the line of a key, where that is found; else of what it is in."""
        index = 0
        table = ""
        for step in path:
            if isinstance(step, int):
                headings = self._headings(table)
                index = headings[step] if step < len(headings) else index
            else:
                table = step
                index = self._index_of_key(step, index)
        return f"{self.name}:{index + 1}"

    def _headings(self, table: str) -> list[int]:
        """Return the indices of the lines `[[table]]`."""
        heading = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]")
        return [index for index, line in enumerate(self.lines) if heading.match(line)]

    def _index_of_key(self, name: str, start: int) -> int:
        """Return the index of the first line from `start` on that has a key, else `start`."""
        before = r"""(?:\[{0,2}|[^#]*?[\s{,"'.\[])"""
        key = re.compile(rf"""{before}["']?{re.escape(name)}["']?\s*[=.\]]""")
        lines = enumerate(self.lines[start:], start)
        return next((index for index, line in lines if key.match(line)), start)

    def read(
        self,
        form: type[_Form],
        values: Any,
        context: Mapping[str, Any] | None = None,
        keys: Iterable[str] | None = None,
    ) -> _Form:
        """Read values of it as a form, validated in a context.

        `keys` are all that a document of its kind may have, by default those of the form.
        Raises UsageError for the first mistake.
        """
        try:
            return form.model_validate(values, context=context)
        except ValidationError as invalid:
            error = invalid.errors(include_url=False)[0]
        code = error["type"]
        context_of_error = error.get("ctx", {})
        steps = (*error["loc"], *context_of_error.get("way", ()))
        path = self._known_path(steps)
        if code == "missing":
            raise self.error(path, f"its `{steps[-1]}` is missing")
        if code == "extra_forbidden":
            raise self.error(
                path,
                f"unknown key: {path[-1]}",
                did_you_mean(str(path[-1]), keys or form.model_fields),
            )
        needed = NEEDED.get(code.partition("_")[0])
        message = needed or str(context_of_error.get("error", error["msg"]))
        raise self.error(path, message.removeprefix("Input "), context_of_error.get("hint"))

    def _known_path(self, steps: Path) -> Path:
        """Return the steps that the file has; a name of one of `[tables]` leads into that."""
        path = Path()
        value: Any = self.values
        for step in steps:
            if isinstance(value, str) and path[-1] == "values":
                path = ("tables", value)
                value = self.values["tables"][value]
            is_key = isinstance(value, dict) and step in value
            is_item = isinstance(value, list) and isinstance(step, int)
            if is_key or is_item:
                path = (*path, step)
                value = value[step]
        return path


def load(content: bytes, name: str) -> Document:
    """Read a TOML file.

    Raises UsageError where it is none, or too large to be a mapping.
    """
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{name}: larger than a megabyte", "is it a mapping?")
    try:
        text = content.decode("utf-8-sig")
        if _DEEP.search(re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", "", text)):
            raise UsageError(f"{name}: a key of more than twenty parts", "is it a mapping?")
        return Document(name, tuple(text.split("\n")), tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}:{line}: not UTF-8", "save the mapping as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name}: not TOML: {error}", "see https://toml.io for the form") from None
