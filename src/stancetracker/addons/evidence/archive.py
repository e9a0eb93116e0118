"""Keep copies of a dataset's sources as WARC files in its folder `archive`, and write in its records what was kept.

Pages are fetched politely: as robots.txt allows, one after the other, within limits, and none that is private. A copy
is never changed: a page that reads otherwise later gets another file beside it. Nothing in the folder is data.
"""

import http.client
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from email.message import Message
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Timer
from typing import Final, NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from filelock import FileLock, Timeout

from stancetracker.addons.evidence.addresses import is_public
from stancetracker.addons.evidence.copies import Copy, Shelf, copies, forget
from stancetracker.addons.evidence.own_copies import OwnCopies
from stancetracker.addons.evidence.pages import ALGORITHM, DIGEST
from stancetracker.base.errors import StancetrackerError, UnknownNameError, WriteError
from stancetracker.base.plugins import require
from stancetracker.contribute import add
from stancetracker.contribute.dataset import open_dataset
from stancetracker.index.lookup import source_key
from stancetracker.ledger import files
from stancetracker.ledger.folder import COPIES, Folder, writable
from stancetracker.ledger.journal import finished, put, staged, write_whole
from stancetracker.ledger.kinds import CLASS_BY_KIND, EACH, fields, reach

AGENT: Final = "stancetracker"
MOST_REDIRECTS: Final = 5
_MOST_RULES_BYTES: Final = 512_000  # of robots.txt; RFC 9309 asks for no more
MOST_DELAY: Final = 60  # the seconds between two requests that a site may ask for
_HEADERS: Final = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/pdf, text/plain, */*;q=0.5",
    # What comes is then the page itself, and its hash does not depend on who compressed it.
    "Accept-Encoding": "identity",
    "Connection": "close",
}
# Encodings that a copy can be read in; some servers use them unasked.
_ENCODINGS: Final = ("", "identity", "gzip", "deflate")
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_REFUSALS: Final = (401, 403, 429)
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"
_REDACTED: Final = "SELECT corrects FROM main.correction WHERE type = 'redaction'"
_SOURCES: Final = f"""
SELECT DISTINCT url, record, retrieved FROM main.source WHERE url <> '' AND record NOT IN ({_REDACTED}) ORDER BY rowid
"""


class FetchError(StancetrackerError):
    """A page that was not fetched, and why."""


class Response(NamedTuple):
    """An answer: the address it is of, its status and reason, its headers and its body."""

    url: str
    status: int
    reason: str
    headers: Message
    body: bytes


@dataclass
class Fetcher:
    """Fetches pages of at most so many bytes and seconds; at private addresses only from the hosts in `private`."""

    delay: float = 1.0
    seconds: float = 30.0
    most: int = 20_000_000
    private: Collection[str] = ()
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)
    """For each site, when it may be asked again."""
    _secure: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(self, url: str) -> tuple[Response, ...]:
        """Return the answers on the way to a page: redirects, and the page last; raises FetchError."""
        try:
            hops = self._follow(url)
        except ValueError as error:  # what takes addresses, hosts and robots.txt apart raises it
            raise FetchError(f"can't be fetched: {error}") from None
        if hops[-1].status != 200:
            raise FetchError(f"HTTP {hops[-1].status} {hops[-1].reason}".rstrip())
        if (encoding := hops[-1].headers.get("content-encoding", "")).lower() not in _ENCODINGS:
            raise FetchError(f"sent in an encoding that was not asked for: {encoding}")
        return hops

    def _follow(self, url: str, *, freely: bool = False) -> tuple[Response, ...]:
        """Return the answers from an address on, up to the first that is no redirect."""
        hops: list[Response] = []
        while len(hops) <= MOST_REDIRECTS:
            url = urldefrag(url).url
            parts = urlsplit(url)
            if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
                raise FetchError(f"leads to {url}, which is not on the web")
            if not freely:
                self._refuse_unwanted(url)
            hops.append(self._ask(url))
            target = hops[-1].headers["location"]
            if hops[-1].status not in _REDIRECTS or not target:
                return tuple(hops)
            url = urljoin(url, target)
        raise FetchError(f"more than {MOST_REDIRECTS} redirects")

    def _refuse_unwanted(self, url: str) -> None:
        """Raise FetchError where robots.txt forbids the page, or asks for too long a wait."""
        site = urljoin(url, "/")
        if site not in self._robots:
            *_, found = self._follow(urljoin(site, "robots.txt"), freely=True)
            # Without rules all is allowed; a server that refuses or fails may have some.
            free = 400 <= found.status < 500 and found.status not in _REFUSALS
            none = "User-agent: *\nDisallow:" if free else "User-agent: *\nDisallow: /"
            rules = found.body[:_MOST_RULES_BYTES].decode("utf-8", "replace")
            text = rules if found.status == 200 else none
            self._robots[site] = RobotFileParser()
            self._robots[site].parse(text.splitlines())
        if not self._robots[site].can_fetch(AGENT, url):
            raise FetchError("robots.txt forbids it")
        asked = int(self._robots[site].crawl_delay(AGENT) or 0)
        if asked > MOST_DELAY:
            raise FetchError(f"robots.txt asks for more than {MOST_DELAY} s between two pages")
        self._delays[site] = max(self.delay, asked)

    def _ask(self, url: str) -> Response:
        """Send one request, when it may be sent, and return the whole answer."""
        site = urljoin(url, "/")
        time.sleep(max(0.0, self._next.get(site, 0.0) - time.monotonic()))
        end = time.monotonic() + self.seconds
        found, reason = None, ""
        try:
            found = self._answer(url)
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            end = 0 if isinstance(error, TimeoutError) else end
        finally:
            self._next[site] = time.monotonic() + self._delays.get(site, self.delay)
        # What was cut may look like the end of a page.
        if time.monotonic() >= end:
            raise FetchError(f"took more than {self.seconds:g} s")
        if found is None:
            raise FetchError(f"can't be fetched: {reason}")
        return found

    def _answer(self, url: str) -> Response:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), _SAFE)
        connection = http.client.HTTPConnection(host, parts.port or _PORTS[parts.scheme])
        connection.default_port = _PORTS[parts.scheme]
        # The addresses looked at are those connected to: a moment later, a name may lead elsewhere.
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
        addresses = [str(address[0]) for *_, address in found]
        private = next((one for one in addresses if not is_public(one)), None)
        if private and host not in self.private:
            raise FetchError(f"{host} is at {private}, a private address (--allow-private {host})")
        # Not every system that knows addresses of IPv6 can reach them.
        first = min(addresses, key=lambda one: ":" in one)
        with ExitStack() as stack:
            opened = stack.enter_context(
                socket.create_connection((first, connection.port), self.seconds)
            )
            # The same connection once more: that of TLS is not there yet while it is being agreed on.
            timer = Timer(self.seconds, _cut, [stack.enter_context(opened.dup())])
            timer.start()
            stack.callback(timer.join)
            stack.callback(timer.cancel)
            if parts.scheme == "https":
                opened = stack.enter_context(self._secure.wrap_socket(opened, server_hostname=host))
            connection.sock = opened
            connection.request("GET", target, headers=_HEADERS)
            answer = stack.enter_context(connection.getresponse())
            body = answer.read(self.most + 1)
            if len(body) > self.most:
                raise FetchError(f"larger than {self.most:,} bytes")
            if answer.length:
                raise http.client.IncompleteRead(b"", answer.length)
            return Response(url, answer.status, answer.reason, answer.msg, body)


def _cut(connection: socket.socket) -> None:
    """Close a connection, even while something still trickles in."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class Plan(NamedTuple):
    """The pages to archive, each with the records that are to be completed; `again`, also those with a copy."""

    folder: Folder
    pages: Mapping[str, Sequence[str]]
    again: bool
    shelf: Shelf

    def to_fetch(self) -> list[str]:
        """Return the addresses that are to be fetched."""
        return [
            url for url in self.pages if self.again or not self.shelf.newest_own(source_key(url))
        ]


class Archived(NamedTuple):
    """The result: addresses of new, unchanged and failed pages, completed records, how many pages were removed.

    Last, why copies that are there don't count.
    """

    new: list[str]
    unchanged: list[str]
    failed: list[tuple[str, str]]
    completed: list[str]
    removed: int
    uncounted: list[str]


def plan(
    folder: Folder, records: Sequence[str], *, again: bool = False, dry_run: bool = False
) -> Plan:
    """Plan to archive the sources of these records; without any, all that have no day on which they were read.

    With `again`, also those that have a copy. Raises UnknownNameError, BrokenDatasetError and
    MissingLibraryError.
    """
    there = copies(finished(folder, dry_run=dry_run))
    pages: defaultdict[str, list[str]] = defaultdict(list)
    with open_dataset(folder, may_be_torn=False) as dataset:
        if unknown := set(records) - dataset.known_ids(records):
            raise UnknownNameError("record", min(unknown), ())
        for url, record, retrieved in dataset.connection.execute(_SOURCES):
            due = retrieved is None or (again and source_key(url) in there)
            if record in records if records else due:
                pages[url].append(record)
        return Plan(folder, pages, again, Shelf(dataset.connection, folder))


def archive(
    plan: Plan, fetcher: Fetcher, today: str, progress: Callable[[str, int, int], None]
) -> Archived:
    """Fetch and keep pages that have no sound copy, and complete the records that name them.

    Removes the copies of redacted records. What was fetched is in the records too where this is interrupted; where it
    was killed, after the next time. Raises WriteError.
    """
    require("an archived copy", ("warcio",), "evidence")
    known = dict[str, tuple[str, str]]()
    with _opened(plan.folder) as (place, stage):
        with open_dataset(plan.folder) as dataset:
            redacted = {record for (record,) in dataset.connection.execute(_REDACTED)}
            # A copy never lies there without the records that it belongs to.
            removed = forget(plan.folder, dataset.connection, redacted)
            shelf = Shelf(dataset.connection, plan.folder)
        done, own_copies = Archived([], [], [], [], removed, []), OwnCopies(plan.folder)
        try:
            for at, url in enumerate(plan.pages):
                progress("archiving", at, len(plan.pages))
                key = source_key(url)
                own = shelf.newest_own(key)
                if own and not plan.again:
                    kept_page, day = own
                    known[url] = day, kept_page.sha256
                    continue
                try:
                    hops = fetcher.get(url)
                except FetchError as error:
                    done.failed.append((url, error.message))
                    continue
                digest = sha256(hops[-1].body).hexdigest()
                first_day = shelf.own_day(key, digest)
                if first_day is None:
                    own_copies.add(key, digest, today)
                if shelf.is_newest(key, digest):
                    done.unchanged.append(url)
                    known[url] = first_day or today, digest
                    continue
                name = _file_name(key, today, shelf.copies.get(key, ()))
                _write(stage / name, hops)
                put(stage / name, place / name)
                done.new.append(url)
                known[url] = today, digest
        finally:
            done.completed.extend(_complete(plan, known, today))
    done.uncounted.extend(shelf.uncounted.values())
    return done


def _file_name(key: str, today: str, before: Sequence[Copy]) -> str:
    """Return the name of a new copy's file; those of one day are numbered."""
    number = sum(copy.day == today for copy in before) + 1
    return f"{key}-{today}{f'-{number}' if number > 1 else ''}.warc.gz"


@contextmanager
def _opened(folder: Folder) -> Iterator[tuple[Path, Path]]:
    """Return the folder of copies, made if it is not there, and one inside it to make them in."""
    place = writable(folder).path / COPIES
    try:
        place.mkdir(exist_ok=True)
        files.refuse_irregular(folder.path, COPIES)
        write_whole(folder.path, f"{COPIES}/.gitignore", b"*\n")
        with FileLock(place / ".lock", timeout=0), staged(place) as stage:
            yield place, stage
    except files.IrregularFileError as error:
        raise WriteError(f"can't write to {error}", "see who put it there, and remove it") from None
    except Timeout:
        raise WriteError("another program is archiving the sources of this dataset") from None
    except OSError as error:
        raise WriteError(f"can't write to {place}: {error.strerror or error}") from None


def _write(path: Path, hops: Sequence[Response]) -> None:
    """Write a page, and the redirects on the way to it, to a WARC file."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with files.writing(path.parent, path.name) as file:
        writer = WARCWriter(file, gzip=True)
        for url, status, reason, headers, body in hops:
            # The body is whole here, in whatever pieces it came.
            told = [each for each in headers.items() if each[0].lower() != "transfer-encoding"]
            answer = StatusAndHeaders(f"{status} {reason}", told, protocol="HTTP/1.1")
            digest = {DIGEST: f"{ALGORITHM}{sha256(body).hexdigest()}"}
            # Without its length, warcio would replace the digest by one of its own.
            content, length = BytesIO(body), len(body)
            writer.write_record(
                writer.create_warc_record(
                    url, "response", content, length, "", digest, http_headers=answer
                )
            )


def _complete(plan: Plan, hashes: Mapping[str, tuple[str, str]], today: str) -> list[str]:
    """Fill in the days and hashes of sources that lack them, and return the ids of the records that this completes."""
    given = []
    with open_dataset(plan.folder) as dataset:
        names = dict.fromkeys(name for url in hashes for name in plan.pages[url])
        # With its id, which, if it is derived, is of what a record says before it is completed.
        for values in filter(None, map(dataset.values, names)):
            filled = deepcopy(values)
            patterns = [
                one
                for one in fields(CLASS_BY_KIND[values["kind"]])
                if one[-2:] == ("sources", EACH)
            ]
            for source in (source for pattern in patterns for _, source in reach(filled, pattern)):
                day, hash = hashes.get(source.get("url", ""), ("", ""))
                # What somebody read on another day may have been another text.
                if day and "sha256" not in source and source.get("retrieved", day) == day:
                    source |= {"retrieved": day, "sha256": hash}
            given += [filled] if filled != values else []
        add.write(add.plan(dataset, given, today, revised_ids=names, notices=False))
    return [values["id"] for values in given]
