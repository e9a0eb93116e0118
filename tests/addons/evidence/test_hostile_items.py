"""An item of an archive or a page that can't be read is named and passed over, within limits."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.addons.evidence.test_scan import ABOUT, BASE, EVERY_THIRD
from tests.datasets import complete, write
from tests.depth import mostly_slow

from stancetracker.addons.evidence import saved
from stancetracker.addons.evidence.archives import Archive, read
from stancetracker.addons.evidence.draft import drafted_from
from stancetracker.addons.evidence.fetching import request_address
from stancetracker.addons.evidence.pages import page_of, plain
from stancetracker.addons.evidence.scan import Scan
from stancetracker.base import apart
from stancetracker.base.errors import UsageError
from stancetracker.base.limits import Limits
from stancetracker.contribute.dataset import open_dataset
from stancetracker.contribute.document import load

LARGE = 500_000
"""The characters of a text for which a quadratic pattern takes many minutes."""
MAIL = "From x\n{}\nSubject: News\nDate: Mon, 05 Jan 2026 10:00:00 +0000\n\nHello.\n\n"
HEADERS = (
    "From: a@",
    "From: <",
    'From: "',
    f"From: {'(' * 2000}",
    f"Date: Mon, 05 Jan 2026 10:00:00 +{'9' * 16}",
)


def archive(path: Path, content: bytes | str) -> Archive:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, {})


def places(found: Archive) -> tuple[list[str], list[str]]:
    """Return the places of the items that were read, and of those that were not."""
    return [item.place for item in found.items], [item.place for item in found.unread]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_a_mail_that_cannot_be_read_is_passed_over(tmp_path: Path, header: str) -> None:
    """Python 3.14 reads most of these."""
    mails = [MAIL.format(line) for line in ("From: Ada <a@b.c>", header, "From: Bo <b@b.c>")]
    found = archive(tmp_path / "a.mbox", "".join(mails))

    read_places, unread_places = places(found)
    assert {"a.mbox:1", "a.mbox:3"} == {*read_places} - {"a.mbox:2"}
    assert ["a.mbox:1", "a.mbox:2", "a.mbox:3"] == sorted(read_places + unread_places)
    reasons = ("it is malformed", "it is nested too deeply")
    assert all(item.reason.startswith(reasons) for item in found.unread)


def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    found = archive(
        tmp_path / "a.jsonl", f'{{"text": "A"}}\n{{\n\n{"[" * 100_000}\n{{"text": "B"}}'
    )

    assert (["a.jsonl:1", "a.jsonl:5"], ["a.jsonl:2", "a.jsonl:4"]) == places(found)
    assert found.unread[0].reason.startswith("not JSON: ")
    assert "it is nested too deeply" == found.unread[1].reason


def feed(*days: str) -> str:
    entry = "<entry><title>News</title><published>{}T10:00:00Z</published></entry>"
    entries = "".join(map(entry.format, days))
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


def test_an_entry_of_a_feed_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    found = archive(tmp_path / "a.xml", feed("2026-01-05", "0000-01-01", "2026-01-06"))

    assert (["a.xml:1", "a.xml:3"], ["a.xml:2"]) == places(found)


def test_a_feed_that_is_the_name_of_a_file_opens_none(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    (tmp_path / "other.xml").write_text(feed("2026-01-05"))

    with pytest.raises(UsageError, match=r"a\.xml: not a feed"):
        archive(tmp_path / "a.xml", os.fsencode(tmp_path / "other.xml"))


def record(body: bytes, headers: str = "", length: int | None = None) -> bytes:
    """Return a record of a WARC: an answer with a page."""
    response = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{headers}\r\n".encode() + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\n"
        f"Content-Length: {len(response) if length is None else length}\r\n\r\n"
    )
    return head.encode() + response + b"\r\n\r\n"


GOOD = record(b"Hello.")


def test_a_record_that_makes_a_library_stumble_is_named_without_words_about_its_code(
    tmp_path: Path,
) -> None:
    pytest.importorskip("warcio")
    without_address = GOOD.replace(b"WARC-Target-URI: https://example.org/\r\n", b"")
    found = archive(tmp_path / "a.warc", GOOD + without_address)

    assert [("a.warc:2", "not a record that can be read")] == found.unread


def large_page() -> bytes:
    return bytes(apart.MOST_BYTES + 1)


def unpacked() -> bytes:
    return record(gzip.compress(large_page()), "Content-Encoding: gzip\r\n")


RECORDS: dict[str, Callable[[], bytes]] = {
    "it unpacks to more than 200 times its size": lambda: gzip.compress(record(large_page())),
    "it is larger than 50,000,000 bytes": lambda: gzip.compress(unpacked()),
    "it is damaged: ": lambda: gzip.compress(GOOD)[:-8] + bytes(8),
    "it is no record": lambda: b"Nothing.",
    "it states no length": lambda: gzip.compress(b"WARC/1.1\r\n\r\nNothing."),
    "it is cut short": lambda: gzip.compress(record(b"Hello.", length=1000)),
}


@pytest.mark.parametrize("reason", RECORDS)
def test_a_record_of_a_warc_that_cannot_be_read_is_passed_over(tmp_path: Path, reason: str) -> None:
    pytest.importorskip("warcio")
    good = gzip.compress(GOOD)
    found = archive(tmp_path / "a.warc.gz", good + RECORDS[reason]() + good)

    assert (["a.warc.gz:1", "a.warc.gz:3"], ["a.warc.gz:2"]) == places(found)
    assert found.unread[0].reason.startswith(reason)


@pytest.mark.parametrize("reason", mostly_slow([*reversed(RECORDS)], 2))
def test_a_record_of_a_saved_warc_that_cannot_be_read_is_passed_over(
    tmp_path: Path, reason: str
) -> None:
    pytest.importorskip("warcio")
    good = gzip.compress(GOOD)
    (tmp_path / "a.warc.gz").write_bytes(good + RECORDS[reason]() + good)
    found = saved.read(tmp_path / "a.warc.gz", {request_address("https://example.org")})

    assert ["a.warc.gz:1", "a.warc.gz:3"] == [page.place for page in found.pages]
    assert ["a.warc.gz:2"] == [item.place for item in found.unread]
    assert found.unread[0].reason.startswith(reason)


def test_redirects_in_a_saved_warc_that_lead_nowhere_have_an_end(tmp_path: Path) -> None:
    """A round of redirects has no page, and one to an address that is none has its own."""
    pytest.importorskip("warcio")
    moved = record(b"", "Location: /\r\n").replace(b"200 OK", b"302 OK")
    nowhere = moved.replace(b"Location: /", b"Location: http://[")
    nowhere = nowhere.replace(b"https://example.org/", b"https://other.example/")
    (tmp_path / "a.warc").write_bytes(moved + _with_length(nowhere))
    wanted = {request_address(f"https://{host}") for host in ("example.org", "other.example")}
    found = saved.read(tmp_path / "a.warc", wanted)

    assert [] == found.pages
    assert [("a.warc:2", "https://other.example/: HTTP 302")] == found.unread


def _with_length(content: bytes) -> bytes:
    head, _, response = content.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    length = f"Content-Length: {len(response) - 4}".encode()
    return b"\r\n".join([*lines, length]) + b"\r\n\r\n" + response


def test_a_record_that_is_not_compressed_may_state_any_length(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    without = GOOD.replace(b"Content-Length", b"Content-Size")
    found = archive(tmp_path / "a.warc", GOOD + without + GOOD + record(b"x", length=10**14))

    assert (["a.warc:1", "a.warc:3"], ["a.warc:2", "a.warc:4"]) == places(found)


def test_what_holds_no_text_is_no_item_however_large(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    film = record(large_page()).replace(b"text/plain", b"video/mp4")
    found = archive(tmp_path / "a.warc", GOOD + film + GOOD)

    assert (["a.warc:1", "a.warc:3"], []) == places(found)


def test_an_archive_in_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.jsonl:1: not JSON: "):
        archive(tmp_path / "a.jsonl", "{\n[\n")


def test_a_silence_of_which_an_item_was_passed_over_is_a_question(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", map(complete, BASE))
    lines = [*map(json.dumps, EVERY_THIRD), *["{"] * 12]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    with open_dataset(folder) as dataset:
        scan = Scan(dataset, "bridge", load(ABOUT, "about"), "2026-02-01", checked_by="Us")
        [silence], notes = scan.read(tmp_path / "a.jsonl", lambda *_: None)

    assert ["12 items of the archive can't be read"] == [
        question.why for question in silence.questions
    ]
    assert notes[0].startswith("passed over: a.jsonl:12: not JSON: ")
    assert "passed over: 2 more items" == notes[10]


PAGES = ["<title>" + " " * LARGE, "<title " * (LARGE // 7), "<html " * (LARGE // 6)]
PAGES += ["<p>" + "<div>" * (LARGE // 5), "<p>" + "<a>" * (LARGE // 3), "<p>" + "(" * LARGE]


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_a_page_of_the_worst_shape_is_read_in_linear_time(page: str) -> None:
    """Processor time is limited, which does not depend on what else runs."""
    pytest.importorskip("resiliparse")
    apart.run(page_of, page.encode(), "text/html", limits=Limits(5, 900))


TEXTS = [". ", " ", "“a” ", "(", "‘“", "Tim Cook and ", "contract 1,1", "s' a", "said "]


def drafts(text: str) -> Any:
    names = [["person", "tim-cook", "Tim Cook"]]
    fields: dict[str, Any] = {"source": {"citation": "A"}, "issue": "bridge", "names": names}
    return apart.run(drafted_from, text.encode(), fields, limits=Limits(5, 900))


@pytest.mark.slow
@pytest.mark.parametrize("piece", mostly_slow(["." * 10, *TEXTS], 3))
def test_a_text_of_the_worst_shape_is_drafted_from_in_linear_time(piece: str) -> None:
    """Of quadratic time, each would take minutes."""
    drafts(piece * (30_000 // len(piece)))


@pytest.mark.parametrize("text", [" " * LARGE, " ." * (LARGE // 2), "x" * LARGE])
def test_quotes_are_looked_for_in_linear_time(text: str) -> None:
    assert len(plain(text)) <= LARGE


@pytest.mark.slow
@pytest.mark.parametrize("piece", mostly_slow(TEXTS))
def test_five_megabytes_of_the_worst_shape_end_within_the_limits(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    item = apart.Item(text.encode(), ({"source": {}, "issue": "bridge", "names": []},))
    [(_, answer)] = apart.run_all(drafted_from, [item], limits=Limits(2, 900))

    assert isinstance(answer, (list, apart.LimitError))
