"""Read the lines of a data file: records, and every problem of every line."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from stancetracker.base.errors import Place, Problem, Rule
from stancetracker.base.text import is_whole, plural
from stancetracker.ledger.canonical import canonical, identified
from stancetracker.ledger.faults import character_faults, field_faults, is_plain_line, kind_fault
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND
from stancetracker.ledger.record import Record
from stancetracker.ledger.scan import MOST_NUMBER, ONE_LINE, Fault, Scan, scan

_CATALOGUE: Final = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
LINE_RULES: Final = tuple(Rule(code, **rule) for code, rule in _CATALOGUE.items())
"""The problems that are found while reading."""
SEVERITY: Final = {rule.code: rule.severity for rule in LINE_RULES}
LONGEST_LINE: Final = 1_000_000
_MOST_FAULTS: Final = 100
_SHOWN_OF_LONG_LINE: Final = 200
_BOM: Final = "\ufeff"
_CONFLICT: Final = re.compile(r"(?:<{7}|>{7}|={7}|\|{7})(?: |$)")
_ID: Final = re.compile(r'"id"\s*:\s*"([a-z0-9-]{1,80})"')


class Reading(NamedTuple):
    """One line, read: the record and its canonical line, or None, and what is wrong with it."""

    record: Record | None
    faults: tuple[Fault, ...]
    parses: bool
    """True where the line is JSON at all."""
    canonical: str = ""
    """The record's canonical line, without a derived id."""


class Line(NamedTuple):
    """A line that is a record: its number from 1, and what it says."""

    number: int
    record: Record
    canonical: str


@dataclass(frozen=True)
class Parsed:
    """A data file, read."""

    name: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str]
    """The ids that unreadable lines seem to have, so that references to them are not reported."""


class Raw(NamedTuple):
    """A line as it stands in a file: its number, its size in bytes, and whether it has a line end."""

    number: int
    content: bytes
    """The line; of one that is too long, its beginning."""
    size: int
    ended: bool


