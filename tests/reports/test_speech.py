"""Who said what, when, where and on whose authority."""

from typing import Any

import pytest
from tests.reports.asking import MINNEAPOLIS, Ask, cells, rows_in_words

from stancetracker.reports.catalogue import speech
from stancetracker.reports.listing import listing
from stancetracker.reports.table import Section

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]} {"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-03/2026-01-05", "trigger": true}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2026-01-06"}
{"kind": "statement", "id": "old", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
 "channel": "social-post"}
{"kind": "statement", "id": "new", "speaker": "ada", "date": "2026-01-05/2026-01-07", "stance": "against",
 "channel": "interview", "voice": "spokesperson", "quote": "Nein.", "wording": "excerpt", "language": "de",
 "sources": [{"url": "https://copy.org", "tier": "reprint", "publisher": "Copy",
 "original_publisher": "Paper"}]}
{"kind": "statement", "id": "plain", "speaker": "bo", "date": "2026-01-08", "stance": "neither",
 "quote": "Hm.", "wording": "verbatim", "language": "en", "sources": [{"citation": "A talk",
 "tier": "primary"}]}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
 "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-10"}
{"kind": "statement", "id": "wrong", "speaker": "bo", "date": "2026-01-09", "stance": "favor"}
{"kind": "statement", "id": "unsure", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
 "verification": "disputed"}
{"kind": "statement", "id": "later", "speaker": "bo", "date": "2026-02", "stance": "favor"}
{"kind": "statement", "id": "other", "speaker": "bo", "date": "2026-01-09", "stance": "favor",
 "issue": "tunnel"}
{"kind": "statement", "id": "outside", "speaker": "cy", "date": "2026-01-11", "stance": "mixed"}
{"kind": "correction", "id": "c", "corrects": "wrong"}
"""


def statements(ask: Ask, **asked: Any) -> Section:
    return ask(speech.report, **{"issues": ("bridge",), **asked}).section("statement")


def test_each_statement_that_counts_is_told_in_its_own_words(ask: Ask) -> None:
    found = statements(ask, audience="any")

    assert ["old", "new", "plain", "memo"] == cells(found, "evidence")
    assert [
        "◆ Ada | chief | for the proposition | 4 Jan 2026 | Some words. | social post | The Example"
        " | 3 days after the issue's first day",
        "● Ada | chief | against the proposition | 5–7 Jan 2026 | “Nein.” (de, excerpt) | interview, through a spokesperson"
        " | Paper, read at Copy | 4–6 days after the issue's first day, 0–2 days after “The vote”",
        "□ Bo | chief | no side in these words | 8 Jan 2026 | “Hm.” | speech | A talk"
        " | 7 days after the issue's first day, 3 days after “The vote”",
    ] == rows_in_words(found)[:3]
    assert "| internal memo, private words |" in rows_in_words(found)[3]


def test_the_statement_that_decides_is_marked(ask: Ask) -> None:
    assert [("old", False), ("new", True), ("plain", True)] == cells(
        statements(ask), "evidence", "decides"
    )


def test_all_words_of_whoever_surely_took_another_side_are_chosen_by_that(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    {"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-05", "stance": "neither"}
    {"kind": "statement", "id": "a3", "speaker": "ada", "date": "2026-01-06/2026-01-08", "stance": "against",
     "channel": "interview"}
    {"kind": "statement", "id": "t1", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "issue": "tunnel"}
    {"kind": "statement", "id": "b1", "speaker": "bo", "date": "2026-01-03/2026-01-07", "stance": "favor"}
    {"kind": "statement", "id": "b2", "speaker": "bo", "date": "2026-01-05", "stance": "against"}
    {"kind": "statement", "id": "o1", "speaker": "out", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "o2", "speaker": "out", "date": "2026-01-05", "stance": "undecided"}
    """
    on_both: dict[str, Any] = {"issues": ("bridge", "tunnel"), "moved": True}

    assert ["a1", "a2", "a3"] == cells(statements(ask, **on_both), "evidence")
    assert ["a1", "o1", "a2", "o2", "a3"] == cells(
        statements(ask, **on_both, everyone=True), "evidence"
    )
    assert ["a3"] == cells(statements(ask, **on_both, channels=("interview",)), "evidence")
    assert [] == cells(statements(ask, **on_both, as_of="2026-01-07"), "evidence")


def test_a_statement_says_whether_its_speaker_has_moved_by_that_day(ask: Ask) -> None:
    def moved(day: str) -> list[tuple[str, bool]]:
        return cells(statements(ask, as_of=day), "evidence", "moved")

    assert [("old", False)] == moved("2026-01-06")
    assert [("old", True), ("new", True), ("plain", False)] == moved("2026-02-01")


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize(
    "day", ["2026-01-06", "2026-01-19", "2026-01-24", "2026-01-26", "2026-01-27", "2026-11-25"]
)
def test_who_spoke_has_a_statement_that_counts_and_nobody_else(
    shipped: Ask, day: str, audience: str
) -> None:
    asked = {
        "as_of": day,
        "audience": audience,
        "issues": (MINNEAPOLIS,),
        "everyone": True,
    }
    spoke = [row for row in shipped(listing, **asked).section(None).rows if row.status == "spoke"]
    said = statements(shipped, **asked).rows

    assert {row.actor for row in spoke} == {row.actor for row in said}
    assert {row.evidence for row in spoke} == {row.evidence for row in said if row.decides}


def test_the_disputed_are_named_and_in_no_count(ask: Ask) -> None:
    now, before = (
        ask(speech.report, issues=("bridge",), as_of=day) for day in ("2026-02-01", "2026-01-08")
    )

    assert "Disputed, so not counted and not listed: unsure." in now.notes
    assert not any("Disputed" in note for note in before.notes)


def test_an_original_stands_beside_its_translations(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-02", "stance": "against",
     "quote": "Nein.", "wording": "verbatim", "language": "de",
     "translations": [{"language": "en", "text": "No.", "by": "Us"}, {"language": "fr", "text": "Non."}]}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-03", "stance": "against",
     "quote": "Never.", "wording": "translation", "language": "en"}
    {"kind": "statement", "id": "c", "speaker": "ada", "date": "2026-01-04", "stance": "against",
     "quote": "No!", "wording": "verbatim", "language": "en"}
    """
    found = ask(speech.report).section("translation")

    assert [
        "Ada | 2 Jan 2026 | “Nein.” (de) | “No.” (en), Us | The Example",
        "Ada | 2 Jan 2026 | “Nein.” (de) | “Non.” (fr) | The Example",
        "Ada | 3 Jan 2026 | not on record | “Never.” (en) | The Example",
    ] == rows_in_words(found)
    assert [("Nein.", "No."), ("Nein.", "Non."), (None, "Never.")] == cells(
        found, "original", "translation"
    )


def test_without_a_panel_everyone_with_a_record_is_told(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "acme", "date": "2026-01-11", "stance": "favor"}
    """
    assert ["s", "t"] == cells(statements(ask), "evidence")
