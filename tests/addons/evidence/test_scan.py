"""Proposals from an archive of actors' words, with what was read and what it lacks."""

import json
import mailbox
import os
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import Line, complete, write

from stancetracker.addons.evidence.archives import Item, read
from stancetracker.addons.evidence.excerpts import matcher
from stancetracker.addons.evidence.scan import Scan
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
    tmp_path: Path,
    items: list[dict[str, Any]],
    description: bytes = ABOUT,
    more_lines: Sequence[Line] = (),
    **more: str | None,
) -> tuple[list[Proposal], list[Proposal], list[str]]:
    """Return the statements, silences and notes that a scan for the bridge gives."""
    folder = write(tmp_path / "data", map(complete, (*BASE, *more_lines)))
    archive = tmp_path / "archive.jsonl"
    archive.write_text("".join(f"{json.dumps(line)}\n" for line in items))
    with open_dataset(folder) as dataset:
        ask = Scan(
            dataset,
            "bridge",
            load(description, "about.toml"),
            "2026-02-01",
            **{"checked_by": "Us", **more},
        )
        proposals, notes = ask.read(archive, lambda *_: None)
    statements = [proposal for proposal in proposals if proposal.record["kind"] == "statement"]
    return statements, proposals[len(statements) :], notes


EVERY_THIRD = [item(day) for day in range(1, 32, 3)]


def test_no_silence_is_proposed_of_whoever_is_on_record_by_then(tmp_path: Path) -> None:
    """It would contradict the statement, and nothing would be added."""
    before = {"kind": "statement", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    after = {**before, "date": "2026-02-10"}
    by_both = [*EVERY_THIRD, *(item(day, name="Bo Ray") for day in range(1, 32, 3))]
    for line, actors in ((before, ["bo"]), (after, ["ada", "bo"])):
        _, silences, notes = scan(tmp_path, by_both, more_lines=[line])
        assert actors == [actor for silence in silences for actor in silence.record["actors"]]
        assert (line is before) == any("no silence of 1 actor" in note for note in notes)


def test_a_silence_says_what_was_read(tmp_path: Path) -> None:
    statements, [silence], notes = scan(tmp_path, EVERY_THIRD)
    [search] = silence.record["searched"]

    summary = (
        "11 items read: 0 statements and 1 silence proposed, 0 with a question about what was read"
    )
    assert ([], [summary]) == (statements, notes)
    assert () == tuple(silence.questions)
    values = tuple(silence.record[field] for field in ("actors", "date", "basis", "checked_by"))
    assert (["ada"], "2026-01-31", "own-search", "Us") == values
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
    ("items", "description", "doubt"),
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
    tmp_path: Path, items: list[dict[str, Any]], description: bytes, doubt: str
) -> None:
    _, silences, _ = scan(tmp_path, items, description)

    assert [doubt] == [question.why for silence in silences for question in silence.questions]


def test_a_quotation_of_the_actor_with_a_term_is_proposed_as_a_statement(tmp_path: Path) -> None:
    text = "It is cold. “We want the bridge now,” said Ada Lee. Nothing more."
    [statement], silences, _ = scan(
        tmp_path, [*EVERY_THIRD, item(9, text, url="https://example.org/9")]
    )

    assert [] == silences
    assert (
        "We want the bridge now"
        == statement.record["quote"]
        == statement.text[slice(*statement.span)]
    )
    assert ("ada", "News", "2026-01-09", "excerpt", "press-release") == tuple(
        statement.record[name] for name in ("speaker", "summary", "date", "wording", "channel")
    )
    assert [
        {
            "url": "https://example.org/9",
            "tier": "primary",
            "title": "News",
            "published": "2026-01-09",
        }
    ] == statement.record["sources"]
    assert "stance" in [question.field for question in statement.questions]


