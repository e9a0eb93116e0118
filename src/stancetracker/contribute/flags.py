"""Records from flags and from answers to questions: the flags of each kind, what to ask, and what is wrong; drafts.

A flag is its field's name; of a list, that of one item (`--actor` for `actors`); of an object in it, both
(`--source-url`). Flags make one item of a list of objects; more than one come as JSON.
"""

import json
import os
import pathlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import reduce
from operator import getitem
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.base.text import slug
from stancetracker.contribute.names import NAMED, Names, resolve
from stancetracker.index.store import cache_folder
from stancetracker.ledger.faults import Fault, scan
from stancetracker.ledger.jsonl import read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, Path, members
from stancetracker.ledger.record import Part

_OF_THE_COMMAND: Final = ("data", "dry-run", "help")
_ONE: Final = {"identifiers": "identifier", "searched": "searched", "former_ids": "former-id"}

# What adding corrects by itself.
_CORRECTED: Final = ("not-nfc", "untidy-name")
_SOME_DAY: Final = "2000-01-01"
_NAME: Final = re.compile(r"`([^`]+)`")
_STEP: Final = re.compile(r"[^.\[\]]+")
_OWN_HINT: Final = "leave out the field"
Call = Callable[[str], str]
"""Returns the name of a flag in messages: `--date`, or `date` in a dialogue."""


class Flag(NamedTuple):
    """A flag of a kind: its name, where its value goes, and the field it fills; one of a list may be repeated."""

    name: str
    way: Path
    field: Member
    required: bool
    """True if the record, or the object it is part of, needs it."""
    alias: str | None = None
    """Its name without that of the object it is a part of, where no other flag of the kind could be so called."""

    @property
    def refers_to(self) -> tuple[str, ...]:
        """Return the kinds of record that it names, which are none where it names none."""
        return self.field.ref.kinds if self.field.ref else ()


def kinds() -> tuple[str, ...]:
    """Return the kinds of records, by name."""
    return tuple(sorted(CLASS_BY_KIND))


def flags(kind: str) -> tuple[Flag, ...]:
    """Return the flags of a kind of record, in canonical order."""
    found = tuple(_flags(CLASS_BY_KIND[kind], (), ""))
    short = Counter(_short(flag) for flag in found)
    taken = {*_OF_THE_COMMAND, *(flag.name for flag in found)}
    return tuple(
        flag._replace(alias=name) if short[name := _short(flag)] == 1 and name not in taken else flag
        for flag in found
    )


def _short(flag: Flag) -> str:
    return str(flag.way[-1]).replace("_", "-") if len(flag.way) > 1 else flag.name


def _flags(part: type[Part], way: Path, prefix: str) -> Iterator[Flag]:
    for member in members(part):
        one = member.name.removesuffix("s") if member.many else member.name
        name = prefix + _ONE.get(member.name, one).replace("_", "-")
        if member.part is not None:
            if way and member.many:  # a list of objects in a list of objects is for JSON
                continue
            step: Path = (member.name, 0) if member.many else (member.name,)
            yield from _flags(member.part, (*way, *step), f"{name}-")
        elif not member.mapping:
            yield Flag(name, (*way, member.name), member, part.model_fields[member.name].is_required())


