"""The lines of a data file: read, with every problem of every line, and written in their canonical form."""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from stancetracker.base.errors import Place, Problem, Rule, did_you_mean
from stancetracker.base.text import BIDI_CONTROLS, is_whole, nfc, plural, tidy
from stancetracker.ledger.faults import FMT_HINT, character_faults, field_faults, type_words
from stancetracker.ledger.kinds import ADAPTERS, CLASS_BY_KIND, fields, put, reach
from stancetracker.ledger.record import INVISIBLE, MULTILINE, Record, kind_of
from stancetracker.ledger.scanner import LARGEST_NUMBER, ONE_LINE, Fault, Scan, scan

_CATALOGUE: Final = tomllib.loads(
    Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
)
LINE_RULES: Final = tuple(Rule(code, **rule) for code, rule in _CATALOGUE.items())
"""The problems that are found while reading."""
SEVERITY: Final = {rule.code: rule.severity for rule in LINE_RULES}
LONGEST_LINE: Final = 1_000_000
_MOST_FAULTS: Final = 100
_TORN: Final = "the last line was cut short"
_TORN_HINT: Final = "finish or delete it; the next `add` sets it aside"
_BOM: Final = "\ufeff"
_CONFLICT: Final = re.compile(r"(?:<{7}|>{7}|={7}|\|{7})(?: |$)")
_ID: Final = re.compile(r'"id"\s*:\s*"([a-z0-9-]{1,80})"')
_HEX_DIGITS: Final = 12
_NOT_IDENTITY: Final = {"id", "recorded", "note"}
# What could act on a screen, and what some programs take for a line end; JSON escapes the rest by itself.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_OF_LINES: Final = re.compile(rf'"(?:{"|".join(MULTILINE)})":"([^"]*)"')
_UNSAFE_OR_INVISIBLE: Final = re.compile(f"[\x7f-\x9f\u2028\u2029{BIDI_CONTROLS}{INVISIBLE}]")
# A text that begins with a space, in a compact line; in such a line, ` "` always ends one.
_SPACE_FIRST: Final = re.compile(r'[:,\[{]" ')


class Reading(NamedTuple):
    """One line, read: the record, or None, what is wrong with it, and whether it is JSON at all."""

    record: Record | None
    faults: tuple[Fault, ...]
    parses: bool
    canonical: str = ""
    """The record's canonical line, without a derived id."""


class Line(NamedTuple):
    """A line that is a record: its number from 1, and what it says."""

    number: int
    record: Record
    canonical: str


