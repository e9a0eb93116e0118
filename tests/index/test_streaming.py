"""One pass over the lines gives the index that reading the dataset whole gives, or leaves it to that."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.datasets import SHIPPED, Line, complete, write
from tests.index.strategies import datasets
from tests.index.tables import Tables, tables

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index import build, worker
from stancetracker.index import tables as tables_module
from stancetracker.index.build import fill
from stancetracker.index.reading import Reader, UnsoundError
from stancetracker.index.worker import Ahead, WorkerError
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import DataFile, Folder

ABOUT = {"folder": "here"}
LINES: list[Line] = [
    complete(line)
    for line in (
        {"kind": "dataset"},
        {"kind": "organization", "id": "acme"},
        {"kind": "person", "id": "ada", "former_ids": ["ada-b"]},
        {"kind": "issue", "id": "bridge", "panel": ["ada"]},
        {"kind": "petition", "id": "letter", "demands": [{"id": "build", "text": "Build."}]},
        {"kind": "statement", "id": "s", "speaker": "ada", "date": "../2026-01-10", "stance": "favor"},
        {
            "kind": "statement",
            "speaker": "acme",
            "date": "2026-01-10",
            "stance": "favor",
            "demands": ["letter/build"],
        },
        {"kind": "silence", "actors": ["ada", "acme"], "date": "2026-01"},
        {"kind": "correction", "id": "c", "corrects": "gone", "type": "redaction"},
        {"kind": "reply", "id": "r", "to": "gone", "by": "ada"},
    )
]


def memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:")


def streamed(folder: Folder) -> Tables | None:
    """The tables made in one pass; None where that is left to reading the dataset whole."""
    connection = build._streamed(folder, memory, ABOUT)
    if connection is None:
        return None
    with closing(connection):
        return tables(connection)


def whole(folder: Folder) -> Tables | None:
    """The tables made of the dataset read whole; None where it does not load."""
    with closing(memory()) as connection:
        try:
            fill(load(folder), connection, ABOUT)
        except BrokenDatasetError:
            return None
        return tables(connection)


def spread(path: Path, lines: list[Line], random: Any, compact: bool) -> Folder:
    """Write lines into some files, in any order; `compact` as `fmt` does, nearly."""
    random.shuffle(lines)
    for number in range(3):
        text = "".join(
            json.dumps(line, separators=(",", ":") if compact else None, ensure_ascii=False) + "\n"
            for line in lines[number::3]
        )
        path.mkdir(exist_ok=True)
        (path / f"{number}.jsonl").write_text(text)
    return Folder(path)


COPIES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@COPIES
@given(datasets(), st.randoms(), st.booleans())
def test_one_pass_makes_the_tables_that_reading_whole_makes(
    tmp_path: Path, lines: list[Line], random: Any, compact: bool
) -> None:
    folder = spread(tmp_path / "data", lines, random, compact)

    assert whole(folder) == streamed(folder)


@COPIES
@given(datasets(), st.randoms(), st.data())
def test_what_may_be_wrong_is_left_to_reading_whole(
    tmp_path: Path, lines: list[Line], random: Any, data: st.DataObject
) -> None:
    """Lines are taken away, doubled, or given the id of another."""
    at = data.draw(st.integers(0, len(lines) - 1))
    deed = data.draw(st.sampled_from(["cut", "double", "later", "rename"]))
    if deed == "cut":
        del lines[at]
    elif deed == "rename":
        lines[at] = {**lines[at], "id": data.draw(st.sampled_from(lines))["id"]}
    else:
        lines.append(
            {
                **lines[at],
                **({"recorded": "2026-01-05"} if "recorded" in lines[at] and deed == "later" else {}),
            }
        )
    folder = spread(tmp_path / "data", lines, random, compact=True)
    found = streamed(folder)

    assert found is None or whole(folder) == found


def test_the_shipped_data_are_read_in_one_pass() -> None:
    found = streamed(SHIPPED)

    assert found is not None
    assert whole(SHIPPED) == found


WRONG = [
    {"kind": "dataset", "title": "Other"},
    {"kind": "person", "id": "ada"},
    {"kind": "person", "id": "acme"},
    {"kind": "event", "id": "s"},
    {"kind": "person", "id": "ada-b"},
    {"kind": "organization", "id": "o", "former_ids": ["ada-b"]},
    {"kind": "petition", "id": "p", "demands": [{"id": "a", "text": "A."}, {"id": "a", "text": "B."}]},
    {"kind": "statement", "id": "x", "speaker": "nobody", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "x", "speaker": "ada-b", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "x", "speaker": "bridge", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "x", "speaker": "ada", "issue": "tunnel", "date": "../2026", "stance": "favor"},
    {"kind": "statement", "id": "x", "speaker": "ada", "event": "vote", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "x", "speaker": "ada", "demands": ["letter/b"], "date": "2026", "stance": "favor"},
    {"kind": "person", "id": "x", "memberships": [{"role": "chief", "organization": "ada"}]},
    {"kind": "issue", "id": "x", "panel": ["nobody"]},
    {"kind": "event", "id": "x", "issues": ["bridge", "tunnel"]},
    {"kind": "silence", "id": "x", "actors": ["ada", "nobody"], "date": "2026-01-10"},
    {"kind": "correction", "id": "x", "corrects": "nothing"},
    {"kind": "correction", "id": "x", "corrects": "s", "type": "supersession", "replacement": "nothing"},
    {"kind": "reply", "id": "x", "to": "nothing", "by": "ada"},
]  # fmt: skip


@pytest.mark.parametrize("line", WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_a_dataset_that_does_not_fit_together_is_not_taken(tmp_path: Path, line: Line) -> None:
    folder = write(tmp_path / "data", LINES)

    assert whole(folder) == streamed(folder) is not None

    write(folder.path, [complete(line)], "more.jsonl")

    assert None is streamed(folder)
    assert None is whole(folder)


@pytest.mark.parametrize(
    ("end", "taken"),
    [
        ("\n\n", True),
        ('{"kind":"organization","id":"bo","name":"Bo"}', True),
        ('{"kind":"organization","id":"bo","name":"Bo"}\r\n', True),
        ('{"kind":"organization","id":"bo","name":"B\\n"}\n', True),
        ('{"kind":"organization","id":"bo","na', False),
        ("<<<<<<< here\n", False),
        ("x" * 1_200_000, False),
        ("x" * 3_000_000 + "\n", False),
    ],
    ids=["blank", "no line end", "carriage return", "control", "torn", "conflict", "long", "very long"],
)
def test_lines_that_are_not_as_they_should_be_are_taken_if_they_are_records(
    tmp_path: Path, end: str, taken: bool
) -> None:
    folder = write(tmp_path / "data", LINES)
    with (folder.path / "all.jsonl").open("a", newline="") as file:
        file.write(end)
    found = streamed(folder)

    assert taken == (found is not None)
    assert whole(folder) == found


def test_a_file_that_can_not_be_read_is_left_to_reading_whole(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", LINES)
    (folder.path / "link.jsonl").symlink_to(folder.path / "all.jsonl")

    assert None is streamed(folder)


def read(reader: Reader | Ahead, folder: Folder) -> tuple[Any, ...]:
    return list(reader.read(folder.files())), reader.ending


def test_a_second_process_reads_as_this_one_does() -> None:
    assert read(Reader({}), SHIPPED) == read(Ahead({}), SHIPPED)


def test_a_second_process_tells_that_something_is_wrong(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", LINES)
    (folder.path / "more.jsonl").write_text("{\n")
    with pytest.raises(UnsoundError):
        read(Ahead({}), folder)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Data of some blocks, read by a second process."""
    monkeypatch.setattr(build, "_MUCH", 0)
    statement = {
        "kind": "statement",
        "speaker": "ada",
        "date": "2026-01-10",
        "stance": "favor",
        "summary": "a" * 500,
    }
    more = [complete({**statement, "id": f"x{number}"}) for number in range(5_000)]
    return write(tmp_path / "data", [*LINES, *more])


