"""`stancetracker report`: each report as people ask for it."""

import json
import shlex

import pytest
from tests.cli.conftest import Run
from tests.datasets import SHIPPED

from stancetracker.base import plugins
from stancetracker.reports import catalogue

pytestmark = pytest.mark.usefixtures("small")
REPORTS = plugins.names(catalogue)


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_says_as_of_when_and_from_which_data(run: Run, name: str) -> None:
    rows = json.loads(run("report", name, "--json", "--as-of", "2026-02-26")[1])

    assert {("2026-02-26", 12)} == {(row["as_of"], len(row["data_version"])) for row in rows}


def test_the_pace_is_drawn_in_ascii(run: Run) -> None:
    out = run(
        *shlex.split("report pace --issue minneapolis --as-of 2026-11-25 -f table --ascii -d"),
        str(SHIPPED.path),
    )[1]

    assert "  1  8 Jan 2026 " in out
    assert "73-100 %             ###############=====" in out
    assert not set("█▒·") & set(out)


def test_rows_that_are_chosen_of_several_issues_are_one_table(run: Run) -> None:
    issues = ("--issue", "bridge", "--issue", "toll")
    whole = run("report", "speech", *issues, "-f", "table")[1]
    first = run("report", "speech", *issues, "-f", "table", "--limit", "1")[1]

    assert [1, 1] == [whole.count("\nThe bridge\n"), whole.count("\nThe toll\n")]
    assert [0, 0] == [first.count("\nThe bridge\n"), first.count("\nThe toll\n")]
    assert 1 == len(json.loads(run("report", "speech", *issues, "--json", "--limit", "1")[1]))
