"""Read the lines of a data file, with every problem of every line; write their canonical form."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import to_json

from stancetracker.base.errors import Place, Problem, Rule, did_you_mean
from stancetracker.base.text import BIDI_CONTROLS, is_whole, nfc, plural, tidy
from stancetracker.ledger.faults import field_faults, type_words
from stancetracker.ledger.files import shipped
from stancetracker.ledger.hashes import derived_id, line_hash
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND, fields, put, reach
from stancetracker.ledger.record import INVISIBLE, MULTILINE, Record, kind_of
from stancetracker.ledger.scanner import (
    LARGEST_NUMBER,
    MOST_SHOWN,
    ONE_LINE,
    Fault,
    Scan,
    scan,
)
from stancetracker.ledger.text_faults import FMT_HINT, character_faults

_CATALOGUE: Final = tomllib.loads(shipped(Path(__file__).with_name("rules.toml")))
LINE_RULES: Final = tuple(Rule(code, **rule) for code, rule in _CATALOGUE.items())
"""The problems that are found while reading."""
SEVERITY: Final = {rule.code: rule.severity for rule in LINE_RULES}
LONGEST_LINE: Final = 1_000_000
_MOST_OF_A_LONG_LINE: Final = 200
"""The bytes of a line that is too long which are shown."""
_MOST_FAULTS: Final = 100
"""The faults that are reported of a line."""
_TORN: Final = "the last line was cut short"
_TORN_HINT: Final = "finish or delete it; the next `add` sets it aside"
_BOM: Final = "\ufeff"
_BLANK: Final = " \t\r"
_DEL: Final = "\x7f"
_CONFLICT: Final = re.compile(r"(?:<{7}|>{7}|={7}|\|{7})(?: |$)")
_ID: Final = re.compile(r'"id"\s*:\s*"([a-z0-9-]{1,80})"')
# What could act on a screen, and what some programs take for a line end; JSON escapes the rest by
# itself.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MULTILINE_TEXT: Final = re.compile(rf'"(?:{"|".join(MULTILINE)})":"([^"]*)"')
_UNSAFE_OR_INVISIBLE: Final = re.compile(f"[\x7f-\x9f\u2028\u2029{BIDI_CONTROLS}{INVISIBLE}]")
# A text that begins with a space, in a compact line; in such a line, ` "` always ends one.
_SPACE_FIRST: Final = re.compile(r'[:,\[{]" ')


class Reading(NamedTuple):
    """One line, read: its record, or None, and its faults."""

    record: Record | None
    faults: tuple[Fault, ...]
    parses: bool
    """True where it is JSON, whatever else is wrong with it."""
    canonical: str = ""
    """The record's canonical line, with its id."""
    id: str = ""
    """The id that it states, else the one that is derived; empty for the `dataset` record."""
    hash: bytes = b""


class Line(NamedTuple):
    """A line that is a record: its number from 1, and what it says."""

    number: int
    record: Record
    canonical: str
    id: str
    hash: bytes
    """The hash of the line as it stands, not of the canonical one."""


class Parsed(NamedTuple):
    """A data file, read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    unread_ids: frozenset[str]
    """The ids that unreadable lines seem to have, so that references to them are not reported."""


class RawLine(NamedTuple):
    """A line as it stands in a file."""

    number: int
    content: bytes
    """Its beginning if it is too long."""
    size: int
    """Its length in bytes, without its line end."""
    has_end: bool


_KEY: Final = itemgetter(0)
_PLAIN_KINDS: Final = {
    kind
    for kind, record_class in CLASS_BY_KIND.items()
    if not any(field.mapping or field.leaf is float for field in fields(record_class).values())
}
"""The kinds whose records have no keys but the names of fields, and no fractions."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    pairs.sort(key=_KEY)
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands twice")
    return values


def _within_limit(number: float) -> float:
    is_within_limit = abs(number) <= LARGEST_NUMBER  # which NaN is not, either
    if not is_within_limit:
        raise ValueError("programs read this number differently")
    return number


