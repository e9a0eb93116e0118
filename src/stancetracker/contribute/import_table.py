"""Import JSON lines, tables of other trackers through a mapping, or data packages; report rejected rows."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import NoDatasetError, UsageError
from stancetracker.base.text import plural
from stancetracker.contribute import add
from stancetracker.contribute.add import Item, Items, NotImportedError, Plan, Reasons
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.states import fields, path_of
from stancetracker.contribute.table import package
from stancetracker.contribute.table.files import Row, Table
from stancetracker.contribute.table.intake import Intake, Progress, correction, differing, line_of
from stancetracker.contribute.table.mapping import Document
from stancetracker.ledger.kinds import CLASS_BY_KIND, field_at

LINES: Final = "jsonl"
PACKAGE: Final = "package"
_TABLES: Final = ("csv", "tsv", "xlsx", "json", "parquet")
_REPLACED: Final = (
    "SELECT replacement FROM correction WHERE corrects = ? AND replacement IS NOT NULL"
)


class Count(NamedTuple):
    """The numbers of records of a kind that are added, that change, and that were there already."""

    kind: str
    added: int
    changed: int
    already_there: int


class Import(NamedTuple):
    """A planned import: what it adds and rejects."""

    plan: Plan
    rejects: tuple[tuple[Row, Sequence[str]], ...]
    """The rejected rows, and why."""
    rejected: bytes
    """The rejected rows as a file, byte for byte as they were given, to be imported again."""
    counts: tuple[Count, ...]
    notes: tuple[str, ...]
    """Remarks: rows without a source, skipped rows, records left as they are."""
    accepted: bool
    """True where a row is taken."""

    def total(self) -> Count:
        """Return the counts of all kinds together."""
        return Count(
            "", *map(sum, zip((0, 0, 0), *(count[1:] for count in self.counts), strict=True))
        )


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
        what = "JSON lines" if form == LINES else "a data package"
        raise UsageError(f"a mapping is for a table, not for {what}")
    if form in _TABLES and not is_mapped:
        raise UsageError(
            "a table needs a mapping that says what its columns mean", "--map MAP.TOML"
        )
    return form


def plan_lines(dataset: Dataset, content: bytes, today: str, recorded: str) -> Import:
    """Plan to import JSON lines of any kinds; raises NoDatasetError, BrokenDatasetError and NotImportedError."""
    texts = content.decode("utf-8", "surrogateescape").split("\n")
    lines = [Row(number, (text,)) for number, text in enumerate(texts, 1) if text.strip()]
    items = [Item(one.cells[0], (at,), one.origin) for at, one in enumerate(lines)]
    return _plan(dataset, today, recorded, Table((), lines), _but(items))


def plan_package(dataset: Dataset, path: Path, today: str, recorded: str) -> Import:
    """Plan to import the records of a data package, as `export csv` or `export xlsx` writes it.

    Raises UsageError where the path is none, NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    limits, records = package.package(path)
    if limits and dataset.is_new:
        message = f"the package holds only {limits}; everyone else would appear unchecked"
        raise NotImportedError(
            message, "import it into the dataset it came from, or export that whole"
        )
    items, notes = list[Item](), list[str]()
    for at, row in enumerate(records):
        made, note = _revised(dataset, Item(row.cells[0], (at,), row.origin), recorded)
        items += made
        notes += [note] if note else []
    if limits:
        notes.append(
            f"the package holds only {limits}: statements and silences of others are missing"
        )
    return _plan(dataset, today, recorded, Table((), records), _but(items), notes=lambda _: notes)


