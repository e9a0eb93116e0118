"""The lines of a data file: records, and every problem of every line at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from stancetracker.base.problems import Place, Problem
from stancetracker.base.text import plural
from stancetracker.ledger import lint, schema
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND
from stancetracker.ledger.record import Record
from stancetracker.ledger.rules import SEVERITY
from stancetracker.ledger.scan import MOST_NUMBER, Fault, Scan, scan

LONGEST_LINE: Final = 1_000_000
_MOST_FAULTS: Final = 100
_SHOWN_OF_LONG_LINE: Final = 200
_BOM: Final = "\ufeff"
_CONFLICT: Final = re.compile(r"(?:<{7}|>{7}|={7}|\|{7})(?: |$)")
_ID: Final = re.compile(r'"id"\s*:\s*"([a-z0-9-]{1,80})"')


class Line(NamedTuple):
    """A line that is a record: its number from 1, its offset in bytes, and the record."""

    number: int
    offset: int
    record: Record


class Reading(NamedTuple):
    """What one line says: a record, or None, and what is wrong; `parses` tells whether it is JSON at all."""

    record: Record | None
    faults: tuple[Fault, ...]
    parses: bool


@dataclass(frozen=True)
class Parsed:
    """A data file, read."""

    name: str
    content: bytes = field(repr=False)
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str]
    """The ids that lines which are no record seem to have, so that nobody is told that these are unknown."""


class Raw(NamedTuple):
    """A line as it stands in a file: its number from 1, its offset in bytes, and whether it has a line end."""

    number: int
    offset: int
    content: bytes
    ended: bool


class _NotPlainError(ValueError):
    """JSON that a plain parser would take, and must not."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NotPlainError
    return found


def _refuse(_: str) -> Any:
    raise _NotPlainError


def _small(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MOST_NUMBER:
        raise _NotPlainError
    return int(digits)


def _moderate(digits: str) -> float:
    if abs(float(digits)) > MOST_NUMBER:
        raise _NotPlainError
    return float(digits)


_PLAIN: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_refuse, parse_int=_small, parse_float=_moderate
)


def order(problem: Problem) -> tuple[Place, str, str]:
    """Sorts problems by place."""
    return problem.place, problem.code, problem.message


def parse(content: bytes, name: str) -> Parsed:
    """Read a data file; `name` is what its problems call it."""
    return parse_lines(_raw_lines(content), content, name)


def parse_lines(raws: Iterable[Raw], content: bytes, name: str) -> Parsed:
    """Read these lines of a data file; `content` is where their offsets lead."""
    lines: list[Line] = []
    problems: list[Problem] = []
    unread: set[str] = set()
    returns: list[Problem] = []
    for raw in raws:
        text = _text(raw, name, problems, returns)
        if text is None:
            continue
        reading = _reading(text, raw)
        problems += _problems(reading, text, Place(name, raw.number))
        if reading.record is not None:
            lines.append(Line(raw.number, raw.offset, reading.record))
        elif match := _ID.search(text):
            unread.add(match[1])
    if returns:
        count = plural(len(returns), "line")
        problems.append(returns[0]._replace(message=f"{count} with a carriage return (CRLF)"))
    return Parsed(name, content, tuple(lines), tuple(sorted(problems, key=order)), frozenset(unread))


def _raw_lines(content: bytes) -> Iterator[Raw]:
    offset = 0
    *whole, last = content.split(b"\n")
    for number, line in enumerate(whole, 1):
        yield Raw(number, offset, line, ended=True)
        offset += len(line) + 1
    if last:
        yield Raw(len(whole) + 1, offset, last, ended=False)


