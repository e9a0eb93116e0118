"""Add records to a dataset: all of them or none, and nothing that `check` would not pass."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from typing import Any, Final, NamedTuple

from stancetracker.base import plugins, wording
from stancetracker.base.errors import Place, Problem, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute import keepers
from stancetracker.contribute.changes import Change as Effect
from stancetracker.contribute.dataset import Dataset, open_dataset
from stancetracker.contribute.lines import NewRecord, complete
from stancetracker.contribute.stored import contents, without_history
from stancetracker.contribute.trial import Addition, Trial, effects, problems
from stancetracker.ledger.journal import Change, Journal, locked
from stancetracker.ledger.jsonl import Line, order, parse
from stancetracker.ledger.kinds import CLASS_BY_KIND, DERIVED

FILES: Final = {kind: record_class.traits.file for kind, record_class in CLASS_BY_KIND.items()}
SOURCE: Final = "-"
"""The file of new lines in problems; no data file has this name, as theirs end in .jsonl."""
_MOST_LISTED: Final = 20


class RefusedError(WriteError):
    """Records that `check` would not pass; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"nothing was added: {plural(len(problems), 'problem')}")
        self.problems = problems


class KnownRecord(NamedTuple):
    """A record of the dataset that already says what was to be added."""

    id: str
    place: Place


class Plan(NamedTuple):
    """A planned addition: its records and the problems they would cause."""

    dataset: Dataset
    additions: tuple[Addition, ...]
    known_records: tuple[KnownRecord, ...]
    problems: tuple[Problem, ...]
    """The problems that adding would cause, also in records that would become wrong."""
    replan: Callable[[Dataset], Plan]
    """Plans the same addition to the dataset as it is by then."""
    beside: tuple[Change, ...] = ()
    """Files in the dataset's folder, other than of records, that are written in the same step."""
    rewritten: tuple[Change, ...] = ()
    """The data files of which other lines change, without the additions."""

    @property
    def blockers(self) -> tuple[Problem, ...]:
        """Return the problems that stop the addition; the others are notices."""
        return tuple(problem for problem in self.problems if problem.severity != "notice")

    @property
    def trial(self) -> Trial:
        """Return what to try before it is written."""
        return _trial(self.dataset, self.additions, self.rewritten)

    @property
    def replaces_files(self) -> bool:
        """Return whether it does more than to append lines."""
        return bool(self.beside or self.rewritten)


class PlacedAddition(NamedTuple):
    """A record that was added, and where."""

    addition: Addition
    place: Place


class Outcome(NamedTuple):
    """The records that were written, and what else happened to the dataset."""

    additions: tuple[PlacedAddition, ...]
    torn_line_files: tuple[str, ...]
    """The files that hold torn last lines now."""
    removed_copies: int = 0
    """The number of archived pages removed, as sources of records that are redacted now."""
    replaced_files: tuple[Change, ...] = ()
    """The files that were replaced, where more was done than to append lines."""


def plan(
    dataset: Dataset,
    new_records: Iterable[NewRecord],
    today: str,
    source: str = SOURCE,
    *,
    notices: bool = True,
    rewritten: Sequence[Change] = (),
    file: str | None = None,
    are_complete: bool = False,
) -> Plan:
    """Plan to add records; `source` is what problems call their lines.

    Fills in `recorded` and ids, and accepts names for ids, unless they are lines that
    `are_complete`. Without `notices`, only errors are searched for. `rewritten` are data files of
    which other lines change in the same step; `file` is the data file that all records go to, by
    default that of their kinds.

    Raises UnknownNameError and AmbiguousNameError.
    """
    new_records = tuple(new_records)
    replan = partial(
        plan,
        new_records=new_records,
        today=today,
        source=source,
        notices=notices,
        rewritten=rewritten,
        file=file,
        are_complete=are_complete,
    )
    lines = new_records if are_complete else _complete_lines(dataset, new_records, today, source)
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    parsed = parse(content, source)
    # The canonical line corrects what is not fatal.
    found_problems = [problem for problem in parsed.problems if problem.severity == "fatal"]
    known_records, additions = _sorted_by_novelty(dataset, parsed.lines, file)
    trial = _trial(dataset, additions, rewritten)
    if additions or rewritten:
        found_problems += problems(trial, today, source, unread=parsed.unread_ids, notices=notices)
    sorted_problems = tuple(sorted(found_problems, key=order))
    return Plan(
        dataset, additions, known_records, sorted_problems, replan, rewritten=tuple(rewritten)
    )


def _trial(dataset: Dataset, additions: Sequence[Addition], rewritten: Iterable[Change]) -> Trial:
    return Trial(dataset, additions, {change.name: change.after for change in rewritten})


