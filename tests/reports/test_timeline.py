"""What was said and checked, in order."""

from typing import Any

import pytest
from tests.reports.asking import MINNEAPOLIS, Ask, cells, rows_in_words

from stancetracker.reports.catalogue import timeline
from stancetracker.reports.listing import listing
from stancetracker.reports.table import Section

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]} {"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2025-12-30"}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-03/2026-01-05", "trigger": true}
{"kind": "event", "id": "later", "title": "Later", "date": "2026-02-02", "trigger": true}
{"kind": "event", "id": "elsewhere", "title": "Elsewhere", "date": "2026-01-05", "issues": ["tunnel"]}
{"kind": "statement", "id": "yes", "speaker": "ada", "date": "2026-01-05/2026-01-07", "stance": "favor",
 "channel": "interview", "quote": "Ja.", "wording": "excerpt", "language": "de"}
{"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-06", "stance": "against"}
{"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026-01-08", "stance": "against",
 "verification": "disputed", "note": "Disputed: no such post."}
{"kind": "statement", "id": "maybe", "speaker": "bo", "date": "2026-01-20/2026-02-20", "stance": "mixed"}
{"kind": "statement", "id": "unborn", "speaker": "bo", "date": "2026-02-02/2026-02-20", "stance": "mixed"}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-09", "stance": "neither",
 "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-30"}
{"kind": "statement", "id": "secret", "speaker": "bo", "date": "2026-01-09", "stance": "neither",
 "audience": "private", "made_public": "2026-02-09"}
{"kind": "statement", "id": "aside", "speaker": "out", "date": "2026-01-09", "stance": "neither"}
{"kind": "statement", "id": "other", "speaker": "ada", "date": "2026-01-09", "stance": "neither",
 "issue": "tunnel"}
{"kind": "silence", "id": "look", "actors": ["bo", "out"], "date": "2026-01-10/2026-01-12", "basis": "reported",
 "response": "declined", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "silence", "id": "unlooked", "actors": ["bo"], "date": "2026-02-03"}
{"kind": "silence", "id": "elsewhen", "actors": ["bo"], "date": "2026-01-10", "issue": "tunnel"}
{"kind": "reply", "id": "r", "to": "yes", "by": "ada", "date": "2026-01-31", "text": "Nicht so."}
{"kind": "reply", "id": "r2", "to": "bridge", "by": "out", "date": "../2026-01-30"}
{"kind": "reply", "id": "r3", "to": "other", "by": "ada", "date": "2026-01-31"}
{"kind": "correction", "id": "c", "corrects": "wrong", "type": "supersession", "replacement": "yes",
 "recorded": "2026-02-01"}
{"kind": "correction", "id": "c2", "corrects": "unsure", "recorded": "2026-02-02"}
{"kind": "correction", "id": "c3", "corrects": "other", "recorded": "2026-02-01"}
"""


def entries(ask: Ask, **asked: Any) -> Section:
    return ask(timeline.report, **{"issues": ("bridge",), **asked}).section(None)


def test_all_that_had_begun_in_order(ask: Ask) -> None:
    made = entries(ask, known_by="2026-02-01")

    assert [
        "30 Dec 2025 | -2 |  | event | A fair",
        "3–5 Jan 2026 | 2–4 |  | ▼ trigger | The vote",
        "5–7 Jan 2026 | 4–6 | 0–2 | ◆ Ada | for the proposition, interview: “Ja.” (de, excerpt) | The Example",
        "6 Jan 2026 | 5 | 1 | × Ada | against the proposition, speech: Some words. [withdrawn by a supersession] | The Example",
        "8 Jan 2026 | 7 | 3 | × Ada | against the proposition, speech: Some words. [Disputed: no such post.] | The Example",
        "9 Jan 2026 | 8 | 4 | ◧ Bo | no side in these words, internal memo, private words: Some words."
        " | The Example",
        "10–12 Jan 2026 | 9–11 | 5–7 | ○ Bo | No public statement found up to 10 Jan 2026 (declined), according to Us"
        " | https://paper.org/1",
        "20 Jan–20 Feb 2026 | 19–50 | 15–46 | × Bo | on both sides, speech: Some words."
        " [not counted as of this day] | The Example",
        "1 Feb 2026 | 31 | 27 | correction | A supersession withdraws wrong, replaced by yes: It was wrong.",
    ] == rows_in_words(made)
    assert ["fair", "vote", "yes", "wrong", "unsure", "memo", "look", "maybe", "c"] == cells(
        made, "evidence"
    )
    assert [None, None, "vote", "vote"] == cells(made, "trigger")[:4]


def test_replies_stand_on_their_day_and_what_was_withdrawn_since_is_marked(ask: Ask) -> None:
    found = entries(ask)

    assert ["vote", "yes"] == cells(found, "evidence")[2:4]
    assert ["maybe", "r", "c"] == cells(found, "evidence")[-3:]
    assert "1–30 Jan 2026 | 0–29 |  | Out | reply to bridge: “Not so.”" == rows_in_words(found)[1]
    assert "31 Jan 2026 | 30 | 26 | Ada | reply to yes: “Nicht so.”" == rows_in_words(found)[-2]
    assert "[withdrawn by a retraction]" in rows_in_words(found)[5]


@pytest.mark.parametrize(("audience", "counts"), [("public", False), ("any", True)])
def test_any_audience_counts_what_was_made_known(ask: Ask, audience: str, counts: bool) -> None:
    assert ("memo", counts) in cells(entries(ask, audience=audience), "evidence", "counts")


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize(
    "day", ["2026-01-06", "2026-01-19", "2026-01-24", "2026-01-27", "2026-11-25"]
)
def test_each_shipped_standing_has_its_evidence_in_a_timeline(
    shipped: Ask, day: str, audience: str
) -> None:
    asked = {
        "as_of": day,
        "audience": audience,
        "issues": (MINNEAPOLIS,),
        "everyone": True,
    }
    found = entries(shipped, **asked)
    standings = cells(shipped(listing, **asked).section(None), "evidence", "actor")
    counting = {row[:2] for row in cells(found, "evidence", "actor", "counts") if row[2]}

    assert {one for one in standings if one[0]} <= counting
    assert all(earliest <= day for earliest in cells(found, "earliest"))
    assert cells(found, "earliest") == sorted(cells(found, "earliest"))
