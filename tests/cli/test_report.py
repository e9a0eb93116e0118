"""`stancetracker report`: the reports by their names."""

from __future__ import annotations

import json

import pytest
from tests.cli.conftest import Run

from stancetracker.base import plugins, wording
from stancetracker.reports import catalogue

pytestmark = pytest.mark.usefixtures("data")
REPORTS = plugins.names(catalogue)


def test_the_reports_are_the_files() -> None:
    assert {"silence", "speech", "summary"} <= set(REPORTS)
    assert all(plugins.about(catalogue, name, "report") for name in REPORTS)


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_says_as_of_when_and_from_which_data(run: Run, name: str) -> None:
    rows = json.loads(run("report", name, "--json", "--as-of", "2026-02-26")[1])

    assert {("2026-02-26", 12)} == {(row["as_of"], len(row["data_version"])) for row in rows}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", ["table", "md", "html"])
def test_every_report_ends_with_how_to_read_it_the_rule_and_the_version(
    run: Run, name: str, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    status, out, _ = run("report", name, "-f", format)

    assert status == 0
    for words in (wording.HOW_TO_READ[:16], "Everyone on the council.", "Data 802755cc882a"):
        assert words in out


def test_the_context_is_a_section_of_its_own(run: Run) -> None:
    context = json.loads(run("report", "silence", "--section", "context", "--json")[1])

    assert [("ada", "tie-1")] == [(row["actor"], row["tie"]) for row in context]


def test_filters(run: Run) -> None:
    assert run("report", "silence", "--stale", "-f", "id")[1] == "bo\n"
    assert run("report", "speech", "--stance", "favor", "-f", "id")[1] == "ada-1\ncy-1\n"
    assert run("report", "speech", "--person", "cy", "-f", "id")[1] == "cy-1\n"
    assert run("report", "silence", "--person", "ada", "--json", "-e") == (1, "[]\n", "")


def test_an_issue_without_a_panel_has_no_counts(run: Run) -> None:
    assert run("report", "summary", "--issue", "toll", "--json")[1] == "[]\n"
    assert "This issue has no panel" in run("report", "summary", "--issue", "toll", "-f", "table")[1]
    assert run("report", "speech", "--issue", "toll", "--all", "-f", "id")[1] == "eve-1\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["silense"], "unknown report: silense\nhint: "),
        (["nothing"], f"unknown report: nothing\nhint: one of {', '.join(REPORTS)}"),
        (["run"], "unknown report: run\nhint: one of"),
        ([], "missing argument 'NAME'\nhint: see stancetracker report --help"),
        (["silence", "--issue", "x"], "unknown issue: x\n"),
        (
            ["silence", "--issue", "toll", "--issue", "bridge"],
            "a report is about one issue\nhint: give --issue: bridge, toll",
        ),
        (["silence", "--section", "looks"], "unknown section: looks\nhint: did you mean look?"),
    ],
)
def test_mistakes(run: Run, arguments: list[str], error: str) -> None:
    status, out, err = run("report", *arguments)

    assert (status, out) == (2, "")
    assert err.replace("'name'", "'NAME'").startswith(f"stancetracker: {error}")