def _text(raw: Raw, name: str, problems: list[Problem], returns: list[Problem]) -> str | None:
    """The text of a line that should be a record; else, and besides, its problems are told."""

    def tell(code: str, message: str, column: int, text: str, hint: str | None = None) -> None:
        told = returns if code == "carriage-return" else problems
        told.append(Problem(Place(name, raw.number, column), code, SEVERITY[code], message, hint, text))

    if len(raw.content) > LONGEST_LINE:
        shown = raw.content[:_SHOWN_OF_LONG_LINE].decode("utf-8", "replace")
        tell("line-too-long", f"{len(raw.content):,} bytes in one line", 1, shown)
        return None
    try:
        text = raw.content.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(raw.content[: error.start].decode("utf-8")) + 1
        shown = raw.content.decode("utf-8", "replace")
        if raw.ended:
            byte = raw.content[error.start]
            tell("invalid-utf8", f"byte 0x{byte:02x} is not UTF-8", column, shown, _encoding_hint(raw))
        else:
            tell("torn-line", "the last line was cut short", column, shown, _TORN_HINT)
        return None
    if text.startswith(_BOM):
        text = text.removeprefix(_BOM)
        tell("byte-order-mark", "a byte order mark before the line", 1, text, _FMT_HINT)
    if "\r" in text:
        at = text.index("\r")
        text = text.removesuffix("\r")
        tell("carriage-return", "", at + 1, text, _FMT_HINT)
    if not raw.ended and not is_torn(raw.content):
        tell("no-final-newline", "the last line has no line end", len(text) + 1, text, _FMT_HINT)
    if not text.strip(" \t\r"):
        tell("blank-line", "a line without a record", 1, text, _FMT_HINT)
        return None
    if _CONFLICT.match(text):
        tell("merge-conflict", "a merge conflict that was not resolved", 1, text, "keep the lines of both")
        return None
    return text


_FMT_HINT: Final = "run: stancetracker fmt"
_TORN_HINT: Final = "finish or delete it; the next `add` sets it aside"


def _encoding_hint(raw: Raw) -> str:
    utf16 = raw.content[:2] in (b"\xff\xfe", b"\xfe\xff")
    return "save the file as UTF-8, not UTF-16" if utf16 else "save the file as UTF-8"


def _reading(text: str, raw: Raw) -> Reading:
    reading = read_line(text)
    if raw.ended or reading.parses:
        return reading
    # What keeps it from being JSON is told last.
    torn = Fault(reading.faults[-1].offset, "torn-line", "the last line was cut short", _TORN_HINT)
    return reading._replace(faults=(torn,))


def is_torn(tail: bytes) -> bool:
    """Whether bytes after the last line end are what an interrupted write leaves."""
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
    """The value of a line, if its JSON and its characters have no fault, whatever it says.

    Raises ValueError where a closer look is needed.
    """
    if not lint.is_plain(text):
        raise ValueError
    try:
        return _PLAIN.decode(text)
    except RecursionError:
        raise ValueError from None


def read_line(text: str) -> Reading:
    """Read one line, without its line end."""
    try:
        value = _PLAIN.decode(text)
        if not isinstance(value, dict):
            return _closer(scan(text))
        record = ADAPTERS[value["kind"]].validate_json(text)
    # Whatever it is, a closer look tells it in words.
    except (ValueError, RecursionError, KeyError, TypeError, ValidationError):
        return _closer(scan(text))
    if lint.is_plain(text):
        return Reading(record, (), True)
    return _judged(record, list(lint.faults(scan(text), type(record))))


def _closer(scanned: Scan) -> Reading:
    if not scanned.parses:
        stop = scanned.faults[-1:]
        return Reading(None, (*_cut([*scanned.faults[:-1], *lint.faults(scanned, None)]), *stop), False)
    unknown = schema.kind_fault(scanned.value, scanned)
    if unknown:
        return Reading(None, _cut([*scanned.faults, *lint.faults(scanned, None), unknown]), True)
    record_class = CLASS_BY_KIND[scanned.value["kind"]]
    found = [*scanned.faults, *lint.faults(scanned, record_class), *schema.faults(record_class, scanned)]
    return _judged(None, found)


def _judged(record: Record | None, faults: list[Fault]) -> Reading:
    broken = any(SEVERITY[fault.code] == "fatal" for fault in faults)
    return Reading(None if broken else record, _cut(faults), True)


def _cut(faults: list[Fault]) -> tuple[Fault, ...]:
    """The faults in order, the worst where there are very many; how many more there are is told."""
    if len(faults) <= _MOST_FAULTS:
        return tuple(sorted(faults, key=lambda fault: (fault.offset, fault.code)))
    worst = sorted(faults, key=lambda fault: (SEVERITY[fault.code] != "fatal", fault.offset, fault.code))
    *kept, last = worst[:_MOST_FAULTS]
    more = len(faults) - _MOST_FAULTS
    return (*kept, last._replace(message=f"{last.message} (and {more} more in this line)"))


def _problems(reading: Reading, text: str, place: Place) -> Iterator[Problem]:
    if not reading.faults:
        return
    claimed = _ID.search(text)
    for fault in reading.faults:
        yield Problem(
            place._replace(column=fault.offset + 1),
            fault.code,
            SEVERITY[fault.code],
            fault.message,
            fault.hint,
            text,
            claimed[1] if claimed else None,
        )
