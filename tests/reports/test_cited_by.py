"""Whose a citation is: another's words, nobody's, or what the ledger finds."""

import pytest
from tests.reports.asking import Ask
from tests.reports.test_bibliography import check_csl, parsed
from tests.reports.test_citation import cited

LINES = """
{"kind": "dataset", "url": "https://bridges.example/"}
{"kind": "person", "id": "ada"} {"kind": "person", "id": "ben"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "ben"]}
{"kind": "statement", "id": "told", "speaker": "ada", "date": "2026-01-10", "stance": "against",
 "summary": "Spoke of the river.", "stance_basis": "inferred", "coded_by": "Us", "note": "From the river.",
 "sources": [
   {"url": "https://copy.example/1", "tier": "reprint", "publisher": "Copy", "original_publisher": "Gazette"},
   {"url": "https://gazette.example/1", "tier": "secondary", "publisher": "Gazette", "author": "A Reporter",
    "retrieved": "2026-01-20"}]}
{"kind": "copy", "id": "kept", "url": "https://gazette.example/1", "archive_url": "https://archive.org/g"}
{"kind": "silence", "id": "said", "actors": ["ben"], "date": "2026-01-13", "basis": "reported",
 "checked_by": "Gazette", "sources": [
   {"url": "https://copy.example/2", "tier": "reprint", "publisher": "Copy", "original_publisher": "Gazette"}]}
{"kind": "silence", "id": "own", "actors": ["ada"], "date": "2026-01-09", "checked_by": "Cy", "sources": [
   {"url": "https://gazette.example/3", "tier": "secondary"}]}
"""


def test_a_summary_is_nobodys_words_and_its_source_the_original(ask: Ask) -> None:
    entry, item = (cited(ask, "told")[style] for style in ("bibtex", "csl_json"))
    title = "[Summary of a statement by Ada on “The bridge”, 10 Jan 2026]"
    fields = parsed(entry) | {"title": parsed(entry)["title"].strip("{}")}

    assert "author" not in fields | check_csl(item)
    assert (title, "Gazette", "https://gazette.example/1", "2026-01-20") == tuple(
        fields[name] for name in ("title", "publisher", "url", "urldate")
    )
    assert (title, "Gazette", "https://archive.org/g") == tuple(
        check_csl(item)[name] for name in ("title", "publisher", "archive_location")
    )
    assert "archived at https://archive.org/g" in fields["note"]
    assert cited(ask, "told")["text"].startswith(
        "Public statement by Ada on “The bridge”, against the proposition (inferred), 10 Jan 2026 (speech) [summary: Spoke of the"
        " river], Gazette, https://gazette.example/1, archived at https://archive.org/g, retrieved 20 Jan 2026, told"
    )


def test_a_page_that_retells_is_named_before_what_it_retells(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "ben"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "ben"]}
    {"kind": "statement", "id": "told", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "summary": "Spoke.", "sources": [
      {"url": "https://blog.example/1", "tier": "secondary", "publisher": "Blog", "original_publisher": "Gazette"}]}
    {"kind": "silence", "id": "said", "actors": ["ben"], "date": "2026-01-13", "basis": "reported",
     "checked_by": "Gazette", "sources": [
      {"url": "https://blog.example/2", "tier": "secondary", "publisher": "Blog", "original_publisher": "Gazette"}]}
    """
    told, said = (check_csl(cited(ask, ref)["csl_json"]) for ref in ("told", "said"))

    assert "Blog, after Gazette" == told["publisher"] == said["publisher"]
    assert [{"literal": "Blog"}] == said["author"]
    for ref in ("told", "said", "ben"):
        text = cited(ask, ref)["text"]
        assert 1 == text.count("Blog, after Gazette") == text.count("https://blog.example/")
        assert "Gazette, read at" not in text


@pytest.mark.parametrize("ref", ["ada", "ben", "bridge", "own"])
def test_what_the_ledger_finds_cites_the_ledger(ask: Ask, ref: str) -> None:
    row = cited(ask, ref)

    assert (
        "https://bridges.example/"
        == parsed(row["bibtex"])["url"]
        == check_csl(row["csl_json"])["URL"]
    )
    assert "Bridges" == check_csl(row["csl_json"])["container-title"]
    assert "Bridges, https://bridges.example/, stancetracker data" in row["text"]


def test_a_standing_says_that_its_stance_was_inferred(ask: Ask) -> None:
    assert "against the proposition (inferred), 10 Jan 2026" in cited(ask, "ada")["text"]


def test_a_silence_says_who_checked_and_when(ask: Ask) -> None:
    reported, own = (check_csl(cited(ask, ref)["csl_json"]) for ref in ("said", "own"))

    assert ([{"literal": "Gazette"}], "Gazette, read at Copy") == (
        reported["author"],
        reported["publisher"],
    )
    assert (
        "[No public statement by Ben on “The bridge” was found up to 13 Jan 2026]"
        == reported["title"]
    )
    assert [{"literal": "Cy"}] == own["author"]
    assert "found up to 9 Jan 2026 (checked by Cy" in own["note"] + own["title"]


def test_a_silence_that_a_source_reports_names_it_once(ask: Ask) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "ben"}
    {"kind": "publisher", "id": "blog", "domains": ["blog.example"]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "ben"]}
    {"kind": "silence", "id": "k", "actors": ["ada"], "date": "2026-02-08", "basis": "reported",
     "checked_by": null, "label": "Ada has not spoken.", "sources": [
      {"url": "https://blog.example/1", "tier": "secondary", "publisher": "Blog", "original_publisher": "Gazette"}]}
    {"kind": "silence", "id": "m", "actors": ["ben"], "date": "2026-02-08", "basis": "reported",
     "checked_by": null, "response": "declined", "sources": [
      {"url": "https://blog.example/2", "tier": "reprint", "publisher": "Copy", "original_publisher": "Gazette"}]}
    """
    with_words = (
        " on “The bridge” was found up to 8 Feb 2026. Blog, after Gazette, wrote on 8 Feb 2026:"
        " “Ada has not spoken.”, https://blog.example/1, k,"
    )
    without_words = (
        " on “The bridge” was found up to 8 Feb 2026 (according to Gazette, read at Copy; declined),"
        " https://blog.example/2, m,"
    )

    for ref in ("k", "ada"):
        assert cited(ask, ref)["text"].startswith(f"No public statement by Ada{with_words}")
    for ref in ("m", "ben"):
        assert cited(ask, ref)["text"].startswith(f"No public statement by Ben{without_words}")
