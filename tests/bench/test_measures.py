"""What is measured is measured: every figure of the table comes out, of programs that answer alike."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from pkgutil import resolve_name
from subprocess import CalledProcessError
from unittest.mock import MagicMock, patch

import pytest

pytest.importorskip("psutil")
from bench import process, without_search

PYTHON = sys.executable


def test_a_program_takes_its_time_in_turn_with_others() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return len(order)

    taken = process.medians({"a": lambda: measure("a"), "b": lambda: measure("b")}, 3)

    assert list("ababab") == order
    assert {"a": 3, "b": 4} == taken


def test_what_is_too_slow_is_waited_for_once() -> None:
    waits: list[float] = []

    def slow() -> float:
        waits.append(process.seconds((PYTHON, "-c", "import time; time.sleep(60)"), {}, limit=0.2))
        return waits[-1]

    assert {"slow": math.inf} == process.medians({"slow": slow}, 3)
    assert [math.inf] == waits


def test_a_program_that_fails_is_no_measure() -> None:
    for measure in (process.seconds, process.seconds_on_terminal, process.peak):
        with pytest.raises(CalledProcessError):
            measure((PYTHON, "-c", "raise SystemExit(3)"), {})


def test_a_terminal_is_a_terminal(tmp_path: Path) -> None:
    program = f"import sys; open({str(tmp_path / 'seen')!r}, 'w').write(str(sys.stdout.isatty())); print('x' * 9999)"
    process.seconds_on_terminal((PYTHON, "-c", program), {})

    assert "True" == (tmp_path / "seen").read_text()


def test_the_memory_of_children_counts() -> None:
    program = (
        "import subprocess, sys, time\n"
        "hold = 'import time; x = bytearray(b\"x\") * 30_000_000; time.sleep(1.0)'\n"
        "subprocess.run([sys.executable, '-c', hold])"
    )

    assert 30 < process.peak((PYTHON, "-c", program), {}) < 80


def test_what_gathers_texts_is_found() -> None:
    with patch(without_search.GATHERER):
        assert isinstance(resolve_name(without_search.GATHERER), MagicMock)


def test_every_figure_of_the_table_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    from bench import __main__ as program
    from bench import measures

    monkeypatch.setattr(measures, "_OFTEN", 1)
    monkeypatch.setattr(measures, "_SELDOM", 1)
    monkeypatch.setattr("sys.argv", ["bench", "400", "--output", str(tmp_path / "results.md")])
    program.main()
    text = (tmp_path / "results.md").read_text()

    assert 12 == len(re.findall(r"\| (?:met|missed)\b.* \|$", text, re.MULTILINE))
    assert "400 statements + 400 looks" in text
