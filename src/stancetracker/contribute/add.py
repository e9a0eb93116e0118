"""Add records to a dataset: nothing is written that `check` would not pass, and all of it or none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

from stancetracker.base import plugins, wording
from stancetracker.base.errors import Place, Problem, UsageError, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute import keepers
from stancetracker.contribute.dataset import (
    Addition,
    Dataset,
    effect,
    members,
    named,
    opened,
    problems,
    with_members,
)
from stancetracker.contribute.lines import NewRecord, complete
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.index.build import is_current
from stancetracker.ledger.folder import DataFile, read
from stancetracker.ledger.journal import Change, locked
from stancetracker.ledger.jsonl import SEVERITY, identified, order, parse, read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.scanner import Fault

FILES: Final = {kind: record_class.traits.file for kind, record_class in CLASS_BY_KIND.items()}
_MOST: Final = 20
_WHENEVER: Final = {"recorded": ""}
# No data file is called so, as the names of data files end in .jsonl.
_SOURCE: Final = "-"
_MOST_ROUNDS: Final = 50
_PLACE: Final = re.compile(rf"(?<!\S){_SOURCE}:(\d+):\d+")
_WORD: Final = re.compile(r"[a-z0-9-]+")


class RefusedError(WriteError):
    """Records that `check` would not pass; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"nothing was added: {plural(len(problems), 'problem')}")
        self.problems = problems


class Plan(NamedTuple):
    """A planned addition: its records and the problems they would cause."""

    dataset: Dataset
    additions: tuple[Addition, ...]
    already_there: tuple[tuple[str, Place], ...]
    """The records of the dataset that already say what was given: their ids and places."""
    problems: tuple[Problem, ...]
    """The problems that adding would cause, in what was given or in a record that would become wrong."""
    again: Callable[[Dataset], Plan]
    """Plans the same addition to the dataset as it is by then."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Return the problems that stop the addition; the others are notices."""
        return tuple(problem for problem in self.problems if problem.severity != "notice")


class Added(NamedTuple):
    """The added records with their places, and the files that hold torn last lines now."""

    additions: tuple[tuple[Addition, Place], ...]
    set_aside: tuple[str, ...]
    removed: int = 0
    """The pages whose archived copies were removed, as sources of records that are redacted now."""
    redacted: tuple[Place, ...] = ()
    """The lines of these records, which stay until somebody deletes them."""


def plan(
    dataset: Dataset,
    given: Iterable[NewRecord],
    today: str,
    source: str = _SOURCE,
    *,
    revised: Collection[str] = (),
    notices: bool = True,
) -> Plan:
    """Plan to add records, given as JSON lines or as objects; `source` is what problems call these lines.

    Fills in `recorded` and ids, and accepts names for ids. Records with the ids `revised` may replace
    those of the dataset. Without `notices`, only errors are looked for.
    Raises UnknownNameError and AmbiguousNameError.
    """

    given = tuple(given)
    again = partial(plan, given=given, today=today, source=source, revised=revised, notices=notices)
    lines = complete(dataset.connection, given, today)
    for number, (_, error) in enumerate(lines, 1):
        if error is not None:
            error.message = f"{source}:{number}: {error.message}"
            raise error
    parsed = parse(
        "".join(f"{line}\n" for line, _ in lines).encode("utf-8", "surrogatepass"), source
    )
    # The canonical line corrects what is not fatal.
    found = [problem for problem in parsed.problems if problem.severity == "fatal"]
    fresh: dict[str, Addition] = {}
    already = []
    for read_one in parsed.lines:
        _, text = identified(read_one.record, read_one.canonical)
        values = json.loads(text)
        one = Addition(read_one.number, text, values, FILES[values["kind"]])
        said, there = values | _WHENEVER, dataset.said(one.id)
        if there and there | _WHENEVER == said:
            already.append((one.id, dataset.place(one.id)))
            continue
        if there and one.id in revised:
            place = dataset.place(one.id)
            one = one._replace(file=place.file, place=place)
        fresh.setdefault(json.dumps([one.id, said]), one)
    additions = tuple(fresh.values())
    if additions:
        found += problems(
            dataset, additions, today, source, unread=parsed.unread_ids, notices=notices
        )
    return Plan(dataset, additions, tuple(already), tuple(sorted(found, key=order)), again)


