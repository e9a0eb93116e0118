"""One sentence with both counts, the counts in shapes and words, and how to read them."""

from __future__ import annotations

from pathlib import Path

from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import silence, speech, summary
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report


def report(folder: Folder, cache: Path, question: Question) -> Report:
    return answer(folder, question, summary.report, cache)


def test_every_stance_and_answer_has_its_count_also_where_it_is_zero(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "neither"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-13", "response": "no-reply"}
    """
    found = report(folder, cache, Question("2026-02-01"))
    counts = found.section("count")

    assert (
        "1 of 3 people made a public statement (1 taking no side); for 1 no public statement was found"
        " (1 no reply); 1 unchecked, as of 1 Feb 2026."
    ) == found.headline
    assert [
        ("●", "0", "Public statement, against"),
        ("◆", "0", "Public statement, in favor"),
        ("◐", "0", "Public statement, both in favor and against"),
        ("□", "1", "Public statement, taking no side"),
        ("○", "0", "No public statement found: none found"),
        ("○", "1", "No public statement found: no reply"),
        ("○", "0", "No public statement found: declined"),
        ("○", "0", "No public statement found: avoided"),
        ("·", "1", "Unchecked: no check on record"),
    ] == [tuple(shown.say(row) for shown in counts.shown) for row in counts.rows]
    assert "□○·" == counts.about
    assert ("last checked 13 Jan 2026",) == counts.ending
    assert {3} == {row["total"] for row in counts.rows}


def test_an_issue_without_a_panel_has_no_counts_and_no_headline(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    """
    question = Question("2026-02-01", issues=("bridge",), everyone=True)
    for make in (summary.report, silence.report, speech.report):
        found = answer(folder, question, make, cache)

        assert None is found.headline
        assert "This issue has no panel, so it has no counts." in found.notes
        assert () == found.section(None).ending
    assert [] == report(folder, cache, question).section("count").rows
    assert ["ada"] == [row["actor"] for row in report(folder, cache, question).section("standing").rows]


def test_a_panel_of_organizations_is_asked_about_as_such(cache: Path) -> None:
    found = report(SHIPPED, cache, Question("2026-11-25", issues=("iceout-letter-demands",)))

    assert (
        "0 of 4 organizations made a public statement; for 4 no public statement was found (4 no reply);"
        " 0 unchecked, as of 25 Nov 2026."
    ) == found.headline


def test_filters_choose_the_standings_shown_and_no_counts(cache: Path) -> None:
    whole = report(SHIPPED, cache, Question("2026-11-25"))
    chosen = report(SHIPPED, cache, Question("2026-11-25", statuses=("silent",)))

    assert whole.headline == chosen.headline
    assert whole.section("count").rows == chosen.section("count").rows
    assert (11, 4) == (len(whole.section("standing").rows), len(chosen.section("standing").rows))


def test_the_actors_asked_for_win_over_what_a_panel_holds(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["acme"]}
    """
    asked = Question("2026-02-01", issues=("bridge",))
    adapted = answer(folder, asked, summary.report, cache)
    people = answer(folder, asked._replace(actors_asked=True), summary.report, cache)

    assert 1 == len(adapted.section("standing").rows)
    assert 0 == len(people.section("standing").rows)
