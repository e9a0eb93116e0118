"""Every step runs on a small dataset, and the page shows every budget."""

import math
import sys
from pathlib import Path

import pytest
from bench.budgets import BUDGETS, page
from bench.generate import generate
from bench.measures import LEFT_OUT, STEPS, worst
from bench.place import Place
from bench.questions import questions

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
    records = {"engines": 400, "million": 300}.get(step, 2_400)
    place = Place(tmp_path)
    figures = STEPS[step](place, records)

    assert figures
    assert [] == place.errors
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

    assert 0 == program.main()
    assert "| `issues` | 10 |" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_a_step_that_ends_in_an_error_loses_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "page.md"

    def broken(_place: Place, _records: int) -> dict[str, float]:
        assert "| `first` | 1 |" in output.read_text(encoding="utf-8")
        raise OSError("no space left")

    steps = {"first": lambda *_: {"first": 1}, "broken": broken, "last": lambda *_: {"last": 2}}
    monkeypatch.setattr(program, "STEPS", steps)
    monkeypatch.setattr(sys, "argv", ["bench", "10", "--output", str(output)])

    assert 1 == program.main()
    text = output.read_text(encoding="utf-8")
    assert "| `first` | 1 |" in text
    assert "| `last` | 2 |" in text
    assert "- step `broken`: no space left" in text.splitlines()
    assert "step `broken`: no space left" == capsys.readouterr().err.splitlines()[-1]


def test_what_depends_on_a_program_without_an_answer_is_no_limit_met() -> None:
    text = page({"load_mb": math.nan, "add_s": 0.1}, 100_000, "a machine", ["`list`: no memory"])

    assert "| memory of that load | ≤ 200 MB | ≤ 200 MB | no answer | **no** |" in text
    assert "| `load_mb` | no answer |" in text
    assert "- `list`: no memory" in text.splitlines()


def test_the_worst_of_figures_is_no_answer_if_one_of_them_is() -> None:
    assert 3 == worst([1, 3, 2])
    assert math.isnan(worst([1, math.nan, 3]))
    assert math.isnan(worst([math.nan, 1, 3]))


def test_a_question_is_shown_at_every_size() -> None:
    figures = {
        "hundredth_s:show": 0.1,
        "tenth_s:show": 0.2,
        "whole_s:show": 1.5,
        "whole_mb:show": 30,
        "growth_tenth:show": 7.5,
        "growth_hundredth:show": 15,
        "million_s:list": 12,
        "million_mb:list": math.nan,
    }
    expected = """
| Question | 1,000: s | 10,000: s | 100,000: s | MB | 1,000,000: s | MB | 10,000 to 100,000 | 1,000 to 100,000 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| `show` | 0.1 | 0.2 | 1.5 | 30 |  |  | 7.5 | 15 |
| `list` |  |  |  |  | 12 | no answer |  |  |
"""
    text = page(figures, 100_000, "a machine")

    assert expected in text
    assert "whole_s:show" not in text


def test_what_is_left_out_of_a_million_is_a_question(tmp_path: Path) -> None:
    generate(300, tmp_path / "made")

    assert LEFT_OUT < set(questions(Place(tmp_path), tmp_path / "made"))
