"""Import JSON lines, tables of other trackers through a mapping, or CSV data packages; report rejected rows."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NamedTuple

from stancetracker.base import dates
from stancetracker.base.errors import NoDatasetError
from stancetracker.base.text import plural
from stancetracker.contribute import add
from stancetracker.contribute.add import Addition, Filing, Plan
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.settling import Item, Items, NotImportedError, Reasons, Settled, settle
from stancetracker.contribute.table import files
from stancetracker.contribute.table import mapping as mappings
from stancetracker.contribute.table.files import Record
from stancetracker.contribute.table.rows import Intake, Progress
from stancetracker.ledger.folder import Folder, stamp
from stancetracker.ledger.record import kind_of

Split = Literal["month", "issue"]
MOST_BYTES: Final = 10_000_000
ROW: Final = "rejected_row"
WHY: Final = "rejected_why"


class Target(NamedTuple):
    """The dataset to import into; `is_new` if its folder has no data yet."""

    folder: Folder
    is_new: bool
    today: str
    recorded: str
    split: Split | None = None


class Written(NamedTuple):
    """The mapping of a table, and its delimiter and encoding where stated."""

    mapping: bytes
    mapping_name: str
    delimiter: str | None = None
    encoding: str | None = None


class Reject(NamedTuple):
    """A rejected row: the line it begins in, why, and its cells."""

    row: int
    reasons: tuple[str, ...]
    cells: tuple[str, ...]
    origin: str = ""
    """Its name in messages, where the line number is not enough."""


class Count(NamedTuple):
    """The numbers of records of a kind that are added, and that were there already."""

    kind: str
    added: int
    already_there: int


@dataclass(frozen=True)
class Import:
    """A planned import: what it adds and rejects."""

    target: Target
    plan: Plan = field(repr=False)
    columns: tuple[str, ...]
    rejects: tuple[Reject, ...]
    counts: tuple[Count, ...]
    notes: tuple[str, ...]
    """Remarks: rows without a source, skipped rows, records left as they are."""

    def total(self) -> Count:
        """Return the counts of all kinds together."""
        return Count("", sum(c.added for c in self.counts), sum(c.already_there for c in self.counts))

    def rejected(self) -> tuple[tuple[str, ...], list[dict[str, str | int]]]:
        """Return the columns and rows of rejects: line, reasons and cells; importing them again repeats none."""
        columns = tuple(dict.fromkeys((ROW, WHY, *self.columns)))
        rows: list[dict[str, str | int]] = []
        for one in self.rejects:
            cells = dict(zip(self.columns, one.cells, strict=False))
            rows.append({**dict.fromkeys(columns, ""), **cells, ROW: one.row, WHY: "; ".join(one.reasons)})
        return columns, rows


def plan_lines(target: Target, dataset: Dataset, content: bytes) -> Import:
    """Plan to import JSON lines of any kinds.

    Raises NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    texts = content.decode("utf-8", "surrogateescape").split("\n")
    lines = [Record(number, f"line {number}", text) for number, text in enumerate(texts, 1) if text.strip()]
    return _plan_lines(target, dataset, lines)


