"""The new reports on the shipped data at every width: no name, no column and no day is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

SHIPPED = ("-d", str(Path(__file__).parents[2] / "data"), "--as-of", "2026-11-25")
WIDTHS = [60, 80, 120, 200]


@pytest.mark.parametrize("ascii", [(), ("--ascii",)], ids=["", "ascii"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_matrix(run: Run, monkeypatch: pytest.MonkeyPatch, width: int, ascii: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("report", "matrix", "--all", *SHIPPED, "-f", "table", *ascii)
    grid = out.partition("\nStanding\n")[0]
    rows = json.loads(run("report", "matrix", "--all", *SHIPPED, "--json")[1])

    assert max(map(len, out.split("\n"))) <= width
    assert {row["name"] for row in rows if row["name"] not in grid} == set()
    assert {row["issue"] for row in rows if row["issue"] not in grid} == set()
    assert grid.count("Coverage: ") == 3


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pace_in_ascii(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("report", "pace", *SHIPPED, "-f", "table", "--ascii")
    lines = out.split("\n")

    assert "  1  8 Jan 2026 " in out
    assert "73-100 %             ###############=====" in out
    assert any(line.startswith("##########") and "day 0 to 30" in line for line in lines)
    assert not set("█▒▁▂▃▄▅▆▇·") & set(out)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("report", ["timeline", "coverage"])
def test_each_name(run: Run, monkeypatch: pytest.MonkeyPatch, report: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("report", report, *SHIPPED, "-f", "table")
    rows = json.loads(run("report", report, *SHIPPED, "--json")[1])

    assert max(map(len, out.split("\n"))) <= width
    assert len(rows) > 10
    assert [row for row in rows if row["name"] and row["name"] not in out] == []


def test_a_filter_that_cannot_apply_is_refused(run: Run) -> None:
    status, out, err = run("report", "pace", *SHIPPED, "--silent")

    assert (status, out) == (2, "")
    assert "a filter for a status can't narrow this report\nhint: it is about the whole panel" in err
