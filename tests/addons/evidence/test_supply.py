"""Files that somebody has saved become the copies of sources.

The folder `saved` has a page as Chromium saved it, complete and as one file, as it printed it to PDF, as wget wrote it into a
WARC, with the redirect on the way, and as a WACZ of that.
"""

import gzip
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from tests.addons.evidence.test_archive import archived, copies_of, dataset, lines, recorded
from tests.addons.evidence.web import serving
from tests.contribute.conftest import a_statement

from stancetracker.addons.evidence.copies import kept
from stancetracker.addons.evidence.fetching import request_address
from stancetracker.addons.evidence.keeping import CopyRecord, write_copy
from stancetracker.addons.evidence.own_copies import SUPPLIED, OwnCopies, OwnCopy
from stancetracker.addons.evidence.supply import Stated, Supplied, Supply, plan, supply
from stancetracker.base import apart
from stancetracker.base.errors import UnknownNameError
from stancetracker.contribute.check import check
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder

pytest.importorskip("warcio", reason="the extra evidence has warcio")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")
pytest.importorskip("pypdf", reason="the extra evidence has pypdf")
SAVED = Path(__file__).parent / "saved"
URL = "http://news.example/bridge"
OLD_URL = "http://news.example/old"
CAPTURED = "2026-11-30"
TODAY = "2026-12-05"
QUOTE = "We won’t let the river cut this town in two"
HTML = [("Content-Type", "text/html")]


def quoting(url: str = URL, words: str = QUOTE, id: str = "one", **source: Any) -> dict[str, Any]:
    sources = [{"url": url, "tier": "primary", **source}]
    return a_statement(quote=words, wording="excerpt", language="en", id=id, sources=sources)


def planned(
    folder: Folder, *files: Path, url: str = "", day: str = "", today: str = TODAY
) -> Supply:
    return plan(folder, files, (), Stated(url, day), today)


def supplied(folder: Folder, *files: Path, url: str = "", day: str = "") -> Supplied:
    return supply(folder, planned(folder, *files, url=url, day=day), TODAY)


def refusals(result: Supply) -> list[str]:
    return [f"{item.place}: {item.reason}" for item in result.refused]


def copy_in(folder: Folder) -> dict[str, Any]:
    """Return the last `copy` record."""
    return recorded(folder)[-1]


def codes(folder: Folder) -> list[str]:
    problems = check(folder, TODAY, quotes=True).problems
    return [problem.code for problem in problems if problem.code.startswith(("quote-", "unco"))]


def warc_of(path: Path, *pages: tuple[str, str], day: str = CAPTURED) -> Path:
    """Write a WARC with pages captured on a day, the text of each by its address."""
    records = [CopyRecord(url, text.encode(), HTML, "200 OK") for url, text in pages]
    write_copy(path, records)
    content = b"".join(
        gzip.compress(record) for record in _with_day(gzip.decompress(path.read_bytes()), day)
    )
    path.write_bytes(content)
    return path


def _with_day(warc: bytes, day: str) -> list[bytes]:
    parts = warc.split(b"WARC/1.0\r\n")[1:]
    head = b"WARC/1.0\r\n"
    dated = []
    for part in parts:
        before, _, after = part.partition(b"WARC-Date: ")
        dated.append(
            head + before + b"WARC-Date: " + day.encode() + b"T" + after.partition(b"T")[2]
        )
    return dated


@pytest.mark.parametrize(
    "name", ["page.html", "page.mhtml", "page.pdf", "page.warc.gz", "page.wacz"]
)
def test_an_edited_quote_is_found_in_what_a_browser_and_an_archiver_saved(
    tmp_path: Path, name: str
) -> None:
    folder = dataset(tmp_path, quoting())
    supplied(folder, SAVED / name, url=URL)
    [record] = lines(folder)[-1:]
    assert [] == codes(folder)
    edited = record["quote"].replace("won’t", "will")
    dataset(tmp_path, {**record, "quote": edited})

    assert ["quote-not-found"] == codes(folder)


def test_a_page_gets_its_hash_and_enters_the_own_list_as_supplied(tmp_path: Path) -> None:
    """A page that somebody saved on a day that nobody knows was retrieved on none."""
    folder = dataset(tmp_path, quoting())
    assert ([URL], []) == supplied(folder, SAVED / "page.html")[:2]
    digest = sha256((SAVED / "page.html").read_bytes()).hexdigest()
    [copy] = copies_of(folder, URL)

    assert digest == copy_in(folder)["sha256"] == kept(copy).sha256
    assert "retrieved" not in copy_in(folder)
    assert OwnCopy(None, SUPPLIED) == OwnCopies(folder).pages()[source_key(URL)][digest]
    assert ([], [URL], []) == supplied(folder, SAVED / "page.html")
    assert [copy] == copies_of(folder, URL)