def _revised(dataset: Dataset, item: Item, recorded: str) -> tuple[list[Item], str | None]:
    """Return what a record that may have been changed elsewhere becomes, and the change in words.

    A person, an issue and whatever else has no history is replaced, as are completed records; a new record takes
    the place of another statement or silence.
    """
    value = dict(item.value)
    # The row of a record that was replaced may still be as it was.
    chain = [str(value.get("id", ""))]
    while (one := dataset.connection.execute(_REPLACED, chain[-1:]).fetchone()) and one[
        0
    ] not in chain:
        chain.append(str(one[0]))
    for name in dict.fromkeys((chain[0], chain[-1])):
        there = dataset.said(name)
        kept: dict[str, Any] = {key: there[key] for key in ("id", "recorded") if key in there}
        after = (
            line_of({**value, **kept}, dataset.names)
            if there.get("kind") == value["kind"]
            else None
        )
        changes = list(fields(there, after)) if after else []
        if not changes:
            return [item._replace(given=there) if after else item], None
    note = f"{item.origin}: {name or 'the dataset'}: {differing(there, after, there['kind'])}"
    cls = CLASS_BY_KIND[there["kind"]]
    later = (field_at(cls, path_of(name)) if was is None else None for name, was, _ in changes)
    if "recorded" not in cls.model_fields or all(field and field.later for field in later):
        return [item._replace(revises=True)], note
    stem, _, number = name.rpartition("-v")
    new = f"{stem}-v{int(number) + 1}" if stem and number.isdigit() else f"{name}-v2"
    fix = correction(name, new, "The record was corrected in a table.", recorded)
    return [
        item._replace(given=one) for one in ({**value, "id": new, "recorded": recorded}, fix)
    ], note


def plan_table(
    dataset: Dataset,
    table: Table,
    document: Document,
    today: str,
    recorded: str,
    progress: Progress,
) -> Import:
    """Plan to import a table through a mapping.

    Raises UsageError for a mapping that can't be used, NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    intake = Intake(dataset, document, table, recorded, progress)
    progress("checking", 0, 1)
    return _plan(dataset, today, recorded, table, intake.items, intake.faults, intake.notes)


def _but(items: Sequence[Item]) -> Items:
    """Return the items of which each is of one row, but for those of rejected rows."""
    return lambda rejected: [item for item in items if item.rows[0] not in rejected]


def _plan(
    dataset: Dataset,
    today: str,
    recorded: str,
    table: Table,
    items: Items,
    faults: Reasons | None = None,
    notes: Callable[[Collection[int]], Sequence[str]] = lambda _: (),
) -> Import:
    planned, taken, rejected = add.settle(dataset, items, today, recorded, faults or {})
    given = Counter(str(item.value["kind"]) for item in taken)
    if dataset.is_new and "dataset" not in given:
        hint = "include a `dataset` record, or make a dataset: stancetracker init DIR"
        raise NoDatasetError(f"no dataset in {dataset.folder.path}", hint)
    added = Counter(one.kind for one in planned.additions if not one.place)
    changed = Counter(one.kind for one in planned.additions if one.place)
    counts = tuple(
        Count(kind, added[kind], changed[kind], given[kind] - added[kind] - changed[kind])
        for kind in add.FILES
        if given[kind]
    )
    rejects = tuple((table.rows[at], why) for at, why in sorted(rejected.items()))
    accepted = any(item.rows for item in taken)
    return Import(
        planned, rejects, table.rejects(rejects), counts, tuple(notes(rejected)), accepted
    )


def write(planned: Import, *, strict: bool = False) -> tuple[str, ...]:
    """Write what was planned, all or nothing, and return the files that hold torn last lines now.

    Raises WriteError, when strict also where a row was rejected; then nothing was written.
    """
    dataset = planned.plan.dataset
    if strict and planned.rejects:
        raise NotImportedError(f"{plural(len(planned.rejects), 'row')} rejected (--strict)")
    if dataset.is_new and planned.rejects and not planned.accepted:
        raise NotImportedError("every row is rejected")
    if planned.plan.additions and dataset.is_new:
        dataset.folder.path.mkdir(parents=True, exist_ok=True)
    return add.write(planned.plan).set_aside
