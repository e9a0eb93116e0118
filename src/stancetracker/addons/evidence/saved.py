"""Read pages that somebody has saved: as HTML, MHTML, PDF or text, or in a WARC or a WACZ.

No link in them is followed. Of an archive, one bad item is named and passed over.
"""

import json
import re
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin
from zipfile import ZipFile, ZipInfo

from stancetracker.addons.evidence import warc
from stancetracker.addons.evidence.archives import Unread
from stancetracker.addons.evidence.fetching import MOST_REDIRECTS, OK, REDIRECTS, request_address
from stancetracker.addons.evidence.keeping import CopyRecord
from stancetracker.addons.evidence.pages import MHTML, day_of, type_of
from stancetracker.base import apart
from stancetracker.base.apart import LimitError, UnreadableError
from stancetracker.ledger import files

_MOST_BYTES: Final = 1 << 30
"""The most bytes of a file that is read."""
_HEAD_BYTES: Final = 1 << 16
"""The bytes of a record in which its head and that of the answer in it are."""
_ZIP: Final = b"PK\x03\x04"
_LOCATION: Final = re.compile(rb"^Snapshot-Content-Location: (\S+)\r?$", re.MULTILINE)
"""Where a page was that a browser saved as one file."""
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_SAVED_FROM: Final = re.compile(
    rb"\s*(?:<!doctype[^>]{0,200}>\s*)?<!-- saved from url=\((\d{4})\)([^\s<>]+) -->", re.IGNORECASE
)
"""What a browser writes into a page that it saves, with the length of the address."""
_MOST_UNPACKED: Final = 200
"""How many times as large a file of a WACZ may become."""
_MOST_WARCS: Final = 1000
"""The most WARC files of a WACZ."""
_DESCRIPTION: Final = "datapackage.json"
_MOST_DESCRIPTION_BYTES: Final = 10_000_000
_OF_DECODING: Final = ("content-encoding", "transfer-encoding", "content-length")
"""Headers of an answer that don't hold for its decoded body."""
_NEITHER: Final = "neither HTML, MHTML, PDF, text, WARC nor WACZ"


class SavedPage(NamedTuple):
    """A page that somebody has saved: its place, its address, and the day of its capture.

    Address and day are empty where the file does not state them. The last record is the page,
    those before it are redirects on the way there.
    """

    place: str
    address: str
    day: str
    records: Sequence[CopyRecord]

    @property
    def page(self) -> CopyRecord:
        """Return the page itself."""
        return self.records[-1]

    @property
    def content_type(self) -> str:
        """Return the type of the page, as HTTP has it."""
        headers = {name.lower(): value for name, value in self.page.headers}
        return headers.get("content-type", "")


class Saved(NamedTuple):
    """The pages of a file, what in it can't be read, and how many other pages it has."""

    pages: list[SavedPage]
    unread: list[Unread]
    other_count: int = 0


def read(path: Path, wanted: Set[str], url: str = "") -> Saved:
    """Read a file; of an archive, the pages at the wanted addresses, as `request_address` has them.

    A file that is one page is that at `url`, if it is given, whatever it states. Raises
    UnreadableError where it is none of the known kinds, or can't be read.
    """
    content, name = _content(path), path.name
    if content.startswith(_ZIP):
        return _of_wacz(content, name, wanted)
    if content.startswith(warc.STARTS):
        return _of_warc(content, name, wanted)
    return Saved([single(content, name, url)], [])


def single(content: bytes, name: str, address: str = "") -> SavedPage:
    """Return a page in HTML, MHTML or PDF, or a text; raises UnreadableError for all else."""
    if len(content) > apart.MOST_BYTES:
        raise LimitError(apart.TOO_LARGE)
    if not content.strip():
        raise UnreadableError("it is empty")
    content_type = type_of(content)
    if content_type == "text/plain" and b"\0" in content:
        raise UnreadableError(_NEITHER)
    address = address or _stated_address(content)
    return SavedPage(
        name, address, "", [CopyRecord(address, content, [("Content-Type", content_type)])]
    )


def _content(path: Path) -> bytes:
    """Return the bytes of a file; raises UnreadableError."""
    try:
        with files.reading(*files.resolved(path)) as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"can't read it: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise LimitError(f"it is larger than {_MOST_BYTES:,} bytes")
    return content


