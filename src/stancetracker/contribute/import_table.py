"""Import JSON lines, tables of other trackers through a mapping, or data packages; report rejected rows."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.base.text import plural
from stancetracker.contribute import add
from stancetracker.contribute.add import Item, Items, NotImportedError, Plan, Reasons
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.table import files, package
from stancetracker.contribute.table import mapping as mappings
from stancetracker.contribute.table.files import Row, Table
from stancetracker.contribute.table.intake import Intake, Progress, revised
from stancetracker.contribute.table.mapping import Document
from stancetracker.ledger.folder import Folder

LINES: Final = "jsonl"
PACKAGE: Final = "package"
_TABLES: Final = ("csv", "tsv", "xlsx", "json", "parquet")


class Target(NamedTuple):
    """The dataset to import into; `is_new` if its folder has no data yet."""

    folder: Folder
    is_new: bool
    today: str
    recorded: str


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


def form_of(file: str, *, is_mapped: bool) -> str:
    """Return the form of a file: `package`, `jsonl`, or that of a table, which a mapping explains.

    Raises UsageError where it has no known form, or lacks a mapping or has one in vain.
    """
    path, ending = Path(file), Path(file).suffix.lower().removeprefix(".")
    form = "csv" if is_mapped else LINES
    if path.is_dir() or path.name == package.NAME or (ending == "xlsx" and not is_mapped):
        form = PACKAGE
    elif file != "-":
        form = LINES if ending == "rejects" else ending
    if form not in (LINES, PACKAGE, *_TABLES):
        raise UsageError(f"unknown extension: {file}", f"a table is {', '.join(_TABLES)}")
    if is_mapped and form not in _TABLES:
        raise UsageError(
            f"a mapping is for a table, not for {'JSON lines' if form == LINES else 'a data package'}"
        )
    if form in _TABLES and not is_mapped:
        raise UsageError("a table needs a mapping that says what its columns mean", "--map MAP.TOML")
    return form


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
    limits, records = package.package(path)
    if limits and target.is_new:
        message = f"the package holds only {limits}; everyone else would appear unchecked"
        raise NotImportedError(message, "import it into the dataset it came from, or export that whole")
    items, notes = revised(dataset, records, target.recorded)
    if limits:
        notes.append(f"the package holds only {limits}: statements and silences of others are missing")
    return _plan_lines(target, dataset, records, items, notes)


def _plan_lines(
    target: Target, dataset: Dataset, lines: Sequence[Row], items: Sequence[Item], notes: Sequence[str]
) -> Import:
    def left(rejected: Collection[int]) -> list[Item]:
        return [item for item in items if item.rows[0] not in rejected]

    def kept(rejected: Iterable[Reject]) -> bytes:
        return "".join(f"{one.row.cells[0]}\n" for one in rejected).encode("utf-8", "surrogateescape")

    return _plan(target, dataset, left, {}, lines, kept, lambda _: notes)


def read_table(content: bytes, document: Document, form: str = "csv") -> Table:
    """Read a table as its mapping says how it is written.

    Raises TableError, and UsageError for how it is written.
    """
    how = document.read(mappings.Table, document.values.get("table", {}), ())
    return files.read(content, form, how.delimiter, how.encoding, how.empty)


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
    planned, taken, rejected = add.settle(dataset, items, target.today, target.recorded, faults)
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
