"""The fields that say what records mean: which changed without an amendment that keeps history.

A proposition that is turned round turns every statement on it round, though no line of these
changes. So once a statement or a silence rests on an issue, an actor or an event, such a field
changes only with an `amendment` that has its old value. A panel says of whom counts are: who joins
or leaves it has the day.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from stancetracker.base.vocabulary import AMENDED_FIELDS
from stancetracker.contribute.dataset import PanelEntry, panel_entries
from stancetracker.contribute.pairs import Pair, Values, as_text
from stancetracker.contribute.states import State
from stancetracker.ledger.kinds import CLASS_BY_KIND

PANEL: Final = "panel"
_NAME: Final = "name"
_FORMER_IDS: Final = "former_ids"


class _Amendment(NamedTuple):
    """What a new amendment says of a record."""

    record: str
    field: str
    old: str | None


class Meanings:
    """The meanings of the records of an earlier state, and the amendments made since."""

    def __init__(self, before: State, pairs: Iterable[Pair]) -> None:
        self._before = before
        self._amendments = {
            _Amendment(new["corrects"], new["field"], new.get("old"))
            for old, new in pairs
            if not old and new["kind"] == "correction" and new["type"] == "amendment"
        }

    def unamended(self, before: Values, after: Values) -> tuple[str, ...]:
        """Return the fields that changed although records rest on them, without an amendment."""
        changed_fields = tuple(self._unamended(before, after))
        return changed_fields if changed_fields and self._before.has_resting(before["id"]) else ()

    def true_value(self, amendment: Values) -> str | None:
        """Return what a field was where no new amendment of it has that; None where one has it."""
        record = amendment["corrects"]
        field = amendment["field"]
        before = self._before.values(record)
        if not before:
            return None
        old = _text(before, field)
        return None if _Amendment(record, field, old) in self._amendments else old or "empty"

    def _unamended(self, before: Values, after: Values) -> Iterator[str]:
        is_of_one_kind = before["kind"] == after["kind"]
        for field in AMENDED_FIELDS.get(before["kind"], ()):
            old = _text(before, field)
            if is_of_one_kind and old == _text(after, field):
                continue
            is_kept = field == _NAME and old in after.get("other_names", ())
            if not is_kept and not self._is_amended(before["id"], after["id"], field, old):
                yield field
        if is_of_one_kind and _has_another_past(before, after):
            yield PANEL

    def _is_amended(self, old_id: str, new_id: str, field: str, old: str | None) -> bool:
        return any(_Amendment(id, field, old) in self._amendments for id in (old_id, new_id))


def _has_another_past(before: Values, after: Values) -> bool:
    """Return whether somebody left a panel without a day, came back to it, or joined without one.

    An issue that took in another has its members as well.
    """
    old_days = _removal_days(before)
    new_days = _removal_days(after)
    if not old_days:
        return False
    is_kept = all(
        entry in new_days and removed in (None, new_days[entry])
        for entry, removed in old_days.items()
    )
    has_taken_in_another = before.get(_FORMER_IDS) != after.get(_FORMER_IDS)
    joined_undated = any(entry.recorded is None for entry in new_days.keys() - old_days.keys())
    return not is_kept or (joined_undated and not has_taken_in_another)


def _removal_days(issue: Values) -> dict[PanelEntry, str | None]:
    """Return the entries of a panel as they began, each with the day of its removal."""
    return {entry._replace(removed=None): entry.removed for entry in panel_entries(issue)}


def _text(values: Values, field: str) -> str | None:
    """Return a field such as `stance_words.favor` as people read it; its default if left out."""
    name, _, part = field.partition(".")
    default = CLASS_BY_KIND[values["kind"]].model_fields[name].default
    value: Any = values.get(name, default)
    return as_text(value.get(part) if part and value else value)


def has_meaning(kind: str) -> bool:
    """Return whether a record of a kind says what others mean."""
    return kind in AMENDED_FIELDS