def _complete_lines(
    dataset: Dataset, new_records: Sequence[NewRecord], recorded: str, source: str
) -> list[str]:
    """Return records as lines, with ids for names.

    Raises UnknownNameError and AmbiguousNameError.
    """
    lines = complete(dataset.connection, new_records, recorded)
    for number, line in enumerate(lines, 1):
        if line.error is not None:
            line.error.message = f"{source}:{number}: {line.error.message}"
            raise line.error
    return [line.text for line in lines]


def _sorted_by_novelty(
    dataset: Dataset, lines: Iterable[Line], file: str | None
) -> tuple[tuple[KnownRecord, ...], tuple[Addition, ...]]:
    """Return the records that the dataset has already, and those that are new to it, each once."""
    known_records = []
    additions: dict[str, Addition] = {}
    for line in lines:
        values = json.loads(line.canonical)
        addition = Addition(line.number, line.canonical, values, file or FILES[values["kind"]])
        content = without_history(dataset.with_todays_ids(values))
        if place := _known_place(dataset, addition, content):
            known_records.append(KnownRecord(addition.id, place))
            continue
        additions.setdefault(json.dumps([addition.id, content]), addition)
    return tuple(known_records), tuple(additions.values())


def _known_place(dataset: Dataset, addition: Addition, content: Mapping[str, Any]) -> Place | None:
    """Return where the dataset says what an addition says, now or in the same version."""
    values_there = dataset.values(addition.id)
    if not values_there:
        return None
    if without_history(values_there) == content:
        return dataset.place(addition.id)
    for line in dataset.lines(addition.id):
        same_version = line.version == addition.values.get("version", 1)
        if same_version and without_history(line.values) == content:
            return line.place
    return None


class _StatusChange(NamedTuple):
    before: str | None
    after: str | None


def effect_sentences(planned: Plan, today: str) -> Iterator[str]:
    """Yield what an addition corrects, then how many change their status, in sentences."""
    all_effects = effects(planned.trial, today)
    yield from (effect.sentence for effect in all_effects if effect.change == "withdrawn")
    standings = [effect for effect in all_effects if effect.change != "withdrawn"]
    for status_change, group in groupby(standings, _status_change):
        yield from _group_sentences(planned.dataset, status_change, list(group))
    if not standings and any(addition.kind in DERIVED for addition in planned.additions):
        yield wording.NO_STANDING_CHANGES
        yield from _sides(planned)


def standing_sentences(planned: Plan, today: str) -> Iterator[str]:
    """Yield how many would change their status or side, without saying who."""
    standings = effects(planned.trial, today)
    count_by_turn = Counter(
        _turn(planned.dataset, effect)
        for effect in standings
        if effect.change in ("status", "stance")
    )
    for turn, count in count_by_turn.items():
        yield wording.status_changed(count, *turn)
    if not count_by_turn:
        yield "nobody's status or side changes"


class _Turn(NamedTuple):
    kind: str
    before: str
    after: str


def _turn(dataset: Dataset, effect: Effect) -> _Turn:
    """Return from where to where a standing goes, in words: a status, or a side on the issue."""
    words: Mapping[str, str] = wording.STATUSES
    if effect.change == "stance":
        words = wording.sides_of(dataset.values(effect.issues[0]))
    before = f"“{words[str(effect.before)]}”"
    after = f"“{words[str(effect.after)]}”"
    return _Turn(effect.actor_kind or "any", before, after)


def _sides(planned: Plan) -> Iterator[str]:
    """Yield the sides that statements are recorded with, each with its proposition."""
    sides: dict[str, None] = {}
    for addition in planned.additions:
        values = addition.values
        if "stance" not in values:
            continue
        judged = planned.dataset.values(values["statement"]) if "statement" in values else values
        issue = planned.dataset.values(judged["issue"]) if "issue" in judged else {}
        if issue:
            side = wording.side_on(issue, values["stance"], values.get("stance_basis"))
            sides[wording.RECORDED_AS.format(side, issue["proposition"])] = None
    yield from islice(sides, _MOST_LISTED)


def _status_change(effect: Effect) -> _StatusChange | None:
    return _StatusChange(effect.before, effect.after) if effect.change == "status" else None


def _group_sentences(
    dataset: Dataset, status_change: _StatusChange | None, group: Sequence[Effect]
) -> Iterator[str]:
    """Yield the sentences of effects that follow each other and change one status in one way."""
    indent = ""
    if status_change:
        indent = "  "
        kinds = {dataset.values(effect.actors[0]).get("kind", "person") for effect in group}
        kind = kinds.pop() if len(kinds) == 1 else "any"
        yield wording.status_changed(len(group), kind, *map(str, status_change))
    for effect in group[:_MOST_LISTED]:
        yield f"{indent}{effect.sentence}"
    if len(group) > _MOST_LISTED:
        yield f"and {len(group) - _MOST_LISTED} more"


