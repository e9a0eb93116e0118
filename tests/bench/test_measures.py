"""Every step runs on a small dataset, and the page shows every budget."""

import sys
from pathlib import Path

import pytest
from bench.budgets import BUDGETS, page
from bench.measures import STEPS
from bench.place import Place

from bench import __main__ as program
from bench import measures


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_steps_measure_figures(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        measures, "medians", lambda taken, _: {name: take() for name, take in taken.items()}
    )
    if step == "engines":  # Spark is asked on its cluster
        monkeypatch.setattr(measures, "names", lambda _: ("duckdb",))
    records = 400 if step == "engines" else 2_400  # a tenth has records beside people and issues
    figures = STEPS[step](Place(tmp_path), records)

    assert figures
    assert all(value > 0 or name == "appended_s" for name, value in figures.items())


def test_a_row_a_budget_and_none_where_nothing_was_measured() -> None:
    figures = {budget.figure: budget.must for budget in BUDGETS}
    text = page(figures, 100_000, "a machine")

    assert (
        len(BUDGETS)
        == text.count("| yes")
        == sum(line.count("|") == 6 for line in text.splitlines()) - 2
    )
    assert "100,000" in text
    assert "| yes" not in page({}, 100_000, "a machine")
    assert "**no**" not in text
    assert "**no**" in page(figures | {"crowd_s": 25}, 100_000, "a machine")


def test_the_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "STEPS", {"one": lambda _place, records: {"issues": records}})
    monkeypatch.setattr(sys, "argv", ["bench", "10", "--output", str(tmp_path / "page.md")])
    program.main()

    assert "| `issues` | 10 |" in (tmp_path / "page.md").read_text(encoding="utf-8")
