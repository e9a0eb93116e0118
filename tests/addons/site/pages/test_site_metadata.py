"""The files beside the pages: the sitemap, the citation file, the feed of changes."""

import json
from xml.etree import ElementTree

import pytest

from stancetracker.addons.site.pages import site as beside
from stancetracker.addons.site.pages.site import Entry

SITE = {
    "day": "2026-02-01",
    "title": "Bridges",
    "publisher": "Us",
    "licence": "CC0-1.0",
    "version": "abc",
}


def entry(day: str = "2026-02-01", path: str = "issues/bridge/", *changed: str) -> Entry:
    return Entry(day, path, f"The bridge: recorded {day}", "1 of 2 people.", changed)


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
        beside.citation(SITE | {"title": 'The "bridge": #1\x07', "licence": "Ask us"}, BASE)
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
    text = "".join(beside.citation(SITE | {"publisher": ""}, None))

    assert "url:" not in text
    assert 'authors:\n  - name: "Bridges"\n' in text


def test_every_text_of_the_citation_file_is_quoted() -> None:
    hostile = "a\nkey: value # \\ \u2028\ud800"
    lines = "".join(
        beside.citation(SITE | {"title": hostile, "publisher": hostile, "licence": hostile}, None)
    ).split("\n")
    quoted = [line.split(": ", 1)[1] for line in lines if line.startswith(("title", "  - name"))]

    assert 2 == len(quoted)
    assert ["a^Jkey: value # \\ \\u2028\\ud800"] * 2 == list(map(json.loads, quoted))


ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def feed(*entries: Entry, base: str | None = None, **facts: str) -> ElementTree.Element:
    return ElementTree.fromstring("".join(beside.feed({**SITE, **facts}, entries, base)))


def texts(element: ElementTree.Element, name: str) -> list[str | None]:
    return [child.text for child in element.iter(name)]


def test_ids_of_a_feed_without_an_address_depend_on_the_dataset() -> None:
    """A dataset without a publisher is its own author."""
    root = feed(entry(), entry("2026-01-04", ""), publisher="", licence="")
    ids = texts(root, f"{ATOM}id")

    assert (["Bridges"], []) == (texts(root, f"{ATOM}name"), texts(root, f"{ATOM}rights"))
    assert 3 == len(set(ids))
    assert set(ids).isdisjoint(texts(feed(entry(), title="Tunnels"), f"{ATOM}id"))


def test_ids_of_a_feed_with_an_address_are_its_pages_newest_first() -> None:
    root = feed(entry("2026-01-04", "r/a/"), entry(), base=BASE)
    links = [link.attrib for link in root.iter(f"{ATOM}link")]

    pages = [BASE, f"{BASE}issues/bridge/", f"{BASE}r/a/"]
    assert [
        {"rel": "self", "href": f"{BASE}feed.xml"},
        *({"href": page} for page in pages),
    ] == links
    assert pages == texts(root, f"{ATOM}id")


def test_a_feed_lists_the_first_changes_and_the_newest_entries() -> None:
    items = texts(feed(entry("2026-02-01", "", *map(str, range(1234)))), f"{XHTML}li")
    many = [
        entry(f"{year}-01-01", f"r/{year}/") for year in range(1000, 1001 + beside.MOST_ENTRIES)
    ]

    assert [*map(str, range(beside.MOST_CHANGES)), "and 1,214 more, on the page"] == items
    assert beside.MOST_ENTRIES == len(texts(feed(*many), f"{ATOM}id")) - 1


@pytest.mark.parametrize(
    "text", ["<script>1</script>", "]]>", "a\x00b\x1b", "\u202e\ufffe\uffff\ud800", "&"]
)
def test_hostile_words_in_a_feed_stay_words(text: str) -> None:
    root = feed(entry("2026-02-01", "", text), title=text, publisher=text, licence=text)

    names = "feed title subtitle id updated author name rights link entry content".split()
    tags = {*(ATOM + name for name in names), *(XHTML + name for name in ("div", "p", "ul", "li"))}
    assert tags == {element.tag for element in root.iter()}
    assert text.isprintable() is (text in str(texts(root, f"{XHTML}li")[0]))
