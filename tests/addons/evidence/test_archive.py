"""Copies of sources are kept once, never changed, written into records, and removed at a redaction."""

import gzip
import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.addons.evidence.web import HOST, Web, moved, send, serving
from tests.contribute.conftest import BASE, a_silence, a_statement
from tests.datasets import complete, write
from tests.depth import mostly_slow
from tests.faults.injection import PROGRAM

from stancetracker.addons.evidence.archive import Archived, archive, plan
from stancetracker.addons.evidence.copies import Copy, copies, kept
from stancetracker.addons.evidence.fetching import Fetcher
from stancetracker.base.apart import UnreadableError
from stancetracker.base.errors import BrokenDatasetError, WriteError
from stancetracker.contribute.check import check
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder

pytestmark = pytest.mark.skipif(find_spec("warcio") is None, reason="the extra evidence has warcio")
TODAY, LATER = "2026-06-01", "2026-07-01"


def dataset(path: Path, *records: dict[str, Any]) -> Folder:
    dated = ({"recorded": "2026-02-01", **record} for record in records)
    return write(path, [*map(complete, BASE), *dated], "statements.jsonl")


def statement_from(*urls: str, **fields: Any) -> dict[str, Any]:
    return a_statement(sources=[{"url": url, "tier": "primary"} for url in urls], **fields)


def archived(folder: Folder, *records: str, today: str = TODAY, again: bool = False) -> Archived:
    fetcher = Fetcher(delay=0, private=[HOST])
    return archive(plan(folder, records, again=again), fetcher, today, lambda *_: None)


def lines(folder: Folder) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (folder.path / "statements.jsonl").read_text().splitlines()
    ]


def recorded(folder: Folder) -> list[dict[str, Any]]:
    """Return the `copy` records."""
    file = folder.path / "copies.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def copies_of(folder: Folder, url: str) -> list[Copy]:
    return list(copies(folder).get(source_key(url), ()))


def test_a_copy_has_the_hash_day_address_and_headers_of_its_source(tmp_path: Path) -> None:
    with serving(old=moved("/page"), page="Hello") as web:
        folder = dataset(tmp_path, statement_from(web["/old"]))
        before = lines(folder)
        result = archived(folder)
        url = web["/old"]
    [copy] = copies_of(folder, url)
    hash = sha256(b"<p>Hello").hexdigest()
    [record] = recorded(folder)

    assert ([url], [], [], [record["id"]]) == result[:4]
    assert before == lines(folder)
    assert (TODAY, hash, "Hello") == (copy.day, kept(copy).sha256, kept(copy).page().text)
    assert record == {
        "kind": "copy",
        "id": record["id"],
        "url": url,
        "sha256": hash,
        "retrieved": TODAY,
        "media_type": "text/html",
        "recorded": TODAY,
    }
    warc = gzip.decompress(copy.path.read_bytes()).decode()
    assert warc.index("HTTP/1.1 302 Found") < warc.index("HTTP/1.1 200 OK")
    assert f"WARC-Target-URI: {url.replace('old', 'page')}\r\n" in warc
    assert "Content-Type: text/html\r\n" in warc


def test_a_copy_belongs_to_every_record_that_cites_its_address(tmp_path: Path) -> None:
    with serving(page="Hello") as web:
        url = web["/page"]
        folder = dataset(tmp_path, statement_from(url, id="one"), statement_from(url, id="two"))
        archived(folder, "one", "two")
        archived(folder, "two")

    assert [url] == [copy["url"] for copy in recorded(folder)]
    assert 1 == len(copies_of(folder, url))


def test_a_page_with_a_copy_on_record_is_fetched_only_if_a_record_is_named(tmp_path: Path) -> None:
    copy = {"kind": "copy", "id": "copy-a", "sha256": "0" * 64, "recorded": "2026-02-01"}
    with serving(page="Hello") as web:
        url = web["/page"]
        folder = dataset(tmp_path, statement_from(url, id="one"), {**copy, "url": url})

        assert [] == archived(folder).new
        assert [url] == archived(folder, "one").new


def test_sources_inside_a_record_are_archived_and_other_lines_unchanged(tmp_path: Path) -> None:
    with serving(page="Hello") as web:
        source = {"url": web["/page"], "tier": "primary"}
        signed = {"date": "2026-01-09", "at_least": 2, "sources": [source]}
        letter = {"kind": "petition", "id": "letter", "issue": "issue-a", "signatures": [signed]}
        folder = write(tmp_path, map(complete, (*BASE, letter)), "statements.jsonl")
        before = (tmp_path / "statements.jsonl").read_text()
        archived(folder)

    assert before == (tmp_path / "statements.jsonl").read_text()
    assert [web["/page"]] == [copy["url"] for copy in recorded(folder)]


