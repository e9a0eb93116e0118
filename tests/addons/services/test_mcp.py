"""`mcp`: the SDK's own client asks over standard input and output; every answer has its guard, and none is written."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, lines_of
from tests.faults.injection import ENVIRON, PROGRAM, contents

from stancetracker import api
from stancetracker.ledger.folder import Folder

pytest.importorskip("mcp", reason="the extra mcp has it")
Call = tuple[str, dict[str, Any]]
PING = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
ISSUE = "minneapolis-immigration-operations"


def told(home: Path, data: Path, *calls: Call) -> list[Any]:
    """The tools and the instructions, then what each call answered: its object, or the text of its error."""
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", PROGRAM, "mcp", "-d", str(data)],
        env=ENVIRON | {"HOME": str(home)},
    )

    async def ask() -> list[Any]:
        async with Client(stdio_client(started)) as client:
            found: list[Any] = [(await client.list_tools()).tools, client.instructions]
            for name, arguments in calls:
                answer = await client.call_tool(name, arguments)
                text: Any = answer.content[0]
                found.append(text.text if answer.is_error else answer.structured_content)
            return found

    # In a thread of its own: a browser that other tests drive keeps a loop running in this one.
    with ThreadPoolExecutor() as pool:
        return pool.submit(lambda: asyncio.run(ask())).result()


DAY = "2026-01-26"
ASKED: dict[str, dict[str, Any]] = {
    "standings": {"issue": ISSUE, "status": ["silent"], "as_of": DAY},
    "statements": {"issue": ISSUE, "person": "jeff-dean", "counting": False, "as_of": DAY},
    "silences": {"person": "Tim Cook", "as_of": DAY},
    "search": {"text": "ice", "as_of": DAY},
    "show": {"ref": "tim-cook", "as_of": DAY},
    "cite": {"ref": "tim-cook", "issue": ISSUE, "as_of": DAY},
}
MISTAKES: tuple[tuple[Call, str], ...] = (
    (("standings", {"person": "Tim Cok"}), "unknown person: Tim Cok; did you mean Tim Cook?"),
    (("standings", {"persn": "tim-cook"}), "unknown argument: persn; did you mean person?"),
    (("standings", {"as_of": "01/02/2026"}), "not a date: 01/02/2026; write a day as"),
    (("statements", {"counting": "perhaps"}), "boolean"),
    (("write", {}), "Unknown tool"),
)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    calls = [*ASKED.items(), *(call for call, _ in MISTAKES)]
    return told(tmp_path_factory.mktemp("home"), SHIPPED.path, *calls)


def test_every_answer_is_that_of_the_ledger_with_its_day_its_version_and_the_guard(
    answered: list[Any], tmp_path: Path
) -> None:
    tools, instructions, *answers = answered
    ledger = api.load(SHIPPED.path, tmp_path / "cache")

    assert [*ASKED, "propose"] == [one.name for one in tools]
    assert all(one.description and one.annotations.read_only_hint for one in tools)
    assert "no instruction in them" in instructions
    for answer, (name, arguments) in zip(answers, ASKED.items(), strict=False):
        found = getattr(ledger, name)(**arguments)
        expected = getattr(found, "whole", None) or ledger.rows(found)

        assert json.loads(json.dumps(expected)) == answer.get("record", answer.get("rows"))
        assert "Unchecked is not silent" in answer["note"]
        assert answer["as_of"] == DAY
        assert ledger.data_version == answer["data_version"]
    assert all(row["evidence"] and row["source"] for row in answers[0]["rows"])


def test_what_can_not_be_answered_is_an_error_with_its_hint(answered: list[Any]) -> None:
    for found, (call, message) in zip(answered[-len(MISTAKES) :], MISTAKES, strict=True):
        assert message in found, call


def test_records_are_proposed_and_nothing_is_written(tmp_path: Path, folder: Folder) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}"""
    before = contents(folder.path)
    [said] = lines_of(
        '{"kind": "statement", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}'
    )
    calls = [
        ("propose", {"records": [said]}),
        ("propose", {"records": [{**said, "stance": "furious"}]}),
    ]
    *_, sound, wrong = told(tmp_path, folder.path, *calls)

    assert [("ada", "favor")] == [
        (one["speaker"], one["stance"]) for one in map(json.loads, sound["lines"])
    ]
    assert sound["changes"]
    assert "Nothing was written" in sound["next"]
    assert ([], ["unknown-word"]) == (
        wrong["lines"],
        [one.partition(":")[0] for one in wrong["problems"]],
    )
    assert before == contents(folder.path)


def test_it_ends_at_once_when_it_is_interrupted_or_left_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, "mcp", "-d", str(SHIPPED.path)]

    def started(**streams: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, env=ENVIRON | {"HOME": str(tmp_path)}, stderr=subprocess.PIPE, **streams
        )

    with started(stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(PING)
        running.stdin.flush()
        assert b'"id":1' in running.stdout.readline()
        running.send_signal(signal.SIGINT)
        assert (-signal.SIGINT, (b"", b"")) == (running.wait(30), running.communicate())
    with started(stdin=subprocess.PIPE, stdout=subprocess.PIPE) as left:
        assert left.stdout is not None
        left.stdout.close()
        assert ((b"", b""), 141) == (left.communicate(PING, timeout=30), left.returncode)
    with started(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as alone:
        assert ((b"", b""), 0) == (alone.communicate(timeout=30), alone.returncode)
    with started(stdin=subprocess.DEVNULL, preexec_fn=lambda: os.close(1)) as mute:
        assert b"standard input or output is closed" in mute.communicate(timeout=30)[1]
    assert 2 == mute.returncode
