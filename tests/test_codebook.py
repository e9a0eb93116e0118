"""The codebook agrees with the data: the sides of every issue, and how its cases are coded."""

import re
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

import stancetracker
from stancetracker.api import Ledger

CODEBOOK = SHIPPED.path / "CODEBOOK.md"
CASE = re.compile(
    r"^\| `([a-z0-9-]+)` \| .* \| `([a-z]+)`(?:, (explicit|inferred))? \|", re.MULTILINE
)
SIDES = """
    SELECT id, proposition, stance_words_favor, stance_words_against FROM issue
    WHERE id IN (SELECT issue FROM statement)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return stancetracker.load(SHIPPED.path, cache=tmp_path)


def test_every_issue_that_has_statements_stands_with_its_proposition_and_both_sides(
    ledger: Ledger,
) -> None:
    text = CODEBOOK.read_text(encoding="utf-8")

    for issue in ledger.query(SIDES, audience="any"):
        assert "| `{}` | {} | {} | {} |".format(*issue.values()) in text


def test_twelve_cases_are_coded_as_they_count_on_record(ledger: Ledger) -> None:
    rows = ledger.query("SELECT id, stance, stance_basis FROM statement", audience="any")
    record = {row["id"]: (row["stance"], row["stance_basis"]) for row in rows}
    cases = CASE.findall(CODEBOOK.read_text(encoding="utf-8"))

    assert 12 == len(cases)
    for name, stance, basis in cases:
        assert (stance, basis or "explicit") == record[name], name
