"""Records as people give them: names in place of ids, lines, flags of each kind, answers to questions, and drafts.

A flag is its field's name; of a list, that of one item (`--actor` for `actors`); of an object in it, both
(`--source-url`). Flags make one item of a list of objects; more than one come as JSON.
"""

import json
import os
import pathlib
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, text
from stancetracker.base import names as base_names
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.index import lookup, queries
from stancetracker.index.store import cache_folder
from stancetracker.ledger.jsonl import is_object, plain_value, read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND, Member, Path, members, put, reach, references
from stancetracker.ledger.record import Part, Record
from stancetracker.ledger.scanner import Fault, scan

Given = str | Mapping[str, object]
ACTORS: Final = ("person", "organization")
NAMED: Final = (*ACTORS, "issue")
_HIDDEN_BY_COMPLETING: Final = (
    *("duplicate-key", "not-finite", "number-too-large", "nul-character", "lone-surrogate"),
    "raw-control-character",
)
_OF_THE_COMMAND: Final = ("data", "dry-run", "help")
# What adding corrects by itself.
_CORRECTED: Final = ("not-nfc", "untidy-name")
_NAME: Final = re.compile(r"`([^`]+)`")
_STEP: Final = re.compile(r"[^.\[\]]+")
_OWN_HINT: Final = "leave out the field"
Call = Callable[[str], str]
"""Returns the name of a flag in messages: `--date`, or `date` in a dialogue."""


