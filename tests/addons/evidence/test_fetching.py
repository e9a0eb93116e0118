"""Fetching: as sites allow, within limits, and no private page."""

import gzip
import re
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from shutil import which
from typing import Any
from unittest.mock import Mock

import pytest
from tests.addons.evidence.web import HOST, Page, moved, send, serving

from stancetracker.addons.evidence.fetching import Fetcher, FetchError

Handler = BaseHTTPRequestHandler


def fetcher(**more: Any) -> Fetcher:
    return Fetcher(**{"delay": 0, "private": [HOST], **more})


def endless(head: bytes, piece: bytes = b".", seconds: float = 0.02) -> Page:
    """Return a page that never ends, sent a piece at a time."""

    def page(handler: Handler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(piece)
            time.sleep(seconds)

    return page


def test_redirects_are_followed_and_each_answer_is_returned() -> None:
    with serving(old=moved("/newer#x"), newer=moved("new", 301), new="Hello") as web:
        hops = fetcher().get(web["/old"])

    assert [(web["/old"], 302), (web["/newer"], 301), (web["/new"], 200)] == [
        hop[:2] for hop in hops
    ]
    assert b"<p>Hello" == hops[-1].body
    assert ["/robots.txt", "/old", "/newer", "/new"] == web.requests


def test_an_address_beside_a_page_that_is_there_is_not_followed() -> None:
    """A page says where it moved by its status; a `Location` beside a 200 leads nowhere."""
    with serving(page=lambda handler: send(handler, b"Here", Location="/other"), other="X") as web:
        [hop] = fetcher().get(web["/page"])

    assert (web["/page"], 200, b"Here") == (hop.url, hop.status, hop.body)
    assert "/other" not in web.requests


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (lambda handler: send(handler, b"", 410), "HTTP 410 Gone"),
        (
            lambda handler: send(handler, b"x", Content_Encoding="br"),
            "encoding that was not asked for: br",
        ),
        (moved("/page"), "more than 5 redirects"),
        (moved("http://127.0.0.2/"), "at 127.0.0.2, a private address (--allow-private 127.0.0.2)"),
        (moved("http://2130706434/"), "2130706434 is at 127.0.0.2, a private address"),
        (moved("http://[::1]/"), "::1 is at ::1, a private address"),
        (moved("http://[::ffff:10.0.0.1]/"), "a private address"),
        (moved("http://[2002:a00:1::1]/"), "a private address"),  # 10.0.0.1 by 6to4
        (moved("http://[64:ff9b::a9fe:a9fe]/"), "a private address"),  # 169.254.169.254 by NAT64
        (moved("http://[64:ff9b:1::a01:203]/"), "a private address"),
        (moved("http://[fec0::1]/"), "a private address"),
        (moved("http://[::10.1.2.3]/"), "a private address"),
        (moved("http://[ff0e::1]/"), "a private address"),
        (moved("http://169.254.169.254/latest/meta-data"), "a private address"),
        (moved("file:///etc/passwd"), "leads to file:///etc/passwd, which is not on the web"),
        (moved("http://user:word@127.0.0.1/"), "which is not on the web"),
        (moved("javascript:alert(1)"), "which is not on the web"),
        (moved("http://[x/"), "can't be fetched: Invalid IPv6 URL"),
        (moved("http://127.0.0.1:99999/"), "can't be fetched: Port out of range"),
        (moved(f"http://{'a' * 70}.example/"), "can't be fetched: "),
        (
            lambda handler: send(handler, b"half", Content_Length="8"),
            "can't be fetched: IncompleteRead",
        ),
        (
            lambda handler: handler.wfile.write(b"I am no server\r\n\r\n"),
            "can't be fetched: I am no server",
        ),
        (endless(b"HTTP/1.0 200 OK\r\n\r\n", b"." * 65_536, 0), "larger than 100,000 bytes"),
    ],
)
def test_a_page_is_refused_with_its_reason(page: Page, why: str) -> None:
    with serving(page=page) as web, pytest.raises(FetchError, match=re.escape(why)):
        fetcher(most=100_000).get(web["/page"])


def test_a_server_without_tls_is_an_error_at_https() -> None:
    with serving(page="Hello") as web, pytest.raises(FetchError, match=r"can't be fetched: .*SSL"):
        fetcher().get(web["/page"].replace("http", "https"))