def test_a_page_is_fetched_once_and_each_changed_version_kept(tmp_path: Path) -> None:
    with serving(page="Hello") as web:
        url = web["/page"]
        folder = dataset(tmp_path, statement_from(url, id="one"))
        archived(folder)
        before = lines(folder)
        assert ([], [], []) == archived(folder, "one", today=LATER)[:3]
        assert ["/robots.txt", "/page"] == web.requests
        assert [url] == archived(folder, "one", today=LATER, again=True).unchanged
        web.pages["/page"] = "Hello again"
        assert [url] == archived(folder, "one", today=LATER, again=True).new
        web.pages["/page"] = "Hello once more"
        assert [url] == archived(folder, today=LATER, again=True).new

    assert [(TODAY, 1), (LATER, 1), (LATER, 2)] == [copy[:2] for copy in copies_of(folder, url)]
    texts = [kept(copy).page().text for copy in copies_of(folder, url)]
    assert ["Hello", "Hello again", "Hello once more"] == texts
    assert before == lines(folder)


def test_a_page_that_is_not_fetched_stops_no_other(tmp_path: Path) -> None:
    with serving(page="Hello") as web:
        folder = dataset(
            tmp_path, statement_from(web["/gone"], web["/page"], id="one"), a_silence(id="two")
        )
        result = archived(folder)

    assert [(web["/gone"], "HTTP 404 Not Found")] == result.failed
    assert [web["/page"]] == [copy["url"] for copy in recorded(folder)]
    assert [web["/gone"]] == plan(folder, ()).to_fetch()


def test_an_archive_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    folder = dataset(tmp_path, statement_from("https://example.org/", id="one"))
    (tmp_path / "archive").write_text("")
    with pytest.raises(WriteError, match="can't write to"):
        archived(folder)
    (tmp_path / "archive").unlink()
    (tmp_path / "archive").symlink_to(tmp_path.parent)
    with pytest.raises(BrokenDatasetError):
        archived(folder)


def test_two_programs_do_not_archive_at_once(tmp_path: Path) -> None:
    with serving() as web:
        folder = dataset(tmp_path, statement_from(web["/page"]))

        def meanwhile(handler: BaseHTTPRequestHandler) -> None:
            with pytest.raises(WriteError, match="another program is archiving"):
                archived(folder)
            send(handler, b"Hello")

        web.pages["/page"] = meanwhile
        assert [web["/page"]] == archived(folder).new


def test_a_redaction_removes_the_copies_of_its_record(tmp_path: Path) -> None:
    """Copies made after the record named another page are removed too."""
    with serving(one="1", two="2", three="3") as web:
        statements = [
            statement_from(web["/one"], web["/two"], id="one"),
            statement_from(web["/three"], id="two"),
            statement_from(web["/one"], id="three"),
        ]
        folder = dataset(tmp_path, *statements[:2])
        archived(folder)
        dataset(tmp_path, *statements)
        archived(folder)
        redaction = {
            "kind": "correction",
            "corrects": "three",
            "type": "redaction",
            "reason": "A court.",
            "removed": [{"sha256": "0" * 64}],
        }
        dataset(tmp_path, *statements[:2], redaction)
        result = archived(folder)
        archived_again = archived(folder, "one")

    assert 1 == result.removed
    assert all(copies_of(folder, web[path]) for path in ("/two", "/three"))
    assert [] == result.new
    assert [web["/one"]] == archived_again.new


def test_nothing_in_the_archive_is_data_or_in_git(tmp_path: Path) -> None:
    line = json.dumps(statement_from("https://example.org/", id="hostile"))
    with serving(
        page=lambda handler: send(handler, line.encode(), Content_Type="application/json")
    ) as web:
        folder = dataset(tmp_path, statement_from(web["/page"], id="one"))
        before = check(folder, TODAY)
        archived(folder)

    assert before.record_count + 1 == check(folder, TODAY).record_count
    assert () == check(folder, TODAY).problems
    assert ["copies.jsonl", "statements.jsonl"] == [file.name for file in folder.files()]
    assert "*\n" == (tmp_path / "archive" / ".gitignore").read_text()


