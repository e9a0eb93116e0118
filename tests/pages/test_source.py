"""A source: what records say of it, and every record that rests on it."""

from hashlib import sha256
from pathlib import Path

from tests.datasets import SHIPPED
from tests.pages.asking import at, html

from stancetracker.base.text import plural
from stancetracker.index import lookup
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.pages import front, source
from stancetracker.pages.asking import Asking
from stancetracker.pages.source import SourcePage
from stancetracker.reports.citation import citation
from stancetracker.reports.run import answer

ADDRESS = "https://x.org/1"


def shown(now: Asking) -> SourcePage:
    return source.page(now, lookup.source_key(ADDRESS))


def page(folder: Folder, cache: Path, day: str = "2026-12-31", address: str = ADDRESS) -> SourcePage:
    return at(folder, cache, lambda now: source.page(now, lookup.source_key(address)), day)


def test_what_records_say_differently_stands_side_by_side(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://x.org/1", "tier": "primary", "title": "One"}]}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-03", "stance": "favor",
     "sources": [{"url": "https://x.org/1", "tier": "reprint", "title": "Two", "publisher": "X",
                  "published": "2026-01", "original_publisher": "Y", "archive_url": "https://archive.org/1"}]}
    """
    found = page(folder, cache)

    assert ("X, “One”, Jan 2026", ADDRESS, "https://archive.org/1", "primary, reprint of Y") == (
        found.link.text,
        found.link.url,
        found.link.archived,
        found.link.tier,
    )
    assert (
        ("Publisher", "X"),
        ("Title", "One"),
        ("Title", "Two"),
        ("Published", "Jan 2026"),
        ("Tier", "primary"),
        ("Tier", "reprint of Y"),
        ("Original publisher", "Y"),
        ("Archived copy", "https://archive.org/1"),
    ) == found.facts


def test_every_record_that_rests_on_it_is_told_with_its_issue_and_ties_only_counted(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "title": "The bridge"}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel"}
    {"kind": "statement", "id": "old", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://x.org/1", "tier": "primary"}]}
    {"kind": "statement", "id": "new", "issue": "tunnel", "speaker": "acme", "date": "2026-01-03",
     "stance": "against", "sources": [{"citation": "A book", "tier": "primary"},
                                      {"url": "https://x.org/1", "tier": "primary"}]}
    {"kind": "statement", "id": "other", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "id": "l", "actors": ["ada", "acme"], "date": "2026-01-13", "basis": "reported",
     "sources": [{"url": "https://x.org/1", "tier": "primary", "publisher": "X"}]}
    {"kind": "event", "id": "e", "title": "A vote", "date": "2026-01-04", "issues": ["bridge", "tunnel"],
     "sources": [{"url": "https://x.org/1", "tier": "primary"}]}
    {"kind": "petition", "id": "p", "title": "A letter", "signatures": [{"date": "2026-01-05", "at_least": 2,
     "sources": [{"url": "https://x.org/1", "tier": "primary"}]}]}
    {"kind": "reply", "id": "r", "to": "old", "by": "ada", "sources": [{"url": "https://x.org/1", "tier": "primary"}]}
    {"kind": "correction", "id": "c", "corrects": "other", "sources": [{"url": "https://x.org/1", "tier": "primary"}]}
    {"kind": "tie", "id": "gift", "actor": "ada", "sources": [{"url": "https://x.org/1", "tier": "primary"}]}
    """
    found = page(folder, cache)

    assert [
        ("new", "Acme", "Public statement, against, on “The tunnel”"),
        ("old", "Ada", "Public statement, in favor, on “The bridge”"),
        ("l", "Ada, Acme", "No public statement found, reported by Us via X, on “The bridge”"),
        ("e", None, "A vote"),
        ("p", None, "A letter"),
        ("r", "Ada", "Reply of Ada to the record of a statement by Ada, 2 Jan 2026"),
        ("c", None, "A retraction withdraws the record of a statement by Ada, 2 Jan 2026"),
    ] == [(each.id, each.name, each.words) for each in found.entries]
    assert ("acme", "ada", None) == tuple(each.actor for each in found.entries[:3])
    assert (None, "bridge") == (found.entries[3].issue, found.entries[4].issue)
    assert 1 == found.ties
    assert "1 record of contracts, donations or attendance rests on it; they are" in html(
        folder, cache, shown
    )
    assert ["r"] == [reply.id for reply in found.replies]


def test_a_source_has_no_page_before_a_record_rests_on_it(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://x.org/1", "tier": "primary"}], "recorded": "2026-02-02"}
    """
    assert ["s"] == [each.id for each in page(folder, cache, "2026-02-02").entries]
    assert () == at(folder, cache, front.listed_sources, "2026-02-01").rows


def test_what_was_redacted_rests_on_nothing(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://x.org/1", "tier": "primary"}], "recorded": "2026-02-01"}
    {"kind": "correction", "id": "c", "corrects": "s", "type": "redaction", "recorded": "2026-02-02"}
    """
    assert ["s"] == [each.id for each in page(folder, cache, "2026-02-01").entries]
    assert () == at(folder, cache, front.listed_sources, "2026-02-02").rows


def test_each_listed_source_has_a_page_with_as_many_records_as_the_list_says(cache: Path) -> None:
    rows = at(SHIPPED, cache, front.listed_sources, "2026-11-25").rows
    pages = at(SHIPPED, cache, lambda now: [source.page(now, row[0]) for row in rows], "2026-11-25")

    assert [row[1] for row in rows] == [found.link.text for found in pages]
    for row, found in zip(rows, pages, strict=True):
        assert row[2].endswith(f" · {plural(len(found.entries) + found.ties, 'record')}")


def test_the_id_is_that_of_the_key_by_which_a_source_is_cited(cache: Path) -> None:
    address = "https://embird-api.cgast.org/news/43369"
    cited = answer(
        SHIPPED, Question("2026-11-25"), lambda index, asked: citation(index, asked, address), cache
    )

    assert (
        f"source-{page(SHIPPED, cache, '2026-11-25', address).link.id}" == cited.section(None).rows[0]["key"]
    )
    assert sha256(address.encode()).hexdigest()[:12] == lookup.source_key(address)