def effects(planned: Plan, today: str) -> Iterator[str]:
    """Yield an addition's effects in sentences: what it withdraws, then how many change their status."""
    found = effect(planned.dataset, planned.additions, today)
    yield from (one.sentence for one in found if one.change == "withdrawn")
    moved = [one for one in found if one.change != "withdrawn"]
    turns = groupby(moved, lambda one: (one.before, one.after) if one.change == "status" else None)
    for turn, ones in ((turn, list(group)) for turn, group in turns):
        if turn:
            kinds = {planned.dataset.said(one.actors[0]).get("kind", "person") for one in ones}
            yield wording.status_changed(
                len(ones), kinds.pop() if len(kinds) == 1 else "any", *map(str, turn)
            )
        yield from (f"{'  ' if turn else ''}{one.sentence}" for one in ones[:_MOST])
        yield from [f"and {len(ones) - _MOST} more"] if len(ones) > _MOST else ()
    if not moved and any(CLASS_BY_KIND[one.kind].traits.known for one in planned.additions):
        yield "nobody's standing changes"


def write(planned: Plan) -> Added:
    """Write what was planned; planned anew, under the lock, where the dataset has changed since.

    Raises RefusedError with the problems and WriteError; then nothing was written. Raises
    BrokenDatasetError where the dataset has become one that does not load.
    """
    _refuse(planned)
    if not planned.additions:
        return Added((), ())
    before = planned.dataset
    with locked(planned.dataset.folder) as journal:
        if not is_current(before.connection, before.folder):
            if any(one.place for one in planned.additions):
                raise WriteError(
                    "the dataset was changed meanwhile; nothing was written", "try again"
                )
            with opened(planned.dataset.folder) as dataset:
                planned = planned.again(dataset)
            _refuse(planned)
        set_aside = tuple(
            name for file in planned.dataset.torn if (name := journal.set_aside(file))
        )
        if any(one.place for one in planned.additions):
            journal.replace_all(_revised(planned))
            return Added((), set_aside)
        # What others name comes before them.
        files = dict.fromkeys(FILES.values())
        new = {name: [one for one in planned.additions if one.file == name] for name in files}
        first = journal.append(
            {name: [one.line for one in ones] for name, ones in new.items() if ones}
        )
        places = (
            (one, Place(name, at))
            for name in first
            for at, one in enumerate(new[name], first[name])
        )
        values = (one.values for one in planned.additions)
        redacted = {each["corrects"] for each in values if each.get("type") == "redaction"}
        removed = 0
        if redacted:
            for name in plugins.names(keepers):
                keeper = plugins.load(keepers, name, "keeper")
                removed += keeper.forget(before.folder, before.connection, redacted)
        left = tuple(map(before.place, sorted(before.known(redacted))))
        return Added(tuple(places), set_aside, removed, left)


def _revised(planned: Plan) -> list[Change]:
    """Return the files that the addition changes, with lines replaced and lines added."""
    changes = []
    for name in dict.fromkeys(one.file for one in planned.additions):
        file = planned.dataset.folder.path / name
        before = read(DataFile(name, file)) if file.exists() else b""
        lines = before.removesuffix(b"\n").split(b"\n") if before else []
        for one in planned.additions:
            if one.file == name and one.place:
                old, new = lines[one.place.line - 1], one.line.encode()
                # The same line may stand there twice.
                lines = [new if line == old else line for line in lines]
        lines += [
            one.line.encode() for one in planned.additions if one.file == name and not one.place
        ]
        changes.append(Change(name, before, b"".join(line + b"\n" for line in lines)))
    return changes


def plan_panel(
    dataset: Dataset,
    issue: str,
    joining: Sequence[str],
    leaving: Sequence[str],
    rule: str | None,
    day: str,
    today: str,
) -> Plan:
    """Plan to change the panel of an issue, by names; who joins counts from a day on. Raises UsageError."""
    there = dataset.issue(issue)
    new, gone = (
        [dataset.names.id_of(one, ACTOR_KINDS) for one in given] for given in (joining, leaving)
    )
    known = members(there)
    for one in [one for one in new if one in known] + [one for one in gone if one not in known]:
        raise UsageError(
            f"{'already' if one in known else 'not'} on the panel of {there['id']}: {one}"
        )
    left = [
        entry
        for entry in there.get("panel", ())
        if not members({"panel": [entry]}).keys() & set(gone)
    ]
    found = with_members({**there, "panel": left}, dict.fromkeys(new), day, None)
    return plan(
        dataset, [found | ({"panel_rule": rule} if rule else {})], today, revised=[there["id"]]
    )


def _refuse(planned: Plan) -> None:
    if planned.refused:
        raise RefusedError(planned.refused)


# Many at once: those that can be added are separated from those that can't, with every reason.

Reasons = dict[int, list[str]]


