"""What is proposed from an archive: what was read, and no more than that."""

import json
import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import complete, write

from stancetracker.addons.evidence.scan import Item, Scan, matcher, read
from stancetracker.base.errors import UsageError
from stancetracker.contribute.dataset import open_dataset
from stancetracker.contribute.document import load
from stancetracker.contribute.proposal import Proposal

BASE: tuple[dict[str, Any], ...] = (
    {"kind": "dataset"},
    {"kind": "person", "id": "ada", "name": "Ada Lee", "other_names": ["Rep. Lee"]},
    {"kind": "person", "id": "bo", "name": "Bo Ray"},
    {"kind": "issue", "id": "bridge", "terms": ["bridg*", "El Niño"]},
    {"kind": "issue", "id": "toll", "title": "The toll"},
)
ABOUT = b"""
what = "releases"
covers = "2026-01"
channel = "press-release"
[fields]
actor = "by.name"
"""


def item(
    day: int, text: str = "The weather of the day.", name: str = "Ada Lee", **more: Any
) -> dict[str, Any]:
    """Return an item of an archive in JSON lines."""
    return {
        "by": {"name": name},
        "date": f"2026-01-{day:02}",
        "title": "News",
        "text": text,
        **more,
    }


def scan(
    tmp_path: Path, items: list[dict[str, Any]], about: bytes = ABOUT, **more: str | None
) -> tuple[list[Proposal], list[Proposal], list[str]]:
    """Return the statements, the silences and the notes that an archive gives on the bridge."""
    folder = write(tmp_path / "data", map(complete, BASE))
    archive = tmp_path / "archive.jsonl"
    archive.write_text("".join(f"{json.dumps(one)}\n" for one in items))
    with open_dataset(folder) as dataset:
        ask = Scan(
            dataset,
            "bridge",
            load(about, "about.toml"),
            "2026-02-01",
            **{"checked_by": "Us", **more},
        )
        made, notes = ask.read(archive, lambda what, done, total: None)
    statements = [one for one in made if one.record["kind"] == "statement"]
    return statements, made[len(statements) :], notes


EVERY_THIRD = [item(day) for day in range(1, 32, 3)]


def test_a_silence_says_what_was_read(tmp_path: Path) -> None:
    statements, [silence], notes = scan(tmp_path, EVERY_THIRD)
    [search] = silence.record["searched"]

    told = (
        "11 items read: 0 statements and 1 silence proposed, 0 with a question about what was read"
    )
    assert ([], [told]) == (statements, notes)
    assert () == tuple(silence.questions)
    said = tuple(silence.record[field] for field in ("actors", "date", "basis", "checked_by"))
    assert (["ada"], "2026-01-31", "own-search", "Us") == said
    assert 64 == len(search.pop("sha256"))
    assert {
        "what": "releases of Ada Lee",
        "from": "2026-01-01",
        "to": "2026-01-31",
        "items": 11,
        "matched": 0,
        "terms": ["bridg*", "El Niño"],
    } == search


@pytest.mark.parametrize(
    ("items", "about", "doubt"),
    [
        (EVERY_THIRD, b'[fields]\nactor = "by.name"\n', "the archive does not say what it covers"),
        (EVERY_THIRD[:6], ABOUT, "no item 17–31 Jan 2026"),
        (EVERY_THIRD[7:], ABOUT, "items on only 4 days, too few to see a gap"),
        ([*EVERY_THIRD[:3], *EVERY_THIRD[7:]], ABOUT, "no item 8–21 Jan 2026"),
        ([*EVERY_THIRD, item(2, "")], ABOUT, "1 item without a text"),
        ([*EVERY_THIRD, item(2, url="u", date=None)], ABOUT, "1 item without a day"),
    ],
)
def test_an_archive_with_gaps_is_not_called_complete(
    tmp_path: Path, items: list[dict[str, Any]], about: bytes, doubt: str
) -> None:
    _, silences, _ = scan(tmp_path, items, about)

    assert [doubt] == [question.why for one in silences for question in one.questions]


