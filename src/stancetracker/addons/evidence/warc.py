"""Read a WARC: cut it into records, damaged ones too, without unpacking more than limits allow."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, Final, NamedTuple

from stancetracker.addons.evidence.pages import read_all
from stancetracker.base import apart
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.base.plugins import require

STARTS: Final = (b"WARC/", b"\x1f\x8b\x08")
"""The first bytes of a record of a WARC, and of one that is compressed."""
_RECORD, _MEMBER = STARTS
_GZIP: Final = 31
"""The format of what zlib is to unpack."""
_CHUNK: Final = 1 << 14
_HEAD_OF_MEMBER: Final = 1 << 10
"""The bytes in which a compressed record is known to begin as one."""
_SHOWN_OF_LARGE: Final = 1 << 20
"""The bytes of a record with a fault by which its type is known."""
_MOST_UNPACKED: Final = 200
"""How many times as large a record may become; pages become 4 to 20 times as large."""
_CUT_SHORT: Final = "it is cut short"
_NO_RECORD: Final = "it is no record"
_UNREADABLE: Final = "not a record that can be read"
_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(
    rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)


class Record(NamedTuple):
    """A record of a WARC: its bytes, or those at its start where it has a fault, and that."""

    content: bytes
    fault: str = ""


def records(content: bytes, name: str) -> Iterator[apart.Item]:
    """Yield the records of a WARC, each with its place and its fault, which is empty for none.

    What is no WARC is one record without bytes.
    """
    if not content.startswith(STARTS):
        yield apart.Item(b"", (name, "not a WARC that can be read"))
        return
    pieces = _unpacked(content) if content.startswith(_MEMBER) else _cut(content)
    for number, record in enumerate(pieces, 1):
        yield apart.Item(record.content, (f"{name}:{number}", record.fault))


def _unpacked(content: bytes) -> Iterator[Record]:
    """Yield the records of a compressed WARC, each by itself a file of gzip.

    One that is damaged may seem to reach into those after it. They are found inside of it; but
    records may also be built so that each is in the one before, so only as many bytes as the WARC
    has are unpacked a second time.
    """
    start, left = 0, len(content)
    while start < len(content):
        record, end = _member(memoryview(content), start)
        if record.fault:
            yield record
            is_searched = left > 0
            left -= end - start
            start = _next_member(content, start + 1 if is_searched else end)
            continue
        yield from _cut(record.content)
        start = _next_member(content, end)
        if start > end:
            yield Record(b"", _NO_RECORD)


def _member(content: memoryview, start: int) -> tuple[Record, int]:
    """Return what a file of gzip that begins at an offset holds, and the offset after it.

    Where it has a fault, that is the offset up to which it was read.
    """
    unpacker = zlib.decompressobj(_GZIP)
    unpacked = bytearray()
    at = start
    rest = b""
    fault = ""
    while not unpacker.eof and not fault:
        chunk = rest or content[at : at + _CHUNK]
        at += 0 if rest else len(chunk)
        try:
            unpacked += unpacker.decompress(chunk, _SHOWN_OF_LARGE)
        except zlib.error as error:
            fault = f"it is damaged: {error}"
            break
        rest = unpacker.unconsumed_tail
        if not chunk:
            fault = _CUT_SHORT
        elif len(unpacked) > max(_SHOWN_OF_LARGE, _MOST_UNPACKED * (at - start)):
            fault = f"it unpacks to more than {_MOST_UNPACKED} times its size"
        elif len(unpacked) > apart.MOST_BYTES:
            fault = apart.TOO_LARGE
    end = at - len(rest) - len(unpacker.unused_data)
    return Record(bytes(unpacked[:_SHOWN_OF_LARGE] if fault else unpacked), fault), end


def _next_member(content: bytes, start: int) -> int:
    """Return the offset of the next compressed record from an offset on, else of the end."""
    at = content.find(_MEMBER, start)
    while at >= 0:
        with suppress(zlib.error):
            head = content[at : at + _HEAD_OF_MEMBER]
            if zlib.decompressobj(_GZIP).decompress(head, len(_RECORD)) == _RECORD:
                return at
        at = content.find(_MEMBER, at + 1)
    return len(content)


def _cut(content: bytes) -> Iterator[Record]:
    """Yield the records of a WARC that is not compressed, by the lengths that they state."""
    end = 0
    while end < len(content):
        start = _next_record(content, end)
        if content[end:start].strip(b"\r\n"):
            yield Record(b"", _NO_RECORD)
        if start < len(content):
            record, end = _first_record(content, start)
            yield record
        else:
            end = start


def _first_record(content: bytes, start: int) -> tuple[Record, int]:
    """Return the record that begins at an offset, and the offset after it."""
    following = _next_record(content, start + 1)
    head_end = content.find(_HEAD_END, start, following)
    length = _LENGTH.search(content, start, head_end) if head_end >= 0 else None
    if length is None:
        return Record(b"", "it states no length"), following
    end = head_end + len(_HEAD_END) + int(length[1])
    fault = ""
    if end - start > apart.MOST_BYTES:
        fault = apart.TOO_LARGE
    elif end > len(content):
        fault = _CUT_SHORT
    shown = content[start : start + _SHOWN_OF_LARGE if fault else end]
    return Record(shown, fault), min(end, len(content))


def _next_record(content: bytes, start: int) -> int:
    """Return the offset of the next record on a line from there on, else of the end."""
    if content.startswith(_RECORD, start):
        return start
    line_end = content.find(b"\n" + _RECORD, start)
    return line_end + 1 if line_end >= 0 else len(content)


def parsed(content: bytes, fault: str) -> Any:
    """Return a record as warcio has it.

    Raises UnreadableError, with its fault if it has one, where it can't be read.
    """
    require("a WARC", ("warcio",), "evidence")
    from warcio.archiveiterator import ArchiveIterator

    try:
        return next(ArchiveIterator(BytesIO(content)))
    except (LimitError, MemoryError):
        raise
    except Exception as error:  # warcio and what it reads with raise anything
        raise UnreadableError(fault or apart.with_reason(_UNREADABLE, error)) from None


def address_of(record: Any) -> str:
    """Return the address that a record is of; wget writes it between `<` and `>`."""
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    return address.removeprefix("<").removesuffix(">")


def body_of(record: Any) -> bytes:
    """Return what a record holds, decoded; raises UnreadableError where that fails."""
    try:
        return read_all(record.content_stream())
    except (LimitError, MemoryError):
        raise
    except Exception as error:  # warcio and what it reads with raise anything
        raise UnreadableError(apart.with_reason(_UNREADABLE, error)) from None
