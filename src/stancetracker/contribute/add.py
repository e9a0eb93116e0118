"""Add records to a dataset: nothing is written that `check` would not pass, and all of it or none."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple

from stancetracker.base import wording
from stancetracker.base.errors import Place, Problem, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute.dataset import Dataset, Newcomer, effect, opened, problems
from stancetracker.contribute.names import Given, complete
from stancetracker.ledger.canonical import canonical, composed, with_id
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import locked
from stancetracker.ledger.jsonl import Parsed, order, parse
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Record, kind_of

FILES: Final = {kind: record_class.traits.file for kind, record_class in CLASS_BY_KIND.items()}
# What others name comes before them.
_ORDER: Final = tuple(dict.fromkeys(FILES.values()))


_PERSON: Final = {"kind": "person"}
_MOST: Final = 20


class RefusedError(WriteError):
    """Records that `check` would not pass; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"nothing was added: {plural(len(problems), 'problem')}")
        self.problems = problems


class Addition(NamedTuple):
    """A record to add: its line, the file it goes to, and the number of the line it came in."""

    record: Record
    file: str
    line: str
    number: int

    @property
    def id(self) -> str:
        """Return the id of the record; '' for the `dataset` record."""
        return getattr(self.record, "id", None) or ""

    @property
    def new(self) -> Newcomer:
        """Return what it adds, for comparison with the records there."""
        return Newcomer(self.number, self.id, self.line, json.loads(self.line))


Filing = Callable[[Folder, Sequence[Addition]], tuple[Addition, ...]]
"""Chooses the files of a folder that additions go to."""


@dataclass(frozen=True)
class Plan:
    """A planned addition: its records and the problems they would cause."""

    dataset: Dataset = field(repr=False)
    additions: tuple[Addition, ...]
    already_there: tuple[tuple[str, Place], ...]
    """The records of the dataset that already say what was given: their ids and places."""
    problems: tuple[Problem, ...]
    """The problems that adding would cause, in what was given or in a record that would become wrong."""
    again: Callable[[Dataset], Plan] = field(repr=False)
    """Plans the same addition to the dataset as it is by then."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Return the problems that stop the addition; the others are notices."""
        return tuple(problem for problem in self.problems if problem.severity != "notice")


class Added(NamedTuple):
    """The added records with their places, and the files that hold torn last lines now."""

    additions: tuple[tuple[Addition, Place], ...]
    set_aside: tuple[str, ...]


def plan(
    dataset: Dataset,
    given: Iterable[Given],
    today: str,
    source: str = "-",
    *,
    file: Filing | None = None,
    notices: bool = True,
) -> Plan:
    """Plan to add records, given as JSON lines or as objects; `source` is what problems call these lines.

    Fills in `recorded` and ids, and accepts names for ids. `file` overrides the files of the kinds. Without
    `notices`, only errors are looked for. Raises UnknownNameError and AmbiguousNameError.
    """

    def again(dataset: Dataset) -> Plan:
        return plan(dataset, given, today, source, file=file, notices=notices)

    texts = ((item.removesuffix("\n").split("\n") if isinstance(item, str) else (item,)) for item in given)
    given = tuple(line for lines in texts for line in lines)
    lines = complete(dataset.connection, given, today)
    for number, line in enumerate(lines, 1):
        if line.error is not None:
            line.error.message = f"{source}:{number}: {line.error.message}"
            raise line.error
    content = "".join(f"{line.text}\n" for line in lines)
    part = parse(content.encode("utf-8", "surrogatepass"), source)
    additions, already = _sorted_out(dataset, part)
    # The canonical line corrects what is not fatal.
    found = [problem for problem in part.problems if problem.severity == "fatal"]
    if additions:
        new = [one.new for one in additions]
        found += problems(dataset, new, today, source, unread=part.unread, notices=notices)
    if file is not None:
        additions = file(dataset.folder, additions)
    found.sort(key=order)
    return Plan(dataset, additions, already, tuple(found), again)


def _sorted_out(dataset: Dataset, part: Parsed) -> tuple[tuple[Addition, ...], tuple[tuple[str, Place], ...]]:
    """Return the records that are new, each once, and those of the dataset that others already are."""
    fresh: dict[str, Addition] = {}
    already = []
    for line in part.lines:
        record = with_id(composed(line.record))
        one = Addition(record, FILES[kind_of(type(record))], canonical(record), line.number)
        said, there = _but_recorded(json.loads(one.line)), dataset.said(one.id)
        if there is not None and _but_recorded(there) == said:
            already.append((one.id, dataset.place(one.id)))
        else:
            fresh.setdefault(json.dumps([one.id, said]), one)
    return tuple(fresh.values()), tuple(already)


def _but_recorded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "recorded"}


def effects(planned: Plan, today: str) -> Iterator[str]:
    """Yield what an addition changes in sentences: what it withdraws, then how many go from where to where."""
    new = [one.new for one in planned.additions]
    found = effect(planned.dataset, new, today)
    yield from (one.sentence for one in found if one.change == "withdrawn")
    moved = [one for one in found if one.change != "withdrawn"]
    for turn, group in groupby(
        moved, lambda one: (one.before, one.after) if one.change == "status" else None
    ):
        ones = list(group)
        if turn:
            kinds = {str((planned.dataset.said(one.actors[0]) or _PERSON)["kind"]) for one in ones}
            yield wording.goes(len(ones), kinds, *map(str, turn))
        yield from (f"{'  ' if turn else ''}{one.sentence}" for one in ones[:_MOST])
        yield from [f"and {len(ones) - _MOST} more"] if len(ones) > _MOST else ()
    if not moved and any(CLASS_BY_KIND[str(one.values["kind"])].traits.known for one in new):
        yield "nobody's standing changes"


def write(planned: Plan) -> Added:
    """Write what was planned; planned anew, under the lock, where the dataset has changed since.

    Raises RefusedError with the problems and WriteError; then nothing was written. Raises
    BrokenDatasetError where the dataset has become one that does not load.
    """
    _refuse(planned)
    if not planned.additions:
        return Added((), ())
    with locked(planned.dataset.folder) as journal:
        if not planned.dataset.is_current():
            with opened(planned.dataset.folder) as dataset:
                planned = planned.again(dataset)
            _refuse(planned)
        set_aside = tuple(name for file in planned.dataset.torn if (name := journal.set_aside(file)))
        groups: defaultdict[str, list[Addition]] = defaultdict(list)
        for one in sorted(planned.additions, key=lambda one: _ORDER.index(FILES[kind_of(type(one.record))])):
            groups[one.file].append(one)
        first = journal.append({name: [one.line for one in group] for name, group in groups.items()})
        places = (
            (one, Place(name, at))
            for name, ones in groups.items()
            for at, one in enumerate(ones, first[name])
        )
        return Added(tuple(places), set_aside)


def _refuse(planned: Plan) -> None:
    if planned.refused:
        raise RefusedError(planned.refused)
