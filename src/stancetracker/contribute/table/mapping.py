"""A mapping file: what the columns of a table mean. docs/importing.md explains it."""

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from stancetracker.contribute.table.rules import (
    Cells,
    Rule,
    as_object,
    read_field,
    read_object,
    template,
    unknown_word,
)
from stancetracker.contribute.table.toml import DATE, RECORDED, MappingError, Name, Node, Scope
from stancetracker.ledger.fields import Member, members
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.model.organization import Organization
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.record import Part, Source

_TOP: Final = ("table", "records", "panel", "tables", "actors", "sources", "skip", "row")
_DIALECT: Final = ("delimiter", "encoding", "empty")
_CONDITION: Final = ("when", "filled", "empty")
_ACTOR: Final = ("kind", "match", "otherwise", "tell_apart")
_ACTOR_CLASSES: Final[Mapped[str, type[Part]]] = {"person": Person, "organization": Organization}


class Dialect(NamedTuple):
    """The delimiter and encoding of a table, and the cells that count as empty."""

    delimiter: str | None = None
    encoding: str | None = None
    empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A condition on rows: words in columns, and columns that are filled or empty; all must hold."""

    when: Mapped[Name, tuple[str, ...]]
    filled: tuple[Name, ...]
    empty: tuple[Name, ...]

    def holds(self, cells: Cells) -> bool:
        """Return whether a row meets the condition."""
        return (
            all(cells[column] in words for column, words in self.when.items())
            and all(cells[column] for column in self.filled)
            and not any(cells[column] for column in self.empty)
        )


@dataclass(frozen=True)
class RowRule:
    """A record that a row makes."""

    kind: str
    condition: Condition
    fields: Mapped[str, Rule]
    sources: tuple[tuple[Rule, bool], ...]
    """Its sources, and whether the address or citation of each comes from a column."""
    actors: frozenset[str]
    """The actors it names, and those that these name."""


@dataclass(frozen=True)
class ActorRule:
    """A person or organization that a row is about: found by its name, or made."""

    kind: str
    by_name: bool
    makes: bool
    name: Rule
    id: Rule | None
    tell_apart: tuple[Rule, ...]
    fields: Rule


@dataclass(frozen=True)
class Mapping:
    """A mapping file, its names resolved in the header of a table."""

    name: str
    records: tuple[tuple[int, str, Rule], ...]
    """The records it adds: the line in the mapping, the kind, the fields."""
    panel: tuple[str, str] | None
    """The issue whose panel everyone imported is on, and the panel's rule."""
    actors: Mapped[str, ActorRule]
    rows: tuple[RowRule, ...]
    skips: tuple[Condition, ...]
    fallback: Rule | None
    citing: bool
    """True if a malformed address becomes a citation."""

    def makes(self, cells: Cells) -> tuple[RowRule, ...]:
        """Return the records a row makes; none for one to be skipped. What the mapping does not know is a fault."""
        if any(skip.holds(cells) for skip in self.skips):
            return ()
        known: dict[Name, dict[str, None]] = {}
        for condition in (*(row.condition for row in self.rows), *self.skips):
            for column, words in condition.when.items():
                known.setdefault(column, {}).update(dict.fromkeys(words))
        for column, every in known.items():
            if cells[column] not in every:
                cells.reject(unknown_word(column.text, cells[column], every))
        found = tuple(row for row in self.rows if row.condition.holds(cells))
        if not found and not cells.reasons:
            cells.reject("no [[row]] and no [[skip]] of the mapping takes this row")
        return found


def dialect(node: Node) -> Dialect:
    """Return the dialect that the mapping states.

    Raises MappingError.
    """
    node.table(_TOP)
    found = node["table"].table(_DIALECT) if "table" in node else {}
    return Dialect(
        found["delimiter"].text() if "delimiter" in found else None,
        found["encoding"].text() if "encoding" in found else None,
        tuple(word.strip() for word in found["empty"].texts()) if "empty" in found else (),
    )


def read(node: Node, header: Sequence[str]) -> Mapping:
    """Read a mapping for a table with these columns.

    Raises MappingError.
    """
    node.table(_TOP)
    tables = node.get("tables", {})
    tables.table()
    scope = Scope(tuple(header), frozenset({RECORDED}), tables)
    actors, within = _actors(node, scope)
    within = within.with_ours(DATE)
    if not node.get("row", []).value:
        raise MappingError(node, "nothing says what a row makes", "write a [[row]] with its kind and fields")
    sources = node.get("sources", {}).table(("fallback", "bad_url"))
    fallback, bad = sources.get("fallback"), sources.get("bad_url")
    return Mapping(
        name=node.file,
        records=tuple(_declared(child) for child in node.get("records", []).items()),
        panel=_panel(node),
        actors=actors,
        rows=tuple(_row(child, within, actors) for child in node["row"].items()),
        skips=tuple(_condition(child, scope, strict=True) for child in node.get("skip", []).items()),
        fallback=as_object(read_object(fallback, Source, within)) if fallback else None,
        citing=bad is not None and bad.word(("reject", "citation"), "bad_url") == "citation",
    )


