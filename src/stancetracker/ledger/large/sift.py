"""Reduce a large dataset to the lines that a check has to look at closely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby
from typing import Final, NamedTuple

from pydantic_core import from_json

from stancetracker.base.collecting import without_collecting
from stancetracker.ledger import folder as folders
from stancetracker.ledger.canonical import with_id
from stancetracker.ledger.checks import CHECKS
from stancetracker.ledger.dataset import ANY, Dataset, assemble
from stancetracker.ledger.fields import reach, reference_fields
from stancetracker.ledger.folder import DataFile, Folder, Stamp
from stancetracker.ledger.jsonl import Line, Parsed, Raw, parse, parse_lines
from stancetracker.ledger.kinds import ADAPTERS
from stancetracker.ledger.large import pairs
from stancetracker.ledger.large.alike import Said, alike, said
from stancetracker.ledger.large.facts import MANY, Days, Facts, Kept, Spot, values_of
from stancetracker.ledger.large.names import Doubtful, Known
from stancetracker.ledger.large.second import MOST, shared
from stancetracker.ledger.model.correction import Correction
from stancetracker.ledger.record import Record, kind_of

_BLOCK: Final = 250_000


_SIFTED: Final = frozenset(
    {
        "silence-contradicted",
        "silence-before-issue",
        "statement-before-issue",
        "statement-after-recorded",
        "silence-after-recorded",
        "reply-after-recorded",
        "future-date",
        "made-public-before-date",
        "asked-after-look",
        "event-on-other-issue",
        "demand-on-other-issue",
        "correction-of-correction",
        "replaced-by-itself",
        "replacement-other-kind",
        "replacement-withdrawn",
        "replaced-before-recorded",
        "corrected-before-recorded",
        "response-mismatch",
        "issue-ends-before-it-starts",
        "membership-ends-before-it-starts",
        "trigger-after-until",
        "panel-twice",
        "actor-twice",
        "reply-before-date",
        "no-dataset-record",
        "second-hand-only",
        "judging-words",
        "reply-in-other-name",
        "possible-duplicate",
        "confusable-names",
        "confusable-ids",
    }
)
"""The checks that are known to find nothing in what is left out; while there are others, nothing is."""


Records = dict[Spot, Record]


class Block(NamedTuple):
    """Some lines of a file: those that begin in a range of bytes."""

    file: DataFile
    start: int
    end: int


@dataclass(frozen=True)
class Sifted:
    """The lines of a dataset in which alone a check can find anything, and what they are a part of."""

    dataset: Dataset
    left_out: int
    """How many records without a fault were left out."""
    second_hand: int
    """How many of them are statements without a primary source."""


def sift(folder: Folder, today: str, *, notices: bool = True, block: int = _BLOCK) -> Sifted | None:
    """Reduce a dataset to what a check finds anything in; None where it has to be read whole.

    Without `notices`, statements that have no other fault than to be known at second hand are left out too.
    """
    if not _SIFTED.issuperset(check.code for check in CHECKS):
        return None
    with without_collecting():
        try:
            files = folder.files()
            stamps = {file.name: folders.stamp(file) for file in files}
            sifted = _Sieve(folder, today, _blocks(files, stamps, block)).sifted(stamps, notices)
            unchanged = stamps == {file.name: folders.stamp(file) for file in folder.files()}
        except OSError:
            return None
    return sifted if unchanged else None


def _blocks(files: Sequence[DataFile], stamps: dict[str, Stamp], size: int) -> list[Block]:
    size = max(size, sum(stamp.size for stamp in stamps.values()) // (MOST // 2))
    return [
        Block(file, start, start + size)
        for file in files
        for start in range(0, max(stamps[file.name].size, 1), size)
    ]


class _Sieve:
    """What lets through the lines of a dataset that a check has to look at."""

    def __init__(self, folder: Folder, today: str, blocks: Sequence[Block]) -> None:
        self._folder = folder
        self._today = today
        self._blocks = blocks

    def sifted(self, stamps: Mapping[str, Stamp], notices: bool) -> Sifted | None:
        every = shared(self._learned, len(self._blocks))
        kept = [line for facts in every for line in facts.kept]
        records = {line.spot: _record(line.content) for line in kept if line.is_sound}
        spots = self._spots(every, Known(_about(kept, records)), notices)
        more = list(self._lines(spots - {line.spot for line in kept}))
        records |= {line.spot: _record(line.content) for line in more}
        parts = self._parts([*kept, *more], records, self._numbers(every), stamps)
        dataset = assemble(self._folder, parts, stamps)
        if _may_suggest_any(dataset):
            return None
        second_hand = sum(facts.spot(at) not in spots for facts in every for at in facts.second_hand)
        return Sifted(dataset, sum(len(facts.ids) for facts in every) - len(spots), second_hand)

    def _content(self, number: int) -> bytes:
        return folders.lines(*self._blocks[number])

    def _learned(self, numbers: Iterator[int]) -> Facts:
        facts = Facts(self._today)
        for number in numbers:
            facts.take(number, self._content(number))
        return facts

    def _spots(self, every: Sequence[Facts], known: Known, notices: bool) -> frozenset[Spot]:
        """Where those of the many are that are looked at closely."""
        hashes = {hash(name): name for name in known.named}
        taken = frozenset(hashes[one] for facts in every for one in facts.ids if one in hashes)
        doubtful = known.doubtful(every, taken)
        names = frozenset[str]().union(known.named, *doubtful.names.values())
        common = pairs.common(every)
        wanted = common.doubled | {hash(name) for name in names}
        told = common.contradicted | self._alike(every, common.overlapping)
        found: set[Spot] = set()
        for facts in every:
            found.update(facts.spots(wanted), facts.faulty)
            found.update(pairs.statements(facts, told), pairs.looks(facts, common.contradicted))
            found.update(map(facts.spot, facts.suspects))
            if notices:
                found.update(map(facts.spot, facts.second_hand))
        if doubtful:
            found.update(*shared(partial(self._naming, doubtful), len(self._blocks)))
        return frozenset(found)

    def _alike(self, every: Sequence[Facts], overlapping: frozenset[int]) -> frozenset[int]:
        """Of these pairs, those of which two statements may be one."""
        spots = {spot for facts in every for spot in pairs.statements(facts, overlapping)}
        by_block = [(block, list(found)) for block, found in groupby(sorted(spots), lambda spot: spot.block)]
        work = partial(self._said, by_block)
        return alike(chain.from_iterable(shared(work, len(by_block)) if spots else ()))

    def _said(self, by_block: Sequence[tuple[int, Sequence[Spot]]], numbers: Iterator[int]) -> list[Said]:
        days = Days()
        return [
            said(values, *days[values["date"]])
            for number in numbers
            for values in values_of([line.content for line in self._lines(by_block[number][1])])
            if values is not None
        ]

    def _naming(self, doubtful: Doubtful, numbers: Iterator[int]) -> list[Spot]:
        """Where the lines are that name what is doubtful."""
        return [
            Spot(number, at)
            for number in numbers
            for at, values in enumerate(values_of(self._content(number).split(b"\n")[:-1]))
            if values is not None and values["kind"] in MANY and doubtful.is_named_by(values)
        ]

    def _lines(self, spots: Iterable[Spot]) -> Iterator[Kept]:
        for number, found in groupby(sorted(spots), key=lambda spot: spot.block):
            lines = self._content(number).split(b"\n")
            yield from (Kept(spot, lines[spot.line], True, True) for spot in found)

    def _numbers(self, every: Sequence[Facts]) -> list[int]:
        """The number that the first line of each block has in its file."""
        sizes = {number: size for facts in every for number, size in facts.sizes.items()}
        first: list[int] = []
        for number, block in enumerate(self._blocks):
            first.append(first[-1] + sizes[number - 1] if block.start else 1)
        return first

    def _parts(
        self, kept: Iterable[Kept], records: Records, first: Sequence[int], stamps: Iterable[str]
    ) -> dict[str, Parsed]:
        """The files, as far as lines of them are kept."""
        by_file: dict[str, list[Kept]] = {name: [] for name in stamps}
        for line in sorted(kept):
            by_file[self._blocks[line.spot.block].file.name].append(line)
        return {name: _part(name, lines, records, first) for name, lines in by_file.items()}


def _part(name: str, kept: Sequence[Kept], records: Records, first: Sequence[int]) -> Parsed:
    """A file of these lines alone, with the numbers they have in the whole."""
    lines: list[Line] = []
    raws: list[Raw] = []
    content = bytearray()
    for spot, line, ended, _ in kept:
        raw = Raw(first[spot.block] + spot.line, len(content), line, ended)
        content += line + b"\n" * ended
        if spot in records:
            lines.append(Line(raw.number, raw.offset, records[spot]))
        else:
            raws.append(raw)
    parsed = parse_lines(raws, bytes(content), name)
    return replace(parsed, lines=tuple(sorted((*lines, *parsed.lines))))


def _about(kept: Iterable[Kept], records: Records) -> Iterator[Record]:
    """The records of all kinds but the many; `records` has those of lines without a fault."""
    faulty = (
        line.record for spot, content, *_ in kept if spot not in records for line in parse(content, "").lines
    )
    for record in chain(records.values(), faulty):
        if kind_of(type(record)) not in MANY:
            yield with_id(record)


def _record(line: bytes) -> Record:
    """The record that a line without a fault is."""
    record: Record = ADAPTERS[from_json(line)["kind"]].validate_json(line)
    return record


def _may_suggest_any(dataset: Dataset) -> bool:
    """Whether a record names another of any kind that is not there: then the nearest of all ids is suggested."""
    redacted = {
        entry.record.corrects
        for entry in dataset.entries
        if isinstance(entry.record, Correction) and entry.record.type == "redaction"
    }
    return any(
        name not in dataset.by_id and name not in redacted
        for entry in dataset.entries
        for field in reference_fields(type(entry.record))
        if field.ref is not None and field.ref.kinds == ANY
        for _, name in reach(entry.record, field.pattern)
    )
