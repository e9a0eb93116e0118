"""What is beside the pages: addresses, the sitemap, how to cite."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from tests.pages.sample import edition

from stancetracker.base.errors import UsageError
from stancetracker.pages import beside, page

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
BASE = "https://example.org/a&b/"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("http://example.org:8080/a/b//", "http://example.org:8080/a/b/"),
    ],
)
def test_an_address_ends_in_a_slash(given: str, expected: str) -> None:
    assert expected == page.base(given)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "example.org",
        "/ledger",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https://user@example.org",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://example.org/?",
        "https://example.org/a b",
        'https://example.org/"',
        "https://example.org/<",
        "https://example.org:99999",
        "https://[",
        "https://example.org/\n",
    ],
)
def test_what_is_no_address_of_a_site(given: str) -> None:
    with pytest.raises(UsageError, match="not a site's address"):
        page.base(given)


@pytest.mark.parametrize("id", ["", "..", "a/b", "A", "a\n", "a_b", "-a"])
def test_only_an_id_names_a_folder(id: str) -> None:
    assert "people/ada/" == page.folder("person", "ada")
    with pytest.raises(AssertionError):
        page.folder("person", id)


def located(text: str) -> list[str | None]:
    return [each.text for each in ElementTree.fromstring(text).iter(LOC)]


def test_the_sitemap_lists_the_last_edition_and_the_front_of_each() -> None:
    listed = beside.listed(["", "people/ada/"], ["2026-01-04", "2026-02-01"])
    [(name, text)] = beside.sitemaps(listed, BASE)

    assert ["sitemap.xml"] == [name] == beside.sitemap_names(len(listed))
    assert [BASE, f"{BASE}people/ada/", f"{BASE}2026-01-04/", f"{BASE}2026-02-01/"] == located("".join(text))


def test_a_sitemap_of_very_many_pages_is_in_parts() -> None:
    listed = [f"people/p{number}/" for number in range(beside.MOST_ADDRESSES + 1)]
    files = {name: located("".join(text)) for name, text in beside.sitemaps(listed, BASE)}

    assert (
        ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"] == list(files) == beside.sitemap_names(len(listed))
    )
    assert [f"{BASE}sitemap-1.xml", f"{BASE}sitemap-2.xml"] == files["sitemap.xml"]
    assert [beside.MOST_ADDRESSES, 1] == [len(files[name]) for name in list(files)[1:]]
    assert ["sitemap.xml"] == beside.sitemap_names(beside.MOST_ADDRESSES)


def test_how_to_cite() -> None:
    """The keys that the format requires, and a licence only as SPDX names it."""
    text = "".join(beside.citation(edition(title='The "bridge": #1\x07', licence="CC-BY-4.0"), BASE))

    assert text == (
        "cff-version: 1.2.0\n"
        'message: "If you use this data, please cite it with the date of the edition and the data version."\n'
        "type: dataset\n"
        'title: "The \\"bridge\\": #1^G"\n'
        'authors:\n  - name: "Us"\n'
        'version: "abc"\n'
        "date-released: 2026-02-01\n"
        "license: CC-BY-4.0\n"
        'url: "https://example.org/a&b/"\n'
    )


@pytest.mark.parametrize("licence", ["CC0", "cc-by-4.0", "Ask us", "MIT\nurl: x"])
def test_a_licence_of_another_name_is_left_out(licence: str) -> None:
    text = "".join(beside.citation(edition(licence=licence), None))

    assert "license:" not in text
    assert "url:" not in text


def test_every_text_is_a_quoted_one() -> None:
    hostile = "a\nkey: value # \\ \u2028\ud800"
    lines = "".join(beside.citation(edition(title=hostile, publisher=hostile), None)).split("\n")
    quoted = [line.split(": ", 1)[1] for line in lines if line.startswith(("title", "  - name"))]

    assert 2 == len(quoted)
    assert ["a^Jkey: value # \\ \\u2028\\ud800"] * 2 == list(map(json.loads, quoted))


def test_a_dataset_that_says_nothing_of_itself_is_its_own_author() -> None:
    assert 'authors:\n  - name: "Bridges"\n' in "".join(
        beside.citation(edition(publisher="", licence=""), None)
    )
