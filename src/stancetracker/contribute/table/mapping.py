"""A mapping file: what the columns of a table mean. docs/importing.md explains it."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from stancetracker.contribute.table.fields import DATE, RECORDED, Scope, read_field, read_object
from stancetracker.contribute.table.filling import Cells, Listing, Object, Rule, unknown_word
from stancetracker.contribute.table.templates import Name
from stancetracker.contribute.table.toml import MappingError, Node
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


class SourceRule(NamedTuple):
    """A source of a record, and whether its address or citation comes from a column."""

    rule: Rule
    is_own: bool


@dataclass(frozen=True)
class RowRule:
    """A record that a row makes."""

    kind: str
    condition: Condition
    fields: Object
    sources: tuple[SourceRule, ...]
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
    fields: Object


@dataclass(frozen=True)
class Mapping:
    """A mapping file, its names resolved in the header of a table."""

    name: str
    records: tuple[tuple[int, str, Object], ...]
    """The records it brings: the line in the mapping, the kind, the fields."""
    panel: tuple[str, str] | None
    """The issue whose panel everyone imported is on, and the panel's rule."""
    actors: Mapped[str, ActorRule]
    rows: tuple[RowRule, ...]
    skips: tuple[Condition, ...]
    fallback: Object | None
    citing: bool
    """True if a malformed address becomes a citation."""

    def makes(self, cells: Cells) -> tuple[RowRule, ...]:
        """The records a row makes; none for one to be skipped. What the mapping does not know is a fault."""
        if any(skip.holds(cells) for skip in self.skips):
            return ()
        self._tell_unknown(cells)
        found = tuple(row for row in self.rows if row.condition.holds(cells))
        if not found and not cells.reasons:
            cells.reject("no [[row]] and no [[skip]] of the mapping takes this row")
        return found

    def _tell_unknown(self, cells: Cells) -> None:
        known: dict[Name, dict[str, None]] = {}
        for condition in (*(row.condition for row in self.rows), *self.skips):
            for column, words in condition.when.items():
                known.setdefault(column, {}).update(dict.fromkeys(words))
        for column, every in known.items():
            if cells[column] not in every:
                cells.reject(unknown_word(column.text, cells[column], every))


def dialect(node: Node) -> Dialect:
    """Return the dialect that the mapping states.

    Raises MappingError.
    """
    dict(node.table(_TOP))
    found = dict(node["table"].table(_DIALECT)) if "table" in node else {}
    return Dialect(
        found["delimiter"].text() if "delimiter" in found else None,
        found["encoding"].text() if "encoding" in found else None,
        tuple(word.strip() for word in found["empty"].texts()) if "empty" in found else (),
    )


def read(node: Node, header: Sequence[str]) -> Mapping:
    """Read a mapping for a table with these columns.

    Raises MappingError.
    """
    dict(node.table(_TOP))
    tables = node.get("tables", {})
    dict(tables.table())
    scope = Scope(tuple(header), {RECORDED: "the day of recording"}, tables)
    actors, within = _actors(node, scope)
    within = within.with_ours(date="the date of the record")
    if not node.get("row", []).value:
        raise MappingError(node, "nothing says what a row makes", "write a [[row]] with its kind and fields")
    return Mapping(
        name=node.document.name,
        records=tuple(_declared(child) for child in node.get("records", []).items()),
        panel=_panel(node),
        actors=actors,
        rows=tuple(_row(child, within, actors) for child in node["row"].items()),
        skips=tuple(_condition(child, scope, strict=True) for child in node.get("skip", []).items()),
        **_sources(node.get("sources", {}), within),
    )


def _declared(node: Node) -> tuple[int, str, Object]:
    kind = _kind(node, tuple(CLASS_BY_KIND))
    scope = Scope((), {RECORDED: "the day of recording"})
    return node.line(), kind, read_object(node, CLASS_BY_KIND[kind], scope, ("kind",))


def _kind(node: Node, kinds: Sequence[str]) -> str:
    dict(node.table())
    if "kind" not in node:
        raise MappingError(node, "its `kind` is missing", f"one of: {', '.join(kinds)}")
    return node["kind"].word(kinds, "kind")


def _panel(node: Node) -> tuple[str, str] | None:
    if "panel" not in node:
        return None
    found = dict(node["panel"].table(("issue", "rule")))
    for key in ("issue", "rule"):
        if key not in found:
            raise MappingError(node["panel"], f"a panel needs its `{key}`")
    issues = [record["id"].value for record in node.get("records", []).items() if _is_issue(record)]
    return found["issue"].word(issues, "issue of [[records]]"), found["rule"].text()


