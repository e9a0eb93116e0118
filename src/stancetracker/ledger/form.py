"""The canonical form of a record as a regular expression, which proves a line quicker than writing it once more does.

It knows texts without escapes, flags, objects and lists of them, in the order of their fields, none of them twice,
empty or as it is anyway. A line that holds anything else is not matched, though it may be canonical.
"""

from __future__ import annotations

import re
from typing import Any, Final

from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.record import Part, Record, kind_of

# What is matched is not given up again, so that the time a line takes grows with its length alone.
_TEXT: Final = '"[^"]*+"'
_UNKNOWN: Final = "(?!)"
"""What matches nothing."""


def form(record_class: type[Record]) -> re.Pattern[bytes]:
    """What lines of this class are like that are canonical, if pydantic takes them and their characters are plain."""
    return re.compile(_object(record_class, f'"kind":"{kind_of(record_class)}"').encode())


def _object(part: type[Part], first: str = "") -> str:
    """An object of a class; `first` is a field that is always there, before its own."""
    fields, begun = first, bool(first)
    for one in members(part):
        info = part.model_fields[one.name]
        field = f'"{one.name}":{_value(one, info.get_default())}'
        if not info.is_required():
            fields += f"(?:,{field})?+" if begun else f"(?:{field},)?+"
        else:
            fields += f",{field}" if begun else field
            begun = True
    return rf"\{{{fields}\}}" if begun else _UNKNOWN


def _value(member: Member, default: Any) -> str:
    """What is written of a field that is not as it is anyway."""
    if member.mapping:
        return _UNKNOWN
    if member.part:
        one = _object(member.part)
    elif member.type is bool:
        one = "false" if default else "true"
    else:
        one = _TEXT if member.type is str else _UNKNOWN
    if member.many:
        return rf"\[{one}(?:,{one})*+\]"
    return f'(?!"{re.escape(default)}"){one}' if isinstance(default, str) else one
