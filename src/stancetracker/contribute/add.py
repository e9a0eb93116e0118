"""Add records to a dataset: nothing is written that `check` would not pass, and all of it or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from stancetracker.base.errors import BrokenDatasetError, Place, Problem, UsageError, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute.completing import Given, complete
from stancetracker.ledger.canonical import canonical, composed, with_id, without_recorded
from stancetracker.ledger.checks import check
from stancetracker.ledger.dataset import Dataset, Entry, extended, load
from stancetracker.ledger.folder import stamp
from stancetracker.ledger.journal import Journal, Replacement, locked
from stancetracker.ledger.jsonl import Line, Parsed, is_torn, order, parse
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.record import Record, kind_of

FILES: Final = {kind: record_class.traits.file for kind, record_class in CLASS_BY_KIND.items()}
# What others name comes before them.
_ORDER: Final = tuple(dict.fromkeys(FILES.values()))


class RefusedError(WriteError):
    """Records that `check` would not pass; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"nothing was added: {plural(len(problems), 'problem')}")
        self.problems = problems


class Addition(NamedTuple):
    """A record to add: its line, the file it goes to, and the number of the line it was given in."""

    record: Record
    file: str
    line: str
    number: int


Filing = Callable[[Dataset, tuple[Addition, ...]], tuple[Addition, ...]]
"""Says which files of a dataset additions go to."""


@dataclass(frozen=True)
class Plan:
    """What adding would do."""

    dataset: Dataset = field(repr=False)
    given: tuple[Given, ...] = field(repr=False)
    today: str
    source: str
    additions: tuple[Addition, ...]
    already_there: tuple[Entry[Record], ...]
    """The records of the dataset that say what was given."""
    problems: tuple[Problem, ...]
    """Those that adding would bring; their file is `source`, or that of a record that would become wrong."""
    file: Filing | None = field(default=None, repr=False)
    notices: bool = True

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems for which nothing may be added; the others are notices."""
        return tuple(problem for problem in self.problems if problem.severity != "notice")


class Added(NamedTuple):
    """What was added, each record with its place, and the files that torn last lines were set aside into."""

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

    Fills in `recorded` and ids, and takes names for ids; `file` puts additions into other files than those of
    their kinds, and without `notices` none is looked for. Raises BrokenDatasetError for a dataset that does
    not load (but for a torn last line), UnknownNameError and AmbiguousNameError.
    """
    refuse_broken(dataset)
    given = tuple(_lines(given))
    lines = enumerate(complete(dataset, given, today), 1)
    content = "".join(f"{_known(line, f'{source}:{number}')}\n" for number, line in lines)
    part = parse(content.encode("utf-8", "surrogatepass"), source)
    fresh, already = _sorted_out(dataset, part)
    additions = tuple(
        Addition(line.record, FILES[kind_of(type(line.record))], canonical(line.record), line.number)
        for line in fresh
    )
    problems = _problems(dataset, part, additions, today, notices)
    if file is not None:
        additions = file(dataset, additions)
    return Plan(dataset, given, today, source, additions, tuple(already), problems, file, notices)


def _lines(given: Iterable[Given]) -> Iterator[Given]:
    for item in given:
        if isinstance(item, str):
            yield from item.removesuffix("\n").split("\n")
        else:
            yield item


def _known(line: str | UsageError, place: str) -> str:
    if isinstance(line, UsageError):
        line.message = f"{place}: {line.message}"
        raise line
    return line


def refuse_broken(dataset: Dataset) -> None:
    """Raise BrokenDatasetError for a dataset that does not load; a torn last line is set aside."""
    others = [problem for problem in dataset.fatal if problem.code != "torn-line"]
    if others:
        raise BrokenDatasetError(others, dataset.lies_in)


def _sorted_out(dataset: Dataset, part: Parsed) -> tuple[list[Line], list[Entry[Record]]]:
    """The lines that are new, each once, with their ids; and the records that others of them already are."""
    known = {entry.id: entry for entry in dataset.entries}
    fresh: dict[tuple[str, str], Line] = {}
    already = []
    for line in part.lines:
        record = with_id(composed(line.record))
        name = getattr(record, "id", "")
        there, said = known.get(name), without_recorded(record)
        if there is not None and without_recorded(there.record) == said:
            already.append(there)
        else:
            fresh.setdefault((name, said), line._replace(record=record))
    return list(fresh.values()), already


