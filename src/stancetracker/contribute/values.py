"""Make a record from flags or answers, and report everything wrong with them in terms of flags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.base.text import slug
from stancetracker.base.vocabulary import SLUG_LENGTH
from stancetracker.contribute.flags import Flag, Way, flags, record, typed
from stancetracker.contribute.names import NAMED, Names
from stancetracker.ledger.fields import members
from stancetracker.ledger.jsonl import read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.scan import Fault, Path, scan

# What adding corrects by itself.
_CORRECTED: Final = ("not-nfc", "untidy-name")
_SOME_DAY: Final = "2000-01-01"
_NAME: Final = re.compile(r"`([^`]+)`")
_STEP: Final = re.compile(r"[^.\[\]]+")
_OWN_HINT: Final = "leave out the field"
Call = Callable[[str], str]
"""Returns the name of a flag in messages: `--date`, or `date` in a dialogue."""


class WrongValuesError(UsageError):
    """Values that make no valid record; each mistake has a line."""

    def __init__(self, lines: tuple[str, ...], hints: tuple[str, ...]) -> None:
        super().__init__("; ".join(lines), "\n".join(hints))
        self.lines = lines


class _Mistake(NamedTuple):
    rank: int
    """The position of its flag in the record; unreadable values come first."""
    text: str
    hint: str | None = None


def sound(kind: str, values: Mapping[str, Any], names: Names, call: Call, see: str = "") -> dict[str, Any]:
    """Return the record that values make, with ids in place of names.

    Raises WrongValuesError with every mistake; `see` is the last hint.
    """
    known = {flag.name: (rank, flag) for rank, flag in enumerate(flags(kind))}
    mistakes: list[_Mistake] = []
    read: dict[str, Any] = {}
    for name, value in values.items():
        try:
            _refuse_empty(value, call(name))
            typed(known[name][1], value)
            read[name] = value
        except UsageError as error:
            mistakes.append(_Mistake(-1, error.message))
    ids, unnamed = _with_ids(read, known, names, call)
    made = record(kind, ids)
    found = _Faults(kind, made, tuple(flag for _, flag in known.values()), call).mistakes()
    missing = {f"{call(name)} is needed" for name in values if name not in read}
    mistakes += sorted(one for one in (*unnamed, *found) if one.text not in missing)
    if mistakes:
        hints = dict.fromkeys(one.hint for one in mistakes if one.hint and one.hint != _OWN_HINT)
        raise WrongValuesError(
            tuple(dict.fromkeys(one.text for one in mistakes)), (*hints, *([see] if see else ()))
        )
    return made


def _refuse_empty(value: Any, called: str) -> None:
    given = value if isinstance(value, (list, tuple)) else [value]
    if any(isinstance(item, str) and not item.strip() for item in given):
        raise UsageError(f"{called} is empty")


def _with_ids(
    values: Mapping[str, Any], known: Mapping[str, tuple[int, Flag]], names: Names, call: Call
) -> tuple[dict[str, Any], list[_Mistake]]:
    """Return the values with ids in place of names, and the unknown or ambiguous names."""
    ids, mistakes = dict(values), []

    def meant(name: str, rank: int, flag: Flag) -> str:
        try:
            return names.id_of(name, flag.refers_to)
        except UsageError as error:
            mistakes.append(_Mistake(rank, f"{call(flag.name)}: {error.message}", error.hint))
            return "unknown"

    for name, value in values.items():
        rank, flag = known[name]
        if flag.refers_to and set(flag.refers_to) <= set(NAMED) and value is not None:
            ids[name] = [meant(one, rank, flag) for one in value] if flag.many else meant(value, rank, flag)
    return ids, mistakes


class _Faults:
    """The faults that keep values from being a record."""

    def __init__(self, kind: str, made: Mapping[str, Any], known: tuple[Flag, ...], call: Call) -> None:
        self._line = json.dumps(_whole(kind, made), ensure_ascii=False)
        self._ranks: Mapping[Way, tuple[int, str]] = {
            flag.way: (rank, call(flag.name)) for rank, flag in enumerate(known)
        }

    def mistakes(self) -> Iterator[_Mistake]:
        """Yield every fault in words, with flags in place of fields."""
        scanned = scan(self._line)
        paths = {offset: path for places in (scanned.keys, scanned.values) for path, offset in places.items()}
        for fault in read_line(self._line).faults:
            if fault.code not in _CORRECTED:
                yield self._mistake(fault, paths.get(fault.offset, ()))

    def _mistake(self, fault: Fault, path: Path) -> _Mistake:
        named: list[tuple[int, str]] = []

        def called(match: re.Match[str]) -> str:
            found = self._find(path, match[1])
            named.extend([found] if found else [])
            return found[1] if found else match[0]

        text = _NAME.sub(called, fault.message)
        if fault.message.endswith(" is missing"):
            text = text.removesuffix("missing") + "needed"
        own = self._at(path)
        if own and own not in named:
            text, named = f"{own[1]}: {text}", [own]
        return _Mistake(min(named, default=(len(self._ranks), ""))[0], text, fault.hint)

    def _find(self, path: Path, name: str) -> tuple[int, str] | None:
        """Return the flag of a field, named from the record or from the object that has the fault."""
        way = tuple(int(step) if step.isdigit() else step for step in _STEP.findall(name))
        ways = (way, (*path, *way), (*path[:-1], *way))
        return next((found for each in ways if (found := self._at(each))), None)

    def _at(self, path: Path) -> tuple[int, str] | None:
        # An item of a list is the flag of the list.
        return self._ranks.get(path) or self._ranks.get(
            path[:-1] if path and isinstance(path[-1], int) else ()
        )


def _whole(kind: str, made: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with `recorded` and the required objects, so that faults in these are found."""
    record_class = CLASS_BY_KIND[kind]
    filled: dict[str, Any] = {"recorded": _SOME_DAY} if "recorded" in record_class.model_fields else {}
    for member in members(record_class):
        if member.part is not None and record_class.model_fields[member.name].is_required():
            filled[member.name] = [{}] if member.many else {}
    return {**filled, **made}


def id_of_name(name: str, names: Names, call: Call) -> str:
    """Return an id made from the name of an actor.

    Raises WrongValuesError where that is empty or taken.
    """
    made = slug(name, SLUG_LENGTH)
    kind = names.kind_of(made)
    if kind is not None:
        raise WrongValuesError(
            (f"{'an' if kind[0] in 'aeio' else 'a'} {kind} with the id {made} already exists",),
            (f"choose another: {call('id')}",),
        )
    if taken := names.meant(made, NAMED):
        raise WrongValuesError(
            (f"{made} is another name of {' and '.join(taken)}",), (f"choose an id: {call('id')}",)
        )
    return made