def _stated_address(content: bytes) -> str:
    """Return the address that a browser noted at the start of a page it saved; else nothing.

    The page's own links, such as the canonical one, are the word of whoever wrote it.
    """
    if content.startswith(MHTML):
        location = _LOCATION.search(_HEAD_END.split(content, 1)[0])
        return location[1].decode("ascii", "replace") if location else ""
    match = _SAVED_FROM.match(content.removeprefix(b"\xef\xbb\xbf"))
    is_whole = match is not None and int(match[1]) == len(match[2])
    return match[2].decode("ascii", "replace") if match and is_whole else ""


class _Warc(NamedTuple):
    """A WARC inside of a WACZ, or why it can't be read."""

    name: str
    content: bytes
    fault: str


def _of_wacz(content: bytes, name: str, wanted: Set[str]) -> Saved:
    """Read the pages at wanted addresses in the WARC files of a WACZ."""
    saved = Saved([], [])
    for values in apart.run(wacz_warcs, content):
        inner_name, encoded, fault = values
        place = f"{name}/{inner_name}"
        if fault:
            saved.unread.append(Unread(place, fault))
            continue
        inner = _of_warc(b64decode(encoded), place, wanted)
        saved.pages.extend(inner.pages)
        saved.unread.extend(inner.unread)
        saved = saved._replace(other_count=saved.other_count + inner.other_count)
    return saved


def wacz_warcs(content: bytes) -> list[tuple[str, str, str]]:
    """Return the WARC files of a WACZ: the name of each, its bytes in Base64, and its fault if any.

    Raises UnreadableError.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if _is_warc(entry.filename)]
            if not entries:
                raise UnreadableError(_NEITHER)
            if len(entries) > _MOST_WARCS:
                raise LimitError(f"it holds more than {_MOST_WARCS:,} WARC files")
            hashes = _stated_hashes(archive)
            return [_unpacked(archive, entry, hashes) for entry in entries]
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # what a stranger packed makes it raise anything
        raise UnreadableError(apart.with_reason("not a WACZ that can be read", error)) from None


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def _stated_hashes(archive: ZipFile) -> Mapping[str, str]:
    """Return the hashes of files that the description of a WACZ states."""
    names = [entry.filename for entry in archive.infolist() if entry.filename == _DESCRIPTION]
    if not names or archive.getinfo(_DESCRIPTION).file_size > _MOST_DESCRIPTION_BYTES:
        return {}
    resources = json.loads(archive.read(_DESCRIPTION)).get("resources", [])
    return {resource["path"]: resource["hash"] for resource in resources if "hash" in resource}


def _unpacked(archive: ZipFile, entry: ZipInfo, hashes: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the name of a file in a WACZ, its bytes in Base64, and its fault."""
    name = entry.filename
    if entry.file_size > _MOST_UNPACKED * max(entry.compress_size, 1):
        return name, "", f"it unpacks to more than {_MOST_UNPACKED} times its size"
    if entry.file_size > apart.MOST_BYTES:
        return name, "", apart.TOO_LARGE
    try:
        content = archive.read(entry)
    except MemoryError:
        raise
    except Exception as error:  # what a stranger packed makes it raise anything
        return name, "", apart.with_reason("it is damaged", error)
    stated = hashes.get(name, "")
    if stated.startswith("sha256:") and stated != f"sha256:{sha256(content).hexdigest()}":
        return name, "", f"it is not what {_DESCRIPTION} states"
    return name, b64encode(content).decode(), ""


class _Head(NamedTuple):
    """What an address answered, or a file of it: its place in a WARC, and what its head states."""

    place: str
    address: str
    day: str
    status: int
    location: str

    @property
    def key(self) -> str:
        """Return its address in the form in which addresses are compared."""
        return request_address(self.address)

    def leads_to(self) -> str:
        """Return the address, in that form, that it redirects to; empty where it doesn't."""
        if self.status not in REDIRECTS or not self.location:
            return ""
        try:
            return request_address(urljoin(self.address, self.location))
        except ValueError:  # a stranger's address
            return ""


def head_of(content: bytes, place: str, fault: str) -> _Head | None:
    """Return the head of a record that holds what an address answered, or a file; else None.

    Raises UnreadableError.
    """
    record = warc.parsed(content, fault)
    address = warc.address_of(record)
    is_page = record.rec_type in ("response", "resource")
    if not is_page or not address.startswith(("http://", "https://")):
        return None
    if fault:
        raise UnreadableError(fault)
    headers = record.http_headers
    status = int(headers.get_statuscode() or 0) if headers else OK
    location = (headers.get_header("location") or "") if headers else ""
    day = day_of(record.rec_headers.get_header("WARC-Date") or "")
    return _Head(place, address, day, status, location)


