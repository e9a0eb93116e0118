"""`stancetracker show`: a thing by its id or its name."""

import json
from typing import Any

import pytest
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("small")


def test_as_of_known_by_and_audience(run: Run) -> None:
    def status(*flags: str) -> str:
        row = json.loads(run("show", "bo", "--section", "standing", "--json", *flags)[1])[0]
        return f"{row['status']} {row['as_of']} {row['audience']}"

    assert status() == "silent 2026-03-01 public"
    assert status("--as-of", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--known-by", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--audience", "any") == "spoke 2026-03-01 any"


def test_json_is_one_object_with_the_same_keys_for_everything(run: Run) -> None:
    def whole(ref: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run("show", ref, "--json")[1])
        return found

    everything = {
        ref: whole(ref) for ref in ("ada", "bo", "eve", "acme", "bridge", "ada-2", "look-old", "vote")
    }
    [standing] = everything["bo"]["standings"]

    assert 1 == len({tuple(found) for found in everything.values()})
    assert ("look-bo", "silence", "News") == (
        standing["evidence"]["id"],
        standing["evidence"]["kind"],
        standing["evidence"]["sources"][0]["publisher"],
    )
    assert ["bo-1"] == [one["id"] for one in everything["bo"]["not_counted"]]
    assert None is next(one for one in everything["bridge"]["standings"] if one["actor"] == "fay")["evidence"]
    records = [
        one
        for found in everything.values()
        for key in ("also_on_record", "not_counted")
        for one in found[key]
    ]
    assert {tuple(standing["evidence"])} == {tuple(one) for one in records}


def test_a_section_without_rows_is_an_empty_array(run: Run) -> None:
    assert (0, "[]\n", "") == run("show", "bo", "--section", "tie", "--json")
    assert "\nNo rows.\n" in run("show", "bo", "--section", "tie", "-f", "table")[1]
    assert "No rows." not in run("show", "bo", "-f", "table")[1]


def test_asked_for_rows_json_is_an_array_of_them(run: Run) -> None:
    assert 2 == len(json.loads(run("show", "bo", "--limit", "2", "--json")[1]))