def test_a_statement_is_the_sentence_with_the_term(tmp_path: Path) -> None:
    text = "It is cold. We want the bridge now. Nothing more."
    [one], silences, _ = scan(tmp_path, [*EVERY_THIRD, item(9, text, url="https://example.org/9")])

    assert [] == silences
    assert "We want the bridge now." == one.record["quote"] == one.text[slice(*one.span)]
    assert ("ada", "2026-01-09", "excerpt", "press-release") == tuple(
        one.record[name] for name in ("speaker", "date", "wording", "channel")
    )
    assert [
        {
            "url": "https://example.org/9",
            "tier": "primary",
            "title": "News",
            "published": "2026-01-09",
        }
    ] == one.record["sources"]
    assert "stance" in [question.field for question in one.questions]


@pytest.mark.parametrize(
    ("text", "quote", "speaker"),
    [
        ("We met. “The bridge is good for us,” said Ada Lee.", "The bridge is good for us", "ada"),
        ("We met. “The bridge is good for us,” said Bo Ray.", "The bridge is good for us", None),
        ("We met. “The bridge is good for us,” said a worker.", "The bridge is good for us", None),
        ("“A bridge is bad,” said Bo Ray. We build the bridge.", "We build the bridge.", "ada"),
        ("EL NINO is here.", "EL NINO is here.", "ada"),
        ("Rep. Ada Q. Lee wants a bridge.", "Rep. Ada Q. Lee wants a bridge.", None),
        ("Statement of Cy Roe: a bridge is bad.", "Statement of Cy Roe: a bridge is bad.", None),
        ("Ada Lee wants a bridge. We want one. A bridge, now.", "A bridge, now.", "ada"),
        ("", "A bridge?", None),
    ],
)
def test_the_words_of_others_are_not_the_actors(
    tmp_path: Path, text: str, quote: str, speaker: str | None
) -> None:
    [one], *_ = scan(tmp_path, [item(9, text, title="A bridge?" if not text else "News")])

    assert (quote, speaker) == (one.record["quote"], one.record.get("speaker"))
    assert (speaker is None) == any(question.field == "speaker" for question in one.questions)


def test_items_at_one_address_are_all_read(tmp_path: Path) -> None:
    items = [item(day, url="https://example.org/news") for day in range(1, 32, 3)]
    said = item(9, "The bridge must go.", url="https://example.org/news")
    statements, silences, _ = scan(tmp_path, [*items, items[0], said])

    assert (1, 0) == (len(statements), len(silences))
    _, [silence], _ = scan(tmp_path / "again", [*items, items[0]])
    assert 11 == silence.record["searched"][0]["items"]


def test_who_is_not_in_the_dataset_is_named(tmp_path: Path) -> None:
    items = [
        item(3, name="Cy"),
        item(4, name="Cy"),
        item(5, name="Bee"),
        item(6, name=""),
        *EVERY_THIRD,
    ]
    _, silences, notes = scan(tmp_path, items, ABOUT + b'[actors]\nBee = "bo"\n')

    assert "3 items of 2 names that the dataset does not have: Cy, no name" == notes[0]
    assert [["ada"], ["bo"]] == [one.record["actors"] for one in silences]


def test_one_actor_and_a_part_of_the_days(tmp_path: Path) -> None:
    items = [*EVERY_THIRD, *(item(day, name="Bo Ray") for day in range(1, 32, 3))]
    about = ABOUT.replace(b"2026-01", b"2026-01-05/2026-01-20")
    _, [silence], _ = scan(tmp_path, items, about, actor="Ada Lee", checked_by=None)

    assert (["ada"], 5) == (silence.record["actors"], silence.record["searched"][0]["items"])
    assert ["checked_by"] == [question.field for question in silence.questions]
    none = ABOUT.replace(b"2026-01", b"2026-01-02/2026-01-03")
    assert "2 actors without an item in the period" == scan(tmp_path, items, none)[2][0]


