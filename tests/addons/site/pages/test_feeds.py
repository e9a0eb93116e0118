"""Feeds of changes: of the ledger, of an issue, of a person."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.addons.site.pages.sites import page_of, text
from tests.addons.site.pages.sites import site as build_site
from tests.datasets import lines_of, write

from stancetracker.addons.site.pages import feeds
from stancetracker.addons.site.pages.feeds import Change, Entry
from stancetracker.ledger.folder import Folder

SITE = {
    "day": "2026-02-01",
    "title": "Bridges",
    "publisher": "Us",
    "licence": "CC0-1.0",
    "version": "abc",
}
BASE = "https://example.org/a&b/"


def entry(day: str = "2026-02-01", path: str = "issues/bridge/", *changed: str) -> Entry:
    changes = [Change(sentence, "r/a/", words=sentence) for sentence in changed]
    return Entry(day, path, f"The bridge: recorded {day}", "1 of 2 people.", changes)


ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def feed(*entries: Entry, base: str | None = None, **facts: str) -> ElementTree.Element:
    return ElementTree.fromstring(feeds.feed({**SITE, **facts}, entries, base, SITE["day"]))


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
    changes = texts(feed(entry("2026-02-01", "", *map(str, range(1234)))), f"{XHTML}li")
    items = [(text or "").strip(" :") for text in changes]
    many = [entry(f"{year}-01-01", f"r/{year}/") for year in range(1000, 1001 + feeds.MOST_ENTRIES)]

    assert [*map(str, range(feeds.MOST_CHANGES)), "and 1,214 more, on the page"] == items
    assert feeds.MOST_ENTRIES == len(texts(feed(*many), f"{ATOM}id")) - 1


@pytest.mark.parametrize(
    "words", ["<script>1</script>", "]]>", "a\x00b\x1b", "\u202e\ufffe\uffff\ud800", "&"]
)
def test_hostile_words_in_a_feed_stay_words(words: str) -> None:
    root = feed(entry("2026-02-01", "", words), title=words, publisher=words, licence=words)

    names = "feed title subtitle id updated author name rights link entry content".split()
    tags = {
        *(ATOM + name for name in names),
        *(XHTML + name for name in "div p ul li span a".split()),
    }
    assert tags == {element.tag for element in root.iter()}
    assert words.isprintable() is (words in str(texts(root, f"{XHTML}li")[0]))


def parsed(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_text("utf-8"))


def test_the_feed_of_a_person_and_of_an_issue_has_the_words_and_the_link(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12", "stance": "favor",
     "quote": "Oui.", "wording": "verbatim", "language": "fr"}
    {"kind": "silence", "id": "s", "actors": ["bo"], "date": "2026-01-20"}
    """
    site = build_site(folder)
    person, issue = (parsed(site / path / "feed.xml") for path in ("people/ada", "issues/bridge"))
    [words] = person.iter(f"{XHTML}span")
    links = [link.get("href") for link in person.iter(f"{XHTML}a")]

    assert ("“Oui.”", "fr") == (words.text, words.get(f"{XML}lang"))
    assert ["../../r/a/index.html"] == links
    assert 2 == len([*issue.iter(f"{ATOM}entry")])


def test_an_entry_about_a_check_has_the_sentence_of_its_source_as_the_sources(
    folder: Folder,
) -> None:
    """
    {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "bridge", "panel": ["bo"]}
    {"kind": "silence", "id": "s", "actors": ["bo"], "date": "2026-01-20", "basis": "reported",
     "label": "Bo has said nothing."}
    """
    root = parsed(build_site(folder) / "people/bo/feed.xml")
    [item] = root.iter(f"{XHTML}li")

    assert "Us, in The Example, wrote on 20 Jan 2026: “Bo has said nothing.”" in "".join(
        item.itertext()
    )


