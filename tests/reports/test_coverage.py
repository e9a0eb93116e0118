"""Who was checked, by whom, how often and when."""

from tests.reports.asking import Ask, cells, names, rows_in_words

from stancetracker.reports.catalogue import coverage

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"], "recheck_days": 5}
{"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-20", "stance": "favor"}
{"kind": "statement", "id": "q", "speaker": "di", "date": "2026-01-20", "stance": "favor"}
{"kind": "silence", "id": "first", "actors": ["ada", "bo"], "date": "2026-01-10"}
{"kind": "silence", "id": "again", "actors": ["bo"], "date": "2026-01-12/2026-01-14",
 "label": "was not heard from", "searched": ["the web", "feeds"]}
{"kind": "silence", "id": "told", "actors": ["bo", "out"], "date": "2026-01-11", "basis": "reported",
 "response": "declined", "checked_by": "Paper", "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "silence", "id": "later", "actors": ["bo", "cy"], "date": "2026-02-09"}
{"kind": "silence", "id": "wrong", "actors": ["cy"], "date": "2026-01-30"}
{"kind": "silence", "id": "other", "actors": ["cy"], "date": "2026-01-30", "issue": "tunnel"}
{"kind": "correction", "id": "c", "corrects": "wrong"}
{"kind": "reply", "id": "r", "to": "again", "by": "bo", "date": "2026-01-30"}
"""


def test_each_of_the_panel_has_a_row_and_each_check_that_counts_is_in_it(ask: Ask) -> None:
    found = ask(coverage.report, issues=("bridge",))
    section = found.section("coverage")

    assert [
        "◆ Ada | 1 | 10 Jan 2026 | none found | checked by Us | the web",
        "○ Bo | 3 | 12 Jan 2026, not checked since | none found"
        " | checked by Us; according to Paper | the web; feeds"
        " | Us wrote between 12 and 14 Jan 2026: “was not heard from”",
        "· Cy",
        "◆ Di",
    ] == rows_in_words(section)
    assert (
        "No check on record, without a statement: Cy.",
        "No check on record, with a statement: Di.",
        "as of 1 Feb 2026 · 1 of 1 overdue for a recheck",
    ) == section.ending
    assert ["reply", "coverage"] == names(found)


def test_whoever_was_checked_on_a_day_asked_for_stands_with_all_checks(ask: Ask) -> None:
    found = ask(coverage.report, issues=("bridge",), since="2026-01-11", until="2026-01-11")

    assert [("bo", 3)] == cells(found.section("coverage"), "actor", "checks")


def test_where_each_was_checked_nobody_is_named(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-02-01"}
    """
    assert ("as of 1 Feb 2026",) == ask(coverage.report).section(None).ending