class Parsed(NamedTuple):
    """A data file, read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str]
    """The ids that unreadable lines seem to have, so that references to them are not reported."""


class Raw(NamedTuple):
    """A line as it stands in a file, its beginning if it is too long; its size in bytes, and if it has an end."""

    number: int
    content: bytes
    size: int
    ended: bool


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _small(number: float) -> float:
    # NaN is no more than anything, either.
    if not abs(number) <= LARGEST_NUMBER:
        raise ValueError
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
    return Parsed(lines, reader.problems, frozenset(reader.unread))


class FileReader:
    """Reads the records of one data file, and collects the problems of its lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.unread: set[str] = set()
        self._problems: list[Problem] = []
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
        # Lines that may be one record only together: the first, the problems before it, their text, open brackets.
        block: tuple[Raw, int, str, int] | None = None
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
            claimed = _ID.search(text) if reading.faults or reading.record is None else None
            for fault in reading.faults:
                self._add(raw, fault, text, claimed and claimed[1])
            if block or not reading.parses:
                begun, known, before, depth = block or (raw, known, "", 0)
                depth += sum(map(text.count, "{[")) - sum(map(text.count, "}]"))
                whole = before + text
                is_open = depth > 0 and reading.record is None and len(whole) <= LONGEST_LINE
                block = (begun, known, whole, depth) if is_open else None
                if not is_open and begun is not raw and is_object(whole.rstrip(", \t\r")):
                    del self._problems[known:]
                    message = f"a record over {plural(raw.number - begun.number + 1, 'line')}"
                    self._add(
                        begun, Fault(0, "invalid-json", message, ONE_LINE), begun.content.decode()
                    )
            if reading.record is not None:
                yield Line(raw.number, reading.record, reading.canonical)
            elif claimed:
                self.unread.add(claimed[1])

    def _text(self, raw: Raw) -> str | None:
        """Return the text of a line that should be a record; collect what is wrong with its bytes."""
        if raw.size > LONGEST_LINE:
            shown = raw.content[:200].decode("utf-8", "replace")
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
            self._add(
                raw,
                Fault(0, "byte-order-mark", "a byte order mark before the line", FMT_HINT),
                text,
            )
        if "\r" in text:
            at = text.index("\r")
            text = text.removesuffix("\r")
            self._returns += 1
            if not self._return:
                self._add(raw, Fault(at, "carriage-return", "", FMT_HINT), text)
                self._return = self._problems.pop()
        if not raw.ended and not is_torn(raw.content):
            message = "the last line has no line end"
            self._add(raw, Fault(len(text), "no-final-newline", message, FMT_HINT), text)
        if not text.strip(" \t\r"):
            self._add(raw, Fault(0, "blank-line", "a line without a record", FMT_HINT), text)
        elif _CONFLICT.match(text):
            message = "a merge conflict that was not resolved"
            self._add(raw, Fault(0, "merge-conflict", message, "keep the lines of both"), text)
        else:
            return text
        return None

    def _add(self, raw: Raw, fault: Fault, text: str, record: str | None = None) -> None:
        place, severity = Place(self.name, raw.number, fault.offset + 1), SEVERITY[fault.code]
        self._problems.append(
            Problem(place, fault.code, severity, fault.message, fault.hint, text, record)
        )


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
    """Return the JSON value of a line that surely hides no fault; raises ValueError where `read_line` has to see."""
    if "\\u" in text or not is_whole(text):
        raise ValueError
    try:
        return _PLAIN.decode(text)
    except RecursionError:
        raise ValueError from None


def read_line(text: str) -> Reading:
    """Read one line, without its line end."""
    record: Record | None = None
    try:
        values, _ = _PLAIN.raw_decode(text)
        adapter = ADAPTERS[values["kind"]]
        record = adapter.validator.validate_json(text)
    # Whatever it is, the scanner finds out and says so.
    except (ValueError, RecursionError, KeyError, TypeError, ValidationError):
        pass
    else:
        line = adapter.serializer.to_json(record, exclude_defaults=True).decode()
        if is_plain_line(line):
            return Reading(record, (), True, line)
    scanned = scan(text)
    if not scanned.parses:
        *others, stop = scanned.faults
        return Reading(None, (*_cut([*others, *character_faults(scanned, None)]), stop), False)
    unknown = _kind_fault(scanned)
    record_class = None if unknown else CLASS_BY_KIND[scanned.value["kind"]]
    faults = [*scanned.faults, *character_faults(scanned, record_class)]
    if unknown:
        faults.append(unknown)
    elif record is None and record_class:
        faults += field_faults(record_class, scanned)
    if record is None or any(SEVERITY[fault.code] == "fatal" for fault in faults):
        return Reading(None, _cut(faults), True)
    return Reading(record, _cut(faults), True, canonical(record))


def _kind_fault(scanned: Scan) -> Fault | None:
    """Return why the kind of a line is not known, or None if it is."""
    value, start = scanned.value, scanned.values[()]
    every = f"one of: {', '.join(CLASS_BY_KIND)}"
    if not isinstance(value, dict):
        hint = "write one record a line" if isinstance(value, list) else None
        return Fault(
            start, "not-an-object", f"a record is an object, this is {type_words(value)}", hint
        )
    if "kind" not in value:
        found = next((key for key in value if did_you_mean("kind", [key])), None)
        hint = f"did you mean `kind` for `{found}`?" if found else every
        return Fault(start, "missing-kind", "a record says its `kind`", hint)
    kind, at = value["kind"], scanned.values[("kind",)]
    if not isinstance(kind, str):
        return Fault(at, "wrong-type", f"`kind` is {type_words(kind)}, must be a text")
    if kind not in CLASS_BY_KIND:
        hint = did_you_mean(kind, CLASS_BY_KIND) or every
        return Fault(at, "unknown-kind", f"no such kind: {kind[:80]}", hint)
    return None


