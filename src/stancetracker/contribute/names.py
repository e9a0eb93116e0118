"""Records as contributors write them: names in place of ids, and without the day they are recorded."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, NamedTuple

from stancetracker.base import text
from stancetracker.base.errors import UsageError
from stancetracker.index import lookup, queries
from stancetracker.ledger.jsonl import is_object, plain_value, read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND, Path, put, reach, references
from stancetracker.ledger.record import Record

Given = str | Mapping[str, object]
_HIDDEN_BY_COMPLETING: Final = (
    "duplicate-key",
    "not-finite",
    "number-too-large",
    "nul-character",
    "lone-surrogate",
    "raw-control-character",
)
NAMED: Final = ("person", "organization", "issue")


class Names(text.Names):
    """The names, aliases, former ids and titles of actors and issues, read from the index when needed."""

    def __init__(self, connection: sqlite3.Connection, values: Iterable[Mapping[str, Any]] = ()) -> None:
        """`values` are records outside the index of the dataset, as objects that may be wrong."""
        super().__init__()
        self._connection = connection
        known = [one for one in values if isinstance(one.get("id"), str) and isinstance(one.get("kind"), str)]
        self._given = {value["id"]: value["kind"] for value in known}
        self._values = [value for value in known if value["kind"] in NAMED]
        self._is_read = False

    def kind_of(self, name: str) -> str | None:
        """Return the kind of the record that has this id, whatever it is."""
        return self._given.get(name) or lookup.kind_of(self._connection, name)

    def id_of(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id that a name means among records of these kinds; any id means itself.

        Raises UnknownNameError and AmbiguousNameError.
        """
        # Even one of the wrong kind: the checks report that.
        return name if name and self.kind_of(name) else self.resolve(name, kinds)

    def meant(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id that a text may mean among records of these kinds, sorted."""
        if not self._is_read:
            self._is_read = True
            self._read()
        return super().meant(text, kinds)

    def _read(self) -> None:
        for named in queries.names(self._connection):
            if named.kind in NAMED:
                self.add(named.kind, named.id, named.name)
        for value in self._values:
            for called in names_of(value):
                self.add(value["kind"], value["id"], called)


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


class Completed(NamedTuple):
    """A line with `recorded` filled in and ids in place of names, and why the first other name has none."""

    text: str
    error: UsageError | None = None


def complete(connection: sqlite3.Connection, given: Sequence[Given], recorded: str) -> list[Completed]:
    """Complete lines, or objects that become lines; unreadable lines stay as they are."""
    values = [(item, _object(item)) for item in given]
    names = Names(connection, [value for _, value in values if value])
    lines: list[Completed] = []
    for item, value in values:
        record_class = CLASS_BY_KIND.get(str(value.get("kind"))) if value else None
        if value is None or record_class is None:
            lines.append(Completed(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)))
            continue
        completed, errors = resolve(value, record_class, names)
        if "recorded" in record_class.model_fields:
            completed.setdefault("recorded", recorded)
        same = isinstance(item, str) and completed == value
        text = str(item) if same else json.dumps(completed, ensure_ascii=False)
        lines.append(Completed(text, next(iter(errors.values()), None)))
    return lines


def _object(item: Given) -> dict[str, Any] | None:
    """Return the object of a line, or None where completing it would hide a fault."""
    if not isinstance(item, str):
        return dict(item)
    try:
        value = plain_value(item)
    except ValueError:
        reading = read_line(item)
        if not reading.parses or any(fault.code in _HIDDEN_BY_COMPLETING for fault in reading.faults):
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