# Refuses what other parsers read differently from one another.
_PLAIN: Final = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=lambda word: _within_limit(float(word)),
    parse_int=lambda digits: int(_within_limit(int(digits))),
    parse_float=lambda digits: _within_limit(float(digits)),
)


def order(problem: Problem) -> tuple[bool, Place, str, str]:
    """Return what sorts problems by place, those of whole files first, as others may follow."""
    is_of_line = problem.line_text is not None
    return is_of_line, problem.place, problem.code, problem.message


def parse(content: bytes, name: str) -> Parsed:
    """Read a data file; `name` is what its problems call it."""
    reader = FileReader(name)
    lines = tuple(reader.lines([content]))
    return Parsed(lines, reader.problems, frozenset(reader.unread_ids))


class _Span(NamedTuple):
    """Lines that may be one record only together."""

    first: RawLine
    problem_count: int
    """The number of problems that the file had before it."""
    text: str = ""
    depth: int = 0
    """The number of brackets that are open at its end."""

    def with_line(self, text: str) -> _Span:
        """Return the lines with another one, which begins where they end."""
        opened = text.count("{") + text.count("[")
        closed = text.count("}") + text.count("]")
        return self._replace(text=self.text + text, depth=self.depth + opened - closed)


class FileReader:
    """Reads the records of one data file, and collects the problems of its lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.unread_ids: set[str] = set()
        self._problems: list[Problem] = []
        self._first_return: Problem | None = None
        """The problem of the first carriage return, which stands for all of them."""
        self._return_count = 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of the lines read so far, by place; all lines with CRLF make one."""
        problems = list(self._problems)
        if self._first_return:
            message = f"{plural(self._return_count, 'line')} with a carriage return (CRLF)"
            problems.append(self._first_return._replace(message=message))
        return tuple(sorted(problems, key=order))

    def lines(self, blocks: Iterable[bytes], first: int = 1) -> Iterator[Line]:
        """Yield the records of a file that comes in blocks; `first` is its first line's number."""
        span: _Span | None = None
        for raw in raw_lines(blocks, first):
            problem_count = len(self._problems)
            text = self._text(raw)
            if text is None:
                continue
            reading = self._reading(raw, text)
            if span or not reading.parses:
                span = self._extended(span or _Span(raw, problem_count), raw, text, reading)
            if reading.record is not None:
                yield Line(raw.number, reading.record, reading.canonical, reading.id, reading.hash)

    def _reading(self, raw: RawLine, text: str) -> Reading:
        """Read a line; collect its faults, and the id it seems to have if it is no record."""
        reading = read_line(text)
        if not raw.has_end and not reading.parses:
            # What keeps it from being JSON is the last of its faults.
            torn = Fault(reading.faults[-1].offset, "torn-line", _TORN, _TORN_HINT)
            reading = reading._replace(faults=(torn,))
        is_faulty = reading.faults or reading.record is None
        id_match = _ID.search(text) if is_faulty else None
        seeming_id = id_match[1] if id_match else None
        for fault in reading.faults:
            self._add(raw, fault, text, seeming_id)
        if reading.record is None and seeming_id is not None:
            self.unread_ids.add(seeming_id)
        return reading

    def _extended(self, span: _Span, raw: RawLine, text: str, reading: Reading) -> _Span | None:
        """Return the lines that may be one record together with this one, or None at their end.

        If they are a record, that is reported in place of the problems of each.
        """
        span = span.with_line(text)
        if span.depth > 0 and reading.record is None and len(span.text) <= LONGEST_LINE:
            return span
        if span.first is not raw and is_object(span.text.rstrip(", \t\r")):
            del self._problems[span.problem_count :]
            count = raw.number - span.first.number + 1
            fault = Fault(0, "invalid-json", f"a record over {plural(count, 'line')}", ONE_LINE)
            self._add(span.first, fault, span.first.content.decode())
        return None

    def _text(self, raw: RawLine) -> str | None:
        """Return the text of a line that should be a record; collect the problems of its bytes."""
        if raw.size > LONGEST_LINE:
            beginning = raw.content[:_MOST_OF_A_LONG_LINE].decode("utf-8", "replace")
            fault = Fault(0, "line-too-long", f"{raw.size:,} bytes in one line")
            self._add(raw, fault, beginning)
            return None
        try:
            text = raw.content.decode("utf-8")
        except UnicodeDecodeError as error:
            self._add_undecodable(raw, error.start)
            return None
        if text[:1] == "{" and raw.has_end and "\r" not in text:  # as nearly every line
            return text
        text = self._without_marks(raw, text)
        return text if self._may_be_record(raw, text) else None

    def _add_undecodable(self, raw: RawLine, start: int) -> None:
        """Collect the problem of a line whose bytes from `start` on are not UTF-8."""
        offset = len(raw.content[:start].decode("utf-8"))
        if raw.has_end:
            hint = "save the file as UTF-8"
            if raw.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                hint += ", not UTF-16"
            message = f"byte 0x{raw.content[start]:02x} is not UTF-8"
            fault = Fault(offset, "invalid-utf8", message, hint)
        else:
            fault = Fault(offset, "torn-line", _TORN, _TORN_HINT)
        self._add(raw, fault, raw.content.decode("utf-8", "replace"))

    def _without_marks(self, raw: RawLine, text: str) -> str:
        """Return a line without a byte order mark and a carriage return; collect these.

        Collect also that it has no line end, though it is whole.
        """
        if text.startswith(_BOM):
            text = text.removeprefix(_BOM)
            message = "a byte order mark before the line"
            self._add(raw, Fault(0, "byte-order-mark", message, FMT_HINT), text)
        if "\r" in text:
            offset = text.index("\r")
            text = text.removesuffix("\r")
            self._return_count += 1
            if not self._first_return:
                fault = Fault(offset, "carriage-return", "", FMT_HINT)
                self._first_return = self._problem(raw, fault, text)
        if not raw.has_end and not is_torn(raw.content):
            message = "the last line has no line end"
            self._add(raw, Fault(len(text), "no-final-newline", message, FMT_HINT), text)
        return text

    def _may_be_record(self, raw: RawLine, text: str) -> bool:
        """Return whether a line has a text and is not a sign of a merge; collect the problem."""
        if not text.strip(_BLANK):
            fault = Fault(0, "blank-line", "a line without a record", FMT_HINT)
        elif _CONFLICT.match(text):
            message = "a merge conflict that was not resolved"
            fault = Fault(0, "merge-conflict", message, "keep the lines of both")
        else:
            return True
        self._add(raw, fault, text)
        return False

    def _add(self, raw: RawLine, fault: Fault, text: str, record: str | None = None) -> None:
        self._problems.append(self._problem(raw, fault, text, record))

    def _problem(self, raw: RawLine, fault: Fault, text: str, record: str | None = None) -> Problem:
        return Problem(
            place=Place(self.name, raw.number, fault.offset + 1),
            code=fault.code,
            severity=SEVERITY[fault.code],
            message=fault.message,
            hint=fault.hint,
            line_text=text,
            record=record,
        )


