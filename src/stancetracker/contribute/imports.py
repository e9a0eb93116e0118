"""Plan to import many records, and write them; a rejected row is listed with the reasons."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import NoDatasetError
from stancetracker.base.text import plural, slug
from stancetracker.base.vocabulary import STANCES
from stancetracker.contribute import add
from stancetracker.contribute.add import Plan
from stancetracker.contribute.batch import Item, Items, NotImportedError, Reasons, settle
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.lines import lines_of
from stancetracker.ledger.journal import Change

Progress = Callable[[str, int, int], None]
LINES: Final = "lines"
"""The form of records as JSON lines."""
_TAKEN_BEFORE: Final = (
    "SELECT 1 FROM main.statement WHERE issue = ? AND stance = ? AND label = ? LIMIT 1"
)


class Row(NamedTuple):
    """A row: the line it begins in, its cells as they stand there, and what is wrong with it.

    A record as JSON is a row of one cell.
    """

    line: int
    cells: tuple[str, ...]
    fault: str | None = None
    file: str = ""
    """Empty where there is only one."""

    @property
    def origin(self) -> str:
        """Return its name in messages."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"


Rejected = Sequence[tuple[Row, Sequence[str]]]
"""Rows that are rejected, and why."""


class Count(NamedTuple):
    """The numbers of records of a kind that are added, that change, and that were there already."""

    kind: str
    added: int
    changed: int
    already_there: int


class RowQuestion(NamedTuple):
    """A question about a row that only a person can answer."""

    line: int
    text: str
    choices: tuple[str, ...]
    without_answer: str = "leave the row"
    """What becomes of the row where nobody answers."""


class Codes(NamedTuple):
    """The codes by which a table says stances, which no record has as its source's own word."""

    by_record: Mapping[str, str] = {}
    """By the ids of new records; empty where none is kept."""
    before: frozenset[tuple[str, str, str]] = frozenset()
    """The issue, stance and code of what the table said in earlier versions."""


class Import(NamedTuple):
    """A planned import: what it adds and rejects."""

    plan: Plan
    rejects: Rejected
    rejected: bytes
    """The rejected rows as a file, byte for byte as they were given, to be imported again."""
    counts: tuple[Count, ...]
    notes: tuple[str, ...]
    """Remarks: rows without a source, skipped rows, records left as they are."""
    accepted: bool
    """True where a row is taken."""
    questions: tuple[RowQuestion, ...] = ()
    doubt: str = ""
    """The question whether the table is whole, without whose answer nothing is written."""
    codes: Codes = Codes()

    def total(self) -> Count:
        """Return the counts of all kinds together."""
        return Count(
            kind="",
            added=sum(count.added for count in self.counts),
            changed=sum(count.changed for count in self.counts),
            already_there=sum(count.already_there for count in self.counts),
        )


class SideWords(NamedTuple):
    """The words by which new statements on an issue take a side."""

    issue: Mapping[str, Any]
    stance: str
    counts: Mapping[str | None, int]
    """The statements by the source's word, or the table's code; None where it gives none."""
    new_words: tuple[str | None, ...]
    """The words by which no statement of the dataset takes this side of this issue.

    Statements without the source's own word are always new: no other says what they mean.
    """
    example: str | None
    """The quote or summary of the first statement without the source's own word."""


class Side(NamedTuple):
    """An issue, and a stance towards its proposition."""

    issue: str
    stance: str


def words_of_sides(planned: Import) -> tuple[SideWords, ...]:
    """Return the words of new statements, by issue and stance, in the order of issues."""
    plan = planned.plan
    counts: defaultdict[Side, Counter[str | None]] = defaultdict(Counter)
    examples: dict[Side, str] = {}
    for addition in plan.additions:
        if addition.kind == "statement" and not addition.is_version:
            values = addition.values
            side = Side(values["issue"], values["stance"])
            word = values.get("label") or planned.codes.by_record.get(addition.id) or None
            counts[side][word] += 1
            if word is None:
                examples.setdefault(side, values.get("quote") or values.get("summary") or "")
    new_issues = {
        addition.id: addition.values for addition in plan.additions if addition.kind == "issue"
    }
    sides = sorted(counts, key=lambda side: (side.issue, STANCES.index(side.stance)))
    return tuple(
        SideWords(
            issue=new_issues.get(side.issue) or plan.dataset.values(side.issue),
            stance=side.stance,
            counts=counts[side],
            new_words=_new_words(planned, side, counts[side]),
            example=examples.get(side),
        )
        for side in sides
    )


