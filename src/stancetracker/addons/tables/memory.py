"""What a table said last of each of its rows: a file beside the records, written with them.

The first line has the versions, each further line a row, sorted, so that git shows what changed.
Where the file is missing, what the table said is read from its records.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.comparison import Facts
from stancetracker.contribute.batch import NotImportedError
from stancetracker.ledger import files
from stancetracker.ledger.folder import Folder

FOLDER: Final = "tables"
SUFFIX: Final = ".rows"
_HINT: Final = "restore it with git, or delete it: it is then read from the records"

Roles = Mapping[str, tuple[tuple[str, str], ...]]
"""The roles of actors, each with an organization or an empty text."""


class Version(NamedTuple):
    """A version of a table that was imported."""

    day: str
    sha256: str
    rows: int


class Off(NamedTuple):
    """An actor whom the table took off the panel of an issue, on the day of a version."""

    issue: str
    actor: str
    day: str


@dataclass(frozen=True)
class Claim:
    """What a row said last on an issue, or in another of the records that it makes."""

    issue: str
    use: int
    """The number of earlier records of the row on the same issue."""
    kind: str = ""
    """`statement`, `silence` or another kind; empty where it said nothing."""
    bases: tuple[str, ...] = ()
    """The beginnings of the ids of its records; several where its key changed."""
    statement: str = ""
    """The last record that it made, other than silences."""
    statement_facts: Facts | None = None
    """None where they are to be read from the record."""
    silence: str = ""
    """The last silence that has its actor."""
    silence_facts: Facts | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Return what distinguishes it from what else the row said."""
        return self.issue, self.use


@dataclass(frozen=True)
class RowMemory:
    """What a table said last of a row."""

    stem: str
    """The beginning of the ids of its records."""
    key: str = ""
    actors: tuple[str, ...] = ()
    name: str = ""
    cells: str = ""
    """A digest of the row; empty where it isn't known."""
    others: str = ""
    """A digest of the cells that name neither its actors nor its issue, nor are in its key."""
    panels: tuple[tuple[str, str], ...] = ()
    """The issues on whose panels it put actors, and these."""
    roles: Roles = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    waits: str = ""
    """A digest of the row as the last version had it, where it was rejected."""
    gone: str = ""
    """The day of the version that had it no more; empty for a row that is there."""


@dataclass(frozen=True)
class Memory:
    """What a table said in its versions up to now."""

    name: str
    versions: tuple[Version, ...] = ()
    rows: Mapping[str, RowMemory] = field(default_factory=dict)
    off: tuple[Off, ...] = ()
    """Whom the table took off panels, who may come back with it."""
    is_written: bool = False
    """False where it was read from the records."""

    def with_ids(self, todays_id: Callable[[str], str]) -> Memory:
        """Return the same with the ids that actors and issues have by now."""
        rows = {stem: _with_ids(row, todays_id) for stem, row in self.rows.items()}
        off = tuple(Off(todays_id(off.issue), todays_id(off.actor), off.day) for off in self.off)
        return replace(self, rows=rows, off=off)

    @property
    def day(self) -> str:
        """Return the day of the newest version; empty where there is none."""
        return self.versions[-1].day if self.versions else ""

    @property
    def sha256(self) -> str:
        """Return the digest of the file of the newest version; empty where none is known."""
        return self.versions[-1].sha256 if self.versions else ""

    @property
    def file(self) -> str:
        """Return the name of its file in the folder of the dataset."""
        return f"{FOLDER}/{self.name}{SUFFIX}"

    def content(self) -> bytes:
        """Return its file."""
        head = {
            "table": self.name,
            "versions": [version._asdict() for version in self.versions],
            "off": self.off,
        }
        lines = [_line(head)]
        lines += [_line(_row_values(self.rows[stem])) for stem in sorted(self.rows)]
        return "".join(f"{line}\n" for line in lines).encode()


def _with_ids(row: RowMemory, todays_id: Callable[[str], str]) -> RowMemory:
    return replace(
        row,
        actors=tuple(map(todays_id, row.actors)),
        panels=tuple((todays_id(issue), todays_id(actor)) for issue, actor in row.panels),
        roles={
            todays_id(actor): tuple((role, todays_id(organization)) for role, organization in roles)
            for actor, roles in row.roles.items()
        },
        claims=tuple(replace(claim, issue=todays_id(claim.issue)) for claim in row.claims),
    )


def load(folder: Folder, name: str) -> Memory | None:
    """Return the memory of a table, or None where there is no file of it.

    Raises NotImportedError for a file that can't be read.
    """
    file = f"{FOLDER}/{name}{SUFFIX}"
    content = read(folder, file)
    if not content:
        return None
    try:
        head, *rows = map(json.loads, content.decode().splitlines())
        versions = tuple(
            Version(_text(version["day"]), _text(version["sha256"]), int(version["rows"]))
            for version in head["versions"]
        )
        off = tuple(Off(*_texts(entry)) for entry in head["off"])
        memories = [_row(values) for values in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotImportedError(f"{file} is not as it was written: {error}", _HINT) from None
    return Memory(name, versions, {row.stem: row for row in memories}, off, is_written=True)


def read(folder: Folder, file: str) -> bytes:
    """Return the content of a file of memory; nothing where it isn't there."""
    try:
        return files.content(folder.path, file)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise NotImportedError(f"{file} can't be read: {error.strerror or error}") from None


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=False)


def _row_values(row: RowMemory) -> dict[str, Any]:
    values = {name: value for name, value in vars(row).items() if value and name != "claims"}
    return {**values, "said": [_values_of_claim(claim) for claim in row.claims]}


def _values_of_claim(claim: Claim) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in vars(claim).items() if value}
    for name in ("statement_facts", "silence_facts"):
        facts: Facts | None = values.get(name)
        if facts is not None:
            values[name] = {key: value for key, value in facts._asdict().items() if value}
    return values


def _row(values: Mapping[str, Any]) -> RowMemory:
    lists = ("actors", "panels", "roles", "said")
    texts = {name: _text(value) for name, value in values.items() if name not in lists}
    roles = {
        _text(actor): tuple((_text(role), _text(organization)) for role, organization in pairs)
        for actor, pairs in dict(values.get("roles", {})).items()
    }
    return RowMemory(
        **texts,
        actors=_texts(values.get("actors", ())),
        panels=tuple((_text(issue), _text(actor)) for issue, actor in values.get("panels", ())),
        roles=roles,
        claims=tuple(_claim(claim) for claim in values["said"]),
    )


def _claim(values: Mapping[str, Any]) -> Claim:
    lists = ("use", "bases", "statement_facts", "silence_facts")
    texts = {name: _text(value) for name, value in values.items() if name not in lists}
    return Claim(
        **texts,
        use=int(values.get("use", 0)),
        bases=_texts(values.get("bases", ())),
        statement_facts=_facts(values.get("statement_facts")),
        silence_facts=_facts(values.get("silence_facts")),
    )


def _facts(values: Mapping[str, Any] | None) -> Facts | None:
    if values is None:
        return None
    texts = {name: _text(value) for name, value in values.items() if name != "others"}
    others = {_text(name): _text(digest) for name, digest in values.get("others", {}).items()}
    return Facts(**texts, others=others)


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(_text, values))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    return value
