"""`stancetracker report`: each report as people ask for it."""

import json

import pytest
from tests.cli.conftest import Append, Refused, Run

from stancetracker.base import plugins
from stancetracker.render.formats.md import escaped
from stancetracker.reports import catalogue

pytestmark = pytest.mark.usefixtures("small")
REPORTS = plugins.names(catalogue)


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_says_as_of_when_and_from_which_data(run: Run, name: str) -> None:
    every_tie = ["--all"] if name == "ties" else []  # none there bears on an issue
    asked = ("report", name, "--json", "--as-of", "2026-02-26", *every_tie)
    rows = json.loads(run(*asked)[1])

    assert {("2026-02-26", 40)} == {(row["as_of"], len(row["data_version"])) for row in rows}


def test_a_report_of_before_is_an_error_that_names_the_one_of_now(refused: Refused) -> None:
    assert "hint: it is now: report matrix --beside\n" in refused("report", "beside")
    assert "hint: it is now: report speech --moved\n" in refused("report", "moves")
    assert "--beside doesn't apply to this report" in refused("report", "first", "--beside")


def test_rows_that_are_chosen_of_several_issues_are_one_table(run: Run) -> None:
    issues = ("--issue", "bridge", "--issue", "toll")
    whole = run("report", "speech", *issues, "-f", "table")[1]
    first = run("report", "speech", *issues, "-f", "table", "--limit", "1")[1]

    assert [1, 1] == [whole.count("\nThe bridge\n"), whole.count("\nThe toll\n")]
    assert [0, 0] == [first.count("\nThe bridge\n"), first.count("\nThe toll\n")]
    assert 1 == len(json.loads(run("report", "speech", *issues, "--json", "--limit", "1")[1]))


def test_footnotes_cite_statements_with_all_their_sources(
    run: Run, refused: Refused, append: Append
) -> None:
    append(
        '{"kind":"statement","id":"ada-3","speaker":"ada","issue":"bridge","date":"2026-02-12","stance":"favor",'
        '"quote":"Build it.","wording":"verbatim","language":"en","channel":"speech","sources":['
        '{"url":"https://b.example/2","tier":"reprint","publisher":"B (A)","original_publisher":"A"},'
        '{"url":"https://a.example/1","tier":"secondary","publisher":"A"}],"recorded":"2026-02-13"}'
    )
    asked = (
        "report",
        "speech",
        "--issue",
        "bridge",
        "--channel",
        "speech",
        "--since",
        "2026-02-01",
    )
    text = run(*asked, "--md", "--footnotes")[1]
    citation = run("cite", "ada-3")[1].rstrip()

    assert "| [A](<https://a.example/1>)[^1] |" in text
    assert f"\n[^1]: {escaped(citation)} Also: A, read at B, https\\://b.example/2.\n" in text
    assert "[^1]" not in run(*asked, "--md")[1]
    assert refused(*asked, "--footnotes", "--json") == (
        "stancetracker: footnotes are for Markdown\nhint: add --md\n"
    )
    assert "--footnotes doesn't apply to this report" in refused(
        "report", "first", "--md", "--footnotes"
    )
