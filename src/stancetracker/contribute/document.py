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
        return UsageError(
            ": ".join(filter(None, (self.place(path), steps.lstrip("."), message))), hint
        )

    def place(self, path: Path) -> str:
        """Return the file and the line of a key, where that is found; else of what it is in."""
        at, table = 0, ""
        for step in path:
            if isinstance(step, int):
                own = [
                    n
                    for n, line in enumerate(self.lines)
                    if re.match(rf"\s*\[\[\s*{table}\s*\]", line)
                ]
                at = own[step] if step < len(own) else at
                continue
            table = re.escape(step)
            key = re.compile(rf"""(?:\[{{0,2}}|[^#]*?[\s{{,"'.\[])["']?{table}["']?\s*[=.\]]""")
            at = next((n for n, line in enumerate(self.lines[at:], at) if key.match(line)), at)
        return f"{self.name}:{at + 1}"

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
        code, said = error["type"], error.get("ctx", {})
        way = (*error["loc"], *said.get("way", ()))
        # Of its steps, those that the file has; a name of one of `[tables]` leads into that.
        path, value = Path(), self.values
        for step in way:
            if isinstance(value, str) and path[-1] == "values":
                path, value = ("tables", value), self.values["tables"][value]
            is_key = isinstance(value, dict) and step in value
            if is_key or (isinstance(value, list) and isinstance(step, int)):
                path, value = (*path, step), value[step]
        if code == "missing":
            raise self.error(path, f"its `{way[-1]}` is missing")
        if code == "extra_forbidden":
            raise self.error(
                path,
                f"unknown key: {path[-1]}",
                did_you_mean(str(path[-1]), keys or form.model_fields),
            )
        message = NEEDED.get(code.partition("_")[0]) or str(said.get("error", error["msg"]))
        raise self.error(path, message.removeprefix("Input "), said.get("hint"))


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