@pytest.mark.parametrize(
    ("issue", "about", "told"),
    [
        ("toll", b"", "toll has no `terms`"),
        ("bridge", b'covers = "all"', "not a date: all"),
        ("bridge", b'covers = "2025"', "bridge has no day in what the archive covers: 2025"),
        ("bridge", b"cover = 1", "about.toml:1: "),
        (
            "bridge",
            b'[fields]\nname = "by"',
            "about.toml:2: fields.name: should be 'actor', 'date'",
        ),
    ],
)
def test_what_can_not_be_asked(tmp_path: Path, issue: str, about: bytes, told: str) -> None:
    with (
        open_dataset(write(tmp_path, map(complete, BASE))) as dataset,
        pytest.raises(UsageError) as error,
    ):
        Scan(dataset, issue, load(about, "about.toml"), "2026-02-01")

    assert told in error.value.message


def test_terms_are_words() -> None:
    tried = {
        "immigra*": "an immigrant",
        "right  to vote": "right to\nvote",
        "vote": "voters",
        "a.b": "axb",
    }

    assert [True, True, False, False] == [
        bool(matcher([term]).search(text)) for term, text in tried.items()
    ]


def test_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "2026-01-05-news.txt").write_text("Hello.\n")
    (tmp_path / "page.html").write_text(
        '<html lang="en"><title>Hi</title><meta property="article:published_time" content="2026-01-06T01:00"><p>Hello.'
    )
    pytest.importorskip("resiliparse")
    first, second = read(tmp_path, {})[0]

    assert Item("ada/2026-01-05-news.txt", "ada", "2026-01-05", "", "Hello.\n") == first
    assert ("", "2026-01-06", "Hi") == (second.actor, second.date, second.title)
    page = (tmp_path / "page.html").read_text()
    (tmp_path / "page.html").write_text(page.replace("2026-01-06", "2026-01-99"))
    assert "" == read(tmp_path, {})[0][1].date


def test_mail(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box.mbox")
    message = EmailMessage()
    message["From"], message["Subject"] = "Zoë Lee <zoe@example.org>", "Grüße"
    message["Date"] = "Mon, 05 Jan 2026 10:00:00 +0000"
    message.set_content("Grüße.\n")
    box.add(message)
    box.close()

    [found] = read(tmp_path / "box.mbox", {})[0]
    assert Item("box.mbox:1", "Zoë Lee", "2026-01-05", "Grüße", "Grüße.\n") == found


def test_a_feed(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    file = tmp_path / "feed.xml"
    file.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>News</title><author><name>Ada Lee</name></author>'
        '<link href="https://example.org/1"/><published>2026-01-05T10:00:00Z</published>'
        '<content type="html">&lt;p&gt;Hello.</content></entry></feed>'
    )
    [one] = read(file, {})[0]

    assert (
        Item("feed.xml:1", "Ada Lee", "2026-01-05", "News", "Hello.", "https://example.org/1")
        == one
    )
    file.write_text("no feed")
    with pytest.raises(UsageError, match=r"feed\.xml: not a feed"):
        read(file, {})


def test_a_warc(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nHello."
    head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/1\r\n"
    file = tmp_path / "a.warc"
    pages = (page, page.replace(b"text/plain", b"image/png"))
    records = (
        f"{head}Content-Length: {len(one)}\r\n\r\n".encode() + one + b"\r\n\r\n" for one in pages
    )
    file.write_bytes(b"".join(records))

    assert [Item("a.warc:1", text="Hello.", url="https://example.org/1")] == read(file, {})[0]
    file.write_bytes(b"no WARC")
    with pytest.raises(UsageError, match=r"a\.warc: not a WARC that can be read: "):
        read(file, {})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.jsonl", "{", "a.jsonl:1: not JSON"), ("a.zip", "x", "not an archive")],
)
def test_what_can_not_be_read(tmp_path: Path, name: str, content: str, told: str) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(UsageError, match=told):
        read(tmp_path / name, {})
