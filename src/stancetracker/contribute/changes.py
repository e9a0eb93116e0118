"""What differs between two states of a dataset, in words: records, and where everybody stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.vocabulary import CHANGES
from stancetracker.contribute.described import Change, Lore, id_of, made, text
from stancetracker.contribute.differing import Difference, FieldChange, differences
from stancetracker.contribute.moves import moved, passed
from stancetracker.contribute.names import Names
from stancetracker.contribute.sides import Side, sound
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.record import Record, kind_of

_DEADLINES: Final = ("since", "until", "recheck_days")


class Only(NamedTuple):
    """Of which issues, people and organizations; names as they were typed."""

    issues: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """Two states, and what differs between them, what matters most first."""

    before: Side
    after: Side
    changes: tuple[Change, ...]


def compare(before: Side, after: Side, only: Only | None = None) -> Changes:
    """Tell what differs between two states.

    Raises BrokenSideError when one does not load, UnknownNameError and AmbiguousNameError for a name in
    `only` that is of neither.
    """
    lore = Lore(sound(before), sound(after))
    without = ("recorded",) if before.apart else ()
    records = differences(before.records, after.records, without)
    told = [
        *(change for each in records.found for change in _of_record(each, lore)),
        *moved(before, after, records.renamed, lore),
        *passed(before, after, lore),
    ]
    chosen = _chosen(told, only or Only(), lore, records.renamed)
    return Changes(before, after, tuple(sorted(chosen, key=_rank)))


def _rank(change: Change) -> tuple[int, int, str, str, str, str]:
    place = CHANGES.index(change.change), list(wording.KIND_NOUNS).index(change.kind)
    turn = f"{change.before} {change.after}" if change.change == "status" else ""
    return (*place, turn, change.name or "", change.record or "", change.field or "")


def _of_record(difference: Difference, lore: Lore) -> Iterator[Change]:
    record = difference.after or difference.before
    assert record is not None
    if difference.what == "new" and isinstance(record, Correction):
        yield _withdrawn(record, lore)
    elif difference.what in ("new", "gone"):
        yield made(difference.what, record, lore, lore.sentence(record))
    elif difference.what == "id":
        old, new = id_of(difference.before), id_of(record)
        sentence = wording.field_changed(lore.title(record), "id", new, old)
        yield made("id", record, lore, sentence, ("id", old, new))
    else:
        yield from (_of_field(record, field, lore) for field in difference.fields)


def _withdrawn(record: Correction, lore: Lore) -> Change:
    target = lore.target(record.corrects)
    sentence = wording.withdraws(record.type, target, record.reason, record.replacement)
    return made("withdrawn", record, lore, sentence, ("corrects", None, record.corrects))


def _of_field(record: Record, field: FieldChange, lore: Lore) -> Change:
    title, before, after = lore.title(record), text(field.before), text(field.after)
    change = _CHANGE_OF.get((kind_of(type(record)), field.name), "changed")
    if field.name == "kind":
        sentence = wording.kind_changed(lore.sentence(record), str(after), str(before))
    elif change == "altered-quote" and before is not None:
        sentence = wording.quote_changed(title, after, before)
    elif isinstance(field.before, list) and isinstance(field.after, list):
        added, dropped = _items(field, lore)
        sentence = wording.list_changed(title, field.name, added, dropped)
    else:
        change = "changed" if change == "altered-quote" else change
        sentence = wording.field_changed(title, field.name, after, before)
    return made(change, record, lore, sentence, (field.name, before, after))


def _items(field: FieldChange, lore: Lore) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was added to a list, and what was dropped."""
    added, dropped = (
        tuple(lore.name(str(text(item))) for item in one if item not in other)
        for one, other in ((field.after, field.before), (field.before, field.after))
    )
    return added, dropped


_CHANGE_OF: Final = {
    ("statement", "quote"): "altered-quote",
    ("reply", "text"): "altered-quote",
    ("statement", "label"): "label",
    ("silence", "label"): "label",
    **{("issue", field): "deadline" for field in _DEADLINES},
}


def _chosen(
    changes: Iterable[Change], only: Only, lore: Lore, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """The changes that are about the issues, people and organizations asked for; raises for unknown names."""
    issues, people, organizations = (
        _ids(asked, kind, lore, renamed)
        for asked, kind in zip(only, ("issue", "person", "organization"), strict=True)
    )
    within = {id for id, record in lore.records.items() if _is_member(record, organizations)}
    for change in changes:
        actors = set(change.about.actors)
        if (
            (not issues or issues & set(change.about.issues))
            and (not people or people & actors)
            and (not organizations or (organizations | within) & actors)
        ):
            yield change


def _ids(asked: Iterable[str], kind: str, lore: Lore, renamed: Mapping[str, str]) -> set[str]:
    """The ids that are asked for, also those of the first state, by id, name or alias."""
    names = Names(
        record for id, record in lore.records.items() if kind_of(type(record)) == kind and id not in renamed
    )
    found = {names.id_of(renamed.get(name, name), (kind,)) for name in asked}
    return found | {old for old, new in renamed.items() if new in found}


def _is_member(record: Record, organizations: set[str]) -> bool:
    return isinstance(record, Person) and any(
        held.organization in organizations for held in record.memberships
    )
