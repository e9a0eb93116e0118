"""`stancetracker report`: each report as people ask for it."""

import json

import pytest
from tests.cli.conftest import Refused, Run

from stancetracker.base import plugins
from stancetracker.reports import catalogue

pytestmark = pytest.mark.usefixtures("small")
REPORTS = plugins.names(catalogue)


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_says_as_of_when_and_from_which_data(run: Run, name: str) -> None:
    rows = json.loads(run("report", name, "--json", "--as-of", "2026-02-26")[1])

    assert {("2026-02-26", 12)} == {(row["as_of"], len(row["data_version"])) for row in rows}


def test_a_report_of_before_is_an_error_that_names_the_one_of_now(refused: Refused) -> None:
    assert "hint: it is now: report first\n" in refused("report", "pace")
    assert "hint: it is now: report matrix --beside\n" in refused("report", "beside")
    assert "--beside doesn't apply to this report" in refused("report", "first", "--beside")


def test_rows_that_are_chosen_of_several_issues_are_one_table(run: Run) -> None:
    issues = ("--issue", "bridge", "--issue", "toll")
    whole = run("report", "speech", *issues, "-f", "table")[1]
    first = run("report", "speech", *issues, "-f", "table", "--limit", "1")[1]

    assert [1, 1] == [whole.count("\nThe bridge\n"), whole.count("\nThe toll\n")]
    assert [0, 0] == [first.count("\nThe bridge\n"), first.count("\nThe toll\n")]
    assert 1 == len(json.loads(run("report", "speech", *issues, "--json", "--limit", "1")[1]))
