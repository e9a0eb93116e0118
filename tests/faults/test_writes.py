"""The program may be killed and any call may fail: nothing is lost, doubled or denied, and a second run succeeds."""

import errno
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.contribute.conftest import a_statement
from tests.datasets import complete
from tests.depth import STRIDE, mostly_slow
from tests.faults.conftest import Mounted
from tests.faults.injection import contents, everything, failing, killed
from tests.loading import fatal, ids, opening

from stancetracker.base.errors import BrokenDatasetError, Problem, StancetrackerError, WriteError
from stancetracker.cli.app import main
from stancetracker.cli.streams import write_file
from stancetracker.contribute import add, check
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import clear, finished

Act = Callable[[Folder], object]
PERSON = complete({"kind": "person", "id": "person-c"})
TIE = complete({"kind": "tie", "id": "tie-a", "actor": "acme"})
TORN = b'{"kind":"person","id":"per'
pytestmark = pytest.mark.skipif(os.name != "posix", reason="writes where POSIX is")


def statement(number: int) -> dict[str, Any]:
    sources = [{"url": f"https://example.org/{number}", "tier": "primary"}]
    return a_statement(
        id=f"said-{number}", summary=f"Spoke for the {number}. time.", sources=sources
    )


def add_now(folder: Folder, *records: dict[str, Any]) -> None:
    add.write(add.plan(opening(finished(folder)), records, "2026-11-25"))


def add_one(folder: Folder) -> None:
    add_now(folder, statement(1))


def add_to_a_file(folder: Folder) -> None:
    add_now(folder, TIE)
    add_now(folder, TIE | {"id": "tie-b"})


def add_over_files(folder: Folder) -> None:
    add_now(folder, TIE, PERSON, statement(1) | {"speaker": "person-c"})


def format_all(folder: Folder) -> None:
    _, problems = check.reformat(folder)
    if problems:
        raise BrokenDatasetError(problems)


def add_after_a_torn_line(folder: Folder) -> None:
    add_now(folder, statement(1))


def report(folder: Folder) -> None:
    write_file(folder.path / "report.csv", ["a,b\r\n", "1,2\r\n"])


ACTS: tuple[Act, ...] = (
    add_one,
    add_to_a_file,
    add_over_files,
    add_after_a_torn_line,
    format_all,
    report,
)
PREPARED: dict[Act, tuple[str, bytes]] = {
    add_after_a_torn_line: ("people.jsonl", TORN),
    format_all: ("people.jsonl", json.dumps(PERSON).encode() + b"\n\n"),
    report: ("report.csv", b"old"),
}
"""The file that has to exist before an act."""


def lines(folder: Folder) -> dict[str, bytes]:
    """Return records and reports, without torn lines, empty files and files set aside."""
    files = contents(folder.path)
    return {
        name: content
        for name, content in files.items()
        if content not in (TORN, b"") and not name.endswith(".torn")
    }


def failure_message(error: StancetrackerError) -> str:
    """Return the message about a failed write or an unreadable file."""
    if isinstance(error, BrokenDatasetError):
        problems = [problem for problem in error.problems if isinstance(problem, Problem)]
        return next(problem.message for problem in problems if problem.code == "unreadable-file")
    assert isinstance(error, WriteError)
    return error.message


@pytest.mark.slow
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("number", mostly_slow([errno.EIO, errno.ENOSPC]), ids=errno.errorcode.get)
@pytest.mark.parametrize("act", mostly_slow(ACTS, 3))
def test_a_failed_write_loses_nothing_and_succeeds_when_repeated(
    folder: Folder,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    act: Act,
    number: int,
    for_good: bool,
) -> None:
    if act in PREPARED:
        name, content = PREPARED[act]
        (folder.path / name).write_bytes(content)
    before = lines(folder)
    backup = tmp_path_factory.mktemp("kept") / "data"
    shutil.copytree(tmp_path, backup)
    act(folder)
    after = lines(folder)
    assert before != after

    at, calls = 1 - STRIDE, [""]
    while len(calls) >= at:
        at += STRIDE
        shutil.rmtree(folder.path)
        shutil.copytree(backup, folder.path)
        message = None
        with failing(at, number, for_good=for_good) as calls:
            try:
                act(folder)
            except StancetrackerError as error:
                message = failure_message(error)
        current = lines(folder)
        assert_whole(act, before, current, after, message)
        if message is not None:
            assert os.strerror(number) in message
            assert "\n" not in message
            assert (
                for_good
                or act in (report, add_to_a_file, format_all)
                or before == current
                or " cut" in message
            ), at
            # After an error for good, the data may be refused.
            with suppress(*((WriteError, BrokenDatasetError) if for_good else ())):
                act(folder)
        assert after == lines(folder), at
        assert not fatal(folder)
        clear(folder.path)  # as every program that makes anything here does first
        assert {".stancetracker.lock"} >= {path.name for path in folder.path.glob(".*")}, at

    assert at > 4


def assert_whole(
    act: Act,
    before: dict[str, bytes],
    current: dict[str, bytes],
    after: dict[str, bytes],
    message: str | None,
) -> None:
    """Assert that each file is as before or as after, as the message says."""
    assert before.keys() <= current.keys() <= after.keys()
    if message is None:
        assert after == current
    elif act is add_to_a_file:  # the second time, to what the first has made
        assert all(content.startswith(before.get(name, b"")) for name, content in current.items())
    else:
        assert all(content in (before.get(name), after[name]) for name, content in current.items())
        assert before == current or "nothing was changed" not in message
        assert after == current or "may not be after a power cut" not in message


