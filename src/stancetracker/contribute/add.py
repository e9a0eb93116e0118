"""Add records to a dataset: all of them or none, and nothing that `check` would not pass."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from typing import Any, Final, NamedTuple

from stancetracker.base import plugins, wording
from stancetracker.base.errors import Place, Problem, UsageError, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute import keepers
from stancetracker.contribute.changes import CORRECTED
from stancetracker.contribute.changes import Change as Effect
from stancetracker.contribute.dataset import (
    Dataset,
    members,
    open_dataset,
    panel_entries,
    with_members,
    without_members,
)
from stancetracker.contribute.lines import NewRecord, complete
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.trial import Addition, effects, problems
from stancetracker.index.build import is_current
from stancetracker.ledger.folder import DataFile, Folder, read
from stancetracker.ledger.git import HistoryError, contents
from stancetracker.ledger.journal import Change, Journal, locked
from stancetracker.ledger.jsonl import Line, is_object, order, parse
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

    @property
    def blockers(self) -> tuple[Problem, ...]:
        """Return the problems that stop the addition; the others are notices."""
        return tuple(problem for problem in self.problems if problem.severity != "notice")

    @property
    def replaces_files(self) -> bool:
        """Return whether it does more than to append lines."""
        return bool(self.beside) or any(addition.place for addition in self.additions)


class PlacedAddition(NamedTuple):
    """A record that was added, and where."""

    addition: Addition
    place: Place


class Outcome(NamedTuple):
    """The records that were written, and what else happened to the dataset."""

    additions: tuple[PlacedAddition, ...]
    """Empty where files were replaced."""
    torn_line_files: tuple[str, ...]
    """The files that hold torn last lines now."""
    removed_copies: int = 0
    """The number of archived pages removed, as sources of records that are redacted now."""
    redacted_lines: tuple[Place, ...] = ()
    """The lines of redacted records, which stay until somebody deletes them."""
    amended_lines: tuple[Place, ...] = ()
    """The lines of amended records, which somebody changes by hand."""
    replaced_files: tuple[Change, ...] = ()


def plan(
    dataset: Dataset,
    new_records: Iterable[NewRecord],
    today: str,
    source: str = SOURCE,
    *,
    revised_ids: Collection[str] = (),
    notices: bool = True,
    are_complete: bool = False,
) -> Plan:
    """Plan to add records; `source` is what problems call their lines.

    Fills in `recorded` and ids, and accepts names for ids, unless they are lines that
    `are_complete`. Records with `revised_ids` may replace those of the dataset. Without `notices`,
    only errors are searched for.

    Raises UnknownNameError and AmbiguousNameError.
    """
    new_records = tuple(new_records)
    replan = partial(
        plan,
        new_records=new_records,
        today=today,
        source=source,
        revised_ids=revised_ids,
        notices=notices,
        are_complete=are_complete,
    )
    lines = new_records if are_complete else _complete_lines(dataset, new_records, today, source)
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    parsed = parse(content, source)
    # The canonical line corrects what is not fatal.
    found_problems = [problem for problem in parsed.problems if problem.severity == "fatal"]
    known_records, additions = _sorted_by_novelty(dataset, parsed.lines, revised_ids)
    if additions:
        found_problems += problems(
            dataset, additions, today, source, unread=parsed.unread_ids, notices=notices
        )
    return Plan(dataset, additions, known_records, tuple(sorted(found_problems, key=order)), replan)


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
    dataset: Dataset, lines: Iterable[Line], revised_ids: Collection[str]
) -> tuple[tuple[KnownRecord, ...], tuple[Addition, ...]]:
    """Return the records that the dataset has already, and those that are new to it, each once."""
    known_records = []
    additions: dict[str, Addition] = {}
    for line in lines:
        values = json.loads(line.canonical)
        addition = Addition(line.number, line.canonical, values, FILES[values["kind"]])
        content = _without_day(dataset.with_todays_ids(values))
        values_there = dataset.values(addition.id)
        if values_there and _without_day(values_there) == content:
            known_records.append(KnownRecord(addition.id, dataset.place(addition.id)))
            continue
        if values_there and addition.id in revised_ids:
            place = dataset.place(addition.id)
            addition = addition._replace(file=place.file, place=place)
        additions.setdefault(json.dumps([addition.id, content]), addition)
    return tuple(known_records), tuple(additions.values())


def _without_day(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as it is whenever it was recorded."""
    return {**values, "recorded": ""}


class _StatusChange(NamedTuple):
    before: str | None
    after: str | None


def effect_sentences(planned: Plan, today: str) -> Iterator[str]:
    """Yield what an addition corrects, then how many change their status, in sentences."""
    all_effects = effects(planned.dataset, planned.additions, today)
    yield from (effect.sentence for effect in all_effects if effect.change in CORRECTED)
    standings = [effect for effect in all_effects if effect.change not in CORRECTED]
    for status_change, group in groupby(standings, _status_change):
        yield from _group_sentences(planned.dataset, status_change, list(group))
    if not standings and any(addition.kind in DERIVED for addition in planned.additions):
        yield wording.NO_STANDING_CHANGES
        yield from _sides(planned)


