"""The page of the records: every kind with its fields, read off the record classes."""

from collections.abc import Iterator
from inspect import cleandoc
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from stancetracker.ledger import record
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Part, Ref

_TYPES: Final[tuple[tuple[Any, str], ...]] = (
    (record.Text, "text"),
    (record.Name, "text"),
    (record.Id, "id"),
    (record.ClosedDate, "date, without an open start"),
    (record.Date, "date"),
    (record.Day, "day"),
    (record.Url, "address"),
    (record.Language, "language tag"),
    (record.Money, "number"),
    (bool, "true or false"),
    (int, "whole number"),
    (str, "text"),
)
_INTRODUCTION: Final = """\
# Records

A record is a JSON object on one line of a `*.jsonl` file. `kind` says what it is. Fields are listed in the order of the
canonical form. A field that is not required may be left out; an unknown field is an error.

- A *text* is not blank. An *id* has lower-case letters, digits and single hyphens: `sundar-pichai`. A *day* is
  `2026-01-24`; a *date* may be less exact, or span days: `2026-01`, `2026-01-24/2026-01-26`, `../2026-01-26`. An
  *address* begins with https:// or http://. A *language tag* is `en`, `fr` or `pt-BR`, a *currency* `USD`.
- The `id` of a statement, silence, tie, correction or reply is derived from its content, and `fmt` writes it down.
- `recorded` is the day on which the line was added to the ledger.
- A record that names an id in `former_ids` means the actor or issue of today, and stays as it is written. No record has
  such an id, and no two have had it.
- Lists of names are ordered by `sort_name`; without it, a person by the last word of the name, an organization by all of
  it.

The same as JSON Schema, for editors and programs: [`schema/`](../schema/record.json). The problems that `check` finds:
[checks](checks.md).
"""


def page(made: str) -> str:
    """Return the page, after the line that says how it was made."""
    parts = [_INTRODUCTION]
    inner: dict[type[Part], None] = {}
    for kind, record_class in CLASS_BY_KIND.items():
        parts.append(_section(kind, record_class))
        inner |= dict.fromkeys(_parts(record_class))
    parts.append("# Objects in records\n")
    parts += [_section(part.__name__, part) for part in inner]
    return made + "\n".join(parts)


def _parts(part: type[Part]) -> Iterator[type[Part]]:
    """Yield the classes of the objects in a record, and of those in them."""
    for inner in map(_object, get_type_hints(part, include_extras=True).values()):
        if inner is not None:
            yield inner
            yield from _parts(inner)


def _object(hint: Any) -> type[Part] | None:
    """Return the class of the objects in a field, if any."""
    if isinstance(hint, type) and issubclass(hint, Part):
        return hint
    return next(filter(None, map(_object, get_args(hint))), None)


def _section(name: str, part: type[Part]) -> str:
    lines = [f"## {name}\n\n{cleandoc(part.__doc__ or '')}\n"]
    if part.unmet.__func__ is not Part.unmet.__func__:  # type: ignore[attr-defined]
        lines.append(f"{cleandoc(part.unmet.__doc__ or '')}\n")
    lines.append("| field | what it is | holds | |\n|---|---|---|---|")
    hints = get_type_hints(part, include_extras=True)
    for field in part.model_fields:
        holds = f"`{name}`" if field == "kind" else _holds(hints[field])
        description = part.model_fields[field].description
        lines.append(f"| `{field}` | {description} | {holds} | {_needed(part, field)} |")
    return "\n".join(lines) + "\n"


def _needed(part: type[Part], field: str) -> str:
    info = part.model_fields[field]
    if field == "id" and not info.is_required():
        return "else derived"
    if info.is_required():
        return "required"
    if info.default in (None, (), {}):
        return ""
    default = info.default
    return f"default `{str(default).lower() if isinstance(default, bool) else default}`"


def _holds(hint: Any) -> str:
    """Return what a field holds, in words."""
    (core, many, marks), part = _core(hint), _object(hint)
    ref = next((mark for mark in marks if isinstance(mark, Ref)), None)
    if get_origin(core) is Literal:
        words = ", ".join(f"`{word}`" for word in get_args(core))
        value = f"one of {words}"
    elif part is not None and core is part:
        value = _link(core)
    elif ref is not None:
        value = _named(ref)
    else:
        value = next(
            words for known, words in _TYPES if core == known or (core is str and known is str)
        )
    if part is not None and part is not core:
        value += f" or {_link(part)}"
    return {"": value, "list": f"list: {value}", "object": f"object: a {value} for each name"}[many]


def _link(part: type[Part]) -> str:
    return f"[{part.__name__}](#{part.__name__.lower()})"


def _named(ref: Ref) -> str:
    if ref.kinds == ("*",):
        return "id of any record"
    if ref.kinds == ("demand",):
        return "petition/demand"
    id = f"id of a{'n' if ref.kinds[0][0] in 'aeio' else ''} {' or '.join(ref.kinds)}"
    return f"{id}, or a name" if ref.or_name else id


def _core(hint: Any) -> tuple[Any, str, tuple[Any, ...]]:
    """Return the type of a single value, `list` or `object` where there are many, and its marks."""
    if any(hint is known or hint == known for known, _ in _TYPES):
        return hint, "", ()
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        core, many, marks = _core(inner[0])
        return core, many, (*marks, *inner[1:])
    if origin in (Union, UnionType):
        return _core(next(arm for arm in inner if arm is not type(None)))
    if origin in (tuple, dict):
        core, _, marks = _core(inner[origin is dict])
        return core, "object" if origin is dict else "list", marks
    return hint, "", ()
