"""Any command line gets an answer or one clear refusal, and reading changes no byte of the data."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.conftest import Run
from tests.datasets import write
from tests.depth import often
from tests.faults.injection import contents
from tests.hostile import commands, records, screens
from tests.hostile.arguments import command_lines

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
LEAVES = dict(commands.leaves())
WRITING = frozenset({"add", "import", "fmt"})


def anew(data: Path) -> Path:
    shutil.rmtree(data, ignore_errors=True)
    return write(data, records.plain_dataset()).path


@pytest.fixture
def busy() -> Iterator[str]:
    """Occupy a port, so that `serve` returns."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield str(taken.getsockname()[1])


@often(1, 150)
@given(st.fixed_dictionaries({words: command_lines(command) for words, command in LEAVES.items()}))
def test_every_command_survives_every_argument(
    run: Run, here: Path, busy: str, monkeypatch: pytest.MonkeyPatch, given_: dict[tuple[str, ...], list[str]]
) -> None:
    data = anew(here.parent / "data")
    monkeypatch.setenv("STANCETRACKER_DATA", str(data))
    before = contents(data)
    for words, arguments in given_.items():
        # Such a command would not end, or would fetch pages.
        last = {"serve": ("--port", busy), "mcp": ("one-too-many",), "archive": ("-n",)}.get(words[0], ())
        # After the end of options there is none.
        line = (*words, *last, *arguments) if "--" in arguments else (*words, *arguments, *last)
        try:
            status, out, err = run(*line)
            screens.ended(status, out, err)
            screens.calm(out, "\n\t\r")
            if words[0] in WRITING:
                assert status == 0 or before == contents(data)
                assert run("check")[0] == 0
            else:
                assert before == contents(data)
        except AssertionError as error:
            error.add_note(repr(line))
            raise
        if words[0] in WRITING:
            anew(data)