@pytest.mark.skipif(which("openssl") is None, reason="makes a certificate with openssl")
def test_a_certificate_has_to_be_trusted_and_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "openssl req -x509 -nodes -newkey rsa:2048 -addext subjectAltName=DNS:localhost -subj /CN=localhost"
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    with serving(tmp_path, page="Hello") as web:
        url = web["/page"].replace(HOST, "localhost")
        with pytest.raises(FetchError, match="certificate verify failed"):
            fetcher(private=["localhost"]).get(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
        with pytest.raises(FetchError, match=r"certificate is not valid for '127\.0\.0\.1'"):
            fetcher().get(web["/page"])

        assert b"<p>Hello" == fetcher(private=["localhost"]).get(url)[-1].body


@pytest.mark.parametrize(
    "page",
    [
        endless(b"HTTP/1.0 200 OK\r\n\r\n"),
        endless(b"HTTP/1.0 200 OK\r\nX: "),
        lambda _: time.sleep(0.5),
    ],
)
def test_a_page_that_comes_too_slowly_is_abandoned(page: Page) -> None:
    with serving(page=page) as web, pytest.raises(FetchError, match=r"took more than 0\.2 s"):
        fetcher(seconds=0.2).get(web["/page"])


def test_a_private_address_is_asked_only_if_its_host_was_allowed() -> None:
    with serving(page="Hello") as web, pytest.raises(FetchError, match="a private address"):
        Fetcher().get(web["/page"])

    assert [] == web.requests


def test_a_connection_that_timed_out_is_abandoned_as_too_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system's own time-out may come before that of the program."""
    monkeypatch.setattr(socket, "create_connection", Mock(side_effect=TimeoutError))

    with pytest.raises(FetchError, match="took more than 30 s"):
        fetcher().get(f"http://{HOST}/")


@pytest.mark.parametrize(
    "addresses", [("93.184.216.34", "10.0.0.1"), ("10.0.0.1", "93.184.216.34")]
)
def test_a_host_with_one_private_address_among_public_ones_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    monkeypatch.setattr(socket, "create_connection", Mock(side_effect=AssertionError))

    with pytest.raises(FetchError, match=r"mixed\.example is at 10\.0\.0\.1, a private address"):
        Fetcher().get("http://mixed.example/")


def robots(*lines: str, status: int = 200) -> Page:
    return lambda handler: send(handler, "\n".join(lines).encode(), status)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (robots("User-agent: stancetracker", "Disallow: /page"), "robots.txt forbids it"),
        (robots("User-agent: *", "Disallow: /"), "robots.txt forbids it"),
        (robots(status=503), "robots.txt forbids it"),
        (robots(status=403), "robots.txt forbids it"),
        (robots("User-agent: *", "Crawl-delay: 61"), "robots.txt asks for more than 60 s"),
        (
            robots("User-agent: *", f"Crawl-delay: {'9' * 4000}"),
            "robots.txt asks for more than 60 s",
        ),
        pytest.param(
            robots("User-agent: *", "Crawl-delay: ²"),
            "can't be fetched: invalid literal",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="no delay there"),
        ),
    ],
)
def test_robots_txt_is_followed(rules: Page, why: str) -> None:
    with (
        serving(**{"robots.txt": rules}, page="Hello") as web,
        pytest.raises(FetchError, match=re.escape(why)),
    ):
        fetcher().get(web["/page"])

    assert ["/robots.txt"] == web.requests


@pytest.mark.parametrize(
    "rules", [robots("User-agent: other", "Disallow: /"), robots(status=400), moved("/none")]
)
def test_a_page_that_robots_txt_does_not_forbid_is_fetched(rules: Page) -> None:
    with serving(**{"robots.txt": rules}, page="Hello") as web:
        assert fetcher().get(web["/page"])


def test_requests_to_a_site_keep_the_longer_of_both_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seconds of sleep are counted, not waited for."""
    delays: list[float] = []
    monkeypatch.setattr(time, "sleep", delays.append)
    with serving(
        page="Hello", other="Hello", **{"robots.txt": robots("User-agent: *", "Crawl-delay: 9")}
    ) as web:
        patient = fetcher(delay=5)
        patient.get(web["/page"])
        patient.get(web["/other"])

    assert [0, 5, 9] == [round(seconds) for seconds in delays]


def test_compressed_bodies_stay_so_and_chunks_are_joined() -> None:
    def pieces(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3\r\n<p>\r\n5\r\nHello\r\n0\r\n\r\n")

    packed = gzip.compress(b"<p>Hello")
    with serving(
        page=pieces, zip=lambda handler: send(handler, packed, Content_Encoding="gzip")
    ) as web:
        assert b"<p>Hello" == fetcher().get(web["/page"])[-1].body
        assert packed == fetcher().get(web["/zip"])[-1].body