def record(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that filled flags make, without flags left out."""
    made: dict[str, Any] = {"kind": kind}
    for flag in flags(kind):
        value = values.get(flag.name)
        if value is not None and value != () and value is not False:
            _put(made, flag.way, _typed(flag, value))
    return made


def values_of(made: Any) -> dict[str, Any]:
    """Return what the flags of its kind would say of a record, by their names."""
    found = dict[str, Any]()
    for flag in flags(str(made["kind"])):
        try:
            found[flag.name] = reduce(getitem, flag.way, made)
        except LookupError:
            continue
    return found


def _typed(flag: Flag, value: Any) -> Any:
    """Return the value of a flag in the type of its field; what is no number stays as it is."""
    if flag.field.many:
        return list(value)
    if flag.field.type in (int, float):
        with suppress(ValueError):
            return int(value) if flag.field.type is int or str(value).isdigit() else float(value)
    return value


def _put(made: Any, way: Path, value: Any) -> None:
    """Put a value where the way leads, making the objects and lists on it."""
    *steps, last = way
    for step, following in zip(steps, way[1:], strict=True):
        if isinstance(step, int):
            made += [{}] * (len(made) == 0)
            made = made[step]
        else:
            made = made.setdefault(step, [] if isinstance(following, int) else {})
    made[last] = value


def open_question(kind: str, answers: Mapping[str, Any]) -> tuple[Flag, str | None] | None:
    """Return the next field that a record needs, and why where only a rule asks for it; None where none is missing."""
    known = {flag.name: flag for flag in flags(kind)}
    called = {flag.way: name for name, flag in known.items()}
    missing = [
        (known[name], None if known[name].required else fault.message)
        for name, fault in _faults(kind, record(kind, answers), called)
        if fault.code == "missing-field" and name in known and name not in answers
    ]
    return min(missing, key=lambda each: each[1] is not None, default=None)


def answer(flag: Flag, text: str, names: Names) -> Any:
    """Return the value of an answer, with ids for names; several answers to one field are split at `;`.

    Raises DateError, UnknownNameError and AmbiguousNameError.
    """
    if flag.field.many:
        return tuple(_answer(flag, part.strip(), names) for part in text.split(";") if part.strip())
    return _answer(flag, text, names)


def _answer(flag: Flag, text: str, names: Names) -> str:
    if flag.field.words and text not in flag.field.words:
        raise UnknownNameError(flag.name, text, flag.field.words)
    if flag.field.is_date:
        dates.parse(text)
    if flag.refers_to and set(flag.refers_to) <= set(NAMED):
        return names.id_of(text, flag.refers_to)
    return text


class WrongValuesError(UsageError):
    """Values that make no valid record; each mistake has a line."""

    def __init__(self, lines: tuple[str, ...], hints: tuple[str, ...]) -> None:
        super().__init__("; ".join(lines), "\n".join(hints))
        self.lines = lines


def sound(kind: str, values: Mapping[str, Any], names: Names, call: Call, see: str = "") -> dict[str, Any]:
    """Return the record that values make, with ids in place of names.

    Raises WrongValuesError with every mistake; `see` is the last hint.
    """
    made, unnamed = resolve(record(kind, values), CLASS_BY_KIND[kind], names)
    called = {flag.way: call(flag.name) for flag in flags(kind)}
    unknown = ((_at(called, path), error) for path, error in unnamed.items())
    found = [(flag, f"{flag}: {error.message}", error.hint) for flag, error in unknown]
    found += ((flag, fault.message, fault.hint) for flag, fault in _faults(kind, made, called))
    order = [*called.values(), ""]
    mistakes = {text: hint for _, text, hint in sorted(found, key=lambda one: order.index(one[0]))}
    if mistakes:
        hints = dict.fromkeys(hint for hint in mistakes.values() if hint and hint != _OWN_HINT)
        raise WrongValuesError(tuple(mistakes), (*hints, *([see] if see else ())))
    return made


def _faults(kind: str, made: Mapping[str, Any], called: Mapping[Path, str]) -> Iterator[tuple[str, Fault]]:
    """Yield every fault of a record, with flags in place of fields, after the first flag that it is about."""
    line = json.dumps(_whole(kind, made), ensure_ascii=False)
    scanned = scan(line)
    paths = {offset: path for places in (scanned.keys, scanned.values) for path, offset in places.items()}
    for fault in read_line(line).faults:
        if fault.code not in _CORRECTED:
            flag, message = _reworded(fault.message, paths.get(fault.offset, ()), called)
            yield flag, fault._replace(message=message)


def _reworded(message: str, path: Path, called: Mapping[Path, str]) -> tuple[str, str]:
    named: list[str] = []

    def flag(match: re.Match[str]) -> str:
        # A field is named from the record, or from the object that has the fault.
        way = tuple(int(step) if step.isdigit() else step for step in _STEP.findall(match[1]))
        found = next(
            filter(None, (_at(called, each) for each in (way, (*path, *way), (*path[:-1], *way)))), ""
        )
        named.extend([found] if found else [])
        return found or match[0]

    text, own = re.sub("missing$", "needed", _NAME.sub(flag, message)), _at(called, path)
    if own and own not in named:
        return own, f"{own}: {text}"
    return min(named, key=list(called.values()).index, default=""), text


def _at(called: Mapping[Path, str], path: Path) -> str:
    # An item of a list is the flag of the list.
    return called.get(path) or called.get(path[:-1] if path and isinstance(path[-1], int) else (), "")


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
    made = slug(name)
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


class Draft:
    """The draft for a dataset in a folder, if there is one."""

    def __init__(self, folder: pathlib.Path) -> None:
        key = os.path.realpath(folder).encode("utf-8", "surrogateescape")
        self.path = cache_folder() / f"draft-{zlib.crc32(key):08x}.json"

    def answers(self) -> dict[str, Any]:
        """Return the kind and the answers by the names of flags; empty where there is no draft.

        Raises UsageError where it says more, after editing, than questions ask for.
        """
        try:
            made: Any = json.loads(self.path.read_bytes())
            kind, found = str(made["kind"]), values_of(made)
            if record(kind, found) == made:
                return {"kind": kind, **found}
        except OSError:
            return {}
        except (ValueError, TypeError, LookupError, RecursionError):
            pass
        hint = f"add it: stancetracker add --json {self.path}, or delete it"
        raise UsageError(f"questions can't go on with the draft in {self.path}", hint)

    def keep(self, answers: Mapping[str, Any]) -> str:
        """Write the answers down, and return where; where that can't be done, what they are."""
        made = record(answers["kind"], answers)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.write_text(
                f"{json.dumps(made, ensure_ascii=False, indent=2)}\n", "utf-8", "surrogateescape"
            )
        except OSError as error:
            return f"no draft can be kept ({error.strerror}): {json.dumps(made, ensure_ascii=False)}"
        return f"a draft is kept in {self.path}; the next `stancetracker add` offers it"

    def drop(self) -> None:
        """Delete the draft, if there is one."""
        self.path.unlink(missing_ok=True)