def _cut(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return the faults in order; of very many, the worst, with the number of the others on the last."""
    if len(faults) <= _MOST_FAULTS:
        return tuple(sorted(faults, key=lambda fault: (fault.offset, fault.code)))
    worst = sorted(
        faults, key=lambda fault: (SEVERITY[fault.code] != "fatal", fault.offset, fault.code)
    )
    *kept, last = worst[:_MOST_FAULTS]
    more = len(faults) - _MOST_FAULTS
    return (*kept, last._replace(message=f"{last.message} (and {more} more in this line)"))


def is_object(text: str) -> bool:
    """Return whether a text is a JSON object, on however many lines."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def canonical(record: Record, without: Set[str] = frozenset()) -> str:
    """Return the line of a record: compact JSON, fields in order, defaults left out, names composed."""
    line = record.model_dump_json(exclude_defaults=True, exclude=set(without))
    if not is_composed(line):
        value = json.loads(line)
        for field in (each for each in fields(type(record)).values() if each.composed):
            for path, text in reach(value, field.pattern):
                if isinstance(text, str):  # and no object that may stand for one
                    put(value, path, tidy(nfc(text)))
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def is_composed(line: str) -> bool:
    """Return whether all texts in a canonical line are composed and tidy, as names have to be."""
    tidy = (
        "  " not in line
        and ' "' not in line
        and ('" ' not in line or not _SPACE_FIRST.search(line))
    )
    return tidy and (line.isascii() or unicodedata.is_normalized("NFC", line))


def is_plain_line(line: str) -> bool:
    """Return whether no text in a canonical line can have a fault, whatever its field; most have none."""
    bare = line.replace('\\"', "")
    if "\\" in bare or not is_composed(bare):
        # Of texts that may have line ends, tabs and any spaces, only a sign of other escapes is left.
        bare = _OF_LINES.sub(
            lambda text: "\\" * ("\\" in text[1].replace("\\n", "").replace("\\t", "")), bare
        )
        if "\\" in bare or not is_composed(bare):
            return False
    return "\x7f" not in line if line.isascii() else not _UNSAFE_OR_INVISIBLE.search(line)


def derived_id(record: Record) -> str:
    """Return the id of a record that has none: its kind and 12 digits of its content's hash."""
    digest = hashlib.sha256(canonical(record, _NOT_IDENTITY).encode()).hexdigest()
    return f"{kind_of(type(record))}-{digest[:_HEX_DIGITS]}"


def identified(record: Record, line: str) -> tuple[str, str]:
    """Return a record's id ('' of the `dataset` record) and its canonical line, with a derived id filled in."""
    name: str | None = getattr(record, "id", "")
    if name is not None:
        return name, line
    name, start = derived_id(record), f'{{"kind":"{kind_of(type(record))}",'
    return name, f'{start}"id":"{name}",{line.removeprefix(start)}'


def digest(line: bytes) -> int:
    """Return what a line adds to the digest of its dataset: the sum, modulo 2^256, of SHA-256s, in any order."""
    return int.from_bytes(hashlib.sha256(line).digest(), "big")


def version(total: int) -> str:
    """Return the version of a dataset, 12 hex digits, from the sum of its records' digests."""
    return f"{total % 2**256:064x}"[:_HEX_DIGITS]


def format_file(content: bytes, name: str) -> bytes | tuple[Problem, ...]:
    """Return a data file in its canonical form, records in the same order; or its fatal problems."""
    parsed = parse(content, name)
    if fatal := tuple(problem for problem in parsed.problems if problem.severity == "fatal"):
        return fatal
    return "".join(
        f"{identified(line.record, line.canonical)[1]}\n" for line in parsed.lines
    ).encode()
