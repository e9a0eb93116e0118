"""Who looked, when, where, what came back; then the context of the whole panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import silence
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report, Section


def report(folder: Folder, cache: Path, question: Question) -> Report:
    return answer(folder, question, silence.report, cache)


def told(section: Section) -> list[dict[str, str]]:
    return [{shown.heading: shown.say(row) for shown in section.shown} for row in section.rows]


def test_a_look_is_told_with_its_age_and_what_was_reported_and_not_public(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "recheck_days": 5}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13/2026-01-15",
     "searched": ["the web", "feeds"], "includes_internal": true, "label": "no comment"}
    {"kind": "statement", "id": "late", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "channel": "meeting", "audience": "private", "made_public": "2026-01-17/2026-01-18", "quote": "Yes.",
     "wording": "verbatim", "language": "en"}
    {"kind": "statement", "id": "memo", "speaker": "ada", "date": "2026-01-03", "stance": "neither",
     "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-16",
     "summary": "To staff."}
    {"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-31", "basis": "reported",
     "response": "avoided", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
    """
    found = report(folder, cache, Question("2026-02-01"))
    looks = found.section("look")

    assert [
        {
            "Name": "○ Ada",
            "Organization": "chief, Acme",
            "Last checked": "13 Jan 2026 (19 days ago, overdue for a recheck)",
            "Checked by": "searched by Us",
            "Where": "the web; feeds; also internally",
            "What came back": "none found",
            "Source": "",
            "Note": "",
            "Reported, not public": (
                "internal memo, made known 16 Jan 2026; meeting, made known 17–18 Jan 2026"
            ),
        },
        {
            "Name": "○ Bo",
            "Organization": "chief",
            "Last checked": "31 Jan 2026 (1 day ago)",
            "Checked by": "reported by Us",
            "Where": "the web",
            "What came back": "avoided",
            "Source": "https://paper.org/1",
            "Note": "",
            "Reported, not public": "",
        },
    ] == told(looks)
    first = looks.rows[0]
    assert ("2026-01-16", "internal-memo", "To staff.", "memo late") == tuple(
        first[f"reported_{name}"] for name in ("on", "channel", "summary", "evidence")
    )
    assert "no comment" == first["label"]
    assert (
        "Nothing on record, which may be because nothing was looked up: Ada, Bo."
        in found.section("context").ending
    )


def test_the_context_is_of_the_whole_panel_whoever_spoke_and_names_those_without(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "organization", "id": "agency"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "di"}
    {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"]}
    {"kind": "event", "id": "gala", "title": "A gala"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "tie", "id": "deal", "type": "contract", "actor": "acme", "counterparty": "agency",
     "title": "A deal", "amount": {"value": 1500, "currency": "USD", "bound": "at-least"},
     "period": "2025/2026"}
    {"kind": "tie", "id": "there", "type": "attendance", "actor": "bo", "event": "gala", "date": "2026-01-10"}
    {"kind": "tie", "id": "unsure", "actor": "cy", "verification": "disputed"}
    {"kind": "tie", "id": "wrong", "actor": "cy"}
    {"kind": "tie", "id": "others", "actor": "out"}
    {"kind": "correction", "id": "c", "corrects": "wrong"}
    """
    question = Question("2026-02-01", statuses=("silent",))
    context = report(folder, cache, question).section("context")

    assert [
        {
            "Name": "Ada",
            "Whose": "Acme",
            "What": "contract, with Agency, A deal",
            "Amount": "at least 1,500 USD",
            "When": "2025–2026",
            "Source": "The Example",
        },
        {
            "Name": "Bo",
            "Whose": "Bo",
            "What": "attendance, A gala",
            "Amount": "",
            "When": "10 Jan 2026",
            "Source": "The Example",
        },
        {
            "Name": "Cy",
            "Whose": "Cy",
            "What": "donation, disputed",
            "Amount": "",
            "When": "",
            "Source": "The Example",
        },
    ] == told(context)
    assert ("Nothing on record, which may be because nothing was looked up: Di.",) == context.ending


def test_where_each_has_a_tie_nobody_is_named_as_without(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "tie", "id": "gift", "actor": "ada", "sources": [{"citation": "A book", "tier": "primary"}]}
    """
    context = report(folder, cache, Question("2026-02-01")).section("context")

    assert ([""], ["A book"], ()) == (
        [row["When"] for row in told(context)],
        [row["Source"] for row in told(context)],
        context.ending,
    )


@pytest.mark.parametrize("day", ["2026-01-10", "2026-01-26", "2026-11-25"])
def test_the_shipped_context_names_each_of_the_panel_in_a_row_or_as_without(cache: Path, day: str) -> None:
    context = report(SHIPPED, cache, Question(day)).section("context")
    without = "".join(context.ending).partition(": ")[2].rstrip(".").split(", ")
    named = {str(row["name"]) for row in context.rows}

    assert 11 == len(named) + len(without)
    assert named.isdisjoint(without)


def test_cook_is_reported_by_his_memo_and_remains_among_the_silent(cache: Path) -> None:
    rows = report(SHIPPED, cache, Question("2026-11-25")).section("look").rows
    [cook] = [row for row in rows if row["actor"] == "tim-cook"]

    assert (True, "2026-01-27", "internal-memo", True) == (
        cook["reported"],
        cook["reported_on"],
        cook["reported_channel"],
        cook["stale"],
    )
