"""The files beside the pages: the sitemap and the citation file."""

import json
from xml.etree import ElementTree

from stancetracker.addons.site.pages import site as beside

SITE = {
    "day": "2026-02-01",
    "title": "Bridges",
    "publisher": "Us",
    "licence": "CC0-1.0",
    "version": "abc",
}


LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
BASE = "https://example.org/a&b/"


def located(text: str) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(text).iter(LOC)]


def test_a_sitemap_of_very_many_pages_is_split() -> None:
    listed = [f"people/p{number}/" for number in range(beside.MOST_ADDRESSES + 1)]
    files = {name: located("".join(text)) for name, text in beside.sitemaps(listed, BASE).items()}

    assert ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"] == list(files)
    assert [f"{BASE}sitemap-1.xml", f"{BASE}sitemap-2.xml"] == files["sitemap.xml"]
    assert [beside.MOST_ADDRESSES, 1] == [len(files[name]) for name in list(files)[1:]]
    assert ["sitemap.xml"] == list(beside.sitemaps(listed[1:], BASE))


def test_the_citation_file_has_the_keys_that_its_format_requires() -> None:
    """The format takes SPDX's licences alone, so another licence is in the message."""
    text = "".join(
        beside.citation(
            SITE | {"title": 'The "bridge": #1\x07', "licence": "Ask us"}, SITE["day"], BASE
        )
    )

    assert text == (
        "cff-version: 1.2.0\n"
        'message: "If you use this data, please cite it with the day and the data version. Licence: Ask us"\n'
        "type: dataset\n"
        'title: "The \\"bridge\\": #1^G"\n'
        'authors:\n  - name: "Us"\n'
        'version: "abc"\n'
        "date-released: 2026-02-01\n"
        'url: "https://example.org/a&b/"\n'
    )


def test_the_citation_file_leaves_out_unknown_facts() -> None:
    text = "".join(beside.citation(SITE | {"publisher": ""}, "", None))

    assert "url:" not in text
    assert 'authors:\n  - name: "Bridges"\n' in text


def test_every_text_of_the_citation_file_is_quoted() -> None:
    hostile = "a\nkey: value # \\ \u2028\ud800"
    lines = "".join(
        beside.citation(
            SITE | {"title": hostile, "publisher": hostile, "licence": hostile}, SITE["day"], None
        )
    ).split("\n")
    quoted = [line.split(": ", 1)[1] for line in lines if line.startswith(("title", "  - name"))]

    assert 2 == len(quoted)
    assert ["a^Jkey: value # \\ \\u2028\\ud800"] * 2 == list(map(json.loads, quoted))
