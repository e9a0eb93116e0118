"""What a person or a script gets wrong is told in one clear line, and nothing is answered or written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.cli.conftest import PROGRAM, Run, Start


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("command", [["list"], ["due"], ["report", "summary"]])
def test_an_empty_value_is_no_answer(run: Run, command: list[str]) -> None:
    """As a script sends it whose variable is not set."""
    for flag in (
        *("--as-of", "--known-by", "--since", "--until", "--columns", "--sort", "--section"),
        *("--issue", "--person", "--org", "--stance", "--channel", "--source"),
    ):
        status, out, err = run(*command, flag, "")

        assert (status, out) == (2, "")
        assert err.startswith(f"stancetracker: {flag} is empty\n")


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "ada\udcff"], "unknown record or name: ada\\udcff"),
        (["cite", "ada\udcff"], "unknown record or name: ada\\udcff"),
        (["cite", "https://example.org/\udcff"], "unknown record or name: https"),
        (["cite", "ada", "--issue", "bridge\udcff"], "unknown issue: bridge\\udcff"),
        *((["list", flag, "x\udcff"], "unknown ") for flag in ("--issue", "--person", "--org", "--source")),
        (["report", "silence", "--issue", "\udcff"], "unknown issue: \\udcff"),
    ],
)
def test_bytes_that_are_no_text_are_told_as_they_came(run: Run, arguments: list[str], told: str) -> None:
    """So the system hands over an argument that is not UTF-8."""
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert err.startswith(f"stancetracker: {told}")


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "-d", ""], "--data is empty"),
        (["add", "organization", "--id", "x", "--name", "X", "-d", ""], "--data is empty"),
        (["list", "--columns", " , "], "--columns names no column"),
        (["changes", "--as-of", ""], "--as-of is empty"),
        (["changes", "--rev", ""], "--rev is empty"),
        (["import", "x.jsonl", "--recorded", ""], "--recorded is empty"),
        (["list", "--as-of", "HEAD"], "not a date: HEAD"),
        (["changes", "--as-of", "HEAD..Main"], "not a date: HEAD"),
        (["list", "-d", "/etc/passwd"], "not a folder: /etc/passwd"),
    ],
)
def test_more_of_what_is_empty_or_wrong(run: Run, arguments: list[str], told: str) -> None:
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert err.startswith(f"stancetracker: {told}\n")


def test_an_empty_variable_is_none(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "bridge.jsonl").rename(data / "statements.jsonl")
    monkeypatch.setenv("STANCETRACKER_DATA", "")
    monkeypatch.chdir(data)

    assert run("list", "-f", "id")[:2] == (0, "ada\nbo\ncy\ndee\nfay\n")


@pytest.mark.parametrize("name", ["bridge.jsonl", "new.jsonl", "more/NEW.JSONL", "../link/bridge.jsonl"])
def test_an_answer_never_goes_into_a_dataset(run: Run, data: Path, name: str) -> None:
    (data / "more").mkdir()
    (data.parent / "link").symlink_to(data)
    before = {file.name: file.read_bytes() for file in data.iterdir() if file.is_file()}
    status, out, err = run("list", "-o", str(data / name), "--jsonl")

    assert (status, out) == (1, "")
    assert err == (
        f"stancetracker: {data / name} would become part of a dataset; nothing was written\n"
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


@pytest.mark.parametrize(
    "arguments",
    [["list", "-h"], ["--version"]],
)
def test_closed_and_full_outputs_are_told_alike(start: Start, arguments: list[str]) -> None:
    closed = start(*arguments, script=PROGRAM, preexec_fn=lambda: os.close(1))
    assert (closed.returncode, closed.stderr.decode()) == (
        1,
        "stancetracker: could not write to standard output: it is closed\n",
    )
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = start(*arguments, script=PROGRAM, stdout=full)
        assert (done.returncode, done.stderr.decode()) == (
            1,
            "stancetracker: could not write to standard output: No space left on device\n",
        )


@pytest.mark.parametrize(("value", "colour"), [("0", False), ("false", False), ("1", True), ("3", True)])
def test_force_color_may_say_no(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, value: str, colour: bool
) -> None:
    monkeypatch.setenv("FORCE_COLOR", value)

    assert colour == ("\x1b[" in run("list", "-f", "table")[1])


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "select zeroblob(1)",
            "query only reads: the function zeroblob is not allowed\n"
            "hint: functions of text, numbers, dates and JSON are, such as count, lower, date, json_extract\n",
        ),
        ("select countt(1)", None),
        (
            "select char(0xd800) as c",
            "the column c holds a text that is not UTF-8\nhint: ask for hex(...) of it, or leave it out\n",
        ),
    ],
)
def test_sql_that_does_not_answer(run: Run, sql: str, told: str | None) -> None:
    status, out, err = run("query", sql)

    assert (status, out) == (2, "")
    if told:
        assert err == f"stancetracker: {told}"


@pytest.mark.parametrize("here", ["dataset", ".", "elsewhere"])
def test_the_files_of_problems_can_be_opened_from_here(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / here)
    text = run("check", "--strict")[1]
    [first, *_] = json.loads(run("check", "--json")[1])

    assert Path(first["file"]).read_bytes() == (data / "bridge.jsonl").read_bytes()
    assert text.startswith(f"{first['file']}:{first['line']}:{first['column']}: ")


@pytest.mark.parametrize("here", ["dataset", ".", "elsewhere"])
def test_so_can_those_of_a_dataset_that_does_not_load(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    (data / "broken.jsonl").write_text("{\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "one.jsonl").write_text('{"kind":"organization","id":"x","name":"X"}\n')
    monkeypatch.chdir(tmp_path / here)
    [told] = [line for line in run("check")[1].splitlines() if "broken.jsonl" in line]
    add = ("add", "--json", str(tmp_path / "one.jsonl"))

    for command in (("fmt",), ("fmt", "-n"), ("list",), add, ("changes", "--as-of", "2026-01-01..")):
        assert told in run(*command)[2].splitlines()


def test_check_names_its_own_formats(run: Run, data: Path) -> None:
    assert "hint: one of text, github, csv, html, id, json" in run("check", "--format", "nope")[2]
    assert "did you mean github?" in run("check", "-f", "gihub")[2]
    assert "did you mean text?" in run("changes", "-f", "txt")[2]
    assert "--strict lists the notices" in run("check")[2]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    "command", [["list"], ["search", "idea"], ["query", "SELECT 1"], ["check", "--strict"]]
)
def test_a_limit_beyond_all_counting_limits_nothing(run: Run, command: list[str]) -> None:
    flag = "--max-errors" if command[0] == "check" else "--limit"

    assert run(*command) == run(*command, flag, "9" * 30)