def answer_of(
    content: bytes, place: str, fault: str
) -> tuple[str, str, list[tuple[str, str]], str]:
    """Return the address, status and headers of a record, and its decoded body in Base64.

    Raises UnreadableError.
    """
    record = warc.parsed(content, fault)
    body = b64encode(warc.body_of(record)).decode()
    address, headers = warc.address_of(record), record.http_headers
    if headers is None:
        content_type = record.rec_headers.get_header("Content-Type") or ""
        return address, "", [("Content-Type", content_type)], body
    kept = [(name, value) for name, value in headers.headers if name.lower() not in _OF_DECODING]
    return address, headers.statusline, kept, body


def _of_warc(content: bytes, name: str, wanted: Set[str]) -> Saved:
    """Read the pages at wanted addresses in a WARC."""
    heads, unread = _heads(content, name)
    other_count = sum(head.status == OK and head.key not in wanted for head in heads)
    saved = Saved([], unread, other_count)
    ways = list(_ways(heads, wanted))
    answers = dict(_answers(content, name, {head.place for way in ways for head in way}))
    for way in ways:
        try:
            saved.pages.append(_page(way, answers))
        except UnreadableError as error:
            unread.append(Unread(way[-1].place, error.message))
    return saved


def _heads(content: bytes, name: str) -> tuple[list[_Head], list[Unread]]:
    """Return the heads of a WARC's pages and redirects, and which records can't be read."""
    heads: list[_Head] = []
    unread: list[Unread] = []
    starts = (
        record._replace(content=record.content[:_HEAD_BYTES])
        for record in warc.records(content, name)
    )
    for record, answer in apart.run_all(head_of, starts):
        if isinstance(answer, UnreadableError):
            unread.append(Unread(record.arguments[0], answer.message))
        elif answer is not None:
            heads.append(_Head(*answer))
    return heads, unread


def _page(way: Sequence[_Head], answers: Mapping[str, CopyRecord | UnreadableError]) -> SavedPage:
    """Return the page at the end of a way; raises UnreadableError where there is none."""
    last = way[-1]
    if last.status != OK:
        raise UnreadableError(f"{last.address}: HTTP {last.status}")
    records = list[CopyRecord]()
    for head in way:
        answer = answers[head.place]
        if isinstance(answer, UnreadableError):
            raise answer
        records.append(answer)
    return SavedPage(last.place, way[0].address, last.day, records)


def _ways(heads: Sequence[_Head], wanted: Set[str]) -> Iterator[list[_Head]]:
    """Yield the ways from wanted addresses over redirects in a WARC, each to one of its pages."""
    by_address: defaultdict[str, list[_Head]] = defaultdict(list)
    for head in heads:
        by_address[head.key].append(head)
    for address in sorted(wanted & by_address.keys()):
        yield from _ways_from(address, by_address)


def _ways_from(address: str, by_address: Mapping[str, Sequence[_Head]]) -> Iterator[list[_Head]]:
    """Yield the ways from an address, each address on them once."""
    ways_to: dict[str, list[_Head]] = {address: []}
    reached = [address]
    for current in reached:
        way = ways_to[current]
        for head in by_address[current]:
            following = head.leads_to()
            if following not in by_address:
                yield [*way, head]
            elif following not in ways_to and len(way) < MOST_REDIRECTS:
                ways_to[following] = [*way, head]
                reached.append(following)


def _answers(
    content: bytes, name: str, places: Set[str]
) -> Iterator[tuple[str, CopyRecord | UnreadableError]]:
    """Yield the records at some places of a WARC, each with its place."""
    records: Iterable[apart.Item] = (
        record for record in warc.records(content, name) if record.arguments[0] in places
    )
    for record, values in apart.run_all(answer_of, records):
        yield record.arguments[0], _copy_record(values)


def _copy_record(values: Any) -> CopyRecord | UnreadableError:
    if isinstance(values, UnreadableError):
        return values
    address, status, headers, body = values
    return CopyRecord(address, b64decode(body), [(name, value) for name, value in headers], status)
