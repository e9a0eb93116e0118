"""What was said and looked for, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import timeline
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
from stancetracker.reports.table import Section

LINES = """
{"kind": "person", "id": "ada"}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
{"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2025-12-30"}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-03/2026-01-05", "trigger": true}
{"kind": "event", "id": "later", "title": "Later", "date": "2026-02-02", "trigger": true}
{"kind": "event", "id": "elsewhere", "title": "Elsewhere", "date": "2026-01-05", "issues": ["tunnel"]}
{"kind": "statement", "id": "yes", "speaker": "ada", "date": "2026-01-05/2026-01-07", "stance": "favor",
 "channel": "interview", "quote": "Ja.", "wording": "excerpt", "language": "de"}
{"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-06", "stance": "against"}
{"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026-01-08", "stance": "against",
 "verification": "disputed"}
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


def section(folder: Folder, cache: Path, **asked: object) -> Section:
    question = Question(**{"as_of": "2026-02-01", "issues": ("bridge",), **asked})  # type: ignore[arg-type]
    return answer(folder, question, timeline.report, cache).section(None)


def told(found: Section) -> list[tuple[str, ...]]:
    return [tuple(shown.say(row) for shown in found.shown[:-1]) for row in found.rows]


def ids(found: Section) -> list[object]:
    return [row["evidence"] for row in found.rows]


def test_all_that_had_begun_in_order(folder: Folder, cache: Path) -> None:
    found = section(folder, cache, known_by="2026-02-01")

    assert [
        ("30 Dec 2025", "-2", "", "event", "A fair"),
        ("3–5 Jan 2026", "2–4", "", "▼ trigger", "The vote"),
        ("5–7 Jan 2026", "4–6", "0–2", "◆ Ada", "in favor, interview: “Ja.” (de, excerpt)"),
        (
            "6 Jan 2026",
            "5",
            "1",
            "● Ada",
            "against, speech: Some words. [withdrawn by a supersession]",
        ),
        ("8 Jan 2026", "7", "3", "● Ada", "against, speech: Some words. [disputed]"),
        (
            "9 Jan 2026",
            "8",
            "4",
            "□ Bo",
            "taking no side, internal memo, reported, not public: Some words. [not counted as of this day]",
        ),
        (
            "10–12 Jan 2026",
            "9–11",
            "5–7",
            "○ Bo",
            "No public statement found as of 10 Jan 2026: declined, reported by Us",
        ),
        (
            "20 Jan–20 Feb 2026",
            "19–50",
            "15–46",
            "◐ Bo",
            "both in favor and against, speech: Some words. [not counted as of this day]",
        ),
        ("1 Feb 2026", "31", "27", "correction", "supersession of wrong, replaced by yes: It was wrong."),
    ] == told(found)
    assert ["fair", "vote", "yes", "wrong", "unsure", "memo", "look", "maybe", "c"] == ids(found)
    assert [None, None, "vote", "vote"] == [row["trigger"] for row in found.rows][:4]
    assert all(set(found.columns) <= set(row) for row in found.rows)


def test_replies_stand_on_their_day_and_what_was_withdrawn_since_is_marked(
    folder: Folder, cache: Path
) -> None:
    found = section(folder, cache)

    assert ["vote", "yes"] == ids(found)[2:4]
    assert ["maybe", "r", "c"] == ids(found)[-3:]
    assert ("1–30 Jan 2026", "0–29", "", "Out", "reply to bridge: “Not so.”") == told(found)[1]
    assert ("31 Jan 2026", "30", "26", "Ada", "reply to yes: “Nicht so.”") == told(found)[-2]
    assert told(found)[5][-1].endswith("[withdrawn by a retraction]")


def test_filters_choose_rows(folder: Folder, cache: Path) -> None:
    def asked(**more: object) -> list[object]:
        return ids(section(folder, cache, **more))

    assert ["r2", "yes", "wrong", "unsure", "r", "c"] == asked(people=("ada",))
    assert ["r2", "memo", "look", "maybe"] == asked(statuses=("silent",))
    assert ["r2", "memo", "look", "maybe"] == asked(reported=True)
    assert ["r2", "yes", "r", "c"] == asked(stances=("favor",))
    assert ["r2", "memo"] == asked(channels=("internal-memo",))
    assert ["r2", "look"] == asked(sources=("paper.org",))
    assert ["fair"] == asked(until="2025-12-31")
    assert ["maybe", "r", "c"] == asked(since="2026-01-31")
    assert ["aside", "memo", "look", "look"] == asked(everyone=True)[6:10]


def test_any_audience_counts_what_was_made_known(folder: Folder, cache: Path) -> None:
    def memo(audience: str) -> object:
        rows = section(folder, cache, audience=audience).rows
        return [row["counts"] for row in rows if row["evidence"] == "memo"]

    assert ([False], [True]) == (memo("public"), memo("any"))


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize("day", ["2026-01-06", "2026-01-19", "2026-01-24", "2026-01-27", "2026-11-25"])
def test_each_shipped_standing_has_its_evidence_in_the_timeline(
    cache: Path, day: str, audience: Literal["public", "any"]
) -> None:
    issue = "minneapolis-immigration-operations"
    question = Question(day, audience=audience, issues=(issue,), everyone=True, actors="any")
    rows = answer(SHIPPED, question, timeline.report, cache).section(None).rows
    standings = answer(SHIPPED, question, listing, cache).section(None).rows
    counting = {(row["evidence"], row["actor"]) for row in rows if row["counts"]}

    assert {(row["evidence"], row["actor"]) for row in standings if row["evidence"]} <= counting
    assert all(str(row["earliest"]) <= day for row in rows)
    assert [row["earliest"] for row in rows] == sorted(str(row["earliest"]) for row in rows)