def raw_lines(blocks: Iterable[bytes], first: int = 1) -> Iterator[RawLine]:
    """Split blocks into lines; of a line that is too long, keep only the beginning."""
    number = first
    size = 0
    beginning = b""
    for block in blocks:
        *contents, rest = block.split(b"\n")
        for content in contents:
            whole = (beginning + content) if beginning else content
            yield RawLine(number, whole, size + len(content), has_end=True)
            number += 1
            size = 0
            beginning = b""
        size += len(rest)
        beginning = (beginning + rest)[: LONGEST_LINE + 1]
    if size:
        yield RawLine(number, beginning, size, has_end=False)


def is_torn(tail: bytes) -> bool:
    """Return whether bytes after the last line end are what an interrupted write leaves."""
    if len(tail) > LONGEST_LINE:
        return False
    try:
        text = tail.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError:
        return True
    if not text.strip(_BLANK) or _CONFLICT.match(text):
        return False
    return not scan(text).parses


def plain_value(text: str) -> Any:
    """Return the JSON value of a line that surely hides no fault.

    Raises ValueError where `read_line` has to read it.
    """
    if "\\u" in text or not is_whole(text):
        raise ValueError("it may hide a fault")
    try:
        return _PLAIN.decode(text)
    except RecursionError:
        raise ValueError("too deep") from None


