"""The places of problems, in every command that reports any."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run


@pytest.fixture(autouse=True, params=["dataset", ".", "elsewhere"])
def _here(
    request: pytest.FixtureRequest, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current folder: the dataset, the one around it, and another."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / request.param)


def test_the_files_of_problems_can_be_opened_from_here(run: Run, data: Path) -> None:
    text = run("check", "--strict")[1]
    [first, *_] = json.loads(run("check", "--json")[1])

    assert Path(first["file"]).read_bytes() == (data / "bridge.jsonl").read_bytes()
    assert text.startswith(f"{first['file']}:{first['line']}:{first['column']}: ")


def test_every_command_names_the_place_of_a_problem_alike(
    run: Run, data: Path, tmp_path: Path
) -> None:
    (data / "broken.jsonl").write_text("{\n")
    (tmp_path / "one.jsonl").write_text('{"kind":"organization","id":"x","name":"X"}\n')
    [place] = [line for line in run("check")[1].splitlines() if "broken.jsonl" in line]
    add = ("add", "--json", str(tmp_path / "one.jsonl"))

    for command, ended in {
        ("fmt",): 1,
        ("fmt", "-n"): 1,
        ("list",): 3,
        add: 3,
        ("changes", "--as-of", "2026-01-01.."): 3,
    }.items():
        status, _, err = run(*command)
        assert (ended, True) == (status, place in err.splitlines())
