"""Fetch pages from the web politely and within limits, and none that is private.

As robots.txt allows, one after the other. No page is followed further than its redirects.
"""

import errno
import http.client
import socket
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from threading import Timer
from typing import Final, NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from stancetracker.addons.evidence.addresses import is_public
from stancetracker.base.errors import StancetrackerError

AGENT: Final = "stancetracker"
MOST_REDIRECTS: Final = 5
MOST_DELAY: Final = 60
"""The most seconds between two requests that a site may ask for."""
OK: Final = 200
_NOT_MODIFIED: Final = 304
_NO_CONDITIONS: Final[Mapping[str, str]] = {}
_MOST_RULES_BYTES: Final = 512_000
"""The bytes that are read of a robots.txt; RFC 9309 asks for no more."""
_HEADERS: Final = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/pdf, text/plain, */*;q=0.5",
    # What comes is then the page itself, and its hash does not depend on who compressed it.
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_ENCODINGS: Final = ("", "identity", "gzip", "deflate")
"""Encodings that a copy can be read in; some servers use them unasked."""
REDIRECTS: Final = (301, 302, 303, 307, 308)
_GONE: Final = (404, 410)
_NO_HOST: Final = (
    socket.EAI_NONAME,
    getattr(socket, "EAI_NODATA", socket.EAI_NONAME),
    errno.ECONNREFUSED,
    errno.EHOSTUNREACH,
)
"""The errors of a host that is not there; not those of a network that can't be reached now."""
_REFUSALS: Final = (401, 403, 429)
_CLIENT_ERRORS: Final = range(400, 500)
_ALL_ALLOWED: Final = "User-agent: *\nDisallow:"
_NONE_ALLOWED: Final = "User-agent: *\nDisallow: /"
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"


class FetchError(StancetrackerError):
    """A page that was not fetched, and why; `is_gone` where its address leads nowhere any more."""

    def __init__(self, message: str, *, is_gone: bool = False) -> None:
        super().__init__(message)
        self.is_gone: Final = is_gone


class Response(NamedTuple):
    """An answer: the address it is of, its status and reason, its headers and its body."""

    url: str
    status: int
    reason: str
    headers: Message
    body: bytes

    @property
    def is_not_modified(self) -> bool:
        """Return whether it says that what was asked for is as it was."""
        return self.status == _NOT_MODIFIED


class _Target(NamedTuple):
    """The parts of an address that a request is sent to: host, port, and path with its query."""

    scheme: str
    host: str
    port: int
    path: str


def _target(url: str) -> _Target:
    """Return where a request for an address goes; raises ValueError where it is none."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.scheme, host, parts.port or _PORTS[parts.scheme], quote(path, _SAFE))


def request_address(url: str) -> str:
    """Return the form that all addresses have for which the same request is sent.

    It has no fragment, and where an address can't be read, it is that address.
    """
    try:
        scheme, host, port, path = _target(url)
    except (ValueError, LookupError):
        return url
    return f"{scheme}://{host.lower()}:{port}{path}"


def feed_key(url: str) -> str:
    """Return the form that the spellings of a feed's address share.

    Those are http and https, and a path with a slash at its end or without. An address that can't
    be read is its own.
    """
    try:
        scheme, host, port, path = _target(url)
    except (ValueError, LookupError):
        return url
    own_port = "" if port == _PORTS[scheme] else f":{port}"
    plain_path, _, query = path.partition("?")
    return f"{host.lower()}{own_port}{plain_path.rstrip('/')}?{query}"


@dataclass
class Fetcher:
    """Fetches pages within limits; from private addresses only of the hosts in `private`."""

    delay: float = 1.0
    """The fewest seconds between two requests to a site."""
    seconds: float = 30.0
    most: int = 20_000_000
    """The most bytes of a page."""
    private: Collection[str] = ()
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)
    """For each site, when it may be asked again."""
    _secure: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(self, url: str, conditions: Mapping[str, str] = _NO_CONDITIONS) -> tuple[Response, ...]:
        """Return the answers on the way to a page: redirects, and the page last.

        With `conditions`, headers such as If-None-Match, the last may say that the page is as it
        was. Raises FetchError.
        """
        try:
            hops = self._follow(url, conditions)
        except ValueError as error:  # what takes addresses, hosts and robots.txt apart raises it
            raise FetchError(f"can't be fetched: {error}") from None
        page = hops[-1]
        if conditions and page.is_not_modified:
            return hops
        if page.status != OK:
            reason = f"HTTP {page.status} {page.reason}".rstrip()
            raise FetchError(reason, is_gone=page.status in _GONE)
        encoding = page.headers.get("content-encoding", "")
        if encoding.lower() not in _ENCODINGS:
            raise FetchError(f"sent in an encoding that was not asked for: {encoding}")
        return hops

    def _follow(
        self, url: str, conditions: Mapping[str, str] = _NO_CONDITIONS, *, freely: bool = False
    ) -> tuple[Response, ...]:
        """Return the answers from an address on, up to the first that is no redirect."""
        hops: list[Response] = []
        while len(hops) <= MOST_REDIRECTS:
            url = urldefrag(url).url
            parts = urlsplit(url)
            if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
                raise FetchError(f"leads to {url}, which is not on the web")
            if not freely:
                self._refuse_unwanted(url)
            hops.append(self._ask(url, conditions))
            target = hops[-1].headers["location"]
            if hops[-1].status not in REDIRECTS or not target:
                return tuple(hops)
            url = urljoin(url, target)
        raise FetchError(f"more than {MOST_REDIRECTS} redirects")

    def _refuse_unwanted(self, url: str) -> None:
        """Raise FetchError where robots.txt forbids the page, or asks for too long a wait."""
        site = urljoin(url, "/")
        if site not in self._robots:
            *_, answer = self._follow(urljoin(site, "robots.txt"), freely=True)
            self._robots[site] = RobotFileParser()
            self._robots[site].parse(_rules(answer).splitlines())
        if not self._robots[site].can_fetch(AGENT, url):
            raise FetchError("robots.txt forbids it")
        delay = int(self._robots[site].crawl_delay(AGENT) or 0)
        if delay > MOST_DELAY:
            raise FetchError(f"robots.txt asks for more than {MOST_DELAY} s between two pages")
        self._delays[site] = max(self.delay, delay)

    def _ask(self, url: str, conditions: Mapping[str, str]) -> Response:
        """Send one request, when it may be sent, and return the whole answer."""
        site = urljoin(url, "/")
        time.sleep(max(0.0, self._next.get(site, 0.0) - time.monotonic()))
        end = time.monotonic() + self.seconds
        answer, reason = None, ""
        try:
            answer = self._answer(url, conditions)
        except (OSError, http.client.HTTPException) as error:
            reason = _reason(error)
            end = 0 if isinstance(error, TimeoutError) else end
        finally:
            self._next[site] = time.monotonic() + self._delays.get(site, self.delay)
        # What was cut may look like the end of a page.
        if time.monotonic() >= end:
            raise FetchError(self._too_slow())
        if answer is None:
            raise FetchError(f"can't be fetched: {reason}")
        return answer

    def _answer(self, url: str, conditions: Mapping[str, str]) -> Response:
        """Send a request and return the answer.

        Raises OSError, HTTPException, and FetchError where no host answers.
        """
        target = _target(url)
        with ExitStack() as stack:
            opened = stack.enter_context(self._connected(target))
            # The same connection once more: that of TLS is not there yet while it is agreed on.
            timer = Timer(self.seconds, _cut, [stack.enter_context(opened.dup())])
            timer.start()
            stack.callback(timer.join)
            stack.callback(timer.cancel)
            if target.scheme == "https":
                opened = self._secure.wrap_socket(opened, server_hostname=target.host)
                opened = stack.enter_context(opened)
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.default_port = _PORTS[target.scheme]
            connection.sock = opened
            connection.request("GET", target.path, headers={**_HEADERS, **conditions})
            answer = stack.enter_context(connection.getresponse())
            body = answer.read(self.most + 1)
            if len(body) > self.most:
                raise FetchError(f"larger than {self.most:,} bytes")
            if answer.length:
                raise http.client.IncompleteRead(b"", answer.length)
            return Response(url, answer.status, answer.reason, answer.msg, body)

    @contextmanager
    def _connected(self, target: _Target) -> Iterator[socket.socket]:
        """Connect to a host that is public or allowed.

        Raises FetchError for another, and where none is there.
        """
        try:
            # These addresses are those connected to: a moment later, a name may lead elsewhere.
            results = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            addresses = [str(address[0]) for *_, address in results]
            self._refuse_private(target.host, addresses)
            # Not every system that knows addresses of IPv6 can reach them.
            first = min(addresses, key=lambda address: ":" in address)
            connection = socket.create_connection((first, target.port), self.seconds)
        except TimeoutError:
            raise FetchError(self._too_slow(), is_gone=True) from None
        except OSError as error:
            is_gone = error.errno in _NO_HOST
            raise FetchError(f"can't be fetched: {_reason(error)}", is_gone=is_gone) from None
        with connection:
            yield connection

    def _too_slow(self) -> str:
        return f"took more than {self.seconds:g} s"

    def _refuse_private(self, host: str, addresses: Collection[str]) -> None:
        """Raise FetchError where one of a host's addresses is private, unless it is allowed."""
        private = next((address for address in addresses if not is_public(address)), None)
        if private and host not in self.private:
            raise FetchError(f"{host} is at {private}, a private address (--allow-private {host})")


def _rules(answer: Response) -> str:
    """Return the rules that the answer for a robots.txt states.

    Without a file all is allowed; a server that refuses or fails may have one.
    """
    if answer.status == OK:
        return answer.body[:_MOST_RULES_BYTES].decode("utf-8", "replace")
    is_missing = answer.status in _CLIENT_ERRORS and answer.status not in _REFUSALS
    return _ALL_ALLOWED if is_missing else _NONE_ALLOWED


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _cut(connection: socket.socket) -> None:
    """Close a connection, even while something still trickles in."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