@pytest.mark.parametrize(
    "content", [b"", b"no gzip", gzip.compress(b"WARC/1.0\r\n", mtime=0), None]
)
def test_a_damaged_copy_is_not_read_and_its_page_fetched_again(
    tmp_path: Path, content: bytes | None
) -> None:
    with serving(page="Hello") as web:
        url = web["/page"]
        folder = dataset(tmp_path, statement_from(url, id="one"))
        archived(folder)
        [copy] = copies_of(folder, url)
        altered = gzip.compress(gzip.decompress(copy.path.read_bytes()).replace(b"Hello", b"Hallo"))
        copy.path.write_bytes(altered if content is None else content)
        with pytest.raises(UnreadableError, match="it is damaged"):
            kept(copy)
        assert [url] == archived(folder, "one").new

    assert [1, 2] == [copy.number for copy in copies_of(folder, url)]


def run_until_hung(web: Web, folder: Folder, end: signal.Signals) -> None:
    """Run the program in a process until it asks for a page that never comes, and end it there."""
    freely = ("--delay", "0", "--allow-private", HOST, "-d", str(folder.path))
    # What starts tests in the background lets them, and what they start, ignore SIGINT.
    program = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {PROGRAM}"
    command = [sys.executable, "-c", program, "archive", *freely]
    today = {**os.environ, "STANCETRACKER_TODAY": TODAY}
    process = subprocess.Popen(command, env=today, stderr=subprocess.DEVNULL)

    def hang(handler: BaseHTTPRequestHandler) -> None:
        process.send_signal(end)
        process.wait(30)

    web.pages["/2"] = hang
    process.wait(30)
    web.pages["/2"] = "2"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a program by a signal")
@pytest.mark.parametrize(
    ("end", "recorded_before"), mostly_slow([(signal.SIGKILL, 0), (signal.SIGINT, 2)])
)
def test_an_interrupted_run_fetches_no_page_again(
    tmp_path: Path, end: signal.Signals, recorded_before: int
) -> None:
    """An interrupted run records the copies; after a kill the next run does."""
    with serving(**{str(number): f"{number}" for number in range(4)}) as web:
        folder = dataset(
            tmp_path, *(statement_from(web[f"/{number}"], id=f"at-{number}") for number in range(4))
        )
        run_until_hung(web, folder, end)
        count = len(recorded(folder))
        web.requests.clear()
        result = archived(folder)

    assert recorded_before == count
    assert ["/robots.txt", "/2", "/3"] == web.requests
    assert 4 - recorded_before == len(result.recorded)
    assert [TODAY] * 4 == [copy["retrieved"] for copy in recorded(folder)]


def archived_elsewhere(url: str, archive_url: str) -> list[dict[str, Any]]:
    """Return a statement, and a copy of its source that somebody has archived."""
    copy = {"kind": "copy", "id": "elsewhere", "url": url, "sha256": "0" * 64}
    return [statement_from(url, id="one"), {**copy, "archive_url": archive_url}]


def broken(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", 500)


@pytest.mark.parametrize("page", ["/missing", "http://127.0.0.1:1/refused"])
def test_an_archived_page_is_kept_where_the_page_or_its_host_is_gone(
    tmp_path: Path, page: str
) -> None:
    """Nobody read the page itself on that day, so its copy has no day."""
    with serving(archived="Hello") as web:
        url = web[page] if page.startswith("/") else page
        folder = dataset(tmp_path, *archived_elsewhere(url, web["/archived"]))
        result = archived(folder, "one")
        assert ([], []) == archived(folder, "one")[:2]
        [(gone_url, archive_url, reason)] = result.gone
    [copy] = copies_of(folder, url)
    [kept_copy] = recorded(folder)

    assert ([url], []) == (result.new, result.failed)
    assert (url, web["/archived"]) == (gone_url, archive_url)
    assert reason in ("HTTP 404 Not Found", "can't be fetched: Connection refused")
    assert "Hello" == kept(copy).page().text
    assert sha256(b"<p>Hello").hexdigest() == kept_copy["sha256"]
    assert web["/archived"] == kept_copy["archive_url"]
    assert "retrieved" not in kept_copy


def test_no_archived_page_is_kept_for_a_page_that_may_come_back(tmp_path: Path) -> None:
    with serving(page=broken, archived="Hello") as web:
        folder = dataset(tmp_path, *archived_elsewhere(web["/page"], web["/archived"]))
        result = archived(folder, "one")

    assert [(web["/page"], "HTTP 500 Internal Server Error")] == result.failed
    assert ["/robots.txt", "/page"] == web.requests


def test_the_reasons_of_a_page_and_of_its_archived_page_are_named(tmp_path: Path) -> None:
    with serving() as web:
        folder = dataset(tmp_path, *archived_elsewhere(web["/page"], web["/archived"]))
        result = archived(folder, "one")

    reasons = f"HTTP 404 Not Found; {web['/archived']}: HTTP 404 Not Found"
    assert [(web["/page"], reasons)] == result.failed
