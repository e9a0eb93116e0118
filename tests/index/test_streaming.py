"""One pass over the lines gives the index that reading the dataset whole gives, or leaves it to that."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
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
from stancetracker.index import build, reading, worker
from stancetracker.index import tables as tables_module
from stancetracker.index.build import fill
from stancetracker.index.reading import Reader, Stretch, UnsoundError
from stancetracker.index.rows import Rows
from stancetracker.ledger import sound as sound_module
from stancetracker.ledger.canonical import canonical, derived_id
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import DataFile, Folder
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.sound import sound

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


def test_a_line_without_its_id_gets_the_one_it_has_by_what_it_says(tmp_path: Path) -> None:
    said = {"kind": "statement", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    [parsed] = parse(json.dumps(complete(said)).encode() + b"\n", "a.jsonl").lines
    folder = write(tmp_path / "data", LINES)
    (folder.path / "one.jsonl").write_text(f"{canonical(parsed.record)}\n")
    found = streamed(folder)

    assert sound(canonical(parsed.record).encode()) is not None
    assert found is not None
    assert derived_id(parsed.record) in {row[0] for row in found["statement"]}
    assert whole(folder) == found


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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an index is made, in a folder of its own."""
    (tmp_path / "made").mkdir()
    return tmp_path / "made" / "index"