@pytest.mark.parametrize(
    "text",
    [
        "We met. “The bridge is good for us,” said Bo Ray.",
        "We met. “The bridge is good for us,” said a worker.",
        "“A bridge is bad,” said Bo Ray. We build the bridge.",
        "“We like it here,” said Ada Lee. The bridge is old.",
        "EL NINO is here.",
        "Rep. Ada Q. Lee wants a bridge.",
        "Statement of Cy Roe: a bridge is bad.",
        "U.S. Senator Ada Lee released the following statement after the bridge fell.",
        "Specifically, the Bridge Act would:",
        "",
    ],
)
def test_narration_and_words_of_others_are_no_quote_of_the_actor(tmp_path: Path, text: str) -> None:
    title = "News" if text else "A bridge?"
    [statement], *_ = scan(tmp_path, [item(9, text, title=title)])

    assert title == statement.record["summary"]
    assert not {"quote", "wording", "language", "speaker"} & statement.record.keys()
    assert "ada" in next(q.candidates for q in statement.questions if q.field == "speaker")


def test_an_item_without_a_title_or_a_quote_leaves_its_summary_open(tmp_path: Path) -> None:
    [statement], *_ = scan(tmp_path, [item(9, "A bridge, now.", title="")])

    assert "summary" not in statement.record
    assert "summary" in [question.field for question in statement.questions]


def test_items_at_one_address_are_all_read(tmp_path: Path) -> None:
    items = [item(day, url="https://example.org/news") for day in range(1, 32, 3)]
    matching = item(9, "The bridge must go.", url="https://example.org/news")
    statements, silences, _ = scan(tmp_path, [*items, items[0], matching])

    assert (1, 0) == (len(statements), len(silences))
    _, [silence], _ = scan(tmp_path / "again", [*items, items[0]])
    assert 11 == silence.record["searched"][0]["items"]


def test_names_that_the_dataset_lacks_are_listed(tmp_path: Path) -> None:
    items = [
        item(3, name="Cy"),
        item(4, name="Cy"),
        item(5, name="Bee"),
        item(6, name=""),
        *EVERY_THIRD,
    ]
    _, silences, notes = scan(tmp_path, items, ABOUT + b'[actors]\nBee = "bo"\n')

    assert "3 items of 2 names that the dataset does not have: Cy, no name" == notes[0]
    assert [["ada"], ["bo"]] == [silence.record["actors"] for silence in silences]


def test_a_scan_may_be_of_one_actor_and_of_some_days(tmp_path: Path) -> None:
    items = [*EVERY_THIRD, *(item(day, name="Bo Ray") for day in range(1, 32, 3))]
    description = ABOUT.replace(b"2026-01", b"2026-01-05/2026-01-20")
    _, [silence], _ = scan(tmp_path, items, description, actor="Ada Lee", checked_by=None)

    assert (["ada"], 5) == (silence.record["actors"], silence.record["searched"][0]["items"])
    assert ["checked_by"] == [question.field for question in silence.questions]
    none = ABOUT.replace(b"2026-01", b"2026-01-02/2026-01-03")
    assert "2 actors without an item in the period" == scan(tmp_path, items, none)[2][0]


