"""The codebook and the two codings by it agree with the data, and the README with both."""

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

import stancetracker
from stancetracker.api import Ledger

CODEBOOK = SHIPPED.path / "CODEBOOK.md"
CODINGS = SHIPPED.path / "CODINGS.csv"
README = SHIPPED.path / "README.md"
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


def test_both_codings_are_settled_as_the_record_they_name_is_coded() -> None:
    lines = (SHIPPED.path / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}

    for row in _codings():
        before, after = records[row["record"]], records[row["settled_record"]]
        assert (row["stance"], row["basis"]) == _coding(before), row
        assert (row["settled_stance"], row["settled_basis"]) == _coding(after), row


def test_readme_gives_the_agreement_of_the_two_codings() -> None:
    text = README.read_text(encoding="utf-8")
    codings = _codings()

    for rows in (codings, [row for row in codings if not row["codebook"]]):
        sided = [row for row in rows if "neither" not in (row["stance"], row["second_stance"])]
        assert _agreement([(row["stance"], row["second_stance"]) for row in rows]) in text
        assert _agreement([(row["basis"], row["second_basis"]) for row in sided]) in text


def test_readme_lists_every_statement_that_two_coders_code_otherwise() -> None:
    listed = re.findall(
        r"^\| `([a-z0-9-]+)`(?: → `([a-z0-9-]+)`)? \| `", README.read_text(encoding="utf-8"), re.M
    )

    assert listed == [
        (row["record"], row["settled_record"] if row["settled_record"] != row["record"] else "")
        for row in _codings()
        if (row["stance"], row["basis"]) != (row["second_stance"], row["second_basis"])
    ]


def _codings() -> list[dict[str, str]]:
    with CODINGS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _coding(record: dict[str, str]) -> tuple[str, str]:
    return record["stance"], record.get("stance_basis", "explicit")


def _agreement(pairs: Sequence[tuple[str, str]]) -> str:
    """Write the cells of README's table: statements, coded alike, by chance, Cohen's kappa."""
    total, alike = len(pairs), sum(first == second for first, second in pairs)
    firsts, seconds = (Counter(codes) for codes in zip(*pairs, strict=True))
    chance = sum(firsts[code] * seconds[code] for code in firsts) / total**2
    kappa = (alike / total - chance) / (1 - chance)
    cells = f"| {total} | {alike} ({alike / total:.1%}) | {chance:.1%} | {kappa:.3f} |"
    return cells.replace("%", " %")