def write(planned: Plan) -> Outcome:
    """Write what was planned; planned anew, under the lock, if the dataset has changed since.

    Raises RefusedError with the problems, and WriteError; then nothing was written. Raises
    BrokenDatasetError if the dataset has become one that does not load.
    """
    _refuse(planned)
    if not (planned.additions or planned.replaces_files):
        return Outcome((), ())
    before = planned.dataset
    with locked(before.folder) as journal:
        if not before.is_current:
            planned = _planned_anew(planned)
        torn_line_files = tuple(
            file for name in planned.dataset.torn_files if (file := journal.set_aside(name))
        )
        replaced_files: tuple[Change, ...] = ()
        if planned.replaces_files:
            placed_additions, replaced_files = _replace(journal, planned)
        else:
            placed_additions = _append(journal, planned.additions)
        redacted_ids = _redacted_ids(planned.additions)
        removed_copies = _remove_copies(before, redacted_ids) if redacted_ids else 0
        return Outcome(placed_additions, torn_line_files, removed_copies, replaced_files)


def _redacted_ids(additions: Iterable[Addition]) -> set[str]:
    """Return the ids of the records that new redactions name."""
    return {
        addition.values["corrects"]
        for addition in additions
        if addition.kind == "correction" and addition.values["type"] == "redaction"
    }


def _refuse(planned: Plan) -> None:
    if planned.blockers:
        raise RefusedError(planned.blockers)


def _planned_anew(planned: Plan) -> Plan:
    """Return the same plan for the dataset as it is now; raises RefusedError and WriteError.

    A version was made of a record as it was, so it is not made again.
    """
    if planned.replaces_files or any(addition.is_version for addition in planned.additions):
        raise WriteError("the dataset was changed meanwhile; nothing was written", "try again")
    with open_dataset(planned.dataset.folder) as dataset:
        planned = planned.replan(dataset)
    _refuse(planned)
    return planned


def _by_file(additions: Sequence[Addition]) -> dict[str, list[Addition]]:
    """Return records by file, in the order of kinds: what others name comes before them."""
    names = dict.fromkeys((*FILES.values(), *(addition.file for addition in additions)))
    additions_by_file = {
        name: [addition for addition in additions if addition.file == name] for name in names
    }
    return {name: in_file for name, in_file in additions_by_file.items() if in_file}


def _append(journal: Journal, additions: Sequence[Addition]) -> tuple[PlacedAddition, ...]:
    """Append records to their files."""
    additions_by_file = _by_file(additions)
    first_lines = journal.append(
        {
            file: [addition.line for addition in file_additions]
            for file, file_additions in additions_by_file.items()
        }
    )
    return tuple(
        PlacedAddition(addition, Place(file, line))
        for file, first_line in first_lines.items()
        for line, addition in enumerate(additions_by_file[file], first_line)
    )


def _replace(
    journal: Journal, planned: Plan
) -> tuple[tuple[PlacedAddition, ...], tuple[Change, ...]]:
    """Append records and change other lines and files, in one step."""
    before = contents(planned.dataset.folder)
    after = {**before, **{change.name: change.after for change in planned.rewritten}}
    placed_additions: list[PlacedAddition] = []
    additions_by_file = _by_file(planned.additions)
    for file, file_additions in additions_by_file.items():
        content = after.get(file, b"")
        if content and not content.endswith(b"\n"):
            content += b"\n"
        first_line = content.count(b"\n") + 1
        placed_additions += (
            PlacedAddition(addition, Place(file, line))
            for line, addition in enumerate(file_additions, first_line)
        )
        lines = (f"{addition.line}\n" for addition in file_additions)
        after[file] = content + "".join(lines).encode()
    changes = (
        *(
            Change(file, before.get(file, b""), after[file])
            for file in dict.fromkeys((*after, *additions_by_file))
            if after[file] != before.get(file)
        ),
        *planned.beside,
    )
    journal.replace_all(changes)
    return tuple(placed_additions), changes


def _remove_copies(dataset: Dataset, redacted_ids: set[str]) -> int:
    """Remove the archived copies of sources of redacted records, and return how many they were."""
    removed = 0
    for name in plugins.names(keepers):
        keeper = plugins.load(keepers, name, "keeper")
        removed += keeper.forget(dataset.folder, dataset.connection, redacted_ids)
    return removed
