"""The codebook and the two codings by it agree with the data, and the README with both."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.datasets import SHIPPED

import stancetracker
from stancetracker.api import Ledger

CODEBOOK = SHIPPED.path / "CODEBOOK.md"
README = SHIPPED.path / "README.md"
CASE = re.compile(
    r"^\| `([a-z0-9-]+)` \| .* \| `([a-z]+)`(?:, (explicit|inferred))? \|", re.MULTILINE
)
SIDES = """
    SELECT id, proposition, stance_words_favor, stance_words_against FROM issue
    WHERE id IN (SELECT issue FROM statement)
"""
CODED_AS = r"`([a-z]+)`(?:, (explicit|inferred))?"
DIFFERENCE = re.compile(
    r"^\| `(?P<statement>[a-z0-9-]+)`(?: → `(?P<settled_by>[a-z0-9-]+)`)?"
    rf" \| {CODED_AS} \| {CODED_AS} \| {CODED_AS} \|",
    re.MULTILINE,
)

BY_CODEBOOK = ("A case of the codebook. ", "Quoted in the codebook. ")


class Coded(NamedTuple):
    """What a coder took a statement to say."""

    stance: str
    basis: str


class TwoCodings(NamedTuple):
    """How both coders coded one statement."""

    statement: str
    first: Coded
    second: Coded
    by_codebook: bool
    """Whether the codebook itself decides the statement, or quotes it."""


class Difference(NamedTuple):
    """A row of README's table of statements that two coders code otherwise."""

    statement: str
    settled_by: str
    """The statement on record now: this one, or what replaced it."""
    first: Coded
    second: Coded
    settled: Coded


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


def test_readme_gives_the_agreement_of_the_two_codings() -> None:
    text = README.read_text(encoding="utf-8")
    codings = _codings()

    for some in (codings, [coding for coding in codings if not coding.by_codebook]):
        both = [(coding.first, coding.second) for coding in some]
        sided = [pair for pair in both if "neither" not in (pair[0].stance, pair[1].stance)]
        assert _agreement([(first.stance, second.stance) for first, second in both]) in text
        assert _agreement([(first.basis, second.basis) for first, second in sided]) in text


def test_readme_lists_every_statement_that_two_coders_code_otherwise() -> None:
    assert [(row.statement, row.first, row.second) for row in _differences()] == [
        (coding.statement, coding.first, coding.second)
        for coding in _codings()
        if coding.first != coding.second
    ]


def test_readme_gives_how_they_were_settled_as_the_record_it_names_is_coded() -> None:
    statements = {line["id"]: line for line in _lines("statements.jsonl")}
    replacements = {
        line["corrects"]: line.get("replacement") for line in statements.values() if "type" in line
    }

    for row in _differences():
        assert row.settled == _coded(statements[row.settled_by]), row
        assert row.settled_by in (row.statement, replacements.get(row.statement)), row


def _lines(name: str) -> list[dict[str, Any]]:
    text = (SHIPPED.path / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _codings() -> list[TwoCodings]:
    """Return the codings of a second coder, each with that of the statement itself."""
    statements = {line["id"]: line for line in _lines("statements.jsonl")}
    return [
        TwoCodings(
            line["statement"],
            _coded(statements[line["statement"]]),
            _coded(line),
            line["note"].startswith(BY_CODEBOOK),
        )
        for line in _lines("searches.jsonl")
        if line["kind"] == "coding"
    ]


def _coded(line: dict[str, str]) -> Coded:
    return Coded(line["stance"], line.get("stance_basis", "explicit"))


def _differences() -> Iterator[Difference]:
    for row in DIFFERENCE.finditer(README.read_text(encoding="utf-8")):
        statement, settled_by, *coded = row.groups("")
        first, second, settled = (
            Coded(coded[at], coded[at + 1] or "explicit") for at in range(0, 6, 2)
        )
        yield Difference(statement, settled_by or statement, first, second, settled)


def _agreement(pairs: Sequence[tuple[str, str]]) -> str:
    """Write the cells of README's table: statements, coded alike, by chance, Cohen's kappa."""
    total, alike = len(pairs), sum(first == second for first, second in pairs)
    firsts, seconds = (Counter(codes) for codes in zip(*pairs, strict=True))
    chance = sum(firsts[code] * seconds[code] for code in firsts) / total**2
    kappa = (alike / total - chance) / (1 - chance)
    cells = f"| {total} | {alike} ({alike / total:.1%}) | {chance:.1%} | {kappa:.3f} |"
    return cells.replace("%", " %")