class Names(base_names.Names):
    """The names, aliases, former ids and titles of actors and issues, read from the index when needed."""

    def __init__(
        self, connection: sqlite3.Connection, values: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """`values` are records outside the index of the dataset, as objects that may be wrong."""
        super().__init__()
        self._connection = connection
        known = [
            one
            for one in values
            if isinstance(one.get("id"), str) and isinstance(one.get("kind"), str)
        ]
        self._given = {value["id"]: value["kind"] for value in known}
        self._values = [value for value in known if value["kind"] in NAMED]
        self._is_read = False

    def kind_of(self, name: str) -> str | None:
        """Return the kind of the record that has this id, whatever it is."""
        return self._given.get(name) or lookup.kind_of(self._connection, name)

    def id_of(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id that a name means among records of these kinds; any id means itself. Raises UsageError."""
        # Even one of the wrong kind: the checks report that.
        return name if name and self.kind_of(name) else self.resolve(name, kinds)

    def meant(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id that a text may mean among records of these kinds, sorted."""
        if not self._is_read:
            self._is_read = True
            for named in queries.names(self._connection):
                if named.kind in NAMED:
                    self.add(named.kind, named.id, named.name)
            for value in self._values:
                for called in names_of(value):
                    self.add(value["kind"], value["id"], called)
        return super().meant(text, kinds)


def names_of(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield every name of a record that may be malformed."""
    names = [value.get("id"), value.get("name"), value.get("title")]
    for field in ("other_names", "former_ids"):
        names += [name for _, name in reach(value, (field, "*"))]
    yield from (name for name in names if isinstance(name, str))


def resolve(
    value: dict[str, Any], record_class: type[Record], names: Names
) -> tuple[dict[str, Any], dict[Path, UsageError]]:
    """Return the object with ids where it names actors and issues, and why other names have none, by path."""
    ids: dict[Path, str] = {}
    errors: dict[Path, UsageError] = {}
    for field, path, name in references(record_class, value):
        kinds = field.ref.kinds if field.ref is not None else ()
        if name and set(kinds) <= set(NAMED):
            try:
                meant = names.id_of(name, kinds)
            except UsageError as error:
                meant, errors[path] = "unknown", error
            if meant != name:
                ids[path] = meant
    resolved = deepcopy(value) if ids else dict(value)
    for path, name in ids.items():
        put(resolved, path, name)
    return resolved, errors


def complete(
    connection: sqlite3.Connection, given: Sequence[Given], recorded: str
) -> list[tuple[str, UsageError | None]]:
    """Return lines, or objects as lines, with `recorded` and with ids for names, and why the first other has none.

    Unreadable lines stay as they are.
    """
    values = [(item, _object(item)) for item in given]
    names = Names(connection, [value for _, value in values if value])
    lines = []
    for item, value in values:
        completed, error = value, None
        if value and (record_class := CLASS_BY_KIND.get(str(value.get("kind")))):
            completed, errors = resolve(value, record_class, names)
            error = next(iter(errors.values()), None)
            if "recorded" in record_class.model_fields:
                completed.setdefault("recorded", recorded)
        same = isinstance(item, str) and completed == value
        lines.append((str(item) if same else json.dumps(completed, ensure_ascii=False), error))
    return lines


def _object(item: Given) -> dict[str, Any] | None:
    """Return the object of a line, or None where completing it would hide a fault."""
    if not isinstance(item, str):
        return dict(item)
    try:
        value = plain_value(item)
    except ValueError:
        reading = read_line(item)
        if not reading.parses or any(
            fault.code in _HIDDEN_BY_COMPLETING for fault in reading.faults
        ):
            return None
        value = json.loads(item)
    return value if isinstance(value, dict) else None


def lines_of(content: bytes) -> list[str]:
    """Split a file of records into lines that keep their numbers; one record may span several lines."""
    text = content.decode("utf-8", "surrogateescape")
    lines = text.removesuffix("\n").split("\n")
    written = [line for line in lines if line.strip()]
    # JSON has no line end inside a text, so what is one object over several lines is one in one line.
    if len(written) > 1 and is_object(text) and not is_object(written[0]):
        return [" ".join(written)]
    return lines if written else []


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


def flags(kind: str) -> tuple[Flag, ...]:
    """Return the flags of a kind of record, in canonical order."""
    found = tuple(_flags(CLASS_BY_KIND[kind], (), ""))
    short = [
        str(flag.way[-1]).replace("_", "-") if len(flag.way) > 1 else flag.name for flag in found
    ]
    counts, taken = Counter(short), {*_OF_THE_COMMAND, *(flag.name for flag in found)}
    return tuple(
        flag._replace(alias=name) if counts[name] == 1 and name not in taken else flag
        for flag, name in zip(found, short, strict=True)
    )


def _flags(part: type[Part], way: Path, prefix: str) -> Iterator[Flag]:
    for member in members(part):
        one = member.name.removesuffix("s") if member.many else member.name
        name = prefix + one.replace("_", "-")
        if member.part is not None:
            if way and member.many:  # a list of objects in a list of objects is for JSON
                continue
            step: Path = (member.name, 0) if member.many else (member.name,)
            yield from _flags(member.part, (*way, *step), f"{name}-")
        elif not member.mapping:
            yield Flag(
                name, (*way, member.name), member, part.model_fields[member.name].is_required()
            )


def record(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that filled flags make, without flags left out; what is no number stays as it is."""
    made: dict[str, Any] = {"kind": kind}
    for flag in flags(kind):
        value, of = values.get(flag.name), flag.field.type
        if value is None or value == () or value is False:
            continue
        if flag.field.many:
            value = list(value)
        elif of in (int, float):
            with suppress(ValueError):
                value = int(value) if of is int or str(value).isdigit() else float(value)
        # The objects and lists on the way are made.
        at: Any = made
        for step, following in zip(flag.way, flag.way[1:], strict=False):
            if isinstance(step, int):
                at += [{}] * (len(at) == 0)
                at = at[step]
            else:
                at = at.setdefault(step, [] if isinstance(following, int) else {})
        at[flag.way[-1]] = value
    return made


def values_of(made: Any) -> dict[str, Any]:
    """Return what the flags of its kind would say of a record, by their names."""
    found = dict[str, Any]()
    for flag in flags(str(made["kind"])):
        with suppress(LookupError):
            found[flag.name] = reduce(getitem, flag.way, made)
    return found


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
    """Return the value of an answer, with ids for names; several are split at `;`. Raises UsageError."""
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


def sound(
    kind: str, values: Mapping[str, Any], names: Names, call: Call, see: str = ""
) -> dict[str, Any]:
    """Return the record that values make, with ids for names; raises WrongValuesError, whose last hint is `see`."""
    made, unnamed = resolve(record(kind, values), CLASS_BY_KIND[kind], names)
    called = {flag.way: call(flag.name) for flag in flags(kind)}
    unknown = ((_at(called, path), error) for path, error in unnamed.items())
    found = [(flag, f"{flag}: {error.message}", error.hint) for flag, error in unknown]
    found += ((flag, fault.message, fault.hint) for flag, fault in _faults(kind, made, called))
    order = [*called.values(), ""]
    mistakes = {text: hint for _, text, hint in sorted(found, key=lambda one: order.index(one[0]))}
    if mistakes:
        hints = dict.fromkeys(
            hint for hint in (*mistakes.values(), see) if hint and hint != _OWN_HINT
        )
        raise WrongValuesError(tuple(mistakes), tuple(hints))
    return made


def _faults(
    kind: str, made: Mapping[str, Any], called: Mapping[Path, str]
) -> Iterator[tuple[str, Fault]]:
    """Yield every fault of a record, with flags in place of fields, after the first flag that it is about."""
    record_class = CLASS_BY_KIND[kind]
    # With `recorded` and the required objects, so that faults in these are found.
    whole: dict[str, Any] = (
        {"recorded": "2000-01-01"} if "recorded" in record_class.model_fields else {}
    )
    for member in members(record_class):
        if member.part is not None and record_class.model_fields[member.name].is_required():
            whole[member.name] = [{}] if member.many else {}
    line = json.dumps({**whole, **made}, ensure_ascii=False)
    scanned = scan(line)
    paths = {
        offset: path for places in (scanned.keys, scanned.values) for path, offset in places.items()
    }
    for fault in read_line(line).faults:
        if fault.code not in _CORRECTED:
            flag, message = _reworded(fault.message, paths.get(fault.offset, ()), called)
            yield flag, fault._replace(message=message)


def _reworded(message: str, path: Path, called: Mapping[Path, str]) -> tuple[str, str]:
    named: list[str] = []

    def flag(match: re.Match[str]) -> str:
        # A field is named from the record, or from the object that has the fault.
        way = tuple(int(step) if step.isdigit() else step for step in _STEP.findall(match[1]))
        ways = (way, (*path, *way), (*path[:-1], *way))
        found = next(filter(None, (_at(called, each) for each in ways)), "")
        named.extend([found] if found else [])
        return found or match[0]

    text, own = re.sub("missing$", "needed", _NAME.sub(flag, message)), _at(called, path)
    if own and own not in named:
        return own, f"{own}: {text}"
    return min(named, key=list(called.values()).index, default=""), text


def _at(called: Mapping[Path, str], path: Path) -> str:
    # An item of a list is the flag of the list.
    return called.get(path) or called.get(
        path[:-1] if path and isinstance(path[-1], int) else (), ""
    )


def id_of_name(name: str, names: Names, call: Call) -> str:
    """Return an id made from the name of an actor; raises UsageError where it is taken."""
    made = text.slug(name)
    if kind := names.kind_of(made):
        article, hint = "an" if kind[0] in "aeio" else "a", f"choose another: {call('id')}"
        raise UsageError(f"{article} {kind} with the id {made} already exists", hint)
    if taken := names.meant(made, NAMED):
        raise UsageError(
            f"{made} is another name of {' and '.join(taken)}", f"choose an id: {call('id')}"
        )
    return made


class Draft:
    """The draft for a dataset in a folder, if there is one."""

    def __init__(self, folder: pathlib.Path) -> None:
        key = os.path.realpath(folder).encode("utf-8", "surrogateescape")
        self.path = cache_folder() / f"draft-{zlib.crc32(key):08x}.json"

    def answers(self) -> dict[str, Any]:
        """Return the draft's kind and answers by flag, if any; raises UsageError where it was edited to say more."""
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
            written = json.dumps(made, ensure_ascii=False, indent=2)
            self.path.write_text(f"{written}\n", "utf-8", "surrogateescape")
        except OSError as error:
            return (
                f"no draft can be kept ({error.strerror}): {json.dumps(made, ensure_ascii=False)}"
            )
        return f"a draft is kept in {self.path}; the next `stancetracker add` offers it"

    def drop(self) -> None:
        """Delete the draft, if there is one."""
        self.path.unlink(missing_ok=True)
