"""What `cite` says of standings, issues, records and sources."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED
from tests.depth import STRIDE
from tests.reports.asking import Ask, rows_of
from tests.reports.test_bibliography import check_csl, parsed

from stancetracker.base.errors import (
    AmbiguousNameError,
    StancetrackerError,
    UnknownNameError,
    UsageError,
)
from stancetracker.index import lookup
from stancetracker.index.queries import Question
from stancetracker.index.store import ask as asked_of
from stancetracker.reports.citation import citation
from stancetracker.reports.table import Row

LINES = """
{"kind": "dataset"} {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
{"kind": "person", "id": "ada", "other_names": ["Twin"]}
{"kind": "person", "id": "bo", "other_names": ["Twin"]} {"kind": "person", "id": "cy"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
{"kind": "issue", "id": "tunnel", "title": "Tunnel"}
{"kind": "event", "id": "vote", "date": "2026-01-10", "title": "A vote"}
{"kind": "petition", "id": "letter", "organizers": ["city"], "title": "A letter"}
{"kind": "petition", "id": "note", "title": "A note"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10/2026-01-12", "stance": "favor",
 "quote": "Oui.", "wording": "translation", "language": "fr", "voice": "spokesperson",
 "sources": [{"url": "https://example.org/1", "tier": "primary", "publisher": "The Example", "title": "Yes",
   "author": "An Author", "published": "2026-01-11", "retrieved": "2026-01-20"},
   {"url": "https://example.org/1", "tier": "primary", "title": "Other"}]}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-02", "stance": "neither",
 "summary": "Wait.", "audience": "internal", "made_public": "2026-01-14", "channel": "internal-memo",
 "sources": [{"citation": "Gazette, p. 3", "tier": "primary"}]}
{"kind": "statement", "id": "doubt", "speaker": "cy", "date": "2026-01-10", "stance": "favor",
 "verification": "disputed"}
{"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-13", "response": "declined"}
{"kind": "silence", "id": "two", "actors": ["bo", "acme"], "issue": "tunnel", "date": "2026-01-13",
 "basis": "reported"}
{"kind": "silence", "id": "asked", "actors": ["bo"], "issue": "tunnel", "date": "2026-01-12", "basis": "asked",
 "response": "no-reply", "asked_on": "2026-01-11"}
{"kind": "tie", "id": "deal", "type": "contract", "actor": "acme", "counterparty": "city", "title": "Steel",
 "amount": {"value": 1500, "currency": "USD", "bound": "at-least"}, "period": "2025"}
{"kind": "tie", "id": "gift", "actor": "acme", "date": "2026-01-03"}
{"kind": "tie", "id": "resold", "type": "contract", "actor": "acme", "recipient": "The Shop", "date": "2026-01-03"}
{"kind": "correction", "id": "c", "corrects": "doubt", "reason": "Nobody said it."}
{"kind": "correction", "id": "d", "corrects": "gift", "type": "supersession", "replacement": "deal", "editor": "Bo"}
{"kind": "reply", "id": "r", "to": "s", "by": "ada"}
{"kind": "copy", "id": "kept", "url": "https://example.org/1", "archive_url": "https://archive.org/1"}
"""
URL = "https://example.org/1"
LATE = {"known_by": "2026-02-09"}
SENTENCES = """
ada
    Public statement by Ada on “The bridge”, for the proposition, 10–12 Jan 2026 (speech; through a spokesperson;
    replied on 3 Feb 2026): “Oui.” (translation), The Example, https://example.org/1, archived at https://archive.org/1, retrieved 20 Jan 2026,
    s, Bridges
bo issue=bridge
    No public statement by Bo on “The bridge” was found up to 13 Jan 2026 (checked by Us; declined; private
    remarks made known; not checked since then), k, Bridges
bo issue=bridge audience=any
    Internal statement by Bo on “The bridge”, no side in these words, 2 Jan 2026 (internal memo; private words; made known
    14 Jan 2026) [summary: Wait], Gazette, p. 3, memo, Bridges
Bo issue=tunnel
    No public statement by Bo on “Tunnel” was found up to 12 Jan 2026 (asked by Us; no reply), asked, Bridges
acme issue=tunnel
    No public statement by Acme on “Tunnel” was found up to 13 Jan 2026 (according to Us via The Example; nobody
    answers for it), https://example.org/news, two, Bridges
cy
    Nobody has looked for a public statement by Cy on “The bridge”, Bridges
The bridge
    The bridge, “The bridge should be built”: 1 of 3 is on record (1 for the proposition). For 1, no public statement had
    been found when last checked, 13 January 2026 (1 declined). 1 was never looked for; as of 10 Feb 2026; 1 of 1 overdue for a recheck;
    private remarks made known for 1 of the other 2, Bridges
tunnel
    Tunnel, “The bridge should be built”: no panel, so no counts, Bridges
s
    Public statement by Ada on “The bridge”, for the proposition, 10–12 Jan 2026 (speech; through a spokesperson): “Oui.”
    (translation) [Ada replied on 3 Feb 2026], The Example, https://example.org/1, archived at https://archive.org/1, retrieved 20 Jan 2026,
    s
memo
    Internal statement by Bo on “The bridge”, no side in these words, 2 Jan 2026 (internal memo; private words;
    made known 14 Jan 2026) [summary: Wait], Gazette, p. 3, memo
doubt
    Public statement by Cy on “The bridge”, for the proposition, 10 Jan 2026 (speech; disputed) [summary: Some words]
    [withdrawn by a retraction recorded 2 Feb 2026], The Example, https://example.org/news, doubt
two
    No public statement by Bo or Acme on “Tunnel” was found up to 13 Jan 2026 (according to Us via The Example),
    https://example.org/news, two, Bridges
asked
    No public statement by Bo on “Tunnel” was found up to 12 Jan 2026 (asked by Us on 11 Jan 2026; no reply),
    asked, Bridges
deal
    Acme: contract, with City, Steel, at least 1,500 USD, 2025, The Example, https://example.org/news, deal,
    Bridges
resold
    The Shop (reseller), for Acme: contract, 3 Jan 2026, The Example, https://example.org/news, resold, Bridges
gift
    Acme: donation, 3 Jan 2026 [withdrawn by a supersession recorded 2 Feb 2026], The Example,
    https://example.org/news, gift, Bridges
vote
    “A vote”, 10 Jan 2026, vote, Bridges
letter
    A letter, 5 Jan 2026, letter
r
    Reply by Ada to s, 3 Feb 2026: “Not so.”, r
c
    A retraction withdraws doubt: Nobody said it, c, Bridges
d
    A supersession withdraws gift, replaced by deal: It was wrong, d, Bridges
https://example.org/1
    An Author, “Yes”, The Example, 11 Jan 2026, https://example.org/1, archived at https://archive.org/1,
    retrieved 20 Jan 2026
https://archive.org/1
    An Author, “Yes”, The Example, 11 Jan 2026, https://example.org/1, archived at https://archive.org/1,
    retrieved 20 Jan 2026
Gazette, p. 3
    Gazette, p. 3
"""
"""What is cited, with what is asked; below it, the sentence."""


def cited(ask: Ask, ref: str, **asked: Any) -> Row:
    report = ask(partial(citation, ref=ref), **{"as_of": "2026-02-10", **asked})
    [row] = rows_of(report.section(None))
    return row


@pytest.mark.parametrize(
    ("head", "text"), re.findall(r"^(\S.*)\n((?: +.*\n)+)", SENTENCES, re.MULTILINE)
)
def test_a_sentence_for_everything(ask: Ask, head: str, text: str) -> None:
    ref, _, audience = head.partition(" audience=")
    ref, _, issue = ref.partition(" issue=")
    row = cited(ask, ref, audience=audience or "public", issues=(issue,) if issue else ())
    scope = "as of 10 Feb 2026" + (", counting private remarks" if audience else "")

    assert (
        f"{' '.join(text.split())}, stancetracker data {row['data_version']}, {scope}."
        == row["text"]
    )
    assert row["key"] == parsed(row["bibtex"])["key"] == check_csl(row["csl_json"])["id"]


@pytest.mark.parametrize(
    ("ref", "asked", "key", "type", "author"),
    [
        ("bo", {"issues": ("bridge",)}, "bo-bridge-2026-02-10", "dataset", "Us"),
        (
            "cy",
            {"audience": "any", **LATE},
            "cy-bridge-2026-02-10-known-2026-02-09-any",
            "dataset",
            "Us",
        ),
        ("bridge", {"audience": "any"}, "bridge-2026-02-10-any", "dataset", "Us"),
        ("s", {}, "s", "speech", "Ada"),
        ("memo", LATE, "memo-known-2026-02-09", "document", ""),
        ("two", {}, "two", "document", "Us"),
        ("k", {}, "k", "dataset", "Us"),
        ("letter", {}, "letter", "document", "City"),
        ("note", {}, "note", "document", "Us"),
        ("d", {}, "d", "dataset", "Bo"),
        ("https://example.org/1", {}, "source-18c17418f5ad", "webpage", "An Author"),
    ],
    ids=str,
)
def test_what_is_by_whom(
    ask: Ask, ref: str, asked: dict[str, Any], key: str, type: str, author: str
) -> None:
    item = check_csl(cited(ask, ref, **asked)["csl_json"])

    assert (key, type, [{"literal": author}] if author else None) == (
        item["id"],
        item["type"],
        item.get("author"),
    )


@pytest.mark.parametrize(
    ("ref", "asked", "error", "message"),
    [
        ("twin", {}, AmbiguousNameError, "ambiguous record or name: twin"),
        ("memo", {"as_of": "2026-01-13"}, UsageError, "memo is not on record as of 2026-01-13"),
        ("s", {"known_by": "2026-01-31"}, UnknownNameError, "unknown record or name: s"),
        (URL, {"as_of": "2026-01-01"}, UsageError, f"no record as of 2026-01-01 cites {URL}"),
    ],
    ids=str,
)
def test_what_can_not_be_cited(
    ask: Ask, ref: str, asked: dict[str, Any], error: type[StancetrackerError], message: str
) -> None:
    with pytest.raises(error) as caught:
        cited(ask, ref, **asked)

    assert message == caught.value.message


def test_a_withdrawal_not_yet_known_is_not_told(ask: Ask) -> None:
    assert "withdrawn" not in cited(ask, "doubt", known_by="2026-02-01")["text"]


@pytest.mark.parametrize(
    ("ref", "title"),
    [
        ("vote", "[Event: A vote]"),
        ("letter", "A letter"),
        ("note", "[Petition: A note]"),
        ("deal", "Acme: contract, with City, Steel, at least 1,500 USD, 2025"),
        ("ada", "Ada on “The bridge”"),
    ],
)
def test_what_others_made_is_not_titled_as_ours(ask: Ask, ref: str, title: str) -> None:
    assert title == check_csl(cited(ask, ref)["csl_json"])["title"]


def test_every_shipped_record_is_cited(shipped: Ask, cache: Path) -> None:
    now = Question("2026-12-03")
    ids, actors = asked_of(
        SHIPPED,
        now,
        lambda index: (lookup.ids(index.connection), lookup.actors(index.connection)),
        cache,
    )
    for record in sorted(set(ids) - set(actors))[:: 2 * STRIDE]:
        row = cited(shipped, record, as_of=now.as_of, issues=())
        parsed(row["bibtex"])

        assert row["data_version"] == check_csl(row["csl_json"])["version"]


def test_a_mixed_standing_is_cited_by_the_stance_of_its_statement(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "one", "speaker": "ada", "date": "2026-01-05/2026-01-20", "stance": "favor"}
    {"kind": "statement", "id": "two", "speaker": "ada", "date": "2026-01-10", "stance": "against"}
    """
    assert cited(ask, "ada")["text"].startswith(
        "Public statement by Ada on “The bridge”, against the proposition, 10 Jan 2026 (speech; standing on"
    )


def test_a_reported_silence_of_a_page_without_a_publisher_is_cited(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "k", "actors": ["ada"], "date": "2026-01-13", "basis": "reported", "checked_by": null,
     "sources": [{"url": "https://example.org/1", "tier": "secondary"}]}
    """
    assert "https://example.org/1" in cited(ask, "k")["text"]


def test_people_are_cited_by_their_sort_name_and_organizations_by_their_name(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme", "name": "The Acme", "sort_name": "Acme, The"}
    {"kind": "person", "id": "ada", "name": "Ada Lee", "sort_name": "Lee, Ada"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-10", "stance": "favor", "quote": "Yes.",
     "wording": "verbatim", "language": "en"}
    {"kind": "statement", "id": "b", "speaker": "acme", "date": "2026-01-10", "stance": "favor", "quote": "Yes.",
     "wording": "verbatim", "language": "en"}
    {"kind": "reply", "id": "r", "to": "a", "by": "ada"}
    """

    def authors(ref: str) -> Any:
        return check_csl(cited(ask, ref)["csl_json"])["author"]

    assert [{"family": "Lee", "given": "Ada"}] == authors("a") == authors("r")
    assert [{"literal": "The Acme"}] == authors("b")


def test_a_standing_before_an_issue_begins_says_so_and_not_that_nothing_is_on_record(
    ask: Ask,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-01-05"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    """
    assert cited(ask, "ada", as_of="2026-01-04")["text"].startswith(
        "Nobody looked for a statement by Ada on “The bridge”: the issue begins on 5 Jan 2026, "
    )


def test_somebody_with_a_namesake_is_cited_with_their_id_and_is_the_author_without(
    ask: Ask,
) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "ada-2", "name": "Ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "ada-2"]}
    {"kind": "statement", "id": "s", "speaker": "ada-2", "date": "2026-01-09", "stance": "favor",
     "quote": "Yes.", "wording": "verbatim", "language": "en"}
    """
    for ref in ("s", "ada-2"):
        assert cited(ask, ref)["text"].startswith("Public statement by Ada (ada-2) on “The bridge”")
    assert [{"literal": "Ada"}] == check_csl(cited(ask, "s")["csl_json"])["author"]


def test_a_standing_says_who_else_replied_to_what_it_rests_on(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "k", "actors": ["ada"], "date": "2026-01-13"}
    {"kind": "reply", "id": "r", "to": "k", "by": "acme", "date": "2026-01-20"}
    {"kind": "reply", "id": "own", "to": "k", "by": "ada", "date": "2026-01-21"}
    """
    text = cited(ask, "ada")["text"]

    assert "; replied on 21 Jan 2026) [Acme replied on 20 Jan 2026], k" in text


@pytest.mark.parametrize(
    ("ref", "message"),
    [("s", "redacted: s"), ("https://a.example", "unknown record or name: https://a.example")],
)
def test_a_redacted_record_is_not_cited_where_its_line_is_not_deleted(
    ask: Ask, ref: str, message: str
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "summary": "Toll.", "sources": [{"url": "https://a.example", "tier": "primary"}]}
    {"kind": "correction", "id": "c", "corrects": "s", "type": "redaction", "reason": "The law."}
    """
    for known_by in (None, "2026-02-01"):
        with pytest.raises(UsageError, match=message):
            cited(ask, ref, known_by=known_by)


def test_who_was_searched_for_is_cited_with_the_searches(ask: Ask) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "search", "id": "n", "actors": ["ada"], "date": "2026-01-20", "queries": [{"text": "ada"}]}
    """
    assert cited(ask, "ada", as_of="2026-02-01")["text"].startswith(
        "A search found no statement by Ada on “The bridge” (1 search, 1 query; last on 20 Jan 2026), n,"
    )
