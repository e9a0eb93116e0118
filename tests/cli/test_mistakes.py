"""What a person or a script gets wrong is told in one clear line, and nothing is answered or written."""

import json
import os
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run, Start


@pytest.mark.usefixtures("data")
def test_an_empty_value_is_no_answer(refused: Refused) -> None:
    """As a script sends it whose variable is not set."""
    for flag in (
        *("--as-of", "--known-by", "--since", "--until", "--columns", "--sort", "--section"),
        *("--issue", "--person", "--org", "--stance", "--channel", "--source"),
    ):
        assert refused("list", flag, "").startswith(f"stancetracker: {flag} is empty\n")


@pytest.mark.parametrize(
    "name", ["bridge.jsonl", "new.jsonl", "more/NEW.JSONL", "../link/bridge.jsonl"]
)
def test_an_answer_never_goes_into_a_dataset(refused: Refused, data: Path, name: str) -> None:
    (data / "more").mkdir()
    (data.parent / "link").symlink_to(data)
    before = {file.name: file.read_bytes() for file in data.iterdir() if file.is_file()}
    assert refused("list", "-o", str(data / name), "--jsonl", status=1) == (
        f"stancetracker: {data / name} would become part of a dataset, as {data}/bridge.jsonl holds records; "
        "nothing was written\n"
        "hint: write to another folder, or to a file that does not end in .jsonl\n"
    )
    assert before == {file.name: file.read_bytes() for file in data.iterdir() if file.is_file()}


def test_rejected_rows_never_go_into_a_dataset(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"kind":"person"}\n')
    before = (data / "bridge.jsonl").read_bytes()

    assert run("import", str(tmp_path / "x.jsonl"), "--rejects", str(data / "bridge.jsonl"))[0] == 1
    assert (data / "bridge.jsonl").read_bytes() == before


def test_an_answer_may_go_beside_another_answer(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a.jsonl", "b.jsonl", "a.jsonl"):
        assert run("list", "-o", str(tmp_path / "out" / name))[0] == 0
    assert run("list", "-o", str(data / "list.csv"))[0] == 0


@pytest.mark.parametrize("arguments", [["list", "-h"], ["--version"], ["sample"]])
def test_a_closed_output_is_told(start: Start, arguments: list[str]) -> None:
    done = start(*arguments, preexec_fn=lambda: os.close(1))

    assert (done.returncode, done.stderr) == (
        1,
        b"stancetracker: could not write to standard output: it is closed\n",
    )


@pytest.fixture(params=["dataset", ".", "elsewhere"])
def here(
    request: pytest.FixtureRequest, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current folder: the dataset, the one around it, and another."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / request.param)


@pytest.mark.usefixtures("here")
def test_the_files_of_problems_can_be_opened_from_here(run: Run, data: Path) -> None:
    text = run("check", "--strict")[1]
    [first, *_] = json.loads(run("check", "--json")[1])

    assert Path(first["file"]).read_bytes() == (data / "bridge.jsonl").read_bytes()
    assert text.startswith(f"{first['file']}:{first['line']}:{first['column']}: ")


@pytest.mark.usefixtures("here")
def test_so_can_those_of_a_dataset_that_does_not_load(run: Run, data: Path, tmp_path: Path) -> None:
    (data / "broken.jsonl").write_text("{\n")
    (tmp_path / "one.jsonl").write_text('{"kind":"organization","id":"x","name":"X"}\n')
    [told] = [line for line in run("check")[1].splitlines() if "broken.jsonl" in line]
    add = ("add", "--json", str(tmp_path / "one.jsonl"))

    for command, ended in {
        ("fmt",): 1,
        ("fmt", "-n"): 1,
        ("list",): 3,
        add: 3,
        ("changes", "--as-of", "2026-01-01.."): 3,
    }.items():
        status, _, err = run(*command)
        assert (ended, True) == (status, told in err.splitlines())


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    "command", [["list"], ["search", "idea"], ["query", "SELECT 1"], ["check", "--strict"]]
)
def test_a_limit_beyond_all_counting_limits_nothing(run: Run, command: list[str]) -> None:
    flag = "--max-errors" if command[0] == "check" else "--limit"

    assert run(*command) == run(*command, flag, "9" * 30)
