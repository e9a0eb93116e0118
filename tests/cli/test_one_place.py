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

from stancetracker import addons
from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.index import checks
from stancetracker.render import formats
from stancetracker.reports import catalogue

Answer = Callable[..., str]
AddOn = Callable[[str, str, str], None]
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
        yield from (f"{column}: {cell}\\n" for column, cell in section.cells(row).items())
'''
COMMAND = '''
"""A greeting."""

from stancetracker.cli import streams

PANEL = "everyone"


def command() -> None:
    """Greet."""
    streams.write(["hello\\n"])
'''
EXPORT = '''
"""The day alone."""


def write(material, path, raw):
    path.write_text(material.facts["as_of"])
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
    assert plugins.description(catalogue, "headcount", "report") == "How many actors there are."
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


@pytest.fixture
def addon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AddOn:
    """Put a file into a folder of an add-on that there is not; each has a name of its own."""

    def put(folder: str, name: str, text: str) -> None:
        place = tmp_path / "addons" / f"with_{name}" / folder
        place.mkdir(parents=True)
        (place / f"{name}.py").write_text(text)
        monkeypatch.setattr(addons, "__path__", [*addons.__path__, str(tmp_path / "addons")])

    return put


def test_a_report_may_stand_in_an_addon(
    answer: Answer, addon: AddOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    addon("reports", "headcount_there", REPORT)
    monkeypatch.delitem(sys.modules, "stancetracker.cli.commands.report", raising=False)

    assert "headcount-there" in plugins.names(catalogue)
    assert "headcount-there" in answer("help", "reports")
    assert '"actors":1' in answer("report", "headcount-there", "--jsonl").replace(" ", "")


def test_a_format_may_stand_in_an_addon(answer: Answer, addon: AddOn) -> None:
    addon("formats", "cells_there", FORMAT)

    assert "issue: bridge\nactor: ada\n" in answer("list", "-f", "cells-there")


def test_an_export_may_stand_in_an_addon(answer: Answer, addon: AddOn, tmp_path: Path) -> None:
    addon("exports", "headline", EXPORT)

    answer("export", "headline", "-o", str(tmp_path / "made"))

    assert "2026-03-01" == (tmp_path / "made").read_text()


def test_a_command_may_stand_in_an_addon(answer: Answer, addon: AddOn) -> None:
    addon("commands", "greet_there", COMMAND)

    assert "hello\n" == answer("greet-there")
    assert re.search("^  greet-there +Greet.$", answer("--help"), re.MULTILINE)


def test_the_core_needs_no_addon(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addons, "__path__", [])

    assert "site" not in plugins.names(commands)
    assert "Ada" in answer("report", "timeline", "--issue", "bridge", "-f", "table")
    assert "<!DOCTYPE html>" in answer("report", "timeline", "--issue", "bridge", "-f", "html")
    answer("export", "sqlite", "-o", str(tmp_path / "made.sqlite"))


def test_a_check_is_a_file(
    answer: Answer, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "short-name.sql").write_text(CHECK)
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, checks.check_in(file)))

    assert "short-name\terror\tA name that is short\n" in answer("check", "--list")
    assert answer("check", "--explain", "short-name") == (
        "short-name (error)\nA name that is short.\n\nLonger ones are nicer.\n"
    )
    status, out, _ = run("check")
    assert (1, True) == (status, "all.jsonl:1:" in out)
    assert "error: Ada is short [short-name]" in out
