"""What an answer says where remarks count that were not public: `--audience any`."""

import re
from functools import partial

import pytest
from tests.reports.asking import Ask
from tests.reports.test_drawing import drawing, printed

from stancetracker.base import plugins, wording
from stancetracker.render.formats import html, md, table
from stancetracker.reports import catalogue
from stancetracker.reports.catalogue import matrix, rates, summary, timeline
from stancetracker.reports.listing import listing
from stancetracker.reports.run import Maker
from stancetracker.reports.show import profile

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "organization", "id": "city"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
{"kind": "petition", "id": "letter", "addressees": ["ada"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-09", "stance": "against",
 "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-20"}
{"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-13"}
"""
COUNTING = "counting private remarks"
MAKERS: dict[str, Maker] = {
    "list": listing,
    **{name: plugins.load(catalogue, name, "report").report for name in plugins.names(catalogue)},
}


def text(printed: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", printed).split())


@pytest.mark.parametrize("name", MAKERS)
def test_every_answer_says_that_non_public_remarks_count(ask: Ask, name: str) -> None:
    report = ask(MAKERS[name], audience="any")

    for format in (table, md, html):
        assert COUNTING in text(printed(report, 200, format))
    assert COUNTING not in text(printed(ask(MAKERS[name]), 200))


def test_the_count_and_the_foot_of_a_list_say_so(ask: Ask) -> None:
    count, foot = ask(listing, audience="any").section(None).ending

    assert count == (
        "The bridge: 2 of 2 are on record, counting private remarks"
        " (1 against the proposition, 1 for the proposition)."
    )
    assert foot.startswith("as of 1 Feb 2026, counting private remarks · data ")


@pytest.mark.parametrize("make", [listing, summary.report, matrix.report])
def test_no_heading_calls_words_public_that_were_not(ask: Ask, make: Maker) -> None:
    headings = {
        audience: [
            column.heading for column in ask(make, audience=audience).section("standing").shown
        ]
        for audience in ("public", "any")
    }

    assert "Public statement" in headings["public"]
    assert "Public statement" not in headings["any"]
    assert "Statement" in headings["any"]


def test_a_profile_of_an_issue_has_no_heading_that_calls_them_public(ask: Ask) -> None:
    report = ask(partial(profile, ref="bridge"), audience="any")

    assert "Statement" in [column.heading for column in report.section("standing").shown]
    assert report.question.endswith("as of 1 Feb 2026, counting private remarks?")


def test_the_question_of_rates_asks_for_statements_of_either_kind(ask: Ask) -> None:
    assert ask(rates.report, audience="any").question == (
        "How many of each panel have a statement on record, as of 1 Feb 2026,"
        " counting private remarks?"
    )


def test_a_timeline_marks_words_that_were_not_public_as_such(ask: Ask) -> None:
    lines = drawing(ask(timeline.report, audience="any"), 120)
    [row] = [line for line in lines if line.startswith("Bo ")]
    track, _, standing = row.partition(wording.MARKS["against"])

    assert standing == " against the proposition; private remarks made known"
    # The day they were said, and the day they became known.
    assert track.count(wording.MARKS["private"]) == 2