class _NotPlainError(ValueError):
    """JSON that a plain parser would take, and must not."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NotPlainError
    return found


def _small(number: float) -> float:
    # NaN is no more than anything, either.
    if not abs(number) <= MOST_NUMBER:
        raise _NotPlainError
    return number


_PLAIN: Final = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_constant=lambda word: _small(float(word)),
    parse_int=lambda digits: int(_small(int(digits))),
    parse_float=lambda digits: _small(float(digits)),
)


def order(problem: Problem) -> tuple[Place, str, str]:
    """Return what sorts problems by place."""
    return problem.place, problem.code, problem.message


def parse(content: bytes, name: str) -> Parsed:
    """Read a data file; `name` is what its problems call it."""
    reader = FileReader(name)
    lines = tuple(reader.lines([content]))
    return Parsed(name, lines, reader.problems, frozenset(reader.unread))


@dataclass
class _Block:
    """Lines that may be one record: the first, the number of problems before it, what they say, and open brackets."""

    raw: Raw
    known: int
    text: str = ""
    depth: int = 0


class FileReader:
    """Reads the records of one data file, and collects the problems of its lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.unread: set[str] = set()
        self._problems: list[Problem] = []
        self._block: _Block | None = None
        self._return: Problem | None = None
        self._returns = 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the lines read so far, by place; all lines with CRLF make one."""
        found = list(self._problems)
        if self._return:
            count = plural(self._returns, "line")
            found.append(self._return._replace(message=f"{count} with a carriage return (CRLF)"))
        return tuple(sorted(found, key=order))

    def lines(self, blocks: Iterable[bytes], first: int = 1) -> Iterator[Line]:
        """Yield the records of a file that comes in blocks; `first` is the number of its first line."""
        for raw in raw_lines(blocks, first):
            known = len(self._problems)
            text = self._text(raw)
            if text is None:
                continue
            reading = read_line(text)
            if not raw.ended and not reading.parses:
                # What keeps it from being JSON is the last of its faults.
                torn = Fault(reading.faults[-1].offset, "torn-line", _TORN, _TORN_HINT)
                reading = reading._replace(faults=(torn,))
            claimed = _ID.search(text) if reading.faults else None
            for fault in reading.faults:
                self._add(raw, fault, text, claimed and claimed[1])
            if self._block or not reading.parses:
                self._one_of_many(raw, text, reading, known)
            if reading.record is not None:
                yield Line(raw.number, reading.record, reading.canonical)
            elif match := _ID.search(text):
                self.unread.add(match[1])

    def _text(self, raw: Raw) -> str | None:
        """Return the text of a line that should be a record; collect what is wrong with its bytes."""
        if raw.size > LONGEST_LINE:
            shown = raw.content[:_SHOWN_OF_LONG_LINE].decode("utf-8", "replace")
            self._add(raw, Fault(0, "line-too-long", f"{raw.size:,} bytes in one line"), shown)
            return None
        try:
            text = raw.content.decode("utf-8")
        except UnicodeDecodeError as error:
            at = len(raw.content[: error.start].decode("utf-8"))
            shown = raw.content.decode("utf-8", "replace")
            if not raw.ended:
                self._add(raw, Fault(at, "torn-line", _TORN, _TORN_HINT), shown)
                return None
            is_utf16 = raw.content[:2] in (b"\xff\xfe", b"\xfe\xff")
            hint = f"save the file as UTF-8{', not UTF-16' if is_utf16 else ''}"
            message = f"byte 0x{raw.content[error.start]:02x} is not UTF-8"
            self._add(raw, Fault(at, "invalid-utf8", message, hint), shown)
            return None
        if text[:1] == "{" and raw.ended and "\r" not in text:
            return text
        if text.startswith(_BOM):
            text = text.removeprefix(_BOM)
            self._add(raw, Fault(0, "byte-order-mark", "a byte order mark before the line", _FMT_HINT), text)
        if "\r" in text:
            at = text.index("\r")
            text = text.removesuffix("\r")
            self._returns += 1
            if not self._return:
                self._add(raw, Fault(at, "carriage-return", "", _FMT_HINT), text)
                self._return = self._problems.pop()
        if not raw.ended and not is_torn(raw.content):
            message = "the last line has no line end"
            self._add(raw, Fault(len(text), "no-final-newline", message, _FMT_HINT), text)
        if not text.strip(" \t\r"):
            self._add(raw, Fault(0, "blank-line", "a line without a record", _FMT_HINT), text)
            return None
        if _CONFLICT.match(text):
            message = "a merge conflict that was not resolved"
            self._add(raw, Fault(0, "merge-conflict", message, "keep the lines of both"), text)
            return None
        return text

    def _one_of_many(self, raw: Raw, text: str, reading: Reading, known: int) -> None:
        """Make one problem of those of lines that are a record only together; `known` came before this line."""
        block = self._block or _Block(raw, known)
        block.text += text
        block.depth += sum(map(text.count, "{[")) - sum(map(text.count, "}]"))
        is_open = block.depth > 0 and reading.record is None and len(block.text) <= LONGEST_LINE
        self._block = block if is_open else None
        if not is_open and block.raw is not raw and is_object(block.text.rstrip(", \t\r")):
            del self._problems[block.known :]
            message = f"a record over {plural(raw.number - block.raw.number + 1, 'line')}"
            self._add(block.raw, Fault(0, "invalid-json", message, ONE_LINE), block.raw.content.decode())

    def _add(self, raw: Raw, fault: Fault, text: str, record: str | None = None) -> None:
        place, severity = Place(self.name, raw.number, fault.offset + 1), SEVERITY[fault.code]
        self._problems.append(Problem(place, fault.code, severity, fault.message, fault.hint, text, record))


def raw_lines(blocks: Iterable[bytes], first: int = 1) -> Iterator[Raw]:
    """Split blocks into lines; of a line that is too long, only the beginning is held."""
    number, size, held = first, 0, b""
    for block in blocks:
        *ends, rest = block.split(b"\n")
        for end in ends:
            size += len(end)
            yield Raw(number, (held + end) if held else end, size, ended=True)
            number, size, held = number + 1, 0, b""
        size += len(rest)
        held = (held + rest)[: LONGEST_LINE + 1]
    if size:
        yield Raw(number, held, size, ended=False)


_FMT_HINT: Final = "run: stancetracker fmt"
_TORN_HINT: Final = "finish or delete it; the next `add` sets it aside"
_TORN: Final = "the last line was cut short"


def is_torn(tail: bytes) -> bool:
    """Return whether bytes after the last line end are what an interrupted write leaves."""
    if len(tail) > LONGEST_LINE:
        return False
    try:
        text = tail.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError:
        return True
    if not text.strip(" \t\r") or _CONFLICT.match(text):
        return False
    return not scan(text).parses


def plain_value(text: str) -> Any:
    """Return the JSON value of a line that is sure to hide no fault of JSON or characters, whatever it says.

    Raises ValueError where `read_line` has to find that out.
    """
    if "\\u" in text or not is_whole(text):
        raise ValueError
    try:
        return _PLAIN.decode(text)
    except RecursionError:
        raise ValueError from None


def read_line(text: str) -> Reading:
    """Read one line, without its line end."""
    try:
        values, _ = _PLAIN.raw_decode(text)
        adapter = ADAPTERS[values["kind"]]
        record = adapter.validator.validate_json(text)
    # Whatever it is, the scanner finds out and says so.
    except (ValueError, RecursionError, KeyError, TypeError, ValidationError):
        return _closer(scan(text))
    line = adapter.serializer.to_json(record, exclude_defaults=True).decode()
    # Without faults it is the canonical line: names are composed, and no character needs an escape.
    if is_plain_line(line) or not (faults := list(character_faults(scan(text), type(record)))):
        return Reading(record, (), True, line)
    return _judged(record, faults, canonical(record))


def _closer(scanned: Scan) -> Reading:
    if not scanned.parses:
        stop = scanned.faults[-1:]
        return Reading(None, (*_cut([*scanned.faults[:-1], *character_faults(scanned, None)]), *stop), False)
    unknown = kind_fault(scanned.value, scanned)
    if unknown:
        return Reading(None, _cut([*scanned.faults, *character_faults(scanned, None), unknown]), True)
    record_class = CLASS_BY_KIND[scanned.value["kind"]]
    found = [*scanned.faults, *character_faults(scanned, record_class), *field_faults(record_class, scanned)]
    return _judged(None, found)


def _judged(record: Record | None, faults: list[Fault], line: str = "") -> Reading:
    if record is None or any(SEVERITY[fault.code] == "fatal" for fault in faults):
        return Reading(None, _cut(faults), True)
    return Reading(record, _cut(faults), True, line)


def _cut(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return the faults in order; of very many, the worst, the last of which says how many more there are."""
    if len(faults) <= _MOST_FAULTS:
        return tuple(sorted(faults, key=lambda fault: (fault.offset, fault.code)))
    worst = sorted(faults, key=lambda fault: (SEVERITY[fault.code] != "fatal", fault.offset, fault.code))
    *kept, last = worst[:_MOST_FAULTS]
    more = len(faults) - _MOST_FAULTS
    return (*kept, last._replace(message=f"{last.message} (and {more} more in this line)"))


def is_object(text: str) -> bool:
    """Return whether a text is an object of JSON, over as many lines as it may be."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def format_file(content: bytes, name: str) -> bytes | tuple[Problem, ...]:
    """Return a data file in its canonical form, records in the same order; or its fatal problems."""
    parsed = parse(content, name)
    fatal = tuple(problem for problem in parsed.problems if problem.severity == "fatal")
    if fatal:
        return fatal
    return "".join(f"{identified(line.record, line.canonical)[1]}\n" for line in parsed.lines).encode()
