"""The fields that say what records mean: which changed without an amendment that keeps history.

A proposition that is turned round turns every statement on it round, though no line of these
changes. So once a statement or a silence rests on an issue, an actor or an event, such a field
changes only with an `amendment` that has its old value.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from stancetracker.base.vocabulary import AMENDED_FIELDS
from stancetracker.contribute.pairs import Pair, Values, as_text
from stancetracker.contribute.states import State
from stancetracker.ledger.kinds import CLASS_BY_KIND

_NAME: Final = "name"


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

    def _unamended(self, before: Values, after: Values) -> Iterator[str]:
        is_of_one_kind = before["kind"] == after["kind"]
        for field in AMENDED_FIELDS.get(before["kind"], ()):
            old = _text(before, field)
            if is_of_one_kind and old == _text(after, field):
                continue
            is_kept = field == _NAME and old in after.get("other_names", ())
            if not is_kept and not self._is_amended(before["id"], after["id"], field, old):
                yield field

    def _is_amended(self, old_id: str, new_id: str, field: str, old: str | None) -> bool:
        return any(_Amendment(id, field, old) in self._amendments for id in (old_id, new_id))


def _text(values: Values, field: str) -> str | None:
    """Return a field such as `stance_words.favor` as people read it; its default if left out."""
    name, _, part = field.partition(".")
    default = CLASS_BY_KIND[values["kind"]].model_fields[name].default
    value: Any = values.get(name, default)
    return as_text(value.get(part) if part and value else value)


def has_meaning(kind: str) -> bool:
    """Return whether a record of a kind says what others mean."""
    return kind in AMENDED_FIELDS
