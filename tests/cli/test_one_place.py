"""A report, a format, a command and a check are added in one place each; for a kind see test_kind."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.datasets import Line, complete, write

from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.index import checks
from stancetracker.render import formats
from stancetracker.reports import catalogue

Answer = Callable[..., str]
REPORT = '''
"""How many actors there are."""

from stancetracker.reports.table import Report, Section


def report(connection, question):
    count = connection.execute("SELECT count(*) FROM actor").fetchone()[0]
    row = {"id": "all", "actors": count, "as_of": question.as_of}
    return Report("Actors", "How many?", (Section("actors", tuple(row), [row]),))
'''
FORMAT = '''
"""Every cell on a line of its own."""

EXTENSIONS = ("lines",)


def render(report, section, display):
    for row in section.rows:
        yield from (f"{column}: {row[column]}\\n" for column in section.columns)
'''
COMMAND = '''
"""A greeting."""

from stancetracker.cli import streams

PANEL = "everyone"


def command() -> None:
    """Greet."""
    streams.write(["hello\\n"])
'''
CHECK = """\
-- error: A name that is short
--
-- Longer ones are nicer.
SELECT id, 'name' AS path, name || ' is short' AS message FROM actor WHERE length(name) < 4
"""


@pytest.fixture(autouse=True)
def _dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[Line] = [
        {"kind": "person", "id": "ada"},
        {"kind": "issue", "id": "bridge", "panel": ["ada"]},
    ]
    monkeypatch.setenv(
        "STANCETRACKER_DATA", str(write(tmp_path / "data", map(complete, lines)).path)
    )
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-03-01")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def answer(run: Run) -> Callable[..., str]:
    """Run a command line, which must succeed, and return what it prints."""

    def answer_it(*arguments: str) -> str:
        status, out, err = run(*arguments)
        assert (0, "") == (status, err)
        return out

    return answer_it


def dropped_in(
    tmp_path: Path, wing: Any, name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / f"more-{name}"
    folder.mkdir()
    (folder / f"{name}.py").write_text(text)
    monkeypatch.setattr(wing, "__path__", [*wing.__path__, str(folder)])


def test_a_report_is_a_file(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped_in(tmp_path, catalogue, "headcount", REPORT, monkeypatch)
    monkeypatch.delitem(
        sys.modules, "stancetracker.cli.commands.report", raising=False
    )  # as in a process of its own

    assert "headcount" in plugins.names(catalogue)
    assert plugins.about(catalogue, "headcount", "report") == "How many actors there are."
    assert "headcount" in answer("report", "--help")
    assert json.loads(answer("report", "headcount", "--json")) == [
        {"id": "all", "actors": 1, "as_of": "2026-03-01"}
    ]
    for name in set(plugins.names(formats)) - {"svg", "png", "pdf"}:
        assert "all" in answer("report", "headcount", "-f", name)


def test_a_format_is_a_file(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped_in(tmp_path, formats, "cells_a_line", FORMAT, monkeypatch)

    assert "cells-a-line" in plugins.names(formats)
    assert "cells-a-line" in answer("help", "formats")
    assert "issue: bridge\nactor: ada\n" in answer("list", "-f", "cells-a-line")
    assert "status: unchecked\n" in answer(
        "report", "summary", "--section", "standing", "-f", "cells-a-line"
    )
    answer("list", "-o", str(tmp_path / "answer.lines"))
    assert "actor: ada\n" in (tmp_path / "answer.lines").read_text()


def test_a_command_is_a_file(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped_in(tmp_path, commands, "greet", COMMAND, monkeypatch)

    assert answer("greet") == "hello\n"
    assert re.search("^  greet +Greet.$", answer("--help"), re.MULTILINE)


def test_a_check_is_a_file_and_a_line(
    answer: Answer, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "short-name.sql").write_text(CHECK)
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, checks.written(file)))

    assert "short-name\terror\tA name that is short\n" in answer("check", "--list")
    assert answer("check", "--explain", "short-name") == (
        "short-name (error)\nA name that is short.\n\nLonger ones are nicer.\n"
    )
    status, out, _ = run("check")
    assert (1, True) == (status, "all.jsonl:1:" in out)
    assert "error: Ada is short [short-name]" in out