def _new_words(planned: Import, side: Side, words: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return the words by which no statement takes this side yet, and None if it is among them."""
    connection = planned.plan.dataset.connection

    def is_new(word: str | None) -> bool:
        if word is None:
            return True
        if (*side, word) in planned.codes.before:
            return False
        return connection.execute(_TAKEN_BEFORE, (*side, word)).fetchone() is None

    return tuple(filter(is_new, words))


def plan_lines(dataset: Dataset, content: bytes, name: str, today: str, recorded: str) -> Import:
    """Plan to import JSON lines of any kinds.

    Raises NoDatasetError, BrokenDatasetError and NotImportedError, and UsageError as `lines_of`.
    """
    rows = [
        Row(number, (text,))
        for number, text in enumerate(lines_of(content, name), 1)
        if text.strip()
    ]
    items = [Item(row.cells[0], (index,), row.origin) for index, row in enumerate(rows)]
    file = own_file(dataset, Path(name).stem)
    return plan_items(dataset, today, recorded, rows, as_lines, without_rejected(items), file=file)


def own_file(dataset: Dataset, name: str) -> str | None:
    """Return the data file of an import, which it shares with nothing else; None in a new dataset.

    So no two branches collide at the end of a file.
    """
    word = slug(name)
    return f"in/{word}.jsonl" if word and not dataset.is_new else None


def as_lines(rejected: Rejected) -> bytes:
    """Return rejected records as JSON lines, byte for byte as they were given."""
    return "".join(f"{row.cells[0]}\n" for row, _ in rejected).encode("utf-8", "surrogateescape")


def without_rejected(items: Sequence[Item]) -> Items:
    """Return the function that leaves out the items of rejected rows; each item is of one row."""
    return lambda rejected: [item for item in items if item.rows[0] not in rejected]


def plan_items(
    dataset: Dataset,
    today: str,
    recorded: str | None,
    rows: Sequence[Row],
    as_file: Callable[[Rejected], bytes],
    items: Items,
    faults: Reasons | None = None,
    notes: Callable[[Collection[int]], Sequence[str]] = lambda _: (),
    beside: Callable[[Collection[int]], tuple[Change, ...]] = lambda _: (),
    file: str | None = None,
) -> Import:
    """Plan to add the items of rows; `as_file` writes rejected rows so that they can be read again.

    `beside` returns the files that are written with the records, when some rows are rejected.
    `file` is the data file that all records go to, by default that of their kinds.

    Raises NoDatasetError, BrokenDatasetError and NotImportedError.
    """
    plan, accepted, reasons = settle(dataset, items, today, recorded, faults or {}, file)
    plan = plan._replace(beside=beside(reasons))
    total = Counter(str(item.value["kind"]) for item in accepted)
    if dataset.is_new and "dataset" not in total:
        hint = "include a `dataset` record, or make a dataset: stancetracker init DIR"
        raise NoDatasetError(f"no dataset in {dataset.folder.path}", hint)
    added = Counter(addition.kind for addition in plan.additions if not addition.is_version)
    changed = Counter(addition.kind for addition in plan.additions if addition.is_version)
    counts = tuple(
        Count(kind, added[kind], changed[kind], total[kind] - added[kind] - changed[kind])
        for kind in add.FILES
        if total[kind]
    )
    rejects = tuple((rows[index], reasons[index]) for index in sorted(reasons))
    return Import(
        plan,
        rejects,
        rejected=as_file(rejects),
        counts=counts,
        notes=tuple(notes(reasons)),
        accepted=any(item.rows for item in accepted),
    )


def write(planned: Import, *, strict: bool = False, is_whole: bool = False) -> add.Outcome:
    """Write what was planned, all or nothing.

    `is_whole` says that a table which lost very many rows is whole.

    Raises WriteError, when strict also where a row was rejected; then nothing was written.
    """
    dataset = planned.plan.dataset
    if planned.doubt and not is_whole:
        raise NotImportedError(planned.doubt, "if it is: --whole")
    if strict and planned.rejects:
        raise NotImportedError(f"{plural(len(planned.rejects), 'row')} rejected (--strict)")
    if dataset.is_new and planned.rejects and not planned.accepted:
        raise NotImportedError("every row is rejected")
    if (planned.plan.additions or planned.plan.beside) and dataset.is_new:
        dataset.folder.path.mkdir(parents=True, exist_ok=True)
    return add.write(planned.plan)
