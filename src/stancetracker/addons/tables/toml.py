"""TOML, as mappings and answers are written."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stancetracker.base.text import in_json


def inline(value: Any) -> str:
    """Return a value as TOML writes it within a line."""
    if isinstance(value, Mapping):
        parts = ", ".join(f"{key(name)} = {inline(part)}" for name, part in value.items())
        return f"{{ {parts} }}" if parts else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return in_json(json.dumps(value, ensure_ascii=False))


def key(name: str) -> str:
    """Return a key, in quotation marks where it needs them."""
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else inline(name)


def table(heading: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a table, with an empty one before it."""
    yield ""
    yield heading
    yield from (f"{key(name)} = {inline(value)}" for name, value in values.items())