def _is_issue(record: Node) -> bool:
    return isinstance(record.value, dict) and record.value.get("kind") == "issue" and "id" in record


def _actors(node: Node, scope: Scope) -> tuple[dict[str, ActorRule], Scope]:
    """The actors; each may name those that stand before it."""
    actors: dict[str, ActorRule] = {}
    for key, child in node.get("actors", {}).table():
        if key in (*scope.columns, DATE, RECORDED):
            raise MappingError(child, f"{key} already means something", "call it otherwise")
        actors[key] = _actor(child, scope)
        scope = scope.with_ours(**{key: "an actor"})
    return actors, scope


def _actor(node: Node, scope: Scope) -> ActorRule:
    kind = _kind(node, tuple(_ACTOR_CLASSES))
    fields = dict(read_object(node, _ACTOR_CLASSES[kind], scope, _ACTOR).fields)
    if "name" not in fields:
        raise MappingError(node, "an actor needs its `name`", 'as name = "{Candidate}"')
    apart, bare = node.get("tell_apart", []), Scope(scope.columns, {})
    for key in ("name", "id"):
        if key in node:  # read once more: who is who is told by columns alone
            read_field(node[key], Member(key, False, False, str, None, False), bare)
    return ActorRule(
        kind,
        node.get("match", "name").word(("name", "id"), "way to match") == "name",
        node.get("otherwise", "reject").word(("make", "reject"), "otherwise") == "make",
        fields.pop("name"),
        fields.pop("id", None),
        tuple(bare.template(item) for item in apart.items()),
        Object(fields),
    )


def _row(node: Node, scope: Scope, actors: Mapped[str, ActorRule]) -> RowRule:
    kind = _kind(node, [kind for kind in CLASS_BY_KIND if kind != "dataset"])
    known = {member.name for member in members(CLASS_BY_KIND[kind])}
    here = scope if DATE in known and DATE in node else _without_date(scope)
    fields = dict(read_object(node, CLASS_BY_KIND[kind], here, ("kind", *_CONDITION)).fields)
    listing = fields.pop("sources", Listing(()))
    assert isinstance(listing, Listing)
    sources = tuple(SourceRule(rule, _is_own(rule, scope)) for rule in listing.rules)
    rules = (*fields.values(), *(source.rule for source in sources))
    named = frozenset(name.text for rule in rules for name in rule.names())
    condition = _condition(node, scope, strict=False)
    return RowRule(kind, condition, Object(fields), sources, _with_theirs(named, actors))


def _with_theirs(named: frozenset[str], actors: Mapped[str, ActorRule]) -> frozenset[str]:
    for key in reversed(tuple(actors)):
        if key in named:
            named |= {name.text for name in actors[key].fields.names()}
    return named & actors.keys()


def _without_date(scope: Scope) -> Scope:
    return Scope(
        scope.columns, {name: what for name, what in scope.ours.items() if name != DATE}, scope.tables
    )


def _is_own(source: Rule, scope: Scope) -> bool:
    rules = [source]
    if isinstance(source, Object):
        rules = [rule for key, rule in source.fields.items() if key in ("url", "citation")]
    names = (name for rule in rules for name in rule.names())
    return any(name.is_column or name.text not in scope.ours for name in names)


def _condition(node: Node, scope: Scope, *, strict: bool) -> Condition:
    dict(node.table(_CONDITION if strict else None))
    when = {
        scope.column(Node(key, child.path, child.document)): tuple(word.strip() for word in child.texts())
        for key, child in node.get("when", {}).table()
    }
    filled, empty = (tuple(_columns(node.get(key, []), scope)) for key in ("filled", "empty"))
    if strict and not (when or filled or empty):
        raise MappingError(node, "nothing says which rows to skip", f"write {', '.join(_CONDITION)}")
    return Condition(when, filled, empty)


def _columns(node: Node, scope: Scope) -> list[Name]:
    items = (node,) if isinstance(node.value, str) else node.items()
    return [scope.column(item) for item in items]


def _sources(node: Node, scope: Scope) -> dict[str, Any]:
    found = dict(node.table(("fallback", "bad_url")))
    fallback = read_object(found["fallback"], Source, scope) if "fallback" in found else None
    bad = found["bad_url"].word(("reject", "citation"), "bad_url") if "bad_url" in found else "reject"
    return {"fallback": fallback, "citing": bad == "citation"}
