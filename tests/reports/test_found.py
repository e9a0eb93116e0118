"""Where words are found: rows that filters choose, marks on what is withdrawn or was not public."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED

from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.matches import MOST, matching
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

LINES = """
{"kind": "organization", "id": "acme", "note": "Toll."}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}], "note": "Toll."}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy"}
{"kind": "person", "id": "dee"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "recheck_days": 5, "note": "Toll."}
{"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "vote", "title": "Toll", "date": "2026-01-20", "issues": ["bridge", "tunnel"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10/2026-01-12", "stance": "favor",
 "summary": "Toll."}
{"kind": "statement", "id": "m", "speaker": "bo", "date": "2026-01-10", "stance": "neither",
 "summary": "Toll.", "channel": "meeting", "audience": "internal", "made_public": "2026-01-11"}
{"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-11", "stance": "against", "issue": "tunnel",
 "summary": "Toll.", "verification": "disputed", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "silence", "id": "k", "actors": ["bo", "acme", "cy", "dee"], "date": "2026-01-13", "note": "Toll."}
{"kind": "tie", "id": "tie", "actor": "acme", "title": "Toll", "period": "2025"}
{"kind": "correction", "id": "c", "corrects": "t", "reason": "Toll."}
"""
EVERY = ["vote", "k", "t", "s", "m", "tie", "ada", "acme", "bridge", "c"]


def asked(folder: Folder, cache: Path, text: str, most: int = MOST, **filters: Any) -> Report:
    question = Question(**{"as_of": "2026-02-10", "actors": "any", **filters})
    return answer(folder, question, lambda connection, one: matching(connection, one, text, most), cache)


@pytest.mark.parametrize(
    ("filters", "records"),
    [
        ({}, EVERY),
        ({"as_of": "2026-01-10"}, ["s", "tie", "ada", "acme", "bridge", "c"]),
        ({"known_by": "2026-01-31"}, ["vote", "ada", "acme", "bridge"]),
        ({"issues": ("bridge",)}, ["vote", "k", "s", "m", "bridge"]),
        ({"issues": ("tunnel",)}, ["vote", "t", "c"]),
        ({"people": ("ada",)}, ["s", "ada"]),
        ({"people": ("bo", "cy")}, ["k", "t", "m", "c"]),
        ({"organizations": ("acme",)}, ["k", "s", "tie", "ada", "acme"]),
        ({"actors": "organization"}, ["k", "tie", "acme"]),
        ({"actors": "person"}, ["k", "t", "s", "m", "ada", "c"]),
        ({"stances": ("favor", "against")}, ["t", "s"]),
        ({"channels": ("meeting",)}, ["m"]),
        ({"sources": ("paper.org",)}, ["t"]),
        ({"since": "2026-01-12"}, ["vote", "k", "s"]),
        ({"until": "2026-01-10"}, ["s", "m", "tie"]),
        ({"statuses": ("spoke",)}, ["s"]),
        ({"statuses": ("silent",)}, ["k", "m"]),
        ({"statuses": ("silent",), "audience": "any"}, ["k"]),
        ({"statuses": ("spoke",), "audience": "any"}, ["k", "s", "m"]),
        ({"stale": True}, ["k", "m"]),
        ({"reported": True}, ["k", "m"]),
        ({"statuses": ("unchecked",)}, []),
        ({"people": ("ada",), "stances": ("against",)}, []),
    ],
    ids=str,
)
def test_filters_choose_rows(
    folder: Folder, cache: Path, filters: dict[str, Any], records: list[str]
) -> None:
    question = Question(**{"as_of": "2026-02-10", "actors": "any", **filters})
    report = answer(folder, question, lambda connection, one: matching(connection, one, "toll"), cache)
    rows = report.section(None).rows

    assert set(records) == {row["record"] for row in rows}
    assert len(records) == len(rows)


def test_people_read_where_who_when_and_the_words(folder: Folder, cache: Path) -> None:
    section = asked(folder, cache, "toll", issues=("bridge",)).section(None)
    told = {str(row["record"]): tuple(shown.say(row) for shown in section.shown) for row in section.rows}

    assert ("event, title", "", "20 Jan 2026", "", "bridge, tunnel", "vote", "all.jsonl:8", "«Toll»") == told[
        "vote"
    ]
    assert ("silence, note", "Bo, Acme, Cy and 1 more", "13 Jan 2026", "") == told["k"][:4]
    assert ("statement, summary", "Bo", "10 Jan 2026", "reported, not public") == told["m"][:4]


def test_what_is_withdrawn_or_disputed_is_marked(folder: Folder, cache: Path) -> None:
    def note(**filters: Any) -> str:
        section = asked(folder, cache, "toll", stances=("against",), **filters).section(None)
        return section.shown[3].say(section.rows[0])

    assert "withdrawn by a retraction" == note()
    assert "disputed" == note(known_by="2026-02-01")


def test_more_than_asked_for_are_cut_and_that_is_said(folder: Folder, cache: Path) -> None:
    def cut(most: int) -> tuple[int, str | None]:
        section = asked(folder, cache, "toll", most).section(None)
        return len(section.rows), section.about

    assert (10, None) == cut(10)
    assert (9, "The first 9; more match. Add a filter, or raise --limit.") == cut(9)


def test_nothing_found_and_nothing_searchable(folder: Folder, cache: Path) -> None:
    assert [] == asked(folder, cache, "nowhere").section(None).rows
    with pytest.raises(UsageError, match="nothing to search for"):
        asked(folder, cache, "?!")


def test_the_shipped_data(cache: Path) -> None:
    memo = asked(SHIPPED, cache, "deescalation", as_of="2026-11-25").section(None)
    early = asked(SHIPPED, cache, "deescalation", as_of="2026-01-26").section(None)

    assert [("cook-memo", "quote", "tim-cook", "internal")] == [
        (row["record"], row["field"], row["actor"], row["statement_audience"]) for row in memo.rows
    ]
    assert [] == early.rows