def by_two(folder: Folder, file: Path) -> Tables | None:
    """The tables made in one pass into a file, which a second process may help with."""
    connection = build._streamed(folder, lambda: sqlite3.connect(file), ABOUT)
    if connection is None:
        return None
    with closing(connection):
        return tables(connection)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every second process that was started; data of any size are much."""
    monkeypatch.setattr(build, "_MUCH", 0)
    start, processes = worker._start, list[subprocess.Popen[bytes]]()

    def begun() -> subprocess.Popen[bytes]:
        processes.append(start())
        return processes[-1]

    monkeypatch.setattr(worker, "_start", begun)
    return processes


@pytest.fixture
def large(tmp_path: Path) -> Folder:
    """Data of some blocks."""
    statement = {
        "kind": "statement",
        "speaker": "ada",
        "date": "2026-01-10",
        "stance": "favor",
        "summary": "a" * 500,
    }
    more = [complete({**statement, "id": f"x{number}"}) for number in range(5_000)]
    return write(tmp_path / "data", [*LINES, *more])


def test_two_processes_make_the_tables_that_one_makes(
    large: Folder, file: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    expected = whole(large)

    assert expected == by_two(large, file)
    assert [True] == [process.returncode is not None for process in started]
    assert [file] == list(file.parent.iterdir())


def test_two_processes_make_the_tables_of_the_shipped_data(
    file: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    assert whole(SHIPPED) == by_two(SHIPPED, file)
    assert 1 == len(started)


@COPIES
@given(datasets(), st.randoms(), st.data())
def test_the_halves_of_data_are_all_of_them(
    tmp_path: Path, lines: list[Line], random: Any, data: st.DataObject
) -> None:
    folder = spread(tmp_path / "data", lines, random, compact=True)
    first, second = reading.halves(folder.files())
    one, two, both = Reader(), Reader(), Reader()
    found = [*one.read(first), *two.read(second)]
    expected = list(both.read(Stretch(file) for file in folder.files()))

    assert one.ending.and_then(two.ending) == both.ending
    assert rows_of(expected) == rows_of(found)


def rows_of(blocks: Iterable[Rows]) -> dict[str, list[Any]]:
    """The rows of some blocks, by their table."""
    found: dict[str, list[Any]] = {}
    for rows in blocks:
        for table, values in rows.items():
            found.setdefault(table, []).extend(values)
    return found


def test_data_are_cut_between_two_lines(large: Folder) -> None:
    [first], [second] = reading.halves(large.files())
    content = first.file.path.read_bytes()

    assert (0, first.end, first.end, None) == (first.start, first.end, second.start, second.end)
    assert first.end is not None
    assert b"\n" == content[first.end - 1 : first.end]
    assert abs(first.end - len(content) / 2) < 1_000


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_fault_in_either_half_is_left_to_reading_whole(
    tmp_path: Path, file: Path, started: list[subprocess.Popen[bytes]], at: int
) -> None:
    folder = write(tmp_path / "data", LINES)
    path = folder.path / "all.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    lines[at * len(lines) // 2 : at * len(lines) // 2] = ["{\n"]
    path.write_text("".join(lines))

    assert None is by_two(folder, file)
    assert all(process.returncode is not None for process in started)


def test_little_data_need_no_second_process(
    tmp_path: Path, file: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(worker, "_start", None)
    folder = write(tmp_path / "data", LINES)

    assert None is not by_two(folder, file)


@pytest.mark.parametrize("program", [None, "/no/such/program", "/bin/true", "/bin/cat", "/bin/ls"])
def test_without_a_second_process_this_one_reads(
    large: Folder,
    file: Path,
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    program: str | None,
) -> None:
    expected = whole(large)
    monkeypatch.setattr(sys, "executable", program)

    assert expected == by_two(large, file)
    assert [file] == list(file.parent.iterdir())


def test_where_a_second_process_can_not_write_this_one_reads(
    large: Folder, file: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    file.with_name("index.half").mkdir()
    expected = whole(large)

    assert expected == by_two(large, file)
    assert 1 == len(started)


def test_a_second_process_that_is_killed_is_done_without(
    large: Folder, file: Path, monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    start = worker._start

    def started_and_killed() -> subprocess.Popen[bytes]:
        process = start()
        process.send_signal(signal.SIGSTOP)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(worker, "_start", started_and_killed)

    assert whole(large) == by_two(large, file)
    assert 1 == len(started)


def test_an_interruption_leaves_no_second_process(
    large: Folder, file: Path, monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables_module, "put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        by_two(large, file)

    assert [True] == [process.returncode is not None for process in started]
    assert [file] == list(file.parent.iterdir())


def test_a_second_process_ends_with_the_first(large: Folder, tmp_path: Path) -> None:
    """Killed, the first can't say goodbye; the second leaves its file no more than the first would have."""
    beside = tmp_path / "half"
    program = (
        "import sqlite3, sys, time; from pathlib import Path; from stancetracker.index import reading, tables, worker;"
        "from stancetracker.ledger.folder import Folder; start = worker._start;\n"
        "def begun():\n    process = start(); print(process.pid, flush=True); process.send_signal(19); return process\n"
        "worker._start = begun\n"
        "made = sqlite3.connect(':memory:'); tables.make(made)\n"
        "lines = [reading.Stretch(file) for file in Folder(Path(sys.argv[1])).files()]\n"
        "with worker.reading(lines, Path(sys.argv[2]), tables.statements(made)):\n    time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    first = subprocess.Popen(
        [sys.executable, "-c", program, str(large.path), str(beside)],
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert first.stdout is not None
    second = int(first.stdout.readline())
    time.sleep(0.5)
    first.kill()
    first.wait()
    first.stdout.close()
    os.kill(second, signal.SIGCONT)

    assert any(_has_ended(second) for _ in _a_while())
    assert not beside.exists()


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
    large: Folder,
    file: Path,
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(large.path)
    for name in ("json.py", "stancetracker.py", "sqlite3.py"):
        Path(name).write_text(f"open({str(tmp_path / 'run')!r}, 'w')\n")
    expected = whole(large)
    sys.path.insert(0, "")
    try:
        found = by_two(large, file)
    finally:
        sys.path.remove("")

    assert expected == found
    assert [] != started
    assert not (tmp_path / "run").exists()


def test_no_more_than_a_block_is_held(large: Folder) -> None:
    lines = [Stretch(file) for file in large.files()]
    blocks = [sum(map(len, rows.values())) for rows in Reader().read(lines)]

    assert len(blocks) > 10
    assert max(blocks) < sum(blocks) / 8


def test_a_date_with_an_open_start_reads_as_the_first_day_of_an_issue_that_comes_later(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "data", LINES[::-1])
    connection = build._streamed(folder, memory, ABOUT)

    assert connection is not None
    with closing(connection):
        assert [("2026-01-01", "2026-01-10")] == connection.execute(
            "SELECT date_earliest, date_latest FROM statement WHERE date = '../2026-01-10'"
        ).fetchall()


@pytest.mark.parametrize("start", ["..\\/", "\\u002e./"])
def test_an_open_start_is_one_however_it_is_written(tmp_path: Path, start: str) -> None:
    folder = write(tmp_path / "data", LINES)
    [file] = folder.files()
    file.path.write_text(file.path.read_text().replace("../", start))

    assert start in file.path.read_text()
    assert whole(folder) == streamed(folder)


def test_for_few_lines_no_form_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_module, "_FORMS", {})
    line = b'{"kind":"person","id":"ada","name":"Ada","memberships":[{"role":"chief"}]}\n'

    assert Reader().rows(line, "a.jsonl", 1)
    with pytest.raises(KeyError):
        Reader().rows(line * 1_000, "a.jsonl", 1)


def test_a_file_that_is_gone_is_left_to_reading_whole(tmp_path: Path) -> None:
    with pytest.raises(UnsoundError):
        list(Reader().read([Stretch(DataFile("a.jsonl", tmp_path / "a.jsonl"))]))