@pytest.mark.parametrize("name", ["page.html", "page.mhtml"])
def test_the_address_that_a_browser_noted_is_that_of_the_page(tmp_path: Path, name: str) -> None:
    assert [URL] == supplied(dataset(tmp_path, quoting()), SAVED / name).new


@pytest.mark.parametrize("name", ["page.warc.gz", "page.wacz"])
def test_the_day_of_capture_is_that_of_the_source_and_redirects_lead_to_the_page(
    tmp_path: Path, name: str
) -> None:
    folder = dataset(tmp_path, quoting(OLD_URL))
    assert [OLD_URL] == supplied(folder, SAVED / name).new
    [copy] = copies_of(folder, OLD_URL)
    warc = gzip.decompress(copy.path.read_bytes())

    assert CAPTURED == copy.day == copy_in(folder)["retrieved"]
    assert "Ada backs the bridge" == kept(copy).page().title
    assert warc.index(b"HTTP/1.1 301 Moved Permanently") < warc.index(b"HTTP/1.1 200 OK")


def test_a_stated_day_is_that_of_a_file_without_one(tmp_path: Path) -> None:
    folder = dataset(tmp_path, quoting())
    supplied(folder, SAVED / "page.html", day="2026-01-27")

    assert "2026-01-27" == copy_in(folder)["retrieved"] == copies_of(folder, URL)[0].day


