"""Checks of corrections: what they correct, and what takes its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from stancetracker.ledger.checks.found import Finds, Found
from stancetracker.ledger.dataset import Entry
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.view import View


def correction_of_correction(view: View, today: str) -> Finds:
    """A correction of a correction

    Corrections are not corrected, so that what is withdrawn stays so on every branch. Add the right record
    anew instead.
    """
    for entry in view.of(Correction):
        if view.named(entry.record.corrects, Correction):
            yield Found(entry, ("corrects",), f"{entry.record.corrects} is a correction")


def replaced_by_itself(view: View, today: str) -> Finds:
    """A record that is to replace itself

    A supersession withdraws one record and names another that takes its place.
    """
    for entry in view.of(Correction):
        if entry.record.replacement == entry.record.corrects:
            yield Found(entry, ("replacement",), f"{entry.record.corrects} can't be replaced by itself")


def replacement_other_kind(view: View, today: str) -> Finds:
    """A replacement of another kind

    A statement is superseded by another statement, a look by another look.
    """
    for entry in view.of(Correction):
        old, new = view.by_id.get(entry.record.corrects), view.by_id.get(entry.record.replacement or "")
        if old and new and type(old.record) is not type(new.record):
            message = f"{old.id} can't be replaced by {new.id}, which is of another kind"
            yield Found(entry, ("replacement",), message)


def replacement_withdrawn(view: View, today: str) -> Finds:
    """A replacement that was withdrawn itself

    On the day of the supersession its replacement was already withdrawn, or it leads back to what it replaces
    (two records that supersede each other): no record would stand. Name the one that does. A replacement may
    well be superseded or retracted on a later day: that is history, and no mistake.
    """
    corrections: dict[str, list[Entry[Correction]]] = defaultdict(list)
    for entry in view.of(Correction):
        corrections[entry.record.corrects].append(entry)
    for entry in view.of(Correction):
        old, new = entry.record.corrects, entry.record.replacement
        if new is None or new == old:
            continue
        gone = next((c for c in corrections[new] if _is_withdrawn_by(c.record, entry.record)), None)
        if gone or _leads_to(new, old, corrections):
            why = f"was withdrawn by {gone.id} at {gone.place}" if gone else f"is itself replaced by {old}"
            yield Found(entry, ("replacement",), f"{new} {why}", "name a record that stands")


def _is_withdrawn_by(withdrawing: Correction, correction: Correction) -> bool:
    """Whether that was so when the correction was made; of one day, two supersessions may be a chain."""
    if withdrawing.recorded == correction.recorded:
        return withdrawing.type != "supersession"
    return withdrawing.recorded < correction.recorded


def _leads_to(start: str, end: str, corrections: Mapping[str, list[Entry[Correction]]]) -> bool:
    """Whether one record is replaced by the other, over however many others."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            waiting += [c.record.replacement for c in corrections.get(name, ()) if c.record.replacement]
    return False


def replaced_before_recorded(view: View, today: str) -> Finds:
    """A supersession recorded before its replacement

    One of the two days is wrong: a record must be known before it can take the place of another.
    """
    for entry in view.of(Correction):
        new = view.by_id.get(entry.record.replacement or "")
        recorded = getattr(new.record, "recorded", "") if new else ""
        if entry.record.recorded < recorded and entry.record.replacement != entry.record.corrects:
            message = f"{entry.record.replacement} was recorded later, on {recorded}"
            yield Found(entry, ("recorded",), message)


def corrected_before_recorded(view: View, today: str) -> Finds:
    """A correction recorded before what it corrects

    One of the two days is wrong: a record must be known before it can be corrected.
    """
    for entry in view.of(Correction):
        old = view.by_id.get(entry.record.corrects)
        recorded = getattr(old.record, "recorded", "") if old else ""
        if entry.record.recorded < recorded:
            yield Found(entry, ("recorded",), f"{entry.record.corrects} was recorded later, on {recorded}")
