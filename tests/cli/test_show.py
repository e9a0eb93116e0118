"""`stancetracker show`: a thing by its id or its name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("data")


def facts(run: Run, *arguments: str) -> dict[str, Any]:
    """Field -> value of the record that is shown."""
    status, out, err = run("show", *arguments, "--json")
    assert (status, err) == (0, "")
    return {row["field"]: row["value"] for row in json.loads(out)}


@pytest.mark.parametrize(
    ("ref", "field", "value"),
    [
        ("ada", "name", "Ada Ångström"),
        ("ADA ANGSTROM", "id", "ada"),
        ("A. A.", "id", "ada"),
        ("cyrus", "id", "cy"),
        ("acme steel", "id", "acme"),
        ("the bridge", "id", "bridge"),
        ("A vote", "trigger", 1),
        ("letter", "demands.0.id", "stop"),
        ("letter", "signatures.0.at_least", 12),
        ("ada-2", "demands.0", "letter/stop"),
        ("look-dee", "actors.0", "dee"),
        ("tie-1", "amount_value", 1000000),
        ("correction-1", "reason", "Nobody looked."),
        ("reply-1", "text", "That is not all I said."),
    ],
)
def test_any_record_by_its_id_or_name(run: Run, ref: str, field: str, value: str) -> None:
    assert value == facts(run, ref)[field]


def test_the_standings_of_an_actor_and_of_an_issue(run: Run) -> None:
    ada = json.loads(run("show", "ada", "--section", "standing", "--json")[1])
    bridge = run("show", "bridge", "--section", "standing", "-f", "tsv", "--columns", "actor,status")[1]

    assert [("bridge", "spoke", "against")] == [(row["issue"], row["status"], row["stance"]) for row in ada]
    assert bridge.split()[2:] == [
        "ada",
        "spoke",
        "bo",
        "silent",
        "cy",
        "spoke",
        "dee",
        "silent",
        "fay",
        "unchecked",
    ]


def test_a_standing_is_a_whole_sentence(run: Run) -> None:
    assert "○ bridge  No public statement found  as of 15 Jan 2026" in run("show", "bo", "-f", "table")[1]


def test_as_of_known_by_and_audience(run: Run) -> None:
    def status(*flags: str) -> str:
        row = json.loads(run("show", "bo", "--section", "standing", "--json", *flags)[1])[0]
        return f"{row['status']} {row['as_of']} {row['audience']}"

    assert status() == "silent 2026-03-01 public"
    assert status("--as-of", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--known-by", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--audience", "any") == "spoke 2026-03-01 any"


def test_replies_stand_above_the_record_and_corrections_below(run: Run) -> None:
    shown, corrected = run("show", "ada-2", "-f", "md")[1], run("show", "look-old", "-f", "md")[1]

    assert shown.index("## reply") < shown.index("## record")
    assert corrected.index("## record") < corrected.index("## correction")
    assert "## reply" not in run("show", "ada-2", "-f", "md", "--as-of", "2026-01-31")[1]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["adaa"], "unknown record or name: adaa\nhint: did you mean ada"),
        ([], "missing argument 'REF'\nhint: see stancetracker show --help"),
        (["ada", "--section", "repli"], "unknown section: repli\nhint: did you mean reply?"),
        (["ada", "--columns", "x"], "unknown column: x\nhint: one of record"),
        (["ada", "--silent"], "no such option: --silent\nhint: "),
    ],
)
def test_mistakes(run: Run, arguments: list[str], error: str) -> None:
    status, out, err = run("show", *arguments)

    assert (status, out) == (2, "")
    assert err.replace("'ref'", "'REF'").startswith(f"stancetracker: {error}")
    assert err.count("\n") == 2
