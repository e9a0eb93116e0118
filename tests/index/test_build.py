"""An index that was extended equals a new build, whatever happened to the data."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, complete, lines_of, text_hash, write
from tests.depth import rest_slow, tried
from tests.index.edits import EDITS
from tests.index.strategies import datasets
from tests.index.tables import Tables, indexes, tables

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.index import build, store
from stancetracker.index import cache as caches
from stancetracker.index import tables as rows
from stancetracker.index.cache import Index
from stancetracker.index.store import in_memory, index_path, open_index
from stancetracker.ledger import folder as folders
from stancetracker.ledger.folder import Folder

LINES = """
{"kind": "organization", "id": "acme"} {"kind": "person", "id": "ada"}
{"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "petition", "id": "letter", "demands": [{"id": "build", "text": "Build."}]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
{"kind": "silence", "id": "k", "actors": ["ada", "acme"], "date": "2026-01"}
{"kind": "correction", "id": "c", "corrects": "gone", "type": "redaction"}
{"kind": "reply", "id": "r", "to": "gone", "by": "ada"}
"""
FITTING: list[Line] = [
    {"kind": "dataset"},
    {"kind": "person", "id": "bo", "other_names": ["Bob"]},
    {"kind": "issue", "id": "tunnel", "title": "A tunnel"},
    {"kind": "event", "id": "vote"},
    {"kind": "statement", "id": "t", "speaker": "acme", "date": "../2026-01-12", "stance": "against"},
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026", "stance": "favor", "demands": ["letter/build"]},
    {"kind": "statement", "speaker": "ada", "date": "2025-12-01", "stance": "favor"},
    {"kind": "silence", "id": "l", "actors": ["acme"], "date": "2026-01-20"},
    {"kind": "reply", "id": "q", "to": "s", "by": "acme"},
    {"kind": "tie", "id": "x", "actor": "ada", "date": "2026-01-01"},
]  # fmt: skip
NOT_FITTING: list[Line] = [
    {"kind": "correction", "id": "d", "corrects": "k"},
    {"kind": "correction", "id": "d", "corrects": "lost", "type": "redaction"},
    {"kind": "correction", "id": "d", "corrects": "s", "type": "supersession", "replacement": "s"},
    {"kind": "person", "id": "gone"},
    {"kind": "reply", "id": "q", "to": "gone", "by": "acme"},
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-11", "stance": "favor"},
    {"kind": "statement", "id": "ada", "speaker": "ada", "date": "2026-01-11", "stance": "favor"},
    {"kind": "statement", "id": "t", "speaker": "nobody", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "t", "speaker": "bridge", "date": "2026-01-10", "stance": "favor"},
    {"kind": "statement", "id": "t", "speaker": "ada", "issue": "tunnel", "date": "../2026", "stance": "favor"},
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026", "stance": "favor", "demands": ["letter/x"]},
    {"kind": "petition", "id": "p", "demands": [{"id": "a", "text": "A."}, {"id": "a", "text": "B."}]},
    {"kind": "reply", "id": "q", "to": "nothing", "by": "acme"},
]  # fmt: skip


def append(path: Path, *lines: Line) -> None:
    with path.open("a") as file:
        file.writelines(json.dumps(complete(line), ensure_ascii=False) + "\n" for line in lines)


def answered(folder: Folder, cache: Path) -> tuple[str, Tables | None]:
    """Return where the answer came from, and every table, or None if the dataset does not load."""
    try:
        index = open_index(folder, cache)
    except BrokenDatasetError:
        return "broken", None
    with closing(index.connection):
        return index.source, tables(index.connection)


def rebuilt(folder: Folder) -> Tables | None:
    """Return every table of a new index, or None if the dataset does not load."""
    try:
        index = in_memory(folder)
    except BrokenDatasetError:
        return None
    with closing(index.connection):
        return tables(index.connection)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Write two files, so that one of them can stay as it is."""
    lines = lines_of(LINES)
    write(tmp_path / "data", lines[:3], "base.jsonl")
    return write(tmp_path / "data", lines[3:])


@pytest.fixture
def grown(folder: Folder, cache: Path) -> Folder:
    """Build an index of the dataset, then append a line that it does not have."""
    answered(folder, cache)
    append(folder.path / "all.jsonl", FITTING[4])
    return folder


@pytest.mark.parametrize("line", FITTING, ids=[str(number) for number in range(len(FITTING))])
@pytest.mark.parametrize("name", rest_slow(["base.jsonl", "all.jsonl", "other.jsonl"]))
def test_appended_lines_extend_the_index(
    folder: Folder, cache: Path, line: Line, name: str
) -> None:
    before = answered(folder, cache)[1]
    append(folder.path / name, line)
    source, contents = answered(folder, cache)

    assert "extended" == source
    assert rebuilt(folder) == contents
    assert before != contents
    assert ("fresh", contents) == answered(folder, cache)


@pytest.mark.parametrize(
    "line", NOT_FITTING, ids=[str(number) for number in range(len(NOT_FITTING))]
)
def test_appended_lines_that_may_conflict_rebuild_the_index(
    folder: Folder, cache: Path, line: Line
) -> None:
    index = index_path(folder, cache)
    answered(folder, cache)
    state = index.read_bytes()
    append(folder.path / "all.jsonl", line)
    source, contents = answered(folder, cache)

    assert source in ("built", "broken")
    assert rebuilt(folder) == contents
    if source == "broken":
        assert state == index.read_bytes()


ANSWERS: list[Line] = [
    {"kind": "dataset"},
    {"kind": "issue", "id": "tunnel", "title": "A tunnel"},
    {
        "kind": "statement",
        "id": "t",
        "speaker": "acme",
        "date": "../2026-01-12",
        "stance": "against",
    },
    {"kind": "reply", "id": "q", "to": "s", "by": "acme", "text": "It was not so."},
    {
        "kind": "correction",
        "id": "d",
        "corrects": "k",
        "type": "retraction",
        "reason": "Nobody looked.",
    },
]


@pytest.mark.parametrize(
    ("old", "new", "source"),
    [
        ('"2026-01-10"', '"2026-01-09"', "built"),
        ('"issue": "bridge", "summary"', '"issue": "tunnel", "summary"', "built"),
        ('"id": "letter"', '"id": "appeal"', "built"),
        ('"actors": ["ada", "acme"]', '"actors": ["acme"]', "built"),
        ('"panel": ["ada"]', '"panel": ["acme"]', "built"),
        ('"since": "2026-01-01"', '"since": "2026-01-02"', "built"),
        ('"id": "s"', '"id": "w"', "broken"),
        ('"id": "k"', '"id": "t"', "broken"),
        ('"kind": "statement"', '"kind": ', "broken"),
    ],
)
def test_an_edited_file_rebuilds_the_index(
    folder: Folder, cache: Path, old: str, new: str, source: str
) -> None:
    append(folder.path / "answers.jsonl", *ANSWERS)
    before = answered(folder, cache)[1]
    [path] = [
        file.path
        for file in folder.files()
        if old in file.path.read_text() and file.name != "answers.jsonl"
    ]
    path.write_text(path.read_text().replace(old, new, 1))
    answer = answered(folder, cache)

    assert (source, rebuilt(folder)) == answer
    assert before != answer[1]


def test_a_deleted_file_rebuilds_the_index(folder: Folder, cache: Path) -> None:
    before = answered(folder, cache)[1]
    append(folder.path / "answers.jsonl", *ANSWERS)
    answered(folder, cache)
    (folder.path / "answers.jsonl").unlink()

    assert ("built", before) == answered(folder, cache)


@pytest.mark.slow
@tried(5, 1000)
@given(
    datasets(), st.lists(st.none() | st.sampled_from(EDITS), min_size=1, max_size=5), st.randoms()
)
def test_after_any_edits_the_index_equals_a_new_build(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[Line],
    edits: list[Callable[[Path, Any], None] | None],
    random: Any,
) -> None:
    path = tmp_path_factory.mktemp("edited")
    folder, cache, waiting = write(path / "data", [], "a.jsonl"), path / "cache", lines

    def append_some(file: Path) -> None:
        """Append some lines, in most cases in their order."""
        if random.random() < 0.3:
            random.shuffle(waiting)
        count = random.randrange(len(waiting) + 1)
        append(file, *waiting[:count])
        del waiting[:count]

    append_some(folder.path / "a.jsonl")
    append_some(folder.path / "b.jsonl")
    for edit in edits:
        answered(folder, cache)
        file = random.choice([file.path for file in folder.files()] or [folder.path / "a.jsonl"])
        if edit is not None and file.exists():
            edit(file, random)
        if edit is None or random.random() < 0.3:
            append_some(random.choice([file, folder.path / "c.jsonl"]))

        assert rebuilt(folder) == answered(folder, cache)[1]
    shutil.rmtree(path)


def test_only_files_that_changed_are_read_and_each_once(
    grown: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders.Stamp, "is_young", lambda *_: False)
    blocks = Mock(wraps=folders.blocks)
    monkeypatch.setattr(folders, "blocks", blocks)
    monkeypatch.setattr(folders, "read", None)

    assert "extended" == answered(grown, cache)[0]
    assert ["all.jsonl"] == [call.args[0].name for call in blocks.call_args_list]
    assert "fresh" == answered(grown, cache)[0]
    assert 1 == blocks.call_count


def test_an_index_is_rebuilt_when_very_much_has_changed(
    grown: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_MOST_BYTES", 100)

    assert "built" == answered(grown, cache)[0]

    append(grown.path / "other.jsonl", {"kind": "person", "id": "bo"})

    assert "extended" == answered(grown, cache)[0]

    (grown.path / "all.jsonl").unlink()

    assert "built" == answered(grown, cache)[0]


def test_an_index_with_a_write_ahead_log_is_rebuilt(folder: Folder, cache: Path) -> None:
    answered(folder, cache)
    with closing(sqlite3.connect(index_path(folder, cache))) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    append(folder.path / "all.jsonl", FITTING[4])

    assert ("built", rebuilt(folder)) == answered(folder, cache)


def test_a_dataset_that_changes_while_an_index_is_extended_is_read_again(
    grown: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append_tails = build._append

    def changing(*arguments: Any) -> Any:
        append(grown.path / "base.jsonl", FITTING[1])
        return append_tails(*arguments)

    monkeypatch.setattr(build, "_append", changing)
    source, contents = answered(grown, cache)

    assert ("built", rebuilt(grown)) == (source, contents)


def test_an_open_index_stays_as_it_was_opened(folder: Folder, cache: Path) -> None:
    before = answered(folder, cache)[1]
    index = open_index(folder, cache)
    append(folder.path / "all.jsonl", FITTING[4])
    source, contents = answered(folder, cache)

    assert before == tables(index.connection)
    assert ("built", rebuilt(folder)) == (source, contents)
    index.connection.close()


def test_without_the_lock_an_index_in_memory_answers(
    grown: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_WAIT_FOR_LOCK_SECONDS", 0.01)
    with caches.locked(index_path(grown, cache)):
        with (
            pytest.raises(OSError, match="another process"),
            caches.locked(index_path(grown, cache)),
        ):
            pass
        source, contents = answered(grown, cache)

    assert ("memory", rebuilt(grown)) == (source, contents)
    assert "extended" == answered(grown, cache)[0]


def test_lines_that_another_process_indexed_meanwhile_are_not_indexed_twice(
    grown: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, calls = store.fresh, list[bool]()

    def late(*arguments: Any) -> Index | None:
        calls.append(True)
        if len(calls) == 1:
            answered(grown, cache)
            return None
        return fresh(*arguments)

    monkeypatch.setattr(store, "fresh", late)

    assert ("fresh", rebuilt(grown)) == answered(grown, cache)


def crash(folder: Folder, cache: Path) -> None:
    """Append lines, and leave an index half written beside its rollback journal."""
    real, add = build._open, rows.add

    def spilling(path: Path) -> sqlite3.Connection:
        connection = real(path)
        connection.executescript("PRAGMA cache_spill = 1; PRAGMA cache_size = 1; BEGIN IMMEDIATE")
        return connection

    def killed(*arguments: Any) -> None:
        add(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    statement = {"kind": "statement", "speaker": "ada", "date": "2026-01-10", "stance": "against"}
    append(folder.path / "all.jsonl", *({**statement, "id": f"t{number}"} for number in range(300)))
    if (child := os.fork()) == 0:
        with (
            suppress(BaseException),
            patch.object(build, "_open", spilling),
            patch.object(rows, "add", killed),
        ):
            open_index(folder, cache)
        os._exit(1)

    assert -signal.SIGKILL == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert Path(f"{index_path(folder, cache)}-journal").exists()


def test_after_a_crash_no_half_written_index_is_read(folder: Folder, cache: Path) -> None:
    before = answered(folder, cache)
    original = (folder.path / "all.jsonl").read_bytes()
    crash(folder, cache)

    assert ("built", rebuilt(folder)) == answered(folder, cache)
    assert [index_path(folder, cache)] == indexes(cache)

    (folder.path / "all.jsonl").write_bytes(original)

    assert ("built", before[1]) == answered(folder, cache)


def test_after_a_crash_the_old_journal_does_not_roll_back_a_new_index(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its lock can't be had, as in a folder that is read-only, an index in memory answers."""
    answered(folder, cache)
    crash(folder, cache)
    whole = rebuilt(folder)
    with monkeypatch.context() as patched:
        patched.setattr(caches, "locked", Mock(side_effect=PermissionError))
        assert ("memory", whole) == answered(folder, cache)
    monkeypatch.setattr(build, "extend", lambda *_: False)

    assert ("built", whole) == answered(folder, cache)
    assert ("fresh", whole) == answered(folder, cache)


ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
READ = """
import json, sys
from pathlib import Path
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder

folder, cache, stop = map(Path, sys.argv[1:])
COUNT = (
    "SELECT (SELECT count(*) FROM main.statement), (SELECT count(*) FROM main.silence),"
    " (SELECT count(*) FROM passage WHERE text = 'Words.'),"
    " (SELECT count(*) FROM passage_fts WHERE passage_fts MATCH 'words'),"
    " (SELECT value FROM main.meta WHERE name = 'data_version')"
)
def counted(index):
    return [index.source, *index.connection.execute(COUNT).fetchone()]
while not stop.exists():
    print(json.dumps(ask(Folder(folder), Question("2026-01-20"), counted, cache)), flush=True)
"""


ROUNDS = 40


@pytest.mark.slow
def test_readers_see_old_or_new_and_never_half(folder: Folder, cache: Path, tmp_path: Path) -> None:
    """Three processes ask and extend the index; each sees every statement and silence appended."""
    command = [sys.executable, "-c", READ, str(folder.path), str(cache), str(tmp_path / "stop")]
    versions: dict[int, str] = {}
    sources = set()

    def count_of(line: str) -> int:
        source, statements, silences, texts, matches, version = json.loads(line)
        sources.add(source)
        assert statements == silences == texts + 1 == matches
        assert version == versions.setdefault(statements, version)
        return int(statements)

    with ExitStack() as processes:
        readers = [
            processes.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True)
            )
            for _ in range(3)
        ]
        for number in range(ROUNDS):
            statement = {
                "kind": "statement",
                "id": f"t{number}",
                "speaker": "ada",
                "date": "2026-01-10",
            }
            silence = {
                "kind": "silence",
                "id": f"l{number}",
                "actors": ["ada"],
                "date": "2026-01-09",
            }
            append(
                folder.path / "all.jsonl",
                {**statement, "stance": "favor", "summary": "Words."},
                silence,
            )
            for reader in readers:
                assert reader.stdout is not None
                while count_of(reader.stdout.readline()) < number + 2:
                    pass
        (tmp_path / "stop").touch()
        for reader in readers:
            output, _ = reader.communicate()
            assert {ROUNDS + 1} >= set(map(count_of, output.splitlines()))
            assert 0 == reader.returncode

    assert "extended" in sources
    assert len(versions) >= ROUNDS
    assert answered(folder, cache)[1] == rebuilt(folder)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_lines_that_say_the_same_of_one_day_the_smaller_hash_counts(is_reversed: bool) -> None:
    lines = [
        '{"kind":"organization","id":"a","name":"A"}',
        '{"kind":"organization","id":"a","name":"A","tags":[]}',
    ]
    hashes = sorted(map(text_hash, lines))
    content = "".join(f"{line}\n" for line in sorted(lines, reverse=is_reversed)).encode()
    with closing(sqlite3.connect(":memory:")) as connection:
        filler = build.fill(connection, {"a.jsonl": content})

        assert [] == filler.problems
        assert [(hashes[0],)] == connection.execute("SELECT sha256 FROM record").fetchall()
