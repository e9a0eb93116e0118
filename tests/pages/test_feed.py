"""The feed of changes: an entry for each edition and issue, the same each time, and valid."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

import pytest
from tests.pages.sample import DAYS, edition, front_page, issue_page

from stancetracker.pages import beside
from stancetracker.pages.beside import Feed

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "https://example.org/ledger/"


def made(changed: Iterable[str] = ("Ada: public statement, against.",)) -> Feed:
    """The feed of three editions; the last changed one issue of two."""
    found = Feed()
    for day in DAYS:
        found.see(edition(day), front_page("bridge", "toll"))
        found.see(edition(day), issue_page("toll"))
    found.see(edition(), issue_page("bridge", tuple(changed)))
    return found


def read(found: Feed, base: str | None = None, **about: str) -> ElementTree.Element:
    return ElementTree.fromstring("".join(found.write(edition(**about), base)))


def texts(element: ElementTree.Element, name: str) -> list[str | None]:
    return [each.text for each in element.iter(name)]


def test_without_an_address_names_are_of_the_data() -> None:
    ids = texts(read(made()), f"{ATOM}id")

    assert 3 == len(set(ids))
    assert set(ids).isdisjoint(texts(read(made(), title="Tunnels"), f"{ATOM}id"))


def test_with_an_address_the_pages_are_named_by_theirs() -> None:
    root = read(made(), BASE)
    links = [each.attrib for each in root.iter(f"{ATOM}link")]

    pages = [BASE, f"{BASE}2026-02-01/issues/bridge/", f"{BASE}2026-01-04/"]
    assert [{"rel": "self", "href": f"{BASE}feed.xml"}, *({"href": page} for page in pages)] == links
    assert pages == texts(root, f"{ATOM}id")


def test_of_very_many_changes_the_first_are_told_and_how_many_more() -> None:
    told = texts(read(made(map(str, range(1234)))), f"{XHTML}li")

    assert [*map(str, range(beside.MOST_CHANGES)), "and 1,214 more, on the page"] == told[:-2]


def test_of_very_many_entries_the_newest_are_kept() -> None:
    found = made()
    for number in range(beside.MOST_ENTRIES):
        found.see(edition(), issue_page(f"bridge-{number}", ("x",)))
    ids = texts(read(found, BASE), f"{ATOM}id")[1:]

    assert beside.MOST_ENTRIES == len(ids)
    assert f"{BASE}2026-02-01/issues/bridge-{beside.MOST_ENTRIES - 1}/" == ids[0]
    assert f"{BASE}2026-02-01/issues/bridge-0/" == ids[-1]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "]]>", "a\x00b\x1b", "\u202e\ufffe\uffff\ud800", "&"]
)
def test_hostile_words_stay_words(text: str) -> None:
    root = read(made([text]), title=text, publisher=text, licence=text)

    assert {"feed", "title", "id", "updated", "author", "name", "rights", "link", "entry", "content"} == {
        each.tag.removeprefix(ATOM) for each in root.iter() if each.tag.startswith(ATOM)
    }
    assert {"div", "p", "ul", "li"} == {
        each.tag.removeprefix(XHTML) for each in root.iter() if each.tag.startswith(XHTML)
    }
    assert text.isprintable() is (text in str(texts(root, f"{XHTML}li")[0]))


def test_a_dataset_that_says_nothing_of_itself_has_its_title_alone() -> None:
    root = read(made(), publisher="", licence="")

    assert ["Bridges"] == texts(root, f"{ATOM}name")
    assert [] == texts(root, f"{ATOM}rights")