def standing_sentences(planned: Plan, today: str) -> Iterator[str]:
    """Yield how many would change their status or side, without saying who."""
    standings = effects(planned.dataset, planned.additions, today)
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
    if not (planned.additions or planned.beside):
        return Outcome((), ())
    before = planned.dataset
    with locked(before.folder) as journal:
        if not is_current(before.connection, before.folder):
            planned = _planned_anew(planned)
        torn_line_files = tuple(
            file for name in planned.dataset.torn_files if (file := journal.set_aside(name))
        )
        if planned.replaces_files:
            changes = (*_changed_files(planned), *planned.beside)
            journal.replace_all([*changes])
            return Outcome((), torn_line_files, replaced_files=changes)
        placed_additions = _append(journal, planned.additions)
        redacted_ids = _corrected_ids(planned.additions, "redaction")
        amended_ids = _corrected_ids(planned.additions, "amendment")
        return Outcome(
            placed_additions,
            torn_line_files,
            _remove_copies(before, redacted_ids) if redacted_ids else 0,
            tuple(before.place(id) for id in sorted(before.known_ids(redacted_ids))),
            tuple(before.place(id) for id in sorted(before.known_ids(amended_ids))),
        )


def _corrected_ids(additions: Iterable[Addition], type: str) -> set[str]:
    """Return the ids of the records that new corrections of a type name."""
    return {
        addition.values["corrects"]
        for addition in additions
        if addition.kind == "correction" and addition.values["type"] == type
    }


def _refuse(planned: Plan) -> None:
    if planned.blockers:
        raise RefusedError(planned.blockers)


def _planned_anew(planned: Plan) -> Plan:
    """Return the same plan for the dataset as it is now; raises RefusedError and WriteError."""
    if planned.replaces_files:
        raise WriteError("the dataset was changed meanwhile; nothing was written", "try again")
    with open_dataset(planned.dataset.folder) as dataset:
        planned = planned.replan(dataset)
    _refuse(planned)
    return planned


def _append(journal: Journal, additions: Sequence[Addition]) -> tuple[PlacedAddition, ...]:
    """Append records to their files, in the order of kinds: what others name comes before them."""
    additions_by_file: dict[str, list[Addition]] = {}
    for file in dict.fromkeys(FILES.values()):
        file_additions = [addition for addition in additions if addition.file == file]
        if file_additions:
            additions_by_file[file] = file_additions
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


def _remove_copies(dataset: Dataset, redacted_ids: set[str]) -> int:
    """Remove the archived copies of sources of redacted records, and return how many they were."""
    removed = 0
    for name in plugins.names(keepers):
        keeper = plugins.load(keepers, name, "keeper")
        removed += keeper.forget(dataset.folder, dataset.connection, redacted_ids)
    return removed


def _changed_files(planned: Plan) -> list[Change]:
    """Return the files that the addition changes, with lines replaced and lines added."""
    return [
        _changed_file(
            planned.dataset.folder,
            file,
            [addition for addition in planned.additions if addition.file == file],
        )
        for file in dict.fromkeys(addition.file for addition in planned.additions)
    ]


def _changed_file(folder: Folder, name: str, additions: Sequence[Addition]) -> Change:
    path = folder.path / name
    before = read(DataFile(name, path)) if path.exists() else b""
    lines = before.removesuffix(b"\n").split(b"\n") if before else []
    # The same line may stand there twice.
    replacements = {
        lines[addition.place.line - 1]: addition.line.encode()
        for addition in additions
        if addition.place
    }
    lines = [replacements.get(line, line) for line in lines]
    lines += [addition.line.encode() for addition in additions if not addition.place]
    return Change(name, before, b"".join(line + b"\n" for line in lines))


def plan_panel(
    dataset: Dataset,
    issue: str,
    joining: Sequence[str],
    leaving: Sequence[str],
    rule: str | None,
    day: str,
    today: str,
) -> Plan:
    """Plan to change the panel of an issue, by names.

    Who joins counts from a day on, and who leaves does not count from it on.

    Raises UsageError for a name that means no actor, or one on the wrong side.
    """
    issue_values = dataset.issue(issue)
    joining_ids = [dataset.names.id_to_name(name, ACTOR_KINDS) for name in joining]
    leaving_ids = [dataset.names.id_of_typed(name, ACTOR_KINDS) for name in leaving]
    old_members = members(issue_values)
    for id in joining_ids:
        if id in old_members:
            raise UsageError(f"already on the panel of {issue_values['id']}: {id}")
    for id in leaving_ids:
        if id not in old_members:
            raise UsageError(f"not on the panel of {issue_values['id']}: {id}")
    written = dataset.values_as_written(issue_values["id"])
    leaving_as_written = [
        actor for actor in members(written) if dataset.todays_id(actor) in leaving_ids
    ]
    unpublished = _unpublished_members(dataset, written) if leaving_ids else ()
    smaller = without_members(written, leaving_as_written, day, unpublished)
    changed = with_members(smaller, dict.fromkeys(joining_ids), day, None)
    if rule:
        changed["panel_rule"] = rule
    return plan(dataset, [changed], today, revised_ids=[issue_values["id"]])


def _unpublished_members(dataset: Dataset, issue: Mapping[str, Any]) -> set[str]:
    """Return the members of a panel without a day of their own whom the last commit hasn't.

    There are none where the dataset is in no git repository, as then nobody can tell.
    """
    without_day = {actor for actor, day in members(issue).items() if day is None}
    if not without_day:
        return set()
    try:
        files, _ = contents(dataset.folder, "HEAD")
    except HistoryError:
        return set()
    ids = {issue["id"], *issue.get("former_ids", ())}
    for committed_issue in _issues_in(files.values()):
        if committed_issue.get("id") in ids:
            without_day -= {entry.actor for entry in panel_entries(committed_issue)}
    return without_day


def _issues_in(files: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
    """Yield the issues in the contents of data files, whatever else stands there."""
    for content in files:
        for line in content.decode("utf-8", "replace").split("\n"):
            if not is_object(line):
                continue
            values = json.loads(line)
            if values.get("kind") == "issue":
                yield values
