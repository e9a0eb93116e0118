"""The catalogue of reports, what a dataset holds, what SQL selects, and problems as rows."""

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import write
from tests.reports.asking import MINNEAPOLIS, Ask

from stancetracker.base import plugins
from stancetracker.base.errors import BrokenDatasetError, Place, Problem, UsageError
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.rules import LINE_RULES
from stancetracker.reports import catalogue, dataset
from stancetracker.reports.catalogue import pace, speech, ties
from stancetracker.reports.dataset import PROBLEM_COLUMNS, codes, faults
from stancetracker.reports.run import answer, selection


def test_a_report_is_a_file_with_a_function_of_that_name() -> None:
    assert {"silence", "speech", "summary"} <= set(plugins.names(catalogue))
    assert speech.report is plugins.load(catalogue, "speech", "report").report


@pytest.mark.parametrize("name", plugins.names(catalogue))
def test_every_row_has_every_column(shipped: Ask, name: str) -> None:
    make = plugins.load(catalogue, name, "report").report
    for section in shipped(make, issues=(MINNEAPOLIS,), audience="any", everyone=True).sections:
        assert all(set(section.columns) <= set(row) for row in section.rows)


@pytest.mark.parametrize("name", ["pace", "ties"])
@pytest.mark.parametrize(
    ("asked", "flag"),
    [
        ({"people": ("tim-cook",)}, "--person"),
        ({"organizations": ("apple",)}, "--org"),
        ({"stale": True}, "--stale"),
        ({"reported": True}, "--reported"),
        ({"stances": ("favor",)}, "--stance"),
        ({"channels": ("speech",)}, "--channel"),
        ({"sources": ("TechCrunch",)}, "--source"),
    ],
    ids=str,
)
def test_a_part_of_a_panel_can_not_be_asked_for(
    shipped: Ask, name: str, asked: dict[str, Any], flag: str
) -> None:
    with pytest.raises(UsageError, match=f"^{flag} can't narrow this report$"):
        shipped(plugins.load(catalogue, name, "report").report, issues=(MINNEAPOLIS,), **asked)


def test_a_pace_is_of_every_status(shipped: Ask) -> None:
    with pytest.raises(UsageError, match="a filter for a status"):
        shipped(pace.report, issues=(MINNEAPOLIS,), statuses=("silent",))


@pytest.mark.parametrize("days", [{"since": "2026-01-01"}, {"until": "2026-01-01"}])
def test_ties_of_some_days_can_not_be_asked_for(shipped: Ask, days: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="days can't narrow this report"):
        shipped(ties.report, issues=(MINNEAPOLIS,), **days)


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
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
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


def test_sql_gives_a_section_of_its_columns(ask: Ask) -> None:
    """{"kind": "person", "id": "ada"}"""
    found = ask(lambda index, asked: selection(index, "SELECT name, id FROM actor", asked)).section(None)

    assert (("name", "id"), "name") == (found.columns, found.key)
    assert [{"name": "Ada", "id": "ada"}] == found.rows


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
