"""`stancetracker show`: a thing by its id or its name."""

import json

import pytest
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("data")


def test_as_of_known_by_and_audience(run: Run) -> None:
    def status(*flags: str) -> str:
        row = json.loads(run("show", "bo", "--section", "standing", "--json", *flags)[1])[0]
        return f"{row['status']} {row['as_of']} {row['audience']}"

    assert status() == "silent 2026-03-01 public"
    assert status("--as-of", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--known-by", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--audience", "any") == "spoke 2026-03-01 any"
