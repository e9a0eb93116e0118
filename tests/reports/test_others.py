"""The catalogue of reports, what a dataset holds, what SQL selects, and problems as rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import write

from stancetracker.base import plugins
from stancetracker.base.errors import BrokenDatasetError, Place, Problem, UnknownNameError
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.rules import LINE_RULES
from stancetracker.reports import catalogue, dataset
from stancetracker.reports.catalogue import speech
from stancetracker.reports.dataset import PROBLEM_COLUMNS, codes, faults
from stancetracker.reports.run import answer, selection


def test_a_report_is_a_file_with_a_function_of_that_name() -> None:
    assert {"silence", "speech", "summary"} <= set(plugins.names(catalogue))
    assert speech.report is plugins.load(catalogue, "speech", "report").report
    assert ["silence", "speech", "summary"] == plugins.starting(catalogue, "s")
    assert ["summary"] == plugins.starting(catalogue, "su")


@pytest.mark.parametrize("name", ["listing", "__init__", ""])
def test_an_unknown_report_is_refused_with_all_that_there_are(name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        plugins.load(catalogue, name, "report")

    assert f"one of {', '.join(plugins.names(catalogue))}" == caught.value.hint


@pytest.mark.parametrize("name", ["silences", "silence.py"])
def test_the_nearest_report_is_suggested(name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        plugins.load(catalogue, name, "report")

    assert "did you mean silence?" == caught.value.hint


@pytest.mark.parametrize("name", plugins.names(catalogue))
def test_every_report_says_in_a_line_what_it_tells(name: str) -> None:
    assert plugins.about(catalogue, name, "report").endswith(".")


def test_a_report_that_is_one_more_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "extra.py").write_text(
        '"""One more."""\n\ndef report(connection, question):\n    return None\n'
    )
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])

    assert "extra" in plugins.names(catalogue)
    assert "One more." == plugins.about(catalogue, "extra", "report")


def test_a_dataset_tells_where_it_is_and_how_much_it_holds(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    {"kind": "dataset"}
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path))
    [section] = dataset.contents(folder, "1.2.3").sections
    told = {shown.heading: [shown.say(row) for row in section.rows] for shown in section.shown}
    facts = dict(zip(told["Name"], told["Value"], strict=True))

    assert ("1.2.3", str(folder.path), "built", "Bridges", "2", "0") == tuple(
        facts[name] for name in ("program", "dataset", "index_source", "title", "person", "statement")
    )
    assert Path(facts["index"]).is_file()


def test_sql_gives_a_section_of_its_columns(folder: Folder, cache: Path) -> None:
    """{"kind": "person", "id": "ada"}"""
    found = ask(
        folder,
        Question("2026-01-01"),
        lambda index: selection(index.connection, "SELECT name, id FROM actor", Question("2026-01-01")),
        cache,
    )
    section = found.section(None)

    assert (("name", "id"), "name", [{"name": "Ada", "id": "ada"}]) == (
        section.columns,
        section.key,
        section.rows,
    )


def test_problems_are_rows_by_place() -> None:
    problem = Problem(Place("a.jsonl", 2, 5), "unknown-field", "fatal", "no such field", "hint", "{}", "x")
    [section] = faults([problem]).sections

    assert PROBLEM_COLUMNS == section.columns
    assert [("a.jsonl", 2, 5, "fatal", "unknown-field", "no such field", "hint", "x")] == [
        tuple(row[name] for name in PROBLEM_COLUMNS) for row in section.rows
    ]


def test_every_code_has_its_row() -> None:
    [section] = codes(LINE_RULES).sections

    assert [rule.code for rule in LINE_RULES] == [row["code"] for row in section.rows]


def test_a_broken_dataset_is_answered_by_no_report(tmp_path: Path, cache: Path) -> None:
    folder = write(tmp_path / "data", [{"kind": "person"}])
    with pytest.raises(BrokenDatasetError):
        answer(folder, Question("2026-01-01"), speech.report, cache)