@pytest.mark.parametrize(
    ("issue", "description", "message"),
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
def test_a_scan_without_terms_days_or_known_fields_is_refused(
    tmp_path: Path, issue: str, description: bytes, message: str
) -> None:
    with (
        open_dataset(write(tmp_path, map(complete, BASE))) as dataset,
        pytest.raises(UsageError) as error,
    ):
        Scan(dataset, issue, load(description, "about.toml"), "2026-02-01")

    assert message in error.value.message


def test_a_term_matches_whole_words_or_a_beginning_with_a_star() -> None:
    texts_by_term = {
        "immigra*": "an immigrant",
        "right  to vote": "right to\nvote",
        "vote": "voters",
        "a.b": "axb",
    }

    assert [True, True, False, False] == [
        bool(matcher((term,)).search(text)) for term, text in texts_by_term.items()
    ]


def test_a_folder_is_read_with_actor_and_day_from_paths_and_pages(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "2026-01-05-news.txt").write_text("Hello.\n")
    (tmp_path / "page.html").write_text(
        '<html lang="en"><title>Hi</title><meta property="article:published_time" content="2026-01-06T01:00"><p>Hello.'
    )
    pytest.importorskip("resiliparse")
    text_item, page_item = read(tmp_path, {})[0]

    assert Item("ada/2026-01-05-news.txt", "ada", "2026-01-05", "", "Hello.\n") == text_item
    assert ("", "2026-01-06", "Hi") == (page_item.actor, page_item.date, page_item.title)
    page = (tmp_path / "page.html").read_text()
    (tmp_path / "page.html").write_text(page.replace("2026-01-06", "2026-01-99"))
    assert "" == read(tmp_path, {})[0][1].date


def test_a_mailbox_is_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box.mbox")
    message = EmailMessage()
    message["From"], message["Subject"] = "Zoë Lee <zoe@example.org>", "Grüße"
    message["Date"] = "Mon, 05 Jan 2026 10:00:00 +0000"
    message.set_content("Grüße.\n")
    box.add(message)
    box.close()

    [mail_item] = read(tmp_path / "box.mbox", {})[0]
    assert Item("box.mbox:1", "Zoë Lee", "2026-01-05", "Grüße", "Grüße.\n") == mail_item


def test_a_feed_is_read_or_refused(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    file = tmp_path / "feed.xml"
    file.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>News</title><author><name>Ada Lee</name></author>'
        '<link href="https://example.org/1"/><published>2026-01-05T10:00:00Z</published>'
        '<content type="html">&lt;p&gt;Hello.</content></entry></feed>'
    )
    [feed_item] = read(file, {})[0]

    assert (
        Item("feed.xml:1", "Ada Lee", "2026-01-05", "News", "Hello.", "https://example.org/1")
        == feed_item
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("no feed", "not a feed in RSS or Atom$"),
        ('{"items": []}', "not a feed in RSS or Atom, but JSON$"),
        ("<html>Log in", "not a feed, but a page$"),
        ("", "it is empty$"),
    ],
)
def test_a_text_that_is_no_feed_is_named_for_what_it_is(
    tmp_path: Path, content: str, what: str
) -> None:
    pytest.importorskip("feedparser")
    file = tmp_path / "feed.xml"
    file.write_text(content)

    with pytest.raises(UsageError, match=rf"feed\.xml: {what}"):
        read(file, {})


def test_the_pages_of_a_warc_are_read_or_it_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nHello."
    head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/1\r\n"
    file = tmp_path / "a.warc"
    pages = (page, page.replace(b"text/plain", b"image/png"))
    records = (
        f"{head}Content-Length: {len(response)}\r\n\r\n".encode() + response + b"\r\n\r\n"
        for response in pages
    )
    file.write_bytes(b"".join(records))

    assert [Item("a.warc:1", text="Hello.", url="https://example.org/1")] == read(file, {})[0]
    file.write_bytes(b"no WARC")
    with pytest.raises(UsageError, match=r"a\.warc: not a WARC that can be read"):
        read(file, {})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("a.jsonl", "{", "a.jsonl:1: not JSON"), ("a.zip", "x", "not an archive")],
)
def test_an_archive_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(UsageError, match=message):
        read(tmp_path / name, {})


@pytest.mark.parametrize("name", ["ada/linked.txt", "ada/folder", "ada/pipe"])
def test_an_archive_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """A stranger's archive may hold a link to what only its reader can read."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("secret")
    (tmp_path / "archive" / "ada").mkdir(parents=True)
    targets = {"ada/linked.txt": "../../secret/key.txt", "ada/folder": "../../secret"}
    if name in targets:
        (tmp_path / "archive" / name).symlink_to(targets[name])
    else:
        os.mkfifo(tmp_path / "archive" / name)

    with pytest.raises(UsageError, match=f"can't read .*{name}: (reached by|not a regular)"):
        read(tmp_path / "archive", {})
