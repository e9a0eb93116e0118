"""What is given to read: files whole, and of what may never end only so much."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Refused

from stancetracker.base.errors import UsageError
from stancetracker.cli import streams

NOT_A_FILE = "is not a file and holds more than 1,000 bytes"


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST", 1000)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("arguments", ["add --json /dev/zero", "import x.csv --map /dev/zero"])
def test_what_never_ends_is_refused(refused: Refused, arguments: str, here: Path) -> None:
    (here / "x.csv").write_text("a,b\n")

    told = f"stancetracker: /dev/zero {NOT_A_FILE}\nhint: save it to a file first\n"
    assert told == refused(*arguments.split())


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["sh", "-c", f"echo hello > {tmp_path}/pipe"]):
        assert b"hello\n" == streams.content(tmp_path / "pipe")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
def test_standard_input_may_be_a_file_of_any_size_closed_or_endless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_bytes(b"x" * 5000)
    with (tmp_path / "x").open() as opened:
        monkeypatch.setattr(sys, "stdin", opened)
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
