"""Feeds are read within limits, each item with an id and a digest of its own."""

import gzip
import json
from email.message import Message

import pytest
from tests.addons.evidence.newsrooms import FORMS, Release, rss

from stancetracker.addons.evidence.feeds import Feed, read_feed
from stancetracker.addons.evidence.fetching import Response
from stancetracker.base.apart import UnreadableError

pytest.importorskip("feedparser", reason="the extra evidence has feedparser")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")
ADDRESS = "https://example.org/feed"
RELEASES = (
    Release("a", "2026-01-05", "First  & best", "Some words."),
    Release("b", "2026-01-04", "Second", "Others."),
)


def read(content: str | bytes, **headers: str) -> Feed:
    message = Message()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    body = content.encode() if isinstance(content, str) else content
    return read_feed(Response(ADDRESS, 200, "OK", message, body))


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_of_each_form_is_read(form: str) -> None:
    feed = read(FORMS[form](RELEASES))

    assert "" == feed.fault
    assert [
        ("a", "2026-01-05", "First & best", "Some words.", "https://news.example/a"),
        ("b", "2026-01-04", "Second", "Others.", "https://news.example/b"),
    ] == [(e.id, e.item.date, e.item.title, e.item.text.strip(), e.item.url) for e in feed.entries]
    assert [f"{ADDRESS} a", f"{ADDRESS} b"] == [entry.item.place for entry in feed.entries]


def test_the_digest_of_an_item_is_of_what_it_says() -> None:
    same, edited = (
        Release("a", "2026-01-05", "First  & best", text) for text in ("Some words.", "X")
    )
    digests = [read(rss([release])).entries[0].sha256 for release in (RELEASES[0], same, edited)]

    assert [True, False] == [digest == digests[0] for digest in digests[1:]]


def test_items_of_one_id_and_of_none_are_kept_apart() -> None:
    items = [{"id": "x", "title": "A"}, {"id": "x", "title": "B"}, {"title": "C"}, {"title": "D"}]
    content = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})
    ids = [entry.id for entry in read(content).entries]

    assert 4 == len(set(ids))
    assert ids == [entry.id for entry in read(content).entries]


def test_a_time_is_of_the_day_that_it_is_in_utc() -> None:
    item = {"id": "a", "date_published": "2026-01-05T23:30:00-05:00"}
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}))

    assert "2026-01-06" == feed.entries[0].item.date


def test_a_script_is_no_address() -> None:
    item = {"id": "a", "url": "javascript:alert(1)"}
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}))

    assert "" == feed.entries[0].item.url


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (rss(RELEASES).replace("</item></channel>", ""), "it is not well-formed"),
        (
            json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "a"}, 7]}),
            "1 item of it can't be read",
        ),
    ],
)
def test_a_feed_of_which_a_part_is_damaged_has_a_fault(content: str, fault: str) -> None:
    feed = read(content)

    assert (fault, True) == (feed.fault, bool(feed.entries))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<html><p>Log in", "^not a feed, but a page$"),
        ("", "^it is empty$"),
        ("{}", "^not a feed, but other JSON$"),
        ("[1]", "^not a feed in RSS or Atom, but JSON$"),
        ("Hello", "^not a feed in RSS or Atom$"),
        ("[" * 100_000, "not a feed"),
        ('{"version": ' + "[" * 100_000, "nested too deeply"),
        (rss([]), "it has no items"),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [7]}',
            "no item in it can be read",
        ),
    ],
)
def test_what_is_no_feed_is_named(content: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read(content)


def test_a_feed_that_came_packed_unasked_is_unpacked() -> None:
    packed = gzip.compress(rss(RELEASES).encode())

    assert 2 == len(read(packed, content_encoding="gzip").entries)
    with pytest.raises(UnreadableError, match="it is damaged"):
        read(b"no gzip", content_encoding="gzip")


@pytest.mark.slow
def test_a_feed_that_unpacks_to_very_much_is_named() -> None:
    with pytest.raises(UnreadableError, match="larger than"):
        read(gzip.compress(b" " * 60_000_000), content_encoding="gzip")
