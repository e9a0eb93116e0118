"""`stancetracker show`: all that is on record about one thing."""

import json

import pytest
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("small")


def test_a_standing_follows_as_of_known_by_and_audience(run: Run) -> None:
    def status(*flags: str) -> str:
        row = json.loads(run("show", "bo", "--section", "standing", "--json", *flags)[1])[0]
        return f"{row['status']} {row['as_of']} {row['audience']}"

    assert status() == "silent 2026-03-01 public"
    assert status("--as-of", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--known-by", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--audience", "any") == "spoke 2026-03-01 any"


def test_json_is_one_object_with_the_same_keys_for_everything(run: Run) -> None:
    refs = ("ada", "bo", "eve", "acme", "bridge", "ada-2", "look-old", "vote")
    answers = {ref: json.loads(run("show", ref, "--json")[1]) for ref in refs}
    records = []
    for answer in answers.values():
        evidence = [standing["evidence"] for standing in answer["standings"]]
        records += [record for record in evidence if record]
        records += answer["also_on_record"] + answer["not_counted"]

    assert 1 == len({tuple(answer) for answer in answers.values()})
    assert 1 == len({tuple(record) for record in records})
    assert None in [standing["evidence"] for standing in answers["bridge"]["standings"]]


def test_a_section_without_rows_is_an_empty_array(run: Run) -> None:
    assert (0, "[]\n", "") == run("show", "bo", "--section", "tie", "--json")
    assert "\nNo rows.\n" in run("show", "bo", "--section", "tie", "-f", "table")[1]
    assert "No rows." not in run("show", "bo", "-f", "table")[1]


def test_with_a_limit_json_is_an_array_of_rows(run: Run) -> None:
    assert [] == json.loads(run("show", "bo", "--limit", "0", "--json")[1])
    assert 2 == len(json.loads(run("show", "bo-1", "--limit", "2", "--json")[1]))


def test_a_standing_keeps_its_finding_beside_its_name_at_80_columns(run: Run) -> None:
    of_actor = run("show", "bo", "-f", "table")[1]
    of_issue = run("show", "bridge", "-f", "table")[1]

    assert "\nbridge\n○ No public statement found  up to 15 Jan 2026  " in of_actor
    assert "○ Bo [bold]Li[/bold]  none found; private     15 Jan 2026" in of_issue
    assert "\n                      remarks made known\n" in of_issue
    assert "\n    Public statement:" not in of_issue
