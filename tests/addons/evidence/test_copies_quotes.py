"""Quotes, and sentences that report silences, are compared with the copies of their sources."""

from pathlib import Path
from typing import Any

import pytest
from tests.addons.evidence.test_archive import LATER, TODAY, archived, dataset
from tests.addons.evidence.web import Web, send, serving
from tests.contribute.conftest import a_silence, a_statement

from stancetracker.contribute.check import check
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder

pytest.importorskip("warcio", reason="the extra evidence has warcio")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")


def sources(*urls: str) -> dict[str, Any]:
    return {"sources": [{"url": url, "tier": "primary"} for url in urls]}


def quote(words: str, *urls: str, wording: str = "verbatim", **more: Any) -> dict[str, Any]:
    return a_statement(quote=words, wording=wording, language="en", **sources(*urls), **more)


def compared(folder: Folder) -> tuple[list[tuple[str, int, str]], str]:
    """Return the code, line and text of each problem with a quote, and the summary."""
    result = check(folder, LATER, quotes=True)
    quote_problems = [problem for problem in result.problems if problem.code.startswith("quote-")]
    sites = [
        (
            problem.code,
            problem.place.line,
            (problem.line_text or "")[problem.place.column - 1 :][:4],
        )
        for problem in quote_problems
    ]
    return sites, result.quote_summary


@pytest.mark.parametrize(
    ("words", "page", "code"),
    [
        ("We won’t stay silent.", "He said: “We won’t <b>stay</b> silent.”", ""),
        ("We won't stay silent.", "“We won’t stay\n silent.”", "quote-typography"),
        ("We won’t stay - silent.", "We won’t stay&mdash;silent.", "quote-typography"),
        ("Nous sommes « là » !", "Nous sommes «&nbsp;là&#8239;»&nbsp;!", "quote-typography"),
        ("Nous sommes là.", "Nous sommes la\u0300.", "quote-typography"),
        ("Two. Paragraphs.", "Two.<p>Paragraphs.", "quote-typography"),
        ("Soft hyphen", "Soft hy&shy;phen", "quote-typography"),
        ("We wont stay silent.", "We won’t stay silent.", "quote-not-found"),
        ("We stay silent", "We won’t stay silent.", "quote-not-found"),
        ("nowhere", "now here", "quote-not-found"),
        ("We won’t […] silent.", "We won’t stay silent.", ""),
        ("We won't ... silent.", "We won’t stay silent.", "quote-typography"),
        ("silent (...) won’t", "We won’t stay silent.", "quote-not-found"),
        ("said = 1", "<script>said = 1</script>", "quote-not-found"),
    ],
)
def test_a_quote_is_found_letter_for_letter_or_but_for_typography_or_reported(
    tmp_path: Path, words: str, page: str, code: str
) -> None:
    with serving(page=f"{page} The end.") as web:
        folder = dataset(tmp_path, quote(words, web["/page"]))
        archived(folder)
    sites, _ = compared(folder)

    assert ([(code, 6, f'"{words}'[:4])] if code else []) == sites


def test_labels_are_compared_too_and_withdrawn_quotes_are_not(tmp_path: Path) -> None:
    with serving(page="Nobody of them spoke.") as web:
        retraction = {
            "kind": "correction",
            "corrects": "three",
            "type": "retraction",
            "reason": "Wrong.",
        }
        folder = dataset(
            tmp_path,
            a_silence(label="Nobody of them spoke.", **sources(web["/page"])),
            a_silence(label="They all kept mum.", **sources(web["/page"]), id="two"),
            quote("Not there.", web["/page"], id="three"),
            retraction,
        )
        archived(folder)

    assert (
        [("quote-not-found", 7, '"The')],
        "2 quotes: 1 letter for letter, 1 not at all",
    ) == compared(folder)


def test_one_copy_that_has_the_quote_is_enough_and_missing_copies_prove_nothing(
    tmp_path: Path,
) -> None:
    def picture(handler: Any) -> None:
        send(handler, b"\x89PNG", Content_Type="image/png")

    with serving(page="Something.", picture=picture) as web:
        folder = dataset(
            tmp_path,
            quote("Something.", web["/picture"], web["/page"], web["/gone"]),
            quote("Something.", web["/gone"], id="two"),
            quote("Something.", web["/picture"], id="three"),
            quote("Quelque chose.", web["/page"], wording="translation", id="four"),
            quote("Some thing.", id="five")
            | {"sources": [{"citation": "P. 3", "tier": "primary"}]},
        )
        archived(folder)
    counts = "1 letter for letter, 1 not, as a translation may, 1 in copies without text, 2 without an archived copy"

    assert ([], f"5 quotes: {counts}") == compared(folder)


def change_page(web: Web, folder: Folder, text: str) -> None:
    web.pages["/page"] = text
    archived(folder, "one", today=LATER, again=True)


def test_a_quote_gone_from_its_page_is_reported_until_it_is_back(
    tmp_path: Path,
) -> None:
    with serving(page="Something.") as web:
        folder = dataset(tmp_path, quote("Something.", web["/page"], id="one"))
        archived(folder)
        change_page(web, folder, "Other words.")
        comparison = compared(folder)
        [problem] = [
            problem
            for problem in check(folder, TODAY, quotes=True).problems
            if problem.code == "quote-gone"
        ]
        change_page(web, folder, "Something. Again.")

    assert ([("quote-gone", 6, '"Som')], "1 quote: 1 no longer") == comparison
    assert "notice" == problem.severity
    assert problem.hint == f"see archive/{source_key(web['/page'])}-*"
    assert [] == compared(folder)[0]


def test_a_damaged_copy_has_no_text_and_a_broken_dataset_is_not_compared(tmp_path: Path) -> None:
    with serving(page="Something.") as web:
        folder = dataset(tmp_path, quote("Something.", web["/page"]))
        archived(folder)
    for path in (tmp_path / "archive").glob("*.warc.gz"):
        path.write_bytes(b"")
    assert ([], "1 quote: 1 in copies that are not read") == compared(folder)
    with (tmp_path / "statements.jsonl").open("a") as file:
        file.write("{\n")

    assert ([], "") == compared(folder)
