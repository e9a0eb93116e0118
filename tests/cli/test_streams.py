"""Streams and files as they really are: closed, full, endless, or a pipe nobody reads."""

import io
import os
import stat
import subprocess
import sys
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Refused, Run, Start
from tests.commands import ONE_OF_EACH

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.cli import streams

NOT_A_FILE = "is not a file and holds more than 1,000 bytes"
LINUX = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")


def test_without_standard_output_only_a_write_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    streams.use_utf8()
    streams.flush()

    assert not streams.is_terminal()
    with pytest.raises(WriteError):
        streams.write([""])


def test_without_standard_error_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    with redirect_stderr(closed):
        streams.complain(["x"])
    monkeypatch.setattr(sys, "stderr", None)
    streams.complain(["x"])


def test_output_is_utf8_whatever_the_locale(start: Start) -> None:
    done = start("sample", env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C", "PYTHONUTF8": "0"})

    assert "é○\n".encode() in done.stdout


class Narrow(io.RawIOBase):
    """An output that takes ten bytes at a time, as a pipe or a disk that is nearly full may."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, chunk: Any) -> int:
        self.content += bytes(chunk[:10])
        return len(chunk[:10])


def test_all_is_written_where_python_buffers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with PYTHONUNBUFFERED, which images of containers set."""
    output = Narrow()
    stdout: Any = io.TextIOWrapper(output, write_through=True)
    monkeypatch.setattr(sys, "stdout", stdout)
    streams.write(["é" * 100, b"bytes" * 100])

    assert ("é" * 100).encode() + b"bytes" * 100 == output.content


@pytest.mark.parametrize("arguments", [["list", "-h"], ["--version"], ["sample"]])
def test_a_closed_output_is_an_error(start: Start, arguments: list[str]) -> None:
    done = start(*arguments, preexec_fn=lambda: os.close(1))

    assert (done.returncode, done.stderr) == (
        1,
        b"stancetracker: could not write to standard output: it is closed\n",
    )


def test_a_reader_that_goes_away_ends_it_quietly(start: Start) -> None:
    """A long answer of which nothing is read."""
    read, write = os.pipe()
    os.close(read)
    done = start("sample", "x" * 100_000, stdout=write)
    os.close(write)

    assert (done.returncode, done.stderr) == (141, b"")


@LINUX
def test_an_answer_on_a_full_disk_is_an_error(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_file = ("list", "-o", "/dev/full", "-f", "csv")
    others = [to_file, ("schema",), ("help", "dates"), ("--help",), ("--version",)]
    for arguments in [*ONE_OF_EACH, *others]:
        with monkeypatch.context() as patched, Path("/dev/full").open("w") as full:
            patched.setattr(sys, "stdout", full)
            status, _, err = run(*arguments)

        place = "/dev/full" if arguments == to_file else "to standard output"
        assert (1, f"stancetracker: could not write {place}: No space left on device\n") == (
            status,
            err,
        )


@LINUX
def test_where_errors_go_to_a_full_disk_too_the_status_stays(start: Start) -> None:
    """Python itself would end with 120."""
    with Path("/dev/full").open("wb") as full:
        assert 2 == start("fail", "usage", stdout=full, stderr=full).returncode


def test_where_error_output_is_closed_the_status_stays(start: Start) -> None:
    done = start("fail", "usage", preexec_fn=lambda: os.close(2))

    assert (done.returncode, done.stderr) == (2, b"")


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "link.txt"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    streams.write_file(link, ["é\n"])

    assert file.read_bytes() == "é\n".encode()
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_is_never_half_written(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    with pytest.raises(ZeroDivisionError):
        streams.write_file(file, (str(1 // n) for n in (1, 0)))
    assert file.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_a_write_that_fails_says_so(tmp_path: Path, run: Run) -> None:
    streams.write_file(Path(os.devnull), ["x"])

    status, _, err = run("sample", "-o", str(tmp_path / "none" / "a.csv"))
    assert status == 1
    assert (
        err == f"stancetracker: could not write {tmp_path}/none/a.csv: No such file or directory\n"
    )


def test_a_file_may_have_a_name_as_long_as_a_name_can_be(run: Run, tmp_path: Path) -> None:
    """Of three bytes a character; what it is written to first must not need a longer one."""
    name = f"{'名' * 83}.csv"
    (tmp_path / name).write_text("old")

    assert (0, "", "") == run("sample", "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text().startswith("id,as_of")
    assert [name] == [item.name for item in tmp_path.iterdir() if item.is_file()]


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="a device of Unix")
def test_github_obeys_nothing_in_a_log_that_is_written_to_as_a_file(
    start: Start, data: Path
) -> None:
    sql = "SELECT '::error::x' AS a, '##[b]' AS b"
    done = start("query", sql, "-d", str(data), "-o", "/dev/stdout", "-f", "tsv")

    assert done.stdout == b"a\tb\n\\u003a:error::x\t\\u0023#[b]\n"


@LINUX
def test_a_device_needs_no_format_as_standard_output_needs_none(start: Start, data: Path) -> None:
    arguments = ("list", "-d", str(data), "--columns", "name", "-o")
    done = start(*arguments, "/dev/stdout")

    assert done.stdout.startswith(b"name\n")
    assert (0, b"") == (start(*arguments, os.devnull).returncode, done.stderr)


@LINUX
def test_a_pipe_with_an_extension_has_its_format(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows.json")
    reading_end = os.open(tmp_path / "rows.json", os.O_RDONLY | os.O_NONBLOCK)
    run("list", "--columns", "name", "--limit", "1", "-o", str(tmp_path / "rows.json"))

    assert os.read(reading_end, 100).startswith(b'[\n{"name": ')
    os.close(reading_end)


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


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read at most a thousand bytes of what is not a file."""
    monkeypatch.setattr(streams, "MOST", 1000)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
@pytest.mark.usefixtures("data", "small_limit")
@pytest.mark.parametrize("arguments", ["add --json /dev/zero", "import x.csv --map /dev/zero"])
def test_what_never_ends_is_refused(refused: Refused, arguments: str, here: Path) -> None:
    (here / "x.csv").write_text("a,b\n")

    told = f"stancetracker: /dev/zero {NOT_A_FILE}\nhint: save it to a file first\n"
    assert told == refused(*arguments.split())


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["sh", "-c", f"echo hello > {tmp_path}/pipe"]):
        assert b"hello\n" == streams.content(tmp_path / "pipe")


@pytest.mark.usefixtures("small_limit")
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
def test_standard_input_is_read_whole_if_a_file_and_refused_if_closed_or_endless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_bytes(b"x" * 5000)
    with (tmp_path / "x").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert 5000 == len(streams.content("-"))
    with pytest.raises(UsageError, match="standard input: it is closed"):
        streams.content("-")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="standard input: it is closed"):
        streams.content("-")
    with Path("/dev/zero").open() as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        with pytest.raises(UsageError, match=f"standard input {NOT_A_FILE}"):
            streams.content("-")
