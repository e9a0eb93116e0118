"""Fetch pages politely: as robots.txt allows, one after the other, within limits, and none that is private."""

import http.client
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
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
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_NO_CONDITIONS: Final[Mapping[str, str]] = {}


class FetchError(StancetrackerError):
    """A page that was not fetched, and why."""


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

    def get(self, url: str, conditions: Mapping[str, str] = _NO_CONDITIONS) -> tuple[Response, ...]:
        """Return the answers on the way to a page: redirects, and the page last; raises FetchError.

        With `conditions`, headers such as If-None-Match, the last may say that the page is as it was.
        """
        try:
            hops = self._follow(url, conditions)
        except ValueError as error:  # what takes addresses, hosts and robots.txt apart raises it
            raise FetchError(f"can't be fetched: {error}") from None
        if conditions and hops[-1].is_not_modified:
            return hops
        if hops[-1].status != _OK:
            raise FetchError(f"HTTP {hops[-1].status} {hops[-1].reason}".rstrip())
        if (encoding := hops[-1].headers.get("content-encoding", "")).lower() not in _ENCODINGS:
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
            text = rules if found.status == _OK else none
            self._robots[site] = RobotFileParser()
            self._robots[site].parse(text.splitlines())
        if not self._robots[site].can_fetch(AGENT, url):
            raise FetchError("robots.txt forbids it")
        asked = int(self._robots[site].crawl_delay(AGENT) or 0)
        if asked > MOST_DELAY:
            raise FetchError(f"robots.txt asks for more than {MOST_DELAY} s between two pages")
        self._delays[site] = max(self.delay, asked)

    def _ask(self, url: str, conditions: Mapping[str, str]) -> Response:
        """Send one request, when it may be sent, and return the whole answer."""
        site = urljoin(url, "/")
        time.sleep(max(0.0, self._next.get(site, 0.0) - time.monotonic()))
        end = time.monotonic() + self.seconds
        found, reason = None, ""
        try:
            found = self._answer(url, conditions)
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

    def _answer(self, url: str, conditions: Mapping[str, str]) -> Response:
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
            connection.request("GET", target, headers={**_HEADERS, **conditions})
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