def test_a_second_process_is_used_for_much_data(large: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = whole(large)
    monkeypatch.setattr(build, "Reader", None)

    assert expected == streamed(large)


def test_little_data_need_no_second_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "data", LINES)
    monkeypatch.setattr(build, "Ahead", None)

    assert None is not streamed(folder)


@pytest.mark.parametrize("program", [None, "/no/such/program", "/bin/true", "/bin/cat", "/bin/ls"])
def test_without_a_second_process_this_one_reads(
    large: Folder, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    expected = whole(large)
    monkeypatch.setattr(sys, "executable", program)

    assert expected == streamed(large)


def test_a_second_process_that_is_killed_is_done_without(
    large: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, started = worker._start, list[subprocess.Popen[bytes]]()

    def started_and_killed() -> subprocess.Popen[bytes]:
        process = start()
        started.append(process)
        process.send_signal(signal.SIGSTOP)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(worker, "_start", started_and_killed)

    assert whole(large) == streamed(large)
    assert [-signal.SIGKILL] == [process.returncode for process in started]


def test_a_second_process_that_is_killed_on_its_way_is_done_without(
    large: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, receive, started = worker._start, worker._receive, list[subprocess.Popen[bytes]]()

    def begun() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    def received(stream: Any) -> Any:
        found = receive(stream)
        started[-1].kill()
        return found

    monkeypatch.setattr(worker, "_start", begun)
    monkeypatch.setattr(worker, "_receive", received)
    with pytest.raises(WorkerError):
        read(Ahead({}), large)

    assert whole(large) == streamed(large)
    assert 2 == len([process for process in started if process.returncode is not None])


def test_an_interruption_leaves_no_second_process(large: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    start, started = worker._start, list[subprocess.Popen[bytes]]()

    def begun() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "_start", begun)
    monkeypatch.setattr(tables_module, "insert", interrupted)
    with pytest.raises(KeyboardInterrupt):
        streamed(large)

    assert all(process.returncode is not None for process in started)
    assert 1 == len(started)


def test_a_second_process_ends_with_the_first(large: Folder) -> None:
    """Killed, the first can't say goodbye."""
    program = (
        "import sys, time; from pathlib import Path; from stancetracker.index.worker import Ahead;"
        "from stancetracker.index import worker; from stancetracker.ledger.folder import Folder;"
        "start = worker._start;\n"
        "def begun():\n    process = start(); print(process.pid, flush=True); return process\n"
        "worker._start = begun\n"
        "next(Ahead({}).read(Folder(Path(sys.argv[1])).files()))\ntime.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    first = subprocess.Popen(
        [sys.executable, "-c", program, str(large.path)], stdout=subprocess.PIPE, env=environment
    )
    assert first.stdout is not None
    second = int(first.stdout.readline())
    time.sleep(0.1)
    first.kill()
    first.wait()
    first.stdout.close()

    assert any(_has_ended(second) for _ in _a_while())


def _a_while() -> Iterator[None]:
    for _ in range(200):
        yield
        time.sleep(0.05)


def _has_ended(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_program_in_the_data_folder_is_not_run(
    large: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(large.path)
    for name in ("json.py", "stancetracker.py", "marshal.py"):
        Path(name).write_text(f"open({str(tmp_path / 'run')!r}, 'w')\n")
    sys.path.insert(0, "")
    try:
        found = read(Ahead({}), large)
    finally:
        sys.path.remove("")

    assert read(Reader({}), large) == found
    assert not (tmp_path / "run").exists()


def test_no_more_than_a_block_is_held(large: Folder) -> None:
    blocks = [sum(map(len, rows.values())) for rows in Reader({}).read(large.files())]

    assert len(blocks) > 10
    assert max(blocks) < sum(blocks) / 8


def test_a_date_with_an_open_start_reads_as_the_first_day_of_an_issue_that_comes_later(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "data", LINES[::-1])
    reader = Reader({})
    list(reader.read(folder.files()))

    assert reader.ending.too_early
    assert whole(folder) == streamed(folder) is not None


def test_a_file_that_is_gone_is_left_to_reading_whole(tmp_path: Path) -> None:
    with pytest.raises(UnsoundError):
        list(Reader({}).read([DataFile("a.jsonl", tmp_path / "a.jsonl")]))
