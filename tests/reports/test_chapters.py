"""A report on several issues: a chapter an issue for people, all rows in one section for data."""

import re
from typing import Final

import pytest
from tests.render.sample import rendered
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.reports import catalogue
from stancetracker.reports.catalogue import silence, speech, summary
from stancetracker.reports.table import Report

LINES: Final = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "issue", "id": "bridge", "title": "Bridge", "proposition": "A bridge is needed",
 "since": "2025-06-01", "panel": ["ada", "bo"], "panel_rule": "The council"}
{"kind": "issue", "id": "canal", "title": "Canal", "proposition": "A canal is needed",
 "since": "2026-01-01", "panel": ["ada"], "panel_rule": "The council"}
{"kind": "issue", "id": "dam", "title": "Dam", "proposition": "A dam is needed",
 "since": "2024-01-01", "panel": ["cy"], "panel_rule": "The builders"}
{"kind": "issue", "id": "tunnel", "title": "Tunnel"}
{"kind": "statement", "id": "on-bridge", "speaker": "ada", "issue": "bridge", "date": "2025-06-02",
 "stance": "favor", "quote": "Build it.", "wording": "verbatim", "language": "en"}
{"kind": "statement", "id": "on-canal", "speaker": "ada", "issue": "canal", "date": "2026-01-02",
 "stance": "against", "quote": "Don't.", "wording": "verbatim", "language": "en"}
{"kind": "silence", "id": "check", "actors": ["bo"], "issue": "bridge", "date": "2025-06-05"}
{"kind": "statement", "id": "on-tunnel", "speaker": "bo", "issue": "tunnel", "date": "2026-01-03",
 "stance": "favor", "quote": "Dig.", "wording": "verbatim", "language": "en"}
{"kind": "reply", "id": "reply", "to": "check", "by": "bo", "date": "2025-06-07", "text": "Ask me."}
"""


def titles(report: Report) -> list[str]:
    return [chapter.title for chapter in report.chapters]


@pytest.mark.parametrize("name", plugins.names(catalogue))
def test_no_report_needs_an_issue(ask: Ask, name: str) -> None:
    assert ask(plugins.load(catalogue, name, "report").report).sections


def test_each_issue_with_a_panel_has_a_chapter_the_newest_first(ask: Ask) -> None:
    found = ask(summary.report)

    assert ["Canal", "Bridge", "Dam"] == titles(found)
    assert (
        "Summary",
        "Who spoke, and for whom was no public statement found, as of 1 Feb 2026?",
    ) == (
        found.title,
        found.question,
    )
    assert (
        "The proposition: A canal is needed. The issue's first day is 1 Jan 2026."
    ) == found.chapters[0].question
    assert "1 of 1 is on record (1 against the proposition)." == found.chapters[0].headline


def test_the_issues_asked_for_are_the_chapters_also_without_a_panel(ask: Ask) -> None:
    found = ask(speech.report, issues=("bridge", "tunnel"))

    assert ["Tunnel", "Bridge"] == titles(found)
    assert "Without a panel, and so without counts: tunnel." in found.notes


def test_one_issue_has_no_chapters_and_its_proposition_in_the_question(ask: Ask) -> None:
    found = ask(speech.report, issues=("bridge",))

    assert () == found.chapters
    assert "Bridge: what was said" == found.title
    assert "On “A bridge is needed”: who said what, as of 1 Feb 2026?" == found.question


def test_the_main_section_has_the_rows_of_all_issues(ask: Ask) -> None:
    section = ask(speech.report).section(None)

    assert [("canal", "on-canal"), ("bridge", "on-bridge")] == cells(section, "issue", "evidence")
    assert ["Name", "Issue"] == [column.heading for column in section.shown[:2]]
    assert "● Ada | canal" == rows_in_words(section)[0][:13]


def test_a_section_has_the_rows_of_its_name_of_all_issues(ask: Ask) -> None:
    found = ask(summary.report)

    assert ["canal", "bridge", "bridge", "dam"] == cells(found.section("standing"), "issue")
    assert ["reply"] == cells(found.section("reply"), "id")


def test_an_issue_without_rows_is_only_named(ask: Ask) -> None:
    found = ask(silence.report)

    assert ["Bridge"] == titles(found)
    assert "Nothing to list on: Canal; Dam." == found.notes[0]


def test_where_no_issue_has_rows_none_is_named(ask: Ask) -> None:
    found = ask(silence.report, statuses=("unchecked",))

    assert ((), ()) == (found.chapters, tuple(found.section(None).rows))
    assert not any(note.startswith("Nothing to list") for note in found.notes)


def test_whoever_is_named_is_answered_on_the_issues_that_have_them(ask: Ask) -> None:
    assert ["Tunnel", "Bridge"] == titles(ask(summary.report, people=("bo",)))


def test_everyone_on_record_is_answered_on_every_issue(ask: Ask) -> None:
    assert ["Canal", "Tunnel", "Bridge"] == titles(ask(speech.report, everyone=True))


def test_a_rule_that_panels_share_is_a_note_once(ask: Ask) -> None:
    notes = ask(summary.report).notes

    assert "The panel of canal, bridge: The council" in notes
    assert "The panel of dam: The builders" in notes
    assert 1 == sum(note.startswith("Each panel was fixed") for note in notes)


def test_a_heading_an_issue_in_markdown(ask: Ask) -> None:
    headings = re.findall("(?m)^#.*", rendered("md", ask(summary.report)))

    assert ["# Summary", "## Canal", "### count", "### standing", "## Bridge"] == headings[:5]


def test_a_heading_an_issue_in_plain_text_and_tables(ask: Ask) -> None:
    found = ask(summary.report)
    for name in ("plain", "table"):
        lines = rendered(name, found).splitlines()

        assert ["Canal", "Bridge", "Dam"] == [line for line in lines if line in titles(found)]


def test_a_heading_an_issue_and_no_id_twice_on_a_page(ask: Ask) -> None:
    page = rendered("html", ask(summary.report))
    ids = re.findall(r'\bid="([^"]+)"', page)

    assert ["Canal", "Bridge", "Dam"] == re.findall("<h2>(.*?)</h2>", page)
    assert len(ids) == len({*ids})


def test_a_figure_is_of_one_issue(ask: Ask) -> None:
    with pytest.raises(UsageError, match="a figure is about one issue") as raised:
        rendered("svg", ask(summary.report))

    assert "choose one: --issue NAME" == raised.value.hint
