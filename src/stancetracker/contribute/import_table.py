"""Import JSON lines, tables of other trackers through a mapping, or data packages; report rejected rows."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Final, Literal, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import NoDatasetError
from stancetracker.base.text import plural
from stancetracker.contribute import add
from stancetracker.contribute.add import Filing, Item, Items, NotImportedError, Plan, Reasons
from stancetracker.contribute.dataset import Addition, Dataset
from stancetracker.contribute.table import files, package
from stancetracker.contribute.table import mapping as mappings
from stancetracker.contribute.table.files import Row, Table
from stancetracker.contribute.table.intake import Intake, Progress, revised
from stancetracker.contribute.table.mapping import Document
from stancetracker.ledger.folder import Folder, stamp

Split = Literal["month", "issue"]
MOST_BYTES: Final = 10_000_000


class Target(NamedTuple):
    """The dataset to import into; `is_new` if its folder has no data yet."""

    folder: Folder
    is_new: bool
    today: str
    recorded: str
    split: Split | None = None


class Reject(NamedTuple):
    """A rejected row, and why."""

    row: Row
    reasons: tuple[str, ...]


class Count(NamedTuple):
    """The numbers of records of a kind that are added, that change, and that were there already."""

    kind: str
    added: int
    changed: int
    already_there: int


@dataclass(frozen=True)
class Import:
    """A planned import: what it adds and rejects."""

    target: Target
    plan: Plan = field(repr=False)
    rejects: tuple[Reject, ...]
    rejected: bytes = field(repr=False)
    """The rejected rows as a file, byte for byte as they were given, to be imported again."""
    counts: tuple[Count, ...]
    notes: tuple[str, ...]
    """Remarks: rows without a source, skipped rows, records left as they are."""
    accepted: bool
    """True where a row is taken."""

    def total(self) -> Count:
        """Return the counts of all kinds together."""
        columns = zip(*(count[1:] for count in self.counts), strict=True)
        return Count("", *(map(sum, columns) if self.counts else (0, 0, 0)))


def plan_lines(target: Target, dataset: Dataset, content: bytes) -> Import:
    """Plan to import JSON lines of any kinds.

    Raises NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    texts = content.decode("utf-8", "surrogateescape").split("\n")
    lines = [Row(number, (text,)) for number, text in enumerate(texts, 1) if text.strip()]
    items = [Item(one.cells[0], (at,), one.origin) for at, one in enumerate(lines)]
    return _plan_lines(target, dataset, lines, items, ())


def plan_package(target: Target, dataset: Dataset, path: Path) -> Import:
    """Plan to import the records of a data package, as `export csv` or `export xlsx` writes it.

    Raises UsageError where the path is none, NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    found = package.package(path)
    if found.narrowed_to and target.is_new:
        message = f"the package holds only {found.narrowed_to}; everyone else would appear unchecked"
        raise NotImportedError(message, "import it into the dataset it came from, or export that whole")
    records = package.records(found)
    items, notes = revised(dataset, records, target.recorded)
    if found.narrowed_to:
        notes.append(
            f"the package holds only {found.narrowed_to}: statements and silences of others are missing"
        )
    return _plan_lines(target, dataset, records, items, notes)


def _plan_lines(
    target: Target, dataset: Dataset, lines: Sequence[Row], items: Sequence[Item], notes: Sequence[str]
) -> Import:
    def left(rejected: Collection[int]) -> list[Item]:
        return [item for item in items if item.rows[0] not in rejected]

    def kept(rejected: Iterable[Reject]) -> bytes:
        return "".join(f"{one.row.cells[0]}\n" for one in rejected).encode("utf-8", "surrogateescape")

    return _plan(target, dataset, left, {}, lines, kept, lambda _: notes)


def read_table(
    content: bytes,
    document: Document,
    form: str = "csv",
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Read a table by its mapping, but for options that say otherwise.

    Raises TableError, and UsageError for how it is written.
    """
    how = document.read(mappings.Table, document.values.get("table", {}), ())
    table = files.read(content, form, delimiter or how.delimiter, encoding or how.encoding)
    return replace(table, empty=frozenset(how.empty))


def plan_table(
    target: Target, dataset: Dataset, table: Table, document: Document, progress: Progress
) -> Import:
    """Plan to import a table through a mapping.

    Raises UsageError for a mapping that can't be used, NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    intake = Intake(dataset, document, table, target.recorded, progress)
    progress("checking", 0, 1)
    return _plan(target, dataset, intake.items, intake.faults(), table.rows, table.rejects, intake.notes)


def _plan(
    target: Target,
    dataset: Dataset,
    items: Items,
    faults: Reasons,
    rows: Sequence[Row],
    kept: Callable[[Sequence[Reject]], bytes],
    notes: Callable[[Collection[int]], Sequence[str]],
) -> Import:
    file = filing(target.split) if target.split else None
    planned, taken, rejected = add.settle(dataset, items, target.today, target.recorded, file, faults)
    given = Counter(str(item.value["kind"]) for item in taken)
    if target.is_new and "dataset" not in given:
        hint = "include a `dataset` record, or make a dataset: stancetracker init DIR"
        raise NoDatasetError(f"no dataset in {target.folder.path}", hint)
    added = Counter(one.kind for one in planned.additions if not one.place)
    changed = Counter(one.kind for one in planned.additions if one.place)
    counts = tuple(
        Count(kind, added[kind], changed[kind], given[kind] - added[kind] - changed[kind])
        for kind in add.FILES
        if given[kind]
    )
    rejects = tuple(Reject(rows[at], tuple(why)) for at, why in sorted(rejected.items()))
    accepted = any(row not in rejected for item in taken for row in item.rows)
    return Import(target, planned, rejects, kept(rejects), counts, tuple(notes(rejected)), accepted)


def write(planned: Import, *, strict: bool = False) -> tuple[str, ...]:
    """Write what was planned, all or nothing, and return the files that hold torn last lines now.

    Raises WriteError, when strict also where a row was rejected; then nothing was written.
    """
    if strict and planned.rejects:
        raise NotImportedError(f"{plural(len(planned.rejects), 'row')} rejected (--strict)")
    if planned.target.is_new and planned.rejects and not planned.accepted:
        raise NotImportedError("every row is rejected")
    if planned.plan.additions and planned.target.is_new:
        planned.target.folder.path.mkdir(parents=True, exist_ok=True)
    return add.write(planned.plan).set_aside


def filing(split: Split, most: int = MOST_BYTES) -> Filing:
    """Put statements and silences into `statements/2022-09.jsonl` or `statements/ISSUE.jsonl`, then `-2`, `-3`.

    The month is that of the last day a record may be of.
    """

    def file(folder: Folder, additions: Sequence[Addition]) -> tuple[Addition, ...]:
        sizes = Counter({file.name: stamp(file).size for file in folder.files()})
        return tuple(_filed(addition, split, sizes, most) for addition in additions)

    return file


def _filed(addition: Addition, split: Split, sizes: Counter[str], most: int) -> Addition:
    if addition.place or addition.kind not in ("statement", "silence"):
        return addition
    values = addition.values
    stem = values["issue"] if split == "issue" else dates.parse(values["date"]).latest[:7]
    size, name, numbers = len(addition.line.encode()) + 1, f"statements/{stem}.jsonl", count(2)
    while sizes[name] and sizes[name] + size > most:
        name = f"statements/{stem}-{next(numbers)}.jsonl"
    sizes[name] += size
    return addition._replace(file=name)
