"""`stancetracker archive`, and `check --quotes` on the copies."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.addons.evidence.web import Web, serving
from tests.cli.conftest import Append, Refused, Run
from tests.datasets import complete

from stancetracker.index.lookup import source_key

pytest.importorskip("warcio", reason="the extra evidence has warcio")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")
REDACTION = ("amend", "ada-says", "--redact", "--reason", "A court.")
WITHOUT_DELAY = ("--delay", "0", "--allow-private", "127.0.0.1")


@pytest.fixture
def web(append: Append) -> Iterator[Web]:
    """Serve the sources of two statements; the source of a third is missing."""
    with serving(ada="I said so. “The bridge is good,” Fay said.", bo="I never said.") as web:
        quote = {"quote": "I said so.", "wording": "verbatim", "language": "en", "issue": "toll"}
        statement = {
            "kind": "statement",
            "speaker": "ada",
            "date": "2026-01-05",
            "stance": "favor",
            **quote,
        }
        for name in ("ada", "bo", "cy"):
            source = {"url": web[f"/{name}"], "tier": "primary"}
            append(json.dumps(complete({**statement, "id": f"{name}-says", "sources": [source]})))
        yield web


def test_sources_are_listed_fetched_and_counted(run: Run, web: Web) -> None:
    ids = ["ada-says", "bo-says", "cy-says"]
    addresses = "".join(f"{web[f'/{name}']}\n" for name in ("ada", "bo", "cy"))
    assert (0, addresses, "") == run("archive", *ids, "-n")
    assert [] == web.requests
    not_fetched = f"stancetracker: not fetched: {web['/cy']}: HTTP 404 Not Found\nstancetracker: "

    counts = "2 archived, 0 unchanged, 1 not fetched; copies recorded: 2\n"
    assert (1, "", not_fetched + counts) == run("archive", *ids, *WITHOUT_DELAY)
    assert (0, f"{web['/cy']}\n", "") == run("archive", *ids, "-n")
    assert (0, addresses, "") == run("archive", *ids, "-n", "--again")
    counts = "0 archived, 1 unchanged, 0 not fetched; copies recorded: 0\n"
    assert (0, "", f"stancetracker: {counts}") == run(
        "archive", "ada-says", "--again", *WITHOUT_DELAY
    )


def test_a_redaction_removes_the_copies_of_its_sources(run: Run, web: Web, data: Path) -> None:
    run("archive", "ada-says", "bo-says", *WITHOUT_DELAY)
    run(*REDACTION, "-n")
    assert 2 == len(list((data / "archive").glob("*.warc.gz")))
    _, _, err = run(*REDACTION)

    assert "stancetracker: removed the copies of 1 source\n" in err
    assert [source_key(web["/bo"])] == [
        path.name[:12] for path in (data / "archive").glob("*.warc.gz")
    ]


@pytest.mark.slow
def test_no_copy_is_in_a_site_or_an_export(run: Run, web: Web, tmp_path: Path) -> None:
    """The page says what no record does."""
    run("archive", "ada-says", *WITHOUT_DELAY)
    output = tmp_path / "output"
    output.mkdir()
    assert 0 == run("site", str(output / "site"))[0]
    for form in ("csv", "sqlite"):
        assert 0 == run("export", form, "-o", str(output / f"export.{form}"))[0]
    written = [path for path in output.rglob("*") if path.is_file()]

    assert any(b"I said so." in path.read_bytes() for path in written)
    for path in written:
        assert b"The bridge is good" not in path.read_bytes()
        assert ".warc" not in path.name


def test_copies_that_cannot_be_removed_are_an_error(run: Run, web: Web, data: Path) -> None:
    run("archive", "ada-says", *WITHOUT_DELAY)
    [copy] = (data / "archive").glob("*.warc.gz")
    copy.unlink()
    copy.mkdir()
    status, _, err = run(*REDACTION)

    assert 1 == status
    assert "it is redacted, but copies of its sources are left: Is a directory\n" in err


def test_quotes_that_no_copy_has_are_problems_like_others(run: Run, web: Web) -> None:
    run("archive", "ada-says", "bo-says", *WITHOUT_DELAY)
    status, out, err = run("check", "--quotes")
    [row] = [
        row
        for row in json.loads(run("check", "--quotes", "--json")[1])
        if row["severity"] == "error"
    ]

    assert 1 == status
    assert "bridge.jsonl:26:" in out
    assert "error: it stands in no archived copy of its sources [quote-not-found]\n" in out
    assert "quotes: 1 letter for letter, 1 not at all, " in err
    assert ("quote-not-found", "bo-says") == (row["code"], row["record"])
    assert (0, False) == (run("check")[0], "quotes" in run("check")[2])


def test_an_archived_page_is_drafted_from_its_copy(run: Run, web: Web, data: Path) -> None:
    run("archive", "ada-says", *WITHOUT_DELAY)
    proposed = json.loads(run("draft", web["/ada"], "--issue", "bridge")[1])["record"]

    assert "The bridge is good" == proposed["quote"]
    source = {"tier": "secondary", "url": web["/ada"], "retrieved": "2026-03-01"}
    assert proposed["sources"] == [source]


def test_a_saved_page_becomes_a_copy_and_what_is_none_is_named(
    run: Run, web: Web, tmp_path: Path
) -> None:
    page, other = tmp_path / "page.html", tmp_path / "other.html"
    page.write_text("<html><p>“I said so,” she said. I said so.")
    other.write_text("<html>")
    url = web["/ada"]
    taken = f"stancetracker: {url}: page.html of 27 Jan 2026, from a file you supplied\n"
    quote = "stancetracker:   ada-says: its quote stands in it letter for letter\n"
    not_taken = (
        "stancetracker: not taken: other.html: the file does not note the address of its page"
        " (give it: --url URL)\n"
    )
    from_page = ("archive", "--from", str(page), "--url", url, "--retrieved", "2026-01-27")

    assert (0, f"{url}\n", taken + quote) == run(*from_page, "-n")
    counts = "stancetracker: 1 kept, 0 unchanged, 0 not taken; copies recorded: 1\n"
    assert (0, "", taken + quote + counts) == run(*from_page)
    assert (1, "", not_taken) == run("archive", "--from", str(other), "-n")
    assert [] == web.requests


def test_a_page_without_a_day_is_said(run: Run, web: Web, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><p>“I said so,” she said. I said so.")
    from_page = ("archive", "--from", str(page), "--url", web["/ada"])
    undated = "stancetracker: 1 page without a day: --retrieved DAY states when you saved it\n"

    assert undated in run(*from_page)[2]
    assert undated not in run(*from_page, "--retrieved", "2026-01-27")[2]


def test_several_files_may_follow_from(run: Run, web: Web, tmp_path: Path) -> None:
    """As a pattern of the shell gives them; an id has no dot."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Hello")
    files = ("--from", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    err = run("archive", *files, "ada-says", "-n")[2]

    assert ["a.txt", "b.txt"] == [line.split(": ")[2] for line in err.splitlines()]


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (
            ("--url", "https://example.org/"),
            "--url and --retrieved are about a page that you have saved",
        ),
        (("--from", "a.txt", "--again"), "--again fetches pages"),
        (
            ("--from", "a.txt", "b.txt", "--url", "https://example.org/"),
            "the address of one page, and these are 2 files",
        ),
        (
            ("--from", "a.txt", "--retrieved", "2100-01-01"),
            "2100-01-01 is in the future; today is ",
        ),
        (("--from", "a.txt", "--url", "https://example.org/none"), "unknown source: https://"),
        (("--from", "a.txt", "unknown-record"), "unknown record: unknown-record"),
    ],
)
def test_flags_of_saved_files_that_contradict_are_refused(
    refused: Refused, flags: tuple[str, ...], why: str
) -> None:
    assert why in refused("archive", *flags)


def test_an_archived_page_is_fetched_and_named_where_the_page_is_gone(
    run: Run, web: Web, append: Append
) -> None:
    gone, archived = web["/gone"], web["/ada"]
    source = {"url": gone, "tier": "primary"}
    copy = {"kind": "copy", "id": "elsewhere", "url": gone, "archive_url": archived}
    append(json.dumps(complete(copy)))
    statement = {"kind": "statement", "speaker": "ada", "date": "2026-01-05", "issue": "toll"}
    words = {"stance": "favor", "summary": "She likes it."}
    append(json.dumps(complete({**statement, **words, "id": "dee-says", "sources": [source]})))
    status, _, err = run("archive", "dee-says", *WITHOUT_DELAY)

    assert 0 == status
    assert f"gone: {gone}: HTTP 404 Not Found; archived from {archived}\n" in err