def _declared(node: Node) -> tuple[int, str, Rule]:
    kind = _kind(node, tuple(CLASS_BY_KIND))
    fields = read_object(node, CLASS_BY_KIND[kind], Scope((), frozenset({RECORDED})), ("kind",))
    return node.line(), kind, as_object(fields)


def _kind(node: Node, kinds: Sequence[str]) -> str:
    node.table()
    if "kind" not in node:
        raise MappingError(node, "its `kind` is missing", f"one of: {', '.join(kinds)}")
    return node["kind"].word(kinds, "kind")


def _panel(node: Node) -> tuple[str, str] | None:
    if "panel" not in node:
        return None
    found = node["panel"].table(("issue", "rule"))
    for key in ("issue", "rule"):
        if key not in found:
            raise MappingError(node["panel"], f"a panel needs its `{key}`")
    records = [record.value for record in node.get("records", []).items() if isinstance(record.value, dict)]
    issues = [record["id"] for record in records if record.get("kind") == "issue" and "id" in record]
    return found["issue"].word(issues, "issue of [[records]]"), found["rule"].text()


def _actors(node: Node, scope: Scope) -> tuple[dict[str, ActorRule], Scope]:
    """Return the actors, and the scope with them; each may name those that come before it."""
    actors: dict[str, ActorRule] = {}
    for key, child in node.get("actors", {}).table().items():
        if key in (*scope.columns, DATE, RECORDED):
            raise MappingError(child, f"{key} already means something", "call it otherwise")
        actors[key] = _actor(child, scope)
        scope = scope.with_ours(key)
    return actors, scope


def _actor(node: Node, scope: Scope) -> ActorRule:
    kind = _kind(node, tuple(_ACTOR_CLASSES))
    fields = read_object(node, _ACTOR_CLASSES[kind], scope, _ACTOR)
    if "name" not in fields:
        raise MappingError(node, "an actor needs its `name`", 'as name = "{Candidate}"')
    apart, bare = node.get("tell_apart", []), Scope(scope.columns)
    for key in ("name", "id"):
        if key in node:  # read once more: actors are distinguished by columns alone
            read_field(node[key], Member(key, False, False, str, None, False), bare)
    return ActorRule(
        kind,
        node.get("match", "name").word(("name", "id"), "way to match") == "name",
        node.get("otherwise", "reject").word(("make", "reject"), "otherwise") == "make",
        fields.pop("name"),
        fields.pop("id", None),
        tuple(template(item, bare) for item in apart.items()),
        as_object(fields),
    )


def _row(node: Node, scope: Scope, actors: Mapped[str, ActorRule]) -> RowRule:
    kind = _kind(node, [kind for kind in CLASS_BY_KIND if kind != "dataset"])
    known = {member.name for member in members(CLASS_BY_KIND[kind])}
    here = scope if DATE in known and DATE in node else scope.without_date()
    fields = read_object(node, CLASS_BY_KIND[kind], here, ("kind", *_CONDITION))
    named = frozenset(name.text for rule in fields.values() for name in rule.names)
    for key in reversed(tuple(actors)):
        if key in named:
            named |= {name.text for name in actors[key].fields.names}
    listing = fields.pop("sources", as_object({}))
    sources = tuple((rule, _is_own(rule, scope)) for rule in listing.parts.values())
    condition = _condition(node, scope, strict=False)
    return RowRule(kind, condition, fields, sources, named & actors.keys())


def _is_own(source: Rule, scope: Scope) -> bool:
    parts = source.parts
    rules = [parts[key] for key in ("url", "citation") if key in parts] if parts else [source]
    names = (name for rule in rules for name in rule.names)
    return any(name.is_column or name.text not in scope.ours for name in names)


def _condition(node: Node, scope: Scope, *, strict: bool) -> Condition:
    node.table(_CONDITION if strict else None)
    when = {
        scope.column(replace(child, value=key)): tuple(word.strip() for word in child.texts())
        for key, child in node.get("when", {}).table().items()
    }
    filled, empty = (tuple(_columns(node.get(key, []), scope)) for key in ("filled", "empty"))
    if strict and not (when or filled or empty):
        raise MappingError(node, "nothing says which rows to skip", f"write {', '.join(_CONDITION)}")
    return Condition(when, filled, empty)


def _columns(node: Node, scope: Scope) -> list[Name]:
    items = (node,) if isinstance(node.value, str) else node.items()
    return [scope.column(item) for item in items]