def _problems(
    dataset: Dataset, part: Parsed, additions: tuple[Addition, ...], today: str, notices: bool
) -> tuple[Problem, ...]:
    """What `check` would tell of the dataset with the additions, and does not tell of it now."""
    # The canonical line mends what is not fatal.
    unread = [problem for problem in part.problems if problem.severity == "fatal"]
    if not additions:
        return tuple(unread)
    numbers = [addition.number for addition in additions]
    content = "".join(f"{addition.line}\n" for addition in additions).encode()
    parsed = parse(content, part.name)
    candidate = replace(
        parsed,
        lines=tuple(line._replace(number=numbers[line.number - 1]) for line in parsed.lines),
        problems=tuple(_renumbered(problem, numbers) for problem in parsed.problems),
        unread=part.unread,
    )
    before = set(check(dataset, today, notices=notices))
    after = check(extended(dataset, candidate), today, notices=notices)
    return tuple(sorted([*unread, *(one for one in after if one not in before)], key=order))


def _renumbered(problem: Problem, numbers: list[int]) -> Problem:
    return problem._replace(place=problem.place._replace(line=numbers[problem.place.line - 1]))


def write(planned: Plan) -> Added:
    """Write what was planned; planned anew, under the lock, where the dataset has changed since.

    Raises RefusedError with the problems and WriteError; then nothing was written. Raises
    BrokenDatasetError where the dataset has become one that does not load.
    """
    _refuse(planned)
    if not planned.additions:
        return Added((), ())
    with locked(planned.dataset.folder) as journal:
        if not _is_current(planned.dataset):
            dataset = load(planned.dataset.folder)
            planned = plan(
                dataset,
                planned.given,
                planned.today,
                planned.source,
                file=planned.file,
                notices=planned.notices,
            )
            _refuse(planned)
        torn = [problem.place.file for problem in planned.dataset.fatal]
        set_aside = tuple(name for file in torn if (name := journal.set_aside(file)))
        return Added(tuple(_write(journal, planned.dataset, planned.additions)), set_aside)


def _refuse(planned: Plan) -> None:
    if planned.refused:
        raise RefusedError(planned.refused)


def _is_current(dataset: Dataset) -> bool:
    try:
        return {file.name: stamp(file) for file in dataset.folder.files()} == dataset.stamps
    except OSError:
        return False


def _write(
    journal: Journal, dataset: Dataset, additions: tuple[Addition, ...]
) -> Iterator[tuple[Addition, Place]]:
    if len(additions) == 1:
        [one] = additions
        yield one, journal.append(one.file, [one.line]).place
        return
    written = [_written(dataset, name, group) for name, group in _groups(additions).items()]
    journal.replace_all([each.replacement for each in written])
    for each in written:
        yield from each.places


def _groups(additions: tuple[Addition, ...]) -> dict[str, list[Addition]]:
    """The additions of each file, those first that others name."""
    groups: dict[str, list[Addition]] = {}
    for addition in sorted(
        additions, key=lambda addition: _ORDER.index(FILES[kind_of(type(addition.record))])
    ):
        groups.setdefault(addition.file, []).append(addition)
    return groups


class _Written(NamedTuple):
    replacement: Replacement
    places: list[tuple[Addition, Place]]


def _written(dataset: Dataset, name: str, group: list[Addition]) -> _Written:
    before = dataset.parts[name].content if name in dataset.parts else b""
    whole = before[: before.rfind(b"\n") + 1]
    tail = before[len(whole) :]
    if tail and is_torn(tail):
        # It has been set aside.
        before, tail = whole, b""
    start = before + b"\n" if tail else before
    after = start + "".join(f"{addition.line}\n" for addition in group).encode()
    first = start.count(b"\n") + 1
    places = [(addition, Place(name, number)) for number, addition in enumerate(group, first)]
    return _Written(Replacement(name, after, before), places)
