"""The facts of a row: what a record made of it says, field by field, as far as its own cells do."""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.comparison import Facts
from stancetracker.addons.tables.mapping import Mapping as TableMapping
from stancetracker.addons.tables.mapping import Row
from stancetracker.addons.tables.values import DATE, RECORDED, Cells

_STANCE: Final = ("stance", "label")
_SIDES: Final = ("stance", "response")
_WORDS: Final = ("quote", "summary")
_SOURCES: Final = "sources"
_WHO_AND_WHERE: Final = ("speaker", "actors", "actor", "issue")
_NOT_COMPARED: Final = {"kind", "id", RECORDED, DATE, *_STANCE, *_WORDS, _SOURCES, *_WHO_AND_WHERE}
_WITH_WORDS: Final = {"wording", "language"}
"""Fields that say something of words, and nothing where a row has none."""
_ANY_DAY: Final = "2000-01-01"
"""Stands for the day of the version where only what a row says is compared."""
_DIGITS: Final = 12

Resolve = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""Returns the canonical form of a record, or None where it is unsound."""


class Draft(NamedTuple):
    """A record that a row makes, before it is compared with what the row said."""

    form: "Form"
    values: dict[str, Any]
    """The record, as of the day of this version."""
    facts: Facts
    words: str
    """Its words, where a cell of their own gives them."""
    issue: str
    """The id of its issue, or another text that tells it from others of the row."""
    use: int
    base: str
    """The beginning of its id."""
    actors: tuple[str, ...] = ()
    is_dated_by_version: bool = False
    """True if its date is the day of the version."""

    @property
    def kind(self) -> str:
        """Return its kind."""
        return str(self.values["kind"])

    @property
    def place(self) -> tuple[str, int]:
        """Return what distinguishes it from what else the row says."""
        return self.issue, self.use


class Form:
    """A rule of a mapping for records, with the columns that each of its fields depends on."""

    def __init__(self, rule: Row, mapping: TableMapping, key: frozenset[str]) -> None:
        """Read the columns of the fields; `key` are those that never differ in one row."""
        self.rule = rule
        fields = rule.__pydantic_extra__
        names = {field: _columns(value.names(), mapping) for field, value in fields.items()}
        shared = key.union(*(names.get(field, ()) for field in (*_STANCE, *_WHO_AND_WHERE)))
        self._date = names.get(DATE, frozenset()) - {RECORDED}
        shared |= self._date | {RECORDED, DATE}
        self._words = names.get("quote", frozenset()) - shared
        self._words_field = "quote"
        if not self._words:
            self._words = names.get("summary", frozenset()) - shared
            self._words_field = "summary"
        self._sources = names.get(_SOURCES, frozenset()) - shared
        self._code = () if "label" in names else _columns_of_code(names)
        self._others = tuple(
            field
            for field, columns in names.items()
            if field not in _NOT_COMPARED and columns - {RECORDED, DATE}
        )
        compared = {*self._others, *([self._words_field] if self._words else [])}
        compared |= {_SOURCES} if self._sources else set()
        self.uses_recorded = any(RECORDED in names.get(field, ()) for field in compared)
        self.is_dated_by_version = RECORDED in names.get(DATE, ()) and rule.kind == "silence"

    def facts(self, cells: Cells, values: Mapping[str, Any], digest: str) -> Facts:
        """Return the facts of a record that a row made; `digest` is that of the row."""
        stable = values
        if self.uses_recorded:
            stable = self.record_on(_ANY_DAY, cells)
        return self._facts(cells.columns, stable, self._own_date(cells, values), digest)

    def record_on(self, day: str, cells: Cells) -> dict[str, Any]:
        """Return the record that the row would make in a version of a day."""
        today = cells.other_values[RECORDED]
        cells.other_values[RECORDED] = day
        record = self.rule.record(cells)
        cells.other_values[RECORDED] = today
        return record

    def words(self, values: Mapping[str, Any]) -> str:
        """Return the words of a record, where a cell of their own gives them."""
        return str(values.get(self._words_field, "")) if self._words else ""

    def facts_of_record(
        self, record: Mapping[str, Any], cells: Cells, now: Facts, resolve: Resolve
    ) -> Facts:
        """Return the facts of a record of an earlier version, of which no memory is kept.

        What the row says today as it would have on the day of the record is what it said then.
        """
        day = str(record[RECORDED])
        then = resolve({**self.record_on(day, cells), "id": record["id"], RECORDED: day}) or {}
        of_record = self._facts(None, record, self._date_of_record(record, then, now), "")
        of_then = self._facts(cells.columns, then, "", "")
        is_same_text = of_record.words == of_then.words
        is_same_source = of_record.sources == of_then.sources
        others = {
            field: digest if record.get(field) == then.get(field) else ""
            for field, digest in now.others.items()
        }
        return of_record._replace(
            words=now.words if is_same_text else of_record.words,
            sources=now.sources if is_same_source else of_record.sources,
            others=others,
        )

    def _date_of_record(
        self, record: Mapping[str, Any], then: Mapping[str, Any], now: Facts
    ) -> str:
        date = str(record.get(DATE, ""))
        if now.date and then.get(DATE) == date:
            return now.date
        return "" if not self._date or date == f"../{record[RECORDED]}" else date

    def _facts(
        self,
        columns: Mapping[str, str] | None,
        values: Mapping[str, Any],
        date: str,
        digest: str,
    ) -> Facts:
        """Return the facts of a record; `columns` are the cells that it was made of, if known."""
        words = self.words(values) if _has_any(columns, self._words) else ""
        sources = values.get(_SOURCES, ()) if _has_any(columns, self._sources) else ()
        others = {
            field: digest_of(values[field])
            for field in self._others
            if field in values and not (field in _WITH_WORDS and not words)
        }
        return Facts(
            str(values.get("kind", "")),
            str(values.get("stance") or values.get("response") or ""),
            str(values.get("label", "")),
            date,
            digest_of(words) if words else "",
            digest_of(sorted(map(_address, sources))) if sources else "",
            others,
            digest,
            ", ".join(cell for name in self._code if (cell := (columns or {}).get(name))),
        )

    def _own_date(self, cells: Cells, values: Mapping[str, Any]) -> str:
        """Return the date of a record if a cell gives it, else nothing."""
        if not any(cells.columns.get(column) for column in self._date):
            return ""
        date = str(values.get(DATE, ""))
        rule = self.rule.__pydantic_extra__[DATE]
        if rule.first is not None:  # perhaps the first that was not empty is no cell's
            blank = {**cells.columns, **dict.fromkeys(self._date, "")}
            without_cells = rule.fill(Cells(blank, dict(cells.other_values)))
            return "" if without_cells == date else date
        return date


def _columns_of_code(names: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the columns of a stance, where another field of the record has their cells."""
    of_stance = names.get("stance", names.get("response", frozenset())) - {RECORDED, DATE}
    others = [columns for field, columns in names.items() if field not in _SIDES]
    return tuple(sorted(of_stance)) if any(map(of_stance.intersection, others)) else ()


def _columns(names: Iterable[str], mapping: TableMapping) -> frozenset[str]:
    """Return names of columns, with those of the actors in place of these."""
    columns = set[str]()
    for name in names:
        actor = mapping.actors.get(name)
        columns |= {name} if actor is None else actor_columns(mapping, name)
    return frozenset(columns)


def actor_columns(mapping: TableMapping, name: str) -> frozenset[str]:
    """Return the columns that an actor, and all that is said of it, is made of."""
    actor = mapping.actors[name]
    values = [
        actor.name,
        *filter(None, (actor.id, actor.fallback_id)),
        *actor.__pydantic_extra__.values(),
    ]
    names = frozenset[str]().union(*(value.names() for value in values)) - {name}
    return _columns(names, mapping)


def _has_any(columns: Mapping[str, str] | None, names: frozenset[str]) -> bool:
    """Return whether any cell of these columns says something; of unknown cells, all may."""
    if columns is None:
        return bool(names)
    return any(columns.get(name) for name in names)


def _address(source: Mapping[str, Any]) -> str:
    return str(source.get("url") or source.get("citation") or "")


def digest_of(value: Any) -> str:
    """Return a digest of a value as JSON has it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
