"""The rows of a table, read by a mapping: whom each is about, and the records that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stancetracker.base.errors import UnknownNameError
from stancetracker.contribute.names import Names
from stancetracker.contribute.table.files import Row
from stancetracker.contribute.table.mapping import Actor
from stancetracker.contribute.table.mapping import Mapping as TableMapping
from stancetracker.contribute.table.mapping import Row as RowRule
from stancetracker.contribute.table.values import DATE, Cells, known, slugged, value_of
from stancetracker.ledger.kinds import CLASS_BY_KIND

_PANEL_OF: Final = {"person": "people", "organization": "organizations"}


@dataclass
class Made:
    """A row, read by a mapping: whom it names, and the records made of it."""

    row: Row
    reasons: list[str]
    """Why it is rejected."""
    rules: tuple[RowRule, ...] = ()
    actors: list[tuple[bool, Mapping[str, Any]]] = field(default_factory=list)
    """Whether each is new, and what the row has of its record."""
    records: list[str] = field(default_factory=list)
    """As JSON."""
    panels: list[tuple[str, str, str]] = field(default_factory=list)
    """Who is on the panel of which issue, by which rule."""
    stem: str = ""
    """The beginning of the ids of its records, where the mapping has `[versions]`."""

    @property
    def is_skipped(self) -> bool:
        """Return whether the mapping leaves the row out."""
        return not self.rules and not self.reasons


def read(row: Row, cells: Cells, mapping: TableMapping, names: Names) -> Made:
    """Return whom the mapping finds in a row, and its rules; what is wrong with it is added to the cells."""
    if row.fault is not None:
        cells.reject(row.fault)
        return Made(row, cells.reasons)
    made = Made(row, cells.reasons, mapping.makes(cells))
    for key, rule in mapping.actors.items() if made.rules or mapping.lists(cells) else ():
        if found := _actor(rule, cells, names):
            cells.given[key] = found[1]["id"]
            made.actors.append(found)
    for panel in mapping.panel:
        issue = slugged(panel.issue.fill(cells), cells)
        members = [one["id"] for _, one in made.actors if panel.of in (_PANEL_OF[one["kind"]], "both")]
        made.panels += [(str(issue), member, str(panel.rule.fill(cells))) for member in members if issue]
    return made


def _actor(rule: Actor, cells: Cells, names: Names) -> tuple[bool, dict[str, Any]] | None:
    """Return whether an actor of a row is new, and its record; None if the row names none that can be chosen."""
    name = rule.name.fill(cells)
    if not name:
        return None
    given = slugged(rule.id.fill(cells), cells) if rule.id else None
    if rule.id and given is None:
        cells.reject(f"{name} has no id")
        return None
    meant = [given] if given and names.kind_of(given) == rule.kind else []
    meant = meant if rule.id else names.meant(name, (rule.kind,))
    if len(meant) == 1:
        return False, {"kind": rule.kind, "id": meant[0], "name": name}
    new = given if rule.id else slugged(name, cells)
    if meant:
        cells.reject(
            f"{name} could be {', '.join(meant)}, as several are so called; give the mapping an `id`"
        )
    elif rule.otherwise == "reject":
        cells.reject(_unknown(given or name, rule.kind, names))
    elif new and names.kind_of(new):
        cells.reject(f"the id of {name} is taken: {new}; give the mapping another `id`")
    elif new:
        return True, {**rule.values(cells), "kind": rule.kind, "id": new, "name": name}
    return None


def _unknown(name: str, kind: str, names: Names) -> str:
    try:
        found = names.id_of(name, (kind,))
    except UnknownNameError as error:
        return error.message + (f" ({error.hint})" if error.hint else "")
    # An id of the dataset, given as the name.
    return f"{found} is of kind {names.kind_of(found)}, not {kind}"


def record(rule: RowRule, cells: Cells) -> dict[str, Any]:
    """Return the record that a rule makes of a row."""
    cls, date = CLASS_BY_KIND[rule.kind], rule.fields.get(DATE)
    # Other fields may name it.
    cells.given[DATE] = str((date and value_of(date, known(cls)[DATE], cells)) or "")
    return {"kind": rule.kind, **rule.values(cells)}
