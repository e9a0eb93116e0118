"""The new reports on the shipped data at every width: no name, no column and no day is lost."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

SHIPPED = ("-d", str(Path(__file__).parents[2] / "data"), "--as-of", "2026-11-25")
WIDTHS = [60, 80, 120, 200]


@pytest.mark.parametrize("ascii", [(), ("--ascii",)], ids=["", "ascii"])
@pytest.mark.parametrize("report", ["matrix", "timeline", "coverage"])
@pytest.mark.parametrize("width", WIDTHS)
def test_each_name(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int, report: str, ascii: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    asked = ("report", report, *SHIPPED, *(("--all",) if report == "matrix" else ()))
    _, out, _ = run(*asked, "-f", "table", *ascii)
    rows = json.loads(run(*asked, "--json")[1])
    shown = out.partition("\nStanding\n")[0]

    assert max(map(len, out.split("\n"))) <= width
    assert len(rows) > 10
    assert [row for row in rows if row["name"] and row["name"] not in shown] == []
    assert [row for row in rows if report == "matrix" and row["issue"] not in shown] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pace_in_ascii(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("report", "pace", *SHIPPED, "-f", "table", "--ascii")
    lines = out.split("\n")

    assert "  1  8 Jan 2026 " in out
    assert "73-100 %             ###############=====" in out
    assert any(line.startswith("##########") and "day 0 to 30" in line for line in lines)
    assert not set("█▒▁▂▃▄▅▆▇·") & set(out)