def read_line(text: str) -> Reading:
    """Read one line, without its line end."""
    record: Record | None = None
    try:
        values, _ = _PLAIN.raw_decode(text.lstrip(_BLANK))
        adapter = ADAPTERS[values["kind"]]
        record = adapter.validator.validate_json(text)
    # Whatever it is, the scanner finds and reports it.
    except (ValueError, RecursionError, KeyError, TypeError, ValidationError):
        pass
    else:
        line = adapter.serializer.to_json(record, exclude_defaults=True).decode()
        if is_plain_line(line):
            return Reading(record, (), True, *_identified(record, line), _hash(values))
    return _scanned(text, record)


def _scanned(text: str, record: Record | None) -> Reading:
    """Read a line in which something is wrong, or seems to be; `record` is what it is, if known."""
    scanned = scan(text)
    if not scanned.parses:
        *faults, stop = scanned.faults
        faults += character_faults(scanned, None)
        return Reading(None, (*_most_severe(faults), stop), False)
    faults = list(scanned.faults)
    if kind_fault := _kind_fault(scanned):
        faults += [*character_faults(scanned, None), kind_fault]
    else:
        record_class = CLASS_BY_KIND[scanned.value["kind"]]
        faults += character_faults(scanned, record_class)
        if record is None:
            faults += field_faults(record_class, scanned)
    if record is None or any(SEVERITY[fault.code] == "fatal" for fault in faults):
        return Reading(None, _most_severe(faults), True)
    identified = _identified(record, canonical(record))
    return Reading(record, _most_severe(faults), True, *identified, line_hash(scanned.value))


def _kind_fault(scanned: Scan) -> Fault | None:
    """Return why the kind of a line is not known, or None if it is."""
    value = scanned.value
    start = scanned.values[()]
    every = f"one of: {', '.join(CLASS_BY_KIND)}"
    if not isinstance(value, dict):
        hint = "write one record a line" if isinstance(value, list) else None
        return Fault(
            start, "not-an-object", f"a record is an object, this is {type_words(value)}", hint
        )
    if "kind" not in value:
        misspelt = next((key for key in value if did_you_mean("kind", [key])), None)
        hint = f"did you mean `kind` for `{misspelt}`?" if misspelt else every
        return Fault(start, "missing-kind", "a record says its `kind`", hint)
    kind = value["kind"]
    offset = scanned.values[("kind",)]
    if not isinstance(kind, str):
        return Fault(offset, "wrong-type", f"`kind` is {type_words(kind)}, must be a text")
    if kind not in CLASS_BY_KIND:
        hint = did_you_mean(kind, CLASS_BY_KIND) or every
        return Fault(offset, "unknown-kind", f"no such kind: {kind[:MOST_SHOWN]}", hint)
    return None


