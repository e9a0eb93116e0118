"""The page of the records: every kind with its fields, read off the record classes."""

from collections.abc import Iterator
from inspect import cleandoc
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

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
- `version` is the number of the line among those with its id. A version above 1 is the whole record as it is from then on,
  and has a `reason`. A record is its highest version; a line is never changed or removed.
- A record that names an actor who was merged into another means that other, and stays as it is written.
- Lists of names are ordered by `sort_name`; without it, a person by the last word of the name, an organization by all of
  it.

The same as JSON Schema, for editors and programs: [`schema/`](../schema/record.json). The problems that `check` finds:
[checks](checks.md).
"""


def page(notice: str) -> str:
    """Return the page, after a notice of how it was made."""
    parts = [_INTRODUCTION]
    inner: dict[type[Part], None] = {}
    for kind, record_class in CLASS_BY_KIND.items():
        parts.append(_section(kind, record_class))
        inner |= dict.fromkeys(_parts(record_class))
    parts.append("# Objects in records\n")
    parts += [_section(part.__name__, part) for part in inner]
    return notice + "\n".join(parts)


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


def _needed(part: type[Part], name: str) -> str:
    """Return whether a field is required, or what it is where it is left out."""
    field = part.model_fields[name]
    if field.is_required():
        return "required"
    if name == "id":
        return "else derived"
    if field.default in (None, (), {}):
        return ""
    default = field.default
    return f"default `{str(default).lower() if isinstance(default, bool) else default}`"


def _holds(hint: Any) -> str:
    """Return what a field holds, in words."""
    content = _content(hint)
    words = _words_of_value(content)
    part = _object(hint)
    if part is not None and part is not content.type:
        words += f" or {_link(part)}"
    if content.container == "list":
        return f"list: {words}"
    if content.container == "object":
        return f"object: a {words} for each name"
    return words


def _words_of_value(content: "Content") -> str:
    """Return what a single value is, in words."""
    if get_origin(content.type) is Literal:
        return f"one of {', '.join(f'`{word}`' for word in get_args(content.type))}"
    part = _object(content.type)
    if part is not None:
        return _link(part)
    for mark in content.marks:
        if isinstance(mark, Ref):
            return _words_of_reference(mark)
    return next(words for type_, words in _TYPES if content.type == type_)


def _link(part: type[Part]) -> str:
    return f"[{part.__name__}](#{part.__name__.lower()})"


def _words_of_reference(ref: Ref) -> str:
    if ref.kinds == ("*",):
        return "id of any record"
    if ref.kinds == ("demand",):
        return "petition/demand"
    id = f"id of a{'n' if ref.kinds[0][0] in 'aeio' else ''} {' or '.join(ref.kinds)}"
    return f"{id}, or a name" if ref.or_name else id


class Content(NamedTuple):
    """What a field holds: single values of a type, or a list or an object of them."""

    type: Any
    container: Literal["", "list", "object"] = ""
    marks: tuple[Any, ...] = ()
    """What the type is annotated with."""


def _content(hint: Any) -> Content:
    """Return what a field with this type hint holds."""
    if any(hint is type_ or hint == type_ for type_, _ in _TYPES):
        return Content(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        content = _content(inner[0])
        return content._replace(marks=(*content.marks, *inner[1:]))
    if origin in (Union, UnionType):
        return _content(next(arm for arm in inner if arm is not type(None)))
    if origin is tuple:
        return _content(inner[0])._replace(container="list")
    if origin is dict:
        return _content(inner[1])._replace(container="object")
    return Content(hint)
