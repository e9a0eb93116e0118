"""What goes for every command that answers: broken data, which dataset, terminals, what is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import COVERAGE, SOURCE, TODAY, OnTerminal, Run, Start

from stancetracker.ledger.folder import packaged

ANSWERING = [
    ("list", "--json"),
    ("list",),
    ("show", "ada"),
    ("query", "SELECT 1 AS one"),
    ("report", "summary"),
    ("report", "silence"),
    ("report", "speech", "-f", "html"),
    ("info",),
]


BROKEN = [
    ('{"kind":"statement",', "bridge.jsonl:25:21: fatal: "),
    ('{"kind":"statement","id":"x"}', "bridge.jsonl:25:1: fatal: `speaker` is missing"),
    (
        '{"kind":"person","id":"ada","name":"B","memberships":[{"role":"x"}]}',
        "bridge.jsonl:25:23: fatal: ada at",
    ),
    ('{"kind":"organization","id":"x","nam":"B"}', "bridge.jsonl:25:33: fatal: no such field: `nam`"),
]


@pytest.mark.parametrize(
    ("arguments", "broken"),
    [*((arguments, BROKEN[0]) for arguments in ANSWERING), *((("list",), broken) for broken in BROKEN[1:])],
)
def test_a_broken_line_and_nothing_is_answered(
    run: Run, data: Path, arguments: tuple[str, ...], broken: tuple[str, str]
) -> None:
    line, place = broken
    assert run(*arguments)[0] == 0
    with (data / "bridge.jsonl").open("a") as file:
        file.write(line + "\n")
    status, out, err = run(*arguments)

    assert (status, out) == (3, "")
    assert place in err
    assert err.endswith("so no answer is given\nhint: run: stancetracker check\n")


def test_a_folder_without_a_dataset(run: Run, tmp_path: Path) -> None:
    for arguments in ANSWERING:
        status, out, err = run(*arguments, "-d", str(tmp_path))

        assert (status, out) == (2, "")
        assert err.startswith(f"stancetracker: no dataset in {tmp_path}\nhint: name a folder")


def test_the_environment_names_a_folder_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCETRACKER_DATA", "nowhere")

    assert run("list")[::2] == (
        2,
        "stancetracker: no such folder: STANCETRACKER_DATA=nowhere\n"
        "hint: name a folder that holds *.jsonl files, or make one: stancetracker init DIR\n",
    )


def test_the_dataset_around_the_current_folder(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "bridge.jsonl").rename(data / "statements.jsonl")
    (data / "notes").mkdir()
    monkeypatch.delenv("STANCETRACKER_DATA")
    monkeypatch.chdir(data / "notes")

    assert run("list", "-f", "id")[1] == "ada\nbo\ncy\ndee\nfay\n"


def test_outside_a_dataset_the_packaged_one_answers_and_is_never_written_to(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    facts = {row["name"]: row["value"] for row in json.loads(run("info", "--json")[1])}

    assert (facts["dataset"], facts["packaged"]) == (str(packaged().path), True)
    assert run("list", "--silent", "--issue", "minneapolis-immigration-operations", "-f", "id")[1] == (
        "sundar-pichai\ntim-cook\nmark-zuckerberg\njeff-bezos\n"
    )
    refused = (
        "stancetracker: the dataset that came with the program is read-only\n"
        "hint: name yours with -d DIR, or make one: stancetracker init DIR\n"
    )
    assert run("add", "organization", "--id", "x", "--name", "X") == (1, "", refused)
    assert not list(tmp_path.iterdir())


def test_a_missing_home_is_no_failure(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", home)

    assert run("list", "-f", "id", "--person", "ada") == (0, "ada\n", "")


@pytest.mark.parametrize("width", [60, 200])
def test_a_terminal_gets_a_table_as_wide_as_it_is(on_terminal: OnTerminal, run: Run, width: int) -> None:
    status, shown = on_terminal(width, "list", "--color", "never")

    assert status == 0
    assert width >= max(map(len, shown.split("\n")))
    assert shown == _table(run, width)


def _table(run: Run, width: int) -> str:
    os.environ["COLUMNS"] = str(width)
    try:
        return run("list", "-f", "table")[1]
    finally:
        del os.environ["COLUMNS"]


def test_no_color_leaves_no_escape_byte(on_terminal: OnTerminal) -> None:
    assert "\x1b[1m" in on_terminal(80, "list")[1]
    assert "\x1b" not in on_terminal(80, "list", NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal(80, "list", FORCE_COLOR="0")[1]


def test_the_packaged_dataset_is_named_on_a_terminal(
    on_terminal: OnTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, shown = on_terminal(100, "list", "-f", "id", "--person", "tim-cook", STANCETRACKER_DATA="")

    assert shown.startswith("stancetracker: reading the dataset that came with the program, ")
    assert shown.endswith("tim-cook\n")


def test_a_reader_that_goes_away_ends_it_quietly(data: Path, tmp_path: Path) -> None:
    """A report through a real pipe of which one line is read."""
    script = "import sys; from stancetracker.cli.app import main; sys.exit(main())"
    environ = {"PATH": os.defpath, "PYTHONPATH": SOURCE, "HOME": str(tmp_path), **COVERAGE}
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script, "list", "-d", str(data)],
        stdout=write,
        stderr=subprocess.PIPE,
        env=environ,
    )
    os.close(read)
    os.close(write)

    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in [*ANSWERING, ("schema",), ("check", "--list"), ("help", "dates"), ("--help",)]:
        with monkeypatch.context() as patched, Path("/dev/full").open("w") as full:
            patched.setattr(sys, "stdout", full)
            status, _, err = run(*arguments)

        assert (1, "stancetracker: could not write to standard output: No space left on device\n") == (
            status,
            err,
        )


def test_on_a_fresh_index_nothing_heavy_is_imported(start: Start, data: Path, tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "STANCETRACKER_DATA": str(data), "STANCETRACKER_TODAY": TODAY}
    asked = [
        ("list", "--json"),
        ("list",),
        ("list", "--silent", "--csv"),
        ("list", "--org", "acme", "--jsonl"),
        ("show", "ada", "--json"),
        ("query", "SELECT 1 AS one", "--tsv"),
        ("report", "silence", "--json"),
        ("info", "--json"),
    ]
    script = (
        f"import sys; from stancetracker.cli.app import main; statuses = [main(asked) for asked in {asked}];"
        "heavy = {'pydantic', 'rich', 'sqlite_utils', 'jinja2', 'importlib.metadata'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr); sys.exit(sum(statuses))"
    )
    start("list", env=environ)
    done = start(script=script, env=environ)

    assert (done.returncode, done.stderr) == (0, b"[]\n")