def _most_severe(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return the faults in order; of very many the worst, the last with the number of the rest."""
    if len(faults) <= _MOST_FAULTS:
        return tuple(sorted(faults, key=lambda fault: (fault.offset, fault.code)))
    worst = sorted(
        faults, key=lambda fault: (SEVERITY[fault.code] != "fatal", fault.offset, fault.code)
    )
    *shown, last = worst[:_MOST_FAULTS]
    rest = len(faults) - _MOST_FAULTS
    return (*shown, last._replace(message=f"{last.message} (and {rest} more in this line)"))


def is_object(text: str) -> bool:
    """Return whether a text is a JSON object, on however many lines."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def canonical(record: Record) -> str:
    """Return the line of a record: compact, fields in order, defaults left out, names composed."""
    line = record.model_dump_json(exclude_defaults=True)
    if not is_composed(line):
        value = json.loads(line)
        _compose_names(value, type(record))
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def _compose_names(value: Any, record_class: type[Record]) -> None:
    """Compose and tidy the names in a record's JSON, in place."""
    for field in fields(record_class).values():
        if not field.composed:
            continue
        for path, name in reach(value, field.pattern):
            if isinstance(name, str):  # and no object that may stand for one
                put(value, path, tidy(nfc(name)))


def is_composed(line: str) -> bool:
    """Return whether all texts in a canonical line are composed and tidy, as names have to be."""
    return _is_tidy(line) and (line.isascii() or unicodedata.is_normalized("NFC", line))


def _is_tidy(line: str) -> bool:
    if "  " in line or ' "' in line:
        return False
    # The search for `" ` is quick, and few lines have it.
    return '" ' not in line or not _SPACE_FIRST.search(line)


def is_plain_line(line: str) -> bool:
    """Return whether no text in a canonical line can have a fault, whatever its field.

    Most lines have none.
    """
    unquoted = line.replace('\\"', "")
    if not _is_unescaped_and_composed(unquoted):
        names = _MULTILINE_TEXT.sub(_other_escapes, unquoted)
        if not _is_unescaped_and_composed(names):
            return False
    if line.isascii():
        return _DEL not in line
    return not _UNSAFE_OR_INVISIBLE.search(line)


def _is_unescaped_and_composed(line: str) -> bool:
    return "\\" not in line and is_composed(line)


def _other_escapes(text: re.Match[str]) -> str:
    """Leave of a text that may have line ends, tabs and any spaces only a sign of other escapes."""
    others = text[1].replace("\\n", "").replace("\\t", "")
    return "\\" if "\\" in others else ""


def _hash(values: dict[str, Any]) -> bytes:
    """Return the hash of a line that was read, in which all keys are sorted."""
    if values["kind"] not in _PLAIN_KINDS:
        return line_hash(values)
    # Of sorted ASCII keys and without fractions, pydantic writes the same ten times as fast.
    return hashlib.sha256(to_json(values)).digest()


def _identified(record: Record, line: str) -> tuple[str, str]:
    """Return the canonical line of a record with its id, and that id ('' of the `dataset` record).

    An id that is derived is that of the canonical line, so that a default which is written down
    makes no other record.
    """
    written_id: str | None = getattr(record, "id", "")
    if written_id is not None:
        return line, written_id
    id = derived_id(json.loads(line))
    start = f'{{"kind":"{kind_of(type(record))}",'
    return f'{start}"id":"{id}",{line.removeprefix(start)}', id


def format_file(content: bytes, name: str) -> bytes | tuple[Problem, ...]:
    """Return a data file in its canonical form, records in order, or its fatal problems."""
    reader = FileReader(name)
    formatted = bytearray()
    for line in _formatted(reader, [content]):
        formatted += line
    fatal = tuple(problem for problem in reader.problems if problem.severity == "fatal")
    return fatal or bytes(formatted)


def is_formatted(blocks: Iterable[bytes], name: str) -> bool:
    """Return whether a data file, which comes in blocks, is in its canonical form."""
    before = hashlib.sha256()
    after = hashlib.sha256()
    for line in _formatted(FileReader(name), hashed(blocks, before)):
        after.update(line)
    return before.digest() == after.digest()


def _formatted(reader: FileReader, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records of a data file as lines in their canonical form."""
    for line in reader.lines(blocks):
        yield f"{line.canonical}\n".encode()


def hashed(blocks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    """Yield blocks as they come, and take them into a digest."""
    for block in blocks:
        digest.update(block)
        yield block