def plan_package(target: Target, dataset: Dataset, folder: Path) -> Import:
    """Plan to import the records of a CSV data package, as `export csv` writes it.

    Raises UsageError where the folder holds none, NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    found = files.package(folder)
    if found.narrowed_to and target.is_new:
        message = f"the package holds only {found.narrowed_to}; everyone else would appear unchecked"
        raise NotImportedError(message, "import it into the dataset it came from, or export that whole")
    narrowed = (f"the package holds only {found.narrowed_to}: statements and silences of others are missing",)
    return _plan_lines(target, dataset, files.records(folder, found), narrowed if found.narrowed_to else ())


def _plan_lines(
    target: Target, dataset: Dataset, lines: Sequence[Record], notes: Sequence[str] = ()
) -> Import:

    def items(rejected: Collection[int]) -> list[Item]:
        return [Item(one.text, (at,), one.origin) for at, one in enumerate(lines) if at not in rejected]

    settled = _settle(target, dataset, items, {})
    rejects = [
        Reject(lines[at].line, why, (lines[at].text,), lines[at].origin) for at, why in _ordered(settled)
    ]
    return _imported(target, settled, ("line",), rejects, _given(settled.items), notes)


def plan_table(
    target: Target, dataset: Dataset, content: bytes, written: Written, progress: Progress
) -> Import:
    """Plan to import a table through a mapping.

    Raises UsageError for a mapping that can't be used, TableError, NoDatasetError, BrokenDatasetError and
    NotImportedError.
    """
    document = mappings.load(written.mapping, written.mapping_name)
    mapping = mappings.read(document)
    text = files.decoded(content, written.encoding or mapping.table.encoding)
    separator = files.delimiter(text, written.delimiter or mapping.table.delimiter)
    table = files.read(text, separator, mapping.table.empty)
    mappings.refuse_unknown(mapping, document, table.columns)
    intake = Intake(dataset, document, mapping, table, target.recorded, progress)
    progress("checking", 0, 1)
    settled = _settle(target, dataset, intake.items, intake.faults())
    rejects = [Reject(intake.row(at).line, why, intake.row(at).cells) for at, why in _ordered(settled)]
    given = _given(settled.items) + intake.there_already(settled.rejected)
    return _imported(target, settled, table.columns, rejects, given, intake.notes(settled.rejected))


def _settle(target: Target, dataset: Dataset, items: Items, rejected: Reasons) -> Settled:
    file = filing(target.split) if target.split else None
    settled = settle(dataset, items, target.today, target.recorded, file, rejected)
    if target.is_new and "dataset" not in _given(settled.items):
        hint = "include a `dataset` record, or make a dataset: stancetracker init DIR"
        raise NoDatasetError(f"no dataset in {target.folder.path}", hint)
    return settled


def _ordered(settled: Settled) -> list[tuple[int, tuple[str, ...]]]:
    return [(at, tuple(why)) for at, why in sorted(settled.rejected.items())]


def _given(items: Iterable[Item]) -> Counter[str]:
    return Counter(str(json.loads(str(item.given))["kind"]) for item in items)


def _imported(
    target: Target,
    settled: Settled,
    columns: Sequence[str],
    rejects: Sequence[Reject],
    given: Counter[str],
    notes: Sequence[str],
) -> Import:
    added = Counter(kind_of(type(addition.record)) for addition in settled.plan.additions)
    kinds = [kind for kind in add.FILES if given[kind]]
    counts = tuple(Count(kind, added[kind], given[kind] - added[kind]) for kind in kinds)
    return Import(target, settled.plan, tuple(columns), tuple(rejects), counts, tuple(notes))


def write(planned: Import, *, strict: bool = False) -> tuple[str, ...]:
    """Write what was planned, all or nothing, and return the files that hold torn last lines now.

    Raises WriteError, when strict also where a row was rejected; then nothing was written.
    """
    if strict and planned.rejects:
        raise NotImportedError(f"{plural(len(planned.rejects), 'row')} rejected (--strict)")
    if planned.plan.additions and planned.target.is_new:
        planned.target.folder.path.mkdir(parents=True, exist_ok=True)
    return add.write(planned.plan).set_aside


def filing(split: Split, most: int = MOST_BYTES) -> Filing:
    """Put statements and silences into `statements/2022-09.jsonl` or `statements/ISSUE.jsonl`, then `-2`, `-3`.

    The month is that of the last day a record may be of.
    """

    def file(folder: Folder, additions: Sequence[Addition]) -> tuple[Addition, ...]:
        sizes = {file.name: stamp(file).size for file in folder.files()}
        return tuple(_filed(addition, split, sizes, most) for addition in additions)

    return file


def _filed(addition: Addition, split: Split, sizes: dict[str, int], most: int) -> Addition:
    if kind_of(type(addition.record)) not in ("statement", "silence"):
        return addition
    values = json.loads(addition.line)
    stem = values["issue"] if split == "issue" else dates.parse(values["date"]).latest[:7]
    size, number = len(addition.line.encode()) + 1, 1
    name = f"statements/{stem}.jsonl"
    while sizes.get(name, 0) and sizes[name] + size > most:
        number += 1
        name = f"statements/{stem}-{number}.jsonl"
    sizes[name] = sizes.get(name, 0) + size
    return addition._replace(file=name)