class Item(NamedTuple):
    """A record to add and the rows it comes from; it is added if any of them is accepted."""

    given: NewRecord
    rows: tuple[int, ...]
    """Empty if it comes from no row: then it must not be rejected."""
    origin: str
    revises: bool = False
    """True if it may replace the record of the dataset that has its id."""

    @property
    def value(self) -> Mapping[str, Any]:
        """Return the record as an object."""
        return json.loads(self.given) if isinstance(self.given, str) else self.given


class NotImportedError(WriteError):
    """Nothing was imported, for a reason that concerns no single row."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(f"nothing was imported: {message}", hint)


Items = Callable[[Collection[int]], Sequence[Item]]
"""Returns the lines that are left when these rows are rejected."""


def settle(
    dataset: Dataset, items: Items, today: str, recorded: str, rejected: Reasons
) -> tuple[Plan, tuple[Item, ...], Reasons]:
    """Plan to add all lines that may be added; return these, and why other rows are rejected.

    Raises NotImportedError where a line that comes from no row is at fault.
    """
    rejected = dict(rejected)
    for number in range(_MOST_ROUNDS):
        known = len(rejected)
        given = items(rejected)
        lines = complete(dataset.connection, [item.given for item in given], recorded)
        # Unknown names, and at first all other faults, with every reason.
        for item, (line, error) in zip(given, lines, strict=True):
            faults = read_line(line).faults if number == 0 else ()
            fatal = (one for one in faults if SEVERITY[one.code] == "fatal")
            _reject(rejected, ((item, _reason(one)) for one in (error, *fatal) if one))
        if len(rejected) > known:
            continue
        left = tuple(
            item._replace(given=line) for item, (line, _) in zip(given, lines, strict=True)
        )
        revised = {item.value.get("id", "") for item in left if item.revises}
        planned = plan(
            dataset, [item.given for item in left], today, revised=revised, notices=False
        )
        if not planned.refused:
            return planned, left, rejected
        new = {addition.number: addition.id for addition in planned.additions}
        ids = [
            new.get(number, "") for number in range(1, len(left) + 1)
        ]  # empty for what is there already
        _reject(rejected, _blamed(left, ids, planned.refused))
        _reject(rejected, _orphans(dataset, left, ids, rejected))
    raise NotImportedError("its rows contradict each other and the dataset in too many ways")


def _reject(rejected: Reasons, found: Iterable[tuple[Item, str]]) -> None:
    for item, reason in found:
        if not item.rows:
            raise NotImportedError(f"{item.origin}: {reason}", "fix the mapping, or the dataset")
        for row in item.rows:
            reasons = rejected.setdefault(row, [])
            reasons += [reason] if reason not in reasons else []


def _reason(fault: UsageError | Fault | Problem) -> str:
    return f"{fault.message} ({fault.hint})" if fault.hint else fault.message


def _blamed(
    items: Sequence[Item], ids: Sequence[str], problems: Iterable[Problem]
) -> Iterator[tuple[Item, str]]:
    """Yield the lines that cause each problem."""
    by_id = dict(zip(ids, items, strict=True))
    for problem in problems:
        # People know new lines by other names.
        reason = _PLACE.sub(lambda match: items[int(match[1]) - 1].origin, _reason(problem))
        if problem.place.file == _SOURCE:
            yield items[problem.place.line - 1], reason
            continue
        # A record of the dataset would become wrong: its message names the new record to blame.
        named = [by_id[word] for word in _WORD.findall(problem.message) if word in by_id]
        if not named:
            raise NotImportedError(f"{problem.place} would become wrong: {reason}")
        for item in named:
            yield (
                item,
                f"{problem.record or 'a record'} at {problem.place} would become wrong: {reason}",
            )


def _orphans(
    dataset: Dataset, items: Sequence[Item], ids: Sequence[str], rejected: Reasons
) -> Iterator[tuple[Item, str]]:
    """Yield the lines that name a rejected record, directly or through others."""
    # Who differs from a rejected namesake is made anew without that.
    names = [tuple(named({**item.value, "distinct_from": []})) for item in items]
    while True:
        out = [bool(item.rows) and all(row in rejected for row in item.rows) for item in items]
        stays = {name for name, gone in zip(ids, out, strict=True) if not gone}
        gone = set(ids) - stays
        gone -= dataset.known(gone)
        found = [
            (item, f"it names {name}, which is rejected")
            for item, its, is_out in zip(items, names, out, strict=True)
            for name in its
            if item.rows
            and not is_out
            and name in gone  # what has no row is made anew without them
        ]
        if not found:
            return
        yield from found