LATER_CHANGES = """
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "bridge", "title": "The bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12", "stance": "favor",
     "recorded": "2026-01-13"}
    {"kind": "correction", "id": "c", "corrects": "a", "type": "retraction", "recorded": "2026-02-03"}
    {"kind": "silence", "id": "s", "actors": ["ada", "bo"], "date": "2026-01-20",
     "recorded": "2026-01-21"}
    {"kind": "reply", "id": "r", "to": "s", "by": "bo", "date": "2026-02-04", "text": "I spoke.",
     "recorded": "2026-02-05"}
"""
"""A statement that is withdrawn, and a check of two that one of them answers."""


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a statement and a check about which more was recorded later."""
    return build_site(write(tmp_path_factory.mktemp("feeds") / "data", lines_of(LATER_CHANGES)))


def titles_by_day(root: ElementTree.Element) -> list[tuple[str | None, str | None]]:
    """Return the day and the title of each entry, in their order."""
    return [
        (entry.findtext(f"{ATOM}updated", "")[:10], entry.findtext(f"{ATOM}title"))
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_an_entry_of_an_issue_names_everybody_of_a_check_and_is_of_the_last_change(
    changed: Path,
) -> None:
    assert titles_by_day(parsed(changed / "issues/bridge/feed.xml")) == [
        (
            "2026-02-05",
            "The bridge: Ada, Bo: no public statement found up to 20 Jan 2026, checked by Us",
        ),
        (
            "2026-02-03",
            "The bridge: Ada: public statement, for the proposition, 12 Jan 2026 (record withdrawn)",
        ),
    ]


def test_an_entry_of_a_person_names_the_issue_and_no_other_person(changed: Path) -> None:
    assert titles_by_day(parsed(changed / "people/bo/feed.xml")) == [
        (
            "2026-02-05",
            "The bridge: Bo: no public statement found up to 20 Jan 2026, checked by Us",
        )
    ]


@pytest.mark.parametrize("name", ["feed.xml", "issues/bridge/feed.xml", "people/ada/feed.xml"])
def test_a_feed_has_the_words_of_a_reply(changed: Path, name: str) -> None:
    items = ["".join(item.itertext()) for item in parsed(changed / name).iter(f"{XHTML}li")]

    assert "Reply of Bo, 4 Feb 2026: “I spoke.” evidence" in items


def test_the_feed_of_a_ledger_has_withdrawals_and_replies_on_their_days(changed: Path) -> None:
    entries = parsed(changed / "feed.xml").iter(f"{ATOM}entry")
    sentences = {
        entry.findtext(f"{ATOM}updated", "")[:10]: [
            "".join(item.itertext()).removesuffix(" evidence") for item in entry.iter(f"{XHTML}li")
        ]
        for entry in entries
    }
    withdrawn = "Ada: public statement, for the proposition, 12 Jan 2026 (record withdrawn)"

    assert sentences == {
        "2026-02-05": ["Reply of Bo, 4 Feb 2026: “I spoke.”"],
        "2026-02-03": [withdrawn],
        "2026-01-21": ["Ada, Bo: no public statement found up to 20 Jan 2026, checked by Us"],
        "2026-01-13": [withdrawn],
    }


def test_the_title_of_an_entry_is_without_the_sentence_of_a_source(folder: Folder) -> None:
    """
    {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "bridge", "title": "The bridge", "panel": ["bo"]}
    {"kind": "silence", "id": "s", "actors": ["bo"], "date": "2026-01-20", "basis": "reported",
     "label": "Bo has said nothing."}
    """
    [(_, title)] = titles_by_day(parsed(build_site(folder) / "people/bo/feed.xml"))

    assert "has said nothing" not in str(title)


def test_the_page_of_a_day_names_what_else_was_recorded_on_it(changed: Path) -> None:
    pages = [
        text(page_of(changed, f"issues/bridge/{day}/")) for day in ("2026-02-03", "2026-02-05")
    ]

    assert "Recorded on this day: 1 correction." in pages[0]
    assert "Recorded on this day: 1 reply." in pages[1]