def statement_counts(folder: Folder) -> Counter[str]:
    """Count each statement in the files, whether or not they load."""
    text = "".join(path.read_text() for path in folder.path.rglob("*.jsonl"))
    return Counter(re.findall(r'"id":"(said-\d+)"', text))


@pytest.mark.parametrize("after", mostly_slow([False, True]), ids=["before", "after"])
@pytest.mark.parametrize("act", mostly_slow([add_one, add_over_files, format_all]))
def test_killed_at_any_call_nothing_is_lost_doubled_or_glued(
    folder: Folder, act: Act, after: bool
) -> None:
    before = folder.path.joinpath("statements.jsonl").read_bytes()
    records = ids(folder)
    at = 1
    while killed(act, folder, at, after):
        at += STRIDE
        assert records <= ids(folder)
        assert {"torn-line"} >= {*fatal(folder)}
        assert statement_counts(folder)["said-1"] <= 1
        if act is add_over_files:
            stored_ids = ids(finished(folder)) & {"person-c", "said-1", "tie-a"}
            assert stored_ids in (set(), {"person-c", "said-1", "tie-a"})

        add_now(folder, statement(2))
        assert 1 == statement_counts(folder)["said-2"]
        assert not fatal(folder)
        shutil.rmtree(folder.path)
        folder.path.mkdir()
        folder.path.joinpath("statements.jsonl").write_bytes(before)

    assert at > 4
    assert not fatal(folder)


RECORDS = (TIE, PERSON, statement(1) | {"speaker": "person-c"})
EVERY_ID = "SELECT id FROM tie UNION SELECT id FROM person UNION SELECT id FROM statement"


@pytest.fixture
def add_all(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Act:
    """Return what adds records to three files."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    table = home / "more.jsonl"
    table.write_text("".join(f"{json.dumps(record)}\n" for record in RECORDS))
    return lambda folder: main(["add", "--json", str(table), "-d", str(folder.path)])


@pytest.mark.slow
@pytest.mark.parametrize("after", mostly_slow([False, True]), ids=["before", "after"])
def test_after_an_addition_killed_at_any_call_readers_answer_and_write_nothing(
    folder: Folder,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    run: Run,
    add_all: Act,
    after: bool,
) -> None:
    """What they answer is that of the addition once it is finished, or that nothing was added."""
    backup = tmp_path_factory.mktemp("kept") / "data"
    shutil.copytree(tmp_path, backup)
    at, half_done = 1, 0
    while killed(add_all, folder, at, after):
        left = everything(folder.path)
        half_done += folder.is_changing
        status, ids_read, _ = run("query", EVERY_ID, "-d", str(folder.path))

        assert 0 == status, at
        assert left == everything(folder.path)
        assert (0, ids_read) == run("query", EVERY_ID, "-d", str(finished(folder).path))[:2]
        assert ("said-1" in ids_read) == ("tie-a" in ids_read) == ("person-c" in ids_read)
        shutil.rmtree(folder.path)
        shutil.copytree(backup, folder.path)
        at += STRIDE

    assert half_done
    assert {"said-1", "tie-a", "person-c"} <= ids(folder)


def redact(folder: Folder) -> None:
    main(["amend", "said-1", "--redact", "--reason", "The law.", "-d", str(folder.path)])


@pytest.mark.parametrize("after", mostly_slow([False, True]), ids=["before", "after"])
def test_a_change_that_was_killed_is_finished_before_another_is_refused(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory, after: bool
) -> None:
    """The same redaction again finds nothing to redact, but leaves no change half done."""
    add_one(folder)
    backup = tmp_path_factory.mktemp("kept") / "data"
    shutil.copytree(folder.path, backup)
    at = 1
    while killed(redact, folder, at, after):
        redact(folder)

        assert not folder.is_changing, at
        assert not fatal(folder)
        assert 0 == statement_counts(folder)["said-1"]
        text = "".join(path.read_text() for path in folder.path.rglob("*.jsonl"))
        assert 1 == text.count('"type":"redaction"')
        shutil.rmtree(folder.path)
        shutil.copytree(backup, folder.path)
        at += STRIDE

    assert at > 1


@pytest.mark.slow
def test_after_a_killed_addition_a_folder_that_is_read_only_is_read(
    mounted: Mounted, tmp_path: Path, folder: Folder, run: Run, add_all: Act
) -> None:
    disk = mounted(tmp_path.with_name(f"{tmp_path.name}-disk"), "4m")
    on_disk = Folder(disk / "data")
    shutil.copytree(folder.path, on_disk.path)
    at = 1
    while not on_disk.is_changing:
        assert killed(add_all, on_disk, at, True)
        at += 5
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

    status, ids_read, _ = run("query", EVERY_ID, "-d", str(on_disk.path))
    assert 0 == status
    assert "said-1" in ids_read


@pytest.mark.parametrize("adders, records", [(2, 4), pytest.param(4, 40, marks=pytest.mark.slow)])
def test_several_adders_at_once_lose_and_double_nothing(
    folder: Folder, adders: int, records: int
) -> None:
    children = []
    for adder in range(adders):
        child = os.fork()
        if child == 0:
            status = 1
            with suppress(BaseException):
                for number in range(records):
                    add_now(folder, statement(100 * adder + number))
                status = 0
            os._exit(status)
        children.append(child)

    assert [0] * adders == [
        os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children
    ]
    numbers = [100 * adder + number for adder in range(adders) for number in range(records)]
    assert Counter({f"said-{number}": 1 for number in numbers}) == statement_counts(folder)
    assert not fatal(folder)
