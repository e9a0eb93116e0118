"""Who looked, when, where, what came back; then the context of the whole panel."""

from tests.reports.asking import Ask, cells, told

from stancetracker.base import wording
from stancetracker.reports.catalogue import silence


def test_a_look_is_told_with_its_age_and_what_was_reported_and_not_public(ask: Ask) -> None:
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
    found = ask(silence.report)
    looks = found.section("look")

    assert [
        "○ Ada | chief, Acme | 13 Jan 2026 (19 days ago, overdue for a recheck) | searched by Us"
        " | the web; feeds; also internally | none found | “no comment” |  | "
        " | internal memo, made known 16 Jan 2026; meeting, made known 17–18 Jan 2026",
        "○ Bo | chief | 31 Jan 2026 (1 day ago) | reported by Us | the web | avoided |  | https://paper.org/1",
    ] == told(looks)
    reported = [f"reported_{name}" for name in ("on", "channel", "summary", "evidence")]
    assert ("no comment", "2026-01-16", "internal-memo", "To staff.", "memo late") == cells(
        looks, "label", *reported
    )[0]
    assert ([], wording.NO_TIES) == (
        told(found.section("context")),
        found.section("context").caption,
    )


def test_the_context_is_of_the_whole_panel_whoever_spoke_with_a_word_in_each_cell(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "agency"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "event", "id": "gala", "title": "A gala"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "tie", "id": "deal", "type": "contract", "actor": "acme", "counterparty": "agency",
     "title": "A deal", "amount": {"value": 1500, "currency": "USD", "bound": "at-least"},
     "period": "2025/2026"}
    {"kind": "tie", "id": "rest", "type": "contract", "actor": "acme", "title": "More", "part_of": "deal"}
    {"kind": "tie", "id": "there", "type": "attendance", "actor": "bo", "event": "gala", "date": "2026-01-10"}
    {"kind": "tie", "id": "none", "actor": "bo", "date": "2026-01-20",
     "amount": {"value": 0, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "unsure", "actor": "cy", "verification": "disputed"}
    {"kind": "tie", "id": "wrong", "actor": "cy"} {"kind": "tie", "id": "others", "actor": "out"}
    {"kind": "correction", "id": "c", "corrects": "wrong"}
    """
    found = ask(silence.report, statuses=("silent",))

    assert [
        ("ada", "spoke", "ada", None, "not-looked-up", "not-looked-up", "not-looked-up"),
        ("ada", "spoke", "acme", "chief", "recorded", "not-looked-up", "not-looked-up"),
        ("bo", "unchecked", "bo", None, "not-looked-up", "none-found", "recorded"),
        ("cy", "unchecked", "cy", None, "not-looked-up", "disputed", "not-looked-up"),
    ] == cells(
        found.section("context"), *"actor status party role contract donation attendance".split()
    )
    assert [
        "Ada | not looked up | not looked up | not looked up",
        "Acme, chief | 1 recorded | not looked up | not looked up",
        "Bo | not looked up | searched, none found, 20 Jan 2026 | 1 recorded",
        "Cy | not looked up | 1 disputed | not looked up",
    ] == [line.split(" | ", 2)[2] for line in told(found.section("context"))]
    assert [
        "Acme | Ada, chief | contract, More, part of A deal |  |  | The Example",
        "Acme | Ada, chief | contract, with Agency, A deal | at least 1,500 USD | 2025–2026 | The Example",
        "Bo |  | attendance, A gala |  | 10 Jan 2026 | The Example",
        "Bo |  | donation | none found | 20 Jan 2026 | The Example",
        "Cy |  | donation, disputed |  |  | The Example",
    ] == told(found.section("tie"))


def test_a_silence_that_rests_on_one_source_only_is_named(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "di"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"]}
    {"kind": "silence", "id": "first", "actors": ["ada", "bo"], "date": "2026-01-10", "basis": "reported",
     "sources": [{"url": "https://paper.org/1", "tier": "secondary", "publisher": "Paper"}]}
    {"kind": "silence", "id": "copy", "actors": ["ada"], "date": "2026-01-11", "basis": "reported",
     "sources": [{"url": "https://blog.org/1", "tier": "reprint", "publisher": "Blog",
     "original_publisher": "Paper"}]}
    {"kind": "silence", "id": "other", "actors": ["bo"], "date": "2026-01-12", "basis": "reported",
     "sources": [{"url": "https://wire.org/1", "tier": "secondary", "publisher": "Wire"}]}
    {"kind": "silence", "id": "late", "actors": ["ada"], "date": "2026-02-12", "basis": "reported",
     "sources": [{"url": "https://wire.org/1", "tier": "secondary", "publisher": "Wire"}]}
    {"kind": "silence", "id": "own", "actors": ["cy"], "date": "2026-01-12", "checked_by": "Us"}
    {"kind": "silence", "id": "ours", "actors": ["cy"], "date": "2026-01-13", "checked_by": "Us"}
    {"kind": "silence", "id": "two", "actors": ["di"], "date": "2026-01-12", "basis": "reported",
     "sources": [{"citation": "A talk", "tier": "primary"}, {"citation": "A book", "tier": "primary"}]}
    """
    found = ask(silence.report)

    assert [("ada", 1), ("bo", 2), ("cy", 1), ("di", 2)] == cells(
        found.section("look"), "actor", "sources"
    )
    assert ["copy", "ours"] == cells(found.section("single-source"), "evidence")
    assert ("On one source alone: 2 of 4.",) == found.section("single-source").ending
    assert () == ask(silence.report, people=("bo",)).section("single-source").ending