def test_every_page_of_an_archive_that_a_source_names_is_taken(tmp_path: Path) -> None:
    """An address is the same for which the same request is sent."""
    first, second = "https://news.example", "https://News.example/b?é=1#part"
    folder = dataset(tmp_path / "data", quoting(first), quoting(second, id="two"))
    file = warc_of(
        tmp_path / "a.warc.gz",
        ("https://news.example/", "<p>First"),
        ("https://news.example/b?%C3%A9=1", "<p>Second"),
        ("https://news.example/c", "<p>Third"),
    )
    result = planned(folder, file)

    assert {first: "<p>First", second: "<p>Second"} == {
        url: page.page.body.decode() for url, page in result.pages.items()
    }
    assert [] == refusals(result)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "a.html",
            b"<html>x",
            "a.html: the file does not note the address of its page (give it: --url URL)",
        ),
        ("a.txt", b"", "a.txt: it is empty"),
        ("a.png", b"\x89PNG\r\n\0\0", "a.png: neither HTML, MHTML, PDF, text, WARC nor WACZ"),
        (
            "a.gz",
            gzip.compress(b"x", mtime=0),
            "a.gz: it has no page that a source names (0 pages read)",
        ),
        ("a.zip", b"PK\x03\x04x", "a.zip: not a WACZ that can be read: File is not a zip file"),
        (
            "a.mhtml",
            b"From: <Saved by Blink>\n\nSnapshot-Content-Location: http://news.example/bridge",
            "a.mhtml: the file does not note the address of its page (give it: --url URL)",
        ),
        (
            "a.html",
            b"<!-- saved from url=(0026)http://other.example/bridg -->",
            "a.html: no source names http://other.example/bridg",
        ),
        (
            "a.html",
            b"<!-- saved from url=(0025)http://news.example/bridge -->",
            "a.html: the file does not note the address of its page (give it: --url URL)",
        ),
        (
            "a.html",
            b"<html><!-- saved from url=(0026)http://news.example/bridge -->"
            b"<link rel=canonical href='http://news.example/bridge'>",
            "a.html: the file does not note the address of its page (give it: --url URL)",
        ),
    ],
)
def test_a_file_is_not_taken_with_its_reason(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    folder = dataset(tmp_path / "data", quoting())
    (tmp_path / name).write_bytes(content)
    result = planned(folder, tmp_path / name)

    assert [why] == refusals(result)
    assert {} == result.pages


def test_two_files_for_an_address_are_not_taken_unless_they_are_the_same(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", quoting())
    file = warc_of(tmp_path / "a.warc.gz", (URL, "<p>One"), (URL, "<p>Other"))
    same = warc_of(tmp_path / "b.warc.gz", (URL, "<p>One"), (URL, "<p>One"))

    assert [
        f"{URL}: these are different pages of it, name one: a.warc.gz:1, a.warc.gz:2"
    ] == refusals(planned(folder, file))
    assert [] == refusals(planned(folder, same))


def test_an_address_that_no_source_names_is_an_unknown_name(tmp_path: Path) -> None:
    folder = dataset(tmp_path, quoting())
    with pytest.raises(UnknownNameError) as refusal:
        planned(folder, SAVED / "page.html", url="http://news.example/bridges")

    assert URL in str(refusal.value.hint)


@pytest.mark.parametrize(
    ("day", "today", "why"),
    [
        ("2026-01-27", TODAY, "it was captured on 30 Nov 2026, and not on 27 Jan 2026"),
        ("", "2026-11-29", "it was captured on 30 Nov 2026, which is in the future"),
    ],
)
def test_a_day_of_capture_that_cannot_be_is_not_taken(
    tmp_path: Path, day: str, today: str, why: str
) -> None:
    folder = dataset(tmp_path, quoting())
    result = planned(folder, SAVED / "page.warc.gz", day=day, today=today)

    assert [f"page.warc.gz:5: {why}"] == refusals(result)


def test_a_bad_record_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", quoting())
    good = gzip.compress(b"WARC/1.0\r\nbroken") + (SAVED / "page.warc.gz").read_bytes()
    (tmp_path / "a.warc.gz").write_bytes(good)
    result = planned(folder, tmp_path / "a.warc.gz")

    assert ["a.warc.gz:1"] == [item.place for item in result.passed_over]
    assert [URL] == list(result.pages)


def test_an_address_that_answered_with_an_error_has_no_page(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", quoting())
    write_copy(tmp_path / "a.warc.gz", [CopyRecord(URL, b"Gone", HTML, "404 Not Found")])
    result = planned(folder, tmp_path / "a.warc.gz")

    assert [("a.warc.gz:1", f"{URL}: HTTP 404")] == list(result.passed_over)
    assert {} == result.pages


def wacz(path: Path, content: bytes, compression: int = ZIP_STORED, stated: bytes = b"") -> Path:
    description = f'{{"resources":[{{"path":"archive/a.warc.gz","hash":"sha256:{sha256(stated or content).hexdigest()}"}}]}}'
    with ZipFile(path, "w", compression) as archive:
        archive.writestr("archive/a.warc.gz", content)
        archive.writestr("datapackage.json", description)
    return path


@pytest.mark.parametrize(
    ("content", "stated", "why"),
    [
        (b"\0" * 5_000_000, b"", "it unpacks to more than 200 times its size"),
        (b"WARC/1.0", b"other", "it is not what datapackage.json states"),
    ],
)
def test_a_bomb_or_an_altered_file_in_a_wacz_is_passed_over(
    tmp_path: Path, content: bytes, stated: bytes, why: str
) -> None:
    folder = dataset(tmp_path / "data", quoting())
    file = wacz(tmp_path / "a.wacz", content, ZIP_DEFLATED, stated)
    result = planned(folder, file)

    assert [("a.wacz/archive/a.warc.gz", why)] == list(result.passed_over)
    assert {} == result.pages


def test_a_wacz_of_very_many_files_is_not_taken(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", quoting())
    with ZipFile(tmp_path / "a.wacz", "w") as archive:
        for number in range(1001):
            archive.writestr(f"archive/{number}.warc", b"")

    assert ["a.wacz: it holds more than 1,000 WARC files"] == refusals(
        planned(folder, tmp_path / "a.wacz")
    )


def test_a_page_larger_than_an_item_may_be_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = dataset(tmp_path, quoting())
    monkeypatch.setattr(apart, "MOST_BYTES", 100)

    assert ["page.html: it is larger than 50,000,000 bytes"] == refusals(
        planned(folder, SAVED / "page.html")
    )


def test_it_is_said_how_each_quote_stands_in_the_page(tmp_path: Path) -> None:
    folder = dataset(
        tmp_path,
        quoting(),
        quoting(words="We won't let the river cut this town in two", id="two"),
        quoting(words="We will let the river cut this town in two", id="three"),
        quoting("http://news.example/other", id="four"),
    )

    assert [
        (URL, "one: its quote stands in it letter for letter"),
        (URL, "two: its quote stands in it but for quotation marks, dashes or spaces"),
        (URL, "three: its quote does not stand in it"),
    ] == list(planned(folder, SAVED / "page.html").quotes)


def test_a_supplied_page_is_not_fetched_and_a_fetched_one_stays_beside_it(tmp_path: Path) -> None:
    with serving(page="Hello") as web:
        folder = dataset(tmp_path / "data", quoting(web["/page"], "Hello"))
        (tmp_path / "page.html").write_text("<html><p>Hello, as saved")
        supplied(folder, tmp_path / "page.html", url=web["/page"])
        assert ([], [], []) == archived(folder)[:3]
        assert [] == web.requests
        assert [web["/page"]] == archived(folder, again=True, today="2026-12-06").new

    assert 2 == len(copies_of(folder, web["/page"]))


def test_addresses_of_the_same_request_are_the_same() -> None:
    same = ["http://a.example", "http://A.example:80/", "http://a.example/#x"]
    other = ["https://a.example/", "http://a.example/?", "http://a.example/x", "mailto:a"]

    assert 1 == len(set(map(request_address, same)))
    assert {request_address(same[0])}.isdisjoint(map(request_address, [other[0], *other[2:]]))
