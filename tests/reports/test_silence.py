"""`report silence`: who checked, when, where, what came back, and what would change it."""

from tests.render.sample import rendered
from tests.reports.asking import Ask, cells, names, rows_in_words

from stancetracker.reports.catalogue import silence


def test_a_check_stands_with_its_day_and_what_was_reported_and_not_public(ask: Ask) -> None:
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
    checks = found.section("check")

    assert [
        "○ Ada, chief, Acme | 13 Jan 2026, not checked since | 1 | checked by Us"
        " | the web; feeds; also internally | "
        " | internal memo, made known 16 Jan 2026; meeting, made known 17–18 Jan 2026",
        "○ Bo, chief | 31 Jan 2026, nobody answers for it | 1 | according to Us | the web | avoided",
    ] == rows_in_words(checks)
    assert [
        "Ada |  | Us wrote between 13 and 15 Jan 2026: “no comment”",
        "Bo | https://paper.org/1",
    ] == rows_in_words(found.section("evidence"))
    private = [f"private_{name}" for name in ("on", "channel", "summary", "evidence")]
    assert ("no comment", "2026-01-16", "internal-memo", "To staff.", "memo late") == cells(
        checks, "label", *private
    )[0]
    assert (
        "What would change a row: a public statement dated 1 Feb 2026 or earlier, a later check, or"
        " a correction of the check."
    ) == found.notes[-1]


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
        found.section("check"), "actor", "independent_sources"
    )
    assert ["copy", "ours"] == cells(found.section("single-source"), "evidence")
    assert ("On one source alone: 2 of 4.",) == found.section("single-source").ending
    assert () == ask(silence.report, people=("bo",)).section("single-source").ending


def test_four_checks_take_fewer_than_sixty_lines_and_no_ties(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "di"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"]}
    {"kind": "tie", "id": "deal", "type": "contract", "actor": "acme", "title": "A deal"}
    {"kind": "silence", "id": "k", "actors": ["ada", "bo", "cy", "di"], "date": "2026-01-31",
     "basis": "reported", "label": "None of the four has said a word in public about the bridge",
     "sources": [{"url": "https://paper.org/2026/01/31/the-bridge-and-those-who-say-nothing-of-it",
     "tier": "primary", "publisher": "Paper"}]}
    """
    found = ask(silence.report)
    text = rendered("table", found, width=100)

    assert ["check", "evidence", "single-source"] == names(found)
    assert len(text.splitlines()) < 60
    assert "A deal" not in text


def test_the_first_screen_says_of_whom_nothing_was_found_and_who_checked(shipped: Ask) -> None:
    found = shipped(silence.report, issues=("minneapolis-immigration-operations",))
    lines = rendered("table", found, width=80).splitlines()
    people = [number for number, line in enumerate(lines) if line.startswith("○ ")]

    assert 4 == len(found.section("check").rows)
    assert max(people[:4]) <= 24
    assert len(lines) < lines.index("Correction") + 60


def test_words_of_one_silence_stand_once(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "k", "actors": ["ada", "bo"], "date": "2026-01-31", "basis": "reported",
     "label": "Neither spoke", "sources": [{"url": "https://paper.org/1", "tier": "primary", "publisher": "Paper"}]}
    """
    section = ask(silence.report).section("evidence")

    assert [
        "Ada, Bo | https://paper.org/1 | Us, in Paper, wrote on 31 Jan 2026: “Neither spoke”"
    ] == rows_in_words(section)
    assert [("k", "ada bo", "Neither spoke")] == cells(section, "evidence", "actors", "label")


def test_a_column_without_words_is_not_printed(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "k", "actors": ["ada"], "date": "2026-01-31", "basis": "reported",
     "sources": [{"url": "https://paper.org/1", "tier": "primary", "publisher": "Paper"}]}
    """
    headings = [column.heading for column in ask(silence.report).section("check").shown]

    assert "What came back" not in headings
    assert "Note" not in headings
    assert "By whom" in headings
